"""Member libraries, campus partner units and the consortium's office."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type


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
    short_name: str = Field(max_length=60)
    kind: OrganizationKind = Field(sa_type=enum_type(OrganizationKind))


class MailDomain(SQLModel, table=True):
    """A mail domain whose people belong to one organization."""

    __tablename__ = "mail_domains"

    domain: str = Field(primary_key=True, max_length=253)
    """In lower case, without the at sign."""
    organization_id: int = Field(foreign_key="organizations.id", ondelete="CASCADE", index=True)
