"""What reminders say, by kind, and the personal digest that gathers them."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from models import RsvpAnswer, Task
from models.reminders import MeetingReminder, TaskReminder
from views import meetings as meeting_views
from views import preferences as preference_views
from views import tasks as task_views
from views.blocks import (
    Block,
    Message,
    View,
    actions,
    bold,
    button,
    context,
    esc,
    field,
    header,
    joined,
    message,
    modal,
    moment,
    plain_moment,
    plural,
    section,
    short,
)  # fmt: skip

SNOOZE_TOMORROW = "task.snooze.tomorrow"
SNOOZE_MONDAY = "task.snooze.monday"
SNOOZE_PICK = "task.snooze.pick"
SNOOZE_SEND = "task.snooze.send"
IN_DIGEST = (10, 6, 3, 1)
"""How many reminders a personal digest shows, and shows where those are too long; it counts the rest."""
ROOM = 12_500
"""Slack refuses a message whose blocks are longer than about 13,200 characters."""

_ANSWERED = {
    RsvpAnswer.YES: "You said that you will come.",
    RsvpAnswer.MAYBE: "You said that you might come.",
    RsvpAnswer.NO: "You said that you cannot come.",
    None: "You have not answered yet. Will you come?",
}


class Item(Protocol):
    """One reminder in a digest, as ``services.reminders.Due`` has it."""

    @property
    def key(self) -> str: ...
    @property
    def facts(self) -> MeetingReminder | TaskReminder: ...


def meeting(facts: MeetingReminder) -> Message:
    """To one member, some hours before a meeting."""
    coming = facts.meeting
    text = joined(
        (
            _late(facts),
            f"Reminder: {_meeting_line(facts)}, for {coming.minutes} minutes.",
            f"Where: {esc(coming.place)}" if coming.place else "",
            _ANSWERED[facts.answer],
        ),
        "\n",
    )
    return message(text, [section(text), actions(*_rsvp(facts))])


def nudge(facts: MeetingReminder) -> Message:
    """To one member who has not answered."""
    text = joined((_late(facts), f"{_meeting_line(facts)}. You have not answered yet: will you come?"), "\n")
    small = context("I ask those who have not answered, at most twice. Any answer will do.")
    return message(text, [section(text), actions(*_rsvp(facts)), small])


def task(facts: TaskReminder) -> Message:
    """To the owner of a task that is due soon or today, or is overdue."""
    text = joined((_late(facts), f"Your task {_task_line(facts)}."), "\n")
    small = context(
        "I remind you before a task is due, on the day, and once a week while it is overdue. "
        "`/convene reminders` changes how."
    )
    return message(text, [section(text), *_task_buttons(facts), small])


def to_chair(facts: TaskReminder) -> Message:
    """To a chair, once, about a task that is long overdue."""
    text = joined((_late(facts), f"A task in your group is long overdue: {_chairs_line(facts)}."), "\n")
    small = context("I tell the chairs once of a task that is two weeks overdue.")
    return message(text, [section(text), actions(*_chairs_buttons(facts.task)), small])


WORDS: dict[str, Callable[[Any], Message]] = {
    "remind": meeting,
    "nudge": nudge,
    "due": task,
    "long": to_chair,
}
"""The words of each kind in ``services.reminders.KINDS``, by its key."""


def personal(items: Sequence[Item]) -> Message:
    """One person's digest, of at least one reminder: meetings first, then her tasks, then those of others."""
    sizes = (_blocks(items, most) for most in IN_DIGEST)
    fitting = (blocks for blocks in sizes if len(json.dumps(blocks, ensure_ascii=False)) <= ROOM)
    lines = joined((f"• {_line(item)}" for item in items), "\n")
    text = f"Your day in Convene: {plural(len(items), 'reminder')}.\n{lines}"
    return message(text, next(fitting, _blocks(items, IN_DIGEST[-1])))


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
    private = json.dumps({"task": task.id})
    return modal(SNOOZE_SEND, "Remind me later", blocks, submit="Save", close="Cancel", private=private)


def snoozed(task: Task, until: date, *, heard_on: date | None) -> Message:
    """To the owner, after she put a reminder off. ``heard_on`` is the day that her days off leave for it."""
    due = f" It is still due on {task_views.day_words(task.due_on)}." if task.due_on else ""
    if heard_on is None:
        return message(
            f"I remind you of {_title(task.title)} no more, since you want no reminders of tasks.{due} "
            "`/convene reminders` brings them back."
        )
    off = f"; {task_views.day_words(until)} is a day off or a holiday of yours" if heard_on != until else ""
    return message(
        f"I will remind you of {_title(task.title)} on {task_views.day_words(heard_on)}{off}.{due}"
    )


