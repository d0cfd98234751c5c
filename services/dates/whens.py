"""Moments as people type them for meetings and calls, and the words that say them back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.dates import clocks, dayrows, lengths, zones
from services.dates.arithmetic import Reference
from services.dates.clocks import END_OF_DAY, half_of, is_bare, read_clock, settled, settled_range
from services.dates.days import HORIZON_YEARS, allowed, echo_day
from services.dates.phrases import PhraseKind, Phrases, phrases
from services.dates.words import UnreadableDate, plain, quoted
from services.dates.zones import abbreviation, instant, typed_zone
from services.errors import Invalid

_MOMENT_EXAMPLES = "“tomorrow 2pm”, “next Thursday 10:30-11:30am” or “Dec 3 at 14:00”"
_ROWS = (*dayrows.ROWS, dayrows.LATER, *clocks.ROWS, *lengths.ROWS, *zones.ROWS)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class When:
    """A moment (aware, UTC), the IANA zone it was meant in, and its length if one was typed."""

    starts_at: datetime
    zone: str
    minutes: int | None = None


def read_when(text: str, *, now: datetime, zone: str) -> When:
    """The moment a text means, as seen from ``now`` by someone in ``zone``.

    - A bare weekday is the next such day after today, or today if the time is still ahead. "This
      Friday" may
      be today; "next Monday" is the Monday of next week (weeks begin on Monday).
    - A date without a year is the next such date, today included. A time alone is the next such
      time.
    - A bare hour from 1 to 7 is in the afternoon, from 8 to 12 as it stands. Midnight is the end of
      the named
      day.
    - A typed zone gives the clock; days are still counted from today in ``zone``.
    - Wall times that the clocks skip or repeat follow RFC 5545, 3.3.5 (see ``instant``).

    Raises Invalid when the text is no moment, has no time, or has passed.
    """
    found = phrases(plain(text, examples=_MOMENT_EXAMPLES), _ROWS, examples=_MOMENT_EXAMPLES)
    when = (
        _later(found, text, now=now, zone=zone)
        if PhraseKind.LATER in found
        else _dated(found, text, now=now, zone=zone)
    )
    if when.starts_at <= now:
        raise Invalid(
            f"{quoted(text)} reads as {echo(when)}, which has passed. "
            f"Type a later moment, such as {_MOMENT_EXAMPLES}."
        )
    return when


def echo(when: When) -> str:
    """The reading in full: "Thursday, December 3, 2026, 2:00–3:00 PM EST (America/New_York)".

    The abbreviation tells which of two equal wall times is meant; read_when reads the whole line
    back.
    """
    start = when.starts_at.astimezone(ZoneInfo(when.zone))
    name = abbreviation(start)
    place = name if name == when.zone else f"{name} ({when.zone})"
    end = (when.starts_at + timedelta(minutes=when.minutes or 0)).astimezone(start.tzinfo)
    if when.minutes is None:
        return f"{echo_day(start.date())}, {_face(start)} {place}"
    if end.utcoffset() != start.utcoffset():
        return f"{echo_day(start.date())}, {_face(start)} {place}, for {when.minutes} min"
    return f"{echo_day(start.date())}, {_span(start, end)} {place}"


def _span(start: datetime, end: datetime) -> str:
    first, last = _face(start), _face(end)
    return f"{first[:-3] if first[-2:] == last[-2:] else first}–{last}"


def _face(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'PM' if moment.hour >= 12 else 'AM'}"


def _later(found: Phrases, text: str, *, now: datetime, zone: str) -> When:
    """A moment counted from now, to the minute."""
    if found.keys() - {PhraseKind.LATER, PhraseKind.LENGTH, PhraseKind.ZONE, PhraseKind.LABEL}:
        raise UnreadableDate(f"{quoted(text)} gives more than one time. Try {_MOMENT_EXAMPLES}.")
    minutes = lengths.minutes_of(found[PhraseKind.LATER].caught["later"])
    if minutes > HORIZON_YEARS * 365 * END_OF_DAY:
        raise Invalid(
            f"{quoted(text)} is too far away: {HORIZON_YEARS} years ahead is the most. Try"
            f" {_MOMENT_EXAMPLES}."
        )
    starts_at = (now + timedelta(minutes=minutes)).astimezone(UTC).replace(second=0, microsecond=0)
    return When(starts_at, typed_zone(found, zone)[0], lengths.typed(found, text))


def _dated(found: Phrases, text: str, *, now: datetime, zone: str) -> When:
    begins, ends = _minutes(found, text)
    meant_zone, label = typed_zone(found, zone)
    day = _day(found, text, begins=begins, now=now, zone=zone)
    start = _at(day, begins, meant_zone, label)
    if ends is None:
        return When(start, meant_zone, lengths.typed(found, text))
    if PhraseKind.LENGTH in found:
        raise UnreadableDate(f"{quoted(text)} gives two lengths. Try {_MOMENT_EXAMPLES}.")
    end = _at(day, ends, meant_zone, label)
    minutes = _elapsed(start, end, begins=begins, ends=ends, zone=meant_zone)
    return When(start, meant_zone, lengths.bounded(minutes, text))


def _minutes(found: Phrases, text: str) -> tuple[int, int | None]:
    """When the time of day begins and, for a range, ends."""
    if PhraseKind.CLOCK in found and PhraseKind.RANGE in found:
        raise UnreadableDate(f"{quoted(text)} gives more than one time. Try {_MOMENT_EXAMPLES}.")
    phrase = found.get(PhraseKind.CLOCK) or found.get(PhraseKind.RANGE)
    if phrase is None:
        raise UnreadableDate(
            f"{quoted(text)} has no time of day. Add one, such as {_MOMENT_EXAMPLES}."
        )
    half = half_of(found)
    if is_bare(phrase) and half is None and PhraseKind.DAY not in found:
        raise UnreadableDate(f"{quoted(text)} could be many things. Try {_MOMENT_EXAMPLES}.")
    if phrase.row.kind is PhraseKind.CLOCK:
        return settled(read_clock(phrase.caught["clock"]), half), None
    return settled_range(read_clock(phrase.caught["start"]), read_clock(phrase.caught["end"]), half)


def _day(found: Phrases, text: str, *, begins: int, now: datetime, zone: str) -> date:
    """The typed day, from where the typist stands in time;
    without one, the first day on which the time is ahead.
    """
    meant_zone, label = typed_zone(found, zone)
    own = now.astimezone(ZoneInfo(zone)).date()
    today = own if PhraseKind.DAY in found else now.astimezone(ZoneInfo(meant_zone)).date()
    soonest = today if _at(today, begins, meant_zone, label) > now else today + _DAY
    if PhraseKind.DAY not in found:
        return soonest
    reference = Reference(today=today, anchor=today, soonest=soonest)
    return allowed(
        dayrows.day_of(found[PhraseKind.DAY], reference), today=today, text=text, past=True
    )


def _at(day: date, minutes: int, zone: str, label: str = "") -> datetime:
    hours, minute = divmod(minutes % END_OF_DAY, 60)
    return instant(day + minutes // END_OF_DAY * _DAY, time(hours, minute), zone, label=label)


def _elapsed(start: datetime, end: datetime, *, begins: int, ends: int, zone: str) -> int:
    """Minutes between the ends;
    as the wall clock counts them where the clocks skip the start itself.
    """
    wall = start.astimezone(ZoneInfo(zone))
    skipped = wall.hour * 60 + wall.minute != begins % END_OF_DAY
    return ends - begins if skipped else int((end - start).total_seconds()) // 60
