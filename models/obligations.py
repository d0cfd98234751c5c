"""What comes back every year or term, and what was made of it on each of its days."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.calls import REASON_LENGTH, Call
from models.columns import NAME_LENGTH, enum_type
from models.groups import Group
from models.tasks import Task

DETAILS_LENGTH = 1000
RHYTHM_LENGTH = 100
MOST_DAYS_AHEAD = 365
"""How many days before its day the next task or draft is made at most."""


class ObligationKind(StrEnum):
    """What is made of it each time."""

    TASK = "task"
    CALL = "call"


class Obligation(SQLModel, table=True):
    """What comes back, owned by a group or by the consortium and never by a person."""

    __tablename__ = "obligations"
    __table_args__ = (
        sa.CheckConstraint(f"lead_days BETWEEN 0 AND {MOST_DAYS_AHEAD}", name="lead"),
        sa.CheckConstraint("(library_id IS NULL) OR (seat_id IS NULL)", name="its_holder"),
        sa.Index("obligations_by_group", "group_id", "ended_at"),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    """In which its tasks and calls are made; who leads the group may know of it."""
    is_of_consortium: bool = Field(default=False)
    """Whether it is the consortium's, so that only the program manager changes it."""
    title: str = Field(max_length=NAME_LENGTH)
    details: str = Field(default="", max_length=DETAILS_LENGTH)
    kind: ObligationKind = Field(sa_type=enum_type(ObligationKind))
    rhythm: str = Field(max_length=RHYTHM_LENGTH)
    """When it comes back, as ``services.obligations.yearly_rhythms`` says and reads it."""
    lead_days: int
    """How many days before its day the next task or draft is made."""
    remind_days: int | None = None
    """How many days before its day a task is first reminded of; None for the usual day."""
    library_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    seat_id: int | None = Field(default=None, foreign_key="seats.id", index=True)
    """The library or the seat that holds its tasks; nobody has them yet where both are None."""
    template_id: int | None = Field(
        default=None, foreign_key="calls.id", ondelete="SET NULL", index=True
    )
    """The call from which the first draft is made; each later one is from the one before."""
    done_through: date
    """The last day that was dealt with: its task or draft was made, or it was skipped."""
    drafted_by: int = Field(foreign_key="people.id", index=True)
    """Who wrote it down or changed it last: drafts of calls are made in this name."""
    drafted_at: datetime
    ended_at: datetime | None = None


class MakingOutcome(StrEnum):
    """What became of one of its days."""

    MADE = "made"
    SKIPPED = "skipped"
    MISSED = "not made"


class ObligationMaking(SQLModel, table=True):
    """What became of one day of an obligation: there is one for each day, whoever makes it."""

    __tablename__ = "obligation_makings"

    obligation_id: int = Field(foreign_key="obligations.id", primary_key=True)
    due_on: date = Field(primary_key=True)
    outcome: MakingOutcome = Field(sa_type=enum_type(MakingOutcome))
    task_id: int | None = Field(
        default=None, foreign_key="tasks.id", ondelete="SET NULL", index=True
    )
    call_id: int | None = Field(
        default=None, foreign_key="calls.id", ondelete="SET NULL", index=True
    )
    """Of a draft that was discarded both are None."""
    reason: str = Field(default="", max_length=REASON_LENGTH)
    """Why it was not made."""
    made_at: datetime


@dataclass(frozen=True)
class ObligationFacts:
    """What the form says."""

    title: str
    rhythm: str
    """As it was typed, or in the words of ``yearly_rhythms``."""
    kind: ObligationKind = ObligationKind.TASK
    details: str = ""
    lead_days: int = 30
    remind_days: int | None = None
    library_id: int | None = None
    seat_id: int | None = None
    template_id: int | None = None
    is_of_consortium: bool = False


@dataclass(frozen=True)
class MadeLine:
    """What became of one day, with the task or the call that was made."""

    making: ObligationMaking
    task: Task | None = None
    call: Call | None = None


@dataclass(frozen=True)
class ObligationLine:
    """An obligation with its next day, and what was made of it last."""

    obligation: Obligation
    group: Group
    next_on: date
    last: MadeLine | None = None
    holder: str = ""
    """The library or the seat that holds its tasks."""
    may_edit: bool = False


@dataclass(frozen=True)
class UnitContacts:
    """A unit that a draft would call, and the names of who would answer for it now."""

    name: str
    contacts: tuple[str, ...] = ()
    """Who speaks for it, the representative first, or sits in the seat."""
    directors: tuple[str, ...] = ()
