"""Who speaks for a library in a group or on a topic, and how that is looked at."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

from models.columns import enum_type
from models.freshness import NOTHING_CONFIRMED, Freshness
from models.organizations import Organization
from models.people import Person

TOPIC_LENGTH = 80


class Topic(SQLModel, table=True):
    """What libraries name somebody for beside groups, such as “E-resources licensing”."""

    __tablename__ = "topics"
    __table_args__ = (
        sa.Index(
            "one_for_data",
            "is_for_data",
            unique=True,
            sqlite_where=sa.text("is_for_data"),
            postgresql_where=sa.text("is_for_data"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=TOPIC_LENGTH)
    name_key: str = Field(max_length=TOPIC_LENGTH, unique=True)
    """The name case-folded with single spaces: two topics may not differ by letter case alone."""
    created_at: datetime
    closed_at: datetime | None = None
    """Since when nobody is named for it any more; its past stays."""
    is_for_data: bool = False
    """Whether whom libraries name for it are their data contacts; that of one topic alone."""


class RepresentationKind(StrEnum):
    """As what somebody acts for a library. Both may do the same."""

    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"


_WHERE_OF = {
    "group_id": sa.text("until IS NULL AND group_id IS NOT NULL"),
    "topic_id": sa.text("until IS NULL AND topic_id IS NOT NULL"),
}


def _range(number: str) -> sa.TextClause:
    """A range of numbers, since one number would want an extension of PostgreSQL."""
    return sa.text(f"int4range({number}, {number}, '[]')")


NO_TWO_FOR_ONE_LIBRARY = postgresql.ExcludeConstraint(
    (_range("organization_id"), "&&"),
    (_range("COALESCE(group_id, 0)"), "&&"),
    (_range("COALESCE(topic_id, 0)"), "&&"),
    (_range("CASE kind WHEN 'alternate' THEN 1 ELSE 0 END"), "&&"),
    (sa.text("tstzrange(since, until)"), "&&"),
    name="no_two_for_one_library",
    deferrable=True,
    initially="DEFERRED",
).ddl_if(dialect="postgresql")
"""Two of one kind for a library and subject do not overlap. SQLite only knows the indexes of those
without an end.
"""


class Representation(SQLModel, table=True):
    """The dated task of a person to speak for a library in a group or on a topic, read like a
    ``Membership``. ``services.terms`` alone reads and writes when.

    Whoever has her home elsewhere at a moment does not act then, whatever the row says.
    """

    __tablename__ = "representations"
    __table_args__ = (
        *(
            sa.Index(
                f"one_for_each_{name.removesuffix('_id')}",
                "organization_id",
                name,
                "kind",
                unique=True,
                sqlite_where=condition,
                postgresql_where=condition,
            )
            for name, condition in _WHERE_OF.items()
        ),
        NO_TWO_FOR_ONE_LIBRARY,
        sa.CheckConstraint("until >= since", name="days"),
        sa.CheckConstraint("(group_id IS NULL) <> (topic_id IS NULL)", name="one_subject"),
    )

    id: int = Field(default=None, primary_key=True)
    organization_id: int = Field(foreign_key="organizations.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    topic_id: int | None = Field(default=None, foreign_key="topics.id", index=True)
    """Exactly one of the two is there."""
    person_id: int = Field(foreign_key="people.id", index=True)
    kind: RepresentationKind = Field(sa_type=enum_type(RepresentationKind))
    since: datetime
    until: datetime | None = None
    uncut_until: datetime | None = None
    """When it would end if nobody had been appointed after it, far in the future where never; None
    where nobody was.
    """


@dataclass(frozen=True)
class RepresentedSubject:
    """A group or a topic for which libraries name somebody."""

    name: str
    group_id: int | None = None
    topic_id: int | None = None
    is_private: bool = False
    """Whether it is a group of which only its members may know."""


@dataclass(frozen=True)
class RepresentativeLine:
    """Somebody who was appointed, with days in the zone of her library."""

    id: int
    person: Person
    kind: RepresentationKind
    begins_on: date
    ends_on: date | None
    is_current: bool
    """Whether it has begun."""
    trouble: str = ""
    """Why she does not act though her days say so; empty where she does, or is to."""
    may_know: bool = True
    """Whether she may hear of the subject: of a private group only who serves in it."""

    @property
    def acts(self) -> bool:
        return self.is_current and not self.trouble


@dataclass(frozen=True)
class SubjectLine:
    """A group or topic, and who speaks there for one library."""

    subject: RepresentedSubject
    representative: RepresentativeLine | None = None
    alternate: RepresentativeLine | None = None
    ahead: tuple[RepresentativeLine, ...] = ()
    """Who is to begin, in their order."""


@dataclass(frozen=True)
class RepresentedLibrary:
    """A library, and who speaks for it in one group or on one topic."""

    organization: Organization
    directors: tuple[str, ...]
    line: SubjectLine
    freshness: Freshness = NOTHING_CONFIRMED


@dataclass(frozen=True)
class SubjectCount:
    """A group or topic, and how many member libraries have somebody who acts there."""

    subject: RepresentedSubject
    libraries: int


@dataclass(frozen=True)
class ActingPerson:
    """Somebody who may answer for a library: ``kind`` is None for its director."""

    person: Person
    kind: RepresentationKind | None
