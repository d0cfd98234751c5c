"""When and how people want to be reminded: by group, by person, and on no holiday."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import KEY_TYPE, NAME_LENGTH, enum_type, tuple_of
from models.groups import Weekday

NOT_ARRIVED = "NOT has_arrived"

LONGEST_CLOSURE = timedelta(days=60)
"""No closure that is written in one line is longer, and no open day is looked for further ahead."""


class ReminderDelivery(StrEnum):
    """How reminders reach a person."""

    SINGLE = "single messages"
    DIGEST = "personal digest"


class TaskDay(StrEnum):
    """When the owner of an open task is reminded of it."""

    BEFORE = "before"
    """On the last working day before it is due."""
    ON = "on"
    OVERDUE = "overdue"
    """On the first working day after, and weekly from then on."""


EVERY_TASK_DAY = tuple(TaskDay)
WEEKEND = (Weekday.SATURDAY, Weekday.SUNDAY)


class GroupReminders(SQLModel, table=True):
    """Which reminders a group's chair has chosen for its members.

    A group without a row has the defaults.
    """

    __tablename__ = "group_reminders"
    __table_args__ = (sa.CheckConstraint("nudges BETWEEN 0 AND 2", name="nudges"),)

    group_id: int = Field(foreign_key="groups.id", primary_key=True, ondelete="CASCADE")
    lead_hours: tuple[int, ...] = Field(default=(24, 1), sa_type=tuple_of(int))
    """How many hours before a meeting its reminders go out, longest first; empty for none."""
    nudges: int = Field(default=2)
    """How often a member who has not answered is asked again."""
    tells_chairs: bool = Field(default=True)
    """Whether chairs hear of a task that is long overdue."""
    changed_at: datetime
    task_days: tuple[TaskDay, ...] = Field(default=EVERY_TASK_DAY, sa_type=tuple_of(TaskDay))
    """In their order; empty for none."""


class Preferences(SQLModel, table=True):
    """What one person has chosen. Who has no row has the defaults."""

    __tablename__ = "preferences"

    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    delivery: ReminderDelivery = Field(
        default=ReminderDelivery.SINGLE, sa_type=enum_type(ReminderDelivery, name="delivery")
    )
    digest_time: time = Field(default=time(8, 0))
    """When the personal digest comes, in the person's zone."""
    muted: tuple[str, ...] = Field(default=(), sa_type=tuple_of(str))
    """The keys of the kinds that she does not want, in alphabetical order."""
    quiet_from: time = Field(default=time(19, 0))
    quiet_until: time = Field(default=time(7, 0))
    """The same hour as ``quiet_from`` means that no hour is quiet."""
    days_off: tuple[Weekday, ...] = Field(default=WEEKEND, sa_type=tuple_of(Weekday))
    """In their order."""
    pause_until: date | None = None
    """On this day reminders begin again."""
    wants_story_prompts: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    """Whether something done may offer her to write a story of it."""


class Holiday(SQLModel, table=True):
    """A day on which nobody of the consortium, or of one organization, is reminded of anything."""

    __tablename__ = "holidays"
    __table_args__ = (sa.Index("holidays_by_day", "day"),)

    id: int = Field(default=None, primary_key=True)
    day: date
    name: str = Field(max_length=NAME_LENGTH)
    organization_id: int | None = Field(
        default=None, foreign_key="organizations.id", ondelete="CASCADE"
    )
    """None for a holiday of the whole consortium."""


class Snooze(SQLModel, table=True):
    """That the owner of a task wants to hear of it again on a certain day, and not before."""

    __tablename__ = "snoozes"

    task_id: int = Field(foreign_key="tasks.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    until: date


class DigestedReminder(SQLModel, table=True):
    """A reminder that was told in a personal digest instead of in a message of its own."""

    __tablename__ = "told_reminders"
    __table_args__ = (
        sa.Index(
            "told_and_not_arrived",
            "digest_key",
            sqlite_where=sa.text(NOT_ARRIVED),
            postgresql_where=sa.text(NOT_ARRIVED),
        ),
    )

    key: str = Field(sa_type=KEY_TYPE, primary_key=True)
    digest_key: str = Field(max_length=200, index=True)
    has_arrived: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether the digest is known to have arrived, so that nobody has to ask again."""


class Circumstances(SQLModel, table=True):
    """As what somebody was last seen by the reminders;
    where that is not true any more, all that concerns her is scanned.
    """

    __tablename__ = "circumstances"

    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    digest: str = Field(max_length=64)
    """Of everything on which reminders to her depend beside the tasks and meetings themselves."""
