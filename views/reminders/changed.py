"""Reminders of tasks that have changed since they were sent."""

from collections.abc import Sequence

from models.calendar_days import day_words
from models.messages import DUE, LONG, NUDGE, MessageKind
from models.payloads import Element, Message
from models.reminders import MeetingReminder, RemindedTask
from views import tasks as task_views
from views.elements import actions, button, message, section
from views.reminders.meetings import meeting, nudge
from views.reminders.tasks import owners_buttons, task, to_chair
from views.texts import bold_title, esc, short


def alone_anew(items: Sequence[RemindedTask]) -> Message:
    """The reminder of one task that stands in Slack, as that is now."""
    reminded = items[0]
    if news := what_became(reminded):
        return message(news, [section(news), actions(*_buttons_left(reminded))])
    words = task if reminded.key.kind is DUE else to_chair
    return words(reminded.facts)


def what_became(reminded: RemindedTask) -> str:
    """What became of a task since its reminder; nothing where that still holds."""
    due, facts = reminded.facts.task, reminded.facts
    if due.done_at:
        return f"{bold_title(due.title)} is done."
    line = facts.line
    if reminded.key.kind is DUE and not line.is_owned_by(facts.person):
        if line.is_free:
            return f"{bold_title(due.title)} waits for somebody to take it."
        return f"{bold_title(due.title)} was handed over to {esc(short(line.whose, 200))}."
    if due.due_on is None:
        return f"{bold_title(due.title)} has no due date any more."
    if reminded.key.kind is LONG and reminded.key.occurrence != (due.due_on.isoformat(),):
        now = task_views.due_words(due.due_on, facts.today)
        return f"The due date of {bold_title(due.title)} was changed: it is {now}."
    if reminded.put_off_to:
        again = day_words(reminded.put_off_to, facts.today)
        still = task_views.due_words(due.due_on, facts.today)
        return f"{bold_title(due.title)} is put off: I remind you on {again}. It is still {still}."
    return ""


def _buttons_left(reminded: RemindedTask) -> list[Element]:
    due = reminded.facts.task
    is_open = due.done_at is None and due.due_on is not None
    if reminded.put_off_to and is_open and _is_hers(reminded):
        return owners_buttons(reminded.facts)
    show = button("Show", task_views.SHOW, due.id, about=due.title)
    if due.done_at and (reminded.key.kind is LONG or _is_hers(reminded)):
        return [button("Reopen", task_views.REOPEN, due.id, about=due.title), show]
    return [show]


def _is_hers(reminded: RemindedTask) -> bool:
    return reminded.facts.line.is_owned_by(reminded.facts.person)


def meeting_anew(kind: MessageKind, facts: MeetingReminder) -> Message:
    """What stands in Slack about a meeting, as that is now; who has answered is asked no more."""
    return nudge(facts) if kind is NUDGE and facts.answer is None else meeting(facts)
