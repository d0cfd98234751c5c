"""The form that puts a reminder off, and what is said afterwards."""

from datetime import date, timedelta

from models import Task
from models.calendar_days import day_words
from models.payloads import Message, View
from views import tasks as task_views
from views import values
from views.elements import message, section
from views.inputs import field, modal
from views.texts import bold_title

SNOOZE_SEND = "task.snooze.send"


def snooze(task: Task, today: date) -> View:
    """The form in which the owner picks the day of the next reminder."""
    picker = {
        "type": "datepicker",
        "action_id": "task.snooze_day",
        "initial_date": (today + timedelta(days=1)).isoformat(),
    }
    blocks = [
        section(f"I will not mention {bold_title(task.title)} until the day you choose."),
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
            f"I will not remind you of {bold_title(task.title)}: you have turned off reminders of"
            f" tasks.{due} `/convene reminders` brings them back."
        )
    off = (
        f"; {day_words(until, today)} is a day off or a holiday of yours"
        if heard_on != until
        else ""
    )
    return message(
        f"I will remind you of {bold_title(task.title)} on {day_words(heard_on, today)}{off}.{due}"
    )
