"""Who takes down a meeting, who comes for whom, who steps out, and when a group does not meet."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type

PAUSE_REASON_LENGTH = 200


class AttendanceMode(StrEnum):
    """How somebody took part."""

    ROOM = "in the room"
    REMOTE = "remote"


class RecorderState(StrEnum):
    """What somebody has to do with the minutes of a meeting."""

    SUGGESTED = "suggested"
    AGREED = "agreed"
    DECLINED = "declined"
    """Without a reason: nobody asks for one."""


class RecorderTurn(SQLModel, table=True):
    """That somebody was suggested as the recorder of a meeting, and what became of it. At most one
    turn of a meeting is not declined.
    """

    __tablename__ = "recorder_turns"
    __table_args__ = (
        sa.Index(
            "one_recorder",
            "meeting_id",
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        ),
    )

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    state: RecorderState = Field(sa_type=enum_type(RecorderState))
    changed_at: datetime


class MeetingAlternate(SQLModel, table=True):
    """Who comes to a meeting in place of somebody else, so that the library is present."""

    __tablename__ = "meeting_alternates"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    """Who cannot come."""
    alternate_id: int = Field(foreign_key="people.id", index=True)
    sent_by: int = Field(foreign_key="people.id", index=True)
    sent_at: datetime


class Recusal(SQLModel, table=True):
    """That somebody takes no part in one item of a meeting, and does not count in its quorum."""

    __tablename__ = "recusals"

    item_id: int = Field(foreign_key="agenda_items.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    recorded_by: int = Field(foreign_key="people.id", index=True)
    recorded_at: datetime


class GroupPause(SQLModel, table=True):
    """Days on which a group does not meet, such as July."""

    __tablename__ = "group_pauses"
    __table_args__ = (sa.CheckConstraint("last_on >= first_on", name="days"),)

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    first_on: date
    last_on: date
    reason: str = Field(default="", max_length=PAUSE_REASON_LENGTH)
    set_by: int = Field(foreign_key="people.id", index=True)
    set_at: datetime


@dataclass(frozen=True)
class MeetingQuorum:
    """Who is present at a meeting, by what its charge counts, at a moment."""

    base: int
    """How many could be present: filled voting seats, members who vote, or libraries."""
    present: int
    counted: str
    """What is counted, in the plural: ``voting seats``, ``voting members`` or ``libraries``."""
    needed: int | None = None
    """None where the charge asks for no quorum."""
    is_by_answers: bool = False
    """Whether nobody has said yet who is there, so that those who said yes count."""

    @property
    def is_met(self) -> bool:
        """Whether enough are present; so it is where nothing is needed."""
        return self.needed is None or self.present >= self.needed

    @property
    def words(self) -> str:
        """``5 of 9 voting seats present; 5 are needed.``"""
        present = "expected" if self.is_by_answers else "present"
        counted = f"{self.present} of {self.base} {self.counted} {present}"
        if self.needed is None:
            return f"{counted}."
        return f"{counted}; {self.needed} {'is' if self.needed == 1 else 'are'} needed."


@dataclass(frozen=True)
class SentAlternate:
    """That somebody is or was to come to a meeting in the place of a member, by their ids."""

    person_id: int
    alternate_id: int
