"""That a library has confirmed its people and contacts, term by term."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.academic_terms import AcademicTerm
from models.messages import Key
from models.organizations import Organization
from models.people import Person


class LibraryConfirmation(SQLModel, table=True):
    """That somebody confirmed what Convene knows of a library's people and contacts."""

    __tablename__ = "library_confirmations"

    organization_id: int = Field(
        foreign_key="organizations.id", ondelete="CASCADE", primary_key=True
    )
    confirmed_on: date = Field(primary_key=True)
    """The day in the consortium's zone. Once a day is enough."""
    confirmed_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """None where a file told of it."""


class ConfirmationRound(SQLModel, table=True):
    """That directors were asked at the beginning of a term. Without one nothing counts as not
    confirmed.
    """

    __tablename__ = "confirmation_rounds"

    begins_on: date = Field(primary_key=True)
    """The first day of the term."""
    asked_at: datetime


@dataclass(frozen=True)
class LastConfirmation:
    """When a library was last confirmed, by whom, and what of it has changed since."""

    confirmed_on: date
    by: Person | None
    """None where a file told of it."""
    changed: tuple[str, ...] = ()
    """In words, such as “its directors”; empty where nothing is known to have changed."""


@dataclass(frozen=True)
class ConfirmationNotice:
    """A director who is to be asked whether her library's people and contacts are right."""

    person: Person
    organization: Organization
    term: AcademicTerm
    is_reminder: bool
    key: Key
    opens_at: datetime
    """When her hours allow it."""
