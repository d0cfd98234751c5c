"""What waits to change somebody's calendar, held against what is true as it goes out."""

import re
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Meeting, OutboxMessage, OutboxState, Person, Rsvp
from models.messages import CANCELLED, ENTRY_ENDED, INVITED, MOVED, Key, Medium
from models.outbox import WAITING
from models.subjects import Subject
from services import outbox
from services.calendar.invitations import (
    FIRST,
    first_notices,
    invited_key,
    may_hear,
    wanted,
)
from services.calendar.parcels import (
    Addressed,
    CalendarNotice,
    Parcel,
    alone,
    ends_of,
    parcels,
    written,
)

_STAMPS = re.compile(r"DTSTAMP:\w+")


def is_for_calendar(message: OutboxMessage) -> bool:
    """Whether a message changes a calendar, and tells which entry; older versions did not tell, and
    in Slack no message does.
    """
    return message.recipient.medium is Medium.MAIL and "entry" in message.payload


def still_wanted(session: Session, message: OutboxMessage, now: datetime) -> CalendarNotice | None:
    """What a message for somebody's calendar has to say now; None where nothing is to be said.

    An invitation shows the meeting as it is. News of a change is not wanted where more news of the
    same entry waits behind it, or where the invitation went out after the change was made. An entry
    is taken out of no calendar to which it was not sent: who answered then has the news alone.
    """
    key, entry = Key.parse(message.key), message.payload["entry"]
    meeting = session.get_one(Meeting, entry["meeting"])
    person = session.get_one(Person, int(message.recipient.address))
    if key.kind is INVITED and key.occurrence[0] == FIRST:
        return _first(session, key, person, now)
    [parcel] = parcels(session, [meeting], is_whole=entry["is_whole"])
    if Subject.parse(entry["subject"]) == Subject.of(meeting) and parcel.item.is_series:
        parcel = alone(parcel, meeting)
    is_series = parcel.item.is_series and parcel.is_whole
    is_over = meeting.ends_at <= now and not is_series
    if is_over or _is_followed(session, message) or _is_shown(session, parcel, person):
        return None
    if not may_hear(session, [parcel], [[person]], now)[0]:
        return None
    [notice] = written(session, [Addressed(parcel, person, key)], now)
    if not parcel.is_cancelled or was_requested(session, message):
        return notice
    is_news = key.kind is CANCELLED and _has_answered(session, notice)
    return replace(notice, calendar={}) if is_news else None


def says_the_same(message: OutboxMessage, notice: CalendarNotice) -> bool:
    """Whether a calendar reads in a message what it would read now."""
    texts = (
        calendar.get("text", "") for calendar in (message.payload["calendar"], notice.calendar)
    )
    then, now = (_STAMPS.sub("", text) for text in texts)
    return then == now


def words_hold(message: OutboxMessage, notice: CalendarNotice) -> bool:
    """Whether the words of a change are still right, whatever else changed in its series."""
    is_same_change = message.payload["entry"]["changes"] == notice.entry["changes"]
    return is_same_change and message.payload["entry"]["is_cancelled"] is notice.is_cancelled


def is_first(notice: CalendarNotice) -> bool:
    """Whether she is invited by it, and not told of a change."""
    return notice.key.occurrence[0] == FIRST


def _first(session: Session, key: Key, person: Person, now: datetime) -> CalendarNotice | None:
    assert key.subject is not None, "keys of this kind have one"
    meeting_id = wanted(session, now, person).get((key.subject, person.id))
    if meeting_id is None:
        return None
    [notice] = first_notices(session, {key: (meeting_id, person.id)}, now)
    return notice


def _is_followed(session: Session, message: OutboxMessage) -> bool:
    """Whether newer news of all that this one tells waits for the same person. An end is none: it
    stays here where she has come back.
    """
    entry = message.payload["entry"]
    later = session.exec(
        select(OutboxMessage).where(
            sa.text(WAITING), OutboxMessage.lane == message.lane, col(OutboxMessage.id) > message.id
        )
    )
    return any(
        other["subject"] == entry["subject"]
        and (other["is_whole"] or (other["meeting"] == entry["meeting"] and not entry["is_whole"]))
        for other in (
            row.payload["entry"]
            for row in later
            if is_for_calendar(row) and Key.parse(row.key).kind is not ENTRY_ENDED
        )
    )


def _is_shown(session: Session, parcel: Parcel, person: Person) -> bool:
    """Whether the invitation that she was sent shows the entry as it is."""
    pair = (parcel.item.subject, person.id)
    key = invited_key(pair, ends_of(session, [pair])[pair])
    payload = session.exec(
        select(OutboxMessage.payload).where(
            OutboxMessage.key == str(key), OutboxMessage.state == OutboxState.SENT
        )
    ).first()
    shown = (payload or {}).get("entry", {}).get("sequence", -1)
    return bool(shown >= parcel.sequence)


def was_requested(session: Session, message: OutboxMessage) -> bool:
    """Whether the entry of a message may have been sent to whom it goes, or to a record of her that
    is merged with hers.
    """
    entry, person_id = message.payload["entry"], int(message.recipient.address)
    subjects = [Subject.parse(entry["subject"])]
    series_id = session.get_one(Meeting, entry["meeting"]).series_id
    if series_id is not None:
        subjects.append(Subject("series", series_id))
    meeting = Subject("meeting", entry["meeting"])
    merged = session.exec(select(Person.id).where(Person.merged_into_id == person_id)).all()
    records = [Subject("person", number) for number in (person_id, *merged)]
    keys = [
        outbox.keyed(INVITED, subject=subject, recipient=record)
        for subject in subjects
        for record in records
    ]
    keys += [outbox.keyed(MOVED, subject=meeting, recipient=record) for record in records]
    sent = select(OutboxMessage.id).where(
        sa.or_(*keys),
        col(OutboxMessage.lane).startswith(Medium.MAIL.prefix),
        col(OutboxMessage.state).not_in((OutboxState.READY, OutboxState.DROPPED)),
    )
    return session.exec(sent).first() is not None


def _has_answered(session: Session, notice: CalendarNotice) -> bool:
    about = (Rsvp.meeting_id == notice.meeting.id, Rsvp.person_id == notice.person.id)
    return session.exec(select(Rsvp.meeting_id).where(*about)).first() is not None
