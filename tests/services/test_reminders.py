"""Reminders: who is due one at which moment, and who is not."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Consortium,
    GroupReminders,
    MeetingStatus,
    MemberRole,
    Membership,
    Person,
    Preferences,
    ReminderDelivery,
    Rsvp,
    RsvpAnswer,
)
from models.database import reading, unit_of_work
from models.messages import NUDGE, REMIND, Recipient
from models.preferences import EVERY_TASK_DAY, TaskDay
from models.reminders import MeetingReminder, TaskReminder
from models.subjects import Subject
from services import meetings, minutes, outbox, preferences, presence, reminders, tasks
from services.preferences import ReminderHours
from services.reminders import Due, answers_missing, long_overdue, task_days
from tests.factories import BEFORE, NOW, cast, group, person, standing
from tests.happenings import meeting, new_york, task
from tests.keys import everything, key
from tests.keys import to as recipient

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TOMORROW = NOW + 24 * HOUR
FRIDAY = date(2026, 11, 27)


def to(due: list[Due]) -> list[str]:
    return [reminder.to.lane for reminder in due]


def meetings_ahead(session: Session, now: datetime) -> list[Due]:
    return [
        reminder
        for reminder in reminders.meetings_ahead(session, now, everything(session))
        if reminder.is_due(now)
    ]


def tasks_due(session: Session, now: datetime) -> list[Due]:
    return [
        reminder
        for reminder in reminders.tasks_due(session, now, everything(session))
        if reminder.is_due(now)
    ]


def test_each_member_in_slack_hears_of_a_meeting_within_the_lead(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    [ann, ben, gil] = meetings_ahead(session, NOW)
    assert [reminder.to.lane for reminder in (ann, ben, gil)] == ["UANN", "UBEN", "UGIL"]
    assert str(ann.key) == f"remind|meeting:{ahead.id}|24|20261125T1430Z|person:{people.ann.id}"
    assert ann.expires_at == TOMORROW - HOUR
    assert {reminder.facts.late_from for reminder in (ann, ben, gil)} == {None}


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


def test_an_hour_before_there_is_one_more(session: Session) -> None:
    meeting(session, cast(session).metadata)
    keys = [
        [
            str(reminder.key).split("|")[2]
            for reminder in meetings_ahead(session, NOW + hours * HOUR)
        ]
        for hours in (0, 22, 23)
    ]
    assert keys == [["24"] * 3, ["24"] * 3, ["1"] * 3]


def test_from_the_second_lead_on_the_first_is_not_even_late(session: Session) -> None:
    meeting(session, cast(session).metadata)
    now = TOMORROW - HOUR
    found = reminders.meetings_ahead(session, now, everything(session))
    assert {str(reminder.key).split("|")[2] for reminder in found} == {"1"}


def test_each_thing_is_scanned_again_at_its_own_moment(session: Session) -> None:
    people = cast(session)
    ahead, due = meeting(session, people.metadata), task(session, people.ben)
    assert ahead.id == due.id
    reminders.check(session, {Subject.of(ahead): NOW + HOUR, Subject.of(due): NOW + DAY})
    for row in (ahead, due):
        session.refresh(row)
    assert (ahead.check_at, due.check_at) == (NOW + HOUR, NOW + DAY)


def test_the_consortium_sets_the_lead(session: Session) -> None:
    meeting(session, cast(session).metadata, starts_at=NOW + 3 * HOUR)
    settings = session.get_one(Consortium, 1)
    settings.reminder_lead_hours = 2
    assert meetings_ahead(session, NOW) == []
    assert [
        str(reminder.key).split("|")[2] for reminder in meetings_ahead(session, NOW + HOUR)
    ] == [
        "2",
        "2",
        "2",
    ]


def test_the_chair_sets_the_leads_of_her_group(session: Session) -> None:
    people = cast(session)
    meeting(session, people.metadata, starts_at=NOW + 3 * HOUR)
    chosen: dict[str, Any] = {
        "nudges": 0,
        "task_days": list(TaskDay),
        "tells_chairs": False,
        "by": people.ann,
        "now": BEFORE,
    }
    preferences.change_group(session, people.metadata, lead_hours=[2, 72], **chosen)
    keys = [
        [
            str(reminder.key).split("|")[2]
            for reminder in meetings_ahead(session, NOW + hours * HOUR)
        ]
        for hours in (0, 1, 2)
    ]
    assert keys == [["72"] * 3, ["2"] * 3, ["2"] * 3]
    preferences.change_group(session, people.metadata, lead_hours=[], **chosen)
    assert meetings_ahead(session, NOW + HOUR) == []


def test_who_said_no_hears_no_more(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    for who, answer in ((people.ann, RsvpAnswer.NO), (people.ben, RsvpAnswer.YES)):
        session.add(Rsvp(meeting_id=ahead.id, person_id=who.id, answer=answer, answered_at=NOW))
    due = meetings_ahead(session, NOW)
    answers = [
        reminder.facts.answer for reminder in due if isinstance(reminder.facts, MeetingReminder)
    ]
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
    first = {reminder.key for reminder in meetings_ahead(session, NOW)}
    ahead.starts_at -= HOUR
    session.flush()
    assert first.isdisjoint(reminder.key for reminder in meetings_ahead(session, NOW))


@pytest.mark.parametrize(
    ("left", "count"), [(timedelta(minutes=61), 3), (timedelta(minutes=60), 0)]
)
def test_a_meeting_set_within_the_lead_needs_more_than_an_hour(
    session: Session, left: timedelta, count: int
) -> None:
    meeting(session, cast(session).metadata, starts_at=NOW + left, created_at=NOW)
    assert len(meetings_ahead(session, NOW)) == count


@pytest.mark.parametrize(
    ("day", "hour", "leads", "reaches"),
    [
        (FRIDAY, 10, (24, 1), True),
        (FRIDAY + DAY, 10, (24, 1), True),
        (FRIDAY + DAY, 10, (1,), False),
        (FRIDAY + 2 * DAY, 10, (24, 1), False),
        (FRIDAY + 2 * DAY, 10, (48, 1), True),
        (FRIDAY + 3 * DAY, 7, (24, 1), False),
        (FRIDAY + 3 * DAY, 8, (24, 1), True),
        (FRIDAY, 3, (24, 1), True),
        (FRIDAY, 3, (2,), False),
        (FRIDAY, 10, (), False),
    ],
)
def test_whether_the_usual_hours_allow_any_reminder_of_a_meeting(
    day: date, hour: int, leads: tuple[int, ...], reaches: bool
) -> None:
    start = new_york(day, hour)
    assert reminders.reaches_usual_hours(start, leads, "America/New_York") is reaches


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (new_york(FRIDAY - DAY, 8, 59), 0),
        (new_york(FRIDAY - DAY, 9), 1),
        (new_york(FRIDAY - DAY, 18, 59), 1),
        (new_york(FRIDAY - DAY, 19), 0),
        (new_york(FRIDAY, 7), 0),
        (new_york(FRIDAY, 9), 1),
    ],
)
def test_a_task_is_spoken_of_from_nine_the_day_before_outside_quiet_hours(
    session: Session, now: datetime, count: int
) -> None:
    task(session, cast(session).ben, FRIDAY)
    assert len(tasks_due(session, now)) == count


def test_a_reminder_of_a_task_lasts_until_the_night_before_the_next(session: Session) -> None:
    people = cast(session)
    row = task(session, people.ben, FRIDAY)
    now = new_york(FRIDAY - DAY, 15)
    [due] = tasks_due(session, now)
    assert due == Due(
        key=key(f"due|task:{row.id}|2026-11-26|person:{people.ben.id}"),
        to=recipient("UBEN"),
        person=people.ben,
        at=now,
        expires_at=new_york(FRIDAY, 0),
        facts=TaskReminder(
            row,
            None,
            people.ben,
            FRIDAY - DAY,
            owner=people.ben,
            late_from=new_york(FRIDAY - DAY, 9),
        ),
    )


CHOSEN: dict[str, Any] = {"lead_hours": (24,), "changed_at": BEFORE}
EVENINGS = {"quiet_from": time(6), "quiet_until": time(0)}
"""Who works at night, and hears of nothing else than from midnight to six."""


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        ({}, ["2026-11-27"]),
        ({"quiet_from": time(23), "quiet_until": time(10)}, ["2026-11-27"]),
        ({"pause_until": FRIDAY}, ["2026-11-27"]),
        (EVENINGS, ["2026-11-26"]),
        ({"delivery": ReminderDelivery.DIGEST}, ["2026-11-27"]),
    ],
    ids=["usual hours", "from ten", "after a pause", "at night", "in a digest"],
)
def test_after_a_night_without_convene_a_task_is_told_of_once_a_day(
    session: Session, chosen: dict[str, Any], days: list[str]
) -> None:
    """It was down from before nine on the day before the task is due until midnight."""
    ben = cast(session).ben
    session.add(Preferences(person_id=ben.id, **chosen))
    task(session, ben, FRIDAY)
    hours = (new_york(FRIDAY, 0) + hour * HOUR for hour in range(24))
    found = [due.key.occurrence for now in hours for due in tasks_due(session, now)]
    assert list(dict.fromkeys(found)) == [(day,) for day in days]


def test_the_last_reminder_of_a_task_may_come_the_next_morning(session: Session) -> None:
    """Where the chair has chosen that none follows."""
    people = cast(session)
    task(session, people.ben, FRIDAY, group_id=people.metadata.id)
    session.add(GroupReminders(group_id=people.metadata.id, task_days=(TaskDay.ON,), **CHOSEN))
    assert [len(tasks_due(session, new_york(FRIDAY + 3 * DAY, hour))) for hour in (8, 9)] == [1, 0]


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Pacific/Kiritimati", datetime(2026, 11, 25, 19, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 11, 26, 20, 0, tzinfo=UTC)),
    ],
)
def test_nine_is_the_owners_nine_all_around_the_world(
    session: Session, zone: str, now: datetime
) -> None:
    cast(session)
    far = person(session, "Fay Far", slack_id="UFAY", zone=zone)
    task(session, far, FRIDAY)
    assert tasks_due(session, now - timedelta(minutes=1)) == []
    assert to(tasks_due(session, now)) == ["UFAY"]


NEW_YORK = ReminderHours("America/New_York", Preferences(person_id=1))


def days_of(
    due_on: date, *, chosen: tuple[TaskDay, ...] = EVERY_TASK_DAY, snoozed: date | None = None
) -> list[str]:
    """The first five days on which its owner hears of a task, without the month's name."""
    return [
        f"{day:%d}"
        for day in islice(task_days(due_on, NEW_YORK, chosen=chosen, snoozed=snoozed), 5)
    ]


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (FRIDAY, ["26", "27", "30", "07", "14"]),
        (FRIDAY + 3 * DAY, ["27", "30", "01", "08", "15"]),
        # Nobody is told on a Sunday, so of Sunday's task she hears on Friday and on Monday.
        (FRIDAY + 2 * DAY, ["27", "30", "07", "14", "21"]),
    ],
)
def test_the_days_on_which_a_task_is_spoken_of(due_on: date, days: list[str]) -> None:
    assert days_of(due_on) == days


