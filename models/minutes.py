"""The minutes of a meeting: lines as they are written, and the states until they are approved."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type

LINE_LENGTH = 1000
CORRECTION_LENGTH = 1000


class MinutesState(StrEnum):
    """How far the minutes are."""

    OPEN = "in progress"
    """The meeting goes on, or lines are written afterwards."""
    DRAFT = "draft"
    """The meeting is closed; the chair reads them."""
    CIRCULATED = "circulated"
    """Members and partners have them, and may ask for corrections."""
    APPROVED = "approved"
    """Locked; amendments are dated beside them."""


class Minutes(SQLModel, table=True):
    """The record of one meeting. It begins with Begin, or with the first line written later."""

    __tablename__ = "minutes"
    __table_args__ = (sa.Index("minutes_by_state", "state"),)

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    state: MinutesState = Field(default=MinutesState.OPEN, sa_type=enum_type(MinutesState))
    begun_at: datetime
    begun_by: int = Field(foreign_key="people.id", index=True)
    item_id: int | None = Field(
        default=None, foreign_key="agenda_items.id", ondelete="SET NULL", index=True
    )
    """The item that is talked about now."""
    item_since: datetime | None = None
    closed_at: datetime | None = None
    circulated_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    approved_in_id: int | None = Field(default=None, foreign_key="meetings.id", index=True)
    """The meeting that approved them."""
    is_public: bool = Field(default=False)
    """Whether whoever may know of the group may read them once they are circulated; else only who
    is in it.
    """


class MinuteLineKind(StrEnum):
    """What a line is, which tells its place in the minutes."""

    NOTE = "note"
    DECISION = "decision"
    ACTION = "action"
    ANNOUNCEMENT = "announcement"
    PARKED = "parked"


class MinuteLine(SQLModel, table=True):
    """One line. Lines are only added: what is undone keeps its row, and says by whom."""

    __tablename__ = "minute_lines"
    __table_args__ = (sa.Index("minute_lines_by_meeting", "meeting_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id")
    item_id: int | None = Field(
        default=None, foreign_key="agenda_items.id", ondelete="SET NULL", index=True
    )
    """The item to which it belongs."""
    kind: MinuteLineKind = Field(sa_type=enum_type(MinuteLineKind))
    wording: str = Field(max_length=LINE_LENGTH)
    """As it was written; of an action without the owner and the day, which the task has."""
    task_id: int | None = Field(
        default=None, foreign_key="tasks.id", ondelete="SET NULL", index=True
    )
    decision_id: int | None = Field(
        default=None, foreign_key="decisions.id", ondelete="SET NULL", index=True
    )
    parked_id: int | None = Field(
        default=None, foreign_key="agenda_items.id", ondelete="SET NULL", index=True
    )
    """The item that the line put on the next agenda."""
    written_by: int = Field(foreign_key="people.id", index=True)
    written_at: datetime
    undone_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    undone_at: datetime | None = None


class CorrectionKind(StrEnum):
    """Whether minutes were changed before they were approved, or something was set beside them."""

    CORRECTION = "correction"
    AMENDMENT = "amendment"


class MinutesCorrection(SQLModel, table=True):
    """What somebody wants to have changed in circulated minutes, or what was amended later."""

    __tablename__ = "minutes_corrections"

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id", index=True)
    kind: CorrectionKind = Field(sa_type=enum_type(CorrectionKind))
    line_id: int | None = Field(
        default=None, foreign_key="minute_lines.id", ondelete="SET NULL", index=True
    )
    """The line that is to read so; None where the words are about the whole."""
    wording: str = Field(max_length=CORRECTION_LENGTH)
    """How the line is to read; without one what is to be set right, in words."""
    replaced: str = Field(default="", max_length=LINE_LENGTH)
    """How the line read before this was accepted."""
    proposed_by: int = Field(foreign_key="people.id", index=True)
    proposed_at: datetime
    is_accepted: bool | None = None
    """None until somebody has settled it."""
    settled_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    settled_at: datetime | None = None
