"""What the clock's jobs promise: once, in time, and not after it stopped being wanted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    DigestedReminder,
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Preferences,
    QuietWeek,
    ReminderDelivery,
    Rsvp,
    RsvpAnswer,
    Series,
    Task,
)
from models.database import reading, unit_of_work
from models.messages import (
    CHAIRING,
    DECLINABLE,
    INVITED,
    MONTH,
    PUT_RIGHT,
    RECORDER_SUGGESTED,
    SUNSET_NEAR,
    TERM_ENDS,
    WEEKLY,
)
from models.messages import KINDS as MESSAGE_KINDS
from models.preferences import TaskDay
from models.subjects import TABLES, Subject, Subjects
from scheduler import delivery, digests, reminders, series
from services import decisions, groups, preferences, tasks
from services.digests import DueDigest
from services.digests import due as due_digests
from services.recurrence import Frequency, Pattern, to_text
from services.reminders import KINDS, Due, ReminderKind, new_digests, tasks_due
from services.reminders.scanning import REMINDED
from tests.factories import BEFORE, NOW, Cast, cast, group, person
from tests.happenings import meeting, new_york, task
from tests.open_calls import open_call, represent
from tests.open_polls import opened_poll
from tests.opened_offers import committed
from tests.scheduler.stand_in import StandIn, stand_in
from views.reminders import WORDS

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
SLOT = new_york(MONDAY, 9)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def without_partners(people: Cast) -> None:
    """Nobody is without Slack, so that chairs have nobody to tell."""
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).is_active = False


def book() -> list[tuple[str, OutboxState]]:
    """To whom, and how far, of every row in order."""
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        return [(row.lane, row.state) for row in rows]


def the_meeting(session: Session) -> Meeting:
    return session.exec(select(Meeting)).one()


def test_a_reminder_is_queued_once_however_often_the_clock_beats(
    people: Cast, slack: StandIn
) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata)
    assert [reminders.queue_due(NOW + beat * HOUR) for beat in range(3)] == [3, 0, 0]
    assert book() == [(lane, OutboxState.READY) for lane in ("UANN", "UBEN", "UGIL")]
    assert delivery.deliver_due(NOW + 3 * HOUR, slack.client, "one") == 3
    assert reminders.queue_due(NOW + 4 * HOUR) == 0
    assert [channel for channel, _ in slack.posted] == ["UANN", "UBEN", "UGIL"]


def test_a_reminder_missed_while_the_bot_was_down_comes_late_and_once(people: Cast) -> None:
    without_partners(people)
    with unit_of_work() as session:
        meeting(session, people.metadata)
    late = NOW + 22 * HOUR
    assert [reminders.queue_due(late + beat * HOUR / 2) for beat in range(2)] == [3, 0]
    with unit_of_work() as session:
        texts = {
            row.payload["text"].partition("\n")[0] for row in session.exec(select(OutboxMessage))
        }
    assert texts == {"This reminder is late: it was due on Tue, Nov 24, 2026, 9:30 AM EST."}


def test_what_has_passed_while_the_bot_was_down_is_dropped_and_noted(
    people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    without_partners(people)
    with unit_of_work() as session:
        ahead = meeting(session, people.metadata)
    with caplog.at_level(logging.INFO, logger="scheduler.reminders"):
        assert [reminders.queue_due(NOW + (25 + beat) * HOUR) for beat in range(3)] == [1, 0, 0]
    dropped = [(lane, OutboxState.DROPPED) for lane in ("UANN", "UBEN", "UGIL")]
    asks_who_came = ("UANN", OutboxState.READY)
    assert book() == [*dropped, asks_who_came]
    kind = f"remind|meeting:{ahead.id}|1|{ahead.starts_at:%Y%m%dT%H%MZ}"
    keys = " ".join(f"{kind}|person:{who.id}" for who in (people.ann, people.ben, people.gil))
    [record] = caplog.records
    assert record.getMessage() == f"dropped reminders whose time had passed (3): {keys}"


def choose(people: Cast, **more: Any) -> None:
    """What Ben chooses; everything else stays as it is for everybody."""
    usual: dict[str, Any] = {
        "delivery": ReminderDelivery.SINGLE,
        "digest_time": time(8),
        "muted": [],
        "quiet_from": time(19),
        "quiet_until": time(7),
        "days_off": [5, 6],
        "pause_until": None,
    }
    with unit_of_work() as session:
        preferences.change(
            session, session.get_one(Person, people.ben.id), **usual | more, now=BEFORE
        )


def test_what_waits_when_quiet_hours_begin_ends_with_the_day(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, MONDAY + 3 * DAY)
        task(session, people.ann, MONDAY + 3 * DAY, title="Tried once")
    evening = new_york(MONDAY + 2 * DAY, 18, 59)
    assert reminders.queue_due(evening) == 2
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()[1]
        row.tries = 1
    assert reminders.queue_due(evening + HOUR) == 0
    with unit_of_work() as session:
        left = session.exec(select(OutboxMessage)).one()
        assert (left.state, left.wake_at) == (OutboxState.READY, new_york(MONDAY + 3 * DAY, 7))
    # A task is told of once in a morning: what was meant for the evening ends with it.
    assert reminders.queue_due(new_york(MONDAY + 3 * DAY, 7)) == 0
    dropped = [("UANN", OutboxState.DROPPED), ("UBEN", OutboxState.DROPPED)]
    assert sorted(book()) == dropped
    assert reminders.queue_due(new_york(MONDAY + 3 * DAY, 9)) == 2
    ready = [("UANN", OutboxState.READY), ("UBEN", OutboxState.READY)]
    assert sorted(book()) == sorted([*dropped, *ready])


def test_the_tasks_of_one_morning_come_in_one_list(people: Cast) -> None:
    with unit_of_work() as session:
        own = [task(session, people.ben, MONDAY + DAY, title=title).id for title in ("One", "Two")]
        task(session, people.cleo, MONDAY + DAY, title="Alone")
    assert [reminders.queue_due(SLOT + beat * MINUTE) for beat in range(2)] == [2, 0]
    with unit_of_work() as session:
        rows = {row.lane: row for row in session.exec(select(OutboxMessage))}
        listed = {row.key: row.digest_key for row in session.exec(select(DigestedReminder))}
    key = f"tasks|person:{people.ben.id}|{SLOT.astimezone(UTC):%Y-%m-%dT%H:%M}+00:00"
    assert rows["UBEN"].key == key
    assert rows["UCLEO"].key.startswith("due|task:")
    assert listed == {f"due|task:{number}|2026-11-23|person:{people.ben.id}": key for number in own}


def test_what_becomes_due_later_in_the_day_is_no_part_of_the_list(people: Cast) -> None:
    with unit_of_work() as session:
        for title in ("One", "Two"):
            task(session, people.ben, MONDAY + DAY, title=title)
    assert reminders.queue_due(SLOT) == 1
    with unit_of_work() as session:
        task(session, people.ben, MONDAY + DAY, title="Three")
    assert [reminders.queue_due(SLOT + beat * MINUTE) for beat in (1, 2)] == [1, 0]
    assert book() == [("UBEN", OutboxState.READY)] * 2


def test_a_task_that_is_done_leaves_the_list_that_waits(people: Cast) -> None:
    with unit_of_work() as session:
        first, second = (
            task(session, people.ben, MONDAY + DAY, title=title).id for title in ("One", "Two")
        )
    assert reminders.queue_due(SLOT) == 1
    for number, left in ((first, ["Two"]), (second, [])):
        with unit_of_work() as session:
            session.get_one(Task, number).done_at = SLOT
        reminders.queue_due(SLOT + MINUTE)
        with unit_of_work() as session:
            row = session.exec(select(OutboxMessage)).one()
        shown = [title for title in ("One", "Two") if title in row.payload["text"]]
        assert (shown, row.state is OutboxState.READY) == (left or ["Two"], bool(left))


def test_many_are_told_some_at_a_time_and_nobody_twice(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.reminders.personal.AT_ONCE", 3)
    with unit_of_work() as session:
        for owner in (people.ben, people.ann, people.cleo):
            for title in ("One", "Two"):
                task(session, owner, MONDAY + DAY, title=title)
    assert [reminders.queue_due(SLOT + beat * MINUTE) for beat in range(2)] == [3, 0]
    assert sorted(lane for lane, _ in book()) == ["UANN", "UBEN", "UCLEO"]


def test_a_personal_digest_gathers_everything_at_her_hour(people: Cast) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    with unit_of_work() as session:
        reserves = group(session, "Reserves", chair=people.ben, channel_id="CRES")
        new = SLOT + DAY
        meeting(session, people.metadata, new_york(MONDAY + 3 * DAY, 14), created_at=new)
        meeting(session, reserves, new_york(MONDAY + 3 * DAY, 15), title="Shelves", created_at=new)
        task(session, people.ben, MONDAY + 3 * DAY, group_id=reserves.id)
    day = MONDAY + 2 * DAY
    assert [reminders.queue_due(new_york(day, hour)) for hour in (7, 8, 9, 13)] == [0, 1, 0, 0]
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
    assert (row.key, row.lane, row.expires_at) == (
        f"mine|person:{people.ben.id}|2026-11-25",
        "UBEN",
        new_york(day, 14),
    )
    first, *lines = row.payload["text"].split("\n")
    assert first == "Your day in Convene: 3 reminders."
    assert [line.split(" is ")[0].split(",")[0] for line in lines] == [
        "• *Norms review* of *Metadata*",
        "• *Shelves* of *Reserves*",
        "• Your task *Review norm rules* of *Reserves*",
    ]


def test_a_personal_digest_is_never_empty_and_looks_over_the_days_off(people: Cast) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    monday = MONDAY + 7 * DAY
    with unit_of_work() as session:
        row = meeting(session, people.metadata, new_york(monday, 7, 30))
        answer = Rsvp(
            meeting_id=row.id, person_id=people.ben.id, answer=RsvpAnswer.YES, answered_at=SLOT
        )
        session.add(answer)
    for day in range(8):
        reminders.queue_due(new_york(MONDAY + day * DAY, 8))
    with unit_of_work() as session:
        mine = select(OutboxMessage.key).where(OutboxMessage.lane == "UBEN")
        keys = [key for key in session.exec(mine) if key.startswith("mine|")]
    assert keys == [f"mine|person:{people.ben.id}|2026-11-27"]


@pytest.mark.parametrize("at", [time(2), time(8), time(17)])
@pytest.mark.parametrize("until", [MONDAY + 5 * DAY, MONDAY + 7 * DAY])
def test_what_is_put_off_is_told_in_the_digest_of_that_day_and_not_before(
    people: Cast, at: time, until: date
) -> None:
    """Also where that day is off: then in the next one."""
    choose(people, delivery=ReminderDelivery.DIGEST, digest_time=at)
    friday = MONDAY + 4 * DAY
    with unit_of_work() as session:
        late = task(session, people.ben, MONDAY - 5 * DAY)
        preferences.snooze(
            session, late, until, by=people.ben, today=friday, now=new_york(friday, 1)
        )
    days = [friday + ahead * DAY for ahead in range(5)]
    counts = [reminders.queue_due(new_york(day, at.hour, 5)) for day in days]
    assert counts == [0, 0, 0, 1, 0]


@pytest.mark.parametrize(("minutes", "is_late"), [(30, False), (31, True)])
def test_a_personal_digest_that_comes_late_says_so_also_when_it_is_drawn_anew(
    people: Cast, minutes: int, is_late: bool
) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    with unit_of_work() as session:
        rows = [
            task(session, people.ben, MONDAY + 3 * DAY, title=title) for title in ("One", "Two")
        ]
    late = new_york(MONDAY + 2 * DAY, 8, minutes)
    assert reminders.queue_due(late) == 1
    texts = []
    for _ in range(2):
        with unit_of_work() as session:
            texts.append(
                session.exec(select(OutboxMessage)).one().payload["text"].partition("\n")[0]
            )
            session.get_one(Task, rows[0].id).done_at = late
        assert reminders.queue_due(late) == 0
    words = " This digest is late: it was due on Wed, Nov 25, 2026, 8:00 AM EST." if is_late else ""
    assert texts == [
        f"Your day in Convene: {count}.{words}" for count in ("2 reminders", "1 reminder")
    ]


def test_a_digest_that_waits_is_drawn_anew_when_something_in_it_ends(people: Cast) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    with unit_of_work() as session:
        rows = [
            task(session, people.ben, MONDAY + 3 * DAY, title=title) for title in ("One", "Two")
        ]
    eight = new_york(MONDAY + 2 * DAY, 8)
    assert reminders.queue_due(eight) == 1
    shown = []
    for row in rows:
        with unit_of_work() as session:
            session.get_one(Task, row.id).done_at = eight
        assert reminders.queue_due(eight + HOUR / 60) == 0
        with unit_of_work() as session:
            digest = session.exec(select(OutboxMessage)).one()
            shown.append(
                (digest.state, "One" in digest.payload["text"], "Two" in digest.payload["text"])
            )
    assert shown == [(OutboxState.READY, False, True), (OutboxState.DROPPED, False, True)]


def test_what_stood_in_a_digest_that_never_arrived_is_told_in_the_next(people: Cast) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    with unit_of_work() as session:
        task(session, people.ben, MONDAY)
    tuesday = new_york(MONDAY + DAY, 8)
    assert reminders.queue_due(tuesday) == 1
    with unit_of_work() as session:
        session.exec(select(OutboxMessage)).one().state = OutboxState.DROPPED
    assert [reminders.queue_due(tuesday + day * DAY) for day in (0, 1, 2)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("choice", "counts"),
    [
        ({}, [1, 1, 1, 0]),
        ({"muted": ["due"]}, [0, 0, 0, 0]),
        ({"pause_until": date(2026, 12, 1)}, [0, 0, 0, 1]),
        ({"days_off": [3, 5, 6]}, [1, 0, 1, 0]),
    ],
)
def test_kinds_days_off_and_pauses_are_kept(
    people: Cast, choice: dict[str, Any], counts: list[int]
) -> None:
    choose(people, **choice)
    with unit_of_work() as session:
        task(session, people.ben, MONDAY + 3 * DAY)
    days = [reminders.queue_due(new_york(MONDAY + day * DAY, 10)) for day in (2, 3, 4, 8)]
    assert days == counts


def test_holidays_of_the_consortium_and_of_a_library_are_kept(people: Cast) -> None:
    with unit_of_work() as session:
        everybody = "2026-11-26 Thanksgiving"
        for text, whose in (
            (everybody, None),
            ("date,name\n2026-11-25,Founders' Day", people.central.id),
        ):
            preferences.set_holidays(session, text, whose, by=people.dag, today=MONDAY, now=SLOT)
        for who in (people.ben, people.cleo):
            task(session, who, MONDAY + 4 * DAY)
    found = {day: reminders.queue_due(new_york(MONDAY + day * DAY, 10)) for day in range(5)}
    assert found == {0: 0, 1: 1, 2: 1, 3: 0, 4: 2}


@pytest.mark.parametrize("change", ["moved", "cancelled", "declined", "left"])
def test_a_reminder_that_waits_is_withdrawn_when_it_is_not_wanted_any_more(
    people: Cast, change: str
) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata)
    reminders.queue_due(NOW)
    with unit_of_work() as session:
        ahead = the_meeting(session)
        match change:
            case "moved":
                ahead.starts_at += 7 * DAY
            case "cancelled":
                ahead.status = MeetingStatus.CANCELLED
            case "declined":
                for who in (people.ann, people.ben, people.gil):
                    answer = RsvpAnswer.NO
                    session.add(
                        Rsvp(meeting_id=ahead.id, person_id=who.id, answer=answer, answered_at=NOW)
                    )
            case "left":
                for membership in session.exec(select(Membership)):
                    membership.until = NOW
    assert reminders.queue_due(NOW + HOUR) == 0
    assert book() == [(lane, OutboxState.DROPPED) for lane in ("UANN", "UBEN", "UGIL")]


def test_a_task_that_was_done_is_not_spoken_of(people: Cast) -> None:
    with unit_of_work() as session:
        late = task(session, people.ben, MONDAY)
    assert reminders.queue_due(SLOT - 3 * DAY) == 1
    with unit_of_work() as session:
        session.add(late)
        late.done_at = SLOT
    assert reminders.queue_due(SLOT - 3 * DAY + HOUR) == 0
    assert book() == [("UBEN", OutboxState.DROPPED)]


def test_a_digest_is_queued_once_a_week(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, MONDAY, group_id=people.metadata.id)
    weeks = [digests.queue_due(SLOT + beat * HOUR) for beat in range(-1, 170)]
    assert [beat for beat, count in enumerate(weeks, start=-1) if count] == [0, 168]
    assert book() == [("CMETA", OutboxState.READY), ("CMETA", OutboxState.READY)]


def test_a_digest_waits_in_its_channel_for_a_day_and_a_half_at_most(
    people: Cast, slack: StandIn
) -> None:
    assert digests.queue_due(SLOT + 35 * HOUR) == 1
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
    assert (row.due_at, row.expires_at) == (SLOT, SLOT + 36 * HOUR)
    assert "This digest is late" in row.payload["text"]
    assert delivery.deliver_due(SLOT + 36 * HOUR, slack.client, "one") == 0
    assert (book(), slack.posted) == ([("CMETA", OutboxState.DROPPED)], [])


def test_a_digest_that_waits_for_slack_is_told_anew_once_it_is_late(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, title="In time", group_id=people.metadata.id, done_at=SLOT - HOUR)
    assert digests.queue_due(SLOT) == 1
    with unit_of_work() as session:
        task(
            session,
            people.ben,
            title="Meanwhile",
            group_id=people.metadata.id,
            done_at=SLOT + HOUR / 2,
        )
    texts = []
    for minutes in (60, 61, 120):
        assert digests.queue_due(SLOT + timedelta(minutes=minutes)) == 0
        with unit_of_work() as session:
            texts.append(session.exec(select(OutboxMessage)).one().payload["text"])
    late = "This digest is late: it was due on Mon, Nov 23, 2026, 9:00 AM EST."
    assert [(late in text, "Meanwhile" in text) for text in texts] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    with unit_of_work() as session:
        session.exec(select(OutboxMessage)).one().state = OutboxState.SENT
    assert digests.queue_due(SLOT + 7 * DAY) == 1
    with unit_of_work() as session:
        first, following = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        assert ("In time" in first.payload["text"], "In time" in following.payload["text"]) == (
            True,
            False,
        )
        assert "Meanwhile" not in following.payload["text"]


def test_a_quiet_week_stays_quiet_whatever_happens_later_that_day(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).quiet_week = QuietWeek.NOTHING
    assert digests.queue_due(SLOT) == 0
    with unit_of_work() as session:
        task(session, people.ben, group_id=people.metadata.id, done_at=SLOT + HOUR)
    assert digests.queue_due(SLOT + 2 * HOUR) == 0
    assert book() == [("CMETA", OutboxState.DROPPED)]
    assert digests.queue_due(SLOT + 7 * DAY) == 1


def test_each_group_gets_its_own(people: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    assert digests.queue_due(SLOT) == 2
    assert {lane for lane, _ in book()} == {"CMETA", "CRES"}


def test_a_group_whose_week_cannot_be_told_stops_no_other(people: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Reserves", chair=people.cleo, channel_id="CRES")

    def first_is_broken(session: Session, now: datetime) -> list[DueDigest]:
        first, *others = due_digests(session, now)
        nowhere = Group(**first.group.model_dump() | {"zone": "Nowhere/At_all"})
        return [replace(first, group=nowhere), *others]

    assert digests.queue_due(SLOT, first_is_broken) == 1
    assert [lane for lane, _ in book()] == ["CRES"]


def weekly_series(session: Session, people: Cast) -> None:
    pattern = Pattern(
        freq=Frequency.WEEKLY,
        at=time(10, 0),
        zone="America/New_York",
        starts_on=MONDAY,
        weekdays=(0,),
    )
    session.add(
        Series(
            group_id=people.metadata.id, title="Weekly", pattern=to_text(pattern), created_at=BEFORE
        )
    )


def test_a_series_makes_its_meetings_and_announces_them_when_they_come_near(people: Cast) -> None:
    with unit_of_work() as session:
        weekly_series(session, people)
    assert series.make_ahead(SLOT) > 10
    assert series.make_ahead(SLOT) == 0
    # The one of today and the one a week from now are near at nine o'clock plus an hour.
    assert [series.announce(SLOT + beat * HOUR) for beat in range(3)] == [1, 1, 0]
    with unit_of_work() as session:
        keys = session.exec(select(OutboxMessage.subject, OutboxMessage.lane)).all()
        first, second = session.exec(select(Meeting.id).order_by(col(Meeting.starts_at)).limit(2))
        assert keys == [(f"meeting:{first}", "CMETA"), (f"meeting:{second}", "CMETA")]


def test_a_cancelled_meeting_of_a_series_is_not_announced(people: Cast) -> None:
    with unit_of_work() as session:
        weekly_series(session, people)
    series.make_ahead(SLOT)
    with unit_of_work() as session:
        for meeting_row in session.exec(select(Meeting)):
            meeting_row.status = MeetingStatus.CANCELLED
    assert series.announce(SLOT) == 0


@pytest.mark.parametrize("change", ["done", "another day", "another owner"])
def test_what_waits_about_a_task_is_withdrawn_by_the_change_itself(
    people: Cast, change: str
) -> None:
    with unit_of_work() as session:
        late = task(session, people.ben, MONDAY, group_id=people.metadata.id)
    assert reminders.queue_due(SLOT) == 1
    with unit_of_work() as session:
        row, ben = session.get_one(Task, late.id), session.get_one(Person, people.ben.id)
        match change:
            case "done":
                tasks.finish(session, row, by=ben, now=SLOT)
            case "another day":
                tasks.change_due(session, row, MONDAY + DAY, by=ben, now=SLOT)
            case "another owner":
                ann, metadata = (
                    session.get_one(Person, people.ann.id),
                    session.get(Group, row.group_id),
                )
                tasks.reassign(session, row, ann, group=metadata, by=ben, now=SLOT)
    assert book() == [("UBEN", OutboxState.DROPPED)]


CHANGES_OF_MIND = [
    "left",
    "removed",
    "muted",
    "paused",
    "deactivated",
    "discharged",
    "cancelled behind its back",
    "another lead",
]


@pytest.mark.parametrize("change", CHANGES_OF_MIND)
def test_a_reminder_on_its_way_out_is_held_against_what_is_true_now(
    people: Cast, slack: StandIn, change: str
) -> None:
    """Between the change and the next beat of planning nothing wrong goes out."""
    choose(people)
    with unit_of_work() as session:
        meeting(session, people.metadata, NOW + HOUR, created_at=NOW - DAY)
    reminders.queue_due(NOW)
    with unit_of_work() as session:
        metadata, ben = (
            session.get_one(Group, people.metadata.id),
            session.get_one(Person, people.ben.id),
        )
        ann, chosen = session.get_one(Person, people.ann.id), session.get_one(Preferences, ben.id)
        match change:
            case "left":
                groups.leave(session, metadata, ben, now=NOW)
            case "removed":
                groups.remove(session, metadata, people.ben.id, by=ann, now=NOW)
            case "muted":
                chosen.muted = ("remind",)
            case "paused":
                chosen.pause_until = MONDAY + 7 * DAY
            case "deactivated":
                ben.is_active = False
            case "discharged":
                metadata.discharged_at = NOW
            case "cancelled behind its back":
                the_meeting(session).status = MeetingStatus.CANCELLED
            case "another lead":
                preferences.change_group(
                    session,
                    metadata,
                    lead_hours=[24],
                    nudges=2,
                    task_days=list(TaskDay),
                    tells_chairs=True,
                    by=ann,
                    now=NOW,
                )
    delivery.deliver_due(NOW, slack.client, "one")
    assert "UBEN" not in [channel for channel, _ in slack.posted]


def test_a_personal_digest_waits_to_be_drawn_anew_before_it_goes_out(
    people: Cast, slack: StandIn
) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    with unit_of_work() as session:
        rows = [
            task(session, people.ben, MONDAY + 3 * DAY, title=title) for title in ("One", "Two")
        ]
    eight = new_york(MONDAY + 2 * DAY, 8)
    assert reminders.queue_due(eight) == 1
    with unit_of_work() as session:
        session.get_one(Task, rows[0].id).done_at = eight
    assert delivery.deliver_due(eight, slack.client, "one") == 0
    beat = eight + timedelta(seconds=30)
    assert reminders.queue_due(beat) == 0
    assert delivery.deliver_due(beat, slack.client, "one") == 1
    [(_, text)] = slack.posted
    assert ("One" in text, "Two" in text) == (False, True)


def test_one_task_that_cannot_be_looked_at_stops_no_other(people: Cast) -> None:
    with unit_of_work() as session:
        rows = [
            task(session, owner, MONDAY + DAY, title=owner.name).id
            for owner in (people.ben, people.ann, people.cleo)
        ]

    def failing(kind: ReminderKind) -> ReminderKind:
        def due(session: Session, now: datetime, about: Subjects) -> list[Due]:
            if Subject("task", rows[0]) in about:
                raise ValueError("a task about which nothing can be said")
            return kind.due(session, now, about)

        return replace(kind, due=due)

    kinds = [failing(kind) for kind in KINDS]
    assert [reminders.queue_due(SLOT + beat * HOUR / 2, kinds) for beat in range(2)] == [2, 0]
    with unit_of_work() as session:
        spoken = [row.key.split("|")[1] for row in session.exec(select(OutboxMessage))]
        check_at = session.get_one(Task, rows[0]).check_at
    assert (sorted(spoken), check_at) == ([f"task:{number}" for number in rows[1:]], SLOT + HOUR)


def test_one_that_waits_and_cannot_be_looked_at_stops_nothing_new(people: Cast) -> None:
    with unit_of_work() as session:
        first = task(session, people.ben, MONDAY + DAY).id
    assert reminders.queue_due(SLOT) == 1
    with unit_of_work() as session:
        task(session, people.cleo, MONDAY + DAY)

    def due(session: Session, now: datetime, about: Subjects) -> list[Due]:
        if Subject("task", first) in about:
            raise ValueError("a task about which nothing can be said any more")
        return tasks_due(session, now, about)

    kinds = [replace(kind, due=due) if kind.key == "due" else kind for kind in KINDS]
    assert reminders.queue_due(SLOT + timedelta(minutes=1), kinds) == 1
    assert sorted(lane for lane, _ in book()) == ["UBEN", "UCLEO"]


def test_what_was_promised_in_time_and_waits_for_long_says_that_it_is_late(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, MONDAY + DAY)
    texts = []
    for minutes in (0, 30, 31, 60):
        reminders.queue_due(SLOT + timedelta(minutes=minutes))
        with unit_of_work() as session:
            [row] = session.exec(select(OutboxMessage)).all()
            texts.append(row.payload["text"].partition("\n")[0])
            assert texts[-1] in row.payload["blocks"][0]["text"]["text"]
    usual = "Your task *Review norm rules* is due Tue, Nov 24."
    late = "This reminder is late: it was due on Mon, Nov 23, 2026, 9:00 AM EST."
    assert texts == [usual, usual, late, late]


@contextmanager
def counted(database: Engine) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    sa.event.listen(database, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database, "before_cursor_execute", note)


def test_whether_digests_are_late_is_asked_once_for_all(people: Cast, database: Engine) -> None:
    choose(people, delivery=ReminderDelivery.DIGEST)
    counts = []
    for extra in (0, 4):
        with unit_of_work() as session:
            others = [
                person(session, f"Person{number} Lee", slack_id=f"UX{number}")
                for number in range(extra)
            ]
            for owner in others:
                session.add(Preferences(person_id=owner.id, delivery=ReminderDelivery.DIGEST))
            everybody = [session.get_one(Person, people.ben.id), *others]
            found = [
                task(session, owner, MONDAY + DAY, title=f"For {owner.id}") for owner in everybody
            ]
            late = new_york(MONDAY, 10)
            due = tasks_due(session, late, frozenset(map(Subject.of, found)))
        with reading() as session, counted(database) as queries:
            digests_made = new_digests(session, due, late)
        assert [digest.late_from for digest in digests_made] == [new_york(MONDAY, 8)] * len(
            everybody
        )
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_kind_of_reminder_has_words_and_is_a_kind_of_message() -> None:
    kinds = [kind.message for kind in KINDS]
    assert len(set(kinds)) == len(kinds)
    assert WORDS.keys() == set(kinds)
    assert set(kinds) <= set(MESSAGE_KINDS)
    others = {
        MONTH,
        CHAIRING,
        TERM_ENDS,
        SUNSET_NEAR,
        PUT_RIGHT,
        RECORDER_SUGGESTED,
        WEEKLY,
        INVITED,
    }
    assert set(DECLINABLE) == {*kinds, *others}


def test_a_kind_answers_nothing_of_nouns_that_are_not_its_own(people: Cast) -> None:
    with unit_of_work() as session:
        session.merge(people.metadata).agenda_hours = 1
        ahead = meeting(session, people.metadata)
        late = task(session, people.ben, MONDAY, group_id=people.metadata.id)
        call = open_call(session, people.metadata, people.dag, opened_at=NOW)
        of_meetings, of_tasks = frozenset([Subject.of(ahead)]), frozenset([Subject.of(late)])
        represent(session, people.ann, people.central, people.metadata)
        of_calls = frozenset([Subject.of(call)])
        of_polls = frozenset([Subject.of(opened_poll(session, people))])
        of_offers = frozenset([Subject.of(committed(session, people))])
        written = decisions.write_down(
            session, people.metadata, decided=["We share"], by=people.ann, now=NOW
        )
        written.decisions[0].review_on = SLOT.date()
        session.flush()
        of_decisions = frozenset([Subject.of(written.decisions[0])])
        nothing: frozenset[Subject] = frozenset()
        nouns = {
            kind.key: [
                {due.facts.subject.noun for due in kind.due(session, SLOT, about)}
                for about in (
                    *(of_meetings, of_tasks, of_calls, of_offers, of_polls),
                    *(of_decisions, nothing),
                )
            ]
            for kind in KINDS
        }
    assert nouns == {
        "remind": [{"meeting"}, set(), set(), set(), set(), set(), set()],
        "nudge": [{"meeting"}, set(), set(), set(), set(), set(), set()],
        "due": [set(), {"task"}, set(), set(), set(), set(), set()],
        "long": [set(), {"task"}, set(), set(), set(), set(), set()],
        "record": [{"meeting"}, set(), set(), set(), set(), set(), set()],
        "draftlies": [set(), set(), set(), set(), set(), set(), set()],
        "partners": [{"meeting"}, set(), set(), set(), set(), set(), set()],
        "emptyagenda": [{"meeting"}, set(), set(), set(), set(), set(), set()],
        "unanswered": [set(), set(), {"call"}, set(), set(), set(), set()],
        "pollnudge": [set(), set(), set(), set(), {"poll"}, set(), set()],
        "committed": [set(), set(), set(), {"offer"}, set(), set(), set()],
        "worked": [set(), set(), set(), set(), set(), {"decision"}, set()],
    }


def test_every_reminded_noun_is_scanned_by_an_index_over_the_same_condition() -> None:
    """Otherwise a beat would read all there is."""
    assert {row.noun: row.table for row in REMINDED}.items() <= TABLES.items()
    for row in REMINDED:
        conditions = [
            str(index.dialect_options["sqlite"]["where"])
            for index in row.table.__table__.indexes
            if [column.name for column in index.columns] == ["check_at"]
        ]
        assert conditions == [row.is_open]
