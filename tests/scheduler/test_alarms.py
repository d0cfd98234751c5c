"""Word of what did not arrive: once, to those who can mend it, at an hour that they allow."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import OutboxMessage, OutboxState, Role
from models.database import unit_of_work
from scheduler import alarms, delivery
from services import outbox
from tests.factories import NOW, Cast, cast
from tests.keys import key, to
from tests.scheduler.stand_in import StandIn, refuses, stand_in

MINUTE = timedelta(minutes=1)
NIGHT = NOW + timedelta(hours=12)
"""Half past nine in the evening in New York."""


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def fail(
    slack: StandIn, code: str, *, lane: str = "CMETA", name: str = "digest|group:1|2026-W48"
) -> None:
    with unit_of_work() as session:
        outbox.post(session, {"text": name}, to=to(lane), key=key(name), now=NOW)
    slack.will(refuses(code))
    delivery.deliver_due(NOW, slack.client, "one")


def alerted() -> list[str]:
    with unit_of_work() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.key).startswith("alarm|"))
        return [row.lane for row in session.exec(rows.order_by(col(OutboxMessage.id)))]


def test_chairs_and_the_program_manager_hear_once(people: Cast, slack: StandIn) -> None:
    fail(slack, "is_archived")
    assert alarms.queue_due(NOW) == 2
    assert alarms.queue_due(NOW + MINUTE) == 0
    assert alarms.queue_due(NOW + timedelta(days=3)) == 0
    assert alerted() == ["UANN", "UDAG"]
    assert delivery.deliver_due(NOW + MINUTE, slack.client, "one") == 2
    assert slack.posted[0][1].startswith(
        "Something did not arrive in <#CMETA> (Metadata): the weekly digest"
    )


def test_it_waits_for_the_morning(people: Cast, slack: StandIn) -> None:
    fail(slack, "is_archived")
    assert alarms.queue_due(NIGHT) == 2
    assert delivery.deliver_due(NIGHT, slack.client, "one") == 0
    assert delivery.deliver_due(NIGHT + timedelta(hours=10), slack.client, "one") == 2


def test_an_alarm_that_does_not_arrive_raises_no_other(
    people: Cast, slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    fail(slack, "is_archived")
    alarms.queue_due(NOW)
    slack.will(refuses("user_disabled"), refuses("user_disabled"))
    delivery.deliver_due(NOW + MINUTE, slack.client, "one")
    caplog.clear()
    assert alarms.queue_due(NOW + MINUTE) == 0
    assert [record.getMessage() for record in caplog.records] == [
        "UANN takes nothing (user_disabled)",
        "UDAG takes nothing (user_disabled)",
    ]
    assert alarms.queue_due(NOW + 2 * MINUTE) == 0


def test_where_nobody_can_mend_it_the_log_has_it(
    people: Cast, slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with unit_of_work() as session:
        for role in session.exec(select(Role)):
            session.delete(role)
    fail(slack, "user_disabled", lane="UBEN")
    assert (alarms.queue_due(NOW), alarms.queue_due(NOW)) == (0, 0)
    assert [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR] == [
        "UBEN takes nothing (user_disabled)"
    ]


def test_what_went_wrong_after_a_search_is_told_too(people: Cast, slack: StandIn) -> None:
    with unit_of_work() as session:
        name = key("digest|group:1|2026-W48")
        outbox.post(session, {"text": "digest"}, to=to("CMETA"), key=name, now=NOW)
        [row] = session.exec(select(OutboxMessage))
        row.state, row.tries = OutboxState.UNSURE, 1
        outbox.reconcile(session, row, outbox.NotSearchable("missing_scope"), now=NOW)
    assert alarms.queue_due(NOW) == 2
    delivery.deliver_due(NOW, slack.client, "one")
    assert "It may have arrived all the same" in slack.posted[0][1]
