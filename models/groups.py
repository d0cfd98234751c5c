"""Groups, their charge and settings, and the dated service of people in them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, TEXT_LENGTH, enum_type

MOST_HOURS = 200
"""Hours a month that a group, or a seat, asks of somebody at most."""

MOST_AGENDA_HOURS = 336
"""How many hours before a meeting its agenda is posted at most: two weeks."""
MOST_IN_A_ROW = 12
"""Meetings in a row after which a vote is lost, or regained, at most."""

CHANNEL_NAME_LENGTH = 80
"""Characters that Slack takes for the name of a channel."""


class GroupKind(StrEnum):
    """The kinds of group that a library consortium has."""

    STANDING_COMMITTEE = "standing committee"
    WORKING_GROUP = "working group"
    TASK_FORCE = "task force"
    INTEREST_GROUP = "interest group"
    COUNCIL = "council"


class GroupAuthority(StrEnum):
    """What a group's word is worth."""

    DECIDES = "decides"
    ADVISES = "advises"


class Weekday(IntEnum):
    """Days as Python counts them: Monday is 0."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class QuorumShare(StrEnum):
    """How much of its base must be present at a meeting."""

    MORE_THAN_HALF = "more than half"
    HALF = "half"
    TWO_THIRDS = "two thirds"
    ALL = "all"


class QuorumOf(StrEnum):
    """Of what the quorum of a meeting is a share."""

    SEATS = "voting seats"
    """That are filled, without those on leave; of a group without seats its members who vote."""
    LIBRARIES = "libraries"
    """Those with somebody in the group who votes."""


class QuietWeek(StrEnum):
    """What a group's digest does in a week in which nothing changed."""

    ONE_LINE = "one line"
    NOTHING = "nothing"


class Group(SQLModel, table=True):
    """A group with its charge, its Slack channel, and when its digest comes."""

    __tablename__ = "groups"
    __table_args__ = (
        sa.CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday"),
        sa.CheckConstraint(f"hours_a_month BETWEEN 1 AND {MOST_HOURS}", name="hours_a_month"),
        sa.CheckConstraint(f"agenda_hours BETWEEN 1 AND {MOST_AGENDA_HOURS}", name="agenda_hours"),
        *(
            sa.CheckConstraint(f"{name} BETWEEN 1 AND {MOST_IN_A_ROW}", name=name)
            for name in ("vote_lost_after", "vote_regained_after")
        ),
    )

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_LENGTH)
    name_key: str = Field(max_length=NAME_LENGTH, unique=True)
    """The name case-folded with single spaces: two groups may not differ by letter case alone."""
    kind: GroupKind = Field(sa_type=enum_type(GroupKind))
    charge: str = Field(default="", max_length=TEXT_LENGTH)
    channel_id: str | None = Field(default=None, max_length=32, unique=True)
    is_private: bool = Field(default=False)
    """Whether only members and the program manager may know of it: its channel is private."""
    digest_weekday: int | None = Field(default=Weekday.MONDAY, ge=0, le=6)
    """The local day of the weekly digest, or None for no digest."""
    digest_time: time = Field(default=time(9, 0))
    digest_from: datetime | None = None
    """When the day or hour was last changed:
    the new hour counts from then on, not for the days before.
    """
    quiet_week: QuietWeek = Field(default=QuietWeek.ONE_LINE, sa_type=enum_type(QuietWeek))
    zone: str = Field(default="America/New_York", max_length=64)
    created_at: datetime
    discharged_at: datetime | None = None
    channel_is_everybodys: bool = Field(
        default=False, sa_column_kwargs={"server_default": sa.false()}
    )
    """Whether everybody of this Slack is in the channel, so that typing there means no group."""
    former_channel_id: str | None = Field(default=None, max_length=32)
    """Of a discharged group the channel that it had, once another group works there."""
    sponsor: str = Field(
        default="", max_length=NAME_LENGTH, sa_column_kwargs={"server_default": ""}
    )
    """Who issued its charge."""
    reports_to: str = Field(
        default="", max_length=NAME_LENGTH, sa_column_kwargs={"server_default": ""}
    )
    authority: GroupAuthority | None = Field(default=None, sa_type=enum_type(GroupAuthority))
    hours_a_month: int | None = None
    """The time that it asks of its members."""
    sunset_on: date | None = None
    """The last day of its charge, in its own zone, unless a review renews it."""
    final_report: str = Field(
        default="", max_length=TEXT_LENGTH, sa_column_kwargs={"server_default": ""}
    )
    """Of a discharged group, what it has done: words, or where they are to be read."""
    vote_lost_after: int | None = None
    """How many meetings in a row somebody misses who loses the vote; None where nobody does."""
    vote_regained_after: int | None = None
    """How many meetings in a row bring it back; None for the usual number."""
    agenda_hours: int | None = None
    """How many hours before a meeting its agenda is posted; None where nobody posts it."""
    quorum: QuorumShare | None = Field(default=None, sa_type=enum_type(QuorumShare), nullable=True)
    """How much of the base must be present; None where the charge asks for no quorum."""
    quorum_of: QuorumOf = Field(
        default=QuorumOf.SEATS,
        sa_type=enum_type(QuorumOf),
        sa_column_kwargs={"server_default": QuorumOf.SEATS.value},
    )
    suggests_recorder: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether before each meeting somebody is asked to take the minutes."""
    digest_story: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether its digest tells a story of the week, where there is one that fits."""


