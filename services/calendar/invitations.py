"""Invitations by mail: who is to have one, and what becomes of it when a meeting changes.

A member whom only mail reaches is invited to each meeting once, by a message of its own; to a
series that is one repeating entry, once for all of it. Whoever was invited is sent each change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    Rsvp,
    RsvpAnswer,
    Series,
)
from models.messages import INVITED, Key, Medium, Recipient, readable
from models.payloads import Message
from models.reach import current, is_reachable, medium_of
from models.subjects import Subject
from services import access, outbox, recurrence, terms
from services.calendar import icalendar_text
from services.calendar.calendar_entries import CalendarEntry, CalendarItem, items
from services.calendar.icalendar_text import CalendarMethod, Invitee, Party
from services.calendar.rhythms import is_repeating_entry

INVITED_AHEAD = timedelta(days=30)
"""How long before it somebody is invited to a meeting of a series that is not one entry."""
FIRST = "first"
"""What the key of the first invitation says, where that of a change has its sequence."""


@dataclass(frozen=True)
class CalendarNotice:
    """What one person's calendar is to be told of a meeting or a series."""

    meeting: Meeting
    """The one that it is about; of a series the next or the changed one."""
    person: Person
    key: Key
    calendar: dict[str, str]
    """The method and the text, as a message carries them under ``calendar``."""
    is_of_series: bool = False
    is_cancelled: bool = False

    def attached(self, message: Message) -> Message:
        """The message with what her calendar is to be told."""
        return message | {"calendar": self.calendar}


@dataclass(frozen=True)
class _Parcel:
    """What is sent of an item: all of it, or the occurrence that changed."""

    item: CalendarItem
    meeting: Meeting
    entries: Sequence[CalendarEntry]
    is_cancelled: bool

    @property
    def sequence(self) -> str:
        return str(self.entries[0].sequence)


def due_invitations(session: Session, now: datetime) -> list[CalendarNotice]:
    """An invitation for each member whom only mail reaches, to each coming meeting or series to
    which she was not invited yet.
    """
    missing = _missing(session, now)
    return _first_notices(session, missing, now) if missing else []


def is_any_invitation_due(session: Session, now: datetime) -> bool:
    """Whether anybody is to be invited to anything: two queries at most, and none without mail."""
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
    keys = {
        Key(INVITED, subject, FIRST, Subject("person", person_id)): (meeting_id, person_id)
        for (subject, person_id), meeting_id in _wanted(session, now).items()
    }
    known = outbox.known(session, keys)
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
    those ``also`` named who read mail, the first of these meetings is sent, invited or not.
    """
    if not may_invite():
        return []
    parcels = _parcels(session, changed, is_whole=is_whole)
    holders = _may_hear(
        session, parcels, [holders_of(session, parcel.item.subject) for parcel in parcels], now
    )
    by_mail = [person for person in also if medium_of(person) is Medium.MAIL]
    holders[0] = list({person.id: person for person in (*holders[0], *by_mail)}.values())
    people = {person.id: person for of_item in holders for person in of_item}
    meeting_ids = {row.id for row in changed} | _meeting_ids(parcels)
    answers = _answers(session, people, meeting_ids)
    return [
        _notice(parcel, person, parcel.sequence, answers[person.id], now)
        for parcel, of_item in zip(parcels, holders, strict=True)
        for person in of_item
    ]


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


def _may_hear(
    session: Session, parcels: Sequence[_Parcel], holders: Sequence[list[Person]], now: datetime
) -> list[list[Person]]:
    """Of those who were invited, who is still in the group; that a meeting is off reaches others,
    too, where everybody may know of the group, and where the group itself has ended.
    """
    people = {person.id: person for of_item in holders for person in of_item}
    standings = access.standings(session, people.values(), now)
    ids = {parcel.meeting.group_id for parcel in parcels}
    found = session.exec(select(Group).where(col(Group.id).in_(ids), terms.active(now)))
    groups = {group.id: group for group in found}

    def may_hear(parcel: _Parcel, person: Person) -> bool:
        group = groups.get(parcel.meeting.group_id)
        if group is None or access.role_in(group, standings[person.id]):
            return True
        return parcel.is_cancelled and not group.is_private

    return [
        [person for person in of_item if may_hear(parcel, person)]
        for parcel, of_item in zip(parcels, holders, strict=True)
    ]


def holders_of(session: Session, subject: Subject) -> list[Person]:
    """Who was invited to a meeting or series and still reads mail, in the order of their names."""
    rows = select(OutboxMessage.key).where(
        outbox.keyed(INVITED, subject=subject), col(OutboxMessage.state) != OutboxState.DROPPED
    )
    keys = readable(session.exec(rows))
    ids = {int(key.recipient.id) for key in keys if key.recipient}
    people = select(Person).where(col(Person.id).in_(ids), col(Person.is_active), *_by_mail())
    return list(session.exec(people.order_by(col(Person.name), col(Person.id)))) if ids else []


def may_invite() -> bool:
    """Whether mail goes out, and people have an address to answer."""
    return current().sends_mail and bool(current().mailbox)


def _by_mail() -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that mail alone reaches a ``Person``."""
    return is_reachable(), col(Person.slack_id).is_(None)


