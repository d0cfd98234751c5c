"""Reminders: each kind is a question, asked of the tables again and again, about who is due one
right now.

Nothing is planned ahead, so a meeting that was moved or a task that was done needs no clean-up: at
the next asking its reminder is simply not due. What a person's quiet hours, days off, holidays or
pause hold back is said at the next moment that they allow, if it is still wanted then.
"""

from datetime import datetime

from sqlmodel import Session

from models import OutboxMessage
from services.reminders import circumstances, looking, wanted
from services.reminders.due import LATE, MORNING, Due, Kind, Only
from services.reminders.meetings import answers_missing, meetings_ahead
from services.reminders.personal import (
    PersonalDigest,
    file_arrivals,
    late_from,
    new_digests,
    on_their_way,
    promise,
    redraw,
    to_redraw,
    untold,
)
from services.reminders.queue import answered, hold_back, known
from services.reminders.tasks import long_overdue, put_off_to, task_days, tasks_due

KINDS = (
    Kind(
        key="remind",
        title="Meetings ahead",
        description="A day and an hour before, unless you declined or the chair chose otherwise.",
        due=meetings_ahead,
        looks_ahead=True,
    ),
    Kind(
        key="nudge",
        title="Answers missing",
        description="If you have not answered: a week and three days before, at most twice.",
        due=answers_missing,
        looks_ahead=True,
    ),
    Kind(
        key="due",
        title="Tasks due",
        description="Your own, on the days that their group has chosen.",
        due=tasks_due,
        looks_ahead=True,
    ),
    Kind(
        key="long",
        title="Tasks long overdue",
        description="For chairs: once, when a task of the group is two weeks overdue.",
        due=long_overdue,
        looks_ahead=True,
    ),
)


def second_thoughts(session: Session, message: OutboxMessage, now: datetime) -> str | datetime:
    """Why a message is not wanted any more, until when it is to wait, or nothing:
    for ``outbox.claim``.
    """
    return wanted.thoughts(session, message, now, KINDS)
