"""Series as people type them."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.dates import clocks, dayrows, lengths, read_day, zones
from services.dates.clocks import END_OF_DAY, half_of, read_clock, settled, settled_range
from services.dates.phrases import Phrase, PhraseKind, Phrases, phrases, row
from services.dates.words import (
    MONTH,
    MONTHS,
    NUMBER,
    POSITION,
    POSITIONS,
    WEEKDAY,
    WEEKDAY_NAMES,
    WEEKDAYS,
    UnreadableDate,
    any_of,
    number,
    plain,
    quoted,
)
from services.errors import Invalid
from services.recurrence.patterns import (
    MOST_MONTHDAYS,
    SHORT_MONTH,
    Frequency,
    Pattern,
    occurrences,
)

_RHYTHM_EXAMPLES = (
    "“every Tuesday 10am”, “every other Friday at noon” or “monthly on the second Tuesday at 2pm”"
)
_MONTHDAY_EXAMPLE = "“monthly on the 1st and 15th at 10am”"
_LONGEST_INTERVAL = 52
_DAY = timedelta(days=1)

Caught = dict[str, str]


@dataclass(frozen=True)
class TypedRhythm:
    """A series as it was typed, and how long each meeting of it takes, where that was typed."""

    pattern: Pattern
    minutes: int | None = None


def read_pattern(text: str, *, now: datetime, zone: str) -> Pattern:
    """The series alone: see ``read_rhythm``."""
    return read_rhythm(text, now=now, zone=zone).pattern


def read_rhythm(text: str, *, now: datetime, zone: str) -> TypedRhythm:
    """The series a text means, such as "every other Friday 2-3pm starting Dec 4 until May 28".

    It starts with its first moment after ``now``, or on or after the typed start. Bare hours are
    read as in read_when. "Every second Tuesday" is refused: it can mean every other week or once a
    month. Raises Invalid for all else.
    """
    found = phrases(plain(text, examples=_RHYTHM_EXAMPLES), _ROWS, examples=_RHYTHM_EXAMPLES)
    days = _rhythm(found, text)
    at, minutes = times_of_day(found, text)
    starts = _bound(found, PhraseKind.START, now=now, zone=zone)
    pattern = Pattern(
        at=at,
        zone=zones.typed_zone(found, zone)[0],
        starts_on=starts or now.astimezone(ZoneInfo(zone)).date(),
        until=_bound(found, PhraseKind.END, now=now, zone=zone),
        except_months=_excepted(found, text),
        **days,
    )
    return TypedRhythm(_from_first(pattern, text, now=now), minutes)


def _bound(found: Phrases, kind: PhraseKind, *, now: datetime, zone: str) -> date | None:
    if kind not in found:
        return None
    # "Through May" takes in all of it.
    month = found[kind].caught.get("month")
    return read_day(f"end of {month}" if month else found[kind].words, now=now, zone=zone)


def _excepted(found: Phrases, text: str) -> tuple[int, ...]:
    if PhraseKind.EXCEPT not in found:
        return ()
    words = found[PhraseKind.EXCEPT].caught["months"].split()
    months = {MONTHS[word] for word in words if word in MONTHS}
    if len(months) == 12:
        raise Invalid(f"{quoted(text)} leaves no month. Try {_RHYTHM_EXAMPLES}.")
    return tuple(sorted(months))


def times_of_day(found: Phrases, text: str) -> tuple[time, int | None]:
    """When a meeting of it begins, and its minutes where a range or a length was typed."""
    length = lengths.typed(found, text)
    if PhraseKind.RANGE not in found:
        if PhraseKind.CLOCK not in found:
            raise UnreadableDate(f"{quoted(text)} has no time of day. Try {_RHYTHM_EXAMPLES}.")
        clock = read_clock(found[PhraseKind.CLOCK].caught["clock"])
        return _wall(settled(clock, half_of(found))), length
    if PhraseKind.CLOCK in found or length is not None:
        raise UnreadableDate(f"{quoted(text)} gives more than one time. Try {_RHYTHM_EXAMPLES}.")
    caught = found[PhraseKind.RANGE].caught
    begins, ends = settled_range(
        read_clock(caught["start"]), read_clock(caught["end"]), half_of(found)
    )
    return _wall(begins), lengths.bounded(ends - begins, text)


def _wall(minutes: int) -> time:
    if minutes == END_OF_DAY:
        raise Invalid("Midnight belongs to two days. Type “11:59pm” or “12am” instead.")
    return time(*divmod(minutes, 60))


def _rhythm(found: Phrases, text: str) -> dict[str, Any]:
    if PhraseKind.RHYTHM not in found:
        raise UnreadableDate(
            f"{quoted(text)} does not say how often, and on which day. Try {_RHYTHM_EXAMPLES}."
        )
    phrase = found[PhraseKind.RHYTHM]
    if phrase.row.means is None:
        raise Invalid(_two_things(phrase, text))
    fields: dict[str, Any] = {**phrase.row.means, **_days(phrase.caught, text)}
    fields |= _cadence(found, fields, text)
    fields.pop("is_plural", None)
    if "count" in phrase.caught:
        fields["interval"] = number(phrase.caught["count"])
    if not 1 <= fields["interval"] <= _LONGEST_INTERVAL:
        raise Invalid(f"{quoted(text)} is too seldom or too often. Try {_RHYTHM_EXAMPLES}.")
    return fields


def _two_things(phrase: Phrase, text: str) -> str:
    day = phrase.caught["weekday"].title()
    if "nth" not in phrase.caught:
        return (
            f"{quoted(text)} can mean two things. Type “twice a month” with two days, such as"
            f" “1st and 3rd {day}”, or “every 2 months on the first {day}”."
        )
    return (
        f"{quoted(text)} can mean two things. Type “every other {day}” for every two weeks, "
        f"or “monthly on the {phrase.caught['nth']} {day}”."
    )


def _cadence(found: Phrases, fields: dict[str, Any], text: str) -> dict[str, Any]:
    """How often, where that stands apart from the day: "Thursday at 7pm, biweekly".

    Days that name no rhythm by themselves need one.
    """
    is_bare = "interval" not in fields
    if PhraseKind.CADENCE not in found:
        if is_bare:
            raise UnreadableDate(
                f"{quoted(text)} does not say how often, and on which day. Try {_RHYTHM_EXAMPLES}."
            )
        return {}
    cadence = found[PhraseKind.CADENCE].row.means
    is_plural = fields.get("is_plural", False)
    if not (is_bare or is_plural) or cadence["freq"] is not fields["freq"]:
        raise UnreadableDate(f"{quoted(text)} gives more than one rhythm. Try {_RHYTHM_EXAMPLES}.")
    return {"interval": cadence["interval"]}


def _days(caught: Caught, text: str) -> dict[str, Any]:
    if "workday" in caught:
        return {"workday": POSITIONS[caught["workday"]]}
    if "workdays" in caught:
        return {"weekdays": tuple(range(5))}
    if "all_days" in caught:
        return {"weekdays": tuple(range(7))}
    if "weekdays" in caught:
        return {"weekdays": _weekdays(caught, text)}
    if "monthdays" in caught:
        return {"monthdays": _monthdays(caught, text)}
    if "weekday" not in caught:
        return {"monthdays": (_monthday(int(caught.get("day", 31))),)}
    return {"weekdays": (WEEKDAYS[caught["weekday"]],), "nths": _nths(caught["nths"])}


def _weekdays(caught: Caught, text: str) -> tuple[int, ...]:
    words = (word.removesuffix("s") for word in re.split(r"\W+", caught["weekdays"]))
    # "Tues" and "thurs" end in an s of their own.
    found = sorted({WEEKDAYS[word] for word in words if word in WEEKDAYS})
    times = caught.get("times")
    if times and _TIMES[times] != len(found):
        raise Invalid(f"{quoted(text)} names {len(found)} days. Try {_RHYTHM_EXAMPLES}.")
    return tuple(found)


def _monthdays(caught: Caught, text: str) -> tuple[int, ...]:
    words = re.findall(r"\d+|last day", caught["monthdays"])
    days = sorted({_monthday(31 if word == "last day" else int(word)) for word in words})
    if len(days) < len(words) or ("twice" in caught and len(days) != 2):
        raise Invalid(f"{quoted(text)} names {len(days)} different days. Try {_MONTHDAY_EXAMPLE}.")
    if len([day for day in days if day > SHORT_MONTH]) > 1:
        raise Invalid(
            f"{quoted(text)} names two days that are one in February. Leave one of them out."
        )
    return tuple(days)


def _monthday(day: int) -> int:
    if not 1 <= day <= 31:
        raise Invalid(f"No month has a day {day}. Try “monthly on the 15th at 9:30am”.")
    return day


def _nths(words: str) -> tuple[int, ...]:
    found = {POSITIONS[word] for word in re.split(r"\W+", words) if word in POSITIONS}
    if 5 in found:
        raise Invalid(
            "Most months have no fifth such day. Try “monthly on the last Friday at 2pm”."
        )
    return tuple(nth for nth in (1, 2, 3, 4, -1) if nth in found)


def _from_first(pattern: Pattern, text: str, *, now: datetime) -> Pattern:
    """The same series counted from its first moment still ahead:
    every other week begins with that week.
    """
    probe = replace(pattern, interval=1)
    # Ten weeks hold the first one, unless it is in an excepted month; a year has all others.
    ahead = (
        found
        for days in (70, 400)
        for found in occurrences(
            probe, after=pattern.starts_on - _DAY, until=pattern.starts_on + days * _DAY
        )
    )
    first: date | None = next((day for day, moment in ahead if moment > now), None)
    if first is None:
        raise Invalid(f"{quoted(text)} ends before it starts. Try a later end, or none.")
    return replace(pattern, starts_on=first)


_WEEKLY = {"freq": Frequency.WEEKLY, "interval": 1}
_FORTNIGHTLY = {"freq": Frequency.WEEKLY, "interval": 2}
_MONTHLY = {"freq": Frequency.MONTHLY, "interval": 1}
_QUARTERLY = {"freq": Frequency.MONTHLY, "interval": 3}
# Days that are no rhythm without a word for how often.
_SOME_WEEK = {"freq": Frequency.WEEKLY}
_SOME_MONTH = {"freq": Frequency.MONTHLY}

_TIMES = {"once": 1, "one": 1, "twice": 2, "two": 2, "2": 2, "three": 3, "3": 3}
_ON = r"(?: on)?"
_A_WEEKDAY = rf"(?:{WEEKDAY})s?"
_LISTED = rf"(?P<weekdays>{_A_WEEKDAY}(?:(?: and | & |/| ){_A_WEEKDAY}){{0,6}})"
# "Tues" is a day, and no plural.
_WHOLE = any_of(name.lower() for name in WEEKDAY_NAMES)
_PLURALS = rf"(?P<weekdays>(?:{_WHOLE})s(?:(?: and | & |/| )(?:{_WHOLE})s){{0,6}})"
_WORKDAYS = (
    r"(?P<workdays>(?:week|work|business |working )days?"
    r"|mon(?:days?)? ?(?:to|through|thru|-) ?fri(?:days?)?)"
)
_ALL_DAYS = r"(?P<all_days>mondays? to sundays?)"
_DAYS = rf"(?:{_WORKDAYS}|{_ALL_DAYS}|{_LISTED})"
_NTHS = rf"(?P<nths>(?:{POSITION})(?:(?: and | & |/| )(?:{POSITION})){{0,4}})"
_NTH_WEEKDAY = rf"{_NTHS} (?P<weekday>{WEEKDAY})s?"
_WORKDAY = rf"(?P<workday>{POSITION}) (?:working|business|work|week) ?day"
_MONTHDAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)|last day"
_EACH_MONTH = r"(?:(?:(?:of|in) )?(?:the|every|each|a) month|monthly)"
_NUMBERED = r"(?:the )?(?:\d{1,2}(?:st|nd|rd|th)|last day)"
_MONTHDAYS = (
    rf"(?P<monthdays>{_NUMBERED}(?:(?: and | & |/| ){_NUMBERED}){{1,{MOST_MONTHDAYS - 1}}})"
)
_THE_DAY = rf"{_ON}(?: the)? (?:{_NTH_WEEKDAY}|{_WORKDAY}|{_MONTHDAYS}|{_MONTHDAY})"
_OTHER = r"(?:every other|every alternate|alternate|alternating)"
_BIWEEKLY = rf"(?:{_OTHER} week|every fortnight|each fortnight|bi-?weekly|fortnightly)"
_TIMES_A_WEEK = r"(?P<times>once|twice|(?:one|two|three|2|3)(?= (?:days|times))) ?(?:days |times )?"

# No meaning: the words can be taken in two ways.
_TABLE: tuple[tuple[str, dict[str, Any] | None], ...] = (
    (rf"(?:(?:every|each)(?: week{_ON})?|weekly{_ON}) {_DAYS}", _WEEKLY),
    (r"(?P<all_days>every day|each day|daily)", _WEEKLY),
    (rf"{_TIMES_A_WEEK}(?:a|per|each|every) week{_ON} {_LISTED}", _WEEKLY),
    (rf"{_PLURALS}|(?:on )?(?P<workdays>weekdays)", _WEEKLY | {"is_plural": True}),
    (rf"(?:{_OTHER}|{_BIWEEKLY}{_ON}) {_DAYS}", _FORTNIGHTLY),
    (rf"every (?P<count>{NUMBER}) weeks?{_ON} {_DAYS}", _WEEKLY),
    (rf"(?:monthly|once a month|(?:every|each) month){_THE_DAY}", _MONTHLY),
    (rf"(?:quarterly|once a quarter|(?:every|each) quarter){_THE_DAY}", _QUARTERLY),
    (rf"every (?P<count>{NUMBER}) months?{_THE_DAY}", _MONTHLY),
    (
        rf"(?:every |the |each )?(?:{_NTH_WEEKDAY}|{_WORKDAY}|{_MONTHDAY})"
        r" (?:of|in) (?:the|every|each|a) month",
        _MONTHLY,
    ),
    (
        rf"(?:every )?(?P<nths>(?:{POSITION})(?: and | & |/)(?:{POSITION}))"
        rf" (?P<weekday>{WEEKDAY})s?",
        _MONTHLY,
    ),
    (rf"every (?P<nths>first|1st|last) (?P<weekday>{WEEKDAY})", _MONTHLY),
    (rf"every (?P<nth>{POSITION}) (?P<weekday>{WEEKDAY})", None),
    (rf"bi-?monthly{_ON}(?: the)?(?: (?:{POSITION}))? (?P<weekday>{WEEKDAY})s?", None),
    (rf"(?:(?P<twice>semi-?monthly|twice a month)|every|each){_ON} {_MONTHDAYS}", _MONTHLY),
    (rf"(?:every |each |on )?{_MONTHDAYS} {_EACH_MONTH}", _MONTHLY),
    (_LISTED, _SOME_WEEK),
    (rf"(?:the )?(?:{_NTH_WEEKDAY}|{_WORKDAY})", _SOME_MONTH),
)
_CADENCES = (
    (rf"{_BIWEEKLY}|every (?:two|2) weeks|alternate weeks", _FORTNIGHTLY),
    (r"weekly|every week|each week|once a week", _WEEKLY),
    (r"monthly|every month|each month|once a month", _MONTHLY),
    (r"quarterly|every quarter|each quarter|once a quarter", _QUARTERLY),
)
_EXCEPT = r"(?:except|excluding|but not|not|without|skipping)(?: for)?(?: in)?"
_MONTHS = rf"(?P<months>(?:{MONTH})(?:(?: and | or | )(?:{MONTH})){{0,10}})"
_ROWS = (
    *(row(PhraseKind.RHYTHM, pattern, means) for pattern, means in _TABLE),
    *(row(PhraseKind.CADENCE, pattern, means) for pattern, means in _CADENCES),
    row(PhraseKind.START, r"(?:starting|beginning|from|as of)(?: on)?", then=dayrows.ROWS),
    row(PhraseKind.END, r"(?:until|till|through|ending|up to)(?: on)?", then=dayrows.ROWS),
    row(PhraseKind.END, r"to", then=dayrows.DATED),
    row(PhraseKind.END, rf"through (?P<month>(?:{MONTH})(?: \d{{4}})?)"),
    row(PhraseKind.EXCEPT, rf"{_EXCEPT} {_MONTHS}"),
    *clocks.ROWS,
    *lengths.ROWS,
    *zones.ROWS,
)
