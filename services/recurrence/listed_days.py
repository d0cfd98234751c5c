"""Several days in one line, which make a series of these very days."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.dates import clocks, dayrows, lengths, zones
from services.dates.arithmetic import Reference
from services.dates.days import allowed
from services.dates.phrases import Phrase, PhraseKind, Phrases, phrases
from services.dates.words import UnreadableDate, ordinal, plain, quoted
from services.dates.zones import instant
from services.errors import Invalid
from services.recurrence.descriptions import face, listed
from services.recurrence.patterns import MOST_DATES, Frequency, Pattern
from services.recurrence.reading import TypedRhythm, times_of_day

_LISTED_EXAMPLES = "“Dec 4, Jan 8 and Feb 5 at 10am”"
_BETWEEN = re.compile(r"\s*[,;&]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_YEAR = re.compile(r",\s*(?=\d{4}(?:\s|,|$))")
_ROWS = (*dayrows.ROWS, *clocks.ROWS, *lengths.ROWS, *zones.ROWS)


def read_days(text: str, *, now: datetime, zone: str) -> TypedRhythm:
    """The days that a text lists, such as "Dec 4, Jan 8 and Feb 5 at 10am": one time for all.

    Raises Invalid for less than two days, for two times, and for a day that has passed.
    """
    listed = [part for part in _BETWEEN.split(_YEAR.sub(" ", text)) if part.strip()]
    if not 2 <= len(listed) <= MOST_DATES:
        raise UnreadableDate(f"{quoted(text)} does not list several days. Try {_LISTED_EXAMPLES}.")
    days, shared = _apart(
        [phrases(_plain(part), _ROWS, examples=_LISTED_EXAMPLES) for part in listed], text
    )
    at, minutes = times_of_day(shared, text)
    meant_zone = zones.typed_zone(shared, zone)[0]
    today = now.astimezone(ZoneInfo(zone)).date()
    reference = Reference(today=today, anchor=today, soonest=today + timedelta(days=1))
    dates = [_ahead(phrase, reference, text) for phrase in days]
    if any(phrase.row in dayrows.NUMBERED for phrase in days):
        raise Invalid(_two_things(text, days, dates, at))
    if len(set(dates)) < len(dates):
        raise UnreadableDate(f"{quoted(text)} names a day twice. Try {_LISTED_EXAMPLES}.")
    first = min(dates)
    pattern = Pattern(Frequency.DATES, at, meant_zone, first, dates=tuple(sorted(dates)))
    if instant(first, at, meant_zone) <= now:
        raise Invalid(f"The first day of {quoted(text)} has passed. Try {_LISTED_EXAMPLES}.")
    return TypedRhythm(pattern, minutes)


def _two_things(text: str, days: list[Phrase], dates: list[date], at: time) -> str:
    """The question about days without a month, with what to type for each of the two readings."""
    clock = f"at {face(at)}"
    named = listed(f"{day:%b} {day.day}" for day in sorted(dates))
    monthly = "monthly on the 1st and 15th"
    if all(phrase.row in dayrows.NUMBERED for phrase in days):
        numbers = sorted({day.day for day in dates})
        monthly = f"monthly on the {listed(ordinal(number) for number in numbers)}"
    return (
        f"{quoted(text)} can mean the next of these days, or these days of each month. Type"
        f" “{named} {clock}” for these alone, or “{monthly} {clock}” for each month."
    )


def _plain(part: str) -> str:
    return plain(part, examples=_LISTED_EXAMPLES)


def _apart(parts: list[Phrases], text: str) -> tuple[list[Phrase], Phrases]:
    """The days, and what is said once for all of them."""
    days: list[Phrase] = []
    shared: Phrases = {}
    for found in parts:
        if PhraseKind.DAY not in found or found.keys() & shared.keys():
            raise UnreadableDate(
                f"{quoted(text)} does not list days at one time. Try {_LISTED_EXAMPLES}."
            )
        days.append(found.pop(PhraseKind.DAY))
        shared |= found
    return days, shared


def _ahead(phrase: Phrase, reference: Reference, text: str) -> date:
    day = dayrows.day_of(phrase, reference)
    return allowed(day, today=reference.today, text=text, past=False)
