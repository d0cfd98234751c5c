"""When a person may be reminded: to the minute, in her zone, by her hours, days off and pause."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models import Holiday, Preferences, ReminderDelivery, Weekday
from models.messages import DUE, LONG, NUDGE
from models.preferences import LONGEST_CLOSURE
from services import preferences
from services.preferences import ReminderHours
from services.preferences.reminder_hours import DIGEST_GRACE, FAR_AHEAD
from tests.factories import NOW, cast

ZONE = "America/New_York"
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def hours(holidays: tuple[date, ...] = (), **chosen: Any) -> ReminderHours:
    return ReminderHours(ZONE, Preferences(person_id=1, **chosen), frozenset(holidays))


def digest(holidays: tuple[date, ...] = (), **chosen: Any) -> ReminderHours:
    return hours(holidays, delivery=ReminderDelivery.DIGEST, **chosen)


@pytest.mark.parametrize(
    ("asked_at", "allowed_at"),
    [
        (local(MONDAY, 6, 59), local(MONDAY, 7)),
        (local(MONDAY, 7), local(MONDAY, 7)),
        (local(MONDAY, 19) - SECOND, local(MONDAY, 19) - SECOND),
        (local(MONDAY, 19), local(MONDAY + DAY, 7)),
        (local(MONDAY + 4 * DAY, 19), local(MONDAY + 7 * DAY, 7)),
        (local(MONDAY + 5 * DAY, 12), local(MONDAY + 7 * DAY, 7)),
    ],
)
def test_quiet_hours_and_days_off_put_a_message_off(
    asked_at: datetime, allowed_at: datetime
) -> None:
    assert hours().opens(asked_at) == allowed_at


def test_quiet_hours_within_a_day_leave_the_morning_and_the_evening() -> None:
    nap = hours(quiet_from=time(12), quiet_until=time(14))
    assert nap.opens(local(MONDAY, 0)) == local(MONDAY, 0)
    assert nap.opens(local(MONDAY, 12) - SECOND) == local(MONDAY, 12) - SECOND
    assert nap.opens(local(MONDAY, 12)) == local(MONDAY, 14)
    assert nap.opens(local(MONDAY, 23, 59)) == local(MONDAY, 23, 59)


def test_hours_that_end_where_they_begin_are_none() -> None:
    loud = hours(quiet_from=time(9), quiet_until=time(9))
    for hour in (0, 9, 23):
        assert loud.opens(local(MONDAY, hour)) == local(MONDAY, hour)


@pytest.mark.parametrize(
    ("days", "is_found"), [(LONGEST_CLOSURE.days - 1, True), (LONGEST_CLOSURE.days, False)]
)
def test_a_closure_is_looked_over_for_so_many_days(days: int, is_found: bool) -> None:
    closed = hours(tuple(MONDAY + ahead * DAY for ahead in range(days)), days_off=())
    opens = closed.opens(local(MONDAY, 12))
    assert opens == (local(MONDAY + days * DAY, 7) if is_found else None)


def test_a_pause_ends_on_its_day_and_makes_no_day_free() -> None:
    paused = hours(pause_until=MONDAY + 2 * DAY)
    assert [paused.is_off(MONDAY + ahead * DAY) for ahead in range(3)] == [True, True, False]
    assert not paused.is_free(MONDAY)
    assert paused.opens(local(MONDAY, 12)) == local(MONDAY + 2 * DAY, 7)
    assert hours(pause_until=MONDAY - 300 * DAY).opens(local(MONDAY, 12)) == local(MONDAY, 12)


def test_a_pause_of_months_ends_as_one_of_days() -> None:
    later = MONDAY + 350 * DAY
    assert later.weekday() == 0
    assert hours(pause_until=later).opens(local(MONDAY, 12)) == local(later, 7)


def test_the_days_beside_one_are_the_nearest_that_are_not_free() -> None:
    thanksgiving = MONDAY + 3 * DAY
    closed = hours((thanksgiving, thanksgiving + DAY))
    assert closed.last_day_before(MONDAY + 7 * DAY) == MONDAY + 2 * DAY
    assert closed.first_day_after(MONDAY + 2 * DAY) == MONDAY + 7 * DAY
    never = hours(days_off=tuple(Weekday))
    assert (never.last_day_before(MONDAY), never.first_day_after(MONDAY)) == (
        MONDAY - DAY,
        MONDAY + DAY,
    )


def test_what_is_meant_for_the_past_is_due_now_or_when_the_hours_open() -> None:
    now = local(MONDAY, 12)
    assert hours().due_at(now - DAY, now) == now
    assert hours().due_at(now + DAY, now) == now + DAY
    night = local(MONDAY, 22)
    assert hours().due_at(night - DAY, night) == local(MONDAY + DAY, 7)


@pytest.mark.parametrize(
    ("after", "ends"),
    [
        (-SECOND, None),
        (timedelta(), DIGEST_GRACE),
        (DIGEST_GRACE - SECOND, DIGEST_GRACE),
        (DIGEST_GRACE, None),
    ],
)
def test_a_digest_has_its_hours(after: timedelta, ends: timedelta | None) -> None:
    slot = local(MONDAY, 8)
    assert digest().digest_ends(slot + after) == (slot + ends if ends else None)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (time(20), local(MONDAY + DAY, 0)),
        (time(23, 45), local(MONDAY + DAY, 0) + timedelta(minutes=15)),
    ],
)
def test_a_late_digest_ends_with_the_day_and_has_half_an_hour(at: time, ends: datetime) -> None:
    slot = local(MONDAY, at.hour, at.minute)
    assert digest(digest_time=at).digest_ends(slot) == ends


def test_a_digest_covers_all_before_the_next_one() -> None:
    friday, monday = local(MONDAY + 4 * DAY, 8), local(MONDAY + 7 * DAY, 8)
    weekly = digest()
    assert weekly.covers_until(friday) == monday - timedelta(microseconds=1)
    assert weekly.covers_until(friday - SECOND) == friday - SECOND
    assert weekly.covers_until(friday + DIGEST_GRACE) == friday + DIGEST_GRACE
    assert hours().covers_until(friday) == friday


def test_what_a_digest_tells_is_due_with_the_last_one_before_its_moment() -> None:
    now = local(MONDAY, 12)
    slot = local(MONDAY + DAY, 8)
    assert digest().due_at(slot + timedelta(hours=2), now) == slot
    assert digest().due_at(slot, now) == slot
    # While this morning's is still going out, it tells what comes before tomorrow's.
    assert digest().due_at(slot - SECOND, now) == now
    assert digest().due_at(slot - SECOND, local(MONDAY, 14)) == slot
    assert digest().due_at(now + FAR_AHEAD + SECOND, now) == now + SECOND


def test_a_kind_may_be_declined() -> None:
    assert [hours(muted=("due", "nudge")).wants(kind) for kind in (DUE, NUDGE, LONG)] == [
        False,
        False,
        True,
    ]


@given(
    seconds=st.integers(0, 2 * 365 * 86_400),
    zone=st.sampled_from([ZONE, "UTC", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    begins=st.times(),
    ends=st.times(),
    days_off=st.sets(st.integers(0, 6), max_size=6),
)
def test_a_message_is_never_early_and_never_in_what_was_chosen_as_quiet(
    seconds: int, zone: str, begins: time, ends: time, days_off: set[int]
) -> None:
    chosen = Preferences(
        person_id=1,
        quiet_from=begins.replace(second=0, microsecond=0),
        quiet_until=ends.replace(second=0, microsecond=0),
        days_off=tuple(Weekday(day) for day in sorted(days_off)),
    )
    moment = NOW + seconds * SECOND
    opens = ReminderHours(zone, chosen).opens(moment)
    assert opens is not None
    assert moment <= opens <= moment + 9 * DAY
    assert opens.astimezone(ZoneInfo(zone)).weekday() not in days_off


def test_everybody_has_hours_and_shares_the_holidays_of_the_consortium(session: Session) -> None:
    people = cast(session)
    session.add_all(
        [
            Preferences(person_id=people.ben.id, delivery=ReminderDelivery.DIGEST),
            Holiday(day=MONDAY + 3 * DAY, name="Thanksgiving", organization_id=None),
            Holiday(day=MONDAY + 4 * DAY, name="Closed", organization_id=people.central.id),
        ]
    )
    session.flush()
    everybody = preferences.reminder_hours(session, NOW)
    ann, ben, cleo = (everybody.of(who) for who in (people.ann, people.ben, people.cleo))
    assert (ann.has_digest, ben.has_digest) == (False, True)
    assert [ann.is_free(MONDAY + ahead * DAY) for ahead in (2, 3, 4)] == [False, True, True]
    assert [cleo.is_free(MONDAY + ahead * DAY) for ahead in (2, 3, 4)] == [False, True, False]
    assert everybody.of(people.ann) is ann
    # Ben's digest of this morning, a Tuesday, tells what comes before Wednesday's.
    assert everybody.horizon == local(MONDAY + 2 * DAY, 8) - timedelta(microseconds=1)


def test_without_digests_nothing_is_looked_at_ahead(session: Session) -> None:
    cast(session)
    assert preferences.reminder_hours(session, NOW).horizon == NOW
