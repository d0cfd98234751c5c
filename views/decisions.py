"""What a group decided and what is still open:
the form to write it down, the list, and what is said then.
"""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from models import Decision, Group, Meeting, Question
from models.calendar_days import day_words
from models.decisions import WORDING_LENGTH, DecisionEntry, DecisionPage, OpenQuestion, Settled
from models.payloads import Block, Message, View
from views import values
from views.elements import (
    SECTION_LIMIT,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    more_button,
    plain,
    section,
)
from views.inputs import field, modal, text_input
from views.texts import bold, esc, isolate, joined, plural, short
from views.times import day_in, moment

LISTED = "decision.list"
PAGE_OF = "decision.page"
WRITE = "decision.write"
WRITE_OF_MEETING = "decision.write.meeting"
WRITE_SEND = "decision.write.send"
TAKE_BACK = "decision.take_back"
SETTLE = "question.settle"
SETTLE_SEND = "question.settle.send"

FORM_LENGTH = 3000
_NEXT_LINE = "\n"


def write(group: Group, meeting: Meeting | None, known: Sequence[Decision] = ()) -> View:
    """The form; ``known`` is what was written down of the same meeting before."""
    about = bold(group.name)
    if meeting:
        about = f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"
    before = _before(known)
    blocks = [
        section(about),
        *([before] if before else []),
        field(
            "decided",
            "What was decided",
            _lines("decision.decided"),
            optional=True,
            hint="One decision a line. It helps to say why: “… because …”.",
        ),
        field(
            "asked",
            "What is still open",
            _lines("decision.asked"),
            optional=True,
            hint="One question a line. Each stays in the weekly digest until it is answered.",
        ),
    ]
    private = values.private(meeting=meeting.id) if meeting else values.private(group=group.id)
    return modal(
        WRITE_SEND, "Decisions", blocks, submit="Write down", close="Cancel", private=private
    )


def settle(question: Question) -> View:
    """The form that closes a question."""
    element = text_input("question.decided", multiline=True, limit=WORDING_LENGTH)
    blocks = [
        _plain(question.wording),
        field(
            "decided",
            "What was decided",
            element,
            optional=True,
            hint="Leave it empty where the question has simply gone away.",
        ),
    ]
    private = values.private(question=question.id)
    return modal(
        SETTLE_SEND, "Answer a question", blocks, submit="Save", close="Cancel", private=private
    )


def listed(
    group: Group,
    page: DecisionPage,
    *,
    may_write: bool,
    may_settle: Callable[[Question], bool],
    zone: str,
) -> Message:
    """What is open, the oldest first, then what was decided, the newest first, ten at a time."""
    title = f"Decisions of {short(group.name, 100)}"
    write_down = [actions(button("Write down decisions", WRITE, group.id))] if may_write else []
    if not page.entries:
        text = f"{bold(group.name)} has not written down a decision or an open question yet."
        ways = "`/wg question` followed by the question raises one."
        return message(f"{text} {ways}", [section(text), context(ways), *write_down])
    blocks: list[Block] = [header(title), context(_counts(page))]
    for number, entry in enumerate(page.entries):
        blocks += _heading(page, number)
        blocks.append(_entry(entry, may_write=may_write, may_settle=may_settle, zone=zone))
    if page.left:
        after = page.offset + len(page.entries)
        blocks.append(
            more_button(PAGE_OF, values.DecisionListAt(group.id, after).text, left=page.left)
        )
    lines = "; ".join(esc(_in_words(entry, zone)) for entry in page.entries)
    return message(f"{esc(title)}: {_counts(page)}. {lines}", [*blocks, *write_down])


def written(
    group: Group,
    decisions: Sequence[Decision],
    questions: Sequence[Question],
    *,
    meeting: Meeting | None = None,
) -> Message:
    """To whoever wrote it down."""
    if not decisions and not questions:
        text = "That is written down already, so nothing was added."
        return message(text, [section(text), _see_all(group)])
    counts = [
        plural(len(decisions), "decision") if decisions else "",
        plural(len(questions), "open question") if questions else "",
    ]
    of = f", {bold(meeting.title)}" if meeting else ""
    news = " The next weekly digest tells the group." if _has_digest(group) else ""
    text = f"Written down for {bold(group.name)}{of}: {joined(counts, ' and ')}.{news}"
    wordings = [
        *(decision.wording for decision in decisions),
        *(question.wording for question in questions),
    ]
    lines = [f"• {isolate(wording)}" for wording in wordings]
    news = joined([text, *(esc(line) for line in lines)], _NEXT_LINE)
    return message(news, [section(text), _plain(_NEXT_LINE.join(lines)), _see_all(group)])


