"""The weekly digest of a group: calm, complete, and without pinging anybody."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models import Group, Meeting, QuietWeek
from models.decisions import OpenQuestion, Settled
from models.digests import LATE, DigestFacts, MeetingAhead, MeetingHeld, NewMember, TaskFact
from models.payloads import Block, Message
from views import groups as group_views
from views import meetings as meeting_views
from views import tasks as task_views
from views.elements import (
    SECTION_LIMIT,
    TEXT_LIMIT,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    plain,
    section,
)
from views.texts import bold, channel, esc, isolate, joined, plural, short
from views.times import dated, moment, plain_moment

WITH_BUTTON = 5
"""How many open tasks have a button of their own."""
WITH_ANSWERS = 3
"""How many of the next meetings have buttons."""
HALF_A_YEAR = timedelta(days=182)
ROOM = 11_500
"""Slack refuses a message whose blocks are longer than about 13,200 characters, with notes and
buttons of a preview, which shows just as much as the digest itself.
"""
LINES = (10, 6, 3, 2, 1)
"""How many lines a list has, and has where that is too long."""
FEW_LINES = 2
"""With no more lines than these there are fewer buttons, too."""
LINES_IN_WORDS = (100, 50, 30, 20, 15, 10, 8, 6, 4, 3, 2, 1, 0)
"""The same for the words that screen readers read out, of which all fit in most weeks."""
OWNERS = 8
"""Of how many people a list says how many of the rest are theirs."""
TITLE_ROOM = 120
WORDING_ROOM = 280
NAME_ROOM = 60


def weekly(
    group: Group, facts: DigestFacts, *, planned_for: datetime | None = None
) -> Message | None:
    """The digest for the group's channel; None in a quiet week of a group that wants none then."""
    if facts.nothing_changed and group.quiet_week is QuietWeek.NOTHING:
        return None
    if facts.nothing_changed:
        return message(joined((_quiet_line(group, facts), _late(group, facts, planned_for)), " "))
    return _told(group, facts, [_late(group, facts, planned_for)])


def preview(
    group: Group, facts: DigestFacts, *, next_at: datetime | None, may_send: bool
) -> Message:
    """What the channel would get now, for the one who asked alone, and the buttons to send it or to
    set it.

    ``may_send`` says whether this week's is still to come.
    """
    comes = (
        f"The next one comes {moment(next_at, group.zone)}."
        if next_at
        else "No digest is set to come."
    )
    note = f"This is a preview that only you see. {comes}"
    is_silent = facts.nothing_changed and group.quiet_week is QuietWeek.NOTHING
    foot = [actions(*_senders(group, may_send=may_send and not is_silent))]
    if not facts.nothing_changed:
        return _told(group, facts, [note], foot)
    channel_gets = (
        "nothing in such a week, as the group has chosen" if is_silent else "this one line"
    )
    quiet = f"{_quiet_line(group, facts)}\nThe channel gets {channel_gets}."
    return message(f"{note}\n{quiet}", [context(note), section(quiet), *foot])


def _senders(group: Group, *, may_send: bool) -> list[dict[str, Any]]:
    sure = confirm(
        "Send the digest now?",
        "The channel gets it at once, in place of this week's. The next one comes next week.",
        "Send it",
    )
    now = button(
        "Send it now", group_views.DIGEST_NOW, group.id or 0, about=group.name, confirm=sure
    )
    change = button("Change when it comes", group_views.DIGEST, group.id or 0, about=group.name)
    return [now, change] if may_send else [change]


def sent(group: Group) -> Message:
    """To the chair who sent the digest at once."""
    return message(
        f"The digest of {bold(group.name)} is on its way to {channel(group.channel_id)}. "
        "It takes the place of this week's; the next one comes next week."
    )


def nothing_to_send(group: Group) -> Message:
    """To the chair, in a week of which there is nothing to tell."""
    return message(
        f"Nothing changed in {bold(group.name)} since the last digest, and it is set to post"
        " nothing then. So nothing was sent."
    )


def _told(
    group: Group, facts: DigestFacts, notes: Sequence[str], foot: Sequence[Block] = ()
) -> Message:
    """The longest of the lengths that Slack accepts."""
    sizes = (_body(group, facts, lines) for lines in LINES)
    body = next((blocks for blocks in sizes if _fits(blocks)), _body(group, facts, LINES[-1]))
    small = [context(note) for note in (_window(group, facts), *notes) if note]
    words = (_in_words(group, facts, notes, most) for most in LINES_IN_WORDS)
    text = next(text for text in words if len(text) <= TEXT_LIMIT)
    return message(text, [header(f"The week in {group.name}"), *small, *body, *foot])


def _fits(blocks: Sequence[Block]) -> bool:
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    length = len(json.dumps(blocks, ensure_ascii=False))
    return length <= ROOM and all(len(text) < SECTION_LIMIT for text in texts)


