"""The one-line commands about meetings: a title, and a time that is read whole or not at all."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from models import Meeting
from models.meetings import MeetingForm
from services.dates import When, instant, marks, read_day, read_when
from services.dates.words import LONGEST_PHRASE, NUMBER, UnreadableDate, number, quoted
from services.errors import Invalid
from services.meetings.plans import USUAL_MINUTES, MeetingPlan, read_whole, refusals_beside
from services.recurrence import read_rhythm

_LINK = re.compile(r"(?<!\S)https?://[^\s\"<>]{3,490}")
# A rhythm with its bounds and exceptions takes some twenty words; longer endings are not tried, so
# that long messages stay cheap.
_MOST_TIME_WORDS = 24
# So many words of time that stand beside a run are tried with it, on each side.
_MOST_BESIDE = 5
# With these begins what stands behind a time: "tomorrow 2pm on Zoom".
_OPEN_ENDED = ("on", "at", "@", "-", "–", "—")
_LOOSE_TITLE_END = " ,;:–—-"


@dataclass(frozen=True)
class TypedMeeting:
    """A typed line: its title and place, and the plan where all its words of time were read.

    Without a plan, ``when`` has the words of time that stood in the line, and ``unread`` says what
    of them was not understood.
    """

    title: str
    place: str = ""
    plan: MeetingPlan | None = None
    when: str = ""
    unread: str = ""

    @property
    def form(self) -> MeetingForm:
        """What the form shows of it."""
        return MeetingForm(title=self.title, when=self.when, place=self.place)

    @property
    def note(self) -> str:
        """What stays in the title though it could be about time."""
        kept = marks.rhythms_named(self.title)
        if not kept or self.plan is None or self.plan.pattern:
            return ""
        return f"{quoted(kept[0])} stays in the title: this is one meeting."


def read_line(text: str, *, now: datetime, zone: str) -> TypedMeeting:
    """The title, and the plan if the line has a moment, several days or a rhythm; a link in it is
    the place.

    No word of time is passed over: where one is left that was not read, there is no plan.
    """
    text, place = _without_link(text)
    typed = _at_end(text, now, zone) or _within(text, now, zone)
    if typed.plan is None:
        return replace(typed, place=place)
    minutes = typed.plan.minutes or USUAL_MINUTES
    plan = replace(typed.plan, title=typed.title, place=place, minutes=minutes)
    return replace(typed, place=place, plan=plan)


def _without_link(text: str) -> tuple[str, str]:
    link = _LINK.search(text)
    if link is None:
        return text.strip(), ""
    return " ".join((text[: link.start()] + text[link.end() :]).split()), link[0]


def _at_end(text: str, now: datetime, zone: str) -> TypedMeeting | None:
    """The longest run of words at the end that reads as a time, unless more of it stands before."""
    for found in list(re.finditer(r"\S+", text))[-_MOST_TIME_WORDS:]:
        head, tail = text[: found.start()], text[found.start() :]
        if len(tail) > LONGEST_PHRASE or not marks.may_begin(found[0]):
            continue
        try:
            plan = read_whole(tail, now=now, zone=zone)
        except UnreadableDate:
            continue
        except Invalid as refusal:
            return TypedMeeting(_title(head), when=tail, unread=refusal.message)
        return _unless_more(head, tail, plan, now, zone)
    return None


def _unless_more(head: str, tail: str, plan: MeetingPlan, now: datetime, zone: str) -> TypedMeeting:
    start = marks.day_across(head + tail, len(head))
    start = marks.touching_end(head) if start is None else marks.touching_end(head[:start]) or start
    if start is not None:
        return _unread(head[:start], head[start:] + tail, now, zone)
    if slip := marks.misspelt(" ".join(head.split()[-2:])):
        at = head.rfind(slip.typed)
        before = marks.touching_end(head[:at])
        at = at if before is None else before
        return TypedMeeting(_title(head[:at]), when=_spelt(head[at:] + tail), unread=slip.question)
    if not marks.names_a_day(tail):
        if slip := marks.misspelt(head):
            return _asks_for(slip, head, tail)
        if often := marks.rhythms_named(head):
            start = head.rfind(often[0])
            return _unread(head[:start], head[start:] + tail, now, zone)
    return _whose_day(head, tail) or TypedMeeting(_title(head), plan=plan)


def _whose_day(rest: str, when: str) -> TypedMeeting | None:
    """The question whether a day elsewhere in the line is meant by a time that has none."""
    if marks.names_a_day(when) and not marks.is_from_now(when):
        return None
    days = marks.days_perhaps(rest)
    if not days:
        return None
    question = f"I cannot read whether {quoted(days[-1])} is the day of {quoted(when)}."
    return TypedMeeting(_title(rest), when=f"{days[-1]} {when}", unread=question)


def _within(text: str, now: datetime, zone: str) -> TypedMeeting:
    """A time that stands before the title or in its midst; else the title alone."""
    found = marks.run(text)
    if found is None:
        return TypedMeeting(text.strip())
    start, end = _longest(text, found, now, zone)
    head, when, tail = text[:start], text[start:end].strip(_LOOSE_TITLE_END), text[end:]
    title = _title(f"{head.rstrip(_LOOSE_TITLE_END)} {tail.strip(_LOOSE_TITLE_END)}")
    try:
        plan = read_whole(when, now=now, zone=zone)
    except Invalid as refusal:
        return TypedMeeting(title, when=_spelt(when), unread=refusal.message)
    rest = f"{head} {tail}"
    if slip := marks.misspelt(rest):
        return _asks_for(slip, rest, when)
    touches = marks.touching_end(head) is not None or marks.touching_start(tail) is not None
    if touches or marks.days_named(rest) or marks.rhythms_named(rest):
        return _unread("", text, now, zone)
    return _whose_day(rest, when) or TypedMeeting(title, plan=plan)


def _longest(text: str, run: tuple[int, int], now: datetime, zone: str) -> tuple[int, int]:
    """From where to where the longest time stands that takes in a run of words of time; the run
    where there is none.
    """
    words = [found.span() for found in re.finditer(r"\S+", text)]
    first = max(at for at, (start, _end) in enumerate(words) if start <= run[0])
    last = max(at for at, (start, _end) in enumerate(words) if start < run[1])
    before, behind = _belonging(text, words[:first][::-1]), _belonging(text, words[last + 1 :])
    stretches = [(first - a, last + b) for a in range(before + 1) for b in range(behind + 1)]
    for begins, ends in sorted(stretches, key=lambda stretch: stretch[0] - stretch[1]):
        start, end = words[begins][0], words[ends][1]
        if text[words[ends][0] : end].lower() in _OPEN_ENDED:
            continue
        try:
            read_whole(text[start:end].strip(_LOOSE_TITLE_END), now=now, zone=zone)
        except UnreadableDate:
            continue
        except Invalid:
            pass
        return start, end
    return words[first][0], words[last][1]


def _belonging(text: str, words: list[tuple[int, int]]) -> int:
    """How many of these words, from the first on, may belong to a time beside them."""
    near = [text[slice(*word)] for word in words[:_MOST_BESIDE]]
    return next((at for at, word in enumerate(near) if not marks.may_belong(word)), len(near))


def _asks_for(slip: marks.Misspelt, rest: str, when: str) -> TypedMeeting:
    """A word elsewhere in the line is probably the day of the time."""
    title = _title(rest.replace(slip.typed, "", 1))
    return TypedMeeting(title, when=f"{slip.meant} {when}", unread=slip.question)


def _unread(head: str, when: str, now: datetime, zone: str) -> TypedMeeting:
    """More words of time than can be read together."""
    unread = f"I cannot read all of {quoted(when)} as one time."
    try:
        read_whole(when, now=now, zone=zone)
    except Invalid as refusal:
        unread = refusal.message
    links = _LINKS.search(head)
    start = links.start() if links else len(head)
    return TypedMeeting(_title(head[:start]), when=_spelt(head[start:] + when), unread=unread)


_LINKS = re.compile(r"(?:(?<=\s)|^)(?:(?:on|at|from)(?: the)?|the)\s+$", re.IGNORECASE)


def _spelt(when: str) -> str:
    """The words with the first slip mended, for the eye to check in the form."""
    slip = marks.misspelt(when)
    return when.replace(slip.typed, slip.meant, 1) if slip else when


def _title(head: str) -> str:
    return " ".join(head.split()).strip(_LOOSE_TITLE_END)


_SHIFT = re.compile(
    rf"(?:by )?(?P<count>{NUMBER}|half an) ?(?P<unit>minute|min|hour|day|week|fortnight|month)s?"
    r" (?P<way>later|earlier)",
    re.ASCII | re.IGNORECASE,
)


def split_move(text: str, *, now: datetime, zone: str) -> tuple[str, str]:
    """The words before a new time, and the new time's own: "Norms to Friday" is ("Norms to",
    "Friday").
    """

    def reads(words: str) -> bool:
        return bool(_SHIFT.fullmatch(words)) or _reads(words, now, zone)

    for found in list(re.finditer(r"\S+", text))[-_MOST_TIME_WORDS:]:
        tail = text[found.start() :]
        if len(tail) <= LONGEST_PHRASE and reads(tail):
            start = marks.touching_end(_TO.sub("", text[: found.start()]))
            cut = found.start() if start is None else start
            return _title(text[:cut]), text[cut:].strip()
    run = marks.run(text)
    return (_title(text), "") if run is None else (_title(text[: run[0]]), text[run[0] :].strip())


_TO = re.compile(r"\b(?:to|until)\s*$", re.IGNORECASE)


def _reads(words: str, now: datetime, zone: str) -> bool:
    readers: tuple[Callable[..., object], ...] = (read_when, read_day, read_rhythm)
    for read in readers:
        try:
            read(words, now=now, zone=zone)
        except UnreadableDate:
            continue
        except Invalid:
            return True
        return True
    return False


def read_move(meeting: Meeting, when: str, place: str, *, now: datetime, zone: str) -> MeetingPlan:
    """A meeting's new time and place. A day alone keeps the hour, an hour alone the day.

    Its length stays unless another one is typed with the time.
    """
    with refusals_beside("when"):
        moment = _new_moment(meeting, when, now=now, zone=zone)
    minutes = moment.minutes or meeting.minutes
    return MeetingPlan(
        meeting.title, moment.starts_at, moment.zone, minutes, " ".join(place.split())
    )


def _new_moment(meeting: Meeting, text: str, *, now: datetime, zone: str) -> When:
    if shift := _SHIFT.fullmatch(" ".join(text.split())):
        return _still_ahead(_shifted(meeting, shift), text, now)
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
    try:
        if text.strip() and not marks.names_a_day(text):
            return read_when(f"{local.date().isoformat()} {text}", now=now, zone=zone)
        return read_when(text, now=now, zone=zone)
    except UnreadableDate as unreadable:
        day = _day_alone(text, unreadable, now=now, zone=zone)
    moved = When(instant(day, local.time(), meeting.zone), meeting.zone)
    return _still_ahead(moved, text, now)


def _day_alone(text: str, unreadable: UnreadableDate, *, now: datetime, zone: str) -> date:
    try:
        return read_day(text, now=now, zone=zone)
    except UnreadableDate:
        pass
    if slip := marks.misspelt(text):
        raise UnreadableDate(slip.question) from None
    try:
        read_rhythm(text, now=now, zone=zone)
    except Invalid:
        raise unreadable from None
    raise Invalid(
        "I can move one meeting here, and that is a series. Type one day and time; for another"
        " rhythm, cancel the series and schedule a new one."
    ) from None


def _shifted(meeting: Meeting, shift: re.Match[str]) -> When:
    way = 1 if shift["way"].lower() == "later" else -1
    unit, word = shift["unit"].lower(), shift["count"].lower()
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None)
    if unit in ("minute", "min", "hour"):
        minutes = 30 if word == "half an" else number(word) * (60 if unit == "hour" else 1)
        return When(meeting.starts_at + way * timedelta(minutes=min(minutes, 10**6)), meeting.zone)
    count = min(number(word), 1000) * (2 if unit == "fortnight" else 1)
    unit = "week" if unit == "fortnight" else unit
    moved = local + relativedelta(**{f"{unit}s": way * count})  # type: ignore[arg-type]
    return When(instant(moved.date(), moved.time(), meeting.zone), meeting.zone)


def _still_ahead(when: When, text: str, now: datetime) -> When:
    if when.starts_at <= now:
        raise Invalid(f"{quoted(text)} has passed. Type a later moment, such as “Friday 10am”.")
    return when
