"""Meetings that were held: the list of them, and whom it asks for the list of who came."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from models import MeetingStatus, Person, Preferences
from services import groups, meetings, preferences
from services.reminders import Due, lists_missing
from services.waiting import waiting
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import meeting
from tests.keys import everything

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def titles(session: Session, who: Person, page: int = 0, size: int = 10) -> list[str]:
    found, _ = meetings.past(session, standing(session, who), None, now=NOW, page=page, size=size)
    return [held.meeting.title for held in found]


def test_the_latest_comes_first_and_only_what_has_started(session: Session) -> None:
    people = cast(session)
    meeting(session, people.metadata, NOW - 2 * DAY, title="earlier")
    meeting(session, people.metadata, NOW, title="just now")
    meeting(session, people.metadata, NOW + SECOND, title="ahead")
    meeting(session, people.metadata, NOW - DAY, title="off", status=MeetingStatus.CANCELLED)
    assert titles(session, people.ben) == ["just now", "earlier"]
    assert titles(session, people.ben, page=1, size=1) == ["earlier"]


@pytest.mark.parametrize(("page", "left"), [(0, 1), (1, 0), (2, 0)])
def test_a_page_says_how_many_come_after_it(session: Session, page: int, left: int) -> None:
    people = cast(session)
    for number in range(3):
        meeting(session, people.metadata, NOW - (number + 1) * DAY)
    ben = standing(session, people.ben)
    assert meetings.past(session, ben, people.metadata, now=NOW, page=page, size=2)[1] == left


def test_each_says_how_many_came_and_whether_there_is_a_list(session: Session) -> None:
    people = cast(session)
    with_list = meeting(session, people.metadata, NOW - 3 * DAY)
    claimed = meeting(session, people.metadata, NOW - 2 * DAY)
    meetings.record_attendance(
        session, with_list, {people.ann.id, people.pia.id}, by=people.ann, now=NOW
    )
    meetings.record_own_attendance(session, claimed, by=standing(session, people.ben), now=NOW)
    session.flush()
    ben = standing(session, people.ben)
    found, _ = meetings.past(session, ben, people.metadata, now=NOW, page=0, size=10)
    assert [(held.came, held.has_list) for held in found] == [(1, False), (2, True)]


def test_those_of_a_private_group_are_for_those_who_may_know_of_it(session: Session) -> None:
    people = cast(session)
    secret = group(session, "Secret", chair=people.dag, channel_id="CSEC", private=True)
    meeting(session, secret, NOW - DAY, title="hidden")
    cleo, dag = standing(session, people.cleo), standing(session, people.dag)
    assert meetings.past(session, cleo, secret, now=NOW, page=0, size=10) == ([], 0)
    assert titles(session, people.cleo) == []
    assert len(meetings.past(session, dag, secret, now=NOW, page=0, size=10)[0]) == 1


def recipients(session: Session, now: datetime) -> list[str]:
    due: list[Due] = lists_missing(session, now, everything(session))
    return [reminder.to.lane for reminder in due if reminder.is_due(now)]


@pytest.fixture
def held(session: Session) -> Cast:
    """A meeting of Metadata that ended an hour ago."""
    people = cast(session)
    meeting(session, people.metadata, NOW - 2 * HOUR)
    return people


@pytest.mark.parametrize(
    ("after_its_end", "lanes"),
    [
        (-SECOND, []),
        (timedelta(), ["UANN"]),
        (4 * DAY - SECOND, ["UANN"]),
        (4 * DAY, []),
    ],
)
def test_chairs_are_asked_who_came_from_the_end_on(
    session: Session, held: Cast, after_its_end: timedelta, lanes: list[str]
) -> None:
    # The fourth day after Tuesday is a Saturday, and the hours are those of the morning.
    session.add(Preferences(person_id=held.ann.id, days_off=()))
    session.flush()
    assert recipients(session, NOW - HOUR + after_its_end) == lanes


def test_co_chairs_are_asked_and_those_who_do_not_chair_any_more_are_not(
    session: Session, held: Cast
) -> None:
    groups.set_chairs(session, held.metadata, [held.ben.id], by=held.dag, now=NOW)
    session.flush()
    assert recipients(session, NOW) == ["UBEN"]


def test_a_chair_who_became_a_guest_is_asked_nothing(session: Session, held: Cast) -> None:
    held.ann.is_guest = True
    session.flush()
    assert recipients(session, NOW) == []


def test_nobody_is_asked_for_what_is_recorded_cancelled_or_of_a_discharged_group(
    session: Session,
) -> None:
    people = cast(session)
    recorded = meeting(session, people.metadata, NOW - 2 * HOUR)
    meetings.record_attendance(session, recorded, set(), by=people.dag, now=NOW)
    meeting(session, people.metadata, NOW - 2 * HOUR, status=MeetingStatus.CANCELLED)
    reserves = group(session, "Reserves", chair=people.ann, channel_id="CRES")
    meeting(session, reserves, NOW - 2 * HOUR)
    reserves.discharged_at = NOW
    session.flush()
    assert recipients(session, NOW) == []


def test_that_members_say_they_came_is_no_list(session: Session, held: Cast) -> None:
    [row] = meetings.past(session, standing(session, held.ben), None, now=NOW, page=0, size=1)[0]
    meetings.record_own_attendance(session, row.meeting, by=standing(session, held.ben), now=NOW)
    session.flush()
    assert recipients(session, NOW) == ["UANN"]


def test_it_waits_for_the_next_day_on_a_holiday_and_may_be_declined(
    session: Session, held: Cast
) -> None:
    preferences.set_holidays(
        session, "2026-11-24 Closed", None, by=held.dag, today=NOW.date(), now=NOW - DAY
    )
    session.flush()
    assert recipients(session, NOW) == []
    [due] = lists_missing(session, NOW, everything(session))
    assert due.at.date() == NOW.date() + DAY
    assert recipients(session, due.at) == ["UANN"]
    session.add(Preferences(person_id=held.ann.id, muted=("record",)))
    session.flush()
    assert recipients(session, due.at) == []


def to_record(session: Session, who: Person, now: datetime = NOW) -> list[str]:
    return [
        line.meeting.title for line in waiting(session, standing(session, who), now=now).to_record
    ]


def test_home_shows_a_chair_what_has_no_list(session: Session, held: Cast) -> None:
    assert to_record(session, held.ann) == ["Norms review"]
    assert to_record(session, held.ben) == []
    assert waiting(session, standing(session, held.ann), now=NOW)
    assert to_record(session, held.ann, NOW - HOUR - SECOND) == []
    assert to_record(session, held.ann, NOW - HOUR) == ["Norms review"]
    assert to_record(session, held.ann, NOW - 2 * HOUR + 14 * DAY) == ["Norms review"]
    assert to_record(session, held.ann, NOW - 2 * HOUR + 14 * DAY + SECOND) == []
    [row] = meetings.past(session, standing(session, held.ann), None, now=NOW, page=0, size=1)[0]
    meetings.record_attendance(session, row.meeting, set(), by=held.ann, now=NOW)
    session.flush()
    assert to_record(session, held.ann) == []
