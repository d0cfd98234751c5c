"""A simulated year: whatever people do, and however long the bot is down, each hears what she
should, once.

The models beside it say what that is: ``year_model`` for reminders and personal digests,
``year_digests`` for the weekly digests of a group.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from models import (
    DigestedReminder,
    Group,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Question,
    QuietWeek,
    ReminderDelivery,
    RsvpAnswer,
    Series,
)
from models import Meeting as MeetingRow
from models import Task as TaskRow
from models.database import disconnect, unit_of_work
from models.preferences import TaskDay
from scheduler import digests as digest_queue
from scheduler import reminders as queue
from scheduler import series
from services import (
    access,
    decisions,
    digests,
    groups,
    meetings,
    preferences,
    recurrence,
    reminders,
    tasks,
)
from services.digests import DueDigest
from services.reminders import Due, ReminderKind
from tests.databases import Sqlite
from tests.factories import cast
from tests.scheduler.year_digests import IN_VIEW, Digest, Event, Told, Weekly, read, read_counts
from tests.scheduler.year_model import (
    DAY,
    HOLIDAYS,
    HOUR,
    Choice,
    Meeting,
    Model,
    Said,
    Task,
    local,
    wall,
)

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe")
STARTS = (datetime(2026, 2, 20, 12, tzinfo=UTC), datetime(2026, 10, 10, 12, tzinfo=UTC))
"""Some weeks before each of the two clock changes."""
CHOICES = (
    Choice(),
    Choice(digest=8),
    Choice(digest=17, days_off=frozenset((4, 5, 6))),
    Choice(digest=22, days_off=frozenset((6,)), muted=frozenset({"nudge"})),
    Choice(quiet=(13, 9)),
    Choice(quiet=(1, 5), days_off=frozenset()),
    Choice(quiet=(7, 7), days_off=frozenset((0, 2))),
    Choice(muted=frozenset({"due", "remind"})),
)
SLOTS = (
    (0, time(9)),
    (6, time(2, 30)),
    (6, time(20)),
    (2, time(1, 30)),
    (4, time(23, 45)),
    (None, time(9)),
)
SETTINGS = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
"""Each example is a history of some months;
a planted bug has forty of them in which to be caught.
"""
LONG = int(os.environ.get("CONVENE_YEARS", "0"))
YEARS = settings(SETTINGS, max_examples=LONG or 2, derandomize=not LONG)
"""CONVENE_YEARS=200 tells many more, and others each time."""
WHAT = ("done", "done", "later", "passed on", "put off", "reopened")


class Year(RuleBasedStateMachine):
    """What can happen in a year, told to the product and to the models."""

    zone = "America/New_York"
    """The group's, in the beginning."""
    kinds: Sequence[ReminderKind] = reminders.KINDS
    due_digests: Callable[[Session, datetime], list[DueDigest]] = staticmethod(digests.due)
    home: Sqlite
    """Where each history begins anew."""

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: datetime) -> None:
        self.home.emptied()
        self.now, self.model, self.end = start, Model(), start + 365 * DAY
        self.arrives, self.open_questions, self.known_meetings = True, set[int](), set[int]()
        with unit_of_work() as session:
            people = cast(session)
            text = "\n".join(day.isoformat() for day in HOLIDAYS)
            preferences.set_holidays(
                session, text, None, by=people.dag, today=HOLIDAYS[0], now=start
            )
            people.metadata.zone = self.zone
            for membership in session.exec(select(Membership)):
                membership.since = start
        who = (people.ann, people.ben, people.cleo, people.gil)
        self.ids, self.names = (
            [person.id for person in who],
            {person.id: person.name for person in who},
        )
        self.pattern: recurrence.Pattern | None = None
        self.model.zones = {person.id: person.zone for person in who}
        self.model.joined = {person.id: start for person in who if person is not people.cleo}
        self.model.chair, self.group = people.ann.id, people.metadata.id
        self.weekly = Weekly(self.zone, 0, time(9), people.metadata.created_at)
        joined = (people.ann, people.ben, people.gil, people.pia)
        self.weekly.events = [Event("New members", person.name, start) for person in joined]
        for number in range(4):
            self.a_meeting_is_set(hours=90 + 170 * number, half=False)
            self.a_task_is_set(person=number, days=6 * number, in_group=number < 3)

    def teardown(self) -> None:
        disconnect()

    @rule(days=st.integers(4, 12), step=st.sampled_from([3, 4, 5, 7]))
    def time_goes_by(self, days: int, step: int) -> None:
        self._until(self.now + days * DAY, step * HOUR)

    @rule()
    def a_day_goes_by_slowly(self) -> None:
        self._until(self.now + DAY, HOUR)

    @rule()
    def three_weeks_go_by(self) -> None:
        self._until(self.now + 21 * DAY, 7 * HOUR)

    @rule(hours=st.integers(1, 200))
    def the_bot_is_down(self, hours: int) -> None:
        self.now += hours * HOUR
        self._ask()

    @rule(hours=st.integers(1, 400), half=st.booleans())
    def a_meeting_is_set(self, hours: int, half: bool) -> None:
        starts_at = self.now + hours * HOUR + (HOUR / 2 if half else timedelta())
        with unit_of_work() as session:
            row = MeetingRow(
                group_id=self.group,
                title=f"Meeting {len(self.model.meetings)}",
                starts_at=starts_at,
                zone="America/New_York",
                created_at=self.now,
            )
            session.add(row)
            session.flush()
            self.model.meetings[row.id] = Meeting(starts_at, self.now)

    @rule(
        days=st.integers(0, 20),
        at=st.sampled_from([time(1, 30), time(2, 30), time(10)]),
        zone=st.sampled_from(ZONES),
    )
    def a_series_begins(self, days: int, at: time, zone: str) -> None:
        """There is one at most."""
        if self.pattern is not None or self.model.is_discharged:
            return
        starts_on = self.now.date() + days * DAY
        self.pattern = recurrence.Pattern(
            freq=recurrence.Frequency.WEEKLY,
            at=at,
            zone=zone,
            starts_on=starts_on,
            weekdays=(starts_on.weekday(),),
        )
        with unit_of_work() as session:
            pattern = recurrence.to_text(self.pattern)
            session.add(
                Series(group_id=self.group, title="Weekly", pattern=pattern, created_at=self.now)
            )

    @rule(pick=st.integers(0), hours=st.integers(1, 300))
    def a_meeting_is_moved(self, pick: int, hours: int) -> None:
        ahead = self._ahead()
        if not ahead:
            return
        number = ahead[pick % len(ahead)]
        meeting, starts_at = self.model.meetings[number], self.now + hours * HOUR
        if starts_at == meeting.starts_at:
            return
        with unit_of_work() as session:
            row, by = session.get_one(MeetingRow, number), session.get_one(Person, self.model.chair)
            meetings.move(
                session,
                row,
                starts_at=starts_at,
                zone=row.zone,
                minutes=60,
                place="",
                sequence=row.sequence,
                by=by,
                now=self.now,
            )
            title = row.title
        self._note_change(title)
        if abs(starts_at - meeting.starts_at) > HOUR / 2:
            meeting.answers = {
                who: answer for who, answer in meeting.answers.items() if answer == "no"
            }
        meeting.starts_at, meeting.fresh = starts_at, self.now

    @rule(pick=st.integers(0))
    def a_meeting_is_cancelled(self, pick: int) -> None:
        ahead = self._ahead()
        if not ahead:
            return
        number = ahead[pick % len(ahead)]
        with unit_of_work() as session:
            row, by = session.get_one(MeetingRow, number), session.get_one(Person, self.model.chair)
            meetings.cancel(session, row, sequence=row.sequence, by=by, now=self.now)
            title = row.title
        self._note_change(title)
        self.model.meetings[number].is_on = False

    @rule(
        pick=st.integers(0), person=st.integers(0), answer=st.sampled_from(["yes", "no", "maybe"])
    )
    def somebody_answers(self, pick: int, person: int, answer: str) -> None:
        ahead, members = self._ahead(), sorted(self.model.joined.keys() - self.model.gone)
        if not ahead or self.model.is_discharged:
            return
        number, who = ahead[pick % len(ahead)], members[person % len(members)]
        with unit_of_work() as session:
            by = access.standing(session, session.get_one(Person, who), self.now)
            row = session.get_one(MeetingRow, number)
            meetings.record_rsvp(session, row, RsvpAnswer(answer), by=by, now=self.now)
        self.model.meetings[number].answers[who] = answer

    @rule(person=st.integers(0, 3))
    def somebody_joins_or_leaves(self, person: int) -> None:
        who = self.ids[person]
        if who == self.model.chair or who in self.model.gone or self.model.is_discharged:
            return
        with unit_of_work() as session:
            group, row = session.get_one(Group, self.group), session.get_one(Person, who)
            if who in self.model.joined:
                groups.leave(session, group, row, now=self.now)
                # Who goes in the moment in which she came was called off: she never served.
                if self.model.joined.pop(who) < self.now:
                    self.model.left.add(who)
                self._forget("New members", row.name)
            else:
                groups.add(
                    session, group, [row], by=session.get_one(Person, self.ids[0]), now=self.now
                )
                self.model.joined[who] = self.now
                self.model.left.discard(who)
                self._note("New members", row.name)

    @rule(person=st.integers(0, 3), zone=st.sampled_from(ZONES))
    def somebody_travels(self, person: int, zone: str) -> None:
        with unit_of_work() as session:
            session.get_one(Person, self.ids[person]).zone = zone
        self.model.zones[self.ids[person]] = zone

    @rule(person=st.integers(0, 3), choice=st.sampled_from(CHOICES), pause=st.integers(-20, 12))
    def somebody_chooses(self, person: int, choice: Choice, pause: int) -> None:
        who = self.ids[person]
        paused = local(self.now, self.model.zones[who]).date() + pause * DAY if pause > 0 else None
        with unit_of_work() as session:
            preferences.change(
                session,
                session.get_one(Person, who),
                delivery=ReminderDelivery.SINGLE
                if choice.digest is None
                else ReminderDelivery.DIGEST,
                digest_time=time(choice.digest or 8),
                muted=sorted(choice.muted),
                quiet_from=time(choice.quiet[0]),
                quiet_until=time(choice.quiet[1]),
                keeps_quiet=choice.quiet[0] != choice.quiet[1],
                days_off=sorted(choice.days_off),
                pause_until=paused,
                now=self.now,
            )
        self.model.choices[who] = replace(choice, pause=paused) if paused else choice

    @rule(person=st.integers(1, 3))
    def an_account_is_deactivated_or_back(self, person: int) -> None:
        who = self.ids[person]
        self.model.gone ^= {who}
        with unit_of_work() as session:
            session.get_one(Person, who).is_active = who not in self.model.gone

    @rule(
        leads=st.sampled_from([(24, 1), (72, 2), (48,), ()]),
        nudges=st.integers(0, 2),
        days=st.sets(st.sampled_from(TaskDay)),
        tells=st.booleans(),
    )
    def the_chair_chooses(
        self, leads: tuple[int, ...], nudges: int, days: set[TaskDay], tells: bool
    ) -> None:
        with unit_of_work() as session:
            preferences.change_group(
                session,
                session.get_one(Group, self.group),
                lead_hours=leads,
                nudges=nudges,
                task_days=days,
                tells_chairs=tells,
                by=session.get_one(Person, self.model.chair),
                now=self.now,
            )
        self.model.leads, self.model.nudges, self.model.tells_chairs = leads, nudges, tells
        self.model.task_days = tuple(days)

    @rule(dice=st.integers(0, 9))
    def the_group_is_discharged(self, dice: int) -> None:
        """Seldom, and only in the last months, since not much happens after it."""
        if dice < 5 and self.now > self.end - 100 * DAY:
            self.model.is_discharged = self.weekly.is_discharged = True
            with unit_of_work() as session:
                session.get_one(Group, self.group).discharged_at = self.now

    @rule(zone=st.sampled_from(ZONES))
    def the_group_changes_its_zone(self, zone: str) -> None:
        with unit_of_work() as session:
            session.get_one(Group, self.group).zone = zone
        self.weekly.zone = zone

    @rule(slot=st.sampled_from(SLOTS), quiet=st.sampled_from(QuietWeek))
    def the_digest_is_moved(self, slot: tuple[int | None, time], quiet: QuietWeek) -> None:
        weekday, at = slot
        with unit_of_work() as session:
            group, by = (
                session.get_one(Group, self.group),
                session.get_one(Person, self.model.chair),
            )
            groups.change_digest(
                session, group, weekday=weekday, at=at, quiet_week=quiet, by=by, now=self.now
            )
        if slot != (self.weekly.weekday, self.weekly.at):
            self.weekly.chosen_at = self.now
        self.weekly.weekday, self.weekly.at = slot

    @rule(arrives=st.booleans())
    def the_channel_takes_digests_or_does_not(self, arrives: bool) -> None:
        self.arrives = arrives

    @rule(decided=st.integers(0, 2), opened=st.integers(0, 1), settled=st.booleans())
    def something_is_decided(self, decided: int, opened: int, settled: bool) -> None:
        with unit_of_work() as session:
            group, by = (
                session.get_one(Group, self.group),
                session.get_one(Person, self.model.chair),
            )
            first = len(self.weekly.events)
            wordings = [f"Decision {first + number}" for number in range(decided)]
            questions = [f"Question {first}"] * opened
            written = decisions.write_down(
                session, group, decided=wordings, raised=questions, by=by, now=self.now
            )
            for wording in wordings:
                self._note("Decided", wording)
            if settled and self.open_questions:
                row = session.get_one(Question, self.open_questions.pop())
                decisions.settle(session, row, f"Decision {first + 9000}", by=by, now=self.now)
                self._note("Decided", f"Decision {first + 9000}")
            self.open_questions |= {question.id for question in written.questions}

    @rule(person=st.integers(0, 3), days=st.integers(0, 30), in_group=st.booleans())
    def a_task_is_set(self, person: int, days: int, in_group: bool) -> None:
        owner, due_on = self.ids[person], self.now.date() + days * DAY
        with unit_of_work() as session:
            row = TaskRow(
                title=f"Task {len(self.model.tasks) + 1}",
                owner_id=owner,
                due_on=due_on,
                created_at=self.now,
                group_id=self.group if in_group else None,
            )
            session.add(row)
            session.flush()
            self.model.tasks[row.id] = Task(owner, due_on, self.now, in_group)

    @rule(pick=st.integers(0), what=st.sampled_from(WHAT), days=st.integers(1, 20))
    def something_happens_to_a_task(self, pick: int, what: str, days: int) -> None:
        wanted = [
            number
            for number, task in self.model.tasks.items()
            if task.is_done == (what == "reopened")
        ]
        if not wanted:
            return
        number = wanted[pick % len(wanted)]
        facts = self.model.tasks[number]
        with unit_of_work() as session:
            row, owner = session.get_one(TaskRow, number), session.get_one(Person, facts.owner)
            today = self.now.astimezone(ZoneInfo(owner.zone)).date()
            if what == "done":
                tasks.finish(session, row, by=owner, now=self.now)
                facts.is_done = True
                if facts.in_group:
                    self._note("Done", row.title)
            elif what == "reopened":
                tasks.reopen(session, row, by=owner, now=self.now)
                facts.is_done, facts.fresh = False, self.now
                self._forget("Done", row.title)
            elif what == "later" and today + days * DAY != facts.due_on:
                facts.due_on, facts.fresh, facts.snoozed = today + days * DAY, self.now, None
                tasks.change_due(session, row, facts.due_on, by=owner, now=self.now)
            elif what == "passed on" and facts.in_group:
                heir = session.get_one(Person, self.ids[pick % 4])
                group = session.get_one(Group, self.group)
                may = heir.id in self.model.joined and heir.is_active
                if may and tasks.reassign(session, row, heir, group=group, by=owner, now=self.now):
                    facts.owner, facts.fresh = heir.id, self.now
            elif what == "put off":
                preferences.snooze(
                    session, row, today + days * DAY, by=owner, today=today, now=self.now
                )
                facts.snoozed = (facts.owner, today + days * DAY)

    def _until(self, end: datetime, step: timedelta) -> None:
        while self.now < min(end, self.end):
            self.now += step
            self._ask()

    def _ahead(self) -> list[int]:
        return [
            number
            for number, meeting in self.model.meetings.items()
            if meeting.is_on and meeting.starts_at > self.now
        ]

    def _note_change(self, title: str) -> None:
        """The meetings of a series all have one title, which the words cannot be told by."""
        if title.startswith("Meeting"):
            self._note("Meetings changed", title)

    def _note(self, heading: str, name: str) -> None:
        self.weekly.events.append(Event(heading, name, self.now))

    def _forget(self, heading: str, name: str) -> None:
        """What was taken back before it was told is not told."""
        self.weekly.events = [
            event
            for event in self.weekly.events
            if event.is_told or (event.heading, event.name) != (heading, name)
        ]

    def _ask(self) -> None:
        """Let the product look at what is due, and compare what it says with what it should say."""
        self._make_series()
        singles, personal = self.model.singles(self.now), self.model.personal(self.now)
        weekly = self.weekly.expected(self.now, self._in_view())
        queue.queue_due(self.now, self.kinds)
        digest_queue.queue_due(self.now, self.due_digests)
        with unit_of_work() as session:
            waiting = select(OutboxMessage).where(OutboxMessage.state == OutboxState.READY)
            rows = [row for row in session.exec(waiting) if not row.key.startswith("digest|")]
            alone = {
                _facts(row): _is_late(row)
                for row in rows
                if not row.key.startswith(("mine|", "tasks|"))
            }
            lists = [row for row in rows if row.key.startswith("tasks|")]
            reminders_found = alone | {
                item: singles.get(item, False)
                for row in lists
                for item in self._compare_list(session, row, singles)
            }
            hearers = [*(item[3] for item in alone if item[0] in ("due", "long"))]
            hearers += [int(row.key.split("|")[1].partition(":")[2]) for row in lists]
            assert len(hearers) == len(set(hearers))
            gathered = {
                _whose(row): _told(session, row) for row in rows if row.key.startswith("mine|")
            }
            for row in rows:
                row.state = OutboxState.SENT
            assert (self.now, reminders_found, gathered) == (self.now, singles, personal)
            assert len(alone) + len(lists) + len(gathered) == len(rows)
            self._compare_weekly(session, weekly)
        self.model.sent |= singles.keys() | {item for items in personal.values() for item in items}
        self.model.digests |= personal.keys()

    def _compare_list(
        self, session: Session, row: OutboxMessage, singles: dict[Said, bool]
    ) -> set[Said]:
        """The tasks of one list: several, of one person, late where one of them is."""
        items = _told(session, row)
        assert len(items) > 1
        assert {f"person:{item[3]}" for item in items} == {row.key.split("|")[1]}
        is_late = "This list is late" in row.payload["text"]
        assert is_late is any(singles.get(item, False) for item in items)
        return items

    def _compare_weekly(self, session: Session, weekly: Digest | None) -> None:
        states = (OutboxState.READY, OutboxState.DROPPED)
        new = select(OutboxMessage).where(
            col(OutboxMessage.key).startswith("digest|"),
            col(OutboxMessage.created_at) == self.now,
            col(OutboxMessage.state).in_(states),
        )
        rows = session.exec(new).all()
        weeks = [weekly.week] if weekly else []
        assert (self.now, [row.key.split("|")[2] for row in rows]) == (self.now, weeks)
        if weekly is None:
            return
        [row] = rows
        if is_silent := row.state is OutboxState.DROPPED:
            assert not any(
                items for heading, items in weekly.items.items() if heading not in IN_VIEW
            )
        else:
            self._compare_text(row.payload["text"], weekly)
            row.state = OutboxState.SENT if self.arrives else OutboxState.DEAD
        self.weekly.came(weekly, self.now, arrived=self.arrives and not is_silent)

    def _compare_text(self, text: str, weekly: Digest) -> None:
        assert ("This digest is late" in text) is weekly.is_late
        if not text.startswith("A quiet week"):
            assert (self.now, read(text)) == (self.now, weekly.items)
            return
        counts = {heading: len(items) for heading, items in weekly.items.items()}
        assert dict.fromkeys(counts, 0) | read_counts(text) == counts

    def _in_view(self) -> Told:
        today = local(self.now, self.weekly.zone).date()
        late = {
            f"Task {number}"
            for number, task in self.model.tasks.items()
            if task.in_group and not task.is_done and task.due_on < today
        }
        with unit_of_work() as session:
            questions = {
                session.get_one(Question, number).wording for number in self.open_questions
            }
        return {"Overdue": late, "Open questions": questions}

    def _make_series(self) -> None:
        """The meetings that a series brings, at its wall time."""
        if self.pattern is None:
            return
        series.make_ahead(self.now)
        with unit_of_work() as session:
            new = select(MeetingRow).where(col(MeetingRow.id).not_in(list(self.model.meetings)))
            for row in session.exec(new.where(col(MeetingRow.series_id).is_not(None))):
                assert row.recurrence_date is not None
                assert row.starts_at == wall(
                    row.recurrence_date, self.pattern.at, self.pattern.zone
                )
                self.model.meetings[row.id] = Meeting(row.starts_at, self.now)


