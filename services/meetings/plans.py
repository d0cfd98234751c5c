"""What a meeting is to be: read from a line or a form, and said back before it is saved."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models import Meeting
from models.meetings import ONCE, MeetingForm, MeetingReading
from services.dates import When, echo, read_length, read_when, split_when
from services.dates.words import UnreadableDate
from services.errors import Invalid
from services.recurrence import Frequency, Pattern, describe, occurrences, read_pattern

USUAL_MINUTES = 60
SHOWN_AHEAD = 4
_DAY = timedelta(days=1)


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


def read_line(text: str, *, now: datetime, zone: str) -> tuple[str, MeetingPlan | None]:
    """The title, and the plan if the line ends in a moment or a rhythm; a link in the line is the
    place.

    Raises ``Invalid`` for a moment that is impossible or has passed.
    """
    text, place = _without_link(text)
    title, plan = _ending_in_rhythm(text, now=now, zone=zone) or _ending_in_moment(
        text, now=now, zone=zone
    )
    if plan is None:
        return title, None
    return title, replace(plan, title=title, place=place, minutes=plan.minutes or USUAL_MINUTES)


def read_form(typed: MeetingForm, *, now: datetime, zone: str) -> MeetingPlan:
    """The plan that a form describes. Raises ``Invalid`` with the field at fault."""
    with _refusals_beside("when"):
        plan = _read_when_or_rhythm(typed.when, now=now, zone=zone)
    with _refusals_beside("length"):
        plan = replace(plan, minutes=_length(typed.length, plan.minutes))
    plan = replace(plan, title=" ".join(typed.title.split()), place=" ".join(typed.place.split()))
    return plan if typed.repeats == ONCE and typed.until is None else _repeating(plan, typed)


def read_move(meeting: Meeting, when: str, place: str, *, now: datetime, zone: str) -> MeetingPlan:
    """A meeting's new time and place;
    its length stays unless another one is typed with the time.
    """
    with _refusals_beside("when"):
        moment = read_when(when, now=now, zone=zone)
    minutes = moment.minutes or meeting.minutes
    return MeetingPlan(
        meeting.title, moment.starts_at, moment.zone, minutes, " ".join(place.split())
    )


def plan_of(meeting: Meeting) -> MeetingPlan:
    """A saved meeting as a plan, to be said in the same words."""
    return MeetingPlan(
        meeting.title, meeting.starts_at, meeting.zone, meeting.minutes, meeting.place
    )


def reading_of(plan: MeetingPlan, *, zone: str) -> MeetingReading:
    """How the plan was read, for the eye to check; ``zone`` is the reader's own."""
    starts = _first(plan.pattern, SHOWN_AHEAD) if plan.pattern else [plan.starts_at]
    return MeetingReading(
        plan.title,
        plan.place,
        plan.minutes,
        tuple(echo(When(start, plan.zone, plan.minutes)) for start in starts),
        echo(When(plan.starts_at, zone, plan.minutes)) if plan.zone != zone else "",
        plan.repeats,
    )


def as_typed(plan: MeetingPlan) -> MeetingForm:
    """What to type into the form to get this very plan."""
    typed = MeetingForm(plan.title, "", f"{plan.minutes} min", plan.place)
    pattern = plan.pattern
    if pattern is None:
        return replace(typed, when=echo(When(plan.starts_at, plan.zone)))
    words, zone = describe(replace(pattern, until=None)).rsplit(" at ", 1)[0], pattern.zone
    clock = f"{pattern.at.hour}:{pattern.at.minute:02}"
    start = f"starting {pattern.starts_on.isoformat()}"
    return replace(typed, when=f"{words} at {clock.zfill(5)} {zone} {start}", until=pattern.until)


def check(plan: MeetingPlan, *, now: datetime) -> None:
    """Raises ``Invalid``, with the field at fault, for a plan that cannot be kept."""
    check_place(plan.place)
    if not plan.title or len(plan.title) > 200:
        raise Invalid("Give the meeting a title of at most 200 characters.", field="title")
    check_length(plan.minutes)
    if plan.starts_at <= now:
        raise Invalid(f"{plan.reading} has passed. Choose a later moment.", field="when")


def check_length(minutes: int) -> None:
    """Raises ``Invalid`` for a meeting that is too short or too long."""
    if not 5 <= minutes <= 720:
        raise Invalid("A meeting lasts from 5 minutes to 12 hours.", field="length")