def _blocks(items: Sequence[Item], most: int) -> list[Block]:
    shown, left = items[:most], len(items) - most
    blocks: list[Block] = [header("Your day in Convene")]
    for item in shown:
        blocks += _item(item)
    if left > 0:
        blocks.append(section(f"and {left} more: `/convene mine` shows everything."))
    change = button("Change", preference_views.OPEN)
    return [*blocks, context("This is your personal digest, across all your groups."), actions(change)]


def _item(item: Item) -> list[Block]:
    facts = item.facts
    if isinstance(facts, MeetingReminder):
        return [section(_line(item)), actions(*_rsvp(facts))]
    buttons = _chairs_buttons(facts.task) if facts.owner or item.key.startswith("long|") else None
    return [section(_line(item)), *([actions(*buttons)] if buttons else _task_buttons(facts))]


def _line(item: Item) -> str:
    facts = item.facts
    if isinstance(facts, MeetingReminder):
        return f"{_meeting_line(facts)}. {_ANSWERED[facts.answer]}"
    if item.key.startswith("long|"):
        return f"Long overdue in your group: {_chairs_line(facts)}."
    return f"Your task {_task_line(facts)}."


def _late(facts: MeetingReminder | TaskReminder) -> str:
    if facts.late_from is None:
        return ""
    return f"This reminder is late: it was due on {plain_moment(facts.late_from, facts.person.zone)}."


def _meeting_line(facts: MeetingReminder) -> str:
    coming = facts.meeting
    when = moment(coming.starts_at, facts.person.zone)
    return f"{_title(coming.title)} of {bold(facts.group.name)} is on {when}"


def _task_line(facts: TaskReminder) -> str:
    where = f" of {bold(facts.group.name)}" if facts.group else ""
    return f"{_title(facts.task.title)}{where} is {task_views.due_words(facts.task.due_on, facts.today)}"


def _chairs_line(facts: TaskReminder) -> str:
    whose = esc(short(facts.owner.name, 80)) if facts.owner else "nobody yet"
    return f"{_task_line(facts)}; its owner is {whose}"


def _title(title: str) -> str:
    return bold(short(" ".join(title.split()), 200))


def _rsvp(facts: MeetingReminder) -> list[dict[str, Any]]:
    """The three answers; the one she gave is not offered as if it were new."""
    rows = (
        (RsvpAnswer.YES, "Yes, I will come", meeting_views.RSVP_YES),
        (RsvpAnswer.MAYBE, "Maybe", meeting_views.RSVP_MAYBE),
        (RsvpAnswer.NO, "No, I cannot", meeting_views.RSVP_NO),
    )
    about = facts.meeting.title
    return [
        button(label, action_id, facts.meeting.id or 0, about=about)
        for answer, label, action_id in rows
        if answer is not facts.answer
    ]


def _task_buttons(facts: TaskReminder) -> list[Block]:
    due = facts.task
    rows = (
        ("Done", task_views.DONE),
        ("Remind me tomorrow", SNOOZE_TOMORROW),
        ("Next Monday", SNOOZE_MONDAY),
        ("Pick a date", SNOOZE_PICK),
        ("Change due date", task_views.CHANGE_DUE),
        ("Hand over", task_views.REASSIGN),
        ("Show", task_views.SHOW),
    )
    style = {"Done": "primary"}
    # A guest may be reminded, too, and may finish her task, but not pass it on.
    mine = [row for row in rows if not facts.person.is_guest or row[1] not in _LIBRARIANS]
    return [
        actions(
            *(
                button(label, action_id, due.id or 0, style=style.get(label, ""), about=due.title)
                for label, action_id in mine
            )
        )
    ]


_LIBRARIANS = (task_views.CHANGE_DUE, task_views.REASSIGN)


def _chairs_buttons(due: Task) -> list[dict[str, Any]]:
    rows = (
        ("Hand over", task_views.REASSIGN),
        ("Change due date", task_views.CHANGE_DUE),
        ("Show", task_views.SHOW),
    )
    return [button(label, action_id, due.id or 0, about=due.title) for label, action_id in rows]
