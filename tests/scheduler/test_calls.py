"""Calls close and open by the clock, once, and say so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import scheduler.calls
from models import Call, CallState, Decision, Group, OutboxMessage, OutboxOp, Person
from models.calls import CallFacts, IfSilent
from models.database import reading, unit_of_work
from models.messages import CALL_CARD, Key, Recipient
from models.subjects import Subject
from services import calls, outbox
from services.outbox import Sent, claim, settle
from tests.factories import NOW, cast
from tests.opened_calls import CLOSES, QUESTION, opened, spoken_for

INSTANT = timedelta(microseconds=1)


def begin(*questions: str) -> list[int]:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        return [
            opened(session, people, question=question).call.id
            for question in questions or (QUESTION,)
        ]


def lanes_of(session: Session, kind: str) -> list[str]:
    rows = session.exec(select(OutboxMessage).order_by(OutboxMessage.id))  # type: ignore[arg-type]
    return [row.lane for row in rows if row.key.startswith(f"{kind}|")]


def test_it_closes_at_its_instant_once(database: Engine) -> None:
    begin()
    assert scheduler.calls.run_due(CLOSES - INSTANT) == 0
    assert scheduler.calls.run_due(CLOSES) == 1
    assert scheduler.calls.run_due(CLOSES + timedelta(days=1)) == 0
    with reading() as session:
        call = session.exec(select(Call)).one()
        assert (call.state, call.closed_at, call.closed_by) == (CallState.CLOSED, CLOSES, None)
        assert len(session.exec(select(Decision)).all()) == 1
        # The channel, and Dag, who drafted, opened and runs it.
        assert lanes_of(session, "callended") == ["CMETA", "UDAG"]
        # Nobody is asked any more what was not said yet.
        questions = [
            row for row in session.exec(select(OutboxMessage)) if "callquestion" in row.key
        ]
        assert {row.state.value for row in questions} == {"dropped"}


def test_whoever_opened_it_is_offered_to_write_a_story_and_the_channel_is_not(
    database: Engine,
) -> None:
    begin(QUESTION, "Shall we, too?")
    assert scheduler.calls.run_due(CLOSES) == 2
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
        ended = [row for row in rows if row.key.startswith("callended|")]
        offered = [row.lane for row in ended if "story.write" in str(row.payload)]
        assert (len(ended), offered) == (4, ["UDAG"])


def test_after_an_outage_it_counts_as_closed_when_it_was_to_close(database: Engine) -> None:
    [number] = begin()
    assert scheduler.calls.run_due(CLOSES + timedelta(hours=9)) == 1
    with reading() as session:
        assert session.get_one(Call, number).closed_at == CLOSES


def test_calls_of_a_group_that_ended_elsewhere_are_cancelled(database: Engine) -> None:
    number, *_ = begin()
    with unit_of_work() as session:
        group = session.get_one(Group, session.get_one(Call, number).group_id)
        facts = calls.facts_of(session.get_one(Call, number))
        dag = session.exec(select(Person).where(Person.name == "Dag Dahl")).one()
        draft = calls.draft(session, group, facts, by=dag, now=NOW)
        group.discharged_at = NOW + timedelta(hours=1)
        session.add(group)
    assert scheduler.calls.run_due(NOW + timedelta(hours=1) - INSTANT) == 0
    assert scheduler.calls.run_due(NOW + timedelta(hours=1)) == 1
    assert scheduler.calls.run_due(NOW + timedelta(hours=1)) == 0
    with reading() as session:
        call = session.get_one(Call, number)
        assert (call.state, call.closed_by) == (CallState.CANCELLED, None)
        assert call.reason == "The group was discharged."
        assert session.get(Call, draft.id) is None
        assert lanes_of(session, "callended") == ["CMETA", "UDAG"]
        news = [row for row in session.exec(select(OutboxMessage)) if "callended" in row.key]
        assert "Why: The group was discharged." in news[0].payload["text"]


@pytest.mark.parametrize(
    ("lead", "state"),
    [
        (timedelta(hours=5), CallState.CLOSED),
        (timedelta(), CallState.CLOSED),
        (-INSTANT, CallState.CANCELLED),
    ],
)
def test_after_an_outage_a_call_closes_if_its_time_was_up_before_its_group_ended(
    database: Engine, lead: timedelta, state: CallState
) -> None:
    [number] = begin()
    with unit_of_work() as session:
        group = session.get_one(Group, session.get_one(Call, number).group_id)
        group.discharged_at = CLOSES + lead
        session.add(group)
    assert scheduler.calls.run_due(CLOSES + timedelta(hours=6)) == 1
    assert scheduler.calls.run_due(CLOSES + timedelta(hours=6)) == 0
    with reading() as session:
        call = session.get_one(Call, number)
        assert call.state is state
        is_closed = state is CallState.CLOSED
        assert (call.closed_at == CLOSES) is is_closed
        assert len(session.exec(select(Decision)).all()) == is_closed
        assert lanes_of(session, "callended") == ["CMETA", "UDAG"]


@pytest.mark.parametrize(
    ("late", "state"), [(timedelta(), CallState.CLOSED), (-INSTANT, CallState.CANCELLED)]
)
def test_discharging_a_group_closes_a_call_whose_time_is_up(
    session: Session, late: timedelta, state: CallState
) -> None:
    people = cast(session)
    spoken_for(session, people)
    call = opened(session, people).call
    people.metadata.discharged_at = CLOSES + late
    now = CLOSES + late
    assert calls.end_with_group(session, people.metadata, by=people.dag, now=now) == [call]
    assert (call.state, call.closed_by is None) == (state, state is CallState.CLOSED)


def test_who_is_first_to_answer_is_asked_and_nobody_else(database: Engine) -> None:
    begin()
    with reading() as session:
        assert lanes_of(session, "callquestion") == ["UBEN", "UCLEO"]
        assert lanes_of(session, "call") == ["CMETA"]


def test_a_draft_opens_at_its_hour_and_no_call_stands_in_the_way_of_another(
    database: Engine,
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        for who, silent in ((people.dag, IfSilent.NO_ANSWER), (people.dag, None)):
            facts = CallFacts(QUESTION, if_silent=silent, closes_at=CLOSES)
            call = calls.draft(session, people.metadata, facts, by=who, now=NOW)
            call.opens_at = NOW + timedelta(hours=1)
        facts = CallFacts(QUESTION, if_silent=IfSilent.NO_ANSWER, closes_at=CLOSES)
        by_ann = calls.draft(session, people.metadata, facts, by=people.ann, now=NOW)
        by_ann.opens_at = NOW + timedelta(hours=1)
        session.add(by_ann)
    assert scheduler.calls.run_due(NOW + timedelta(hours=1) - INSTANT) == 0
    assert scheduler.calls.run_due(NOW + timedelta(hours=1)) == 1
    assert scheduler.calls.run_due(NOW + timedelta(hours=1)) == 0
    with reading() as session:
        states = [call.state for call in session.exec(select(Call).order_by(Call.id))]  # type: ignore[arg-type]
        assert states == [CallState.OPEN, CallState.DRAFT, CallState.DRAFT]
        # One of two that could not open was Dag's, the other Ann's, who may not open it.
        assert sorted(lanes_of(session, "callunopened")) == ["UANN", "UDAG"]


@pytest.mark.parametrize(
    ("gone", "lanes"),
    [
        ((), ["UANN", "UCLEO"]),
        (("Ann Abara",), ["UCLEO"]),
        (("Cleo Costa",), ["UANN"]),
        (("Ann Abara", "Cleo Costa"), ["UDAG"]),
    ],
)
def test_of_a_draft_that_does_not_open_somebody_hears(
    database: Engine, gone: tuple[str, ...], lanes: list[str]
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        facts = CallFacts(QUESTION, if_silent=IfSilent.NO_ANSWER, closes_at=CLOSES)
        call = calls.draft(session, people.metadata, facts, by=people.ann, now=NOW)
        opens = replace(facts, opens_at=NOW + timedelta(hours=1))
        calls.change(session, call, opens, by=people.cleo, now=NOW)
        for person in session.exec(select(Person)):
            person.is_active = person.name not in gone
            session.add(person)
    assert scheduler.calls.run_due(NOW + timedelta(hours=1)) == 0
    with reading() as session:
        assert sorted(lanes_of(session, "callunopened")) == lanes


def test_what_fails_with_one_call_stops_no_other(
    database: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, _ = begin(QUESTION, "And labels?")
    real = calls.close_due

    def close_due(session: Session, call_id: int, now: object) -> object:
        if call_id == first:
            raise ValueError("broken")
        return real(session, call_id, now)  # type: ignore[arg-type]

    monkeypatch.setattr(calls, "close_due", close_due)
    assert scheduler.calls.run_due(CLOSES) == 1
    assert f"the call {first} could not be opened or closed" in caplog.text


def test_a_redrawing_that_still_waits_overtakes_nothing(database: Engine) -> None:
    subject = Subject("call", 1)
    with unit_of_work() as session:
        to = Recipient.channel("CMETA")
        key = Key(CALL_CARD, subject, "opened")
        outbox.post(session, {"text": "0"}, to=to, key=key, now=NOW, subject=subject)
        card = claim(session, now=NOW, worker="w")
        assert card is not None
        settle(session, card, Sent({"channel": "CMETA", "ts": "1.2"}), now=NOW)
        for number, due in (("1", 3), ("2", 3), ("3", 6)):
            outbox.update_cards(
                session,
                subject,
                {"text": number},
                revision=(number,),
                now=NOW,
                due_at=NOW + timedelta(seconds=due),
            )
    with unit_of_work() as session:
        assert claim(session, now=NOW + timedelta(seconds=2), worker="w") is None
        second = claim(session, now=NOW + timedelta(seconds=3), worker="w")
        assert second is not None
        assert (second.op, second.payload["text"]) == (OutboxOp.UPDATE, "2")
        settle(session, second, Sent({}), now=NOW + timedelta(seconds=3))
        third = claim(session, now=NOW + timedelta(seconds=6), worker="w")
        assert third is not None
        assert third.payload["text"] == "3"
