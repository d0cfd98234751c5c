"""Availability polls: times to which people say yes, if needed or no, to find one for a group."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.calls import REASON_LENGTH
from models.columns import CHECK_AT, LONG_AGO, NAME_LENGTH, enum_type, tuple_of
from models.groups import Group
from models.payloads import Message
from models.people import Person

MOST_SLOTS = 20
"""How many times a poll offers at most."""
NUDGE_DAYS = (2,)
"""How many days before closing who has not answered hears of a poll, unless it declares others."""
POLL_IS_OPEN = "state = 'open'"


class PollKind(StrEnum):
    """What its slots are."""

    DATES = "dates"
    WEEKDAYS = "weekdays"
    """Of a weekly pattern: a weekday and an hour, and no date."""


class PollState(StrEnum):
    """Where a poll is in its life."""

    OPEN = "open"
    CLOSED = "closed"
    """Its time is up, or a time was picked."""
    CANCELLED = "cancelled"


class Availability(StrEnum):
    """What somebody answers to one slot."""

    YES = "yes"
    IF_NEEDED = "if needed"
    NO = "no"


CAN_COME = (Availability.YES, Availability.IF_NEEDED)


class Poll(SQLModel, table=True):
    """A question of a group when it can meet, with its slots, which stay as they are."""

    __tablename__ = "polls"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="length"),
        sa.CheckConstraint(
            "(kind = 'weekdays') = (first_on IS NOT NULL AND last_on IS NOT NULL)", name="days"
        ),
        sa.Index("polls_by_group", "group_id", "opened_at"),
        sa.Index("polls_by_state", "state", "closes_at"),
        sa.Index(
            "open_polls_to_check",
            "check_at",
            sqlite_where=sa.text(POLL_IS_OPEN),
            postgresql_where=sa.text(POLL_IS_OPEN),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    """In whose channel its card stands, and whose members answer."""
    title: str = Field(max_length=NAME_LENGTH)
    """That of the meeting that is looked for."""
    minutes: int = Field(default=60, ge=5, le=720)
    kind: PollKind = Field(default=PollKind.DATES, sa_type=enum_type(PollKind))
    zone: str = Field(max_length=64)
    """The IANA zone in which the times were meant."""
    first_on: date | None = None
    last_on: date | None = None
    """Of a weekly pattern the first and the last day between which it holds."""
    nudge_days: tuple[int, ...] = Field(default=NUDGE_DAYS, sa_type=tuple_of(int), nullable=False)
    """The most first; two at most."""
    state: PollState = Field(default=PollState.OPEN, sa_type=enum_type(PollState))
    closes_at: datetime
    """An answer counts if it is committed before."""
    opened_by: int = Field(foreign_key="people.id", index=True)
    opened_at: datetime
    closed_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who picked or cancelled; None where its time was up, or its group had ended."""
    closed_at: datetime | None = None
    reason: str = Field(default="", max_length=REASON_LENGTH)
    """Why it was cancelled."""
    picked: int | None = None
    """The position of the slot that was picked."""
    meeting_id: int | None = Field(
        default=None, foreign_key="meetings.id", ondelete="SET NULL", index=True
    )
    """What was scheduled; of a series its first meeting."""
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of it, if nothing changes.

    See ``services.reminders.scanning``.
    """
    complete_at: datetime | None = None
    """When everybody on its list who is still in the group had answered, which is told once."""


class PollSlot(SQLModel, table=True):
    """One time that a poll offers: a moment, or a weekday and an hour in the zone of the poll."""

    __tablename__ = "poll_slots"
    __table_args__ = (
        sa.UniqueConstraint("poll_id", "position", name="one_slot_a_position"),
        sa.CheckConstraint("(starts_at IS NULL) = (weekday IS NOT NULL)", name="its_kind"),
        sa.CheckConstraint("(weekday IS NULL) = (at IS NULL)", name="weekly"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: int = Field(default=None, primary_key=True)
    poll_id: int = Field(foreign_key="polls.id")
    position: int
    """From 0, soonest first."""
    starts_at: datetime | None = None
    weekday: int | None = None
    """Monday is 0."""
    at: time | None = None


class PollPerson(SQLModel, table=True):
    """Somebody who is expected to answer: frozen when the poll opens, and whoever of the group
    answers later is added.
    """

    __tablename__ = "poll_people"

    poll_id: int = Field(foreign_key="polls.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    is_required: bool = Field(default=False)


class PollAnswer(SQLModel, table=True):
    """What somebody answers to one slot; all of hers are written anew each time."""

    __tablename__ = "poll_answers"

    slot_id: int = Field(foreign_key="poll_slots.id", primary_key=True)
    person_id: int = Field(foreign_key="people.id", primary_key=True, index=True)
    answer: Availability = Field(sa_type=enum_type(Availability))
    given_at: datetime
    by_link: bool = Field(default=False)
    """Whether it was given on her own page, and not in Slack."""


@dataclass(frozen=True, order=True)
class SlotTime:
    """A slot that is not saved yet: a moment, or a weekday and an hour."""

    starts_at: datetime | None = None
    weekday: int | None = None
    at: time | None = None


@dataclass(frozen=True)
class PollPlan:
    """A poll as it was read, and before it is opened."""

    title: str
    minutes: int
    zone: str
    slots: tuple[SlotTime, ...]
    """Soonest first."""
    closes_at: datetime
    kind: PollKind = PollKind.DATES
    first_on: date | None = None
    last_on: date | None = None
    nudge_days: tuple[int, ...] = NUDGE_DAYS


@dataclass(frozen=True)
class SlotShown:
    """A slot as people see it: when it is, or when it is first of a weekly pattern."""

    slot_id: int
    position: int
    starts_at: datetime
    minutes: int
    is_weekly: bool = False


@dataclass(frozen=True)
class PollReading:
    """A poll as it was read, to be said back before it is opened."""

    plan: PollPlan
    slots: tuple[SlotShown, ...]
    left_out: tuple[str, ...] = ()
    """The days that were left out, each with its reason."""
    busy: int = 0
    """How many times were left out since somebody is away from work or meets elsewhere."""
    compromises: tuple[str, ...] = ()
    """What does not suit everybody of the times that are offered all the same."""
    required: tuple[Person, ...] = ()
    people: int = 0
    """How many are expected to answer."""
    libraries: int = 0


@dataclass(frozen=True)
class Attendee:
    """Somebody whose answers are ranked."""

    person_id: int
    is_required: bool = False
    library_id: int | None = None
    """None where she belongs to no member library."""


@dataclass(frozen=True)
class SlotRank:
    """How well a slot suits. People are ids, in the order of the list."""

    slot_id: int
    yes: tuple[int, ...]
    if_needed: tuple[int, ...]
    no: tuple[int, ...]
    silent: tuple[int, ...]
    required: int
    required_come: int
    required_refuse: int
    libraries: int
    libraries_covered: int
    outside: int
    """How many of those who can come would do so outside their own working day."""
    reason: str
    """All of that in words."""

    @property
    def come(self) -> int:
        """How many can come."""
        return len(self.yes) + len(self.if_needed)


@dataclass(frozen=True)
class PollLine:
    """Somebody who is expected to answer, or has answered."""

    person: Person
    is_required: bool
    organization: str
    answers: dict[int, Availability] = field(default_factory=dict)
    """By the id of the slot; empty while she has not answered."""
    by_link: bool = False
    is_there: bool = True
    """Whether she is in the group now."""


@dataclass(frozen=True)
class ListedPoll:
    """A poll in a list: with its group, and how many of those on its list have answered."""

    poll: Poll
    group: Group
    people: int
    answered: int


@dataclass(frozen=True)
class PollCard:
    """A poll as its group sees it."""

    poll: Poll
    group: Group
    slots: tuple[SlotShown, ...]
    people: int
    answered: int
    opened_by: Person | None = None


@dataclass(frozen=True)
class PollResult:
    """A poll with what was answered, as members of its group see it."""

    card: PollCard
    ranks: tuple[SlotRank, ...]
    """The best first."""
    lines: tuple[PollLine, ...]
    """Everybody on the list, by library and name."""
    turns: tuple[tuple[Person, int], ...] = ()
    """Who met outside her own working day since the fiscal year began and how often, where that is
    hers to see.
    """
    turns_since: date | None = None


@dataclass(frozen=True)
class PollPage:
    """Some of the polls that somebody may know of."""

    lines: tuple[ListedPoll, ...] = ()
    number: int = 0
    """Which page it is, from 0."""
    left: int = 0
    """How many polls follow on later pages."""


@dataclass(frozen=True)
class PollQuestion:
    """A poll as somebody answers it, with what she answered before."""

    card: PollCard
    person: Person
    answers: dict[int, Availability] = field(default_factory=dict)


@dataclass(frozen=True)
class PollWords:
    """The words of each message about a poll; each door brings them to the service that promises
    the messages.
    """

    card: Callable[[PollCard], Message]
    cancelled: Callable[[PollCard], Message]
    closed: Callable[[PollCard, SlotRank | None], Message]
    complete: Callable[[PollCard, SlotRank | None], Message]
    refused: Callable[[PollCard, str], Message]
