"""The nouns of which people are reminded: one row for each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from models import Meeting, Membership, Task
from models.meetings import IS_ON
from models.subjects import Subjects
from models.tasks import REMINDED_OF

Condition = sa.ColumnElement[bool]
ASKED_AFTER = timedelta(days=4)
"""For how long after its end chairs are asked who came to a meeting."""


@dataclass(frozen=True)
class RemindedNoun:
    """A noun whose table has a column ``check_at``."""

    noun: str
    table: Any
    is_open: str
    """The condition under which a row is scanned at all; that of the index over ``check_at``."""
    concerns: Callable[[Collection[int], datetime], Condition]
    """Which of the open rows are to be scanned when the circumstances of these people changed."""


def ids_of(noun: str, about: Subjects) -> list[int]:
    """The numbers of those subjects that are of this noun, in order."""
    return sorted(int(subject.id) for subject in about if subject.noun == noun)


def _meetings_of(people: Collection[int], now: datetime) -> Condition:
    since = now - ASKED_AFTER - timedelta(hours=12)
    return sa.and_(col(Meeting.starts_at) > since, col(Meeting.group_id).in_(_groups_of(people)))


def _tasks_of(people: Collection[int], _now: datetime) -> Condition:
    of_group = col(Task.group_id).in_(_groups_of(people))
    return sa.or_(col(Task.owner_id).in_(people), of_group)


def _groups_of(people: Collection[int]) -> Any:
    return select(Membership.group_id).where(col(Membership.person_id).in_(people))


REMINDED = (
    RemindedNoun("meeting", Meeting, IS_ON, _meetings_of),
    RemindedNoun("task", Task, REMINDED_OF, _tasks_of),
)
