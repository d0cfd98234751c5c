"""What is sent by mail of an entry: all of it, or the occurrence that changed, for one person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from models import Meeting, Person, Rsvp, RsvpAnswer
from models.messages import ENTRY_ENDED, Key
from models.payloads import Message
from models.reach import current
from models.subjects import Subject
from services import outbox
from services.calendar import icalendar_text
from services.calendar.alternate_entries import ever_in_places, sent_places
from services.calendar.calendar_entries import (
    CalendarEntry,
    CalendarItem,
    apart,
    items,
    without_meetings,
)
from services.calendar.icalendar_text import CalendarMethod, Invitee, Party


class EndReason(StrEnum):
    """Why an entry is taken out of somebody's calendar."""

    LEFT = "left"
    """She is in the group no more."""
    SENDS = "sends"
    """She sends somebody in her place."""
    NOT_SENT = "not sent"
    """She was to come in the place of somebody, and is not any more."""


@dataclass(frozen=True)
class CalendarNotice:
    """What one person's calendar is to be told of a meeting or a series."""

    meeting: Meeting
    """The one that it is about; of a series the next or the changed one."""
    person: Person
    key: Key
    calendar: dict[str, str]
    """The method and the text, as a message carries them under ``calendar``; empty where the news
    goes without an entry.
    """
    entry: dict[str, Any]
    """Of what it tells, as a message carries it under ``entry``: ``{"subject", "meeting",
    "is_whole", "is_cancelled", "sequence", "changes"}``, the last of which counts those of the
    meeting.
    """
    is_of_series: bool = False
    is_cancelled: bool = False
    end_reason: EndReason = EndReason.LEFT

    def attached(self, message: Message) -> Message:
        """The message with what her calendar is to be told."""
        if not self.calendar:
            return message
        return message | {"calendar": self.calendar, "entry": self.entry}


@dataclass(frozen=True)
class Parcel:
    """What is sent of an item: all of it, or the occurrence that changed."""

    item: CalendarItem
    meeting: Meeting
    entries: Sequence[CalendarEntry]
    is_cancelled: bool

    @property
    def sequence(self) -> int:
        return self.entries[0].sequence

    @property
    def is_whole(self) -> bool:
        return self.entries[0].occurrence is None


@dataclass(frozen=True)
class Addressed:
    """A parcel for somebody, under a key."""

    parcel: Parcel
    person: Person
    key: Key


def parcels(session: Session, changed: Sequence[Meeting], *, is_whole: bool) -> list[Parcel]:
    """One for each item of these meetings, in their order. Of a series it is the occurrence that
    changed, where that is the only one and not ``is_whole``.
    """
    return [_parcel(item, changed, is_whole=is_whole) for item in items(session, changed)]


def _parcel(item: CalendarItem, changed: Sequence[Meeting], *, is_whole: bool) -> Parcel:
    ids = item.occurrences.keys() or {item.entries[0].meeting_id}
    mine = [meeting for meeting in changed if meeting.id in ids]
    if item.is_series and len(mine) == 1 and not (is_whole or item.is_cancelled):
        entry = item.occurrences[mine[0].id]
        return Parcel(item, mine[0], (entry,), entry.is_cancelled)
    entries = item.entries[:1] if item.is_cancelled else item.entries
    return Parcel(item, mine[0], entries, item.is_cancelled)


def parcels_by_subject(session: Session, meetings: Sequence[Meeting]) -> dict[Subject, Parcel]:
    """All of each item of these meetings, and of a series each of these meetings alone, too."""
    found = {}
    for item in items(session, meetings):
        whole = _parcel(item, meetings, is_whole=True)
        found[item.subject] = whole
        for meeting in meetings:
            if meeting.id in item.occurrences:
                found[Subject.of(meeting)] = alone(whole, meeting)
    return found


def alone(parcel: Parcel, meeting: Meeting) -> Parcel:
    """A meeting of the series of a parcel, as an entry of its own."""
    item = apart(parcel.item, meeting)
    return Parcel(item, meeting, item.entries, item.is_cancelled)


