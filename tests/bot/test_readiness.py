"""What a process says of itself when it is asked whether it is ready."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient

import web
from bot import database_setup, migrate
from bot.readiness import STALE, Greeting, LastTick, reasons
from models.database import disconnect, unit_of_work
from models.outbox import SLACK_HOLD
from services import outbox
from tests.bot.stand_in import StandIn

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.fixture
def greeting(tmp_path: Path) -> Iterator[Greeting]:
    """A Slack that has answered, and a database that is up to date."""
    database_setup.prepared(f"sqlite:///{tmp_path / 'convene.db'}", now=lambda: NOW)
    with StandIn() as slack:
        greeted = Greeting(WebClient(token="xoxb-1", base_url=slack.url))
        greeted.start()
        yield greeted
    disconnect()


def said(greeting: Greeting, last_tick: LastTick | None = None) -> tuple[int, str]:
    pages = web.build(reasons=reasons(greeting=greeting, last_tick=last_tick, now=lambda: NOW))
    answer = pages.test_client().get("/readyz")
    return answer.status_code, answer.text


def test_all_is_there(greeting: Greeting) -> None:
    assert said(greeting) == (200, "ok\n")
    assert said(greeting, lambda: NOW - STALE + timedelta(seconds=1)) == (200, "ok\n")


@pytest.mark.parametrize("last", [None, NOW - STALE])
def test_a_scheduler_that_does_not_tick(greeting: Greeting, last: datetime | None) -> None:
    assert said(greeting, lambda: last) == (
        503,
        "The scheduler has not ticked in the last minutes.\n",
    )


def test_a_database_behind_the_program(greeting: Greeting) -> None:
    with unit_of_work() as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    assert said(greeting) == (
        503,
        (
            f"The database stands at revision 0000, not {migrate.newest()}: run python -m bot"
            " migrate.\n"
        ),
    )


def test_a_slack_that_takes_nothing(greeting: Greeting) -> None:
    with unit_of_work() as session:
        outbox.close(session, SLACK_HOLD, "token_revoked", now=NOW)
    assert said(greeting) == (
        503,
        "Slack takes nothing from the app (token_revoked), so all messages wait.\n",
    )


def test_several_reasons_are_all_told(greeting: Greeting) -> None:
    unasked = Greeting(WebClient(token="xoxb-1"))
    assert said(unasked, lambda: None) == (
        503,
        "Slack has not been asked yet.\nThe scheduler has not ticked in the last minutes.\n",
    )


def test_health_asks_nothing() -> None:
    answer = web.build(reasons=lambda: ["much"]).test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