def _body(group: Group, facts: DigestFacts, lines: int) -> list[Block]:
    parts = (
        _ahead(group, facts, 1 if lines <= FEW_LINES else WITH_ANSWERS),
        _list(
            _counted("Decided", len(facts.decided)),
            [_settled_line(one) for one in facts.decided],
            lines,
        ),
        _open_tasks(facts, lines),
        _questions(group, facts, lines),
        _list(_counted("Done", len(facts.done)), [_done_line(fact) for fact in facts.done], lines),
        _opened(facts),
        _held(facts, lines),
        _list(
            _counted("New members", len(facts.joined)),
            [_member_line(one) for one in facts.joined],
            lines,
        ),
    )
    foot = context(
        "`/task list` shows all tasks, `/meet` all meetings ahead, `/wg decisions` all decisions."
    )
    return [*(block for part in parts for block in part), foot]


def _window(group: Group, facts: DigestFacts) -> str:
    zone = ZoneInfo(group.zone)
    return (
        f"{_day(facts.since.astimezone(zone).date(), facts.today)} to"
        f" {_day(facts.today, facts.today)}"
    )


def _late(group: Group, facts: DigestFacts, planned_for: datetime | None) -> str:
    if planned_for is None or facts.at - planned_for <= LATE:
        return ""
    return f"This digest is late: it was due on {plain_moment(planned_for, group.zone)}."


def _quiet_line(group: Group, facts: DigestFacts) -> str:
    starts = [moment(one.meeting.starts_at, group.zone) for one in facts.ahead[:1]]
    parts = (
        f"A quiet week in {bold(group.name)}: nothing changed.",
        *(f"Next meeting: {start}." for start in starts),
        (
            f"{plural(len(facts.overdue), 'task is', 'tasks are')} still overdue."
            if facts.overdue
            else ""
        ),
        (
            f"{plural(len(facts.questions), 'question is', 'questions are')} still open."
            if facts.questions
            else ""
        ),
    )
    return joined(parts, " ")


def _ahead(group: Group, facts: DigestFacts, with_answers: int) -> list[Block]:
    if not facts.ahead:
        return [section("*Next meetings*\nNone is scheduled.")]
    title = "*Next meetings*\n"
    blocks: list[Block] = []
    for number, one in enumerate(facts.ahead):
        blocks.append(section(title + _ahead_line(group, one)))
        blocks += [actions(*_rsvp(group, one.meeting))] if number < with_answers else []
        title = ""
    return blocks


def _ahead_line(group: Group, one: MeetingAhead) -> str:
    coming = one.meeting
    counts = ((one.yes, "yes"), (one.maybe, "maybe"), (one.no, "no"))
    answers = (
        joined((f"{count} {answer}" for count, answer in counts if count), ", ") or "no answers yet"
    )
    when = moment(coming.starts_at, group.zone)
    return joined((bold(_short(coming.title)), when, _place(coming.place), answers))


def _place(place: str) -> str:
    """A link that is cut leads nowhere."""
    return esc(place if "://" in place else short(place, TITLE_ROOM))


def _rsvp(group: Group, coming: Meeting) -> list[dict[str, Any]]:
    rows = (
        ("Yes, I will come", meeting_views.RSVP_YES),
        ("Maybe", meeting_views.RSVP_MAYBE),
        ("No, I cannot", meeting_views.RSVP_NO),
    )
    about = dated(coming.title, coming.starts_at, group.zone)
    return [button(label, action_id, coming.id or 0, about=about) for label, action_id in rows]


def _open_tasks(facts: DigestFacts, lines: int) -> list[Block]:
    """Overdue first; the first few of both lists can be finished on the spot."""
    left = WITH_BUTTON if lines > FEW_LINES else FEW_LINES
    blocks: list[Block] = []
    for title, tasks in (("Overdue", facts.overdue), ("Due in the next 7 days", facts.due)):
        buttons = min(left, len(tasks))
        left -= buttons
        blocks += _task_list(
            _counted(title, len(tasks)),
            tasks,
            facts.today,
            buttons=buttons,
            lines=max(lines, buttons),
        )
    return blocks


def _task_list(
    title: str, tasks: Sequence[TaskFact], today: date, *, buttons: int, lines: int
) -> list[Block]:
    if not tasks:
        return []
    shown = [
        _plain_section(_open_line(fact, today), accessory=_done_button(fact))
        for fact in tasks[:buttons]
    ]
    left = len(tasks) - lines
    rest = [_open_line(fact, today) for fact in tasks[buttons:lines]]
    rest += [f"and {left} more, {_by_owner(tasks[lines:])}: /task list"] if left > 0 else []
    return [section(title), *shown, *([_plain_section("\n".join(rest))] if rest else [])]


def _by_owner(tasks: Sequence[TaskFact]) -> str:
    """Whose those tasks are that have no line of their own, most first."""
    counts = Counter(_who(fact) for fact in tasks)
    named = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{isolate(name)} ({count})" for name, count in named[:OWNERS]]
    others = sum(count for _, count in named[OWNERS:])
    return "of " + joined([*told, f"others ({others})" if others else ""], ", ")


def _done_button(fact: TaskFact) -> dict[str, Any]:
    return button("Done", task_views.DONE, fact.task.id or 0, about=fact.task.title)


