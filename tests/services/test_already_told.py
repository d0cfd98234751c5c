"""What counts as told after a restore: all that a beat would say now, and nothing of what comes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import select

import scheduler
from models import (
    Call,
    CallState,
    Membership,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Preferences,
    Series,
)
from models.database import reading, unit_of_work
from models.messages import kind_of
from models.preferences import ReminderDelivery
from models.seats import SeatFacts
from models.subjects import Subject
from services import already_told, meetings, outbox, seats
from services.already_told import Decided
from services.outbox import Found, NotSearchable, SearchResult
from services.recurrence import Frequency, Pattern, to_text
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting, new_york, task
from tests.keys import key, to
from tests.opened_calls import CLOSES, opened
from tests.scheduler.stand_in import StandIn, stand_in

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()
MONTH_BEGINS = new_york(date(2026, 12, 1), 9, 5)
"""The first working day of a month, a Tuesday, when monthly lists come."""
EVERYTHING = {
    "alarm",
    "chairing",
    "departed",
    "digest",
    "due",
    "month",
    "nudge",
    "record",
    "remind",
    "term",
}


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def lively(now: datetime) -> None:
    """A bit of everything that a beat at ``now`` speaks of."""
    with unit_of_work() as session:
        people = cast(session)
        people.metadata.digest_from = now - 8 * DAY
        people.gil.is_active = False
        chairs = session.exec(select(Membership).where(Membership.person_id == people.ann.id)).all()
        for service in chairs:
            service.chairing_due_at = now - MINUTE
        session.add_all([people.metadata, people.gil, *chairs])
        seat = seats.add(session, people.metadata, SeatFacts(), by=people.ann, now=now - DAY)
        last = (now + 20 * DAY).date()
        first = now.date()
        seats.appoint(
            session,
            seat,
            people.metadata,
            people.cleo,
            first=first,
            last=last,
            by=people.ann,
            now=now - MINUTE,
        )
        meeting(session, people.metadata, now + 23 * HOUR)
        meeting(session, people.metadata, now + 2 * DAY + 20 * HOUR)
        meeting(session, people.metadata, now - 2 * HOUR)
        task(session, people.ben, now.date(), group_id=people.metadata.id)
        task(session, people.gil, now.date(), group_id=people.metadata.id)
        outbox.post(session, {"text": "x"}, to=to("CX"), key=key("dead"), now=now - DAY)
        row = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "CX")).one()
        row.state, row.error = OutboxState.DEAD, "is_archived"
        session.add(row)


def decide(now: datetime, results: dict[int, SearchResult] | None = None) -> Decided:
    with unit_of_work() as session:
        return already_told.decide(session, results or {}, now)


def written() -> set[str]:
    """The kinds of message that wait or went out."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage.key, OutboxMessage.state, OutboxMessage.receipt))
        states = (OutboxState.SENT, OutboxState.READY)
        return {kind_of(text).key for text, state, receipt in rows if state in states and receipt}


def run(slack: StandIn, *moments: datetime) -> None:
    for moment in moments:
        scheduler.tick(partial(_given, moment), slack.client)


def _given(moment: datetime) -> datetime:
    return moment


def test_all_that_a_beat_would_say_counts_as_told(database: Engine, slack: StandIn) -> None:
    lively(MONTH_BEGINS)
    done = decide(MONTH_BEGINS)
    assert done.planned > len(EVERYTHING)
    run(slack, MONTH_BEGINS, MONTH_BEGINS + MINUTE, MONTH_BEGINS + 5 * MINUTE)
    assert slack.posted == []
    assert decide(MONTH_BEGINS).planned == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_otherwise_it_would_have_been_said(database: Engine, slack: StandIn) -> None:
    lively(MONTH_BEGINS)
    run(slack, *(MONTH_BEGINS + beat * MINUTE for beat in range(4)))
    assert written() >= EVERYTHING


def test_what_comes_later_comes_as_ever(database: Engine, slack: StandIn) -> None:
    lively(NOW)
    decide(NOW)
    # An hour before the meeting of tomorrow, and the digest of the week after.
    run(slack, NOW + 22 * HOUR + MINUTE)
    assert {channel for channel, _ in slack.posted} >= {"UANN", "UBEN"}
    run(slack, NOW + 7 * DAY, NOW + 7 * DAY + MINUTE)
    assert "CMETA" in {channel for channel, _ in slack.posted}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("minutes", [1, 15, 29, 45, 300])
