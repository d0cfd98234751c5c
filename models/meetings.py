"""Meetings, the series they come from, answers to invitations, and who came."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type


class Series(SQLModel, table=True):
    """A repeating meeting: a pattern in local wall time, from which meetings are made ahead of time."""

    __tablename__ = "series"
    __table_args__ = (sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="length"),)

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    title: str = Field(max_length=NAME_LENGTH)
    pattern: str = Field(max_length=300)
    """Wall time, zone and rule in the text form of ``services.recurrence.Pattern``."""
    minutes: int = Field(default=60, ge=5, le=720)
    place: str = Field(default="", max_length=500)
    made_until: date | None = None
    """Meetings exist for every date of the pattern up to and including this one."""
    created_by: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime
    ended_at: datetime | None = None


class MeetingStatus(StrEnum):
    """Whether a meeting is on. A moved meeting is still on: its history tells where it was."""

    ON = "on"
    CANCELLED = "cancelled"


class Meeting(SQLModel, table=True):
    """One meeting of one group."""

    __tablename__ = "meetings"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "recurrence_date", name="one_meeting_a_date_of_a_series"),
        sa.Index("meetings_by_group", "group_id", "starts_at"),
        sa.Index("meetings_by_start", "starts_at"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="length"),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    series_id: int | None = Field(default=None, foreign_key="series.id")
    recurrence_date: date | None = None
    """The local date the series first gave it; it never changes, also when the meeting is moved."""
    title: str = Field(max_length=NAME_LENGTH)
    starts_at: datetime
    minutes: int = Field(default=60, ge=5, le=720)
    zone: str = Field(max_length=64)
    """The IANA zone in which the time was meant."""
    place: str = Field(default="", max_length=500)
    """A room, or a link."""
    status: MeetingStatus = Field(default=MeetingStatus.ON, sa_type=enum_type(MeetingStatus))
    sequence: int = Field(default=0)
    """Rises by one at every change that people must hear of."""
    created_by: int | None = Field(default=None, foreign_key="people.id")
    created_at: datetime


class RsvpAnswer(StrEnum):
    """What somebody answered to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Rsvp(SQLModel, table=True):
    """The latest answer of one person to one meeting."""

    __tablename__ = "rsvps"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    answer: RsvpAnswer = Field(sa_type=enum_type(RsvpAnswer))
    answered_at: datetime


class Attendance(SQLModel, table=True):
    """That a person came to a meeting. Correcting a mistake deletes the row, and history keeps it."""

    __tablename__ = "attendance"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    recorded_by: int = Field(foreign_key="people.id")
    """The person herself where she said so, else whoever kept the checklist."""
    recorded_at: datetime
