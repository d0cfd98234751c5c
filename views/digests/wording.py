"""What a digest says of each thing that it tells: a task, a meeting, a decision, in one line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models import CallState, Group
from models.calendar_days import day_words
from models.calls import CallLine
from models.decisions import OpenQuestion, Settled
from models.digests import MeetingAhead, MeetingChange, MeetingHeld, NewMember, TaskFact
from models.polls import ListedPoll
from views.calls.declared_rules import how_many
from views.texts import bold, esc, isolate, joined, plural, short
from views.times import moment, plain_moment

TITLE_ROOM = 120
WORDING_ROOM = 280
NAME_ROOM = 60


def meeting_line(group: Group, ahead: MeetingAhead) -> str:
    """In mrkdwn, for the moment is shown in each reader's own zone."""
    meeting = ahead.meeting
    counts = ((ahead.yes, "yes"), (ahead.maybe, "maybe"), (ahead.no, "no"))
    answers = (
        joined((f"{count} {answer}" for count, answer in counts if count), ", ") or "no answers yet"
    )
    when = moment(meeting.starts_at, group.zone)
    return joined((bold(_short(meeting.title)), when, _place(meeting.place), answers))


def open_line(fact: TaskFact, today: date) -> str:
    """In plain text, as all lines that follow: a task with its owner and its due day."""
    due_on = fact.task.due_on
    due = f"due {day_words(due_on, today)}" if due_on else ""
    return _line(_short(fact.task.title), owner_words(fact), due)


def done_line(fact: TaskFact) -> str:
    """A task that is done, whose it is, and who marked it done where that was somebody else."""
    if not fact.done_by:
        return _line(_short(fact.task.title), owner_words(fact) if fact.who else "")
    whose = f"{owner_words(fact)}’s task, marked done by {_short(fact.done_by, NAME_ROOM)}"
    return _line(_short(fact.task.title), whose)


def settled_line(settled: Settled, today: date) -> str:
    """A decision, and the meeting that took it with its day."""
    wording = _short(settled.decision.wording, WORDING_ROOM)
    held_on = day_words(settled.held_on, today) if settled.held_on else ""
    meeting = joined((_short(settled.meeting or "", NAME_ROOM), held_on), ", ")
    if settled.earlier is None:
        return _line(wording, meeting)
    earlier = f"{settled.decision.replacement} “{_short(settled.earlier, NAME_ROOM)}”"
    return _line(wording, earlier, meeting)


def question_line(group: Group, open_question: OpenQuestion, today: date) -> str:
    """An open question, who raised it, and since when it is open."""
    question = open_question.question
    raised_on = question.raised_at.astimezone(ZoneInfo(group.zone)).date()
    return _line(
        _short(question.wording, WORDING_ROOM),
        _short(open_question.who, NAME_ROOM),
        f"since {day_words(raised_on, today)}",
    )


def held_line(held: MeetingHeld, at: datetime) -> str:
    """A meeting that took place, and how many came; of one that goes on nobody knows that yet."""
    nobody = "it goes on" if at < held.meeting.ends_at else "nobody was recorded as present"
    came = (
        f"{plural(held.people, 'person', 'people')} from"
        f" {plural(held.libraries, 'library', 'libraries')}"
    )
    return _line(_short(held.meeting.title), came if held.people else nobody)


def open_call_line(group: Group, line: CallLine) -> str:
    """A call that is open, how many have answered, and when it closes."""
    call = line.call
    closes = f"closes {plain_moment(call.closes_at, group.zone)}" if call.closes_at else ""
    return _line(_short(call.question), _count(line), closes)


def open_poll_line(group: Group, line: ListedPoll) -> str:
    """A poll that is open, how many have answered, and when it closes."""
    poll = line.poll
    count = f"{line.answered:,} of {plural(line.people, 'person', 'people')} answered"
    return _line(_short(poll.title), count, f"closes {plain_moment(poll.closes_at, group.zone)}")


def ended_call_line(line: CallLine) -> str:
    """A call that has ended, what became of it, and how many answered."""
    call = line.call
    # Its time may be up, and nobody has closed it yet.
    how = CallState.CLOSED if call.state is CallState.OPEN else call.state
    is_early = how is CallState.CANCELLED or call.closed_by is not None
    why = f"why: {_short(call.reason)}" if call.reason and is_early else ""
    return _line(_short(call.question), how.value, _count(line), why)


def _count(line: CallLine) -> str:
    return f"{line.answered:,} of {how_many(line.call.unit_kind, line.units)} answered"


def change_line(group: Group, change: MeetingChange) -> str:
    """A meeting that was set, moved or cancelled, and when it is or was to be."""
    words = {"set": "set for", "moved": "now on", "cancelled": "cancelled, was on"}
    when = plain_moment(change.meeting.starts_at, group.zone)
    return _line(_short(change.meeting.title), f"{words[change.what]} {when}")


def member_line(member: NewMember) -> str:
    """Somebody who joined, and where she works."""
    return _line(_short(member.name, NAME_ROOM), _short(member.organization or "", NAME_ROOM))


def opened_line(opened: int) -> str:
    """How many tasks were newly set."""
    return f"{plural(opened, 'new task was', 'new tasks were')} set."


def owner_words(fact: TaskFact) -> str:
    """Whose a task is, and whether it is to be given to somebody else."""
    if not fact.who:
        return "nobody yet"
    name = _short(fact.who, NAME_ROOM)
    return f"{name}, who has left: give it to somebody" if fact.has_left else name


def _place(place: str) -> str:
    """A link that is cut leads nowhere."""
    return esc(place if "://" in place else short(place, TITLE_ROOM))


def _line(*parts: str) -> str:
    return "• " + joined((isolate(part) for part in parts if part), " · ")


def _short(text: str, room: int = TITLE_ROOM) -> str:
    return short(" ".join(text.split()), room)
