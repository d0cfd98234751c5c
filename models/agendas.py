"""Agendas: what a group is to talk about at its next meetings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type
from models.groups import Group
from models.meetings import Meeting
from models.people import Person
from models.tasks import TaskLine

PAPERS_LENGTH = 1000
MOST_ITEM_MINUTES = 720
MOST_OPEN_ITEMS = 200
"""How many items of a group may be open at a time."""


class AgendaPurpose(StrEnum):
    """What is wanted of the meeting."""

    INFORM = "inform"
    DISCUSS = "discuss"
    DECIDE = "decide"


class AgendaItemState(StrEnum):
    """Whether an item still waits."""

    OPEN = "open"
    CLOSED = "closed"
    """The meeting has dealt with it."""
    MERGED = "merged"
    """It is part of another item."""
    WITHDRAWN = "withdrawn"


class AgendaItem(SQLModel, table=True):
    """One thing to talk about. Unfinished items go on to the next meeting, and say how often."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        sa.CheckConstraint(f"minutes BETWEEN 1 AND {MOST_ITEM_MINUTES}", name="minutes"),
        sa.Index("agenda_items_by_group", "group_id", "state", "meeting_id"),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id", index=True)
    """The meeting for which it was meant alone, or which closed it; None where it waits for
    whichever comes next, and where the chair has put it off.
    """
    title: str = Field(max_length=NAME_LENGTH)
    owner_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who leads through it."""
    minutes: int | None = None
    purpose: AgendaPurpose = Field(default=AgendaPurpose.DISCUSS, sa_type=enum_type(AgendaPurpose))
    papers: str = Field(default="", max_length=PAPERS_LENGTH)
    """Links and words to read beforehand."""
    is_consent: bool = Field(default=False)
    """Whether it stands in the consent part, which is settled as a whole without a word."""
    pulled_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who took it out of the consent part, to talk about it."""
    position: int = Field(default=0)
    """Its place on the agenda, from the least; among equals the older item comes first."""
    is_put_off: bool = Field(default=False)
    """Whether the chair keeps it from the next meeting."""
    state: AgendaItemState = Field(default=AgendaItemState.OPEN, sa_type=enum_type(AgendaItemState))
    times_carried: int = Field(default=0)
    """At how many meetings it stood on the agenda and was not closed."""
    waits_since: datetime
    """Where it waits, the first meeting that begins after this has it on its agenda."""
    merged_into_id: int | None = Field(default=None, foreign_key="agenda_items.id", index=True)
    """The item of which it is part, which may be part of another one itself."""
    proposed_by: int = Field(foreign_key="people.id", index=True)
    proposed_at: datetime
    closed_at: datetime | None = None


class AgendaCarry(SQLModel, table=True):
    """That an item stood on the agenda of a meeting, was not closed there, and goes on."""

    __tablename__ = "agenda_carries"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    item_id: int = Field(foreign_key="agenda_items.id", primary_key=True, index=True)


class AgendaPosting(SQLModel, table=True):
    """That the agenda of a meeting was posted, and when: the public record says so."""

    __tablename__ = "agenda_postings"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    posted_at: datetime


@dataclass(frozen=True)
class ItemDraft:
    """The fields of an item, as a person fills them."""

    title: str
    owner: Person | None = None
    minutes: int | None = None
    purpose: AgendaPurpose = AgendaPurpose.DISCUSS
    papers: str = ""
    is_consent: bool = False


@dataclass(frozen=True)
class AgendaEntry:
    """An item as it is shown."""

    item: AgendaItem
    owner: Person | None
    proposer: Person
    pulled_by: Person | None = None
    """Who took it out of the consent part."""
    merged: tuple[str, ...] = ()
    """The titles of the items that became part of it, and of those that were part of these."""
    last_merged: AgendaItem | None = None
    """Of an open item, the one that became part of it last: that merge can be undone."""

    @property
    def is_settled_as_whole(self) -> bool:
        """Whether it is in the consent part, and nobody wants to talk about it."""
        return self.item.is_consent and self.pulled_by is None


@dataclass(frozen=True)
class OpenAction:
    """A task from the minutes of an earlier meeting that is not done."""

    line: TaskLine
    times_carried: int
    """How many meetings began since the one that gave it, this one included."""


@dataclass(frozen=True)
class GroupAgenda:
    """What a group talks about at a meeting; without a meeting, at whichever comes next."""

    group: Group
    meeting: Meeting | None
    entries: tuple[AgendaEntry, ...] = ()
    """In their order, the consent part first."""
    actions: tuple[OpenAction, ...] = ()
    put_off: tuple[AgendaEntry, ...] = ()
    """What the chair keeps from the next meeting, where this is it."""

    @property
    def open_entries(self) -> tuple[AgendaEntry, ...]:
        """What is not closed yet, in order."""
        return tuple(entry for entry in self.entries if entry.item.state is AgendaItemState.OPEN)

    @property
    def minutes(self) -> int:
        """The minutes of all items that say how long they take."""
        return sum(entry.item.minutes or 0 for entry in self.entries)

    @property
    def is_too_long(self) -> bool:
        return self.meeting is not None and self.minutes > self.meeting.minutes
