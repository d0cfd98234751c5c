"""What reminders say, by kind, and the personal digest that gathers them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from models import RsvpAnswer, Task
from models.messages import DUE, LONG, NUDGE, RECORD, REMIND, Key, MessageKind
from models.payloads import Block, Element, Message, View
from models.reminders import MeetingReminder, Reminder, TaskReminder
from models.subjects import Subject
from views import meetings as meeting_views
from views import preferences as preference_views
from views import tasks as task_views
from views import values
from views.elements import TEXT_LIMIT, actions, button, context, header, message, section
from views.inputs import field, menu, modal, option, select
from views.texts import bold, esc, fitting, joined, plural, short
from views.times import dated, moment, plain_moment

SNOOZE_TOMORROW = "task.snooze.tomorrow"
SNOOZE_MONDAY = "task.snooze.monday"
SNOOZE_PICK = "task.snooze.pick"
SNOOZE_SEND = "task.snooze.send"
REMINDED_OF = "task.reminded"
"""Shows a task as its reminder does."""
WITH_BUTTONS = range(10, -1, -1)
"""How many reminders of a personal digest have buttons, and have where that is too long;
others are lines.
"""
LISTED_WITH_BUTTONS = 40
"""How many tasks of a list have a button where there is room, of the 50 blocks of a message."""
_WHY = (
    "I remind you because you own these tasks or chair their group. "
    "`/convene reminders` changes that, or puts everything into one message a day."
)
ROOM = 12_500
"""Slack refuses a message whose blocks are longer than about 13,200 characters."""
LINES_ROOM = 2500

_ANSWERED = {
    RsvpAnswer.YES: "You said that you will come.",
    RsvpAnswer.MAYBE: "You said that you might come.",
    RsvpAnswer.NO: "You said that you cannot come.",
    None: "You have not answered yet. Will you come?",
}


class Item(Protocol):
    """One reminder in a digest, as ``services.reminders.Due`` has it."""

    @property
    def key(self) -> Key: ...
    @property
    def facts(self) -> Any: ...


def meeting(facts: MeetingReminder) -> Message:
    """To one member, some hours before a meeting."""
    coming = facts.meeting
    text = joined(
        (
            _late(facts),
            f"Reminder: {_meeting_line(facts)}, for {meeting_views.length(coming)}.",
            _where(facts),
            _ANSWERED[facts.answer],
        ),
        "\n",
    )
    return message(text, [section(text), actions(*_rsvp(facts))])


def nudge(facts: MeetingReminder) -> Message:
    """To one member who has not answered."""
    text = joined(
        (_late(facts), f"{_meeting_line(facts)}. You have not answered yet: will you come?"), "\n"
    )
    small = context("I ask those who have not answered, at most twice. Any answer will do.")
    return message(text, [section(text), actions(*_rsvp(facts)), small])


def task(facts: TaskReminder) -> Message:
    """To the owner of a task that is due soon or today, or is overdue."""
    text = joined((_late(facts), f"Your task {_task_line(facts)}."), "\n")
    small = context(
        "I remind you because you own this task. "
        "`/convene reminders` changes that, or puts everything into one message a day."
    )
    return message(text, [section(text), actions(*_owners_buttons(facts)), small])


def to_chair(facts: TaskReminder) -> Message:
    """To a chair, once, about a task that is long overdue."""
    text = joined(
        (_late(facts), f"A task in your group is long overdue: {_chairs_line(facts)}."), "\n"
    )
    small = context("I tell the chairs once of a task that is two weeks overdue.")
    return message(text, [section(text), actions(*_chairs_buttons(facts)), small])


def who_came(facts: MeetingReminder) -> Message:
    """To a chair, once, when a meeting has ended that has no list of who came."""
    text = joined((_late(facts), _record_line(facts)), "\n")
    small = context("Without a list nobody can be told from somebody absent. I ask once.")
    return message(text, [section(text), actions(*_record_buttons(facts)), small])


def personal(items: Sequence[Item], *, late_from: datetime | None = None) -> Message:
    """One person's digest, of at least one reminder:
    meetings first, then her tasks, then those of others.
    """
    listed = _each_once(items)
    late = (
        f"This digest is late: it was due on {_own_moment(listed[0], late_from)}."
        if late_from
        else ""
    )
    first = joined((f"Your day in Convene: {plural(len(listed), 'reminder')}.", late), " ")
    lines = fitting([f"• {_line(item)}" for item in listed], TEXT_LIMIT - len(first) - 1)
    text = "\n".join([first, *lines])
    sizes = (_blocks(listed, most, late) for most in WITH_BUTTONS)
    fits = (blocks for blocks in sizes if len(json.dumps(blocks, ensure_ascii=False)) <= ROOM)
    return message(text, next(fits))


def listed(items: Sequence[Item], *, late_from: datetime | None = None) -> Message:
    """The tasks of one moment to one person, of at least one: each with the button that ends it,
    and one menu that leads to everything else.
    """
    late = _late_list(items[0], late_from) if late_from else ""
    first = joined((f"You have {plural(len(items), 'task')} to look at.", late), " ")
    lines = [f"• {_line(item)}" for item in items]
    text = "\n".join([first, *fitting(lines, TEXT_LIMIT - len(first) - 1)])
    sizes = (_list_blocks(items, first, most) for most in range(LISTED_WITH_BUTTONS, -1, -1))
    fits = (blocks for blocks in sizes if len(json.dumps(blocks, ensure_ascii=False)) <= ROOM)
    return message(text, next(fits))


def listed_anew(shown: Mapping[str, Any], task: Task, line: str) -> Message:
    """The list that stands in Slack, with another line where ``task`` stands in it."""
    is_open = task.done_at is None
    place = values.TaskButton(task.id, values.REMINDED).text
    act = ("Done", task_views.DONE) if is_open else ("Reopen", task_views.REOPEN)
    anew = section(line, button(*act, place, about=task.title))
    blocks = [
        anew if values.leading_id(str(_accessory(block).get("value", ""))) == task.id else block
        for block in shown.get("blocks", ())
    ]
    return message(str(shown.get("text", "")), blocks)


def _accessory(block: Block) -> Element:
    return block.get("accessory") or {}


def _late_list(item: Item, late_from: datetime) -> str:
    return f"This list is late: it was due on {_own_moment(item, late_from)}."


def _list_blocks(items: Sequence[Item], first: str, most: int) -> list[Block]:
    drawn = [section(_line(item), _ends(item)) for item in items[:most]]
    if rest := [f"• {_line(item)}" for item in items[most:]]:
        drawn.append(section("\n".join(fitting(rest, LINES_ROOM))))
        drawn.append(context("`/task mine` shows these with buttons."))
    more = [actions(_more(items[:most]))] if most else []
    return [header("Your tasks"), section(first), *drawn, *more, context(_WHY)]


def _ends(item: Item) -> Element:
    """The button that settles the reminder of one task."""
    due = item.facts.task
    if item.key.kind is LONG:
        return button(*_HAND_OVER, due.id, about=due.title)
    place = values.TaskButton(due.id, values.REMINDED).text
    return button("Done", task_views.DONE, place, about=due.title)


def _more(items: Sequence[Item]) -> Element:
    """One menu for all: it shows the chosen task with everything that can be done about it."""
    tasks = {item.facts.task.id: item.facts.task for item in items}
    choices = [
        option(due.title, values.MenuChoice(REMINDED_OF, str(due.id)).text)
        for due in tasks.values()
    ]
    return select(values.MENU, choices, placeholder="Put off, hand over or change")


def snooze(task: Task, today: date) -> View:
    """The form in which the owner picks the day of the next reminder."""
    picker = {
        "type": "datepicker",
        "action_id": "task.snooze_day",
        "initial_date": (today + timedelta(days=1)).isoformat(),
    }
    blocks = [
        section(f"I keep silent about {_title(task.title)} until the day that you choose."),
        field("until", "Remind me on", picker, hint="The due day stays as it is."),
    ]
    private = values.private(task=task.id)
    return modal(
        SNOOZE_SEND, "Remind me later", blocks, submit="Save", close="Cancel", private=private
    )


def snoozed(task: Task, until: date, *, heard_on: date | None, today: date) -> Message:
    """To the owner, after she put a reminder off.

    ``heard_on`` is the day that her days off leave for it.
    """
    due = f" It is still {task_views.due_words(task.due_on, today)}." if task.due_on else ""
    if heard_on is None:
        return message(
            f"I remind you of {_title(task.title)} no more, since you want no reminders of"
            f" tasks.{due} `/convene reminders` brings them back."
        )
    off = (
        f"; {task_views.day_words(until)} is a day off or a holiday of yours"
        if heard_on != until
        else ""
    )
    return message(
        f"I will remind you of {_title(task.title)} on {task_views.day_words(heard_on)}{off}.{due}"
    )


def _each_once(items: Sequence[Item]) -> list[Item]:
    """A meeting of which two reminders are due before the next digest is told of once."""
    first: dict[Key | Subject, Item] = {}
    for item in items:
        is_told_once = WORDS[item.key.kind].is_told_once
        first.setdefault(item.facts.subject if is_told_once else item.key, item)
    return list(first.values())


def _blocks(items: Sequence[Item], most: int, late: str) -> list[Block]:
    blocks: list[Block] = [header("Your day in Convene"), *([context(late)] if late else [])]
    for item in items[:most]:
        blocks += _item(item)
    if rest := [f"• {_line(item)}" for item in items[most:]]:
        blocks.append(section("\n".join(fitting(rest, LINES_ROOM))))
        blocks.append(context("`/meet` and `/task mine` show these with buttons."))
    change = button("Change how I remind you", preference_views.OPEN)
    return [
        *blocks,
        context("This is your personal digest, across all your groups."),
        actions(change),
    ]


def _item(item: Item) -> list[Block]:
    words = WORDS[item.key.kind]
    return [section(_line(item, "\n")), actions(*words.buttons(item.facts))]


def _line(item: Item, between: str = " ") -> str:
    return joined(WORDS[item.key.kind].lines(item.facts), between)


def _late(facts: Reminder) -> str:
    if facts.late_from is None:
        return ""
    return (
        f"This reminder is late: it was due on {plain_moment(facts.late_from, facts.person.zone)}."
    )


def _own_moment(item: Item, at: datetime) -> str:
    return plain_moment(at, item.facts.person.zone)


def _meeting_line(facts: MeetingReminder) -> str:
    coming = facts.meeting
    when = moment(coming.starts_at, facts.person.zone)
    return f"{_title(coming.title)} of {bold(facts.group.name)}, {when}"


def _where(facts: MeetingReminder) -> str:
    return f"Where: {esc(facts.meeting.place)}" if facts.meeting.place else ""


def _task_line(facts: TaskReminder) -> str:
    where = f" of {bold(facts.group.name)}" if facts.group else ""
    return (
        f"{_title(facts.task.title)}{where} is"
        f" {task_views.due_words(facts.task.due_on, facts.today)}"
    )


def _chairs_line(facts: TaskReminder) -> str:
    whose = esc(short(facts.owner.name, 80)) if facts.owner else "nobody yet"
    return f"{_task_line(facts)}; its owner is {whose}"


def _title(title: str) -> str:
    return bold(short(" ".join(title.split()), 200))


def _rsvp(facts: MeetingReminder) -> list[Element]:
    """The three answers; the one she gave says that it is hers."""
    about = dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone)
    return meeting_views.answer_buttons(facts.meeting, given=facts.answer, about=about)


_TOMORROW = ("Remind me tomorrow", SNOOZE_TOMORROW)
_LATER = (("Remind me next Monday", SNOOZE_MONDAY), ("Remind me on another day", SNOOZE_PICK))
_HAND_OVER = ("Hand over", task_views.REASSIGN)
_DUE = ("Change due date", task_views.CHANGE_DUE)
_SHOW = ("Show", task_views.SHOW)


def _owners_buttons(facts: TaskReminder) -> list[Element]:
    """Done, later, and a menu of what else may be done.

    A guest may finish her task, but not pass it on, and a task outside any group is its owner's own
    and stays so.
    """
    due = facts.task
    done = button("Done", task_views.DONE, due.id, style="primary", about=due.title)
    changes = [*([_HAND_OVER] if facts.group else []), _DUE, _SHOW]
    choices = [*_LATER, *([_SHOW] if facts.person.is_guest else changes)]
    return [done, button(*_TOMORROW, due.id, about=due.title), menu(choices, due.id)]


def _chairs_buttons(facts: TaskReminder) -> list[Element]:
    due = facts.task
    hand_over = button(*_HAND_OVER, due.id, about=due.title)
    return [hand_over, menu([_DUE, _SHOW], due.id)]


def _meeting_lines(facts: MeetingReminder) -> tuple[str, ...]:
    return f"{_meeting_line(facts)}.", _where(facts), _ANSWERED[facts.answer]


def _task_lines(facts: TaskReminder) -> tuple[str, ...]:
    return (f"Your task {_task_line(facts)}.",)


def _chairs_lines(facts: TaskReminder) -> tuple[str, ...]:
    return (f"Long overdue in your group: {_chairs_line(facts)}.",)


def _record_line(facts: MeetingReminder) -> str:
    held = facts.meeting
    when = moment(held.starts_at, facts.person.zone)
    return f"Who came to {_title(held.title)} of {bold(facts.group.name)}, {when}?"


def _record_lines(facts: MeetingReminder) -> tuple[str, ...]:
    return (_record_line(facts),)


def _record_buttons(facts: MeetingReminder) -> list[Element]:
    about = dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone)
    return [
        button("Who came", meeting_views.CHECKLIST, facts.meeting.id, style="primary", about=about)
    ]


@dataclass(frozen=True)
class Words:
    """What a kind of reminder says: by itself, and as a part of a personal digest."""

    message: Callable[[Any], Message]
    lines: Callable[[Any], Sequence[str]]
    buttons: Callable[[Any], list[Element]]
    """Those that it has in a digest."""
    is_told_once: bool = False
    """Whether a digest tells of a thing once, however many reminders of it are due."""


WORDS: dict[MessageKind, Words] = {
    REMIND: Words(meeting, _meeting_lines, _rsvp, is_told_once=True),
    NUDGE: Words(nudge, _meeting_lines, _rsvp, is_told_once=True),
    DUE: Words(task, _task_lines, _owners_buttons),
    LONG: Words(to_chair, _chairs_lines, _chairs_buttons),
    RECORD: Words(who_came, _record_lines, _record_buttons),
}
"""The words of each kind in ``services.reminders.KINDS``."""
