"""A simulated year: whatever people do, and however long the bot is down, each hears what she should, once.

The model beside it knows nothing of the product's calendars and moments. At each asking it looks at the plain
facts and says who should hear what now, given all that was said before.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import Session, select

from models import Group, Meeting, Membership, OutboxMessage, OutboxState, Person, RsvpAnswer, Task, metadata
from models.database import connect, disconnect, unit_of_work
from scheduler import reminders as queue
from services import access, groups, meetings, preferences, reminders, tasks
from services.reminders import Due, Kind
from tests.factories import cast

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe")
STARTS = (datetime(2026, 2, 20, 12, tzinfo=UTC), datetime(2026, 10, 10, 12, tzinfo=UTC))
"""Some weeks before each of the two clock changes."""
HOLIDAYS = tuple(date(2026, 1, 1) + number * 11 * DAY for number in range(60))
SETTINGS = settings(
    max_examples=8,
    stateful_step_count=40, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
)  # fmt: skip
"""Each example is a history of some months; a planted bug has eight of them in which to be caught."""
YEARS = settings(SETTINGS, max_examples=int(os.environ.get("CONVENE_YEARS", "2")))
"""CONVENE_YEARS=200 tells many more."""
WHAT = ("done", "later", "passed on", "put off")

Said = tuple[str, int, str, int]
"""Kind, meeting or task, which one of several, person."""


@dataclass
class M:
    """A meeting as the model knows it."""

    starts_at: datetime
    fresh: datetime
    is_on: bool = True
    answers: dict[int, str] = field(default_factory=dict)


@dataclass
class T:
    """A task as the model knows it."""

    owner: int
    due_on: date
    fresh: datetime
    in_group: bool
    is_done: bool = False
    snoozed: tuple[int, date] | None = None


@dataclass
class Model:
    """The plain facts, and what was said."""

    zones: dict[int, str] = field(default_factory=dict)
    joined: dict[int, datetime] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    chair: int = 0
    meetings: dict[int, M] = field(default_factory=dict)
    tasks: dict[int, T] = field(default_factory=dict)
    said: set[Said] = field(default_factory=set)

    def expected(self, now: datetime) -> set[Said]:
        """Who should hear what at this moment."""
        awake = [who for who in self.zones if self.is_awake(who, now)]
        found = {said for who in awake for said in self._for(who, now)}
        return found - self.said

    def is_awake(self, who: int, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.zones[who]))
        return 7 <= local.hour < 19 and self._works_on(local.date())

    def could_have_come(self, who: int, since: datetime, now: datetime) -> bool:
        """Whether, more than half an hour ago, there was a moment at which it could have been said."""
        quarters = int((now - since) / (HOUR / 4)) + 1
        moments = [since + quarter * HOUR / 4 for quarter in range(max(quarters, 0))]
        return any(self.is_awake(who, at) and now - at > HOUR / 2 for at in moments)

    def first_moment(self, said: Said) -> datetime:
        """From when on it could have been said, as far as the thing itself goes."""
        kind, thing, which, who = said
        if kind in ("remind", "nudge"):
            one = self.meetings[thing]
            hours = {"24": 24, "1": 1, "first": 168, "second": 72}[which.split("@")[0]]
            joined = self.joined[who]
            return max(one.starts_at - hours * HOUR, one.fresh, joined)
        day = date.fromisoformat(which) + (14 * DAY if kind == "long" else timedelta())
        return self._nine(day, who)

    def _for(self, who: int, now: datetime) -> set[Said]:
        found: set[Said] = set()
        for number, one in self.meetings.items():
            if one.is_on and one.starts_at > now and who in self.joined:
                found |= self._of_meeting(number, one, who, now)
        for number, task in self.tasks.items():
            if not task.is_done:
                found |= self._of_task(number, task, who, now)
        return found

    def _of_meeting(self, number: int, one: M, who: int, now: datetime) -> set[Said]:
        found: set[Said] = set()
        left, fresh = one.starts_at - now, max(one.fresh, self.joined[who])
        stage = 1 if left <= HOUR else 24 if left <= DAY else 0
        is_short = fresh >= one.starts_at - stage * HOUR and one.starts_at - fresh <= HOUR
        if stage and one.answers.get(who) != "no" and not is_short:
            found.add(("remind", number, f"{stage}@{one.starts_at:%Y%m%d%H%M}", who))
        which = "second" if DAY < left <= 3 * DAY else "first" if 3 * DAY < left <= 7 * DAY else ""
        asked_at = one.starts_at - (3 if which == "second" else 7) * DAY
        if which and who not in one.answers and fresh <= asked_at:
            found.add(("nudge", number, which, who))
        return found

    def _of_task(self, number: int, task: T, who: int, now: datetime) -> set[Said]:
        local = now.astimezone(ZoneInfo(self.zones[who]))
        today = local.date() if local.time() >= time(9) else local.date() - DAY
        owner_left = task.in_group and task.owner in self.left
        if who == task.owner and not owner_left and (day := self._spoken_on(task, today, who)):
            return {("due", number, day.isoformat(), who)}
        is_long = task.due_on + 14 * DAY <= today < task.due_on + 28 * DAY
        if who == self.chair and task.in_group and is_long and who != task.owner:
            return {("long", number, task.due_on.isoformat(), who)}
        return set()

    def _spoken_on(self, task: T, today: date, who: int) -> date | None:
        """The latest day up to today on which the owner was to hear of it."""
        due = task.due_on
        before = next(day for day in (due - back * DAY for back in range(1, 8)) if self._works_on(day))
        after = next(day for day in (due + ahead * DAY for ahead in range(1, 8)) if self._works_on(day))
        days = {before, *([due] if self._works_on(due) else [])}
        days |= {after + week * 7 * DAY for week in range(60)}
        if task.snoozed and task.snoozed[0] == who:
            days = {day for day in days if day > task.snoozed[1]} | {task.snoozed[1]}
        past = [day for day in days if day <= today]
        return max(past) if past and self._nine(max(past), who) >= task.fresh else None

    def _works_on(self, day: date) -> bool:
        return day.weekday() < 5 and day not in HOLIDAYS

    def _nine(self, day: date, who: int) -> datetime:
        return datetime.combine(day, time(9), tzinfo=ZoneInfo(self.zones[who])).astimezone(UTC)


class Year(RuleBasedStateMachine):
    """What can happen in a year, told to the product and to the model."""

    kinds: Sequence[Kind] = reminders.KINDS

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: datetime) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="convene-year-")
        metadata.create_all(connect(f"sqlite:///{Path(self.folder.name) / 'year.db'}"))
        self.now, self.model, self.end = start, Model(), start + 365 * DAY
        with unit_of_work() as session:
            people = cast(session)
            text = "\n".join(day.isoformat() for day in HOLIDAYS)
            preferences.set_holidays(session, text, None, by=people.dag, today=HOLIDAYS[0], now=start)
            for membership in session.exec(select(Membership)):
                membership.since = start
        who = (people.ann, people.ben, people.cleo, people.gil)
        self.ids = [person.id for person in who]
        self.model.zones = {person.id: person.zone for person in who}
        self.model.joined = {person.id: start for person in who if person is not people.cleo}
        self.model.chair, self.group = people.ann.id, people.metadata.id
        for number in range(4):
            self.a_meeting_is_set(hours=90 + 170 * number, half=False)
            self.a_task_is_set(person=number, days=6 * number, in_group=number < 3)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            disconnect()
            self.folder.cleanup()

    @rule(days=st.integers(4, 12), step=st.sampled_from([3, 4, 5, 7]))
    def time_goes_by(self, days: int, step: int) -> None:
        self._until(self.now + days * DAY, step * HOUR)

    @rule()
    def two_days_go_by_slowly(self) -> None:
        self._until(self.now + 2 * DAY, HOUR)

    @rule()
    def a_month_goes_by(self) -> None:
        self._until(self.now + 30 * DAY, 5 * HOUR)

    @rule(hours=st.integers(1, 200))
    def the_bot_is_down(self, hours: int) -> None:
        self.now += hours * HOUR
        self._ask()

    @rule(hours=st.integers(1, 400), half=st.booleans())
    def a_meeting_is_set(self, hours: int, half: bool) -> None:
        starts_at = self.now + hours * HOUR + (HOUR / 2 if half else timedelta())
        with unit_of_work() as session:
            row = Meeting(
                group_id=self.group, title=f"Meeting {len(self.model.meetings)}", starts_at=starts_at,
                zone="America/New_York", created_at=self.now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            self.model.meetings[row.id] = M(starts_at, self.now)

    @rule(pick=st.integers(0), hours=st.integers(1, 300))
    def a_meeting_is_moved(self, pick: int, hours: int) -> None:
        ahead = self._ahead()
        if not ahead:
            return
        number = ahead[pick % len(ahead)]
        one, starts_at = self.model.meetings[number], self.now + hours * HOUR
        if starts_at == one.starts_at:
            return
        with unit_of_work() as session:
            row, by = session.get_one(Meeting, number), session.get_one(Person, self.model.chair)
            meetings.move(
                session, row, starts_at=starts_at, zone=row.zone, minutes=60, place="",
                sequence=row.sequence, by=by, now=self.now,
            )  # fmt: skip
        if abs(starts_at - one.starts_at) > HOUR / 2:
            one.answers = {who: answer for who, answer in one.answers.items() if answer == "no"}
        one.starts_at, one.fresh = starts_at, self.now

    @rule(pick=st.integers(0))
    def a_meeting_is_cancelled(self, pick: int) -> None:
        ahead = self._ahead()
        if not ahead:
            return
        number = ahead[pick % len(ahead)]
        with unit_of_work() as session:
            row, by = session.get_one(Meeting, number), session.get_one(Person, self.model.chair)
            meetings.cancel(session, row, sequence=row.sequence, by=by, now=self.now)
        self.model.meetings[number].is_on = False

    @rule(pick=st.integers(0), person=st.integers(0), answer=st.sampled_from(["yes", "no", "maybe"]))
    def somebody_answers(self, pick: int, person: int, answer: str) -> None:
        ahead, members = self._ahead(), sorted(self.model.joined)
        if not ahead:
            return
        number, who = ahead[pick % len(ahead)], members[person % len(members)]
        with unit_of_work() as session:
            by = access.standing(session, session.get_one(Person, who))
            row = session.get_one(Meeting, number)
            meetings.record_rsvp(session, row, RsvpAnswer(answer), by=by, now=self.now)
        self.model.meetings[number].answers[who] = answer

    @rule(person=st.integers(0, 3))
    def somebody_joins_or_leaves(self, person: int) -> None:
        who = self.ids[person]
        if who == self.model.chair:
            return
        with unit_of_work() as session:
            group, row = session.get_one(Group, self.group), session.get_one(Person, who)
            if who in self.model.joined:
                groups.leave(session, group, row, now=self.now)
                del self.model.joined[who]
                self.model.left.add(who)
            else:
                groups.add(session, group, [row], by=session.get_one(Person, self.ids[0]), now=self.now)
                self.model.joined[who] = self.now
                self.model.left.discard(who)

    @rule(person=st.integers(0, 3), zone=st.sampled_from(ZONES))
    def somebody_travels(self, person: int, zone: str) -> None:
        with unit_of_work() as session:
            session.get_one(Person, self.ids[person]).zone = zone
        self.model.zones[self.ids[person]] = zone

    @rule(zone=st.sampled_from(ZONES))
    def the_group_changes_its_zone(self, zone: str) -> None:
        with unit_of_work() as session:
            session.get_one(Group, self.group).zone = zone

    @rule(person=st.integers(0, 3), days=st.integers(0, 30), in_group=st.booleans())
    def a_task_is_set(self, person: int, days: int, in_group: bool) -> None:
        owner, due_on = self.ids[person], self.now.date() + days * DAY
        with unit_of_work() as session:
            row = Task(
                title="A task", owner_id=owner, due_on=due_on, created_at=self.now,
                group_id=self.group if in_group else None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            self.model.tasks[row.id] = T(owner, due_on, self.now, in_group)

    @rule(
        pick=st.integers(0),
        what=st.sampled_from(WHAT),
        days=st.integers(1, 20),
    )
    def something_happens_to_a_task(self, pick: int, what: str, days: int) -> None:
        open_tasks = [number for number, task in self.model.tasks.items() if not task.is_done]
        if not open_tasks:
            return
        number = open_tasks[pick % len(open_tasks)]
        facts = self.model.tasks[number]
        with unit_of_work() as session:
            row, owner = session.get_one(Task, number), session.get_one(Person, facts.owner)
            today = self.now.astimezone(ZoneInfo(owner.zone)).date()
            if what == "done":
                tasks.finish(session, row, by=owner, now=self.now)
                facts.is_done = True
            elif what == "later" and today + days * DAY != facts.due_on:
                facts.due_on, facts.fresh = today + days * DAY, self.now
                tasks.change_due(session, row, facts.due_on, by=owner, now=self.now)
            elif what == "passed on" and facts.in_group:
                heir = session.get_one(Person, self.ids[pick % 4])
                group = session.get_one(Group, self.group)
                if tasks.reassign(session, row, heir, group=group, by=owner, now=self.now):
                    facts.owner, facts.fresh = heir.id, self.now
            elif what == "put off":
                preferences.snooze(session, row, today + days * DAY, by=owner, today=today, now=self.now)
                facts.snoozed = (facts.owner, today + days * DAY)

    def _until(self, end: datetime, step: timedelta) -> None:
        while self.now < min(end, self.end):
            self.now += step
            self._ask()

    def _ahead(self) -> list[int]:
        return [
            number for number, one in self.model.meetings.items() if one.is_on and one.starts_at > self.now
        ]

    def _ask(self) -> None:
        """Let the product look at what is due, and compare what it says with what it should say."""
        expected = self.model.expected(self.now)
        queue.queue_due(self.now, self.kinds)
        with unit_of_work() as session:
            waiting = select(OutboxMessage).where(OutboxMessage.state == OutboxState.READY)
            rows = session.exec(waiting).all()
            said = {_facts(row): row.payload["text"].startswith("This reminder is late") for row in rows}
            for row in rows:
                row.state = OutboxState.SENT
        late = {
            one: self.model.could_have_come(one[3], self.model.first_moment(one), self.now)
            for one in expected
        }
        assert (self.now, said) == (self.now, late)
        assert len(said) == len(rows)
        self.model.said |= expected


def _facts(row: OutboxMessage) -> Said:
    kind, thing, *which, person = row.key.split("|")
    number, who = int(thing.partition(":")[2]), int(person.partition(":")[2])
    if kind == "remind":
        return kind, number, f"{which[0]}@{which[1].replace('T', '').removesuffix('Z')}", who
    name = {"1": "first", "2": "second"}.get(which[0], which[0]) if kind == "nudge" else which[0]
    return kind, number, name, who


def test_a_year_in_which_everybody_hears_what_she_should() -> None:
    run_state_machine_as_test(Year, settings=YEARS)


def with_bug(key: str, bug: Callable[[Due, datetime], Due]) -> tuple[Kind, ...]:
    """The kinds, with a mistake in what one of them answers."""

    def wrong(kind: Kind) -> Kind:
        return replace(kind, due=lambda session, now: [bug(one, now) for one in kind.due(session, now)])

    return tuple(wrong(kind) if kind.key == key else kind for kind in reminders.KINDS)


def without_quiet_hours(one: Due, now: datetime) -> Due:
    return replace(one, at=min(one.at, now))


def again_every_day(one: Due, now: datetime) -> Due:
    head, _, person = one.key.rpartition("|")
    kind, thing, *_ = head.split("|")
    return replace(one, key=f"{kind}|{thing}|{now.date()}|{person}")


def by_the_winter_clock(kind: Kind) -> Kind:
    """As if New York's clocks never changed."""

    def hour_off(session: Session, now: datetime) -> list[Due]:
        local = now.astimezone(ZoneInfo("America/New_York"))
        return kind.due(session, now - (local.dst() or timedelta()))

    return replace(kind, due=hour_off)


BUGS: dict[str, tuple[Kind, ...]] = {
    "quiet hours are forgotten": with_bug("remind", without_quiet_hours),
    "a task is spoken of every day": with_bug("due", again_every_day),
    "clocks never change": tuple(
        by_the_winter_clock(kind) if kind.key == "due" else kind for kind in reminders.KINDS
    ),
    "the silent are never asked": tuple(kind for kind in reminders.KINDS if kind.key != "nudge"),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str) -> None:
    class Broken(Year):
        kinds = BUGS[bug]

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Broken, settings=SETTINGS)
