"""What a simulated year should bring, by plain rules.

The model knows nothing of the product's calendars, moments and windows. At each asking it looks at
the plain facts and says who should hear what now, given all that was said before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = 7 * DAY
HOLIDAYS = tuple(date(2026, 1, 1) + number * 11 * DAY for number in range(75))

Said = tuple[str, int, str, int]
"""Kind, meeting or task, which one of several, person."""
Span = tuple[Said, datetime, datetime]
"""What is to be said, from when, and until when it is of use."""


def wall(day: date, at: time, zone: str) -> datetime:
    """The moment of a wall time:
    the first of two, and by the offset of the night where it is skipped.
    """
    plain = datetime.combine(day, at)
    nights = (
        datetime.combine(day + ahead * DAY, time(0), tzinfo=ZoneInfo(zone)) for ahead in (0, 1)
    )
    moments = [(plain - (night.utcoffset() or timedelta())).replace(tzinfo=UTC) for night in nights]
    real = [
        moment
        for moment in moments
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == plain
    ]
    return min(real, default=moments[0])


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


@dataclass
class Meeting:
    """A meeting as the model knows it."""

    starts_at: datetime
    fresh: datetime
    is_on: bool = True
    answers: dict[int, str] = field(default_factory=dict)


@dataclass
class Task:
    """A task as the model knows it."""

    owner: int
    due_on: date
    fresh: datetime
    in_group: bool
    is_done: bool = False
    snoozed: tuple[int, date] | None = None


@dataclass(frozen=True)
class Choice:
    """When and how somebody wants to be reminded."""

    quiet: tuple[int, int] = (19, 7)
    days_off: frozenset[int] = frozenset((5, 6))
    pause: date = date.min
    digest: int | None = None
    """The hour of her personal digest, None for single messages."""
    muted: frozenset[str] = frozenset()


@dataclass
class Model:
    """The plain facts, and what was said."""

    zones: dict[int, str] = field(default_factory=dict)
    choices: dict[int, Choice] = field(default_factory=dict)
    joined: dict[int, datetime] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    """Whose accounts are deactivated."""
    chair: int = 0
    leads: tuple[int, ...] = (24, 1)
    nudges: int = 2
    task_days: tuple[str, ...] = ("before", "on", "overdue")
    tells_chairs: bool = True
    is_discharged: bool = False
    meetings: dict[int, Meeting] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    sent: set[Said] = field(default_factory=set)
    digests: set[tuple[int, date]] = field(default_factory=set)
    """Whose personal digest of which day has come."""

    def singles(self, now: datetime) -> dict[Said, bool]:
        """What single messages should come at this moment,
        and whether each says that it is late.
        """
        listeners = (who for who in self._here() if self._of(who).digest is None)
        spans = (
            span
            for who in listeners
            if self.is_awake(who, now)
            for span in self._spans(who, now, now)
        )
        wanted = ((reminder, begins) for reminder, begins, ends in spans if begins <= now < ends)
        return {
            reminder: self._could_have_come(reminder[3], begins, now)
            for reminder, begins in wanted
            if reminder not in self.sent
        }

    def personal(self, now: datetime) -> dict[tuple[int, date], set[Said]]:
        """What personal digests should come at this moment, and what stands in each."""
        found = {}
        for who in self._here():
            today = local(now, self.zones[who]).date()
            if (who, today) not in self.digests and self._is_digest_hour(who, today, now):
                following = self._next_digest(who, today)
                spans = self._spans(who, now, following - timedelta(microseconds=1))
                wanted = {
                    reminder
                    for reminder, begins, ends in spans
                    if begins < following and ends > now
                }
                if wanted - self.sent:
                    found[who, today] = wanted - self.sent
        return found

    def is_awake(self, who: int, at: datetime) -> bool:
        moment, (begins, ends) = local(at, self.zones[who]), self._of(who).quiet
        hour = moment.hour
        is_quiet = begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
        return not is_quiet and self._hears_on(moment.date(), who)

    def _here(self) -> list[int]:
        return [who for who in self.zones if who not in self.gone]

    def _of(self, who: int) -> Choice:
        return self.choices.get(who, Choice())

    def _could_have_come(self, who: int, since: datetime, now: datetime) -> bool:
        """Whether, more than half an hour ago,
        there was a moment at which it could have been said.
        """
        quarters = int((now - since) / (HOUR / 4)) + 1
        moments = (since + quarter * HOUR / 4 for quarter in range(max(quarters, 0)))
        return any(now - at > HOUR / 2 and self.is_awake(who, at) for at in moments)

    def _is_digest_hour(self, who: int, today: date, now: datetime) -> bool:
        hour = self._of(who).digest
        if hour is None or not self._hears_on(today, who):
            return False
        slot, night = (
            wall(*hour_of_day, self.zones[who])
            for hour_of_day in ((today, time(hour)), (today + DAY, time(0)))
        )
        return slot <= now < min(slot + 6 * HOUR, night)

    def _next_digest(self, who: int, today: date) -> datetime:
        days = (today + ahead * DAY for ahead in range(1, 60))
        day = next(day for day in days if self._hears_on(day, who))
        return wall(day, time(self._of(who).digest or 0), self.zones[who])

    def _spans(self, who: int, now: datetime, until: datetime) -> Iterator[Span]:
        """What concerns somebody; of a task only the latest that begins by ``until``."""
        muted = self._of(who).muted
        if who in self.joined and not self.is_discharged:
            for number, meeting in self.meetings.items():
                if meeting.is_on and meeting.starts_at > now:
                    yield from (
                        span
                        for span in self._of_meeting(number, meeting, who)
                        if span[0][0] not in muted
                    )
                    if who == self.chair and "partners" not in muted:
                        yield from self._of_partners(number, meeting, who)
                if meeting.is_on and who == self.chair and "record" not in muted:
                    over = meeting.starts_at + HOUR
                    yield ("record", number, "ended", who), over, over + 4 * DAY
        for number, task in self.tasks.items():
            if not task.is_done and not (task.in_group and self.is_discharged):
                span = self._of_task(number, task, who, until)
                yield from [span] if span and span[0][0] not in muted else []

    def _of_partners(self, number: int, meeting: Meeting, who: int) -> Iterator[Span]:
        """Pia has no Slack and never leaves: the chair tells her of each meeting on its day."""
        start = meeting.starts_at
        nine = self._nine(local(start, self.zones[who]).date(), who)
        begins = min(nine, start - 2 * HOUR)
        if meeting.fresh < begins:
            yield ("partners", number, f"{start:%Y%m%dT%H%MZ}", who), begins, start

    def _of_meeting(self, number: int, meeting: Meeting, who: int) -> Iterator[Span]:
        start, fresh = meeting.starts_at, max(meeting.fresh, self.joined[who])
        for hours, after in pairwise([*self.leads, 0]):
            begins = start - hours * HOUR
            is_short = fresh >= begins and start - fresh <= HOUR
            if meeting.answers.get(who) != "no" and not is_short:
                reminder = ("remind", number, f"{hours}@{start:%Y%m%d%H%M}", who)
                yield reminder, max(begins, fresh), start - after * HOUR
        last = max([0, *self.leads]) * HOUR
        stages = {
            2: (("1", 7 * DAY, 3 * DAY), ("2", 3 * DAY, last)),
            1: (("2", 3 * DAY, last),),
            0: (),
        }
        for which, before, after_that in stages[self.nudges]:
            # Where the first reminder comes as early, it asks by itself.
            if who not in meeting.answers and fresh <= start - before and before > after_that:
                yield ("nudge", number, which, who), start - before, start - after_that

    def _of_task(self, number: int, task: Task, who: int, until: datetime) -> Span | None:
        owner_left = task.in_group and task.owner in self.left
        if who == task.owner and not owner_left:
            return self._of_own_task(number, task, who, until)
        begins, ends = (self._nine(task.due_on + days * DAY, who) for days in (14, 28))
        if who == self.chair and task.in_group and who != task.owner and self.tells_chairs:
            return ("long", number, task.due_on.isoformat(), who), begins, ends
        return None

    def _of_own_task(self, number: int, task: Task, who: int, until: datetime) -> Span | None:
        days = self._days(task, local(until, self.zones[who]).date(), who)
        earliest = self._put_off_to(task, who)
        spoken = [(day, max(self._nine(day, who), earliest)) for day in days]
        come = [span for span in pairwise(spoken) if span[0][1] <= until]
        if not come or come[-1][0][1] < task.fresh:
            return None
        (day, begins), following = come[-1]
        chosen = self.task_days if task.in_group else ("overdue",)
        is_last = "overdue" not in chosen and following == spoken[-1]
        ends = following[1] if is_last else self._night_before(following[1], who)
        if ends <= begins:
            return None
        return ("due", number, day.isoformat(), who), begins, ends

    def _night_before(self, following: datetime, who: int) -> datetime:
        """The next reminder of a task is not to come in one morning with this one."""
        if self._of(who).digest is not None:
            return following
        quarters = (following + quarter * HOUR / 4 for quarter in range(60 * 24 * 4))
        opens_at = next((at for at in quarters if self.is_awake(who, at)), None)
        if opens_at is None:
            return following
        return min(
            following, wall(local(opens_at, self.zones[who]).date(), time(0), self.zones[who])
        )

    def _put_off_to(self, task: Task, who: int) -> datetime:
        """Who put a task off to a day hears of it in the digest of that day,
        and not in the one before.
        """
        if task.snoozed is None or task.snoozed[0] != who:
            return datetime.min.replace(tzinfo=UTC)
        until, hour = task.snoozed[1], self._of(who).digest
        if hour is None:
            return self._nine(until, who)
        days = (until + ahead * DAY for ahead in range(60))
        slots = (wall(day, time(hour), self.zones[who]) for day in days if self._hears_on(day, who))
        return max(self._nine(until, who), next(slots))

    def _days(self, task: Task, today: date, who: int) -> list[date]:
        """The days around ``today`` on which the owner is to hear of a task."""
        due = task.due_on
        before = next(
            day for day in (due - back * DAY for back in range(1, 8)) if self._works_on(day, who)
        )
        after = next(
            day for day in (due + ahead * DAY for ahead in range(1, 8)) if self._works_on(day, who)
        )
        weeks = max((today - after).days // 7, 0)
        chosen = self.task_days if task.in_group else ("before", "on", "overdue")
        days = {before} if "before" in chosen else set()
        days |= {due} if "on" in chosen and self._works_on(due, who) else set()
        snoozed = task.snoozed[1] if task.snoozed and task.snoozed[0] == who else None
        if "overdue" in chosen:
            days |= {after + week * WEEK for week in (*range(max(weeks - 2, 0), weeks + 6),)}
        if snoozed:
            days = {day for day in days if day > snoozed} | {snoozed}
        if "overdue" not in chosen:
            last = max(due, snoozed or due)
            ahead = (last + ahead * DAY for ahead in range(1, 8))
            days |= {next(day for day in ahead if self._works_on(day, who))} if days else set()
        return sorted(days)

    def _hears_on(self, day: date, who: int) -> bool:
        return self._works_on(day, who) and day >= self._of(who).pause

    def _works_on(self, day: date, who: int) -> bool:
        return day.weekday() not in self._of(who).days_off and day not in HOLIDAYS

    def _nine(self, day: date, who: int) -> datetime:
        return wall(day, time(9), self.zones[who])