def _held(facts: DigestFacts, lines: int) -> list[Block]:
    return _list(
        _counted("Meetings held", len(facts.held)), [_held_line(one) for one in facts.held], lines
    )


def _questions(group: Group, facts: DigestFacts, lines: int) -> list[Block]:
    asked = [_question_line(group, one, facts.today) for one in facts.questions]
    return _list(_counted("Open questions", len(asked)), asked, lines)


def _opened(facts: DigestFacts) -> list[Block]:
    return (
        [section(f"{plural(facts.opened, 'new task was', 'new tasks were')} set.")]
        if facts.opened
        else []
    )


def _list(title: str, all_lines: Sequence[str], lines: int) -> list[Block]:
    if not all_lines:
        return []
    left = len(all_lines) - lines
    shown = [*all_lines[:lines], *([f"and {left} more"] if left > 0 else [])]
    return [section(title), _plain_section("\n".join(shown))]


def _counted(title: str, count: int) -> str:
    return f"*{title}* ({count})"


def _open_line(fact: TaskFact, today: date) -> str:
    due_on = fact.task.due_on
    return _line(
        _short(fact.task.title), _who(fact), f"due {_day(due_on, today)}" if due_on else ""
    )


def _done_line(fact: TaskFact) -> str:
    return _line(_short(fact.task.title), _who(fact) if fact.who else "")


def _settled_line(one: Settled) -> str:
    return _line(_short(one.decision.wording, WORDING_ROOM), _short(one.meeting or "", NAME_ROOM))


def _question_line(group: Group, one: OpenQuestion, today: date) -> str:
    raised_on = one.question.raised_at.astimezone(ZoneInfo(group.zone)).date()
    return _line(
        _short(one.question.wording, WORDING_ROOM),
        _short(one.who, NAME_ROOM),
        f"since {_day(raised_on, today)}",
    )


def _held_line(one: MeetingHeld) -> str:
    came = (
        f"{plural(one.people, 'person', 'people')} from"
        f" {plural(one.libraries, 'library', 'libraries')}"
    )
    return _line(
        _short(one.meeting.title), came if one.people else "nobody was recorded as present"
    )


def _member_line(one: NewMember) -> str:
    return _line(_short(one.name, NAME_ROOM), _short(one.organization or "", NAME_ROOM))


def _line(*parts: str) -> str:
    return "• " + joined((isolate(part) for part in parts if part), " · ")


def _who(fact: TaskFact) -> str:
    if not fact.who:
        return "nobody yet"
    name = _short(fact.who, NAME_ROOM)
    return f"{name}, who has left: give it to somebody" if fact.has_left else name


def _short(text: str, room: int = TITLE_ROOM) -> str:
    return short(" ".join(text.split()), room)


def _day(day: date, today: date) -> str:
    """With the year where one could mistake it."""
    return f"{day:%a} {day.day} {day:%b}" + (
        f" {day.year}" if abs(day - today) > HALF_A_YEAR else ""
    )


def _plain_section(text: str, accessory: dict[str, Any] | None = None) -> Block:
    """People's own words in bulk:
    in plain text, no mark of one line can spill over into the next.
    """
    block: Block = {"type": "section", "text": plain(short(text, SECTION_LIMIT))}
    return block | {"accessory": accessory} if accessory else block


def _in_words(group: Group, facts: DigestFacts, notes: Sequence[str], most: int) -> str:
    """The digest for screen readers and notifications, most pressing first,
    ``most`` lines of a list.
    """
    parts = (
        f"The week in {esc(group.name)}, {_window(group, facts)}.",
        *notes,
        _sentence("Next meetings", [_ahead_line(group, one) for one in facts.ahead], most),
        _sentence("Decided", [esc(_settled_line(one)) for one in facts.decided], most),
        _sentence("Overdue", [esc(_open_line(fact, facts.today)) for fact in facts.overdue], most),
        _sentence(
            "Due in the next 7 days",
            [esc(_open_line(fact, facts.today)) for fact in facts.due],
            most,
        ),
        _sentence(
            "Open questions",
            [esc(_question_line(group, one, facts.today)) for one in facts.questions],
            most,
        ),
        _sentence("Done", [esc(_done_line(fact)) for fact in facts.done], most),
        f"{plural(facts.opened, 'new task was', 'new tasks were')} set." if facts.opened else "",
        _sentence("Meetings held", [esc(_held_line(one)) for one in facts.held], most),
        _sentence("New members", [esc(_member_line(one)) for one in facts.joined], most),
    )
    return joined(parts, "\n")


def _sentence(title: str, lines: Sequence[str], most: int) -> str:
    if not lines:
        return ""
    left = len(lines) - most
    told = [line.removeprefix("• ") for line in lines[:most]]
    if left <= 0:
        return f"{title}: {'; '.join(told)}."
    return (
        f"{title} ({len(lines)}): {'; '.join([*told, f'and {left} more'])}."
        if told
        else f"{title}: {len(lines)}."
    )