def _wanted(session: Session, now: datetime) -> dict[tuple[Subject, int], int]:
    """Who is to be invited to what, each with the soonest meeting of it."""
    rows = session.execute(
        sa.select(
            col(Meeting.id),
            col(Meeting.series_id),
            col(Series.pattern),
            col(Meeting.starts_at),
            col(Person.id),
        )
        .join(Group, col(Group.id) == col(Meeting.group_id))
        .join(Series, col(Series.id) == col(Meeting.series_id), isouter=True)
        .join(Membership, col(Membership.group_id) == col(Meeting.group_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > now)
        .where(terms.active(col(Meeting.starts_at)), terms.serving(col(Meeting.starts_at)))
        .where(col(Person.is_active), *_by_mail())
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    wanted = {}
    for meeting_id, series_id, pattern, starts_at, person_id in rows:
        if series_id is None:
            wanted[Subject("meeting", meeting_id), person_id] = meeting_id
        elif is_repeating_entry(recurrence.from_text(pattern)):
            wanted[Subject("series", series_id), person_id] = meeting_id
        elif starts_at <= now + INVITED_AHEAD:
            wanted[Subject("meeting", meeting_id), person_id] = meeting_id
    return wanted


def _first_notices(
    session: Session, missing: Mapping[Key, tuple[int, int]], now: datetime
) -> list[CalendarNotice]:
    meeting_ids, person_ids = ({pair[at] for pair in missing.values()} for at in (0, 1))
    rows = session.exec(select(Meeting).where(col(Meeting.id).in_(meeting_ids)))
    meetings = {row.id: row for row in rows}
    people = {
        row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(person_ids)))
    }
    parcels = {
        parcel.item.subject: parcel
        for parcel in _parcels(session, list(meetings.values()), is_whole=True)
    }
    answers = _answers(session, people, meeting_ids | _meeting_ids(parcels.values()))
    return [
        _notice(parcels[key.subject], people[person_id], FIRST, answers[person_id], now)
        for key, (_meeting_id, person_id) in missing.items()
        if key.subject in parcels
    ]


def _parcels(session: Session, changed: Sequence[Meeting], *, is_whole: bool) -> list[_Parcel]:
    return [_parcel(item, changed, is_whole=is_whole) for item in items(session, changed)]


def _parcel(item: CalendarItem, changed: Sequence[Meeting], *, is_whole: bool) -> _Parcel:
    ids = item.occurrences.keys() or {item.entries[0].meeting_id}
    mine = [meeting for meeting in changed if meeting.id in ids]
    if item.is_series and len(mine) == 1 and not (is_whole or item.is_cancelled):
        entry = item.occurrences[mine[0].id]
        return _Parcel(item, mine[0], (entry,), entry.is_cancelled)
    entries = item.entries[:1] if item.is_cancelled else item.entries
    return _Parcel(item, mine[0], entries, item.is_cancelled)


def _notice(
    parcel: _Parcel,
    person: Person,
    occurrence: str,
    answers: dict[int, RsvpAnswer],
    now: datetime,
) -> CalendarNotice:
    method = CalendarMethod.CANCEL if parcel.is_cancelled else CalendarMethod.REQUEST
    text = icalendar_text.invitation(
        parcel.entries,
        method,
        organizer=Party(parcel.entries[0].group, current().mailbox),
        invitee=Invitee(Party(person.name, person.email or ""), answers),
        now=now,
    )
    return CalendarNotice(
        meeting=parcel.meeting,
        person=person,
        key=Key(INVITED, parcel.item.subject, occurrence, Subject.of(person)),
        calendar={"method": method.value, "text": text},
        is_of_series=parcel.item.is_series and parcel.entries[0].occurrence is None,
        is_cancelled=parcel.is_cancelled,
    )


def _meeting_ids(parcels: Iterable[_Parcel]) -> set[int]:
    return {entry.meeting_id for parcel in parcels for entry in parcel.entries if entry.meeting_id}


def _answers(
    session: Session, people: Collection[int], meeting_ids: Collection[int]
) -> dict[int, dict[int, RsvpAnswer]]:
    """What each of these people answered to these meetings."""
    found: dict[int, dict[int, RsvpAnswer]] = {person_id: {} for person_id in people}
    rows = select(Rsvp).where(
        col(Rsvp.person_id).in_(people), col(Rsvp.meeting_id).in_(meeting_ids)
    )
    for rsvp in session.exec(rows) if people else ():
        found[rsvp.person_id][rsvp.meeting_id] = rsvp.answer
    return found
