"""Invitations by mail: who is to have one, and what becomes of it when a meeting changes.

A member whom only mail reaches is invited to each meeting once, by a message of its own; to a
series that is one repeating entry, once for all of it. That is at once where it was just scheduled,
and else shortly before it: so whoever is new, or mail itself, brings no heap of invitations.
Whoever was invited is sent each change, by mail also where she is in Slack by then, and the end of
it where she leaves the group.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Preferences,
    Series,
)
from models.messages import INVITED, Key, Medium, Recipient, readable
from models.presence import SentAlternate
from models.reach import current, is_reachable, medium_of, reads_mail
from models.subjects import Subject
from services import access, outbox, recurrence, terms
from services.calendar.alternate_entries import alternate_entries, sent_places
from services.calendar.parcels import (
    Addressed,
    CalendarNotice,
    Parcel,
    alone,
    ends_of,
    parcels,
    parcels_by_subject,
    written,
)
from services.calendar.rhythms import is_repeating_entry

INVITED_AHEAD = timedelta(days=14)
"""How long before it somebody is invited to a meeting that was not just scheduled, or to a series
before its next meeting.
"""
JUST_SCHEDULED = timedelta(days=1)
"""For how long a single meeting, or a series that is one entry, counts as that: everybody is
invited to it at once.
"""
MOST_SUBJECTS = 100
"""Of how many meetings and series one query looks for invitations."""
FIRST = "first"
"""What the key of the first invitation says, where that of a change has its sequence."""


def due_invitations(session: Session, now: datetime) -> list[CalendarNotice]:
    """An invitation for each member whom only mail reaches, to each coming meeting or series to
    which she was not invited yet.
    """
    missing = _missing(session, now)
    return first_notices(session, missing, now) if missing else []


def is_any_invitation_due(session: Session, now: datetime) -> bool:
    """Whether anybody is to be invited to anything: few queries, and none without mail."""
    return bool(_missing(session, now))


def due_keys(session: Session, now: datetime) -> dict[Key, Recipient]:
    """The keys of all invitations that are due, each with its recipient."""
    return {
        key: Recipient(Medium.MAIL, str(person_id))
        for key, (_meeting_id, person_id) in _missing(session, now).items()
    }


def _missing(session: Session, now: datetime) -> dict[Key, tuple[int, int]]:
    """The keys of invitations that are due, each with its meeting and its person."""
    if not may_invite():
        return {}
    found = wanted(session, now)
    ends = ends_of(session, found)
    keys = {invited_key(pair, ends[pair]): (found[pair], pair[1]) for pair in found}
    # What was dropped on its way, since she was not in the group then, is wanted now.
    known = outbox.known(session, keys, dropped_as=outbox.NO_LONGER_DUE)
    return {key: pair for key, pair in keys.items() if key not in known}


def notices(
    session: Session,
    changed: Sequence[Meeting],
    *,
    is_whole: bool = False,
    also: Iterable[Person] = (),
    now: datetime,
) -> list[CalendarNotice]:
    """What the calendars of everybody who was invited to these meetings are told of their change.

    Of a series, its rest may have changed with them: then ``is_whole``, and all of it is sent. To
    those ``also`` named who read mail and are in the group, the first of these meetings is sent,
    invited or not, unless it is cancelled.
    """
    if not may_invite():
        return []
    found = parcels(session, changed, is_whole=is_whole)
    places = sent_places(session, {meeting.id for meeting in changed})
    # Who is sent to one meeting of a series has no more of it.
    found += [
        alone(parcel, meeting)
        for parcel in found
        for meeting in changed
        if meeting.id in parcel.item.occurrences and meeting.id in places
    ]
    holders = holders_of(session, [parcel.item.subject for parcel in found])
    readers = [_readers(parcel, holders, places) for parcel in found]
    if not found[0].is_cancelled:
        by_mail = [person for person in also if medium_of(person) is Medium.MAIL]
        readers[0] = list({person.id: person for person in (*readers[0], *by_mail)}.values())
    addressed = [
        Addressed(parcel, person, _key(parcel, str(parcel.sequence), person))
        for parcel, of_item in zip(found, may_hear(session, found, readers, now), strict=True)
        for person in of_item
    ]
    return written(session, addressed, now)


def _readers(
    parcel: Parcel,
    holders: Mapping[Subject, list[Person]],
    places: Mapping[int, list[SentAlternate]],
) -> list[Person]:
    """Those of ``holders`` who are told of a change: of a meeting apart, who is sent to it."""
    people = holders[parcel.item.subject]
    if parcel.item.series is None:
        return people
    sent = {place.alternate_id for place in places.get(parcel.meeting.id, ())}
    return [person for person in people if person.id in sent]


def notices_of_end(session: Session, group: Group, now: datetime) -> list[CalendarNotice]:
    """What the calendars of everybody who was invited are told after a group was discharged."""
    if not may_invite():
        return []
    rows = select(Meeting).where(Meeting.group_id == group.id, Meeting.starts_at > now)
    ahead = session.exec(
        rows.where(Meeting.status == MeetingStatus.ON).order_by(
            col(Meeting.starts_at), col(Meeting.id)
        )
    ).all()
    return notices(session, ahead, is_whole=True, now=now) if ahead else []


def may_hear(
    session: Session, found: Sequence[Parcel], readers: Sequence[list[Person]], now: datetime
) -> list[list[Person]]:
    """Of those who read of each of these, who is in the group, or is sent to that meeting, and does
    not send somebody to it; that a meeting is off reaches
    others, too, where everybody may know of the group, and where the group itself has ended.
    """
    people = {person.id: person for of_item in readers for person in of_item}
    standings = access.standings(session, people.values(), now)
    ids = {parcel.meeting.group_id for parcel in found}
    ahead = _in_group_later(session, ids, people, now)
    places = sent_places(session, {parcel.meeting.id for parcel in found})
    rows = session.exec(select(Group).where(col(Group.id).in_(ids), terms.active(now)))
    groups = {group.id: group for group in rows}

    def hears(parcel: Parcel, person: Person) -> bool:
        of_meeting, is_private = places[parcel.meeting.id], parcel.entries[0].is_private
        if not is_private and any(place.alternate_id == person.id for place in of_meeting):
            return True
        is_of_single_meeting = not (parcel.item.is_series and parcel.is_whole)
        if is_of_single_meeting and any(place.person_id == person.id for place in of_meeting):
            return False
        group = groups.get(parcel.meeting.group_id)
        if group is None or access.role_in(group, standings[person.id]):
            return True
        if (group.id, person.id) in ahead:
            return True
        return parcel.is_cancelled and not group.is_private

    return [
        [person for person in of_item if hears(parcel, person)]
        for parcel, of_item in zip(found, readers, strict=True)
    ]


def _in_group_later(
    session: Session, group_ids: Collection[int], person_ids: Collection[int], now: datetime
) -> set[tuple[int, int]]:
    """Who is invited before her service in a group begins: the ids of both."""
    rows = sa.select(col(Membership.group_id), col(Membership.person_id)).where(
        col(Membership.group_id).in_(group_ids),
        col(Membership.person_id).in_(person_ids),
        ~terms.begun(now),
        terms.not_called_off(),
    )
    return {(group_id, person_id) for group_id, person_id in session.execute(rows)}


def holders_of(session: Session, subjects: Sequence[Subject]) -> dict[Subject, list[Person]]:
    """Who has each of these meetings and series in her calendar by mail and still reads mail, in
    the order of their names: three queries, and one more for each further ``MOST_SUBJECTS``.
    """
    invited: Counter[tuple[Subject, int]] = Counter()
    for start in range(0, len(subjects), MOST_SUBJECTS):
        invited.update(_invited_to(session, subjects[start : start + MOST_SUBJECTS]))
    ends = ends_of(session, invited)
    holding = {pair for pair, times in invited.items() if times > ends[pair]}
    people = _reading_mail(session, {person_id for _subject, person_id in holding})
    holders: dict[Subject, list[Person]] = {subject: [] for subject in subjects}
    for person, records in people:
        for subject in holders:
            if any((subject, record) in holding for record in records):
                holders[subject].append(person)
    return holders


def _invited_to(session: Session, subjects: Sequence[Subject]) -> Iterator[tuple[Subject, int]]:
    """Each first invitation to one of these: to what, and the id under which she was invited."""
    of_any = sa.or_(*(outbox.keyed(INVITED, subject=subject) for subject in subjects))
    rows = select(OutboxMessage.key).where(of_any, col(OutboxMessage.state) != OutboxState.DROPPED)
    for key in readable(session.exec(rows)):
        if key.subject and key.recipient and key.occurrence[0] == FIRST:
            yield key.subject, int(key.recipient.id)


def _reading_mail(session: Session, ids: Collection[int]) -> list[tuple[Person, set[int]]]:
    """Who of these people reads mail, by name, each with the ids of her records among these."""
    if not ids:
        return []
    records = sa.select(col(Person.id), col(Person.merged_into_id)).where(col(Person.id).in_(ids))
    record_ids: defaultdict[int, set[int]] = defaultdict(set)
    for record_id, merged_into in session.execute(records):
        record_ids[merged_into or record_id].add(record_id)
    people = select(Person).where(
        col(Person.id).in_(record_ids), col(Person.is_active), reads_mail()
    )
    found = session.exec(people.order_by(col(Person.name), col(Person.id)))
    return [(person, record_ids[person.id]) for person in found]


def invited_key(pair: tuple[Subject, int], ends: int) -> Key:
    """Under which she is invited after the entry was ended ``ends`` times."""
    occurrence = (FIRST, str(ends)) if ends else (FIRST,)
    return Key(INVITED, pair[0], occurrence, Subject("person", pair[1]))


def may_invite() -> bool:
    """Whether mail goes out, and people have an address to answer."""
    return current().sends_mail and bool(current().mailbox)


def _by_mail() -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that mail alone reaches a ``Person``."""
    return is_reachable(), col(Person.slack_id).is_(None)


