"""A meeting that goes on, to whoever looks, and what is said of the lines that she writes."""

from collections.abc import Sequence

from models import AgendaItem, Meeting, MinuteLine, MinuteLineKind, Minutes, MinutesState
from models.calendar_days import day_words
from models.minutes import Attendees, LiveMeeting, RecordedLine, day_of
from models.payloads import Block, Element, Message
from views.elements import actions, button, confirm, context, header, message, section
from views.meetings.ids import CHECKLIST
from views.minutes import ids
from views.minutes.record_texts import action_words
from views.presence.recusals import recusal_button
from views.texts import bold, brief, esc, in_a_row, joined, plural
from views.times import moment
from views.values import ApprovalButton, ItemButton, MinutesAt

MOST_TO_APPROVE = 3
_CUT_AT = 200
_LIBRARIES = 700
_KINDS = {
    MinuteLineKind.NOTE: "Note",
    MinuteLineKind.DECISION: "Decided",
    MinuteLineKind.ACTION: "Task",
    MinuteLineKind.ANNOUNCEMENT: "Announced",
    MinuteLineKind.PARKED: "Parked",
}


def live(
    facts: LiveMeeting, *, may_write: bool = False, may_run: bool = False, may_settle: bool = False
) -> Message:
    """Where the meeting is, who is there, what was written last, and how to go on."""
    meeting = facts.meeting
    parts = [_item(facts), _recused(facts), _following(facts), _present(facts)]
    blocks: list[Block] = [
        header(meeting.title),
        section("\n".join(part for part in parts if part)),
    ]
    if may_run and (row := _running(facts)):
        blocks.append(actions(*row))
    newest = [f"• {line_words(line)}" for line in facts.newest]
    count = plural(facts.count, "line") if facts.count else "Nothing is written yet."
    blocks.append(section("\n".join(["*Written last*", *newest]) if newest else count))
    if may_settle and facts.to_approve:
        blocks += [actions(approve) for approve in _approvals(facts)]
    buttons = [button("Look again", ids.LIVE, meeting.id, about=meeting.title)]
    if may_write:
        write = button("Write lines", ids.WRITE, meeting.id, style="primary", about=meeting.title)
        buttons.insert(0, write)
        buttons += [recusal_button(facts.item)] if facts.item else []
    if may_run:
        buttons.append(_close_button(meeting))
    blocks += [actions(*buttons), context(_hint())]
    written_last = joined(["Written last:", *newest], " ") if newest else count
    text = joined([f"{esc(brief(meeting.title, 150))}.", *parts, written_last], " ")
    return message(text, blocks)


def begin_button(meeting: Meeting, about: str) -> Element:
    """The button that opens the private view of a meeting."""
    return button("Begin", ids.BEGIN, meeting.id, style="primary", about=about)


def of_meeting(
    meeting: Meeting,
    minutes: Minutes | None,
    *,
    may_read: bool,
    may_begin: bool,
    may_write: bool,
) -> list[Element]:
    """The buttons about its minutes where a meeting is shown."""
    is_open = minutes is None or minutes.state is MinutesState.OPEN
    buttons = []
    if may_begin:
        buttons.append(begin_button(meeting, meeting.title))
    elif may_write and is_open:
        buttons.append(button("Write minutes", ids.WRITE, meeting.id, about=meeting.title))
    if minutes is not None and may_read:
        buttons.append(button("Read the minutes", ids.SHOW, meeting.id, about=meeting.title))
    return buttons


def line_words(line: RecordedLine) -> str:
    """``Decided: We share one file``."""
    words = action_words(line) if line.line.kind is MinuteLineKind.ACTION else line.line.wording
    return f"{_KINDS[line.line.kind]}: {esc(brief(words, _CUT_AT))}"


def present_words(there: Attendees) -> str:
    """Who is there by library: ``Central (Ann Abara and Ben Brook)``."""
    entries = [f"{library} ({in_a_row(names)})" for library, names in there.present]
    people = sum(len(names) for _library, names in there.present)
    if not entries:
        return "Nobody is recorded as present yet."
    count = plural(people, "person", "people")
    return f"Present: {count}: {esc(brief(joined(entries, ', '), _LIBRARIES))}"


def written(
    meeting: Meeting,
    lines: Sequence[MinuteLine],
    *,
    news: Sequence[str] = (),
    others: Sequence[RecordedLine] = (),
    recorded: Sequence[RecordedLine] = (),
) -> Message:
    """To whoever wrote lines: what stands in the minutes now, with ``news`` such as a warning, and
    what ``others`` wrote while her form was open. Of those that are ``recorded`` it says whose the
    task is and when it is due.
    """
    title = bold(brief(meeting.title, 100))
    day = day_words(day_of(meeting))
    if not lines:
        text = f"That stands in the minutes of {title}, {day}, already, so nothing was added."
    else:
        text = f"In the minutes of {title}, {day}: {plural(len(lines), 'line')} more."
    known = {row.line.id: row for row in recorded}
    rows = [
        f"• {line_words(known[line.id])}"
        if line.id in known
        else f"• {_KINDS[line.kind]}: {esc(brief(line.wording, _CUT_AT))}"
        for line in lines[:10]
    ]
    more = [f"and {len(lines) - 10} more"] if len(lines) > 10 else []
    blocks = [section(text)]
    blocks += [section("\n".join([*rows, *more]))] if rows else []
    blocks += [section("\n".join(news))] if news else []
    meanwhile = [f"• {line_words(line)} ({esc(brief(line.writer, 80))})" for line in others[-10:]]
    if meanwhile:
        blocks.append(section("\n".join(["*Written by others meanwhile*", *meanwhile])))
    buttons = [button("See the meeting", ids.LIVE, meeting.id, about=meeting.title)]
    if len(lines) == 1:
        about = brief(lines[0].wording, 60)
        buttons.insert(0, button("Undo", ids.UNDO, lines[0].id, about=about))
    return message(" ".join([text, *rows, *news, *meanwhile]), [*blocks, actions(*buttons)])


