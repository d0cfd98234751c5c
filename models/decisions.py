"""What a group has settled, and what it still has to settle."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

WORDING_LENGTH = 500


class Question(SQLModel, table=True):
    """A question that a group has to settle. It is open until ``settled_at`` is set."""

    __tablename__ = "questions"
    __table_args__ = (
        sa.Index(
            "open_questions_by_group",
            "group_id",
            "raised_at",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id")
    """The meeting that left it open, where one did."""
    wording: str = Field(max_length=WORDING_LENGTH)
    raised_by: int = Field(foreign_key="people.id")
    raised_at: datetime
    settled_by: int | None = Field(default=None, foreign_key="people.id")
    settled_at: datetime | None = None


class Decision(SQLModel, table=True):
    """What a group decided. Taking it back deletes the row, and history keeps it."""

    __tablename__ = "decisions"
    __table_args__ = (sa.Index("decisions_by_group", "group_id", "recorded_at"),)

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id", index=True)
    """The meeting that decided it, where one did."""
    question_id: int | None = Field(default=None, foreign_key="questions.id", index=True)
    """The question that it settles, where it does."""
    wording: str = Field(max_length=WORDING_LENGTH)
    recorded_by: int = Field(foreign_key="people.id")
    recorded_at: datetime


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is not settled, and the name of whoever raised it."""

    question: Question
    who: str


@dataclass(frozen=True)
class Settled:
    """A decision, and the title of the meeting that took it; None outside meetings."""

    decision: Decision
    meeting: str | None
    held_at: datetime | None = None
    """When that meeting began."""
    zone: str | None = None
    """In which the hour of that meeting was meant, and so its day."""

    @property
    def held_on(self) -> date | None:
        """The day of its meeting, held or not."""
        if self.held_at is None or self.zone is None:
            return None
        return self.held_at.astimezone(ZoneInfo(self.zone)).date()


DecisionEntry = OpenQuestion | Settled


@dataclass(frozen=True)
class DecisionPage:
    """Some of the open questions, the oldest first, then of the decisions, the newest first."""

    entries: tuple[DecisionEntry, ...]
    questions: int
    """How many questions are open in all."""
    decisions: int
    """How many decisions there are in all."""
    offset: int

    @property
    def left(self) -> int:
        """How many entries come after this page."""
        return max(self.questions + self.decisions - self.offset - len(self.entries), 0)