def test_what_was_said_before_the_quiet_hours_is_not_said_in_the_morning(
    database: Engine, slack: StandIn, minutes: int
) -> None:
    """It is held back now, and yet it was due, and allowed, before."""
    said_at = new_york(TODAY, 18, 59)
    with unit_of_work() as session:
        meeting(session, cast(session).metadata, said_at + DAY)
    decide(said_at + minutes * MINUTE)
    morning = new_york(TODAY + DAY, 7)
    run(slack, said_at + minutes * MINUTE, morning, morning + MINUTE)
    assert slack.posted == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_digest_of_tomorrow_gathers_is_not_told_yet(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        session.add(
            Preferences(
                person_id=people.ben.id, delivery=ReminderDelivery.DIGEST, digest_time=time(8)
            )
        )
        task(session, people.ben, TODAY + DAY, group_id=people.metadata.id)
    decide(NOW)
    run(slack, new_york(TODAY + DAY, 8), new_york(TODAY + DAY, 8, 1))
    assert [channel for channel, _ in slack.posted if channel == "UBEN"] == ["UBEN"]


def promised(people: Cast) -> dict[str, int]:
    """A message for each way in which a search may end, by its channel."""
    with unit_of_work() as session:
        for name in ("CFOUND", "CABSENT", "CCLOSED", "CUNASKED"):
            outbox.post(session, {"text": name}, to=to(name), key=key(name), now=NOW)
        later, late = NOW + MINUTE, NOW - MINUTE
        outbox.post(session, {"text": "x"}, to=to("CLATER"), key=key("b"), now=NOW, due_at=later)
        outbox.post(session, {"text": "x"}, to=to("CLATE"), key=key("c"), now=late, expires_at=NOW)
        return dict(session.exec(select(OutboxMessage.lane, OutboxMessage.id)).all())


def test_what_waited_is_decided_by_what_was_found(database: Engine, slack: StandIn) -> None:
    with unit_of_work() as session:
        people = cast(session)
    ids = promised(people)
    receipt = {"channel": "CFOUND", "ts": "1.5"}
    with reading() as session:
        lanes = [row.lane for row in already_told.waiting(session, NOW)]
    assert lanes == ["CFOUND", "CABSENT", "CCLOSED", "CUNASKED"]
    results: dict[int, SearchResult] = {
        ids["CFOUND"]: Found((receipt,)),
        ids["CABSENT"]: Found(),
        ids["CCLOSED"]: NotSearchable("missing_scope"),
    }
    done = decide(NOW, results)
    assert (done.arrived, done.to_send, done.counted) == (1, 1, 2)
    with reading() as session:
        rows = {row.lane: row for row in session.exec(select(OutboxMessage))}
    assert {lane: str(rows[lane].state) for lane in ids} == {
        "CFOUND": "sent",
        "CABSENT": "ready",
        "CCLOSED": "sent",
        "CUNASKED": "sent",
        "CLATER": "ready",
        "CLATE": "ready",
    }
    assert rows["CFOUND"].receipt == receipt
    assert rows["CUNASKED"].error == already_told.REASON
    run(slack, NOW, NOW + MINUTE)
    assert [channel for channel, _ in slack.posted] == ["CABSENT", "CLATER"]


def test_a_card_that_only_counts_as_told_is_not_redrawn_nor_posted_again(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        row = meeting(session, people.metadata)
        subject, card = Subject.of(row), meetings.card_key(row)
        outbox.post(session, {"text": "Card"}, to=to("CMETA"), key=card, now=NOW, subject=subject)
    decide(NOW)
    with unit_of_work() as session:
        outbox.update_cards(session, subject, {"text": "New"}, revision=("1",), now=NOW)
    run(slack, NOW, NOW + MINUTE)
    assert [method for method in slack.methods if method.startswith("chat.")] == []
    with reading() as session:
        update = session.exec(select(OutboxMessage).where(OutboxMessage.op == "update")).one()
    assert (update.state, update.error) == (
        OutboxState.DROPPED,
        "the message to redraw never arrived",
    )


def test_cards_of_a_series_are_made_and_not_announced_again(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        group = cast(session).metadata
        pattern = Pattern(
            freq=Frequency.WEEKLY,
            at=time(10),
            zone="America/New_York",
            starts_on=TODAY + DAY,
            weekdays=((TODAY + DAY).weekday(),),
        )
        text = to_text(pattern)
        session.add(Series(group_id=group.id, title="Weekly", pattern=text, created_at=NOW))
    decide(NOW)
    with reading() as session:
        assert meetings.to_announce(session, NOW) == []
    run(slack, NOW, NOW + MINUTE)
    assert [channel for channel, _ in slack.posted if channel == "CMETA"] == []


def test_what_came_of_a_call_is_not_told_again_and_its_card_says_it(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        found = opened(session, people)
        later = opened(session, people, closes_at=CLOSES + DAY)
    run(slack, *(NOW + beat * MINUTE for beat in range(3)))
    before = len(slack.posted)
    assert before
    decide(CLOSES)
    run(slack, *(CLOSES + beat * MINUTE for beat in range(3)))
    with reading() as session:
        assert session.get_one(Call, found.call.id).state is CallState.CLOSED
        rows = session.exec(select(OutboxMessage).order_by(OutboxMessage.id)).all()  # type: ignore[arg-type]
        states = [row.state for row in rows if row.key.startswith("callended|")]
        assert set(states) == {OutboxState.DROPPED}
        assert any("Closed" in str(row.payload) for row in rows if row.op is OutboxOp.UPDATE)
    run(slack, *(CLOSES + DAY + beat * MINUTE for beat in range(3)))
    with reading() as session:
        assert session.get_one(Call, later.call.id).state is CallState.CLOSED
        keys = {row.key for row in session.exec(select(OutboxMessage)) if row.receipt}
        assert f"callended|call:{later.call.id}|closed|channel" in keys


@pytest.mark.parametrize(
    ("lead", "state"), [(-HOUR, CallState.CANCELLED), (HOUR, CallState.CLOSED)]
)
def test_what_came_of_the_calls_of_a_group_that_ended_is_not_told_again(
    database: Engine, slack: StandIn, lead: timedelta, state: CallState
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        found = opened(session, people)
        people.metadata.discharged_at = CLOSES + lead
        session.add(people.metadata)
    run(slack, NOW)
    decide(CLOSES + HOUR)
    run(slack, *(CLOSES + HOUR + beat * MINUTE for beat in range(3)))
    with reading() as session:
        assert session.get_one(Call, found.call.id).state is state
        rows = [row for row in session.exec(select(OutboxMessage)) if "callended" in row.key]
        assert [row.lane for row in rows] == ["CMETA", "UDAG"]
        assert {row.state for row in rows} == {OutboxState.DROPPED}
