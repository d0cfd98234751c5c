"""Days on which a group does not meet."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from models import GroupPause, HistoryEntry, Meeting, MeetingStatus
from services import access, digests, groups, meetings, pauses, presence
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.meetings import MeetingPlan
from services.recurrence import Frequency, Pattern
from tests.factories import NOW, Cast, cast, standing
from tests.happenings import meeting, new_york
from views import pauses as views

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def paused(
    session: Session, people: Cast, first: date, last: date, reason: str = "", now: datetime = NOW
) -> GroupPause:
    return pauses.pause(
        session,
        people.metadata,
        first_on=first,
        last_on=last,
        reason=reason,
        by=people.ann,
        now=now,
    )


def test_a_pause_is_ahead_goes_on_and_is_over(session: Session, people: Cast) -> None:
    row = paused(session, people, TODAY + DAY, TODAY + 3 * DAY, " Thanksgiving   week ")
    assert row.reason == "Thanksgiving week"
    group = people.metadata
    assert pauses.ahead(session, group, NOW) == [row]
    assert pauses.current(session, group, NOW) is None
    assert pauses.current(session, group, NOW + DAY) == row
    assert pauses.current(session, group, new_york(TODAY + 3 * DAY, 23)) == row
    assert pauses.current(session, group, new_york(TODAY + 4 * DAY, 0)) is None
    assert pauses.ahead(session, group, NOW + 4 * DAY) == []
    [entry] = session.exec(select(HistoryEntry).where(HistoryEntry.action == "group.paused"))
    assert entry.after["first_day"] == "2026-11-25"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, 3, "first_on"),
        (1, None, "last_on"),
        (3, 2, "last_on"),
        (-3, -1, "last_on"),
        (0, 366, "last_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, people: Cast, first: int | None, last: int | None, field: str
) -> None:
    days = [None if number is None else TODAY + number * DAY for number in (first, last)]
    with pytest.raises(Invalid) as refusal:
        paused(session, people, *days)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_pause_of_a_day_and_one_of_a_year_are_possible(session: Session, people: Cast) -> None:
    pauses.end(
        session, paused(session, people, TODAY, TODAY), people.metadata, by=people.ann, now=NOW
    )
    assert paused(session, people, TODAY, TODAY + 365 * DAY)
    with pytest.raises(Invalid) as refusal:
        paused(session, people, TODAY + 400 * DAY, TODAY + 401 * DAY, "x" * 201)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(("first", "last"), [(1, 2), (4, 9), (2, 3), (0, 9)])
def test_two_pauses_do_not_overlap(session: Session, people: Cast, first: int, last: int) -> None:
    paused(session, people, TODAY + 2 * DAY, TODAY + 4 * DAY)
    with pytest.raises(Conflict, match="already"):
        paused(session, people, TODAY + first * DAY, TODAY + last * DAY)
    assert paused(session, people, TODAY + 5 * DAY, TODAY + 5 * DAY)
    assert paused(session, people, TODAY + DAY, TODAY + DAY)


def test_one_that_goes_on_ends_yesterday_and_one_ahead_is_called_off(
    session: Session, people: Cast
) -> None:
    going_on = paused(session, people, TODAY - 3 * DAY, TODAY + 3 * DAY)
    later = paused(session, people, TODAY + 9 * DAY, TODAY + 9 * DAY)
    for row in (going_on, later):
        pauses.end(session, row, people.metadata, by=people.ann, now=NOW)
    assert pauses.ahead(session, people.metadata, NOW) == []
    [row] = session.exec(select(GroupPause))
    assert (row.first_on, row.last_on) == (TODAY - 3 * DAY, TODAY - DAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("July", date(2027, 7, 1), date(2027, 7, 31)),
        ("July 2027", date(2027, 7, 1), date(2027, 7, 31)),
        ("November", date(2026, 11, 1), date(2026, 11, 30)),
        ("Dec 20 to Jan 3", date(2026, 12, 20), date(2027, 1, 3)),
    ],
)
def test_typed_days_are_the_coming_ones(
    session: Session, people: Cast, text: str, first: date, last: date
) -> None:
    assert pauses.read(session, people.metadata, text, NOW) == (first, last)


def test_meetings_within_are_those_of_its_days_in_the_zone_of_the_group(
    session: Session, people: Cast
) -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    row = paused(session, people, first, last)
    begins, ends = new_york(first, 0), new_york(last + DAY, 0)
    within = [meeting(session, people.metadata, at) for at in (begins, ends - INSTANT)]
    for at in (begins - INSTANT, ends):
        meeting(session, people.metadata, at)
    meeting(session, people.metadata, begins + DAY, status=MeetingStatus.CANCELLED)
    assert pauses.meetings_within(session, row, people.metadata, NOW) == within
    assert pauses.meetings_within(session, row, people.metadata, begins) == within[1:]
    days = [first - DAY, last + DAY]
    assert pauses.on_days(session, people.metadata, days) is None
    assert pauses.on_days(session, people.metadata, []) is None
    for day in (first, last):
        assert pauses.on_days(session, people.metadata, [*days, day]) == row


def test_the_group_page_and_the_digest_say_so_and_nobody_is_asked_for_minutes(
    session: Session, people: Cast
) -> None:
    people.metadata.suggests_recorder = True
    meeting(session, people.metadata, NOW + DAY)
    assert presence.is_any_due(session, NOW)
    row = paused(session, people, TODAY, TODAY + 3 * DAY)
    assert groups.overview(session, people.metadata, now=NOW).pauses == (row,)
    facts = digests.contents(session, people.metadata, NOW - 7 * DAY, NOW)
    assert facts.pause == row
    assert not presence.is_any_due(session, NOW)


def test_only_a_chair_ends_it_and_nobody_else_learns_of_it(session: Session, people: Cast) -> None:
    row = paused(session, people, TODAY, TODAY)
    found = access.pause_to_end(session, row.id, by=standing(session, people.ann))
    assert found == (row, people.metadata)
    with pytest.raises(NotAllowed):
        access.pause_to_end(session, row.id, by=standing(session, people.ben))
    people.metadata.is_private = True
    session.flush()
    for number in (row.id, 999):
        with pytest.raises(NotFound, match="That pause is not there any more"):
            access.pause_to_end(session, number, by=standing(session, people.cleo))


def test_the_words_say_when_the_group_meets_again() -> None:
    row = GroupPause(group_id=1, first_on=TODAY, last_on=TODAY, reason="Snow", set_by=1, set_at=NOW)
    assert views.in_words(row, TODAY) == "Does not meet until Wed, Nov 25, 2026 (Snow)"
    assert views.in_words(row, TODAY - DAY) == (
        "Does not meet from Tue, Nov 24, 2026 until Wed, Nov 25, 2026 (Snow)"
    )


def test_a_series_that_goes_on_makes_no_meetings_in_a_pause(session: Session, people: Cast) -> None:
    zone = "America/New_York"
    first = date(2026, 12, 1)
    pattern = Pattern(Frequency.WEEKLY, time(20), zone, first, weekdays=(1,))
    plan = MeetingPlan("Norms", new_york(first, 20), zone, pattern=pattern)
    meetings.schedule(session, people.metadata, plan, by=people.ann, now=NOW)
    paused(session, people, date(2027, 3, 9), date(2027, 3, 16))
    meetings.extend_series(session, NOW + 42 * DAY)
    days = [row.recurrence_date for row in session.exec(select(Meeting))]
    made = sorted(day for day in days if day and day >= date(2027, 2, 23))
    assert made == [date(2027, 2, 23), date(2027, 3, 2), date(2027, 3, 23), date(2027, 3, 30)]