def _is_late(row: OutboxMessage) -> bool:
    return bool(row.payload["text"].startswith("This reminder is late"))


def _facts(row: OutboxMessage) -> Said:
    return _read_key(row.key)


def _read_key(key: str) -> Said:
    kind, thing, *which, person = key.split("|")
    number, who = int(thing.partition(":")[2]), int(person.partition(":")[2])
    if kind == "remind":
        return kind, number, f"{which[0]}@{which[1].replace('T', '').removesuffix('Z')}", who
    return kind, number, which[0], who


def _whose(row: OutboxMessage) -> tuple[int, date]:
    _, person, day = row.key.split("|")
    return int(person.partition(":")[2]), date.fromisoformat(day)


def _told(session: Session, row: OutboxMessage) -> set[Said]:
    listed = select(DigestedReminder.key).where(DigestedReminder.digest_key == row.key)
    return {_read_key(key) for key in session.exec(listed)}


def test_a_year_in_which_everybody_hears_what_she_should(sqlite: Sqlite) -> None:
    class Correct(Year):
        home = sqlite

    run_state_machine_as_test(Correct, settings=YEARS)


def with_bug(key: str, bug: Callable[[Due, datetime], Due]) -> tuple[ReminderKind, ...]:
    """The kinds, with a mistake in what one of them answers."""

    def wrong(kind: ReminderKind) -> ReminderKind:
        return replace(
            kind,
            due=lambda session, now, about: [
                bug(due, now) for due in kind.due(session, now, about)
            ],
        )

    return tuple(wrong(kind) if kind.key == key else kind for kind in reminders.KINDS)


