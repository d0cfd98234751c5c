"""Entries that came by mail and end, since she who has them is not in the group any more, sends
somebody in her place, or is sent herself no more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Membership, OutboxMessage, Person, Series, reach
from models.messages import Key, Medium, Recipient
from models.reach import reads_mail
from models.subjects import Subject
from services import access, outbox, terms
from services.calendar.alternate_entries import alternate_entries, is_of_rule
from services.calendar.invitations import invited_key, may_invite
from services.calendar.parcels import (
    Addressed,
    CalendarNotice,
    EndReason,
    Parcel,
    ended_key,
    ends_of,
    parcels_by_subject,
    written,
)

LEFT_WITHIN = timedelta(days=30)
"""Whoever left longer ago is not looked for any more."""
_UNNAMED = "A meeting"


@dataclass(frozen=True)
class _End:
    """An entry that somebody is not to have any more."""

    meeting_id: int
    """The soonest meeting of it."""
    series: Subject | None = None
    """Of a meeting apart, where that is one entry of a member."""
    reason: EndReason = EndReason.LEFT


def due_ends(session: Session, now: datetime) -> list[CalendarNotice]:
    """The end of each entry of a coming meeting or series, for whoever has it by mail and has left
    the group, or is not expected there; one for a whole series.

    Of a private group it says no more than which entry ends.
    """
    due = _due(session, now)
    ids = {end.meeting_id for end, _ in due.values()}
    person_ids = {person_id for _, person_id in due.values()}
    rows = session.exec(select(Meeting).where(col(Meeting.id).in_(ids))).all() if due else []
    people = {
        row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    }
    found = parcels_by_subject(session, rows)
    addressed = [
        Addressed(_ended(found[key.subject]), people[person_id], key)
        for key, (_end, person_id) in due.items()
        if key.subject in found
    ]
    return [
        replace(notice, end_reason=due[notice.key][0].reason)
        for notice in written(session, addressed, now)
    ]


def due_end_keys(session: Session, now: datetime) -> dict[Key, Recipient]:
    """The keys of all ends that are due, each with its recipient."""
    return {
        key: Recipient(Medium.MAIL, str(person_id))
        for key, (_end, person_id) in _due(session, now).items()
    }


def is_still_over(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Whether an end that waits is right as it goes out: she has not come back to the group, nor to
    the meeting.
    """
    person = session.get_one(Person, int(message.recipient.address))
    pair = (Key.parse(message.key).subject, person.id)
    return pair in _over(session, now, person)


def _due(session: Session, now: datetime) -> Mapping[Key, tuple[_End, int]]:
    """The keys of ends that are due, each with its person."""
    if not may_invite():
        return {}
    found = _over(session, now)
    records = _records(session, {person_id for _subject, person_id in found})
    pairs = {
        (subject, record): (subject, person_id)
        for subject, person_id in found
        for record in records[person_id]
    }
    wholes = {pair: _whole(found[hers], pair[1]) for pair, hers in pairs.items()}
    ends = ends_of(session, {*pairs, *filter(None, wholes.values())})
    invited = {pair: {invited_key(pair, ends[pair])} for pair in pairs}
    for pair, whole in wholes.items():
        # It was a part of the series until it ended for the first time.
        if whole and not ends[pair]:
            invited[pair].add(invited_key(whole, ends[whole]))
    promised = outbox.promised(session, set().union(*invited.values()))
    return {
        ended_key(pair, ends[pair]): (found[hers], hers[1])
        for pair, hers in pairs.items()
        if invited[pair] & promised
    }


def _whole(end: _End, record: int) -> tuple[Subject, int] | None:
    return (end.series, record) if end.series else None


def _over(
    session: Session, now: datetime, person: Person | None = None
) -> dict[tuple[Subject, int], _End]:
    """Who is not to have which entry any more."""
    found = {pair: _End(number) for pair, number in _left(session, now, person).items()}
    for entry in alternate_entries(session, now, person):
        if entry.is_sent:
            found.pop(entry.pair, None)
        elif entry.is_over and reach.obstacle_of(entry.person) is None:
            found[entry.pair] = _End(
                entry.meeting.id,
                entry.series if entry.serves else None,
                EndReason.SENDS if entry.sends else EndReason.NOT_SENT,
            )
    return found


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
        is_whole = is_of_rule(pattern)
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
