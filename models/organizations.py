"""Member libraries, campus partner units and the consortium's office."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type

SHORT_NAME_LENGTH = 60
CATEGORY_LENGTH = 60


class OrganizationKind(StrEnum):
    """What standing an organization has in the consortium."""

    LIBRARY = "library"
    PARTNER = "partner"
    OFFICE = "office"


class Organization(SQLModel, table=True):
    """Whom people belong to, and whom their contributions are credited to."""

    __tablename__ = "organizations"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=40, unique=True)
    """A short word that imports, exports and typed questions use, such as ``tunxis``."""
    name: str = Field(max_length=NAME_LENGTH)
    short_name: str = Field(max_length=SHORT_NAME_LENGTH)
    kind: OrganizationKind = Field(sa_type=enum_type(OrganizationKind))
    zone: str | None = Field(default=None, max_length=64)
    """Where it lives by the clock; None for the consortium's own zone."""
    staff_size: int | None = None
    """How many people work there, as it has declared; never counted from who is known here."""
    category: str | None = Field(default=None, max_length=CATEGORY_LENGTH)
    """What sort of library it is, in the consortium's words, such as ``community college``."""
    active_from: date | None = None
    """The first day of its standing in the consortium; None where it was always there."""
    active_until: date | None = None
    """The last one; None while it goes on."""
    merged_into_id: int | None = None
    """The organization that it became part of; that of a row in this table."""
    voting_unit_id: int | None = None
    """With whom it counts as one; None for a library that counts as itself. That of a
    ``VotingUnit``: SQLite could not take a column with a constraint away again.
    """

    def is_active_on(self, day: date) -> bool:
        """Whether it is active in the consortium on a day."""
        has_begun = self.active_from is None or self.active_from <= day
        is_over = self.active_until is not None and self.active_until < day
        return self.merged_into_id is None and has_begun and not is_over


class VotingUnit(SQLModel, table=True):
    """Several organizations whose answer counts once, as the consortium has declared."""

    __tablename__ = "voting_units"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=NAME_LENGTH)


class FormerName(SQLModel, table=True):
    """What an organization was called before, or what one was called that became part of it."""

    __tablename__ = "former_names"

    id: int = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organizations.id", ondelete="CASCADE", index=True)
    name: str = Field(max_length=NAME_LENGTH)
    short_name: str = Field(default="", max_length=SHORT_NAME_LENGTH)
    """Empty where the short name was the same."""
    used_until: date | None = None
    """The last day of the name, where it is known."""


class MailDomain(SQLModel, table=True):
    """A mail domain whose people belong to one organization."""

    __tablename__ = "mail_domains"

    domain: str = Field(primary_key=True, max_length=253)
    """In lower case, without the at sign."""
    organization_id: int = Field(foreign_key="organizations.id", ondelete="CASCADE", index=True)
