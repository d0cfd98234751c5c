"""The words by which somebody asks for times: in which days, in which hours, and how long."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.polls import PollKind
from services import academic_terms
from services.dates import marks, read_day, read_length
from services.dates.clocks import CLOCK, END_OF_DAY, read_clock, settled
from services.dates.lengths import WITH_UNIT
from services.dates.words import (
    LONGEST_PHRASE,
    NUMBER,
    WEEKDAY,
    WEEKDAYS,
    number,
    quoted,
)
from services.errors import Invalid

EXAMPLES = (
    "“next week mornings”, “Dec 7 to Dec 18, Tuesdays and Thursdays” or “weekday afternoons this"
    " semester”"
)
ALL_DAY = (time(9), time(17))
PARTS = {
    "morning": (time(9), time(12)),
    "afternoon": (time(13), time(17)),
    "evening": (time(17), time(20)),
}
_MOST_WORDS = 8
_MOST_WEEKS = 6
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
_NAMES = rf"(?:{WEEKDAY})s?"
_LENGTH = re.compile(rf"(?:for )?(?P<length>{WITH_UNIT})")
_PART = re.compile(
    r"(?:in the )?(?:(?P<part>morning|afternoon|evening)s?|(?:all|any) day|any ?time|working hours)"
)
_AT = re.compile(rf"(?:daily |each day |every day )?(?P<at>at |@ ?)?(?P<clock>{CLOCK})")
_BETWEEN_DAYS = r"(?:,? (?:and |or |& )?|, ?|/)"
_LISTED = re.compile(
    r"(?:on )?(?:which )?"
    rf"(?:(?P<every>weekdays?)|(?P<days>(?:{_NAMES}{_BETWEEN_DAYS})*{_NAMES}))"
)
_WEEKS = re.compile(rf"(?:in |within )?(?:the )?(?:next|coming) (?P<count>{NUMBER}) weeks")
_RELATIVE = re.compile(r"(?:in )?(?:the )?(?P<which>this|next|coming) (?P<unit>week|month)")
_TERM = re.compile(r"(?:in )?(?:the )?(?P<which>this|next|coming) (?:semester|term)")
_VAGUE = re.compile(r"\b(?:some ?time|around|roughly)$", re.IGNORECASE)
_WEEK_OF = re.compile(r"(?:in )?(?:the )?week of (?P<day>.+)")
_STRETCH = re.compile(
    r"(?:from |between )?(?P<first>.+?) ?(?: to | until | through | and |-|–) ?(?P<last>.+)"
)
_LOOSE = " ,;:–—-"


@dataclass(frozen=True)
class SlotWish:
    """In which days and hours times are looked for: days of the asker's zone, both included."""

    first: date
    last: date
    kind: PollKind = PollKind.DATES
    weekdays: tuple[int, ...] = _MONDAY_TO_FRIDAY
    between: tuple[time, time] = ALL_DAY
    at: time | None = None
    """The only hour at which a meeting may begin, where such a one was asked for."""


@dataclass(frozen=True)
class TypedPoll:
    """A typed line: its title, its words of time, and what they were read as.

    Without a wish, ``unread`` says what was not understood; empty where there were no such words.
    """

    title: str
    when: str = ""
    minutes: int | None = None
    wish: SlotWish | None = None
    unread: str = ""


@dataclass(frozen=True)
class _Found:
    """What some words said so far, each at most once."""

    span: tuple[date, date] | None = None
    is_term: bool = False
    weekdays: tuple[int, ...] = ()
    between: tuple[time, time] | None = None
    at: time | None = None
    minutes: int | None = None


def read_line(text: str, *, now: datetime, zone: str, term_days: str) -> TypedPoll:
    """A title and, at the end of the line or at its beginning, words of time. No word of time is
    passed over: where there is one left in the title, nothing is read.
    """
    words = text.split()
    found, cut = _Found(), len(words)
    today = now.astimezone(ZoneInfo(zone)).date()
    read = _reader(now, zone, today, term_days)
    while (step := _last(words[:cut], found, read)) is not None:
        cut, found = step
    title, when = " ".join(words[:cut]).strip(_LOOSE), " ".join(words[cut:])
    if found == _Found():
        return _untimed(text, title)
    if (start := _unread_from(title, found)) is not None:
        return TypedPoll(
            title[:start].strip(_LOOSE),
            " ".join((title[start:], when)),
            found.minutes,
            unread=f"I cannot read all of {quoted(text)} as days and hours. Try {EXAMPLES}.",
        )
    if found == _Found(minutes=found.minutes):
        return TypedPoll(title, "", found.minutes)
    return TypedPoll(title, when, found.minutes, _wish(found, today))


def _unread_from(title: str, found: _Found) -> int | None:
    """From where on a title has words about time; one that makes an hour vague is such a word."""
    if (run := marks.run(title)) is not None:
        return run[0]
    vague = _VAGUE.search(title) if found.at else None
    return vague.start() if vague else None


def read_wish(
    text: str, *, now: datetime, zone: str, term_days: str
) -> tuple[SlotWish, int | None]:
    """What words of time alone ask for, and a length among them. Raises ``Invalid``."""
    typed = read_line(text, now=now, zone=zone, term_days=term_days)
    if typed.wish is None or typed.title:
        raise Invalid(
            f"I cannot read {quoted(text)} as days and hours. Try {EXAMPLES}.", field="when"
        )
    return typed.wish, typed.minutes


