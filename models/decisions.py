"""What a group has settled, and what it still has to settle."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from models.columns import CHECK_AT, LONG_AGO, NAME_LENGTH, enum_type
from models.groups import Group, GroupAuthority
from models.organizations import Organization

WORDING_LENGTH = 500
DECISION_TEXT_LENGTH = 1500
MOST_DECISION_LIBRARIES = 100
EQUITY_LENGTH = 500
REVIEW_LENGTH = 1000
_EMPTY: dict[str, Any] = {"server_default": ""}
HAS_REVIEW_DATE = "review_on IS NOT NULL"
"""Of which decisions people are reminded."""
IS_REPLACING = "replacement = 'replaces'"


class DecisionKind(StrEnum):
    """What a decision is about, which tells whether the equity questions are asked."""

    MONEY = "money"
    ACCESS = "access"
    POLICY = "policy"
    OTHER = "something else"


EQUITY_KINDS = frozenset((DecisionKind.MONEY, DecisionKind.ACCESS, DecisionKind.POLICY))


class ReplacementKind(StrEnum):
    """What a decision does to an earlier decision of its group."""

    REPLACES = "replaces"
    AMENDS = "amends"
    """The earlier decision holds where this does not say otherwise."""


class ReviewOutcome(StrEnum):
    """What the group answers to “Did it work?”."""

    WORKED = "worked"
    PARTLY = "partly worked"
    DID_NOT = "did not work"
    ANOTHER_LOOK = "needs another look"


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
    __table_args__ = (
        sa.CheckConstraint("(replaces_id IS NULL) = (replacement IS NULL)", name="replacement"),
        sa.Index("decisions_by_group", "group_id", "recorded_at"),
        sa.Index(
            "decisions_to_check",
            "check_at",
            sqlite_where=sa.text(HAS_REVIEW_DATE),
            postgresql_where=sa.text(HAS_REVIEW_DATE),
        ),
        sa.Index(
            "replaced_once",
            "replaces_id",
            unique=True,
            sqlite_where=sa.text(IS_REPLACING),
            postgresql_where=sa.text(IS_REPLACING),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id", index=True)
    """The meeting that decided it, where one did."""
    question_id: int | None = Field(default=None, foreign_key="questions.id", index=True)
    """The question that it settles, where it does."""
    wording: str = Field(max_length=WORDING_LENGTH)
    recorded_by: int = Field(foreign_key="people.id")
    recorded_at: datetime
    replaces_id: int | None = Field(default=None, foreign_key="decisions.id", index=True)
    """The earlier decision of the same group that it replaces or amends."""
    reason: str = Field(default="", max_length=DECISION_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    """Why."""
    options: str = Field(default="", max_length=DECISION_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    """What else was weighed."""
    consulted: str = Field(default="", max_length=DECISION_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    """Who was consulted."""
    kind: DecisionKind | None = Field(default=None, sa_type=enum_type(DecisionKind))
    """None until somebody has chosen it."""
    authority: GroupAuthority | None = Field(default=None, sa_type=enum_type(GroupAuthority))
    """What the charge said at the time: whether the group decides or advises."""
    reports_to: str = Field(default="", max_length=NAME_LENGTH, sa_column_kwargs=_EMPTY)
    """To whom the group reported at the time."""
    replacement: ReplacementKind | None = Field(default=None, sa_type=enum_type(ReplacementKind))
    review_on: date | None = None
    """When the group is asked whether it worked; None where it is not, or has answered."""
    search_key: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=_EMPTY)
    """All its words as they are searched, see ``search_form``; written with the row."""
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of it, if nothing changes.

    See ``services.reminders.scanning``.
    """


class DecisionLibrary(SQLModel, table=True):
    """A library that a decision affects, or that was consulted about it."""

    __tablename__ = "decision_libraries"

    decision_id: int = Field(foreign_key="decisions.id", primary_key=True, ondelete="CASCADE")
    organization_id: int = Field(foreign_key="organizations.id", primary_key=True, index=True)


class DecisionReview(SQLModel, table=True):
    """What a group answered when it was asked whether a decision worked."""

    __tablename__ = "decision_reviews"

    id: int = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decisions.id", index=True, ondelete="CASCADE")
    outcome: ReviewOutcome = Field(sa_type=enum_type(ReviewOutcome))
    comment: str = Field(default="", max_length=REVIEW_LENGTH)
    reviewed_by: int = Field(foreign_key="people.id", index=True)
    reviewed_at: datetime