def test_a_task_that_is_put_off_is_spoken_of_on_the_chosen_day_and_then_as_ever() -> None:
    assert days_of(FRIDAY, snoozed=FRIDAY) == ["27", "30", "07", "14", "21"]
    assert days_of(FRIDAY, snoozed=date(2026, 12, 9)) == ["09", "14", "21", "28", "04"]


@pytest.mark.parametrize(
    ("chosen", "days", "put_off"),
    [
        (EVERY_TASK_DAY, ["26", "27", "30", "07", "14"], ["09", "14", "21", "28", "04"]),
        ((TaskDay.BEFORE,), ["26"], ["09"]),
        ((TaskDay.ON,), ["27"], ["09"]),
        ((TaskDay.OVERDUE,), ["30", "07", "14", "21", "28"], ["09", "14", "21", "28", "04"]),
        ((), [], ["09"]),
    ],
)
def test_a_chair_chooses_the_days_and_an_owner_may_still_choose_one(
    chosen: tuple[TaskDay, ...], days: list[str], put_off: list[str]
) -> None:
    assert days_of(FRIDAY, chosen=chosen) == days
    assert days_of(FRIDAY, chosen=chosen, snoozed=date(2026, 12, 9)) == put_off


def test_owners_hear_of_a_groups_tasks_on_the_days_that_its_chair_chose(session: Session) -> None:
    people = cast(session)
    task(session, people.ben, FRIDAY, group_id=people.metadata.id)
    task(session, people.cleo, FRIDAY)
    preferences.change_group(
        session,
        people.metadata,
        lead_hours=[24],
        nudges=2,
        task_days=[TaskDay.ON],
        tells_chairs=True,
        by=people.ann,
        now=BEFORE,
    )
    session.flush()
    mornings = (FRIDAY - DAY, FRIDAY, FRIDAY + 3 * DAY, FRIDAY + 10 * DAY)
    reached = [to(tasks_due(session, new_york(day, 9))) for day in mornings]
    assert reached == [["UCLEO"], ["UBEN", "UCLEO"], ["UCLEO"], ["UCLEO"]]


