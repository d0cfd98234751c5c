"""Deputies of chairs, for a while."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.people import Person


class Deputy(SQLModel, table=True):
    """That somebody has a chair's rights in her group, from ``since`` until before ``until``, as
    long as that chair serves. ``services.terms`` alone reads and writes these.
    """

    __tablename__ = "deputies"
    __table_args__ = (sa.CheckConstraint("until >= since", name="days"),)

    id: int = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="memberships.id", index=True)
    """The service of the chair who named her."""
    person_id: int = Field(foreign_key="people.id", index=True)
    since: datetime
    until: datetime


@dataclass(frozen=True)
class DeputyLine:
    """Who is a deputy in a group, of which chair, and until when."""

    deputy: Person
    chair: Person
    membership_id: int
    """The service of the chair."""
    ends_on: date
    """The last day, in the zone of the group."""
