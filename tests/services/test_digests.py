"""Digests: when each group's comes, in its own wall time, and what it tells."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Decision,
    Group,
    GroupKind,
    Leave,
    MeetingStatus,
    Membership,
    OutboxMessage,
    OutboxState,
    Question,
    QuietWeek,
    Rsvp,
    RsvpAnswer,
    Weekday,
)
from models.database import reading, unit_of_work
from models.decisions import OpenQuestion, Settled
from models.digests import DigestFacts, MeetingAhead, MeetingHeld, NewMember, TaskFact
from services import calls, decisions, digests, groups, outbox, preferences, terms
from services.digests import contents, due, next_slot, preview, slot_in_week
from tests import factories
from tests.factories import BEFORE, NOW, cast, group, person
from tests.happenings import meeting, new_york, task
from tests.keys import key, to
from tests.open_calls import answer, open_call, unit_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 23)
SLOT = new_york(MONDAY, 9)
SINCE = SLOT - WEEK


def delivered(
    session: Session,
    digest: digests.DueDigest,
    state: OutboxState = OutboxState.SENT,
    *,
    at: datetime | None = None,
) -> None:
    """As if the digest had been queued, at its hour unless said otherwise, and delivered."""
    outbox.post(
        session,
        {"text": "digest"},
        to=to("CMETA"),
        key=digest.key,
        now=at or digest.slot,
        due_at=digest.slot,
        subject=digests.subject(digest.group),
    )
    session.exec(
        select(OutboxMessage).where(OutboxMessage.key == str(digest.key))
    ).one().state = state
    session.flush()


def test_a_digest_is_due_from_its_hour_on(session: Session) -> None:
    metadata = cast(session).metadata
    assert due(session, SLOT - timedelta(seconds=1)) == []
    assert due(session, SLOT) == [
        digests.DueDigest(metadata, key(f"digest|group:{metadata.id}|2026-W48"), SLOT, SINCE)
    ]


def test_a_changed_hour_counts_from_the_change_on(session: Session) -> None:
    """An hour chosen on Monday afternoon brings no late digest for Monday morning."""
    people = cast(session)
    later = SLOT + 5 * HOUR
    groups.change_digest(
        session,
        people.metadata,
        weekday=Weekday.MONDAY,
        at=time(10),
        quiet_week=QuietWeek.ONE_LINE,
        by=people.ann,
        now=later,
    )
    assert due(session, later) == []
    assert [digest.slot for digest in due(session, SLOT + WEEK + HOUR)] == [SLOT + WEEK + HOUR]


def test_a_digest_is_worth_posting_for_a_day_and_a_half(session: Session) -> None:
    cast(session)
    [late] = due(session, SLOT + timedelta(hours=35, minutes=59))
    assert late.expires_at == SLOT + timedelta(hours=36)
    assert due(session, SLOT + timedelta(hours=36)) == []


def missed(session: Session, now: datetime) -> list[datetime]:
    session.flush()
    return [digest.slot for digest in digests.not_sent(session, now)]


def test_a_digest_that_was_never_written_counts_as_not_sent_once_it_cannot_come(
    session: Session,
) -> None:
    metadata = cast(session).metadata
    end = SLOT + 36 * HOUR
    assert missed(session, SLOT - timedelta(seconds=1)) == [SLOT - WEEK]
    assert [missed(session, at) for at in (SLOT, end - timedelta(seconds=1))] == [[], []]
    assert [missed(session, at) for at in (end, SLOT + 6 * DAY)] == [[SLOT], [SLOT]]
    metadata.digest_from = SLOT
    assert missed(session, end) == [SLOT]
    metadata.digest_from = SLOT + timedelta(seconds=1)
    assert missed(session, end) == []
    metadata.digest_from, metadata.digest_weekday = None, None
    assert missed(session, end) == []


@pytest.mark.parametrize(
    ("state", "error", "is_missed"),
    [
        (OutboxState.SENT, "", False),
        (OutboxState.READY, "", False),
        (OutboxState.UNSURE, "", False),
        (OutboxState.DEAD, "is_archived", True),
        (OutboxState.DROPPED, "nothing changed", False),
        (OutboxState.DROPPED, "given up: is_archived", False),
        (OutboxState.DROPPED, "too late", True),
        (OutboxState.DROPPED, "too late: is_archived", True),
    ],
)
def test_how_a_digest_ended_tells_whether_it_was_sent(
    session: Session, state: OutboxState, error: str, is_missed: bool
) -> None:
    cast(session)
    [digest] = due(session, SLOT)
    delivered(session, digest, state)
    session.exec(select(OutboxMessage)).one().error = error
    for now in (SLOT + HOUR, SLOT + 3 * DAY):
        assert missed(session, now) == ([SLOT] if is_missed else [])


def test_a_digest_put_off_by_a_holiday_is_not_missed_before_its_own_end(session: Session) -> None:
    people = cast(session)
    preferences.set_holidays(
        session, f"{MONDAY} Closed", None, by=people.dag, today=MONDAY, now=SLOT - DAY
    )
    assert missed(session, SLOT + 40 * HOUR) == []
    assert missed(session, SLOT + 60 * HOUR) == [SLOT + DAY]


def test_there_is_one_a_week_also_when_the_hour_is_moved(session: Session) -> None:
    metadata = cast(session).metadata
    [digest] = due(session, SLOT)
    delivered(session, digest)
    assert due(session, SLOT + HOUR) == []
    metadata.digest_weekday = Weekday.FRIDAY
    session.flush()
    assert due(session, SLOT + 4 * DAY) == []
    [next_one] = due(session, SLOT + 11 * DAY)
    assert (next_one.slot, next_one.since) == (SLOT + 11 * DAY, SLOT)


@pytest.mark.parametrize("weekday", list(Weekday)[1:])
def test_another_day_chosen_after_this_weeks_came_begins_in_the_next_week(
    session: Session, weekday: Weekday
) -> None:
    people = cast(session)
    [digest] = due(session, SLOT)
    delivered(session, digest)
    groups.change_digest(
        session,
        people.metadata,
        weekday=weekday,
        at=time(9),
        quiet_week=QuietWeek.ONE_LINE,
        by=people.ann,
        now=SLOT + HOUR,
    )
    moments = [SLOT + day * DAY + 2 * HOUR for day in range(14)]
    found = {digest.slot for moment in moments for digest in due(session, moment)}
    assert found == {SLOT + WEEK + int(weekday) * DAY}


def test_on_a_holiday_it_waits_for_the_next_day_and_comes_once(session: Session) -> None:
    people = cast(session)
    text = f"{MONDAY} Closed\n{MONDAY + DAY} Closed"
    preferences.set_holidays(session, text, None, by=people.dag, today=MONDAY, now=SLOT - DAY)
    assert due(session, SLOT + DAY + HOUR) == []
    [digest] = due(session, SLOT + 2 * DAY)
    assert (digest.slot, str(digest.key)) == (
        SLOT + 2 * DAY,
        f"digest|group:{people.metadata.id}|2026-W48",
    )
    off = preferences.consortium_holidays(session, SLOT)
    assert next_slot(people.metadata, SLOT, off) == SLOT + 2 * DAY
    delivered(session, digest)
    assert [due(session, SLOT + hours * HOUR) for hours in (49, 60, 72)] == [[], [], []]
    assert next_slot(people.metadata, SLOT + 2 * DAY, off) == SLOT + WEEK


def test_after_weeks_without_power_there_is_one_digest_at_most(session: Session) -> None:
    cast(session)
    [before] = due(session, SLOT - 2 * WEEK)
    delivered(session, before)
    found = [due(session, SLOT + HOUR * hour) for hour in range(-100, 60)]
    assert {str(digest.key) for hour in found for digest in hour} == {
        str(before.key).replace("W46", "W48")
    }
    assert {digest.since for hour in found for digest in hour} == {SLOT - 2 * WEEK}


def test_a_digest_that_never_arrived_leaves_its_week_to_the_next(session: Session) -> None:
    cast(session)
    for weeks, state in ((3, OutboxState.SENT), (2, OutboxState.DEAD), (1, OutboxState.DROPPED)):
        [digest] = due(session, SLOT - weeks * WEEK)
        delivered(session, digest, state)
    assert [digest.since for digest in due(session, SLOT)] == [SLOT - 3 * WEEK]


def test_what_a_late_digest_told_is_not_told_again(session: Session) -> None:
    cast(session)
    [late] = due(session, SLOT - WEEK + 30 * HOUR)
    delivered(session, late, at=SLOT - WEEK + 30 * HOUR)
    assert [digest.since for digest in due(session, SLOT)] == [SLOT - WEEK + 30 * HOUR]


def test_a_digest_never_reaches_back_more_than_five_weeks(session: Session) -> None:
    cast(session)
    [digest] = due(session, SLOT - 6 * WEEK)
    delivered(session, digest)
    assert [digest.since for digest in due(session, SLOT)] == [SLOT - 5 * WEEK]


@pytest.mark.parametrize(
    "change",
    [
        {"channel_id": None},
        {"digest_weekday": None},
        {"discharged_at": SLOT},
        {"created_at": SLOT + timedelta(minutes=1)},
    ],
)
def test_groups_that_get_no_digest(session: Session, change: dict[str, Any]) -> None:
    metadata = cast(session).metadata
    for name, value in change.items():
        setattr(metadata, name, value)
    session.flush()
    assert due(session, SLOT + HOUR) == []


def test_a_sunday_digest_that_is_late_belongs_to_its_own_week(session: Session) -> None:
    metadata = cast(session).metadata
    metadata.digest_weekday, metadata.digest_time = Weekday.SUNDAY, time(20, 0)
    session.flush()
    [digest] = due(session, new_york(MONDAY, 2))
    assert (digest.slot, str(digest.key)) == (
        new_york(MONDAY - DAY, 20),
        f"digest|group:{metadata.id}|2026-W47",
    )


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "monday", "moment"),
    [
        # Clocks go from 02:00 to 03:00: the offset before the gap holds.
        (
            "America/New_York",
            6,
            time(2, 30),
            date(2027, 3, 8),
            datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
        ),
        (
            "Europe/London",
            6,
            time(1, 30),
            date(2027, 3, 22),
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        ),
        # 01:30 comes twice: the first counts.
        (
            "America/New_York",
            6,
            time(1, 30),
            date(2026, 10, 26),
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        ),
        (
            "Australia/Lord_Howe",
            6,
            time(1, 45),
            date(2027, 3, 29),
            datetime(2027, 4, 3, 14, 45, tzinfo=UTC),
        ),
        # Nine stays nine on both sides of a change.
        (
            "America/New_York",
            0,
            time(9),
            date(2026, 10, 26),
            datetime(2026, 10, 26, 13, 0, tzinfo=UTC),
        ),
        (
            "America/New_York",
            0,
            time(9),
            date(2026, 11, 2),
            datetime(2026, 11, 2, 14, 0, tzinfo=UTC),
        ),
    ],
)
def test_wall_time_over_both_clock_changes(
    zone: str, weekday: int, at: time, monday: date, moment: datetime
) -> None:
    assert slot_in_week(a_group(zone, weekday, at), monday) == moment


def a_group(zone: str, weekday: int, at: time) -> Group:
    return Group(
        name="Metadata",
        name_key="metadata",
        kind=GroupKind.WORKING_GROUP,
        channel_id="CMETA",
        zone=zone,
        digest_weekday=weekday,
        digest_time=at,
        created_at=BEFORE,
    )


ZONES = st.sampled_from(
    [
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Africa/Casablanca",
        "UTC",
    ]
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    zone=ZONES,
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    monday=st.dates(date(2026, 1, 1), date(2028, 12, 31)).map(
        lambda day: day - timedelta(days=day.weekday())
    ),
)
def test_every_week_has_one_slot_and_time_leads_from_each_to_the_next(
    zone: str, weekday: int, at: time, monday: date
) -> None:
    due_group = a_group(zone, weekday, at)
    slots = [slot_in_week(due_group, monday + week * WEEK) for week in range(60)]
    assert all(
        timedelta(days=6, hours=22) <= later - slot <= WEEK + 2 * HOUR
        for slot, later in pairs(slots)
    )
    assert all(next_slot(due_group, slot) == later for slot, later in pairs(slots))
    weeks = {slot.astimezone(ZoneInfo(zone)).isocalendar()[:2] for slot in slots}
    assert len(weeks) == 60


def pairs(slots: list[datetime]) -> list[tuple[datetime, datetime]]:
    return list(pairwise(slots))


def test_no_next_digest_where_none_is_wanted() -> None:
    without = a_group("UTC", 0, time(9))
    without.digest_weekday = None
    assert next_slot(without, NOW) is None


def test_what_a_week_tells(session: Session) -> None:
    people = cast(session)
    metadata, outside = (
        people.metadata,
        group(session, "Reserves", chair=people.cleo, channel_id="CRES"),
    )
    in_metadata: dict[str, Any] = {"group_id": metadata.id}
    done = task(session, people.ben, done_at=SINCE, done_by=people.ann.id, **in_metadata)
    task(session, people.ben, done_at=SINCE - HOUR, **in_metadata)
    task(session, people.ben, done_at=SINCE, group_id=outside.id)
    overdue = task(session, people.pia, MONDAY - DAY, **in_metadata)
    today = task(session, None, MONDAY, **in_metadata)
    in_a_week = task(session, people.ann, MONDAY + WEEK, created_at=SLOT - HOUR, **in_metadata)
    task(session, people.ann, MONDAY + WEEK + DAY, **in_metadata)
    held = meeting(session, metadata, SLOT - DAY)
    meeting(session, metadata, SLOT - 2 * DAY, status=MeetingStatus.CANCELLED)
    meeting(session, outside, SLOT - DAY)
    ahead = [meeting(session, metadata, SLOT + days * DAY) for days in (1, 8, 15, 22)]
    tunxis_member = person(session, "Tia Tan", at=people.tunxis, slack_id="UTIA")
    for who in (people.ann, people.ben, people.pia, tunxis_member):
        session.add(
            Attendance(meeting_id=held.id, person_id=who.id, recorded_by=who.id, recorded_at=SLOT)
        )
    for who, rsvp in (
        (people.ann, RsvpAnswer.YES),
        (people.ben, RsvpAnswer.NO),
        (people.pia, RsvpAnswer.YES),
    ):
        session.add(Rsvp(meeting_id=ahead[0].id, person_id=who.id, answer=rsvp, answered_at=SLOT))
    session.add(Membership(group_id=metadata.id, person_id=tunxis_member.id, since=SLOT - HOUR))
    session.flush()
    for at in (SINCE - HOUR, SINCE):
        decisions.write_down(
            session,
            metadata,
            decided=[f"Decided {at}"],
            raised=[f"Asked {at}?"],
            meeting=held,
            by=people.ann,
            now=at,
        )
    decisions.write_down(
        session, outside, decided=["Else"], raised=["Else?"], by=people.cleo, now=SINCE
    )
    [_, settled] = session.exec(select(Decision).where(Decision.meeting_id == held.id)).all()
    open_questions = session.exec(select(Question).where(Question.group_id == metadata.id)).all()
    assert contents(session, metadata, SINCE, SLOT) == DigestFacts(
        since=SINCE,
        at=SLOT,
        today=MONDAY,
        decided=(Settled(settled, held.title, held.starts_at, held.zone),),
        questions=tuple(OpenQuestion(question, "Ann Abara") for question in open_questions),
        done=(TaskFact(done, "Ben Brook", done_by="Ann Abara"),),
        due=(TaskFact(today, None), TaskFact(in_a_week, "Ann Abara")),
        overdue=(TaskFact(overdue, "Pia Pons"),),
        opened=1,
        ahead=(
            MeetingAhead(ahead[0], 2, 0, 1),
            MeetingAhead(ahead[1], 0, 0, 0),
            MeetingAhead(ahead[2], 0, 0, 0),
        ),
        held=(MeetingHeld(held, 4, 2),),
        joined=(NewMember("Tia Tan", "Tunxis"),),
        nothing_changed=False,
    )


def test_it_tells_whose_owner_has_left(session: Session) -> None:
    people = cast(session)
    group = people.metadata
    for owner in (people.ann, people.ben, people.gil, people.cleo, None):
        task(session, owner, MONDAY, group_id=group.id)
    groups.leave(session, group, people.ben, now=SLOT - HOUR)
    people.gil.is_active = False
    session.add(people.gil)
    found = contents(session, group, SINCE, SLOT).due
    # Cleo never was in the group, so she has not left it.
    assert [(fact.who, fact.has_left) for fact in found] == [
        ("Ann Abara", False),
        ("Ben Brook", True),
        ("Gil Grau", True),
        ("Cleo Costa", False),
        (None, False),
    ]


def test_who_served_once_and_acts_now_has_not_left(session: Session) -> None:
    people = cast(session)
    group = people.metadata
    task(session, people.ben, MONDAY, group_id=group.id)
    groups.leave(session, group, people.ben, now=SLOT - HOUR)
    row = terms.current(session, group, people.ann.id, SLOT)
    assert row is not None
    away = Leave(membership_id=row.id, since=SLOT - HOUR, acting_person_id=people.ben.id)
    session.add(away)
    session.flush()
    assert [fact.has_left for fact in contents(session, group, SINCE, SLOT).due] == [False]
    terms.end_leave(session, away, now=SLOT)
    assert [fact.has_left for fact in contents(session, group, SINCE, SLOT).due] == [True]


HAPPENINGS = [
    "done",
    "opened",
    "newly overdue",
    "due",
    "held",
    "ahead",
    "joined",
    "decided",
    "asked",
    "call opened",
    "call closes",
    "call closed",
    "call cancelled",
]


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_what_counts_as_change(session: Session, happening: str) -> None:
    people = cast(session)
    metadata, ben = people.metadata, people.ben
    in_metadata: dict[str, Any] = {"group_id": metadata.id}
    # What lies long behind or far ahead is there in every week.
    task(session, ben, MONDAY - timedelta(days=30), **in_metadata)
    task(session, ben, MONDAY + timedelta(days=30), **in_metadata)
    meeting(session, metadata, SLOT + 8 * DAY)
    decisions.write_down(session, metadata, raised=["How?"], by=people.ann, now=SINCE - HOUR)
    long_ago, far = SINCE - HOUR, {"closes_at": SLOT + WEEK + HOUR}
    old = open_call(session, metadata, people.dag, opened_at=long_ago, **far)
    ended = open_call(session, metadata, people.dag, opened_at=SINCE - 5 * DAY, **far)
    calls.cancel(session, ended, "Twice", by=people.dag, now=long_ago)
    assert contents(session, metadata, SINCE, SLOT).nothing_changed is True
    match happening:
        case "done":
            task(session, ben, done_at=SLOT - HOUR, **in_metadata)
        case "opened":
            task(session, ben, created_at=SLOT - HOUR, **in_metadata)
        case "newly overdue":
            task(session, ben, MONDAY - DAY, **in_metadata)
        case "due":
            task(session, ben, MONDAY + DAY, **in_metadata)
        case "held":
            meeting(session, metadata, SLOT - HOUR)
        case "ahead":
            meeting(session, metadata, SLOT + DAY)
        case "joined":
            session.add(
                Membership(group_id=metadata.id, person_id=people.cleo.id, since=SLOT - HOUR)
            )
            session.flush()
        case "decided":
            decisions.write_down(session, metadata, decided=["Yes"], by=people.ann, now=SLOT - HOUR)
        case "asked":
            decisions.write_down(session, metadata, raised=["Why?"], by=people.ann, now=SLOT - HOUR)
        case "call opened":
            open_call(session, metadata, people.dag, opened_at=SINCE)
        case "call closes":
            open_call(session, metadata, people.dag, opened_at=long_ago, closes_at=SLOT + WEEK)
        case "call closed":
            calls.close(session, old, metadata, now=SLOT - HOUR)
        case "call cancelled":
            calls.cancel(session, old, "Twice", by=people.dag, now=SINCE)
    assert contents(session, metadata, SINCE, SLOT).nothing_changed is False


def test_open_calls_are_told_by_their_closing_and_ended_ones_once(session: Session) -> None:
    people = cast(session)
    group, dag = people.metadata, people.dag
    begun = SINCE - DAY
    late, soon, over, before = (
        open_call(session, group, dag, opened_at=begun, closes_at=SLOT + DAY * days)
        for days in (9, 2, 3, 4)
    )
    other = factories.group(session, "Other", chair=people.ann, channel_id="COTHER")
    open_call(session, other, dag, opened_at=begun)
    answer(session, soon, unit_of(session, soon, "Tunxis"), people.cleo, now=begun)
    calls.close_early(session, over, group, "All in", by=dag, now=SINCE)
    calls.close_early(session, before, group, "All in", by=dag, now=SINCE - HOUR)
    facts = contents(session, group, SINCE, SLOT)
    found = [(line.call.id, line.answered, line.units) for line in facts.open_calls]
    assert found == [(soon.id, 1, 2), (late.id, 0, 2)]
    assert [line.call.id for line in facts.ended_calls] == [over.id]
    assert [line.call.id for line in contents(session, group, SINCE, SINCE).ended_calls] == []


def test_a_call_whose_time_is_up_has_ended_in_a_digest_also_before_it_is_closed(
    session: Session,
) -> None:
    people = cast(session)
    group, dag = people.metadata, people.dag
    first, last, at_once, later, early = (
        open_call(session, group, dag, opened_at=SINCE - DAY, closes_at=closes_at)
        for closes_at in (SINCE, SLOT - DAY, SLOT, SLOT + HOUR, SLOT + DAY)
    )
    calls.close_early(session, early, group, "All in", by=dag, now=SINCE + HOUR)

    def listed(since: datetime, now: datetime) -> tuple[list[int], list[int]]:
        facts = contents(session, group, since, now)
        return (
            [line.call.id for line in facts.open_calls],
            [line.call.id for line in facts.ended_calls],
        )

    assert listed(SINCE, SLOT) == ([later.id], [last.id, early.id, first.id])
    assert listed(SLOT, SLOT + DAY) == ([], [later.id, at_once.id])
    for call in (first, last, at_once, later):
        calls.close(session, call, group, now=SLOT + 2 * DAY)
    assert listed(SINCE, SLOT) == ([], [last.id, early.id, first.id])
    assert listed(SLOT, SLOT + DAY) == ([], [later.id, at_once.id])


def test_a_preview_tells_since_the_last_digest(session: Session) -> None:
    metadata = cast(session).metadata
    assert preview(session, metadata, now=NOW).since == NOW - WEEK
    [digest] = due(session, SLOT)
    delivered(session, digest)
    assert preview(session, metadata, now=NOW).since == SLOT


def test_the_number_of_questions_does_not_grow(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        for number in range(12):
            group(session, f"Group {number}", chair=people.ann, channel_id=f"C{number}")
    seen: list[str] = []
    with reading() as session:
        sa.event.listen(
            session.get_bind(), "before_cursor_execute", lambda *args: seen.append(args[2])
        )
        assert len(due(session, SLOT)) == 13
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 4


def test_the_newest_digest_of_each_group_is_read_from_the_index(session: Session) -> None:
    people = cast(session)
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    bare = group(session, "Labels", chair=people.cleo, channel_id="CLAB")
    for weeks in range(60):
        for row in (people.metadata, other):
            year, week, _ = (MONDAY + weeks * timedelta(days=7)).isocalendar()
            name = key(f"digest|group:{row.id}|{year}-W{week:02}")
            at = SLOT + weeks * WEEK
            state = OutboxState.DROPPED if weeks == 59 else OutboxState.SENT
            delivered(session, digests.DueDigest(row, name, at, at - WEEK), state)
    groups_ = [people.metadata, other, bare]
    session.flush()
    assert {row.subject: (row.due_at, row.state) for row in digests.newest(session, groups_)} == {
        str(digests.subject(row)): (SLOT + 59 * WEEK, OutboxState.DROPPED) for row in groups_[:2]
    }
    sent = col(OutboxMessage.state) == OutboxState.SENT
    assert {row.due_at for row in digests.newest(session, groups_, sent)} == {SLOT + 58 * WEEK}
    assert digests.newest(session, []) == []
    assert digests.since_last(session, other, SLOT + 59 * WEEK) == SLOT + 58 * WEEK


def test_a_done_task_is_of_its_owner_or_of_who_marked_it_done(session: Session) -> None:
    people = cast(session)
    facts: dict[str, Any] = {"group_id": people.metadata.id, "done_at": NOW - HOUR}
    rows = [
        task(session, people.ben, done_by=people.ben.id, **facts),
        task(session, people.ben, done_by=people.ann.id, **facts),
        task(session, None, done_by=people.ann.id, **facts),
    ]
    found = digests.preview(session, people.metadata, now=NOW).done
    assert found == (
        TaskFact(rows[0], "Ben Brook"),
        TaskFact(rows[1], "Ben Brook", done_by="Ann Abara"),
        TaskFact(rows[2], "Ann Abara"),
    )
