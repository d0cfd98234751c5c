"""Series as people type them."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.dates import clocks, read_day, zones
from services.dates.clocks import MIDNIGHT, half_of, read_clock, settled
from services.dates.phrases import PhraseKind, Phrases, phrases, row
from services.dates.words import (
    NUMBER,
    POSITION,
    POSITIONS,
    WEEKDAY,
    WEEKDAYS,
    UnreadableDate,
    number,
    plain,
    quoted,
)
from services.errors import Invalid
from services.recurrence.patterns import Frequency, Pattern, occurrences

_EXAMPLES = (
    "“every Tuesday 10am”, “every other Friday at noon” or “monthly on the second Tuesday at 2pm”"
)
_LONGEST_INTERVAL = 52
_DAY = timedelta(days=1)

Caught = dict[str, str]


def read_pattern(text: str, *, now: datetime, zone: str) -> Pattern:
    """The series a text means, such as "every other Friday at noon starting Dec 4 until May 28".

    It starts with its first moment after ``now``, or on or after the typed start. Bare hours are
    read as in read_when. "Every second Tuesday" is refused: it can mean every other week or once a
    month. Raises Invalid for all else.
    """
    parts = _parts(plain(text, examples=_EXAMPLES))
    found = phrases(parts["main"], _ROWS, examples=_EXAMPLES)
    if PhraseKind.RHYTHM not in found:
        raise UnreadableDate(
            f"{quoted(text)} does not say how often, and on which day. Try {_EXAMPLES}."
        )
    starts = read_day(parts["start"], now=now, zone=zone) if "start" in parts else None
    pattern = Pattern(
        at=_time_of_day(found, text),
        zone=zones.typed_zone(found, zone)[0],
        starts_on=starts or now.astimezone(ZoneInfo(zone)).date(),
        until=read_day(parts["end"], now=now, zone=zone) if "end" in parts else None,
        **_rhythm(found, text),
    )
    return _from_first(pattern, text, now=now)


_BOUNDS = re.compile(
    r"(?P<main>.*?)(?: (?:starting|beginning|from) (?P<start>.+?))?(?: (?:until|through|ending)"
    r" (?P<end>.+))?"
)


def _parts(words: str) -> dict[str, str]:
    match = _BOUNDS.fullmatch(words)
    return (
        {name: value for name, value in match.groupdict().items() if value}
        if match
        else {"main": words}
    )


def _time_of_day(found: Phrases, text: str) -> time:
    if PhraseKind.CLOCK not in found:
        raise UnreadableDate(f"{quoted(text)} has no time of day. Try {_EXAMPLES}.")
    minutes = settled(read_clock(found[PhraseKind.CLOCK].caught["clock"]), half_of(found))
    if minutes == MIDNIGHT:
        raise Invalid("Midnight belongs to two days. Type “11:59pm” or “12am” instead.")
    return time(*divmod(minutes, 60))


def _rhythm(found: Phrases, text: str) -> dict[str, Any]:
    phrase = found[PhraseKind.RHYTHM]
    if phrase.row.means is None:
        day = phrase.caught["weekday"].title()
        raise Invalid(
            f"{quoted(text)} can mean two things. Type “every other {day}” for every two weeks, "
            f"or “monthly on the {phrase.caught['nth']} {day}”."
        )
    fields: dict[str, Any] = {**phrase.row.means, **_days(phrase.caught)}
    if "count" in phrase.caught:
        fields["interval"] = number(phrase.caught["count"])
    if not 1 <= fields["interval"] <= _LONGEST_INTERVAL:
        raise Invalid(f"{quoted(text)} is too seldom or too often. Try {_EXAMPLES}.")
    return fields


def _days(caught: Caught) -> dict[str, int]:
    if "weekday" not in caught:
        return {"monthday": _monthday(int(caught.get("day", 31)))}
    fields = {"weekday": WEEKDAYS[caught["weekday"]]}
    return fields | ({"nth": _nth(caught["nth"])} if "nth" in caught else {})


def _monthday(day: int) -> int:
    if not 1 <= day <= 31:
        raise Invalid(f"No month has a day {day}. Try “monthly on the 15th at 9:30am”.")
    return day


def _nth(word: str) -> int:
    if POSITIONS[word] == 5:
        raise Invalid(
            "Most months have no fifth such day. Try “monthly on the last Friday at 2pm”."
        )
    return POSITIONS[word]


def _from_first(pattern: Pattern, text: str, *, now: datetime) -> Pattern:
    """The same series counted from its first moment still ahead:
    every other week begins with that week.
    """
    probe = replace(pattern, interval=1)
    ahead = occurrences(probe, after=pattern.starts_on - _DAY, until=pattern.starts_on + 70 * _DAY)
    first: date | None = next((day for day, moment in ahead if moment > now), None)
    if first is None:
        raise Invalid(f"{quoted(text)} ends before it starts. Try a later end, or none.")
    return replace(pattern, starts_on=first)


_WEEKLY = {"freq": Frequency.WEEKLY, "interval": 1}
_FORTNIGHTLY = {"freq": Frequency.WEEKLY, "interval": 2}
_MONTHLY = {"freq": Frequency.MONTHLY, "interval": 1}
_QUARTERLY = {"freq": Frequency.MONTHLY, "interval": 3}

_ON = r"(?: on)?"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY})s?"
_NTH_WEEKDAY = rf"(?P<nth>{POSITION}) (?P<weekday>{WEEKDAY})"
_MONTHDAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)|last day"
_THE_DAY = rf"{_ON}(?: the)? (?:{_NTH_WEEKDAY}|{_MONTHDAY})"

# No meaning: the words can be taken in two ways.
_TABLE: tuple[tuple[str, dict[str, Any] | None], ...] = (
    (rf"(?:(?:every|each)(?: week{_ON})?|weekly{_ON}) {_WEEKDAY}", _WEEKLY),
    (rf"(?P<weekday>{WEEKDAY})s", _WEEKLY),
    (rf"(?:every other(?: week{_ON})?|biweekly{_ON}|fortnightly{_ON}) {_WEEKDAY}", _FORTNIGHTLY),
    (rf"every (?P<count>{NUMBER}) weeks?{_ON} {_WEEKDAY}", _WEEKLY),
    (rf"(?:monthly|(?:every|each) month){_THE_DAY}", _MONTHLY),
    (rf"(?:quarterly|(?:every|each) quarter){_THE_DAY}", _QUARTERLY),
    (rf"every (?P<count>{NUMBER}) months?{_THE_DAY}", _MONTHLY),
    (
        rf"(?:every |the )?(?:{_NTH_WEEKDAY}|{_MONTHDAY}) (?:of|in) (?:the|every|each) month",
        _MONTHLY,
    ),
    (rf"every (?P<nth>first|1st|last) (?P<weekday>{WEEKDAY})", _MONTHLY),
    (rf"every (?P<nth>{POSITION}) (?P<weekday>{WEEKDAY})", None),
)
_ROWS = (
    *(row(PhraseKind.RHYTHM, pattern, means) for pattern, means in _TABLE),
    *(clock for clock in clocks.ROWS if clock.kind is not PhraseKind.RANGE),
    *zones.ROWS,
)