def undone(meeting: Meeting, wording: str, rest: str) -> Message:
    """To whoever undid a line; ``rest`` says what of it stays."""
    title = bold(brief(meeting.title, 100))
    text = f"Undone in the minutes of {title}: {esc(brief(wording, 300))}"
    back = actions(button("See the meeting", ids.LIVE, meeting.id, about=meeting.title))
    return message(joined([text, rest], "\n"), [section(joined([text, rest], "\n")), back])


def closed(meeting: Meeting, *, carried: int, asks_who_came: bool = False) -> Message:
    """To whoever closed a meeting; she is asked who came where nobody has said so."""
    left = (
        f" {plural(carried, 'agenda item is', 'agenda items are')} carried to the next meeting."
        if carried
        else ""
    )
    text = f"{bold(brief(meeting.title, 150))} is closed, and its minutes are a draft.{left}"
    buttons = [
        button("Read the draft", ids.SHOW, meeting.id, about=meeting.title),
        button("Change lines", ids.LINES, MinutesAt(meeting.id).text, about=meeting.title),
    ]
    if asks_who_came:
        text = f"{text} Save who came before you circulate them."
        came = button("Who came", CHECKLIST, meeting.id, style="primary", about=meeting.title)
        buttons.insert(0, came)
    return message(text, [section(text), actions(*buttons)])


def nothing_to_undo(meeting: Meeting) -> Message:
    """To whoever has no line of her own there."""
    return message(f"No line of yours is in the minutes of {bold(brief(meeting.title, 150))}.")


def _item(facts: LiveMeeting) -> str:
    if facts.item is None:
        when = moment(facts.meeting.starts_at, facts.meeting.zone)
        return f"No agenda item is open. {when}"
    return f"*Now:* {_title(facts.item)}{_time_left(facts.minutes_left)}"


def _recused(facts: LiveMeeting) -> str:
    if not facts.recused:
        return ""
    return f"*Recused:* {esc(brief(in_a_row(facts.recused), _LIBRARIES))}"


def _time_left(minutes: int | None) -> str:
    if minutes is None:
        return ""
    if minutes < 0:
        return f", {plural(-minutes, 'minute')} over its time"
    return f", {plural(minutes, 'minute')} left"


def _following(facts: LiveMeeting) -> str:
    if facts.following:
        return f"*Next:* {_title(facts.following)}"
    return "This is the last item." if facts.item else ""


def _present(facts: LiveMeeting) -> str:
    return joined([present_words(facts.attendees), esc(facts.quorum)], "\n")


def _title(item: AgendaItem) -> str:
    return esc(brief(item.title, 150))


def _running(facts: LiveMeeting) -> list[Element]:
    meeting, item = facts.meeting, facts.item
    value = ItemButton(meeting.id, item.id if item else 0).text
    if item is None:
        go_on = button("Take the next open item", ids.SKIP, value, about=meeting.title)
        return [go_on] if facts.following else []
    done, skip = "Done, next item", "Leave it open, next item"
    if not facts.following:
        done, skip = "Done with this item", "Leave it open"
    return [
        button(done, ids.NEXT, value, about=item.title),
        button(skip, ids.SKIP, value, about=item.title),
    ]


def _approvals(facts: LiveMeeting) -> list[Element]:
    return [
        button(
            f"Approve the minutes of {day_words(day_of(held))}",
            ids.APPROVE,
            ApprovalButton(held.id, facts.meeting.id).text,
            about=held.title,
        )
        for held in facts.to_approve[:MOST_TO_APPROVE]
    ]


def _close_button(meeting: Meeting) -> Element:
    sure = confirm(
        "Close the meeting?",
        "Its minutes become a draft for the chair. Items that are not done go to the next agenda.",
        "Close",
    )
    return button("Close the meeting", ids.CLOSE, meeting.id, about=meeting.title, confirm=sure)


def _hint() -> str:
    return (
        "One line each: `/meet note`, `/meet decide`, `/meet action Ben: send norms by Friday`,"
        " `/meet park`, `/meet announce`. `/meet undo` takes your last one back."
    )


def task_taken_back() -> Message:
    """In the place of a task that its owner was told of, and that is none any more."""
    return message("This task was taken back: it was written into minutes by mistake.")
