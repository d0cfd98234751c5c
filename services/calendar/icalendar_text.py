"""Entries as iCalendar text (RFC 5545), with the methods of invitations (RFC 5546).

The library is imported when a text is first wanted, so that nothing starts slower for it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models import RsvpAnswer
from services.calendar.calendar_entries import CalendarEntry
from services.calendar.zone_changes import ClockChange, clock_changes

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

PRODUCT = "-//Convene//Meetings//EN"
YEAR_OF_EMPTY_FEEDS = 2026
"""From when on zones are described where there is nothing to show."""
REFRESHED_EVERY = timedelta(hours=1)
"""How often calendars are asked to fetch a feed again. Google and Outlook take their own time."""
_PARTSTATS = {
    RsvpAnswer.YES: "ACCEPTED",
    RsvpAnswer.NO: "DECLINED",
    RsvpAnswer.MAYBE: "TENTATIVE",
}


class CalendarMethod(StrEnum):
    """What a calendar is to do with what it gets."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Party:
    """Somebody with an address."""

    name: str
    address: str


@dataclass(frozen=True)
class Invitee:
    """To whom an invitation goes, and what she answered so far, by the id of the meeting."""

    party: Party
    answers: dict[int, RsvpAnswer]


def invitation(
    entries: Sequence[CalendarEntry],
    method: CalendarMethod,
    *,
    organizer: Party,
    invitee: Invitee,
    takes_answers: bool,
    now: datetime,
) -> str:
    """What is sent to one person by mail; her address is the only one in it beside our own. Her
    calendar is to ask her for an answer where it ``takes_answers``.
    """
    calendar = _calendar(method)
    for entry in entries:
        event = _event(entry, stamp=now, is_cancelled=method is CalendarMethod.CANCEL)
        event.add("organizer", _address(organizer))
        is_asked = takes_answers and method is CalendarMethod.REQUEST
        event.add("attendee", _attendee(entry, invitee, is_asked=is_asked))
        calendar.add_component(event)
    return _text(calendar, entries)


def file(entries: Sequence[CalendarEntry], *, now: datetime) -> str:
    """What somebody opens to have a meeting in her calendar."""
    calendar = _calendar(CalendarMethod.PUBLISH)
    for entry in entries:
        calendar.add_component(_event(entry, stamp=now))
    return _text(calendar, entries)


def feed(entries: Sequence[CalendarEntry], *, name: str, zone: str) -> str:
    """What a calendar fetches again and again: the same text for as long as nothing changes.

    It has no method, so each stamp is that of the last change (RFC 5545, 3.8.7.2).
    """
    from icalendar import vDuration

    calendar = _calendar(None)
    for title in ("name", "x-wr-calname"):
        calendar.add(title, _plain(name))
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", vDuration(REFRESHED_EVERY), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED_EVERY))
    for entry in entries:
        calendar.add_component(_event(entry, stamp=entry.changed_at))
    return _text(calendar, entries, zone)


def _calendar(method: CalendarMethod | None) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method.value)
    return calendar


def _event(entry: CalendarEntry, *, stamp: datetime, is_cancelled: bool = False) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _second(stamp))
    event.add("created", _second(entry.created_at))
    event.add("last-modified", _second(entry.changed_at))
    starts_at, ends_at = _both_ends(entry)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    if entry.occurrence:
        event.add("recurrence-id", _local(entry.occurrence, entry.occurrence_zone))
    if entry.rule:
        event.add("rrule", entry.rule)
    for moment in entry.without:
        event.add("exdate", _local(moment, entry.zone))
    event.add("summary", _plain(entry.title))
    event.add("description", _description(entry))
    if entry.place:
        event.add("location", _plain(entry.place))
    event.add("status", "CANCELLED" if entry.is_cancelled or is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE" if entry.is_private else "PUBLIC")
    event.add("transp", "OPAQUE")
    return event


def _description(entry: CalendarEntry) -> str:
    """Whose meeting it is, and the agenda, an item a line."""
    whose = _plain(f"A meeting of {entry.group}.")
    lines = [_plain(line) for line in entry.agenda]
    return "\n".join([whose, *(["Agenda:", *lines] if lines else [])])


def _both_ends(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """Start and end on the clock of its zone, or in UTC where that clock shows either twice."""
    ends = (entry.starts_at, entry.starts_at + timedelta(minutes=entry.minutes))
    local = tuple(_local(moment, entry.zone) for moment in ends)
    if any(moment.fold for moment in local):
        return ends[0].astimezone(UTC), ends[1].astimezone(UTC)
    return local[0], local[1]


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _attendee(entry: CalendarEntry, invitee: Invitee, *, is_asked: bool) -> "vCalAddress":
    answer = invitee.answers.get(entry.meeting_id or 0)
    attendee = _address(invitee.party)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = _PARTSTATS[answer] if answer else "NEEDS-ACTION"
    if is_asked:
        attendee.params["RSVP"] = "TRUE"
    return attendee


def _address(party: Party) -> "vCalAddress":
    """Without quotation marks in the name, which not every program takes (RFC 6868)."""
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{party.address}")
    if name := " ".join(_plain(party.name).replace('"', " ").split()):
        address.params["CN"] = name
    return address


def _plain(text: str) -> str:
    """Without what no calendar shows: characters that control something, and ends of lines."""
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
    )


def _text(calendar: "Calendar", entries: Sequence[CalendarEntry], zone: str = "UTC") -> str:
    """With the zones of all entries, described before them as the oldest programs want it, and with
    ``zone``, lest a calendar without entries hold nothing at all (RFC 5545, 3.6).
    """
    zones = {zone for entry in entries for zone in (entry.zone, entry.occurrence_zone) if zone}
    zones.add(zone)
    moments = (moment for entry in entries for moment in (entry.starts_at, entry.occurrence))
    year = min((moment.year for moment in moments if moment), default=YEAR_OF_EMPTY_FEEDS) - 1
    described = [zone_component(zone, year) for zone in sorted(zones - {"UTC"})]
    calendar.subcomponents[:0] = described
    text: bytes = calendar.to_ical()
    return text.decode()


def zone_component(zone: str, year: int) -> "Timezone":
    from icalendar import Timezone

    component = Timezone()
    component.add("tzid", zone)
    for change in clock_changes(zone, year):
        component.add_component(_observance(change))
    return component


def _observance(change: ClockChange) -> "TimezoneDaylight | TimezoneStandard":
    from icalendar import TimezoneDaylight, TimezoneStandard

    observance = TimezoneDaylight() if change.is_to_summer else TimezoneStandard()
    observance.add("dtstart", change.onsets[0])
    for onset in change.onsets[1:]:
        observance.add("rdate", onset)
    if change.weekday:
        rule = {"FREQ": "YEARLY", "BYMONTH": change.month, "BYDAY": change.weekday}
        observance.add("rrule", rule)
    observance.add("tzoffsetfrom", change.offset_before)
    observance.add("tzoffsetto", change.offset)
    observance.add("tzname", change.name)
    return observance