@pytest.mark.parametrize(
    ("created", "counts"),
    [
        (new_york(FRIDAY - DAY, 9), [1, 1]),
        (new_york(FRIDAY - DAY, 9, 1), [0, 1]),
        (new_york(FRIDAY, 9), [0, 1]),
        (new_york(FRIDAY, 9, 1), [0, 0]),
    ],
)
def test_a_task_set_late_is_spoken_of_at_its_next_morning(
    session: Session, created: datetime, counts: list[int]
) -> None:
    task(session, cast(session).ben, FRIDAY, created_at=created)
    mornings = (new_york(FRIDAY - DAY, 10), new_york(FRIDAY, 10))
    assert [len(tasks_due(session, now)) for now in mornings] == counts


def test_a_task_whose_day_is_changed_is_not_spoken_of_at_once(session: Session) -> None:
    people = cast(session)
    row = task(session, people.ben, FRIDAY + 7 * DAY)
    tasks.change_due(session, row, FRIDAY, by=people.ben, now=new_york(FRIDAY - DAY, 11))
    session.flush()
    assert tasks_due(session, new_york(FRIDAY - DAY, 11)) == []
    assert to(tasks_due(session, new_york(FRIDAY, 9))) == ["UBEN"]


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
    assert count_questions(database) == few