class EquityAnswer(SQLModel, table=True):
    """That the three equity questions were asked of a decision, or again at a review. Where no
    answer was given they were skipped, and nobody is asked again.
    """

    __tablename__ = "equity_answers"

    id: int = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decisions.id", index=True, ondelete="CASCADE")
    review_id: int | None = Field(
        default=None, foreign_key="decision_reviews.id", index=True, ondelete="CASCADE"
    )
    """The review at which they were asked; None for those asked with the decision."""
    affected: str = Field(default="", max_length=EQUITY_LENGTH)
    """Who is affected."""
    absent: str = Field(default="", max_length=EQUITY_LENGTH)
    """Who is absent from the conversation."""
    signs: str = Field(default="", max_length=EQUITY_LENGTH)
    """How the group will know."""
    answered_by: int = Field(foreign_key="people.id", index=True)
    answered_at: datetime

    @property
    def is_skipped(self) -> bool:
        return not (self.affected or self.absent or self.signs)


def search_form(text: str) -> str:
    """A text as it is searched: whatever its case and its accents, with single spaces."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in parted if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


def _write_search_key(_mapper: Mapper[Decision], _connection: sa.Connection, row: Decision) -> None:
    texts = (row.wording, row.reason, row.options, row.consulted)
    row.search_key = "\n".join(search_form(text) for text in texts if text)


sa.event.listen(Decision, "before_insert", _write_search_key)
sa.event.listen(Decision, "before_update", _write_search_key)


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is not settled, and the name of whoever raised it."""

    question: Question
    who: str


@dataclass(frozen=True)
class LaterDecision:
    """A decision that replaced or amended an earlier one."""

    id: int
    wording: str
    recorded_at: datetime
    replacement: ReplacementKind


@dataclass(frozen=True)
class Settled:
    """A decision, and the title of the meeting that took it; None outside meetings."""

    decision: Decision
    meeting: str | None
    held_at: datetime | None = None
    """When that meeting began."""
    zone: str | None = None
    """In which the hour of that meeting was meant, and so its day."""
    earlier: str | None = None
    """The wording of the decision that it replaces or amends."""
    later: tuple["LaterDecision", ...] = ()
    """What has replaced or amended it."""

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


@dataclass(frozen=True)
class DecisionDraft:
    """What the form of a decision says beside its wording."""

    reason: str = ""
    options: str = ""
    consulted: str = ""
    kind: DecisionKind | None = None
    review_on: date | None = None
    library_ids: frozenset[int] = frozenset()
    """Of the libraries that it affects, or that were consulted."""
    replaces_id: int | None = None
    replacement: ReplacementKind | None = None


@dataclass(frozen=True)
class EquityDraft:
    """Answers to the equity questions; all empty where they are skipped."""

    affected: str = ""
    absent: str = ""
    signs: str = ""


@dataclass(frozen=True)
class DecisionReviewLine:
    """A review with who answered, and the equity answers that were given again, where any were."""

    review: DecisionReview
    who: str
    equity: EquityAnswer | None = None


@dataclass(frozen=True)
class DecisionRecord:
    """All that is known of one decision."""

    decision: Decision
    group: Group
    recorded_by: str
    meeting: str | None = None
    """The title of the meeting that took it."""
    held_at: datetime | None = None
    zone: str | None = None
    question: str | None = None
    """The question that it settles."""
    earlier: Decision | None = None
    """What it replaces or amends."""
    later: tuple[LaterDecision, ...] = ()
    libraries: tuple[Organization, ...] = ()
    equity: EquityAnswer | None = None
    """The equity answers that were given with it; None where the questions were not asked."""
    reviews: tuple[DecisionReviewLine, ...] = ()
    """The oldest first."""


@dataclass(frozen=True)
class RegisterTerm:
    """Some words of a search: a decision fits that has them in its words, or that is of what they
    name.
    """

    text: str
    """As ``search_form`` writes it."""
    group_id: int | None = None
    library_id: int | None = None
    direction_id: int | None = None
    names: str = ""
    """What of these they name, in words, such as “the library Tunxis”."""


@dataclass(frozen=True)
class RegisterQuery:
    """What is looked for in the register; a decision has to fit all of it."""

    terms: tuple[RegisterTerm, ...] = ()
    group: Group | None = None
    first: date | None = None
    """The days between which it was written down, both included; None where any will do."""
    last: date | None = None
    period: str = ""
    """These days in words."""


@dataclass(frozen=True)
class RegisterLine:
    """A decision that was found, and where."""

    settled: Settled
    group: Group


@dataclass(frozen=True)
class RegisterPage:
    """Some of the decisions that fit, the newest first."""

    query: RegisterQuery
    lines: tuple[RegisterLine, ...]
    count: int
    """How many fit in all."""
    offset: int

    @property
    def left(self) -> int:
        return max(self.count - self.offset - len(self.lines), 0)
