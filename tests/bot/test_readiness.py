"""What a process says of itself when it is asked whether it is ready."""

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email.utils import format_datetime
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from slack_sdk import WebClient
from sqlalchemy import Engine

import web
from bot import readiness
from bot.clock_watch import ClockWatch
from bot.problems import CannotStart
from bot.readiness import (
    AWAY_AFTER,
    CLOCK_TOLERANCE,
    STALE,
    Greeting,
    Health,
    refused_by_mail,
    refused_by_slack,
    stalled,
)
from models.database import unit_of_work
from models.messages import Medium
from models.outbox import SLACK_HOLD, hold_of
from services import outbox
from tests.bot.stand_in import StandIn
from tests.factories import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
DOWN = {"auth.test": {"ok": False, "error": "internal_error"}}
REVOKED = {"auth.test": {"ok": False, "error": "token_revoked"}}
UP = {"auth.test": {"ok": True}}


class Asker:
    """A process that greets a Slack, whose answers, time and clock a test sets."""

    def __init__(self, slack: StandIn) -> None:
        self.slack, self.passed, self.clock = slack, timedelta(), NOW
        self.greeting = Greeting(
            WebClient(token="xoxb-1", base_url=slack.url, retry_handlers=[]),
            clock=lambda: self.clock,
            passed=lambda: self.passed,
        )

    def ask(self, answers: dict[str, dict[str, Any]], after: timedelta = SECOND) -> str | None:
        """Let time pass, ask Slack, which answers like this, and see what is missing."""
        self.slack.answer_from_now(answers)
        self.passed += after
        self.clock += after
        self.greeting.ask()
        return self.greeting.missing()


@pytest.fixture
def asker() -> Iterator[Asker]:
    with StandIn() as slack:
        yield Asker(slack)


def pages(health: Health) -> FlaskClient:
    return web.build(reasons=health.reasons, notes=health.notes).test_client()


def test_every_need_is_asked_and_what_is_missing_told() -> None:
    health = Health(lambda: None)
    answer = pages(health).get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    health.add(lambda: "This.")
    health.add(lambda: "That.")
    answer = pages(health).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "This.\nThat.\n")


def test_health_asks_nothing() -> None:
    answer = pages(Health(lambda: "much")).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("by", [-3 * DAY, -HOUR, HOUR, 3 * DAY])
def test_what_health_says_after_the_clock_was_set(asker: Asker, by: timedelta) -> None:
    """At once that it was set, and that it differs from Slack's from the next question on."""
    clock = [NOW]
    watch = ClockWatch(clock=lambda: clock[0], passed=lambda: asker.passed)
    health = Health(asker.greeting.missing, watch.missing, notes=watch.notes)
    asker.slack.headers["Date"] = format_datetime(NOW, usegmt=True)
    asker.ask(UP)
    assert pages(health).get("/readyz").text == "ok\n"
    clock[0] += by
    asker.clock += by
    watch.look()
    side, set_to = ("ahead of", "ahead") if by > timedelta() else ("behind", "back")
    words = "3 days" if abs(by) == 3 * DAY else "60 minutes"
    note = f"The clock of this machine was set {set_to} by {words}, 0 seconds ago.\n"
    assert pages(health).get("/readyz").text == f"ok\n{note}"
    asker.ask(UP)
    answer = pages(health).get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith(f"The clock of this machine is {words} {side} Slack's. Switch ")


@pytest.mark.parametrize("ahead", [CLOCK_TOLERANCE, -CLOCK_TOLERANCE])
def test_a_clock_that_hardly_differs_from_slacks_is_right(asker: Asker, ahead: timedelta) -> None:
    asker.slack.headers["Date"] = format_datetime(NOW + SECOND - ahead, usegmt=True)
    assert asker.ask(UP) is None
    asker.clock += ahead / CLOCK_TOLERANCE.total_seconds()
    assert asker.ask(UP, timedelta()) is not None


@pytest.mark.parametrize("stated", ["", "yesterday", "Tue, 24 Nov 2026 14:30:00 -0000"])
def test_a_slack_that_says_no_time_is_believed(asker: Asker, stated: str) -> None:
    asker.slack.headers["Date"] = stated
    assert asker.ask(UP) is None


