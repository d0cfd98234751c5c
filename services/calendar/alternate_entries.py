"""Entries of one meeting alone: for whoever is sent to it, in place of whoever sends her.

Of a meeting in a series that is one repeating entry, its occurrence is sent to the alternate as an
entry of its own, and taken out of the series of the member. Both are kept apart by the subject of
the meeting, such as ``meeting:12``.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    HistoryEntry,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    Membership,
    Person,
    Series,
)
from models.presence import SentAlternate
from models.subjects import Subject
from services import recurrence, terms
from services.calendar.rhythms import is_repeating_entry


@dataclass(frozen=True)
class AlternateEntry:
    """The entry of a coming meeting for somebody who was ever sent to it, or sent somebody."""

    meeting: Meeting
    person: Person
    series: Subject | None
    """Where that is one repeating entry."""
    is_sent: bool
    """Whether she comes in the place of somebody, as it stands now."""
    sends: bool
    """Whether somebody comes in her place, as it stands now."""
    serves: bool
    """Whether she is a member when the meeting begins."""

    @property
    def pair(self) -> tuple[Subject, int]:
        """By which it is kept apart."""
        return Subject.of(self.meeting), self.person.id

    @property
    def is_apart(self) -> bool:
        """Whether she is sent and is no member, who has the meeting anyway."""
        return self.is_sent and not self.serves

    @property
    def is_over(self) -> bool:
        """Whether she is not to have it any more."""
        return not self.is_sent and (self.sends or not self.serves)


def alternate_entries(
    session: Session, now: datetime, person: Person | None = None
) -> list[AlternateEntry]:
    """Those of all people, or of one: a query, and two more where there are any."""
    ahead = (col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > now)
    ever = _ever(session, *ahead)
    if person is not None:
        ever = {number: ids & {person.id} for number, ids in ever.items() if person.id in ids}
    if not ever:
        return []
    places = sent_places(session, ever)
    return [
        AlternateEntry(
            meeting,
            who,
            Subject("series", meeting.series_id) if is_of_rule(pattern) else None,
            is_sent=is_seen and any(at.alternate_id == who.id for at in places[meeting.id]),
            sends=any(at.person_id == who.id for at in places[meeting.id]),
            serves=serves,
        )
        for meeting, pattern, who, serves, is_seen in _people(session, ever)
        if who.id in ever[meeting.id]
    ]


def is_of_rule(pattern: str | None) -> bool:
    """Whether calendars have the meetings of a series with this pattern as one entry."""
    return pattern is not None and is_repeating_entry(recurrence.from_text(pattern))


def sent_places(
    session: Session, meeting_ids: Collection[int]
) -> defaultdict[int, list[SentAlternate]]:
    """Who comes to each of these meetings in whose place: one query."""
    rows = select(MeetingAlternate).where(col(MeetingAlternate.meeting_id).in_(meeting_ids))
    found: defaultdict[int, list[SentAlternate]] = defaultdict(list)
    for row in session.exec(rows):
        found[row.meeting_id].append(SentAlternate(row.person_id, row.alternate_id))
    return found


def ever_in_places(session: Session, meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """Of each of these meetings, the ids of all who were ever sent, or sent somebody: one query."""
    return _ever(session, col(Meeting.id).in_(meeting_ids)) if meeting_ids else {}


def _ever(session: Session, *conditions: sa.ColumnElement[bool]) -> dict[int, set[int]]:
    """The same under conditions of ``Meeting``, by what history says."""
    subject = sa.literal("meeting:") + sa.cast(col(Meeting.id), sa.String)
    statement: Any = (
        sa.select(
            col(Meeting.id),
            col(HistoryEntry.by_id),
            col(HistoryEntry.before),
            col(HistoryEntry.after),
        )
        .join(HistoryEntry, col(HistoryEntry.subject) == subject)
        .where(col(HistoryEntry.action) == "meeting.alternate", *conditions)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for meeting_id, by_id, before, after in session.execute(statement):
        # Whoever ends it may be a chair; whoever sends somebody does so herself.
        ids = {before.get("alternate"), after.get("alternate"), by_id if after else None}
        found[meeting_id] |= ids - {None}
    return dict(found)


def _people(session: Session, ever: dict[int, set[int]]) -> Any:
    """Each of these meetings with the pattern of its series and each of these people in Convene,
    whether she is a member at its hour, and whether she may know of the group.
    """
    ids = set().union(*ever.values())
    serves = sa.exists().where(
        col(Membership.group_id) == Meeting.group_id,
        col(Membership.person_id) == Person.id,
        terms.serving(col(Meeting.starts_at)),
    )
    serves_then = serves.correlate(Meeting, Person)
    is_seen = sa.or_(col(Group.is_private).is_(False), serves_then)
    statement: Any = (
        sa.select(Meeting, col(Series.pattern), Person, serves_then, is_seen)
        .select_from(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Series, col(Series.id) == Meeting.series_id, isouter=True)
        .join(Person, col(Person.id).in_(ids))
        .where(col(Meeting.id).in_(ever), col(Person.is_active))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    return session.execute(statement).all()
