"""Data calls: the fields that every library fills in, and what each has filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.calls import (
    REASON_LENGTH,
    AnswerDoor,
    Call,
    CallAnswer,
    CallUnit,
    Capacity,
    Respondent,
)
from models.columns import enum_type, tuple_of
from models.groups import Group
from models.people import Person

SECTION_LENGTH = 80
FIELD_LABEL_LENGTH = 150
DEFINITION_LENGTH = 500
MEASURE_LENGTH = 30
FIGURE_LENGTH = 24
"""Characters of a number as it is kept."""
FIELD_CHOICE_LENGTH = 75
MOST_FIELD_CHOICES = 20
FIELD_TEXT_LENGTH = 1000
"""Characters of a text that is filled in."""
MOST_DATA_FIELDS = 300
MOST_SECTIONS = 30
USUAL_CHANGE = 30
"""Percent of change against the year before from which a note is wanted."""
GREATEST_CHANGE = 1000
USUAL_NOTICES = (14, 7, 2)
USUAL_DIRECTOR_DAYS = 2
CERTIFIED = "Certified"
CERTIFIED_ANEW = "Certified anew"
"""The words of the answers that certify a sheet."""


class FieldKind(StrEnum):
    """What is filled in."""

    WHOLE = "whole number"
    AMOUNT = "amount"
    """With two decimals at most."""
    PERCENT = "percent"
    YES_NO = "yes/no"
    CHOICE = "choice"
    TEXT = "text"


NUMERIC = frozenset({FieldKind.WHOLE, FieldKind.AMOUNT, FieldKind.PERCENT})
SUMMED = frozenset({FieldKind.WHOLE, FieldKind.AMOUNT})
COUNTED = frozenset({FieldKind.YES_NO, FieldKind.CHOICE})


class DataCall(SQLModel, table=True):
    """What is declared of a data call beside what every call has."""

    __tablename__ = "data_calls"
    __table_args__ = (
        sa.CheckConstraint(f"change_percent BETWEEN 0 AND {GREATEST_CHANGE}", name="change"),
    )

    call_id: int = Field(foreign_key="calls.id", ondelete="CASCADE", primary_key=True)
    change_percent: int = USUAL_CHANGE
    """A change of more percent than this against the year before wants a note."""
    director_days: int | None = USUAL_DIRECTOR_DAYS
    """How many days before closing the director hears of a sheet that is not certified; None for
    never.
    """
    previous_id: int | None = Field(
        default=None, foreign_key="calls.id", ondelete="SET NULL", index=True
    )
    """The data call of the year before, whose values stand beside the fields."""
    contacts_confirmed_at: datetime | None = None
    """When somebody said that the data contacts are right, without which a call that was made from
    another does not open.
    """
    contacts_confirmed_by: int | None = Field(default=None, foreign_key="people.id", index=True)


class CallField(SQLModel, table=True):
    """One thing that each unit fills in; frozen when the call opens."""

    __tablename__ = "call_fields"
    __table_args__ = (sa.Index("call_fields_in_order", "call_id", "position", unique=True),)

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="calls.id", ondelete="CASCADE")
    position: int
    section: str = Field(max_length=SECTION_LENGTH)
    label: str = Field(max_length=FIELD_LABEL_LENGTH)
    kind: FieldKind = Field(sa_type=enum_type(FieldKind))
    definition: str = Field(default="", max_length=DEFINITION_LENGTH)
    measure: str = Field(default="", max_length=MEASURE_LENGTH)
    """In what is counted, such as “hours” or “USD”."""
    is_required: bool = True
    least: str = Field(default="", max_length=FIGURE_LENGTH)
    greatest: str = Field(default="", max_length=FIGURE_LENGTH)
    """Bounds of a number, as exact decimals; empty for none."""
    choices: tuple[str, ...] = Field(default=(), sa_type=tuple_of(str), nullable=False)
    previous_id: int | None = Field(
        default=None, foreign_key="call_fields.id", ondelete="SET NULL", index=True
    )
    """The same field of the year before."""


class SheetValue(SQLModel, table=True):
    """What somebody filled in. Rows are added and never changed: the last of a unit and a field
    stands.
    """

    __tablename__ = "sheet_values"
    __table_args__ = (sa.Index("sheet_values_in_order", "unit_id", "field_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="call_units.id")
    field_id: int = Field(foreign_key="call_fields.id", index=True)
    value: str = Field(default="", max_length=FIELD_TEXT_LENGTH)
    """A number as an exact decimal, “yes” or “no”, a choice or a text; empty for nothing."""
    note: str = Field(default="", max_length=REASON_LENGTH)
    """Why it differs so much from the year before, or why it was corrected."""
    is_correction: bool = False
    """Whether the sheet was certified by then."""
    person_id: int = Field(foreign_key="people.id", index=True)
    capacity: Capacity = Field(sa_type=enum_type(Capacity))
    door: AnswerDoor = Field(sa_type=enum_type(AnswerDoor))
    given_at: datetime


class Reopening(SQLModel, table=True):
    """A sheet that may be changed again after closing, until it is certified anew."""

    __tablename__ = "sheet_reopenings"

    unit_id: int = Field(foreign_key="call_units.id", primary_key=True)
    reopened_by: int = Field(foreign_key="people.id", index=True)
    reopened_at: datetime
    reason: str = Field(max_length=REASON_LENGTH)


class SheetState(StrEnum):
    """How far a unit is."""

    NOT_BEGUN = "not begun"
    DRAFT = "draft"
    CERTIFIED = "certified"
    CORRECTED = "corrected"
    """After it was certified."""
    AS_LAST_YEAR = "as last year"
    """Silent at closing, where that stands for the values of the year before."""
    EXCUSED = "excused"


COUNTING = frozenset({SheetState.CERTIFIED, SheetState.CORRECTED, SheetState.AS_LAST_YEAR})
"""Whose values are part of the totals."""


@dataclass(frozen=True)
class FieldFacts:
    """A field as a line of a file declares it."""

    section: str
    label: str
    kind: FieldKind = FieldKind.WHOLE
    definition: str = ""
    measure: str = ""
    is_required: bool = True
    least: str = ""
    greatest: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataCallFacts:
    """What the form of a data call says beside what every call has."""

    change_percent: int = USUAL_CHANGE
    director_days: int | None = USUAL_DIRECTOR_DAYS


@dataclass(frozen=True)
class SheetCell:
    """A field with what a unit has filled in, and what it had the year before."""

    field: CallField
    row: SheetValue | None = None
    """None where nothing was ever filled in."""
    before: str = ""
    """The certified value of the year before; empty where there is none."""
    wants_note: bool = False
    """Whether it differs so much that a note is wanted, and has none."""

    @property
    def value(self) -> str:
        return self.row.value if self.row else ""

    @property
    def note(self) -> str:
        return self.row.note if self.row else ""

    @property
    def is_missing(self) -> bool:
        """Whether it is required and empty."""
        return self.field.is_required and not self.value


@dataclass(frozen=True)
class UnitSheet:
    """What one unit fills in."""

    call: Call
    group: Group
    settings: DataCall
    unit: CallUnit
    cells: tuple[SheetCell, ...]
    state: SheetState
    seen: int = 0
    """The number of the last value that was filled in; 0 where there is none."""
    certification: CallAnswer | None = None
    certified_by: Person | None = None
    reopening: Reopening | None = None
    respondents: tuple[Respondent, ...] = ()

    @property
    def filled(self) -> int:
        return sum(bool(cell.value) for cell in self.cells)

    @property
    def missing(self) -> tuple[SheetCell, ...]:
        return tuple(cell for cell in self.cells if cell.is_missing)

    @property
    def wanting_notes(self) -> tuple[SheetCell, ...]:
        return tuple(cell for cell in self.cells if cell.wants_note)

    @property
    def is_certified(self) -> bool:
        return self.unit.answered_at is not None


@dataclass(frozen=True)
class SheetLine:
    """A unit in the grid of a data call."""

    unit: CallUnit
    state: SheetState
    filled: int = 0
    certification: CallAnswer | None = None
    certified_by: Person | None = None
    respondents: tuple[Respondent, ...] = ()


@dataclass(frozen=True)
class FieldTotal:
    """What the units that count filled in a field."""

    field: CallField
    units: int
    """How many have filled it in."""
    total: Decimal | None = None
    """The sum of numbers and amounts; None for others."""
    least: Decimal | None = None
    greatest: Decimal | None = None
    """Of numbers, amounts and percents."""
    counts: tuple[tuple[str, int], ...] = ()
    """Of a choice, each in the declared order."""


@dataclass(frozen=True)
class SavedPart:
    """What became of the fields that somebody saved."""

    changed: tuple[SheetValue, ...] = ()
    overlaid: tuple[tuple[CallField, SheetValue], ...] = ()
    """Fields that somebody else had changed meanwhile, with what stood there: the later stands."""
    people: Mapping[int, Person] = field(default_factory=dict)
    """Who had, by id."""


@dataclass(frozen=True)
class SheetEntry:
    """One value that somebody filled in, and what stood there before."""

    row: SheetValue
    field: CallField
    unit: CallUnit
    person: Person
    before: str = ""
