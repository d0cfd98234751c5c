"""The minutes of a meeting: lines as they are written, and the states until they are approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.agendas import AgendaItem
from models.columns import enum_type
from models.groups import Group
from models.meetings import Meeting

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
    frozen: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    """What approved minutes say, as ``services.minutes.freezing`` keeps it."""
    is_public: bool = Field(default=False)
    """Whether whoever may know of the group may read them once they are circulated; else only who
    is in it.
    """
    recorder_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who is credited with them since they are circulated: who agreed to take them, else who wrote
    most of them.
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


@dataclass(frozen=True)
class RecordedLine:
    """A line of the minutes as people read it."""

    line: MinuteLine
    writer: str
    """Whose line it is, by name."""
    whose: str = ""
    """Of an action, who has the task; empty where nobody has it yet, or the task is gone."""
    due_on: date | None = None
    is_done: bool = False


@dataclass(frozen=True)
class PartAttended:
    """Somebody who was remote, came late or left early, by name."""

    name: str
    is_remote: bool = False
    arrived_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class Attendees:
    """Who was at a meeting, each entry a library with the names of its people."""

    present: tuple[tuple[str, tuple[str, ...]], ...] = ()
    regrets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Who said beforehand that they could not come, and did not."""
    absent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Empty where nobody saved the list of who came: then nobody knows."""
    has_list: bool = False
    partly: tuple[PartAttended, ...] = ()
    """Of those who are present, who was remote or there for a part of the time, by name."""


@dataclass(frozen=True)
class SettledCorrection:
    """A correction or an amendment, with the names of who wrote it and who settled it."""

    correction: MinutesCorrection
    proposed_by: str
    settled_by: str = ""
    line: str = ""
    """How the line reads that a correction names; empty where it names none."""


@dataclass(frozen=True)
class MinutesRecord:
    """The minutes of one meeting, in the order in which they are read."""

    meeting: Meeting
    group: Group
    minutes: Minutes
    attendees: Attendees
    decisions: tuple[str, ...] = ()
    """All that the meeting decided, in the words of the register."""
    actions: tuple[RecordedLine, ...] = ()
    announcements: tuple[RecordedLine, ...] = ()
    discussion: tuple[tuple[AgendaItem | None, tuple[RecordedLine, ...]], ...] = ()
    """The items that were talked about, each with its notes; None for notes of no item."""
    recused: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The names of those who took no part in an item, by its id."""
    parked: tuple[RecordedLine, ...] = ()
    lines: tuple[RecordedLine, ...] = ()
    """All lines in the order in which they were written."""
    corrections: tuple[SettledCorrection, ...] = ()
    amendments: tuple[SettledCorrection, ...] = ()
    approves: tuple[Meeting, ...] = ()
    """The earlier meetings whose minutes this meeting approved."""
    recorder: str = ""
    """The name of whoever was to take the minutes, else of whoever wrote most lines."""
    approved_in: Meeting | None = None

    @property
    def held_on(self) -> date:
        return day_of(self.meeting)


@dataclass(frozen=True)
class LiveMeeting:
    """A meeting that goes on: where it is on its agenda, who is there, and what was written."""

    meeting: Meeting
    group: Group
    minutes: Minutes
    item: AgendaItem | None
    following: AgendaItem | None
    """The item after it."""
    minutes_left: int | None
    """Of the item's time; negative once that is over. None where the item has no length."""
    attendees: Attendees
    quorum: str = ""
    """How many are present of how many that are needed, in words; empty where none is needed."""
    recused: tuple[str, ...] = ()
    """The names of those who take no part in the item."""
    newest: tuple[RecordedLine, ...] = ()
    """The lines written last, the oldest of them first."""
    count: int = 0
    """How many lines there are."""
    to_approve: tuple[Meeting, ...] = ()
    """The earlier meetings whose minutes were circulated and are not approved."""


@dataclass(frozen=True)
class MinutesEntry:
    """A meeting in the list of minutes; ``minutes`` is None where nobody has begun any."""

    meeting: Meeting
    group: Group
    minutes: Minutes | None
    lines: int = 0


@dataclass(frozen=True)
class MinutesHit:
    """Something in minutes that has the words that were searched for."""

    meeting: Meeting
    group: Group
    kind: str
    """Such as ``note`` or ``agenda item``."""
    wording: str


@dataclass(frozen=True)
class MinutesHits:
    """Some of what was found, the newest meetings first."""

    words: str
    hits: tuple[MinutesHit, ...] = field(default=())
    offset: int = 0
    total: int = 0

    @property
    def left(self) -> int:
        """How many come after these."""
        return max(self.total - self.offset - len(self.hits), 0)


def day_of(meeting: Meeting) -> date:
    """The day of a meeting where it was held."""
    return meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