def count_questions(database: Engine) -> int:
    """How many statements both kinds need together."""
    seen: list[str] = []
    with reading() as session:
        engine, about = session.get_bind(), everything(session)

        def note(*args: Any) -> None:
            seen.extend([args[2]] if args[2].startswith("SELECT") else [])

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            for kind in reminders.KINDS:
                kind.due(session, new_york(FRIDAY - DAY, 9), about)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_groups_are_told_apart(session: Session) -> None:
    people = cast(session)
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    meeting(session, other)
    assert to(meetings_ahead(session, NOW)) == ["UCLEO"]


def nudged(session: Session, now: datetime) -> list[str]:
    found = answers_missing(session, now, everything(session))
    return [str(reminder.key) for reminder in found if reminder.is_due(now)]


def test_only_the_silent_are_nudged_and_twice_at_most(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata, starts_at=NOW + 14 * DAY)
    for who, answer in ((people.ann, RsvpAnswer.NO), (people.ben, RsvpAnswer.MAYBE)):
        session.add(Rsvp(meeting_id=ahead.id, person_id=who.id, answer=answer, answered_at=NOW))
    found = [nudged(session, NOW - HOUR + days * DAY) for days in range(15)]
    # The eleventh day is a Saturday, so nothing is asked on it.
    first, second = (
        f"nudge|meeting:{ahead.id}|{number}|person:{people.gil.id}" for number in (1, 2)
    )
    seen = [key for day in found for key in day]
    assert [day for day, keys in enumerate(found) if first in keys] == [8, 9, 10]
    assert [day for day, keys in enumerate(found) if second in keys] == [13]
    assert set(seen) == {first, second}


def test_moving_a_meeting_brings_no_third_nudge(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata, starts_at=NOW + 7 * DAY)
    before = set(nudged(session, NOW)) | set(nudged(session, NOW + 6 * DAY - HOUR))
    meetings.move(
        session,
        ahead,
        starts_at=NOW + 21 * DAY,
        zone=ahead.zone,
        minutes=60,
        place="",
        sequence=0,
        by=people.ann,
        now=NOW + 6 * DAY,
    )
    after = set(nudged(session, NOW + 14 * DAY)) | set(nudged(session, NOW + 20 * DAY - HOUR))
    assert len(before) == 6
    assert after == before