def written(
    session: Session, addressed: Sequence[Addressed], now: datetime
) -> list[CalendarNotice]:
    """Each of them as it is sent, with the answers that were given so far: five queries. A series
    is sent without those meetings to which its reader sends somebody.

    Each end of an entry raises the sequence by one for her alone, so that what comes later, also
    after she is back in the group, is newer than all that she was sent before.
    """
    people = {each.person.id for each in addressed}
    answers = _answers(session, people, _meeting_ids(each.parcel for each in addressed))
    sent_away = _sent_away(session, addressed)
    pairs = _pairs(session, addressed)
    ends = ends_of(session, set().union(*pairs))
    return [
        _notice(
            _without(each, sent_away[each.person.id]),
            answers[each.person.id],
            sum(ends[pair] for pair in of_each) + (each.key.kind is ENTRY_ENDED),
            now,
        )
        for each, of_each in zip(addressed, pairs, strict=True)
    ]


def _pairs(session: Session, addressed: Sequence[Addressed]) -> list[set[tuple[Subject, int]]]:
    """Of each of these, all that may have ended before under the same UID: the series, and those of
    its meetings that were ever apart for her.
    """
    meeting_ids = {number for each in addressed for number in each.parcel.item.meeting_ids}
    ever = ever_in_places(session, meeting_ids)
    found = []
    for each in addressed:
        item, person_id = each.parcel.item, each.person.id
        ids = (number for number in item.meeting_ids if person_id in ever.get(number, ()))
        subjects = {item.subject, item.series or item.subject}
        subjects |= {Subject("meeting", number) for number in ids}
        found.append({(subject, person_id) for subject in subjects})
    return found


def _sent_away(session: Session, addressed: Sequence[Addressed]) -> defaultdict[int, set[int]]:
    """To which meetings of these series each person sends somebody, by her id."""
    ids = {number for each in addressed for number in each.parcel.item.occurrences}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for meeting_id, places in (sent_places(session, ids) if ids else {}).items():
        for place in places:
            found[place.person_id].add(meeting_id)
    return found


def _without(each: Addressed, sent_away: set[int]) -> Addressed:
    parcel = each.parcel
    if not sent_away or not parcel.is_whole:
        return each
    entries = without_meetings(parcel.item, parcel.entries, sent_away)
    return replace(each, parcel=replace(parcel, entries=entries))


def ends_of(
    session: Session, pairs: Collection[tuple[Subject, int]]
) -> dict[tuple[Subject, int], int]:
    """How often each entry was taken out of the calendar of each person, since she had left."""
    ends = dict.fromkeys(pairs, 0)
    again: Collection[tuple[Subject, int]] = pairs
    while again:
        keys = {ended_key(pair, ends[pair]): pair for pair in again}
        again = [keys[key] for key in outbox.known(session, keys, dropped_as=outbox.NO_LONGER_DUE)]
        for pair in again:
            ends[pair] += 1
    return ends


def ended_key(pair: tuple[Subject, int], ends: int) -> Key:
    """Under which she hears that an entry ends that was ended ``ends`` times before."""
    return Key(ENTRY_ENDED, pair[0], str(ends), Subject("person", pair[1]))


def _notice(
    each: Addressed, answers: dict[int, RsvpAnswer], ends: int, now: datetime
) -> CalendarNotice:
    parcel, person = each.parcel, each.person
    method = CalendarMethod.CANCEL if parcel.is_cancelled else CalendarMethod.REQUEST
    text = icalendar_text.invitation(
        [replace(entry, sequence=entry.sequence + ends) for entry in parcel.entries],
        method,
        organizer=Party(parcel.entries[0].group, current().mailbox),
        invitee=Invitee(Party(person.name, person.email or ""), answers),
        takes_answers=current().reads_answers,
        now=now,
    )
    return CalendarNotice(
        meeting=parcel.meeting,
        person=person,
        key=each.key,
        calendar={"method": method.value, "text": text},
        entry={
            "subject": str(parcel.item.subject),
            "meeting": parcel.meeting.id,
            "is_whole": parcel.is_whole,
            "is_cancelled": parcel.is_cancelled,
            "sequence": parcel.sequence,
            "changes": parcel.meeting.sequence,
        },
        is_of_series=parcel.item.is_series and parcel.is_whole,
        is_cancelled=parcel.is_cancelled,
    )


def _meeting_ids(found: Iterable[Parcel]) -> set[int]:
    return {entry.meeting_id for parcel in found for entry in parcel.entries if entry.meeting_id}


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
