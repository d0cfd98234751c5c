"""Entries that came by mail and end, since she who has them is not in the group any more."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Membership, OutboxMessage, Person, Series
from models.messages import Key, Medium, Recipient
from models.reach import reads_mail
from models.subjects import Subject
from services import access, outbox, recurrence, terms
from services.calendar.invitations import invited_key, may_invite
from services.calendar.parcels import (
    Addressed,
    CalendarNotice,
    Parcel,
    ended_key,
    ends_of,
    parcels,
    written,
)
from services.calendar.rhythms import is_repeating_entry

LEFT_WITHIN = timedelta(days=30)
"""Whoever left longer ago is not looked for any more."""
_UNNAMED = "A meeting"


def due_ends(session: Session, now: datetime) -> list[CalendarNotice]:
    """The end of each entry of a coming meeting or series, for whoever has it by mail and has left
    the group; one for a whole series.

    Of a private group it says no more than which entry ends.
    """
    due = _due(session, now)
    ids, person_ids = ({pair[at] for pair in due.values()} for at in (0, 1))
    rows = session.exec(select(Meeting).where(col(Meeting.id).in_(ids))).all() if due else []
    people = {
        row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    }
    found = {parcel.item.subject: parcel for parcel in parcels(session, rows, is_whole=True)}
    addressed = [
        Addressed(_ended(found[key.subject]), people[person_id], key)
        for key, (_meeting_id, person_id) in due.items()
        if key.subject in found
    ]
    return written(session, addressed, now)


def due_end_keys(session: Session, now: datetime) -> dict[Key, Recipient]:
    """The keys of all ends that are due, each with its recipient."""
    return {
        key: Recipient(Medium.MAIL, str(person_id))
        for key, (_meeting_id, person_id) in _due(session, now).items()
    }


def is_still_over(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Whether an end that waits is right as it goes out: she has not come back to the group."""
    person = session.get_one(Person, int(message.recipient.address))
    pair = (Key.parse(message.key).subject, person.id)
    return pair in _left(session, now, person)


def _due(session: Session, now: datetime) -> Mapping[Key, tuple[int, int]]:
    """The keys of ends that are due, each with its meeting and its person."""
    if not may_invite():
        return {}
    found = _left(session, now)
    records = _records(session, {person_id for _subject, person_id in found})
    pairs = {
        (subject, record): (subject, person_id)
        for subject, person_id in found
        for record in records[person_id]
    }
    ends = ends_of(session, pairs)
    invited = {invited_key(pair, ends[pair]): pair for pair in pairs}
    due = [invited[key] for key in outbox.promised(session, invited)]
    return {ended_key(pair, ends[pair]): (found[pairs[pair]], pairs[pair][1]) for pair in due}


def _records(session: Session, person_ids: Collection[int]) -> dict[int, list[int]]:
    """The ids under which each of these people may have been invited: those of records that were
    merged with hers, too.
    """
    records = {person_id: [person_id] for person_id in person_ids}
    if person_ids:
        merged = sa.select(col(Person.id), col(Person.merged_into_id))
        for record, kept in session.execute(
            merged.where(col(Person.merged_into_id).in_(person_ids)).order_by(col(Person.id))
        ):
            records[kept].append(record)
    return records


def _left(
    session: Session, now: datetime, person: Person | None = None
) -> dict[tuple[Subject, int], int]:
    """Who has left the group of which coming meeting or series lately and is not in it again when
    that begins, nor, of a series, at any later time as far as is known; each with the soonest
    meeting of it; of all, or of one.
    """
    hers = [] if person is None else [col(Person.id) == person.id]
    rows = session.execute(
        sa.select(Meeting, Group, Person, col(Series.pattern), terms.stays_or_returns(now))
        .join(Group, col(Group.id) == col(Meeting.group_id))
        .join(Series, col(Series.id) == col(Meeting.series_id), isouter=True)
        .join(Membership, col(Membership.group_id) == col(Meeting.group_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > now)
        .where(terms.active(now), terms.has_left(now - LEFT_WITHIN, now, col(Meeting.starts_at)))
        .where(col(Person.is_active), reads_mail(), *hers)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    ).all()
    standings = access.standings(session, {row[2].id: row[2] for row in rows}.values(), now)
    found = {}
    for meeting, group, member, pattern, returns in rows:
        is_whole = pattern is not None and is_repeating_entry(recurrence.from_text(pattern))
        # Who acts for somebody who is on leave is in the group without a service of her own.
        if not access.role_in(group, standings[member.id]) and not (is_whole and returns):
            subject = Subject("series", meeting.series_id) if is_whole else Subject.of(meeting)
            found[subject, member.id] = meeting.id
    return found


def _ended(parcel: Parcel) -> Parcel:
    """All of an item as what is taken out."""
    entry = parcel.entries[0]
    if entry.is_private:
        entry = replace(entry, title=_UNNAMED, place="")
    return replace(parcel, entries=(entry,), is_cancelled=True)
