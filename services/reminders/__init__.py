"""Reminders: each kind is a question, asked of the tables again and again, about who is due one right now.

Nothing is planned ahead, so a meeting that was moved or a task that was done needs no clean-up: at the next
asking its reminder is simply not due. What a person's quiet hours, days off, holidays or pause hold back is
said at the next moment that they allow, if it is still wanted then.
"""

from services.reminders.due import LATE, MORNING, Due, Kind
from services.reminders.meetings import answers_missing, meetings_ahead
from services.reminders.personal import (
    PersonalDigest,
    is_anybody_served,
    is_anything_lost,
    late_from,
    new_digests,
    promise,
    redraw,
    release,
    to_redraw,
)
from services.reminders.queue import answered, hold_back, known
from services.reminders.tasks import long_overdue, put_off_to, task_days, tasks_due

KINDS = (
    Kind(
        key="remind",
        title="Meetings ahead",
        description="A day and an hour before, unless you declined or the chair chose otherwise.",
        due=meetings_ahead,
    ),
    Kind(
        key="nudge",
        title="Answers missing",
        description="If you have not answered: a week and three days before, at most twice.",
        due=answers_missing,
    ),
    Kind(
        key="due",
        title="Tasks due",
        description="Your own: before the day, on it, and weekly while they are overdue.",
        due=tasks_due,
    ),
    Kind(
        key="long",
        title="Tasks long overdue",
        description="For chairs: once, when a task of the group is two weeks overdue.",
        due=long_overdue,
    ),
)

__all__ = [
    "KINDS",
    "LATE",
    "MORNING",
    "Due",
    "Kind",
    "PersonalDigest",
    "answered",
    "answers_missing",
    "hold_back",
    "is_anybody_served",
    "is_anything_lost",
    "known",
    "late_from",
    "long_overdue",
    "meetings_ahead",
    "new_digests",
    "promise",
    "put_off_to",
    "redraw",
    "release",
    "task_days",
    "tasks_due",
    "to_redraw",
]