@dataclass(frozen=True)
class ChargeFields:
    """What a charge says beside its scope."""

    sponsor: str = ""
    reports_to: str = ""
    authority: GroupAuthority | None = None
    hours_a_month: int | None = None
    sunset_on: date | None = None
    vote_lost_after: int | None = None
    vote_regained_after: int | None = None
    quorum: QuorumShare | None = None
    quorum_of: QuorumOf = QuorumOf.SEATS

    @classmethod
    def of(cls, group: Group) -> "ChargeFields":
        """What the charge of a group says."""
        return cls(
            sponsor=group.sponsor,
            reports_to=group.reports_to,
            authority=group.authority,
            hours_a_month=group.hours_a_month,
            sunset_on=group.sunset_on,
            quorum=group.quorum,
            quorum_of=group.quorum_of,
            vote_lost_after=group.vote_lost_after,
            vote_regained_after=group.vote_regained_after,
        )


class GroupDirection(SQLModel, table=True):
    """A strategic direction that a group serves."""

    __tablename__ = "group_directions"

    group_id: int = Field(foreign_key="groups.id", primary_key=True, ondelete="CASCADE")
    direction_id: int = Field(
        foreign_key="directions.id", primary_key=True, ondelete="CASCADE", index=True
    )


class MemberRole(StrEnum):
    """What a person is to a group."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    MEMBER = "member"
    OBSERVER = "observer"
    RECORDER = "recorder"
    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    LIAISON = "liaison"
    EX_OFFICIO = "ex officio"


NO_TWO_IN_ONE_SEAT = postgresql.ExcludeConstraint(
    # A range of numbers, since one number would want an extension of PostgreSQL.
    (sa.text("int4range(seat_id, seat_id, '[]')"), "&&"),
    (sa.text("tstzrange(since, until)"), "&&"),
    name="no_two_in_one_seat",
    where=sa.text("seat_id IS NOT NULL"),
    deferrable=True,
    initially="DEFERRED",
).ddl_if(dialect="postgresql")
"""Two services in one seat do not overlap. SQLite only knows the index of those without an end."""


class Membership(SQLModel, table=True):
    """The dated service of a person in a group; it ends, it is never deleted.

    It holds from ``since`` until before ``until``, either of which may lie ahead; who was called
    off before she began has both alike. ``services.terms`` alone reads and writes them.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        sa.Index(
            # Two without an end would overlap.
            "one_current_membership",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
        sa.Index(
            "one_current_incumbent",
            "seat_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL AND seat_id IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND seat_id IS NOT NULL"),
        ),
        sa.Index("memberships_by_seat", "seat_id", "until"),
        NO_TWO_IN_ONE_SEAT,
        sa.Index("memberships_by_person", "person_id", "until"),
        sa.Index("memberships_by_group", "group_id", "person_id", "until"),
        sa.CheckConstraint("until >= since", name="days"),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    person_id: int = Field(foreign_key="people.id")
    role: MemberRole = Field(default=MemberRole.MEMBER, sa_type=enum_type(MemberRole))
    since: datetime
    until: datetime | None = None
    chairing_due_at: datetime | None = None
    """When word that she chairs the group is due, where an import made her chair; None where there
    is none, or it was promised.
    """
    seat_id: int | None = Field(default=None, foreign_key="seats.id")
    """The seat in which this is a term; None for a member without one."""
    term_ends_at: datetime | None = None
    """When the term ends that was agreed. Who holds over serves on after it."""
    uncut_until: datetime | None = None
    """When it would end if nobody had been appointed after it, far in the future where never; None
    where nobody was.
    """