def settled(group: Group, question: Question, decision: Decision | None) -> Message:
    """To whoever settled it."""
    outcome = (
        f" Decided: {esc(decision.wording)}"
        if decision
        else " No decision was written down with it."
    )
    news = " The next weekly digest tells the group." if decision and _has_digest(group) else ""
    text = f"Answered: {esc(question.wording)}{_NEXT_LINE}{outcome.strip()}{news}"
    return message(text, [section(text), _see_all(group)])


def taken_back(group: Group, wording: str, *, reopened: bool) -> Message:
    """To whoever took it back."""
    again = " The question that it answered is open again." if reopened else ""
    text = f"Removed: {esc(wording)}{_NEXT_LINE}It stays in the history.{again}"
    return message(text, [section(text), _see_all(group)])


def of_meeting(decisions: Sequence[Decision]) -> list[Block]:
    """What a meeting decided, where the meeting is shown."""
    if not decisions:
        return []
    lines = (f"• {isolate(decision.wording)}" for decision in decisions)
    return [section("*Decided*"), _plain(_NEXT_LINE.join(lines))]


def write_button(meeting: Meeting, *, about: str) -> Block:
    """The button by which a chair writes down what a meeting decided."""
    return button("Write down decisions", WRITE_OF_MEETING, meeting.id, about=about)


def _before(known: Sequence[Decision]) -> Block | None:
    lines = [f"• {isolate(question.wording)}" for question in known]
    return _plain(_NEXT_LINE.join(["Written down already:", *lines])) if lines else None


def _lines(action_id: str) -> Block:
    return text_input(action_id, multiline=True, limit=FORM_LENGTH)


def _see_all(group: Group) -> Block:
    return actions(button("See all decisions", LISTED, group.id, about=group.name))


def _has_digest(group: Group) -> bool:
    return group.channel_id is not None and group.digest_weekday is not None


def _counts(page: DecisionPage) -> str:
    return f"{plural(page.questions, 'open question')}, {plural(page.decisions, 'decision')}"


def _heading(page: DecisionPage, number: int) -> list[Block]:
    """The name of the part that begins with this entry of the page."""
    entry = page.entries[number]
    if number and type(entry) is type(page.entries[number - 1]):
        return []
    return [section("*Still open*" if isinstance(entry, OpenQuestion) else "*Decided*")]


def _entry(
    entry: DecisionEntry, *, may_write: bool, may_settle: Callable[[Question], bool], zone: str
) -> Block:
    news = _plain(_in_words(entry, zone, between=_NEXT_LINE))
    if isinstance(entry, OpenQuestion):
        question = entry.question
        if not may_settle(question):
            return news
        return news | {"accessory": button("Answer", SETTLE, question.id, about=question.wording)}
    if not may_write:
        return news
    sure = confirm(
        "Remove it?", "The decision is removed from the list; the history keeps it.", "Remove"
    )
    about = entry.decision.wording
    return news | {
        "accessory": button("Remove", TAKE_BACK, entry.decision.id, about=about, confirm=sure)
    }


def _in_words(entry: DecisionEntry, zone: str, between: str = ", ") -> str:
    if isinstance(entry, OpenQuestion):
        since = (
            f"raised by {isolate(short(entry.who, 80))}, {day_in(zone, entry.question.raised_at)}"
        )
        return joined([isolate(entry.question.wording), since], between)
    return joined([isolate(entry.decision.wording), _settled_at(entry, zone)], between)


def _settled_at(entry: Settled, zone: str) -> str:
    """Its meeting with the day of that, and when it was written down where that was another day."""
    written_on = day_in(zone, entry.decision.recorded_at)
    if not entry.meeting:
        return written_on
    meeting = f"in {isolate(short(entry.meeting, 100))}"
    if entry.held_on is None or entry.held_at is None:
        return f"{meeting}, {written_on}"
    if entry.decision.recorded_at.astimezone(ZoneInfo(zone)).date() == entry.held_on:
        return f"{meeting}, {written_on}"
    return f"{meeting}, {day_words(entry.held_on)}; written down {written_on}"


def _plain(text: str) -> Block:
    """People's own words, in which no mark means anything."""
    return {"type": "section", "text": plain(short(text, SECTION_LIMIT))}
