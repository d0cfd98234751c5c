"""Word of who left Slack: one message for each who can act, once for each departure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import OutboxMessage, OutboxState, Person, Preferences
from models.database import reading, unit_of_work
from sandbox.rules import check_message
from scheduler import departures
from services import import_export
from services import people as people_services
from tests.factories import NOW, Cast, cast, group, person
from tests.happenings import task

DAY = timedelta(days=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def leave(person: Person, *, is_active: bool = False) -> None:
    with unit_of_work() as session:
        row = session.get_one(Person, person.id)
        row.is_active = is_active
        if is_active:
            row.departure_told_at = None


def promised() -> list[tuple[str, datetime]]:
    with unit_of_work() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.key).startswith("departed|"))
        return sorted((row.lane, row.due_at) for row in session.exec(rows))


def test_it_is_told_once_to_each_and_again_for_another_departure(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, group_id=people.metadata.id)
    assert departures.queue_due(NOW) == 0
    leave(people.ben)
    assert [departures.queue_due(NOW + beat * DAY) for beat in (0, 1, 30)] == [2, 0, 0]
    assert promised() == [("UANN", NOW), ("UDAG", NOW)]
    leave(people.ben, is_active=True)
    assert departures.queue_due(NOW + DAY) == 0
    leave(people.ben)
    assert departures.queue_due(NOW + 2 * DAY) == 2
    assert len(promised()) == 4


def test_two_at_once_tell_it_once(people: Cast) -> None:
    leave(people.ann)
    start, counts = Barrier(2), list[int]()

    def beat(now: datetime) -> None:
        start.wait()
        counts.append(departures.queue_due(now))

    beats = [Thread(target=beat, args=(NOW + n * timedelta(seconds=1),)) for n in range(2)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert sorted(counts) == [0, 1]
    assert [lane for lane, _ in promised()] == ["UDAG"]


def test_who_left_nothing_is_not_looked_at_again(people: Cast) -> None:
    leave(people.cleo)
    assert departures.queue_due(NOW) == 0
    with unit_of_work() as session:
        assert session.get_one(Person, people.cleo.id).departure_told_at == NOW


def test_a_private_group_is_named_to_those_alone_who_may_see_it(people: Cast) -> None:
    with unit_of_work() as session:
        hush = group(session, "Hush", chair=people.cleo, channel_id="CHUSH", private=True)
        task(session, people.ben, group_id=hush.id, title="Hidden draft")
        task(session, people.ben, group_id=people.metadata.id)
    leave(people.ben)
    departures.queue_due(NOW)
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage))
        naming = {row.lane for row in rows if "Hush" in str(row.payload)}
        rows = session.exec(select(OutboxMessage))
        hinting = {row.lane for row in rows if "Hidden draft" in str(row.payload)}
    assert naming == hinting == {"UCLEO", "UDAG"}


def test_it_waits_for_quiet_hours_to_end(people: Cast) -> None:
    night = NOW.replace(hour=7)
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.dag.id))
    leave(people.ann)
    assert departures.queue_due(night) == 1
    [(_, due_at)] = promised()
    assert night < due_at < night + DAY


def back_by_slack(ben: Person) -> None:
    profile = people_services.Profile(
        str(ben.slack_id), name=ben.name, email=ben.email, zone=ben.zone, is_guest=False
    )
    with unit_of_work() as session:
        people_services.meet(session, profile, now=NOW)


def back_by_import(ben: Person) -> None:
    rows = f"email,name,active\n{ben.email},{ben.name},yes\n".encode()
    with unit_of_work() as session:
        plan = import_export.plan(session, {"people.csv": rows}, now=NOW)
        import_export.apply(session, plan, now=NOW)


@pytest.mark.parametrize("come_back", [back_by_slack, back_by_import])
def test_what_still_waits_is_dropped_when_somebody_is_back(
    people: Cast, come_back: Callable[[Person], None]
) -> None:
    with unit_of_work() as session:
        task(session, people.ben, group_id=people.metadata.id)
    leave(people.ann)
    departures.queue_due(NOW - DAY)
    leave(people.ben)
    departures.queue_due(NOW)
    come_back(people.ben)
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.key)))
        found = {(row.key.split("|")[1], row.state, row.error) for row in rows}
        assert session.get_one(Person, people.ben.id).departure_told_at is None
    assert found == {
        (f"person:{people.ann.id}", OutboxState.READY, ""),
        (f"person:{people.ben.id}", OutboxState.DROPPED, people_services.IS_BACK),
    }
    come_back(people.ben)
    leave(people.ben)
    assert departures.queue_due(NOW + DAY) == 1


def leave_together(people: Cast, *, with_tasks: int = 1) -> None:
    """Ann, who chairs Metadata, and Ben, who has work there and in a group of Cleo's."""
    with unit_of_work() as session:
        courier = group(session, "Courier", chair=people.cleo, channel_id="CCOUR")
        for where in (people.metadata, courier)[:with_tasks]:
            task(session, people.ben, group_id=where.id, title=f"Draft of {where.name}")
    leave(people.ann)
    leave(people.ben)


def texts() -> dict[str, str]:
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage).where(OutboxMessage.state == OutboxState.READY))
        return {row.lane: row.payload["text"] for row in rows}


def test_several_are_told_in_one_message_to_each(people: Cast) -> None:
    leave_together(people, with_tasks=2)
    assert departures.queue_due(NOW) == 2
    assert texts() == {
        "UCLEO": "Ben Brook has left Slack. Courier: 1 open task.",
        "UDAG": (
            "2 people are gone. Ann Abara: Metadata has no chair any more; Ben Brook: 2 open tasks."
        ),
    }
    assert [departures.queue_due(NOW + beat * DAY) for beat in (0, 1, 30)] == [0, 0, 0]


def test_after_a_great_many_the_next_beat_goes_on(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departures, "ANNOUNCED_AT_ONCE", 1)
    leave_together(people, with_tasks=2)
    counts = [departures.queue_due(NOW + timedelta(minutes=minute)) for minute in range(3)]
    assert counts[2] == 0
    assert sum(counts) == len(promised()) > 0
    with reading() as session:
        left = session.exec(select(Person).where(col(Person.is_active).is_(False))).all()
    assert {person.departure_told_at is None for person in left} == {False}


def test_who_is_back_is_left_out_of_what_still_waits(people: Cast) -> None:
    leave_together(people)
    departures.queue_due(NOW)
    before = texts()
    departures.queue_due(NOW + DAY)
    assert texts() == before
    back_by_slack(people.ben)
    departures.queue_due(NOW + DAY)
    assert texts() == {"UDAG": "Ann Abara has left Slack. Metadata: it has no chair any more."}
    back_by_slack(people.ann)
    departures.queue_due(NOW + DAY)
    assert texts() == {}
    leave(people.ben)
    assert departures.queue_due(NOW + 2 * DAY) == 2
    assert texts()["UDAG"].startswith("Ben Brook has left Slack.")


def test_thirty_who_leave_at_once_fit_into_one_message(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(30):
            gone = person(session, f"Gone{number:02} Person", slack_id=f"UGONE{number}")
            task(session, gone, group_id=people.metadata.id)
            gone.is_active = False
    assert departures.queue_due(NOW) == 2
    with unit_of_work() as session:
        for row in session.exec(select(OutboxMessage)):
            check_message(**row.payload)
            assert str(row.payload["blocks"]).count("'Show what is left'") == 30