def without_quiet_hours(due: Due, now: datetime) -> Due:
    return replace(due, at=min(due.at, now))


def again_with_each_look(due: Due, now: datetime) -> Due:
    return replace(due, key=replace(due.key, occurrence=str(now.date())), at=min(due.at, now))


def by_the_winter_clock(due: Due, now: datetime) -> Due:
    """As if New York's clocks never changed."""
    return replace(
        due, at=due.at + (due.at.astimezone(ZoneInfo("America/New_York")).dst() or timedelta())
    )


BUGS: dict[str, tuple[ReminderKind, ...]] = {
    "quiet hours are forgotten": with_bug("remind", without_quiet_hours),
    "a task is spoken of every day": with_bug("due", again_with_each_look),
    "clocks never change": with_bug("due", by_the_winter_clock),
    "the silent are never asked": tuple(kind for kind in reminders.KINDS if kind.key != "nudge"),
}


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug != "clocks never change"])
def test_a_planted_bug_is_caught(bug: str, sqlite: Sqlite) -> None:
    class Broken(Year):
        home = sqlite
        kinds = BUGS[bug]

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Broken, settings=SETTINGS)


def test_clocks_that_never_change_are_noticed(sqlite: Sqlite) -> None:
    class Correct(Year):
        home = sqlite

    class Broken(Correct):
        kinds = BUGS["clocks never change"]

    live_through(Correct, a_task_hour_by_hour)
    with pytest.raises(AssertionError):
        live_through(Broken, a_task_hour_by_hour)


