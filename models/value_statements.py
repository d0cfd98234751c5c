"""Value statements: what a library, a group or the consortium gave and received in a period."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import TEXT_LENGTH, enum_type
from models.groups import Group
from models.organizations import Organization
from models.statement_figures import StatementFigure
from models.stories import SharedStory

STATEMENT_LABEL_LENGTH = 100
STATEMENT_TITLE_LENGTH = 400
STATEMENT_REASON_LENGTH = 500
PRIVATE_GROUP = "A private group"
NOT_SHOWN = "Not shown: of a private group"
"""What stands in rows in place of a name and of words that are not for every reader."""


class StatementKind(StrEnum):
    """Of whom a statement speaks."""

    LIBRARY = "library"
    CONSORTIUM = "consortium"
    GROUP = "group"
    """The annual report of a group."""
    QUARTER = "quarter"
    """The council's page about a quarter."""


class StatementState(StrEnum):
    """Where a statement is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"


class StatementPart(StrEnum):
    """What people write in a statement, beside its figures."""

    OPENING = "opening"
    HIGHLIGHTS = "highlights"
    NEXT = "next"
    """For a group its work plan for the next year."""


def parts_of(kind: StatementKind) -> tuple[StatementPart, ...]:
    """What people write in a statement of a kind, in the order in which it is shown."""
    both = (StatementPart.OPENING, StatementPart.HIGHLIGHTS)
    return (*both, StatementPart.NEXT) if kind is StatementKind.GROUP else both


_ABOUT = (
    "(kind = 'library') = (organization_id IS NOT NULL)",
    "(kind = 'group') = (group_id IS NOT NULL)",
)


class ValueStatement(SQLModel, table=True):
    """A statement about a period. Its figures are counted anew while it is a draft; publishing
    freezes them as a ``StatementVersion``.
    """

    __tablename__ = "value_statements"
    __table_args__ = (
        sa.CheckConstraint(_ABOUT[0], name="library"),
        sa.CheckConstraint(_ABOUT[1], name="group"),
        sa.CheckConstraint("first_day <= last_day", name="days"),
        *(
            sa.Index(
                f"one_statement_of_a_{kind}",
                *columns,
                unique=True,
                sqlite_where=sa.text(f"kind = '{kind}'"),
                postgresql_where=sa.text(f"kind = '{kind}'"),
            )
            for kind, columns in {
                "library": ("organization_id", "first_day", "last_day"),
                "group": ("group_id", "first_day", "last_day"),
                "consortium": ("first_day", "last_day"),
                "quarter": ("first_day", "last_day"),
            }.items()
        ),
    )

    id: int = Field(default=None, primary_key=True)
    kind: StatementKind = Field(sa_type=enum_type(StatementKind))
    organization_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    first_day: date
    last_day: date
    label: str = Field(max_length=STATEMENT_LABEL_LENGTH)
    """The period in words, such as ``fiscal year 2026``."""
    state: StatementState = Field(default=StatementState.DRAFT, sa_type=enum_type(StatementState))
    drafted_by: int = Field(foreign_key="people.id", index=True)
    drafted_at: datetime
    due_on: date | None = None
    """By when it is to be published; None where nobody waits for it."""


class StatementText(SQLModel, table=True):
    """The words of one part of a statement, as they stand."""

    __tablename__ = "statement_texts"

    statement_id: int = Field(
        foreign_key="value_statements.id", primary_key=True, ondelete="CASCADE"
    )
    part: StatementPart = Field(sa_type=enum_type(StatementPart), primary_key=True)
    wording: str = Field(default="", max_length=TEXT_LENGTH)
    changed_by: int = Field(foreign_key="people.id", index=True)
    changed_at: datetime


class StatementVersion(SQLModel, table=True):
    """A statement as it was published, or corrected: rows are added and never changed."""

    __tablename__ = "statement_versions"

    statement_id: int = Field(
        foreign_key="value_statements.id", primary_key=True, ondelete="CASCADE"
    )
    number: int = Field(primary_key=True)
    """1 as it was published, one more for each correction."""
    published_by: int = Field(foreign_key="people.id", index=True)
    published_at: datetime
    reason: str = Field(default="", max_length=STATEMENT_REASON_LENGTH)
    """Why it was corrected; empty for the first."""
    title: str = Field(max_length=STATEMENT_TITLE_LENGTH)
    texts: dict[str, str] = Field(sa_type=sa.JSON, nullable=False)
    """Its words by ``StatementPart``."""
    rows_zip: bytes = Field(sa_type=sa.LargeBinary, nullable=False)
    """Its figures and the rows from which they were counted: files of CSV in one archive."""


class GivenRow(NamedTuple):
    """One contribution, or several alike of the same person on the same day."""

    on: date
    person_number: int
    person: str
    library: str
    """The key of the organization that it is credited to; empty where that is not known."""
    group_number: int
    """0 for what was done outside any group."""
    kind: str
    times: int


class ServiceRow(NamedTuple):
    """The service of somebody in a group on days of the period, while she worked at one place."""

    person_number: int
    person: str
    library: str
    group_number: int
    role: str
    first: date
    last: date
    hours_a_month: int
    """0 where nothing is said."""


class MeetingRow(NamedTuple):
    """A meeting that was held."""

    on: date
    group_number: int
    title: str
    has_list: int
    """1 where somebody recorded who came, else 0."""


class CallRow(NamedTuple):
    """A unit of a call that closed."""

    on: date
    group_number: int
    question: str
    kind: str
    unit: str
    answer: str
    """``answered``, ``no answer`` or ``excused``: never what was chosen."""


class CallResultRow(NamedTuple):
    """What a call came to that closed, of the council's page alone."""

    on: date
    group_number: int
    result: str
    """What the register says of it, or the question with how many answered."""
    answered_by: str
    """The names of the units that answered, with commas; empty where that is not open."""


