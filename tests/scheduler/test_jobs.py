"""The scheduler: every job on its beat, none in the way of another."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

import scheduler
from models import reach
from models.database import disconnect, unit_of_work
from models.mail_servers import Mailbox, MailServer, Security
from scheduler import delivery, expiry
from services import outbox
from tests.factories import NOW, cast
from tests.happenings import meeting
from tests.keys import key, to
from tests.scheduler.stand_in import StandIn, stand_in

CLOSED_PORT = 1
"""Where nothing listens."""


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def test_a_tick_runs_every_job_in_order_so_that_what_is_due_arrives_at_once(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        meeting(session, cast(session).metadata)
    assert scheduler.tick(now=lambda: NOW, client=slack.client) == {
        "series": 0,
        "cards": 0,
        "invitations": 0,
        "turning": 0,
        "agendas": 0,
        "reminders": 3,
        "calls": 0,
        "polls": 0,
        "obligations": 0,
        "digests": 1,
        "weekly mails": 0,
        "console": 0,
        "chairs": 0,
        "recorders": 0,
        "seats": 0,
        "sunsets": 0,
        "confirmations": 0,
        "departures": 0,
        "owners": 0,
        "standing": 0,
        "alarms": 0,
        "cleaning": 0,
        "mailbox": 0,
        "delivery": 4,
        "letters": 0,
    }
    assert {channel for channel, _ in slack.posted} == {"UANN", "UBEN", "UGIL", "CMETA"}


def test_the_table_of_jobs(slack: StandIn) -> None:
    job_scheduler = scheduler.build(now=lambda: NOW, client=slack.client, interval_seconds=7)
    job_scheduler.start(paused=True)
    try:
        jobs = job_scheduler.get_jobs()
        assert {(job.coalesce, job.misfire_grace_time) for job in jobs} == {(True, None)}
        assert {job.id for job in jobs if job.max_instances > 1} == {"delivery", "letters"}
        assert {job.id: job.trigger.interval.total_seconds() for job in jobs} == {
            "series": 7,
            "cards": 7,
            "invitations": 7,
            "turning": 7,
            "agendas": 7,
            "reminders": 7,
            "calls": 7,
            "polls": 7,
            "obligations": 7,
            "digests": 7,
            "weekly mails": 7,
            "console": 7,
            "chairs": 7,
            "recorders": 7,
            "seats": 7,
            "sunsets": 7,
            "confirmations": 7,
            "departures": 7,
            "owners": 7,
            "standing": 7,
            "alarms": 7,
            "cleaning": 7,
            "mailbox": 7,
            "delivery": 0.55,
            "letters": 0.55,
        }
    finally:
        job_scheduler.shutdown()


def test_a_client_that_retries_by_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="retry_handlers"):
        scheduler.build(now=lambda: NOW, client=WebClient(token="xoxb-test"))


def test_the_running_scheduler_delivers_and_knows_its_last_tick(
    database: Engine, slack: StandIn
) -> None:
    with unit_of_work() as session:
        outbox.post(session, {"text": "Hello"}, to=to("C1"), key=key("a"), now=NOW)
    arrived = threading.Event()
    slack.will(lambda call: arrived.set())
    job_scheduler = scheduler.build(
        now=lambda: NOW, client=slack.client, interval_seconds=0.05, delivery_seconds=0.05
    )
    assert scheduler.last_tick() is None
    job_scheduler.start()
    try:
        assert arrived.wait(timeout=20)
        assert any(scheduler.last_tick() or threading.Event().wait(0.02) for _ in range(1000))
    finally:
        job_scheduler.shutdown(wait=True)
    assert slack.posted == [("C1", "Hello")]
    assert scheduler.last_tick() == NOW


@pytest.mark.usefixtures("reach_of_the_process")
def test_a_job_that_fails_is_logged_and_stops_no_other(
    database: Engine, slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    """Mail is configured, so that every job needs the database, but for that of the mailbox: it
    is away, which is no failure.
    """
    scheduler.tick(now=lambda: NOW, client=slack.client)
    reach.set_up(reach.Reach(sends_mail=True, mailbox="convene@example.edu"))
    mail = MailServer("127.0.0.1", CLOSED_PORT, Security.NONE)
    mailbox = Mailbox("127.0.0.1", CLOSED_PORT, Security.NONE)
    disconnect()
    at_night = (NOW + timedelta(days=1)).replace(hour=expiry.CLEANED_AT, minute=0)
    with caplog.at_level(logging.ERROR):
        done = scheduler.tick(now=lambda: at_night, client=slack.client, mail=mail, mailbox=mailbox)
    assert done == {"mailbox": 0}
    failed = [record.getMessage() for record in caplog.records]
    assert failed == [f"the job {job.key} failed" for job in scheduler.JOBS if job.key != "mailbox"]
    assert scheduler.last_tick() == NOW


def test_since_success_goes_by_the_time_that_passes_and_not_by_the_clock(
    database: Engine, slack: StandIn
) -> None:
    job_scheduler = scheduler.build(now=lambda: NOW, client=slack.client)
    keys = {job.key for job in scheduler.JOBS}
    assert scheduler.since_success() == dict.fromkeys(keys)
    scheduler.tick(now=lambda: NOW + timedelta(days=3), client=slack.client)
    passed = scheduler.since_success()
    assert passed.keys() == keys
    assert all(length and length < timedelta(minutes=1) for length in passed.values())
    assert not job_scheduler.is_finishing()


def test_told_to_finish_it_begins_no_further_message(database: Engine, slack: StandIn) -> None:
    beats = scheduler.build(now=lambda: NOW, client=slack.client)
    with unit_of_work() as session:
        for lane in ("C1", "C2"):
            outbox.post(session, {"text": "x"}, to=to(lane), key=key(lane), now=NOW)
    slack.will(lambda call: beats.finish())
    finishing = beats.is_finishing
    assert delivery.deliver_due(NOW, slack.client, "one", is_finishing=finishing) == 1
    assert delivery.deliver_due(NOW, slack.client, "one", is_finishing=finishing) == 0
    assert len(slack.posted) == 1
