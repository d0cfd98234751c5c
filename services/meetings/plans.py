"""What a meeting is to be: read from a form, and said back before it is saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from models import Meeting
from models.calendar_days import date_words
from models.meetings import ONCE, MeetingForm
from services.dates import When, echo, marks, read_length, read_when
from services.dates.words import UnreadableDate
from services.errors import Invalid
from services.recurrence import (
    Frequency,
    Pattern,
    TypedRhythm,
    describe,
    except_words,
    first_moments,
    read_days,
    read_rhythm,
    rhythm_words,
)
from services.recurrence.descriptions import listed

USUAL_MINUTES = 60


@dataclass(frozen=True)
class MeetingPlan:
    """A meeting as it was read.

    Of a series, ``starts_at`` is the first meeting, which ``pattern`` gives.
    """

    title: str
    starts_at: datetime
    zone: str
    minutes: int = USUAL_MINUTES
    place: str = ""
    pattern: Pattern | None = None

    @property
    def reading(self) -> str:
        """The moment in full, with the zone in which it was meant."""
        return echo(When(self.starts_at, self.zone, self.minutes))

    @property
    def repeats(self) -> str:
        """The rhythm of a series in words, or nothing."""
        return describe(self.pattern) if self.pattern else ""


def read_form(typed: MeetingForm, *, now: datetime, zone: str) -> MeetingPlan:
    """The plan that a form describes. Raises ``Invalid`` with the field at fault."""
    with refusals_beside("when"):
        plan = read_whole(typed.when, now=now, zone=zone)
    with refusals_beside("length"):
        plan = replace(plan, minutes=_length(typed.length, plan.minutes))
    plan = replace(plan, title=" ".join(typed.title.split()), place=" ".join(typed.place.split()))
    return plan if typed.repeats == ONCE and typed.until is None else _repeating(plan, typed)


def plan_of(meeting: Meeting) -> MeetingPlan:
    """A saved meeting as a plan, to be said in the same words."""
    return MeetingPlan(
        meeting.title, meeting.starts_at, meeting.zone, meeting.minutes, meeting.place
    )


def as_typed(plan: MeetingPlan) -> MeetingForm:
    """What to type into the form to get this very plan."""
    typed = MeetingForm(plan.title, "", f"{plan.minutes} min", plan.place)
    pattern = plan.pattern
    if pattern is None:
        return replace(typed, when=echo(When(plan.starts_at, plan.zone)))
    at = f"at {pattern.at:%H:%M} {pattern.zone}"
    if pattern.dates:
        return replace(typed, when=f"{listed(date_words(day) for day in pattern.dates)} {at}")
    skips = ", except holidays" if pattern.except_dates else ""
    start = f"starting {pattern.starts_on.isoformat()}{except_words(pattern)}{skips}"
    return replace(typed, when=f"{rhythm_words(pattern)} {at} {start}", until=pattern.until)


def check(plan: MeetingPlan, *, now: datetime) -> None:
    """Raises ``Invalid``, with the field at fault, for a plan that cannot be kept."""
    check_place(plan.place)
    check_title(plan.title)
    check_length(plan.minutes)
    if plan.starts_at <= now:
        raise Invalid(f"{plan.reading} has passed. Choose a later moment.", field="when")


def check_title(title: str) -> None:
    """Raises ``Invalid`` for a title that is missing or too long."""
    if not title or len(title) > 200:
        raise Invalid("Give the meeting a title of at most 200 characters.", field="title")


def check_length(minutes: int) -> None:
    """Raises ``Invalid`` for a meeting that is too short or too long."""
    if not 5 <= minutes <= 720:
        raise Invalid("A meeting lasts from 5 minutes to 12 hours.", field="length")


def check_place(place: str) -> None:
    """Raises ``Invalid`` for a place that is too long to keep."""
    if len(place) > 500:
        raise Invalid("Say where in at most 500 characters.", field="place")


_NO_LENGTH = 0
_RHYTHMS = {
    "weekly": (Frequency.WEEKLY, 1),
    "every two weeks": (Frequency.WEEKLY, 2),
    "monthly": (Frequency.MONTHLY, 1),
}


def read_whole(text: str, *, now: datetime, zone: str) -> MeetingPlan:
    """The plan that all words of a text give: a moment, several days, or a rhythm.

    Raises ``UnreadableDate`` with the words that were not understood, ``Invalid`` for a moment that
    is impossible or has passed.
    """
    unread: list[UnreadableDate] = []
    # "1st and 3rd Tuesday of the month" is a rhythm, before it is a day or two of this month.
    for read in (_rhythm, _moment, _days):
        try:
            return read(text, now, zone)
        except UnreadableDate as unreadable:
            unread.append(unreadable)
    if slip := marks.misspelt(text):
        raise UnreadableDate(slip.question)
    raise unread[0 if marks.rhythms_named(text) else 1]


def _moment(text: str, now: datetime, zone: str) -> MeetingPlan:
    when = read_when(text, now=now, zone=zone)
    return MeetingPlan("", when.starts_at, when.zone, when.minutes or _NO_LENGTH)


def _days(text: str, now: datetime, zone: str) -> MeetingPlan:
    return _of_rhythm(read_days(text, now=now, zone=zone))


def _rhythm(text: str, now: datetime, zone: str) -> MeetingPlan:
    return _of_rhythm(read_rhythm(text, now=now, zone=zone))


def _of_rhythm(found: TypedRhythm) -> MeetingPlan:
    """The first meeting is the one that the pattern gives, to the minute."""
    pattern = found.pattern
    [starts_at] = first_moments(pattern, 1)
    minutes = found.minutes or _NO_LENGTH
    return MeetingPlan("", starts_at, pattern.zone, minutes, pattern=pattern)


def _length(text: str, given: int) -> int:
    """The minutes of the length field, where the moment beside it may have a length, too."""
    if not text.strip():
        return given or USUAL_MINUTES
    minutes = read_length(text)
    if given not in (_NO_LENGTH, minutes):
        raise Invalid("The time above has another length. Clear one of the two.")
    return minutes


def _repeating(plan: MeetingPlan, typed: MeetingForm) -> MeetingPlan:
    if plan.pattern is None and typed.repeats == ONCE:
        raise Invalid("Choose how the meeting repeats, or clear the last day.", field="until")
    if plan.pattern is not None and typed.repeats != ONCE:
        raise Invalid("The time says already how it repeats. Choose “Once” here.", field="repeats")
    pattern = plan.pattern or _pattern_from(plan, typed.repeats)
    if typed.until and typed.until < pattern.starts_on:
        raise Invalid(
            "That is before the first meeting. Choose a later day, or none.", field="until"
        )
    if pattern.dates and typed.until:
        raise Invalid("The time names each day, so there is no last one to choose.", field="until")
    series = replace(pattern, until=typed.until or pattern.until)
    [starts_at] = first_moments(series, 1)
    return replace(plan, starts_at=starts_at, zone=series.zone, pattern=series)


def _pattern_from(plan: MeetingPlan, repeats: str) -> Pattern:
    """The rhythm of a form: the weekday, or such a weekday of the month,
    on which the first meeting falls.
    """
    if repeats not in _RHYTHMS:
        raise Invalid("Choose how the meeting repeats.", field="repeats")
    freq, interval = _RHYTHMS[repeats]
    local = plan.starts_at.astimezone(ZoneInfo(plan.zone))
    # A fifth Tuesday does not come every month, and is always the last one.
    count = (local.day - 1) // 7 + 1
    return Pattern(
        freq=freq,
        at=local.time().replace(tzinfo=None, fold=0),
        zone=plan.zone,
        starts_on=local.date(),
        interval=interval,
        weekdays=(local.weekday(),),
        nths=(count if count < 5 else -1,) if freq is Frequency.MONTHLY else (),
    )


@contextmanager
def refusals_beside(field: str) -> Iterator[None]:
    """Refusals of what a field says are shown beside it."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid(invalid.message, field=field) from None
