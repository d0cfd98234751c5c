"""Times of day and ranges of them, as minutes since the day began."""

import re
from dataclasses import dataclass

from services.dates.phrases import Phrase, PhraseKind, Phrases, row
from services.dates.words import NUMBERS, UnreadableDate, any_of, number
from services.deferred_patterns import DeferredPattern

NOON = 12 * 60
END_OF_DAY = 24 * 60

_HOUR_WORDS = any_of(word for word, hour in NUMBERS.items() if hour <= 12 and len(word) > 2)
_SPOKEN_HOUR = rf"(?:1[0-2]|[1-9]|{_HOUR_WORDS})"
_CLOCK = (
    r"(?:12(?::00)? )?(?:noon|midnight)|(?:2[0-3]|[01]?\d):[0-5]\d(?: ?[ap]m)?"
    rf"|{_SPOKEN_HOUR} o'?clock(?: ?[ap]m)?"
    r"|(?:1[0-2]|0?[1-9])(?:\.?[0-5]\d)? ?[ap]m|(?:1[0-2]|[1-9])(?![\d:.])"
    rf"|(?:half past|(?:a )?quarter past|(?:a )?quarter to) {_SPOKEN_HOUR}(?: ?[ap]m)?"
)
CLOCK = rf"{_CLOCK}|(?<=at )(?:{_HOUR_WORDS})"
_FOUR_DIGITS = r"(?:1[0-2]|0?[1-9])[0-5]\d"
_START = rf"{_CLOCK}|{_FOUR_DIGITS}"
_TO = r"(?: ?- ?| to | until | till )"
_NUMERALS = DeferredPattern(
    r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d))?(?: ?(?P<half>[ap]m))?", re.ASCII
)
_SPOKEN = DeferredPattern(
    rf"(?:(?P<part>half past|(?:a )?quarter past|(?:a )?quarter to) )?(?P<hour>{_SPOKEN_HOUR})"
    r"(?: o'?clock)?(?: ?(?P<half>[ap]m))?",
    re.ASCII,
)
_PARTS = {"half past": 30, "quarter past": 15, "quarter to": -15}
_AFTERNOON = {"morning": False, "afternoon": True, "evening": True, "night": True, "tonight": True}

ROWS = (
    row(PhraseKind.CLOCK, rf"(?P<at>at |@ ?)?(?P<clock>{CLOCK})"),
    row(PhraseKind.RANGE, rf"(?:from |at |@ ?)?(?P<start>{_START}){_TO}(?P<end>{_CLOCK})"),
    row(PhraseKind.RANGE, rf"between (?P<start>{_START}) and (?P<end>{_CLOCK})"),
    row(PhraseKind.HALF, r"(?:in the |at )?(?P<half>morning|afternoon|evening|night)"),
)


@dataclass(frozen=True)
class ClockTime:
    """A typed time of day. ``bare``: the hour may be of the morning or of the afternoon."""

    minutes: int
    bare: bool


def read_clock(typed: str) -> ClockTime:
    """A typed time. Midnight is the end of the day it is named with: "Friday midnight" is 24:00."""
    if typed.endswith(("noon", "midnight")):
        return ClockTime(NOON if typed.endswith("noon") else END_OF_DAY, bare=False)
    if spoken := _SPOKEN.fullmatch(typed):
        return _spoken(spoken)
    match = _NUMERALS.fullmatch(typed)
    if not match:
        raise UnreadableDate(f"“{typed}” is not a time. Try “2pm” or “14:00”.")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        return ClockTime(_twelve_hours(hour, match["half"]) * 60 + minute, bare=False)
    return ClockTime(hour * 60 + minute, bare=1 <= hour <= 12 and not typed.startswith("0"))


def _spoken(found: re.Match[str]) -> ClockTime:
    """ "Half past two", "quarter to 3pm", "2 o'clock", and a bare hour."""
    hour = number(found["hour"])
    past = _PARTS[found["part"].removeprefix("a ")] if found["part"] else 0
    if found["half"]:
        minutes = _twelve_hours(hour, found["half"]) * 60 + past
        return ClockTime(minutes % END_OF_DAY, bare=False)
    return ClockTime((hour * 60 + past) or END_OF_DAY, bare=True)


def _twelve_hours(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise UnreadableDate(f"There is no {hour} {half}. Try “2pm” or “14:00”.")
    return hour % 12 + (12 if half == "pm" else 0)


def half_of(found: Phrases) -> str | None:
    """The word for a part of the day:
    alone ("in the evening") or within the day's name ("tonight").
    """
    halves = [
        found[kind].caught["half"]
        for kind in (PhraseKind.HALF, PhraseKind.DAY)
        if "half" in _caught(found, kind)
    ]
    if len(halves) > 1:
        raise UnreadableDate("Only one part of the day can be meant. Try “tomorrow 2pm”.")
    return halves[0] if halves else None


def _caught(found: Phrases, kind: PhraseKind) -> dict[str, str]:
    return found[kind].caught if kind in found else {}


def is_bare(phrase: Phrase) -> bool:
    """Whether a number stands alone,
    so that only a day beside it tells that it is a time at all.
    """
    caught = phrase.caught
    if "at" in caught:
        return False
    return all(
        read_clock(caught[end]).bare and caught[end].isdigit() for end in caught if end != "at"
    )


def settled(clock: ClockTime, half: str | None) -> int:
    """Minutes since the day began. A bare hour from 1 to 7 is in the afternoon, from 8 to 12 as it
    stands.

    "02:30", with its leading zero, and "14:00" are not bare. A part of the day decides for a bare
    hour.
    """
    if half is None:
        return clock.minutes + (NOON if clock.bare and clock.minutes < 8 * 60 else 0)
    if clock.minutes == END_OF_DAY:
        return clock.minutes
    if clock.bare and clock.minutes // 60 == 12 and half != "afternoon":
        raise UnreadableDate("12 could be noon or midnight. Type “noon” or “midnight” instead.")
    settled_minutes = (
        clock.minutes % NOON + (NOON if _AFTERNOON[half] else 0) if clock.bare else clock.minutes
    )
    if (settled_minutes >= NOON) != _AFTERNOON[half]:
        raise UnreadableDate(
            f"That time does not go with “{half}”. Try “tomorrow 9am” or “tomorrow 2pm”."
        )
    return settled_minutes


def settled_range(start: ClockTime, end: ClockTime, half: str | None) -> tuple[int, int]:
    """The two ends of a range; the end may lie in the next day.

    In "2-3pm" and "11-1pm" the start is the latest one before the end; in "11am-1" the end is the
    first after the start.
    """
    if start.bare and not end.bare:
        return _before(start, end.minutes or END_OF_DAY)
    begins = settled(start, half)
    ends = (*_faces(end), *(minutes + END_OF_DAY for minutes in _faces(end)))
    return begins, min((minutes for minutes in ends if minutes > begins), default=begins)


def _before(start: ClockTime, finish: int) -> tuple[int, int]:
    earlier = [minutes for minutes in _faces(start) if minutes < finish]
    return (max(earlier), finish) if earlier else (max(_faces(start)), finish + END_OF_DAY)


def _faces(clock: ClockTime) -> tuple[int, ...]:
    """The minutes a typed time may mean: both halves of the day for a bare one."""
    return (clock.minutes % NOON, clock.minutes % NOON + NOON) if clock.bare else (clock.minutes,)