def a_task_hour_by_hour(year: Year) -> None:
    """In October, while New York's clocks are not those of winter."""
    year.a_task_is_set(person=0, days=2, in_group=True)
    for _ in range(3):
        year.a_day_goes_by_slowly()


def by_utc_week(digest: DueDigest) -> DueDigest:
    year, week, _ = digest.slot.isocalendar()
    return replace(digest, key=replace(digest.key, occurrence=f"{year}-W{week:02}"))


def told_since_a_week(digest: DueDigest) -> DueDigest:
    return replace(digest, since=digest.slot - 7 * DAY)


def by_the_winter_slot(session: Session, now: datetime) -> list[DueDigest]:
    local = now.astimezone(ZoneInfo("America/New_York"))
    return digests.due(session, now - (local.dst() or timedelta()))


DIGEST_BUGS: dict[str, Callable[[Session, datetime], list[DueDigest]]] = {
    "weeks are those of UTC": lambda session, now: [
        by_utc_week(digest) for digest in digests.due(session, now)
    ],
    "each tells of seven days": lambda session, now: [
        told_since_a_week(digest) for digest in digests.due(session, now)
    ],
    "clocks never change": by_the_winter_slot,
}


def weeks_without_arrival(year: Year) -> None:
    """What happened while the channel took no digest is told in the first that arrives."""
    year.time_goes_by(days=12, step=7)
    year.the_channel_takes_digests_or_does_not(arrives=False)
    year.something_is_decided(decided=1, opened=0, settled=False)
    year.three_weeks_go_by()
    year.the_channel_takes_digests_or_does_not(arrives=True)
    year.time_goes_by(days=8, step=7)


