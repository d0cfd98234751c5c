"""People, with or without Slack, and the roles they hold in the consortium."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type


class Person(SQLModel, table=True):
    """Somebody who takes part.

    The Slack id and the mail address are attributes; the key is our own.
    """

    __tablename__ = "people"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_LENGTH)
    email: str | None = Field(default=None, max_length=320, unique=True)
    """Her main address, in lower case."""
    slack_id: str | None = Field(default=None, max_length=32, unique=True)
    """None for a campus partner who has no Slack account."""
    zone: str = Field(default="America/New_York", max_length=64)
    is_guest: bool = Field(default=False)
    """A restricted account, or one from another workspace."""
    is_active: bool = Field(default=True)
    organization_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    created_at: datetime
    merged_into_id: int | None = None
    """The record of the same person into which this one was merged: it is nobody by itself."""
    departure_told_at: datetime | None = None
    """Since when nobody is to hear any more what she left behind; None while she is active. Who had
    left before such news was told counts as told.
    """
    is_external: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Somebody of another workspace, who comes by a shared channel: a guest at most."""
    asked_slack_at: datetime | None = None
    """When Slack last said what she is; None where it never has."""
    mail_stopped_at: datetime | None = None
    """Since when she wants no mail from Convene; None while she takes it."""
    mail_bounced_at: datetime | None = None
    """Since when her address takes no mail; None where it does, as far as is known."""


class Obstacle(StrEnum):
    """Why no mail goes to somebody though mail is sent, as people read it."""

    NO_ADDRESS = "no mail address is known"
    STOPPED = "wants no mail"
    BOUNCED = "mail comes back"


class OtherAddress(SQLModel, table=True):
    """A mail address by which somebody is known beside her main one: an old one, or a second."""

    __tablename__ = "other_addresses"

    address: str = Field(max_length=320, primary_key=True)
    """In lower case."""
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE", index=True)


class Home(SQLModel, table=True):
    """The dated belonging of a person to an organization, read like a ``Membership``.

    She has one home at a time, and the present one is ``Person.organization_id``, too.
    """

    __tablename__ = "homes"
    __table_args__ = (
        sa.Index(
            "one_present_home",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
        sa.CheckConstraint("until >= since", name="days"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    organization_id: int = Field(foreign_key="organizations.id", index=True)
    since: datetime
    until: datetime | None = None


class RoleKind(StrEnum):
    """What somebody is to the consortium as a whole. Roles in a group are memberships."""

    PROGRAM_MANAGER = "program_manager"
    DIRECTOR = "director"


class Role(SQLModel, table=True):
    """The dated service of a person in a consortium role, read like a ``Membership``."""

    __tablename__ = "roles"
    __table_args__ = (
        sa.Index(
            "one_current_role",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
        sa.Index("roles_by_person", "person_id", "until"),
        sa.CheckConstraint("until >= since", name="days"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    kind: RoleKind = Field(sa_type=enum_type(RoleKind))
    since: datetime
    until: datetime | None = None
