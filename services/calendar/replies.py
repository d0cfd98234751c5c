"""Answers given in Outlook, Google or Apple, which come back by mail as iCalendar text.

Nothing in it is believed but who answers what: the address in it has to be that of whoever sent it,
and she may answer no more than on her own page.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Meeting, MeetingStatus, Person, RsvpAnswer, Series
from models.answer_news import AnswerWords
from services import access, meetings, people, recurrence
from services.calendar.calendar_entries import identity, items
from services.errors import Refusal
from services.meetings.changes import ANSWERS_HOLD_WITHIN

LONGEST_REPLY = 200_000
"""Characters; no program sends more for an answer."""
MOST_COMPONENTS = 400
_UID = re.compile(r"(?P<noun>meeting|series)-(?P<number>[1-9]\d{0,8})@(?P<uid>.+)")
_ANSWERS = {
    "ACCEPTED": RsvpAnswer.YES,
    "DECLINED": RsvpAnswer.NO,
    "TENTATIVE": RsvpAnswer.MAYBE,
}


@dataclass(frozen=True)
class ReplyResult:
    """What became of an answer that came by mail."""

    person: Person | None = None
    """Whose answer it is, as far as that is known."""
    answered: tuple[Meeting, ...] = ()
    """The meetings for which it was new."""
    refused: tuple[str, ...] = ()
    """Why it does not count, for each meeting or for the whole of it."""


@dataclass(frozen=True)
class _Event:
    """One component of the text, as far as it matters here."""

    uid: str
    sequence: int
    starts_at: datetime | date | None
    occurrence: datetime | date | None
    attendees: tuple[tuple[str, str], ...]
    """Each by address, with what is said of her."""


@dataclass(frozen=True)
class _Answered:
    """What one component of the text answers."""

    noun: str
    number: int
    answer: RsvpAnswer
    event: _Event

    @property
    def is_of_whole_series(self) -> bool:
        return self.noun == "series" and self.event.occurrence is None


def take_reply(
    session: Session,
    ics_text: str,
    sender: str,
    now: datetime,
    *,
    words: AnswerWords | None = None,
) -> ReplyResult:
    """Record an answer that ``sender`` sent by mail, as far as it counts; never raises for what the
    text says.

    An answer to a whole series counts for each of its coming meetings that is not named beside it.
    A yes or a maybe for an hour from which the meeting has moved since does not count. Who was to
    come in the sender's place and need not, or sent her and hears that she cannot, is told in
    ``words``.
    """
    person = people.by_address(session, people.readable_address(sender))
    if person is None or not person.is_active:
        return ReplyResult(refused=("nobody is known by that address",))
    try:
        found = list(_answers(session, ics_text, person))
    except _Unreadable as fault:
        return ReplyResult(person, refused=(str(fault),))
    return _recorded(session, found, person, now, words)


class _Unreadable(Exception):
    """What came is no answer to an invitation of ours."""


def _answers(session: Session, text: str, person: Person) -> Iterator[_Answered]:
    for event in _events(text):
        found = _UID.fullmatch(event.uid)
        if found is None or found["uid"].lower() != identity(session):
            raise _Unreadable("it names no meeting of ours")
        answer = _ANSWERS.get(_partstat(session, event, person))
        if answer is None:
            raise _Unreadable("it says neither yes, no nor maybe")
        yield _Answered(found["noun"], int(found["number"]), answer, event)


def _events(text: str) -> list[_Event]:
    """The events of a reply."""
    from icalendar import Calendar

    if len(text) > LONGEST_REPLY:
        raise _Unreadable("it is too long")
    try:
        calendar: Any = Calendar.from_ical(text)
        is_reply = str(calendar.get("method", "")).upper() == "REPLY"
        events = [_event(component) for component in calendar.walk("VEVENT")]
    except Exception:
        # Whatever a library makes of what strangers send.
        raise _Unreadable("it is no calendar") from None
    if calendar.name != "VCALENDAR" or not is_reply:
        raise _Unreadable("it is no answer")
    if not 0 < len(events) <= MOST_COMPONENTS:
        raise _Unreadable("it answers nothing, or too much")
    return events


def _event(component: Any) -> _Event:
    attendees = component.get("attendee", [])
    return _Event(
        uid=str(component.get("uid", "")),
        sequence=int(component.get("sequence", 0)),
        starts_at=_moment(component.get("dtstart")),
        occurrence=_moment(component.get("recurrence-id")),
        attendees=tuple(
            (re.sub(r"(?i)^mailto:", "", str(attendee)), _status(attendee))
            for attendee in (attendees if isinstance(attendees, list) else [attendees])
        ),
    )


def _status(attendee: Any) -> str:
    return str(attendee.params.get("PARTSTAT", "")).upper()


def _moment(value: Any) -> datetime | date | None:
    found = None if value is None else value.dt
    return found if isinstance(found, date) else None


def _partstat(session: Session, event: _Event, person: Person) -> str:
    """What the attendee who sent it says."""
    for address, status in event.attendees:
        owner = people.by_address(session, people.readable_address(address))
        if owner is not None and owner.id == person.id:
            return status
    raise _Unreadable("it speaks for somebody else than its sender")


def _recorded(
    session: Session,
    found: Collection[_Answered],
    person: Person,
    now: datetime,
    words: AnswerWords | None,
) -> ReplyResult:
    who = access.standing(session, person, now)
    answered, refused = [], []
    for meeting_id, answer in _by_meeting(session, found, now).items():
        try:
            meeting = access.meeting_to_answer(session, meeting_id, by=who)
            if _is_stale(session, meeting, answer):
                refused.append(f"{meeting.title} has moved since that answer")
            elif meetings.record_rsvp(
                session, meeting, answer.answer, by=who, now=now, words=words, by_link=True
            ):
                answered.append(meeting)
        except Refusal as refusal:
            refused.append(refusal.message)
    return ReplyResult(person, tuple(answered), tuple(refused))


def _by_meeting(
    session: Session, found: Collection[_Answered], now: datetime
) -> dict[int, _Answered]:
    """Which meeting is answered how; those named by themselves before those of a whole series."""
    by_meeting: dict[int, _Answered] = {}
    for answer in sorted(found, key=lambda answer: answer.is_of_whole_series):
        for meeting_id in _meeting_ids(session, answer, now):
            by_meeting.setdefault(meeting_id, answer)
    return by_meeting


def _meeting_ids(session: Session, answer: _Answered, now: datetime) -> list[int]:
    if answer.noun == "meeting":
        return [answer.number]
    series = session.get(Series, answer.number)
    if series is None:
        return []
    rows = session.exec(
        select(Meeting)
        .where(Meeting.series_id == series.id)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()
    if answer.event.occurrence is None:
        ahead = (row for row in rows if row.status is MeetingStatus.ON and row.starts_at > now)
        return [row.id for row in ahead]
    day = _local_day(answer.event.occurrence, recurrence.from_text(series.pattern).zone)
    return [row.id for row in rows if row.recurrence_date == day]


def _local_day(moment: datetime | date, zone: str) -> date:
    """The day in the series: programs name it by its moment in any zone, or by the day alone."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(ZoneInfo(zone)).date() if moment.tzinfo else moment.date()


def _is_stale(session: Session, meeting: Meeting, answer: _Answered) -> bool:
    """Whether a yes or a maybe is meant for another hour than that at which the meeting is now."""
    if answer.answer is RsvpAnswer.NO or answer.is_of_whole_series:
        return False
    if not isinstance(answer.event.starts_at, datetime):
        return answer.event.sequence < items(session, [meeting])[0].entries[0].sequence
    starts_at = answer.event.starts_at
    if starts_at.tzinfo is None:
        starts_at = starts_at.replace(tzinfo=ZoneInfo(meeting.zone))
    return abs(starts_at.astimezone(UTC) - meeting.starts_at) > ANSWERS_HOLD_WITHIN