def a_monday_hour_by_hour(year: Year) -> None:
    """In October, while New York's clocks are not those of winter."""
    year.time_goes_by(days=7, step=7)
    for _ in range(3):
        year.a_day_goes_by_slowly()


def a_monday(year: Year) -> None:
    year.time_goes_by(days=12, step=7)


HISTORIES: dict[str, Callable[[Year], None]] = {
    "weeks are those of UTC": a_monday,
    "each tells of seven days": weeks_without_arrival,
    "clocks never change": a_monday_hour_by_hour,
}
"""For each mistake in digests, the least that must happen so that it does harm."""


def live_through(year: type[Year], history: Callable[[Year], None]) -> None:
    """One history alone, as it is told and nothing by chance."""
    lived = year()
    try:
        lived.begin(STARTS[1])
        history(lived)
    finally:
        lived.teardown()


@pytest.mark.parametrize("bug", DIGEST_BUGS)
def test_a_planted_bug_in_digests_is_caught(bug: str, sqlite: Sqlite) -> None:
    class Correct(Year):
        home = sqlite
        # Nine on Monday is still Sunday in UTC.
        zone = "Australia/Lord_Howe" if bug == "weeks are those of UTC" else Year.zone

    class Broken(Correct):
        due_digests = staticmethod(DIGEST_BUGS[bug])

    live_through(Correct, HISTORIES[bug])
    with pytest.raises(AssertionError):
        live_through(Broken, HISTORIES[bug])