def test_slack_is_away_after_a_while_and_an_outage_is_logged_once(
    asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    assert asker.ask(UP) is None
    assert asker.ask(DOWN, AWAY_AFTER - SECOND) is None
    assert asker.greeting.is_away()
    assert asker.ask(DOWN) == (
        "Slack has been away for 2 minutes. Slack answers internal_error to auth.test."
    )
    assert asker.ask(DOWN, 10 * 60 * SECOND) == (
        "Slack has been away for 12 minutes. Slack answers internal_error to auth.test."
    )
    assert asker.ask(UP) is None
    assert not asker.greeting.is_away()
    assert [record.getMessage() for record in caplog.records] == [
        "not ready: Slack answers internal_error to auth.test.",
        "slack is reached again, after 3 questions in vain",
    ]


def test_a_slack_that_never_answered_and_a_token_that_is_refused_are_said_at_once(
    asker: Asker,
) -> None:
    assert asker.greeting.missing() == "Slack has not been asked yet."
    assert asker.ask(DOWN) == "Slack answers internal_error to auth.test."
    asker.ask(UP)
    missing = asker.ask(REVOKED)
    assert missing is not None
    assert missing.startswith("Slack refused SLACK_BOT_TOKEN (token_revoked). ")
    assert not asker.greeting.is_away()


def test_a_slack_that_cannot_be_reached() -> None:
    nowhere = Greeting(
        WebClient(token="xoxb-1", base_url="http://127.0.0.1:1/api/", retry_handlers=[])
    )
    nowhere.start()
    nowhere.stop()
    assert str(nowhere.missing()).startswith("Slack cannot be reached: ")


def test_a_token_that_is_refused_at_the_start_ends_it(asker: Asker) -> None:
    asker.slack.answer_from_now(REVOKED)
    with pytest.raises(CannotStart, match="token_revoked"):
        asker.greeting.start()


def test_it_goes_on_asking(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ASK_SECONDS", 0.01)
    monkeypatch.setattr(readiness, "RETRY_SECONDS", 0.01)
    asker.slack.answer_from_now(DOWN)
    asker.greeting.start()
    asker.slack.answer_from_now(UP)
    assert any(not asker.greeting.is_away() or Event().wait(0.01) for _ in range(2000))
    asker.slack.answer_from_now(DOWN)
    assert any(asker.greeting.is_away() or Event().wait(0.01) for _ in range(2000))
    asker.greeting.stop()


@pytest.mark.parametrize(
    ("passed", "reason"),
    [
        ({"cards": SECOND, "delivery": timedelta()}, None),
        ({"cards": STALE - SECOND, "delivery": SECOND}, None),
        ({"cards": STALE, "delivery": SECOND}, "The scheduler has not done: cards for 3 minutes."),
        (
            {"cards": HOUR, "delivery": 2 * HOUR},
            "The scheduler has not done: cards for 60 minutes, delivery for 2 hours.",
        ),
        ({"cards": None, "delivery": HOUR}, "The scheduler has not done yet: cards."),
    ],
)
def test_a_job_that_does_not_succeed(
    passed: Mapping[str, timedelta | None], reason: str | None
) -> None:
    assert stalled(lambda: passed) == reason


def test_a_mail_server_that_takes_nothing_is_a_note_and_no_reason(database: Engine) -> None:
    assert refused_by_mail() == []
    with unit_of_work() as session:
        outbox.close(session, hold_of(Medium.MAIL), "535 5.7.8", now=NOW)
    assert refused_by_slack() is None
    assert refused_by_mail() == [
        "Mail waits: the mail server takes nothing from Convene (535 5.7.8)."
    ]


def test_a_slack_that_takes_nothing(database: Engine) -> None:
    assert refused_by_slack() is None
    with unit_of_work() as session:
        outbox.close(session, SLACK_HOLD, "token_revoked", now=NOW)
    assert refused_by_slack() == (
        "Slack takes nothing from the app (token_revoked), so all messages wait."
    )
