"""The minutes of a meeting in Slack: a page of them to read, and their lines to change."""

from collections.abc import Iterator, Sequence

from models import Meeting, MinutesState
from models.calendar_days import day_words
from models.minutes import MinutesRecord, RecordedLine, SettledCorrection, day_of
from models.payloads import Block, Element, Message
from views.elements import PAGE, actions, button, context, header, message, more_button, section
from views.minutes import ids
from views.minutes.live_views import line_words
from views.minutes.record_texts import RecordParagraph, RecordStyle, paragraphs, state_words
from views.texts import bold, brief, esc, isolate, plural, short
from views.values import MinutesAt

MINUTES_ROOM = 5000
"""Characters of the minutes that a page in Slack holds; the rest is on the next one."""
MOST_PARAGRAPHS = 40
_SECTION = 2700
_MOST_TO_SETTLE = 3


def shown(
    record: MinutesRecord,
    *,
    offset: int = 0,
    may_run: bool = False,
    may_settle: bool = False,
    may_correct: bool = False,
    may_write: bool = False,
) -> Message:
    """A page of minutes, from a paragraph on, with what the reader may do about them."""
    every = paragraphs(record)[1:]
    offset = offset if offset < len(every) else 0
    page = _page(every, offset)
    title = f"Minutes of {record.meeting.title}"
    blocks: list[Block] = [header(title), context(esc(_facts(record))), *_sections(page)]
    after = offset + len(page)
    if after < len(every):
        where = MinutesAt(record.meeting.id, after).text
        left = len(every) - after
        blocks.append(more_button(ids.PAGE_OF, where, left=left, step=MOST_PARAGRAPHS))
    buttons = _buttons(record, may_run=may_run, may_settle=may_settle, may_write=may_write)
    if may_correct and record.minutes.state is MinutesState.CIRCULATED:
        buttons.insert(0, _button("Ask for a correction", ids.CORRECT, record.meeting))
    blocks.append(actions(*buttons, _button("Send me the files", ids.FILES, record.meeting)))
    if may_settle:
        blocks += _to_settle(record)
    words = " ".join(esc(short(paragraph.text, 300)) for paragraph in page)
    return message(f"{esc(title)}. {esc(_facts(record))}. {words}", blocks)


def lines_to_change(
    meeting: Meeting, lines: Sequence[RecordedLine], *, offset: int, left: int, news: str = ""
) -> Message:
    """The lines of a draft, ten at a time, each with its button."""
    title = f"Lines of {short(meeting.title, 100)}"
    blocks: list[Block] = [section(news)] if news else []
    blocks.append(header(title))
    if not lines:
        blocks.append(section("No line is written."))
    for line in lines:
        about = brief(line.line.wording, 60)
        change = button("Change", ids.EDIT, line.line.id, about=about)
        blocks.append(section(f"{line_words(line)} ({esc(brief(line.writer, 80))})", change))
    if left:
        where = MinutesAt(meeting.id, offset + PAGE).text
        blocks.append(more_button(ids.LINES, where, left=left))
    blocks.append(
        actions(
            _button("Add lines", ids.WRITE, meeting), _button("Read the draft", ids.SHOW, meeting)
        )
    )
    words = "; ".join(line_words(line) for line in lines)
    return message(f"{news} {esc(title)}: {words}".strip(), blocks)


def files_on_their_way(meeting: Meeting) -> Message:
    """To whoever wants the minutes as files."""
    return message(
        f"The minutes of {bold(brief(meeting.title, 150))} are on their way to you as Markdown and"
        " as a document for Word (DOCX)."
    )


def beside_file(meeting: Meeting) -> str:
    """What stands beside a file."""
    return f"The minutes of {esc(brief(meeting.title, 150))}, {day_words(day_of(meeting))}"


def _facts(record: MinutesRecord) -> str:
    readers = "open to all who may know of the group" if record.minutes.is_public else "for members"
    return f"{day_words(record.held_on)} · {state_words(record)} · {readers}"


def _page(every: Sequence[RecordParagraph], offset: int) -> list[RecordParagraph]:
    """As many paragraphs as one message holds, at least one."""
    room = MINUTES_ROOM
    page: list[RecordParagraph] = []
    for paragraph in every[offset : offset + MOST_PARAGRAPHS]:
        room -= len(_mrkdwn(paragraph))
        if room < 0 and page:
            break
        page.append(paragraph)
    return page


def _sections(page: Sequence[RecordParagraph]) -> Iterator[Block]:
    """The paragraphs, several to a section as far as they fit."""
    gathered: list[str] = []
    for paragraph in page:
        text = _mrkdwn(paragraph)
        starts_anew = paragraph.style is RecordStyle.HEADING
        if gathered and (starts_anew or len("\n".join([*gathered, text])) > _SECTION):
            yield section("\n".join(gathered))
            gathered = []
        gathered.append(text)
    if gathered:
        yield section("\n".join(gathered))


def _mrkdwn(paragraph: RecordParagraph) -> str:
    text = brief(paragraph.text, 1800)
    match paragraph.style:
        case RecordStyle.HEADING:
            return f"*{esc(text)}*"
        case RecordStyle.SUBHEADING:
            return f"_{esc(text)}_" if "_" not in text else esc(text)
        case RecordStyle.BULLET:
            return f"• {esc(text)}"
    return esc(text)


def _buttons(
    record: MinutesRecord, *, may_run: bool, may_settle: bool, may_write: bool
) -> list[Element]:
    meeting = record.meeting
    match record.minutes.state:
        case MinutesState.OPEN if may_write:
            return [_button("See the meeting", ids.LIVE, meeting)]
        case MinutesState.DRAFT if may_run:
            lines = MinutesAt(meeting.id).text
            change = button("Change lines", ids.LINES, lines, about=meeting.title)
            send = _button("Circulate", ids.CIRCULATE, meeting)
            return [change, send] if may_settle else [change]
        case MinutesState.CIRCULATED if may_settle:
            return [_button("Approve", ids.APPROVE_AT, meeting)]
        case MinutesState.APPROVED if may_settle:
            return [_button("Amend", ids.AMEND, meeting)]
    return []


def _to_settle(record: MinutesRecord) -> Iterator[Block]:
    """The corrections that wait for the chair, the first few of them."""
    waiting = [row for row in record.corrections if row.correction.is_accepted is None]
    for row in waiting[:_MOST_TO_SETTLE]:
        yield from correction_blocks(row)
    if len(waiting) > _MOST_TO_SETTLE:
        more = plural(
            len(waiting) - _MOST_TO_SETTLE, "more correction waits", "more corrections wait"
        )
        yield context(f"{more} until these are settled.")


def correction_blocks(row: SettledCorrection) -> list[Block]:
    """A correction with the line that it names, and the buttons by which a chair settles it."""
    correction_id, wording = row.correction.id, row.correction.wording
    words = f"*{esc(brief(row.proposed_by, 80))}* asks for a correction:"
    if row.line:
        words = f"{words}\nNow: {esc(brief(row.line, 200))}"
    words = f"{words}\n{'Then: ' if row.line else ''}{esc(brief(wording, 600))}"
    about = isolate(short(wording, 50))
    return [
        section(words),
        actions(
            button("Accept", ids.ACCEPT, correction_id, about=about),
            button("Decline", ids.DECLINE, correction_id, about=about),
        ),
    ]


def _button(label: str, action: str, meeting: Meeting) -> Element:
    return button(label, action, meeting.id, about=meeting.title)