def read_span(text: str, *, now: datetime, zone: str, term_days: str) -> tuple[date, date]:
    """The first and the last day that words of time name. Raises ``Invalid``."""
    wish, _minutes = read_wish(text, now=now, zone=zone, term_days=term_days)
    return wish.first, wish.last


_Reader = Callable[[str, _Found], _Found | None]


def _last(words: list[str], found: _Found, read: _Reader) -> tuple[int, _Found] | None:
    """The longest run of words at the end that says more, and from where on it stands."""
    for start in range(max(0, len(words) - _MOST_WORDS), len(words)):
        run = " ".join(words[start:]).strip(_LOOSE).lower()
        if run and len(run) <= LONGEST_PHRASE and (more := read(run, found)) is not None:
            return start, more
    return None


def _reader(now: datetime, zone: str, today: date, term_days: str) -> _Reader:
    def day(text: str) -> date | None:
        try:
            return read_day(text.strip(_LOOSE), now=now, zone=zone)
        except Invalid:
            return None

    def read(run: str, found: _Found) -> _Found | None:
        if found.minutes is None and (caught := _LENGTH.fullmatch(run)):
            return replace(found, minutes=read_length(caught["length"]))
        if found.between is None and found.at is None and (caught := _PART.fullmatch(run)):
            return replace(found, between=PARTS.get(caught["part"] or "", ALL_DAY))
        if found.at is None and found.between is None and (at := _clock(run)) is not None:
            return replace(found, at=at)
        if not found.weekdays and (caught := _LISTED.fullmatch(run)) and _is_listed(run, found):
            return replace(found, weekdays=_days_of(caught))
        if found.span is not None:
            return None
        if term := _TERM.fullmatch(run):
            return replace(found, span=_term(term["which"], today, term_days), is_term=True)
        span = _span(run, today, day)
        return replace(found, span=span) if span else None

    return read


def _clock(run: str) -> time | None:
    """A time of day at which each meeting begins; a bare number is one behind “at” alone."""
    caught = _AT.fullmatch(run)
    if caught is None or (caught["clock"].isdigit() and not caught["at"]):
        return None
    minutes = settled(read_clock(caught["clock"]), None)
    return time(*divmod(minutes, 60)) if minutes < END_OF_DAY else None


def _is_listed(run: str, found: _Found) -> bool:
    """Whether weekdays are meant as such: a single one may be a day of its own."""
    return (
        found.span is not None or run.endswith("s") or " " in run.removeprefix("on ") or "/" in run
    )


def _days_of(caught: re.Match[str]) -> tuple[int, ...]:
    if caught["every"]:
        return _MONDAY_TO_FRIDAY
    names = re.findall(WEEKDAY, caught["days"])
    return tuple(sorted({WEEKDAYS[name] for name in names}))


def _span(run: str, today: date, day: Callable[[str], date | None]) -> tuple[date, date] | None:
    if caught := _WEEKS.fullmatch(run):
        count = min(number(caught["count"]), _MOST_WEEKS)
        return today + _DAY, today + count * _WEEK
    if caught := _RELATIVE.fullmatch(run):
        return _relative(caught["which"] != "this", caught["unit"], today)
    if caught := _WEEK_OF.fullmatch(run):
        around = day(caught["day"])
        return _week(around) if around else None
    if single := day(run):
        return single, single
    if caught := _STRETCH.fullmatch(run):
        first, last = day(caught["first"]), day(caught["last"])
        return (first, last) if first and last and first <= last else None
    return None


def _relative(is_next: bool, unit: str, today: date) -> tuple[date, date]:
    if unit == "week":
        return _week(today + _WEEK) if is_next else (today, _week(today)[1])
    first = today.replace(day=1)
    following = (first + 31 * _DAY).replace(day=1)
    if not is_next:
        return today, following - _DAY
    return following, (following + 31 * _DAY).replace(day=1) - _DAY


def _week(around: date) -> tuple[date, date]:
    monday = around - around.weekday() * _DAY
    return monday, monday + 6 * _DAY


def _term(which: str, today: date, term_days: str) -> tuple[date, date]:
    """What is left of this term, or the whole of the coming one. Between two terms both are the
    coming one.
    """
    spans = academic_terms.terms_from(term_days, today)
    if which != "this":
        return next(span for span in spans if span[0] > today)
    first, last = spans[0]
    return max(first, today + _DAY), last


def _wish(found: _Found, today: date) -> SlotWish:
    first, last = found.span or (today + _DAY, today + 2 * _WEEK)
    kind = PollKind.WEEKDAYS if found.is_term else PollKind.DATES
    weekdays = found.weekdays or ((first.weekday(),) if first == last else _MONDAY_TO_FRIDAY)
    return SlotWish(first, last, kind, weekdays, found.between or ALL_DAY, found.at)


def _untimed(text: str, title: str) -> TypedPoll:
    run = marks.run(text)
    if run is None:
        return TypedPoll(title)
    unread = f"I cannot read {quoted(text[run[0] :])} as days and hours. Try {EXAMPLES}."
    return TypedPoll(text[: run[0]].strip(_LOOSE), text[run[0] :], unread=unread)