@pytest.mark.parametrize(("nudges", "numbers"), [(0, []), (1, ["2"]), (2, ["1", "2"])])
def test_the_chair_sets_how_often_the_silent_are_asked(
    session: Session, nudges: int, numbers: list[str]
) -> None:
    people = cast(session)
    meeting(session, people.metadata, starts_at=NOW + 16 * DAY)
    preferences.change_group(
        session,
        people.metadata,
        lead_hours=[24],
        nudges=nudges,
        task_days=list(TaskDay),
        tells_chairs=True,
        by=people.ann,
        now=NOW,
    )
    keys = {key for days in (9, 13) for key in nudged(session, NOW + days * DAY)}
    assert sorted({key.split("|")[2] for key in keys}) == numbers


def test_a_task_that_is_long_overdue_goes_to_the_chairs_and_not_to_its_owner(
    session: Session,
) -> None:
    people = cast(session)
    rows = [
        task(session, who, FRIDAY, group_id=people.metadata.id)
        for who in (people.ben, people.ann, None)
    ]
    task(session, people.ben, FRIDAY)
    told_at = new_york(FRIDAY + 14 * DAY, 9)
    about = everything(session)
    early = long_overdue(session, told_at - HOUR, about)
    assert [reminder for reminder in early if reminder.is_due(told_at - HOUR)] == []
    found = [
        reminder for reminder in long_overdue(session, told_at, about) if reminder.is_due(told_at)
    ]
    assert [(str(reminder.key), reminder.to.lane) for reminder in found] == [
        (f"long|task:{rows[0].id}|2026-11-27|person:{people.ann.id}", "UANN"),
        (f"long|task:{rows[2].id}|2026-11-27|person:{people.ann.id}", "UANN"),
    ]
    preferences.change_group(
        session,
        people.metadata,
        lead_hours=[24],
        nudges=2,
        task_days=list(TaskDay),
        tells_chairs=False,
        by=people.ann,
        now=NOW,
    )
    assert long_overdue(session, told_at, about) == []


def test_an_answer_withdraws_the_nudge_that_waits(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    for who in (people.ben, people.gil):
        for kind in ("nudge|meeting:{}|1", "remind|meeting:{}|24|x"):
            name = key(f"{kind.format(ahead.id)}|person:{who.id}")
            outbox.post(session, {"text": "?"}, to=Recipient.person(who), key=name, now=NOW)
    meetings.record_rsvp(session, ahead, RsvpAnswer.YES, by=standing(session, people.ben), now=NOW)
    assert outbox.waiting(session, NUDGE) == {
        key(f"nudge|meeting:{ahead.id}|1|person:{people.gil.id}")
    }
    meetings.record_rsvp(session, ahead, RsvpAnswer.NO, by=standing(session, people.ben), now=NOW)
    assert outbox.waiting(session, REMIND) == {
        key(f"remind|meeting:{ahead.id}|24|x|person:{people.gil.id}")
    }


def test_an_hour_before_whoever_leads_the_meeting_may_begin_it_from_the_reminder(
    session: Session,
) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)

    def may_begin(now: datetime) -> dict[str, bool]:
        return {
            reminder.to.lane: reminder.facts.may_begin
            for reminder in meetings_ahead(session, now)
            if isinstance(reminder.facts, MeetingReminder)
        }

    assert may_begin(NOW) == {"UANN": False, "UBEN": False, "UGIL": False}
    hour_before = ahead.starts_at - HOUR
    assert may_begin(hour_before) == {"UANN": True, "UBEN": False, "UGIL": False}
    presence.name_recorder(session, ahead, people.ben, by=people.ann, now=NOW)
    assert may_begin(hour_before) == {"UANN": True, "UBEN": True, "UGIL": False}
    presence.decline(session, ahead, people.ben, now=NOW)
    gil = select(Membership).where(Membership.person_id == people.gil.id)
    session.exec(gil).one().role = MemberRole.RECORDER
    assert may_begin(hour_before) == {"UANN": True, "UBEN": False, "UGIL": True}
    minutes.begin(session, ahead, by=people.ann, now=hour_before)