class DecisionRow(NamedTuple):
    """A decision of the register."""

    on: date
    group_number: int
    wording: str


class CommitmentRow(NamedTuple):
    """A commitment that began in the period."""

    first: date
    last: date
    offer: str
    vendor: str
    unit: str
    cents: int
    saved_cents: int
    """0 where nothing was declared."""
    saved_how: str
    """Against what the saving was reckoned, in the words of whoever declared it."""


class DeliverableRow(NamedTuple):
    """Something that a charge asked for, which was finished."""

    on: date
    group_number: int
    title: str
    is_served: int
    """1 where the group is one that this statement is about, else 0."""


class OthersRow(NamedTuple):
    """How much people of other organizations did, by kind."""

    kind: str
    times: int


class VacancyRow(NamedTuple):
    """A seat that nobody held at the end of the period."""

    group_number: int
    seat: str


class StoryRow(NamedTuple):
    """An impact story that might be quoted when the rows were made. Its words are not in the rows,
    since whoever wrote it may end that at any time.
    """

    on: date
    number: int


class GroupRow(NamedTuple):
    """A group that other rows speak of."""

    number: int
    name: str
    """``A private group`` where its name is not for every reader."""
    kind: str
    directions: str
    """The names of the strategic directions that it serves, with semicolons between them."""


@dataclass(frozen=True)
class FactRows:
    """The rows from which every figure of a statement is counted."""

    groups: tuple[GroupRow, ...] = ()
    contributions: tuple[GivenRow, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    call_results: tuple[CallResultRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    commitments: tuple[CommitmentRow, ...] = ()
    deliverables: tuple[DeliverableRow, ...] = ()
    others: tuple[OthersRow, ...] = ()
    vacancies: tuple[VacancyRow, ...] = ()
    stories: tuple[StoryRow, ...] = ()


@dataclass(frozen=True)
class StatementScope:
    """Of whom a statement speaks, and of which days."""

    kind: StatementKind
    first: date
    last: date
    label: str
    organization: Organization | None = None
    group: Group | None = None

    @property
    def title(self) -> str:
        """What the statement is called."""
        match self.kind:
            case StatementKind.LIBRARY:
                name = self.organization.name if self.organization else ""
                return f"Value statement of {name}: {self.label}"
            case StatementKind.GROUP:
                name = self.group.name if self.group else ""
                return f"Annual report of {name}: {self.label}"
            case StatementKind.QUARTER:
                return f"The council's page: {self.label}"
            case _:
                return f"Value statement of the consortium: {self.label}"


@dataclass(frozen=True)
class FigureChange:
    """What a correction changed in one figure."""

    figure: StatementFigure
    """As it is now."""
    before: int | None
    """In the same unit; None where it was not counted before."""


@dataclass(frozen=True)
class VersionLine:
    """One version, as the list of them shows it."""

    number: int
    published_on: date
    """In the consortium's zone."""
    published_by: str
    reason: str
    changes: tuple[FigureChange, ...] = ()
    """Against the version before."""


class StatementGap(StrEnum):
    """What is missing in a draft, about which its writers are questioned."""

    NO_MEETING = "no meeting"
    NO_LIST = "meetings without a list"
    NO_DECISION = "no decision"
    NO_DELIVERABLE = "no deliverable finished"
    OVERDUE = "deliverables overdue"
    VACANT = "vacant seats"
    NO_SAVING = "offers without a declared saving"
    NO_STORY = "no story"
    NO_OPENING = "no opening words"
    NO_PLAN = "no plan for the next year"


@dataclass(frozen=True)
class CountedRows:
    """Rows with the figures that were counted from them."""

    figures: tuple[StatementFigure, ...]
    rows: FactRows


@dataclass(frozen=True)
class StatementContent:
    """All that a statement shows, counted now or frozen."""

    title: str
    figures: tuple[StatementFigure, ...]
    rows: FactRows
    texts: dict[str, str] = field(default_factory=dict)
    """By ``StatementPart``."""
    stories: tuple[SharedStory, ...] = ()
    """Those of the rows that may be quoted now."""
    year_before: CountedRows | None = None
    """The same days of the year before; None where it is not set beside them, or nothing is
    written of it.
    """

    def value_before(self, figure: StatementFigure) -> int | None:
        """What a figure was the year before, zero where there was nothing to count; None where that
        year does not stand beside it.
        """
        if self.year_before is None:
            return None
        of = figure.definition, figure.detail
        found = (
            row.value for row in self.year_before.figures if (row.definition, row.detail) == of
        )
        return next(found, 0)


@dataclass(frozen=True)
class StatementPage:
    """A statement for one reader."""

    statement: ValueStatement
    scope: StatementScope
    content: StatementContent
    may_write: bool
    """Whether the reader writes and publishes it, and may see the rows, which name people."""
    versions: tuple[VersionLine, ...] = ()
    gaps: tuple[tuple[StatementGap, int], ...] = ()
    """What is missing, each with how much of it; of a draft alone."""
    is_draft: bool = True
    has_unpublished_words: bool = False
    """Whether words were changed after it was published."""
    record_begins: date | None = None
    """The day of the first contribution that is known, where it is within the period."""


@dataclass(frozen=True)
class StatementLine:
    """A statement in a list."""

    statement: ValueStatement
    title: str
    published_on: date | None = None
    """In the consortium's zone."""
