"""Reminders: who is due one at which moment, and who is not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Consortium, MeetingStatus, Membership, Person, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from models.reminders import MeetingReminder, TaskReminder
from services import reminders
from services.reminders import is_task_day, meetings_ahead, tasks_due
from tests.factories import NOW, cast, group, person
from tests.happenings import meeting, new_york, task

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TOMORROW = NOW + 24 * HOUR
FRIDAY = date(2026, 11, 27)


def to(due: list[reminders.Due]) -> list[str]:
    return [one.to for one in due]


def test_each_member_in_slack_hears_of_a_meeting_within_the_lead(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    [ann, ben, gil] = meetings_ahead(session, NOW)
    assert [one.to for one in (ann, ben, gil)] == ["UANN", "UBEN", "UGIL"]
    assert ann.key == f"remind|meeting:{ahead.id}|24|20261125T1430Z|person:{people.ann.id}"
    assert ann.expires_at == TOMORROW


@pytest.mark.parametrize(
    ("starts_at", "count"),
    [
        (TOMORROW + timedelta(minutes=1), 0),
        (TOMORROW, 3),
        (NOW + timedelta(minutes=1), 3),
        (NOW, 0),
        (NOW - HOUR, 0),
    ],
)
def test_a_meeting_is_spoken_of_from_the_lead_until_it_starts(
    session: Session, starts_at: datetime, count: int
) -> None:
    meeting(session, cast(session).metadata, starts_at=starts_at)
    assert len(meetings_ahead(session, NOW)) == count


def test_the_consortium_sets_the_lead(session: Session) -> None:
    meeting(session, cast(session).metadata, starts_at=NOW + 3 * HOUR)
    settings = session.get_one(Consortium, 1)
    settings.reminder_lead_hours = 2
    assert meetings_ahead(session, NOW) == []
    assert [one.key.split("|")[2] for one in meetings_ahead(session, NOW + HOUR)] == ["2", "2", "2"]


def test_who_said_no_hears_no_more(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    for who, answer in ((people.ann, RsvpAnswer.NO), (people.ben, RsvpAnswer.YES)):
        session.add(Rsvp(meeting_id=ahead.id, person_id=who.id, answer=answer, answered_at=NOW))
    due = meetings_ahead(session, NOW)
    answers = [one.facts.answer for one in due if isinstance(one.facts, MeetingReminder)]
    assert (to(due), answers) == (["UBEN", "UGIL"], [RsvpAnswer.YES, None])


def test_who_left_the_group_or_slack_hears_nothing(session: Session) -> None:
    people = cast(session)
    meeting(session, people.metadata)
    ended = select(Membership).where(Membership.person_id == people.ben.id)
    session.exec(ended).one().until = NOW
    people.gil.is_active = False
    assert to(meetings_ahead(session, NOW)) == ["UANN"]


def test_a_cancelled_meeting_and_a_discharged_group_are_silent(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    ahead.status = MeetingStatus.CANCELLED
    assert meetings_ahead(session, NOW) == []
    ahead.status, people.metadata.discharged_at = MeetingStatus.ON, NOW
    session.flush()
    assert meetings_ahead(session, NOW) == []


def test_a_moved_meeting_has_a_new_reminder(session: Session) -> None:
    ahead = meeting(session, cast(session).metadata)
    first = {one.key for one in meetings_ahead(session, NOW)}
    ahead.starts_at -= HOUR
    session.flush()
    assert first.isdisjoint(one.key for one in meetings_ahead(session, NOW))


@pytest.mark.parametrize(("left", "count"), [(timedelta(minutes=61), 3), (timedelta(minutes=60), 0)])
def test_a_meeting_set_within_the_lead_needs_more_than_an_hour(
    session: Session, left: timedelta, count: int
) -> None:
    meeting(session, cast(session).metadata, starts_at=NOW + left, created_at=NOW)
    assert len(meetings_ahead(session, NOW)) == count


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (new_york(FRIDAY - DAY, 8, 59), 0),
        (new_york(FRIDAY - DAY, 9), 1),
        (new_york(FRIDAY - DAY, 23, 59), 1),
        (new_york(FRIDAY, 9), 0),
    ],
)
def test_a_task_is_spoken_of_at_nine_the_day_before(session: Session, now: datetime, count: int) -> None:
    task(session, cast(session).ben, FRIDAY)
    assert len(tasks_due(session, now)) == count


def test_a_reminder_of_a_task_lasts_for_one_day_of_its_owner(session: Session) -> None:
    people = cast(session)
    row = task(session, people.ben, FRIDAY)
    [due] = tasks_due(session, new_york(FRIDAY - DAY, 15))
    assert due == reminders.Due(
        key=f"due|task:{row.id}|2026-11-26|person:{people.ben.id}",
        to="UBEN",
        expires_at=new_york(FRIDAY, 0),
        facts=TaskReminder(row, None, people.ben, FRIDAY - DAY),
    )


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Pacific/Kiritimati", datetime(2026, 11, 25, 19, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 11, 26, 20, 0, tzinfo=UTC)),
    ],
)
def test_nine_is_the_owners_nine_all_around_the_world(session: Session, zone: str, now: datetime) -> None:
    cast(session)
    far = person(session, "Fay Far", slack_id="UFAY", zone=zone)
    task(session, far, FRIDAY)
    assert tasks_due(session, now - timedelta(minutes=1)) == []
    assert to(tasks_due(session, now)) == ["UFAY"]


CREATED = new_york(date(2026, 10, 1), 12)


@pytest.mark.parametrize(
    ("today", "is_day"),
    [
        (date(2026, 11, 25), False),
        (date(2026, 11, 26), True),
        (FRIDAY, False),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (date(2026, 12, 7), True),
        (date(2026, 12, 14), True),
    ],
)
def test_the_days_on_which_a_friday_task_is_spoken_of(today: date, is_day: bool) -> None:
    assert is_task_day(FRIDAY, today, created_at=CREATED, zone="America/New_York") is is_day


@pytest.mark.parametrize(
    ("created", "days"),
    [
        (new_york(FRIDAY - DAY, 9), [FRIDAY - DAY]),
        (new_york(FRIDAY - DAY, 9, 1), [FRIDAY]),
        (new_york(FRIDAY, 9), [FRIDAY]),
        (new_york(FRIDAY, 9, 1), []),
    ],
)
def test_a_task_set_late_is_spoken_of_on_its_day(created: datetime, days: list[date]) -> None:
    spoken = [
        day
        for day in (FRIDAY - 2 * DAY, FRIDAY - DAY, FRIDAY)
        if is_task_day(FRIDAY, day, created_at=created, zone="America/New_York")
    ]
    assert spoken == days


def test_done_unowned_undated_and_unreachable_tasks_are_silent(session: Session) -> None:
    people = cast(session)
    task(session, people.ben, FRIDAY, done_at=NOW)
    task(session, None, FRIDAY)
    task(session, people.ben)
    task(session, people.pia, FRIDAY)
    task(session, people.ben, due_on=FRIDAY - timedelta(days=400))
    assert tasks_due(session, new_york(FRIDAY - DAY, 10)) == []


def test_who_left_a_group_hears_no_more_of_her_tasks_in_it(session: Session) -> None:
    people = cast(session)
    task(session, people.ben, FRIDAY, group_id=people.metadata.id)
    task(session, people.cleo, FRIDAY, group_id=people.metadata.id, title="Asked from outside")
    now = new_york(FRIDAY - DAY, 10)
    assert to(tasks_due(session, now)) == ["UBEN", "UCLEO"]
    session.exec(select(Membership).where(Membership.person_id == people.ben.id)).one().until = NOW
    assert to(tasks_due(session, now)) == ["UCLEO"]
    people.metadata.discharged_at = NOW
    session.flush()
    assert tasks_due(session, now) == []


def test_the_number_of_questions_does_not_grow(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        meeting(session, people.metadata)
        task(session, people.ben, FRIDAY)
    few = count_questions(database)
    with unit_of_work() as session:
        everyone = session.exec(select(Person).where(col(Person.slack_id).is_not(None))).all()
        reserves = group(session, "Reserves", chair=everyone[0], channel_id="CRES")
        for number in range(20):
            meeting(session, reserves, title=f"Meeting {number}")
            task(
                session,
                everyone[number % len(everyone)],
                FRIDAY,
                title=f"Task {number}",
                group_id=reserves.id,
            )
    assert count_questions(database) == few == 3


def count_questions(database: Engine) -> int:
    """How many statements both kinds need together."""
    seen: list[str] = []
    with reading() as session:
        engine = session.get_bind()

        def note(*args: Any) -> None:
            seen.extend([args[2]] if args[2].startswith("SELECT") else [])

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            for kind in reminders.KINDS:
                kind.due(session, new_york(FRIDAY - DAY, 9))
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_groups_are_told_apart(session: Session) -> None:
    people = cast(session)
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    meeting(session, other)
    assert to(meetings_ahead(session, NOW)) == ["UCLEO"]
