"""Agendas: what a group is to talk about at its next meetings."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, enum_type

PAPERS_LENGTH = 1000
MOST_ITEM_MINUTES = 720


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
    """The meeting on whose agenda it stands, or stood when it was closed; None where it waits for
    whichever meeting comes next, and where the chair has put it off.
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
    merged_into_id: int | None = Field(default=None, foreign_key="agenda_items.id", index=True)
    proposed_by: int = Field(foreign_key="people.id", index=True)
    proposed_at: datetime
    closed_at: datetime | None = None


class AgendaPosting(SQLModel, table=True):
    """That the agenda of a meeting was posted, and when: the public record says so."""

    __tablename__ = "agenda_postings"

    meeting_id: int = Field(foreign_key="meetings.id", primary_key=True)
    posted_at: datetime
