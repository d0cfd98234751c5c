"""The rows of the grammar that name a day, and what each of them means."""

from collections.abc import Callable
from datetime import date, timedelta

from models.calendar_days import date_words, day_words
from services.dates.arithmetic import (
    Reference,
    day_of_month,
    month_end,
    nearest_date,
    nearest_monthly,
    nearest_yearly,
    nth_weekday,
    shifted,
    the_date,
    week_start,
    weekday_from,
    weekday_until,
)
from services.dates.phrases import Phrase, PhraseKind, row
from services.dates.words import (
    MONTH,
    MONTHS,
    NUMBER,
    POSITION,
    POSITIONS,
    WEEKDAY,
    WEEKDAY_NAMES,
    WEEKDAYS,
    number,
)
from services.errors import Invalid

Caught = dict[str, str]
Meaning = Callable[[Caught, Reference], date]

_DISTANCES = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmw": 1, "yesterday": -1}
_FRIDAY = 4


def day_of(phrase: Phrase, reference: Reference) -> date:
    """The day of a phrase.

    Raises Invalid where a weekday typed beside a date is not that date's own.
    """
    means: Meaning = phrase.row.means
    day = means(phrase.caught, reference)
    typed = phrase.caught.get("beside")
    if typed and WEEKDAYS[typed] != day.weekday():
        named, real = WEEKDAY_NAMES[WEEKDAYS[typed]], WEEKDAY_NAMES[day.weekday()]
        raise Invalid(
            f"{date_words(day)} is a {real}, not a {named}. Type the day or the date alone."
        )
    return day


def _either(first: date, second: date, reference: Reference) -> str:
    return f"{day_words(first, reference.today)} or {day_words(second, reference.today)}"


def _near_today(caught: Caught, reference: Reference) -> date:
    return shifted(reference.today, days=_DISTANCES[caught["near"]])


def _this_part(_caught: Caught, reference: Reference) -> date:
    return reference.today


def _day_after_tomorrow(_caught: Caught, reference: Reference) -> date:
    return shifted(reference.today, days=2)


def _bare_weekday(caught: Caught, reference: Reference) -> date:
    weekday = WEEKDAYS[caught["weekday"]]
    return (
        weekday_until(reference.anchor, weekday)
        if reference.backwards
        else weekday_from(reference.soonest, weekday)
    )


def _this_weekday(caught: Caught, reference: Reference) -> date:
    return weekday_from(reference.today, WEEKDAYS[caught["weekday"]])


def _day_of_week(caught: Caught, reference: Reference) -> date:
    weekday = WEEKDAYS[caught.get("weekday") or caught["day_of_week"]]
    return week_start(reference.today) + timedelta(days=weekday)


def _next_weekday(caught: Caught, reference: Reference) -> date:
    return shifted(week_start(reference.today), days=7 + WEEKDAYS[caught["weekday"]])


def _last_weekday(caught: Caught, reference: Reference) -> date:
    return weekday_until(shifted(reference.today, days=-1), WEEKDAYS[caught["weekday"]])


def _distance(caught: Caught, reference: Reference) -> date:
    sign = -1 if "ago" in caught else 1
    return _away(reference.today, caught, sign=sign)


def _away(day: date, caught: Caught, *, sign: int = 1) -> date:
    count, unit = sign * number(caught.get("count", "a")), caught["unit"]
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    return shifted(day, **{f"{unit}s": count})


def _from_a_weekday(caught: Caught, reference: Reference) -> date:
    """ "Two weeks from Thursday" counts from the next Thursday."""
    return _away(_bare_weekday(caught, reference), caught)


def _a_week_on(caught: Caught, reference: Reference) -> date:
    """ "Thursday week": a week after the next Thursday.

    Raises Invalid on a Thursday, where it could be a week from today, too.
    """
    weekday = WEEKDAYS[caught["weekday"]]
    found = _away(weekday_from(reference.today, weekday), caught)
    if reference.today.weekday() == weekday:
        later = shifted(found, weeks=1)
        raise Invalid(f"That could be {_either(found, later, reference)}. Type the date.")
    return found


def _away_from_near(caught: Caught, reference: Reference) -> date:
    return _away(_near_today(caught, reference), caught)


