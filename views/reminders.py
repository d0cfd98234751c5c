"""What reminders say, by kind."""

from collections.abc import Callable
from typing import Any

from models import RsvpAnswer
from models.reminders import MeetingReminder, TaskReminder
from views import meetings as meeting_views
from views import tasks as task_views
from views.blocks import Message, actions, bold, button, context, esc, joined, message, moment, section, short

_ANSWERED = {
    RsvpAnswer.YES: "You said that you will come.",
    RsvpAnswer.MAYBE: "You said that you might come.",
    RsvpAnswer.NO: "You said that you cannot come.",
    None: "You have not answered yet. Will you come?",
}


def meeting(facts: MeetingReminder) -> Message:
    """To one member, some hours before a meeting."""
    coming, person = facts.meeting, facts.person
    when = moment(coming.starts_at, person.zone)
    text = joined(
        (
            f"Reminder: {_title(coming.title)} of {bold(facts.group.name)} is on {when}, "
            f"for {coming.minutes} minutes.",
            f"Where: {esc(coming.place)}" if coming.place else "",
            _ANSWERED[facts.answer],
        ),
        "\n",
    )
    return message(text, [section(text), actions(*_rsvp(facts))])


def task(facts: TaskReminder) -> Message:
    """To the owner of a task that is due tomorrow or today, or is overdue."""
    due, group = facts.task, facts.group
    where = f" of {bold(group.name)}" if group else ""
    text = f"Your task {_title(due.title)}{where} is {task_views.due_words(due.due_on, facts.today)}."
    buttons = [
        button("Done", task_views.DONE, due.id or 0, style="primary", about=due.title),
        button("Change due date", task_views.CHANGE_DUE, due.id or 0, about=due.title),
        button("Show", task_views.SHOW, due.id or 0, about=due.title),
    ]
    small = context("I remind you the day before a task is due, and once a week while it is overdue.")
    return message(text, [section(text), actions(*buttons), small])


WORDS: dict[str, Callable[[Any], Message]] = {"remind": meeting, "due": task}
"""The words of each kind in ``services.reminders.KINDS``, by its key."""


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