def check_place(place: str) -> None:
    """Raises ``Invalid`` for a place that is too long to keep."""
    if len(place) > 500:
        raise Invalid("Say where in at most 500 characters.", field="place")


_LINK = re.compile(r"(?<!\S)https?://[^\s\"<>]{3,490}")
_LENGTH_AT_END = re.compile(r"\s+for\s+(?P<length>\S+(?:\s+\S+){0,4})$", re.IGNORECASE)
_RHYTHM_AT_END = re.compile(
    r"\b(?:every|each|weekly|biweekly|fortnightly|monthly|quarterly)"
    r"(?:\s+(?:other|week|month|quarter|first|second|third|fourth|last|\d+(?:st|nd|rd|th)?|weeks|months))*"
    r"(?:\s+on)?(?:\s+the)?$",
    re.IGNORECASE,
)
_MOST_WORDS = 16
_NO_LENGTH = 0
_RHYTHMS = {
    "weekly": (Frequency.WEEKLY, 1),
    "every two weeks": (Frequency.WEEKLY, 2),
    "monthly": (Frequency.MONTHLY, 1),
}


def _without_link(text: str) -> tuple[str, str]:
    link = _LINK.search(text)
    if link is None:
        return text.strip(), ""
    return " ".join((text[: link.start()] + text[link.end() :]).split()), link[0]


def _ending_in_rhythm(text: str, *, now: datetime, zone: str) -> tuple[str, MeetingPlan] | None:
    for found in list(re.finditer(r"\S+", text))[-_MOST_WORDS:]:
        if len(text) - found.start() > 200:
            continue
        try:
            plan = _read_rhythm(text[found.start() :], now=now, zone=zone)
        except UnreadableDate:
            continue
        return text[: found.start()].rstrip(" ,;:–—-"), plan
    return None


def _ending_in_moment(text: str, *, now: datetime, zone: str) -> tuple[str, MeetingPlan | None]:
    title, when = split_when(text, now=now, zone=zone)
    if when is None:
        return title, None
    if _RHYTHM_AT_END.search(title):
        # "Norms every Tuesday 2-3pm" must not become one meeting called "Norms every".
        raise Invalid(
            "I cannot read how often that is. Try “every Tuesday 10am for 45 min” or "
            "“monthly on the second Tuesday at 2pm”."
        )
    return title, _once(when)


def _read_when_or_rhythm(text: str, *, now: datetime, zone: str) -> MeetingPlan:
    try:
        return _once(read_when(text, now=now, zone=zone))
    except UnreadableDate as unreadable:
        try:
            return _read_rhythm(text, now=now, zone=zone)
        except UnreadableDate:
            raise unreadable from None


def _once(when: When) -> MeetingPlan:
    return MeetingPlan("", when.starts_at, when.zone, when.minutes or _NO_LENGTH)


def _read_rhythm(text: str, *, now: datetime, zone: str) -> MeetingPlan:
    minutes = _NO_LENGTH
    if typed := _LENGTH_AT_END.search(text):
        minutes, text = read_length(typed["length"]), text[: typed.start()]
    pattern = read_pattern(text, now=now, zone=zone)
    return _as_series(pattern, MeetingPlan("", now, pattern.zone, minutes))


def _as_series(pattern: Pattern, plan: MeetingPlan) -> MeetingPlan:
    """The plan as a series. Its first meeting is the one that the pattern gives, to the minute."""
    return replace(plan, starts_at=_first(pattern, 1)[0], zone=pattern.zone, pattern=pattern)


def _first(pattern: Pattern, count: int) -> list[datetime]:
    """The first moments of a series, fewer where it ends before."""
    step = timedelta(days=31 if pattern.freq is Frequency.MONTHLY else 7) * pattern.interval
    start = pattern.starts_on
    ahead = occurrences(pattern, after=start - _DAY, until=start + step * count)
    return [moment for _, moment in ahead[:count]]


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
    return _as_series(replace(pattern, until=typed.until or pattern.until), plan)


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
        weekday=local.weekday(),
        nth=(count if count < 5 else -1) if freq is Frequency.MONTHLY else None,
    )


@contextmanager
def _refusals_beside(field: str) -> Iterator[None]:
    """Refusals of what a field says are shown beside it."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid(invalid.message, field=field) from None