def wanted(
    session: Session, now: datetime, person: Person | None = None
) -> dict[tuple[Subject, int], int]:
    """Who is to be invited to what, each with the soonest meeting of it; not who declined that.

    Of all people, what is due now; of one ``person``, also what has not come so near.
    """
    hers = [] if person is None else [col(Person.id) == person.id]
    rows = session.execute(
        sa.select(
            col(Meeting.id),
            col(Meeting.series_id),
            col(Series.pattern),
            sa.func.coalesce(col(Series.created_at), col(Meeting.created_at)),
            col(Meeting.starts_at),
            col(Person.id),
            col(Preferences.muted),
        )
        .join(Group, col(Group.id) == col(Meeting.group_id))
        .join(Series, col(Series.id) == col(Meeting.series_id), isouter=True)
        .join(Membership, col(Membership.group_id) == col(Meeting.group_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Preferences, col(Preferences.person_id) == col(Person.id), isouter=True)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > now)
        .where(terms.active(col(Meeting.starts_at)), terms.serving(col(Meeting.starts_at)))
        .where(col(Person.is_active), *_by_mail(), *hers)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    found = {}
    for meeting_id, series_id, pattern, created_at, starts_at, person_id, muted in rows:
        if INVITED.key in (muted or ()):
            continue
        is_new, is_entry = created_at > now - JUST_SCHEDULED, series_id is None
        subject = Subject("meeting", meeting_id)
        if series_id is not None and is_repeating_entry(recurrence.from_text(pattern)):
            subject, is_entry = Subject("series", series_id), True
        is_due = starts_at <= now + INVITED_AHEAD or (is_new and is_entry)
        if is_due or person is not None:
            found[subject, person_id] = meeting_id
    return _with_alternates(session, found, now, person)


def _with_alternates(
    session: Session,
    found: dict[tuple[Subject, int], int],
    now: datetime,
    person: Person | None,
) -> dict[tuple[Subject, int], int]:
    """The same with whoever is sent to a meeting, at once, and without whoever sends her. Who takes
    that back has a meeting of a series again.
    """
    entries = [
        entry
        for entry in alternate_entries(session, now, person)
        if entry.person.slack_id is None and medium_of(entry.person) is Medium.MAIL
    ]
    back = {entry.pair for entry in entries if entry.series and not entry.is_over}
    ended = {pair for pair, times in ends_of(session, back).items() if times}
    muted = _muted(session, {entry.person.id for entry in entries})
    for entry in entries:
        if entry.is_over:
            found.pop(entry.pair, None)
        elif (entry.is_apart or entry.pair in ended) and entry.person.id not in muted:
            found[entry.pair] = entry.meeting.id
    return found


def _muted(session: Session, person_ids: Collection[int]) -> set[int]:
    """Who of these people declined invitations."""
    rows = select(Preferences).where(col(Preferences.person_id).in_(person_ids))
    return {
        row.person_id
        for row in (session.exec(rows) if person_ids else ())
        if INVITED.key in (row.muted or ())
    }


def first_notices(
    session: Session, missing: Mapping[Key, tuple[int, int]], now: datetime
) -> list[CalendarNotice]:
    """The invitations with these keys, each with its meeting and its person."""
    meeting_ids, person_ids = ({pair[at] for pair in missing.values()} for at in (0, 1))
    rows = session.exec(select(Meeting).where(col(Meeting.id).in_(meeting_ids))).all()
    people = {
        row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    }
    found = parcels_by_subject(session, rows)
    addressed = [
        Addressed(found[key.subject], people[person_id], key)
        for key, (_meeting_id, person_id) in missing.items()
        if key.subject in found
    ]
    return written(session, addressed, now)


def _key(parcel: Parcel, occurrence: str, person: Person) -> Key:
    return Key(INVITED, parcel.item.subject, occurrence, Subject.of(person))