def _weekday_in_weeks(caught: Caught, reference: Reference) -> date:
    """ "Thursday in two weeks": so long after the next Thursday, or in the week that is so far off.

    Raises Invalid where these are two days.
    """
    from_weekday = _from_a_weekday(caught, reference)
    in_week = _away(week_start(reference.today), caught) + timedelta(
        days=WEEKDAYS[caught["weekday"]]
    )
    if from_weekday != in_week:
        raise Invalid(f"That could be {_either(in_week, from_weekday, reference)}. Type the date.")
    return in_week


def _month_and_day(caught: Caught, reference: Reference) -> date:
    return _dated(MONTHS[caught["month"]], int(caught["day"]), caught.get("year"), reference)


def _slashed(caught: Caught, reference: Reference) -> date:
    """Month first, as in the United States;
    day first only where the first number can be no month.
    """
    first, second = int(caught["first"]), int(caught["second"])
    month, day = (second, first) if first > 12 else (first, second)
    return _dated(month, day, caught.get("year"), reference)


def _dated(month: int, day: int, year: str | None, reference: Reference) -> date:
    if year is None:
        return nearest_date(month, day, reference)
    return the_date(int(year) + (2000 if len(year) == 2 else 0), month, day)


def _dotted(caught: Caught, reference: Reference) -> date:
    """Day first, as in Europe, or month first, as in the United States.

    Raises Invalid where both are possible.
    """
    first, second = int(caught["first"]), int(caught["second"])
    if first <= 12 and second <= 12 and first != second:
        day_first = _dated(second, first, caught["year"], reference)
        month_first = _dated(first, second, caught["year"], reference)
        raise Invalid(
            f"That could be {_either(day_first, month_first, reference)}."
            f" Type “{date_words(day_first)}” or “{date_words(month_first)}”."
        )
    month, day = (first, second) if second > 12 else (second, first)
    return _dated(month, day, caught["year"], reference)


def _iso(caught: Caught, _reference: Reference) -> date:
    return the_date(int(caught["year"]), int(caught["month"]), int(caught["day"]))


def _numbered(caught: Caught, reference: Reference) -> date:
    return nearest_monthly(day_of_month(int(caught["day"])), reference)


def _nth_weekday(caught: Caught, reference: Reference) -> date:
    weekday, nth = WEEKDAYS[caught["weekday"]], POSITIONS[caught["nth"]]

    def in_month(year: int, month: int) -> date | None:
        return nth_weekday(year, month, weekday=weekday, nth=nth)

    return _in_typed_month(caught, reference, in_month)


def _month_end(caught: Caught, reference: Reference) -> date:
    return _in_typed_month(caught, reference, month_end)


def _month_start(caught: Caught, reference: Reference) -> date:
    return _in_typed_month(caught, reference, day_of_month(1))


def _in_typed_month(
    caught: Caught, reference: Reference, in_month: Callable[[int, int], date | None]
) -> date:
    if "month" in caught:
        month = MONTHS[caught["month"]]
        if "year" not in caught:
            return nearest_yearly(lambda year: in_month(year, month), reference)
        return _existing(in_month(the_date(int(caught["year"]), month, 1).year, month))
    first = shifted(reference.today.replace(day=1), months=1 if "next" in caught else 0)
    return _existing(in_month(first.year, first.month))


def _existing(day: date | None) -> date:
    if day is None:
        raise Invalid("That month has no fifth such day. Try “last Monday of December”.")
    return day


def _week_end(caught: Caught, reference: Reference) -> date:
    if "next" in caught:
        return week_start(reference.today) + timedelta(days=7 + _FRIDAY)
    return weekday_from(reference.today, _FRIDAY)


def _year_end(caught: Caught, reference: Reference) -> date:
    return the_date(reference.today.year + (1 if "next" in caught else 0), 12, 31)


_AWAY = rf"(?P<count>{NUMBER}) (?P<unit>day|week|fortnight|month|year)s?"
_WEEKS_AWAY = rf"(?P<count>{NUMBER}) (?P<unit>week|fortnight)s?"
_BESIDE = rf"(?:(?P<beside>{WEEKDAY}) )?"
_DAY_PART = r"(?P<day>\d{1,2})"
_OF_MONTH = rf"(?P<month>{MONTH})(?: (?P<year>\d{{4}}))?"
_WHICH_MONTH = rf"(?:{_OF_MONTH}|(?:the |this )?month|(?P<next>next) month)"

