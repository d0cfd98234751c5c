"""What comes back is made by the clock: once, ahead of its day, and told to who leads the group."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

import scheduler.obligations
from models import Call, CallKind, Group, Obligation, ObligationKind, OutboxMessage, Task
from models.calls import CallFacts, IfSilent
from models.database import reading, unit_of_work
from models.obligations import ObligationFacts
from sandbox.rules import check_message
from services import calls, groups, obligations
from tests.factories import NOW, Cast, cast
from tests.opened_calls import speaks

DAY = timedelta(days=1)
FACTS = ObligationFacts("Annual statistics", "every October 15", lead_days=30)
DUE = NOW.replace(year=2027, month=9, day=15)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def added(people: Cast, **facts: Any) -> int:
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        row = obligations.add(session, metadata, replace(FACTS, **facts), by=people.ann, now=NOW)
        return row.id


def of_a_call(people: Cast) -> int:
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        facts = CallFacts(
            "Statistics of 2026",
            kind=CallKind.PLAIN,
            if_silent=IfSilent.NO_ANSWER,
            closes_at=NOW + 9 * DAY,
        )
        call = calls.draft(session, metadata, facts, by=people.dag, now=NOW)
        calls.open_call(session, call, metadata, by=people.dag, now=NOW)
        number = call.id
    return added(people, kind=ObligationKind.CALL, template_id=number)


def promised(session: Session) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(col(OutboxMessage.key).startswith("recurred|"))
    return list(session.exec(rows.order_by(OutboxMessage.lane, OutboxMessage.key)))


def test_a_task_is_made_at_its_day_ahead_and_tells_nobody_by_itself(people: Cast) -> None:
    added(people)
    assert scheduler.obligations.run_due(DUE - DAY) == 0
    assert scheduler.obligations.run_due(DUE) == 1
    assert scheduler.obligations.run_due(DUE) == 0
    with reading() as session:
        assert session.exec(select(Task.title)).all() == ["Annual statistics"]
        assert promised(session) == []


def test_who_has_the_task_of_a_library_hears_of_it_once(people: Cast) -> None:
    with unit_of_work() as session:
        speaks(session, people.central, people.ben, people.metadata)
    added(people, library_id=people.central.id)
    assert scheduler.obligations.run_due(DUE) == 1
    assert scheduler.obligations.run_due(DUE) == 0
    with reading() as session:
        [row] = session.exec(select(OutboxMessage))
        assert (row.lane, row.key.split("|")[0]) == ("UBEN", "assigned")
        check_message(**row.payload)
        words = "A task of Central has come back. It is yours as long as you act there."
        assert words in str(row.payload)


def test_who_leads_the_group_is_asked_to_confirm_the_contacts_of_a_draft(people: Cast) -> None:
    of_a_call(people)
    assert scheduler.obligations.run_due(DUE) == 1
    with reading() as session:
        rows = promised(session)
        assert [row.lane for row in rows] == ["UANN", "UDAG"]
        check_message(**rows[0].payload)
        assert "Confirm the contacts first" in rows[0].payload["text"]
        assert "“Statistics of 2027”" in rows[0].payload["text"]
        assert len(session.exec(select(Call)).all()) == 2


def test_after_an_outage_it_says_what_it_has_not_made(people: Cast) -> None:
    added(people)
    assert scheduler.obligations.run_due(DUE.replace(year=2028, month=10, day=16)) == 1
    with reading() as session:
        assert session.exec(select(Task)).all() == []
        texts = [row.payload["text"] for row in promised(session)]
        assert len(texts) == 4
        assert "was due on Fri, Oct 15, 2027, and I have not made it." in texts[0]
        assert "was due on Sun, Oct 15, 2028" in texts[1]


def test_two_at_once_make_it_once(people: Cast) -> None:
    of_a_call(people)
    start, counts = Barrier(2), list[int]()

    def beat(now: datetime) -> None:
        start.wait()
        counts.append(scheduler.obligations.run_due(now))

    beats = [Thread(target=beat, args=(DUE + n * timedelta(seconds=1),)) for n in range(2)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert sorted(counts) == [0, 1]
    with reading() as session:
        assert len(session.exec(select(Call)).all()) == 2
        assert [row.lane for row in promised(session)] == ["UANN", "UDAG"]


def test_what_fails_with_one_stops_no_other(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, _second = added(people), added(people)
    real = obligations.make_due

    def failing(session: Session, number: int, now: datetime) -> Any:
        if number == first:
            raise ValueError("odd")
        return real(session, number, now)

    monkeypatch.setattr("services.obligations.make_due", failing)
    assert scheduler.obligations.run_due(DUE) == 1
    assert "could not be done" in caplog.text


def test_what_a_discharged_group_left_ends(people: Cast) -> None:
    number = added(people)
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        groups.discharge(session, metadata, by=people.dag, now=NOW + DAY)
    assert scheduler.obligations.run_due(NOW) == 0
    assert scheduler.obligations.run_due(DUE) == 1
    assert scheduler.obligations.run_due(DUE) == 0
    with reading() as session:
        assert session.get_one(Obligation, number).ended_at == DUE
        assert session.exec(select(Task)).all() == []
