"""Days as people name them: by weekday, by distance, by month and by number."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from models.calendar_days import long_day
from services.dates import clocks, lengths, zones
from services.dates.arithmetic import Reference
from services.dates.dayrows import DATED, LATER, ROWS, day_of
from services.dates.phrases import PhraseKind, phrases
from services.dates.words import UnreadableDate, plain, quoted
from services.errors import Invalid

HORIZON_YEARS = 10
EARLIEST = date(1900, 1, 1)

_DAY_EXAMPLES = "“Friday”, “in two weeks” or “Dec 12”"
_ROWS = (*ROWS, LATER, *clocks.ROWS, *lengths.ROWS, *zones.ROWS)
_TIMED = (
    PhraseKind.CLOCK,
    PhraseKind.RANGE,
    PhraseKind.LENGTH,
    PhraseKind.LATER,
    PhraseKind.HALF,
    PhraseKind.ZONE,
)


def read_day(text: str, *, now: datetime, zone: str, allow_past: bool = False) -> date:
    """The day a text names, as seen from today in ``zone``.

    A bare weekday is the next such day after today; "this Friday" may be today; "next Friday" is
    the Friday of next week (weeks begin on Monday). A date without a year is the next such date,
    today included. "End of week" is the Friday. With ``allow_past``, for reports, bare weekdays and
    dates without a year are the latest ones up to today. Raises Invalid for a text that names no
    day, or a time too, or (unless allowed) a day before today.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    reference = Reference(today=today, anchor=today, soonest=_tomorrow(today), backwards=allow_past)
    return allowed(named_day(text, reference), today=today, text=text, past=allow_past)


def named_day(text: str, reference: Reference) -> date:
    """The day a text names as seen from a reference, wherever it lies.

    Raises Invalid for no day, and for a time too.
    """
    found = phrases(plain(text, examples=_DAY_EXAMPLES), _ROWS, examples=_DAY_EXAMPLES)
    if PhraseKind.DAY not in found and PhraseKind.LATER not in found:
        raise UnreadableDate(f"{quoted(text)} names no day. Try {_DAY_EXAMPLES}.")
    if any(kind in found for kind in _TIMED) or "half" in found[PhraseKind.DAY].caught:
        raise Invalid(
            f"{quoted(text)} has a time, and only a day is needed here. Try {_DAY_EXAMPLES}."
        )
    return day_of(found[PhraseKind.DAY], reference)


def dated_day(text: str, reference: Reference) -> date:
    """The day of a month and a number, or of numbers alone, wherever it lies. Raises Invalid."""
    found = phrases(plain(text, examples=_DAY_EXAMPLES), DATED, examples=_DAY_EXAMPLES)
    if PhraseKind.DAY not in found:
        raise UnreadableDate(f"{quoted(text)} names no day. Try {_DAY_EXAMPLES}.")
    return day_of(found[PhraseKind.DAY], reference)


def allowed(day: date, *, today: date, text: str, past: bool) -> date:
    """The day itself if it lies within reach; otherwise Invalid, with the reading."""
    if not EARLIEST <= day <= today + relativedelta(years=HORIZON_YEARS):
        raise Invalid(
            f"{quoted(text)} is too far away: {HORIZON_YEARS} years ahead is the most. Try"
            f" {_DAY_EXAMPLES}."
        )
    if day < today and not past:
        raise Invalid(
            f"{quoted(text)} reads as {echo_day(day)}, which has passed. "
            f"Type a later day, such as {_DAY_EXAMPLES}."
        )
    return day


def echo_day(day: date) -> str:
    """The day as it was read, such as "Friday, November 27, 2026"; read_day reads it back."""
    return long_day(day)


def _tomorrow(today: date) -> date:
    return today + relativedelta(days=1)