_TABLE: tuple[tuple[str, Meaning], ...] = (
    (r"(?P<near>today|tomorrow|tmrw|tmw|yesterday)", _near_today),
    (r"(?:this )?(?P<half>tonight|(?<=this )(?:morning|afternoon|evening))", _this_part),
    (r"(?:the )?day after tomorrow", _day_after_tomorrow),
    (rf"(?P<weekday>{WEEKDAY})", _bare_weekday),
    (rf"(?:this )?coming (?P<weekday>{WEEKDAY})", _bare_weekday),
    (rf"this (?P<weekday>{WEEKDAY})", _this_weekday),
    (rf"next (?:week )?(?P<weekday>{WEEKDAY})", _next_weekday),
    (rf"(?P<weekday>{WEEKDAY}) next week", _next_weekday),
    (rf"next week on (?P<weekday>{WEEKDAY})", _next_weekday),
    (rf"(?P<weekday>{WEEKDAY}) this week|this week on (?P<day_of_week>{WEEKDAY})", _day_of_week),
    (rf"last (?P<weekday>{WEEKDAY})", _last_weekday),
    (rf"in {_AWAY}", _distance),
    (rf"{_AWAY} from (?:now|today)", _distance),
    (rf"{_AWAY} (?P<ago>ago)", _distance),
    (rf"{_WEEKS_AWAY} from (?:this |on )?(?P<weekday>{WEEKDAY})", _from_a_weekday),
    (rf"(?P<weekday>{WEEKDAY}) in {_WEEKS_AWAY}", _weekday_in_weeks),
    (rf"in {_WEEKS_AWAY} on (?P<weekday>{WEEKDAY})", _weekday_in_weeks),
    (rf"(?P<weekday>{WEEKDAY}) (?P<unit>week|fortnight)", _a_week_on),
    (rf"{_WEEKS_AWAY} on (?P<weekday>{WEEKDAY})", _a_week_on),
    (r"(?P<near>today|tomorrow) (?P<unit>week|fortnight)", _away_from_near),
    (rf"{_AWAY} (?:from )?(?P<near>tomorrow)", _away_from_near),
    (
        rf"{_BESIDE}(?P<month>{MONTH}) (?:the )?{_DAY_PART}(?:st|nd|rd|th)?(?: (?P<year>\d{{4}}))?",
        _month_and_day,
    ),
    (rf"{_BESIDE}(?:the )?{_DAY_PART}(?:st|nd|rd|th)? (?:of )?{_OF_MONTH}", _month_and_day),
    (rf"{_BESIDE}(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?", _slashed),
    (rf"{_BESIDE}(?P<first>\d{{1,2}})\.(?P<second>\d{{1,2}})\.(?P<year>\d{{4}}|\d\d)", _dotted),
    (rf"{_BESIDE}(?P<first>\d{{1,2}})-(?P<second>\d{{1,2}})-(?P<year>\d{{4}})", _dotted),
    (rf"{_BESIDE}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)", _iso),
    (rf"{_BESIDE}(?P<year>\d{{4}})/(?P<month>\d\d?)/(?P<day>\d\d?)", _iso),
    (rf"{_BESIDE}(?:the )?{_DAY_PART}(?:st|nd|rd|th)(?: of the month)?", _numbered),
    (
        rf"(?:the )?(?P<nth>{POSITION}) (?P<weekday>{WEEKDAY}) (?:of|in) {_WHICH_MONTH}",
        _nth_weekday,
    ),
    (rf"(?:the )?(?:end of|last day of) {_WHICH_MONTH}|eom", _month_end),
    (rf"(?:the )?(?:start|beginning) of (?:{_OF_MONTH}|(?P<next>next) month)", _month_start),
    (r"(?:the )?end of (?:(?:the |this )?week|(?P<next>next) week)|eow", _week_end),
    (r"(?:the )?end of (?:(?:the |this )?year|(?P<next>next) year)|eoy", _year_end),
)

ROWS = tuple(row(PhraseKind.DAY, pattern, means) for pattern, means in _TABLE)
DATED = tuple(found for found in ROWS if found.means in (_month_and_day, _slashed, _dotted, _iso))
"""The rows that say month and day."""
NUMBERED = tuple(found for found in ROWS if found.means is _numbered)
"""The row that says a number alone: "the 15th"."""
LATER = row(
    PhraseKind.LATER,
    rf"in (?P<later>half an hour|(?:\d+(?:\.\d+)?|{NUMBER}) ?(?:hours?|hrs?|h|minutes?|mins?|m))",
)
