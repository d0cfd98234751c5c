"""What the clock's jobs promise: once, in time, and not after it stopped being wanted."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    OutboxMessage,
    OutboxState,
    QuietWeek,
    Rsvp,
    RsvpAnswer,
    Series,
)
from models.database import unit_of_work
from scheduler import delivery, digests, reminders, series
from services.recurrence import Frequency, Pattern, to_text
from tests.factories import BEFORE, NOW, Cast, cast, group
from tests.happenings import meeting, new_york, task
from tests.scheduler.stand_in import StandIn, stand_in

HOUR = timedelta(hours=1)
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


def book() -> list[tuple[str, OutboxState]]:
    """To whom, and how far, of every row in order."""
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        return [(row.lane, row.state) for row in rows]


def the_meeting(session: Session) -> Meeting:
    return session.exec(select(Meeting)).one()


def test_a_reminder_is_queued_once_however_often_the_clock_beats(people: Cast, slack: StandIn) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata)
    assert [reminders.queue_due(NOW + beat * HOUR) for beat in range(3)] == [3, 0, 0]
    assert book() == [(lane, OutboxState.READY) for lane in ("UANN", "UBEN", "UGIL")]
    assert delivery.deliver_due(NOW + 3 * HOUR, slack.client, "one") == 3
    assert reminders.queue_due(NOW + 4 * HOUR) == 0
    assert [channel for channel, _ in slack.posted] == ["UANN", "UBEN", "UGIL"]


def test_a_reminder_missed_while_the_bot_was_down_comes_late_and_once(people: Cast) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata)
    assert reminders.queue_due(NOW + 20 * HOUR) == 3
    assert reminders.queue_due(NOW + 25 * HOUR) == 0


@pytest.mark.parametrize("change", ["moved", "cancelled", "declined", "left"])
def test_a_reminder_that_waits_is_withdrawn_when_it_is_not_wanted_any_more(people: Cast, change: str) -> None:
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
                    session.add(Rsvp(meeting_id=ahead.id, person_id=who.id, answer=answer, answered_at=NOW))
            case "left":
                for membership in session.exec(select(Membership)):
                    membership.until = NOW
    assert reminders.queue_due(NOW + HOUR) == 0
    assert book() == [(lane, OutboxState.DROPPED) for lane in ("UANN", "UBEN", "UGIL")]


def test_a_task_that_was_done_is_not_spoken_of(people: Cast) -> None:
    with unit_of_work() as session:
        late = task(session, people.ben, MONDAY)
    assert reminders.queue_due(SLOT - DAY) == 1
    with unit_of_work() as session:
        session.add(late)
        late.done_at = SLOT
    assert reminders.queue_due(SLOT - DAY + HOUR) == 0
    assert book() == [("UBEN", OutboxState.DROPPED)]


def test_a_digest_is_queued_once_a_week(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, MONDAY, group_id=people.metadata.id)
    weeks = [digests.queue_due(SLOT + beat * HOUR) for beat in range(-1, 170)]
    assert [beat for beat, count in enumerate(weeks, start=-1) if count] == [0, 168]
    assert book() == [("CMETA", OutboxState.READY), ("CMETA", OutboxState.READY)]


def test_a_digest_waits_in_its_channel_for_a_day_and_a_half_at_most(people: Cast, slack: StandIn) -> None:
    assert digests.queue_due(SLOT + 35 * HOUR) == 1
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
    assert (row.due_at, row.expires_at) == (SLOT, SLOT + 36 * HOUR)
    assert "This digest is late" in row.payload["text"]
    assert delivery.deliver_due(SLOT + 36 * HOUR, slack.client, "one") == 0
    assert (book(), slack.posted) == ([("CMETA", OutboxState.DROPPED)], [])


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


def weekly_series(session: Session, people: Cast) -> None:
    pattern = Pattern(
        freq=Frequency.WEEKLY, at=time(10, 0), zone="America/New_York", starts_on=MONDAY, weekday=0
    )
    session.add(
        Series(group_id=people.metadata.id, title="Weekly", pattern=to_text(pattern), created_at=BEFORE)
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
        for one in session.exec(select(Meeting)):
            one.status = MeetingStatus.CANCELLED
    assert series.announce(SLOT) == 0
