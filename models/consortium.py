"""The consortium that this deployment serves, and its strategic directions."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.academic_terms import TERM_DAYS, TERM_DAYS_LENGTH
from models.columns import NAME_LENGTH, TEXT_LENGTH, tuple_of
from models.console import FindingKind

THE_ONE = 1
"""There is one consortium a deployment, in the row with this id."""


class Consortium(SQLModel, table=True):
    """Name, zone and calendar of the consortium.

    Services create the row with its defaults on first use.
    """

    __tablename__ = "consortium"
    __table_args__ = (
        sa.CheckConstraint("fiscal_year_start BETWEEN 1 AND 12", name="fiscal_year_start"),
        sa.CheckConstraint("days_without_meeting BETWEEN 7 AND 365", name="days_without_meeting"),
        sa.CheckConstraint("many_seats BETWEEN 2 AND 20", name="many_seats"),
    )

    id: int = Field(default=THE_ONE, primary_key=True)
    name: str = Field(default="Library Consortium", max_length=NAME_LENGTH)
    zone: str = Field(default="America/New_York", max_length=64)
    fiscal_year_start: int = Field(default=7, ge=1, le=12)
    """The month, 1 to 12, on whose first day a fiscal year starts."""
    reminder_lead_hours: int = Field(default=24, ge=1, le=168)
    """How many hours before a meeting its reminder goes out."""
    days_without_meeting: int = Field(default=60, sa_column_kwargs={"server_default": "60"})
    """After how many a group that should meet is shown on the program manager's Home."""
    many_seats: int = Field(default=4, sa_column_kwargs={"server_default": "4"})
    """Who serves in as many groups is shown there, as a load to relieve."""
    hidden_findings: tuple[FindingKind, ...] = Field(
        default=(), sa_type=tuple_of(FindingKind), sa_column_kwargs={"server_default": "[]"}
    )
    """What is not looked for there, in the order of ``FindingKind``."""
    term_days: str = Field(
        default=TERM_DAYS,
        max_length=TERM_DAYS_LENGTH,
        sa_column_kwargs={"server_default": TERM_DAYS},
    )
    """On which days of each year academic terms begin, in their order."""


class Direction(SQLModel, table=True):
    """One of the consortium's strategic directions."""

    __tablename__ = "directions"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=40, unique=True)
    """A short word that people type and exports carry, such as ``collections``."""
    name: str = Field(max_length=NAME_LENGTH)
    description: str = Field(default="", max_length=TEXT_LENGTH)
    position: int = Field(default=0)
