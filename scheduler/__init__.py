"""The clock's door: a scheduler that asks again and again what is due.

The tables are the schedule. Nothing is planned per meeting or task, so nothing has to be cleaned
up, and what was missed while the bot was down is found at the next beat.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

from slack_sdk import WebClient

from models.elapsed import elapsed
from models.mail_servers import Mailbox, MailServer
from models.messages import Medium
from scheduler import (
    agendas,
    alarms,
    calls,
    chairs,
    confirmations,
    console,
    delivery,
    departures,
    digests,
    ended_terms,
    expiry,
    invitations,
    mailbox_reading,
    obligations,
    polls,
    recorders,
    reminders,
    seats,
    series,
    slack_scans,
    sunsets,
    weekly_mails,
)
from scheduler.beats import BeatScheduler
from scheduler.delivery import Finishing, never
from scheduler.thread_counts import Counted, ThreadCounts
from services.retention import HISTORY_YEARS

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Beat(Enum):
    """How often a job is asked."""

    PLANNING = "every half minute"
    DELIVERY = "twice a second"


@dataclass(frozen=True)
class Moment:
    """What a job is told: the time, and how to reach Slack as whom."""

    now: datetime
    client: WebClient
    worker: str
    history_years: int = HISTORY_YEARS
    """For how long the history is kept; 0 for ever."""
    mail: MailServer | None = None
    mailbox: Mailbox | None = None
    is_finishing: Finishing = never


@dataclass(frozen=True)
class Job:
    """One question that the scheduler asks. ``run`` answers with how much it did."""

    key: str
    run: Callable[[Moment], int]
    beat: Beat
    at_once: int = 1
    """How many beats may be at work together,
    so that one that waits for Slack keeps nobody waiting.
    """


@dataclass(frozen=True)
class Counts:
    """How often each job ran, by job and result, and how deliveries ended, by outcome."""

    runs: Counted
    outcomes: Counted


def _read_mailbox(moment: Moment) -> int:
    return mailbox_reading.read_new(moment.mailbox, moment.now) if moment.mailbox else 0


def _deliver(moment: Moment, medium: Medium) -> int:
    """Each medium in a job of its own, so that one that is slow keeps no other waiting."""
    if medium is Medium.MAIL and moment.mail is None:
        return 0
    return delivery.deliver_due(
        moment.now,
        moment.client,
        moment.worker,
        mail=moment.mail,
        medium=medium if moment.mail else None,
        is_finishing=moment.is_finishing,
    )


JOBS = (
    Job("series", lambda moment: series.make_ahead(moment.now), Beat.PLANNING),
    Job("cards", lambda moment: series.announce(moment.now), Beat.PLANNING),
    Job("invitations", lambda moment: invitations.queue_due(moment.now), Beat.PLANNING),
    Job("turning", lambda moment: series.turn(moment.now), Beat.PLANNING),
    Job("agendas", lambda moment: agendas.run_due(moment.now), Beat.PLANNING),
    Job("reminders", lambda moment: reminders.queue_due(moment.now), Beat.PLANNING),
    Job("obligations", lambda moment: obligations.run_due(moment.now), Beat.PLANNING),
    Job("calls", lambda moment: calls.run_due(moment.now), Beat.PLANNING),
    Job("polls", lambda moment: polls.run_due(moment.now), Beat.PLANNING),
    Job("digests", lambda moment: digests.queue_due(moment.now), Beat.PLANNING),
    Job("weekly mails", lambda moment: weekly_mails.queue_due(moment.now), Beat.PLANNING),
    Job("console", lambda moment: console.queue_due(moment.now), Beat.PLANNING),
    Job("chairs", lambda moment: chairs.queue_due(moment.now), Beat.PLANNING),
    Job("recorders", lambda moment: recorders.queue_due(moment.now), Beat.PLANNING),
    Job("seats", lambda moment: seats.queue_due(moment.now), Beat.PLANNING),
    Job("sunsets", lambda moment: sunsets.queue_due(moment.now), Beat.PLANNING),
    Job("confirmations", lambda moment: confirmations.queue_due(moment.now), Beat.PLANNING),
    Job("departures", lambda moment: departures.queue_due(moment.now), Beat.PLANNING),
    Job("owners", lambda moment: ended_terms.free_tasks(moment.now), Beat.PLANNING),
    Job("standing", lambda moment: slack_scans.ask_next(moment.now, moment.client), Beat.PLANNING),
    Job("alarms", lambda moment: alarms.queue_due(moment.now), Beat.PLANNING),
    Job(
        "cleaning",
        lambda moment: expiry.remove_expired(moment.now, history_years=moment.history_years),
        Beat.PLANNING,
    ),
    Job("mailbox", lambda moment: _read_mailbox(moment), Beat.PLANNING),
    Job("delivery", lambda moment: _deliver(moment, Medium.SLACK), Beat.DELIVERY, at_once=4),
    Job("letters", lambda moment: _deliver(moment, Medium.MAIL), Beat.DELIVERY, at_once=2),
)


@dataclass(frozen=True)
class Success:
    """When a job last succeeded."""

    at: datetime
    """By ``now`` of ``build``."""
    elapsed: timedelta
    """By the time that passes."""


_succeeded: dict[str, Success] = {}
_runs = ThreadCounts()


def build(
    *,
    now: Clock,
    client: WebClient,
    interval_seconds: float = 30.0,
    delivery_seconds: float = 0.55,
    history_years: int = HISTORY_YEARS,
    mail: MailServer | None = None,
    mailbox: Mailbox | None = None,
) -> BeatScheduler:
    """The scheduler, not started yet. ``now`` is the clock of this deployment.

    Two beats of the delivery make the pace of a lane; at one a second, a channel would get a
    message only every other second.

    Raises ValueError for a client that retries by itself, because it would post twice after a lost
    reply.
    """
    if client.retry_handlers:
        raise ValueError("the outbox needs a client with retry_handlers=[]")
    seconds = {Beat.PLANNING: interval_seconds, Beat.DELIVERY: delivery_seconds}
    job_scheduler = _without_jobs()
    moment_at = partial(
        Moment,
        client=client,
        worker=_worker(),
        history_years=history_years,
        mail=mail,
        mailbox=mailbox,
        is_finishing=job_scheduler.is_finishing,
    )
    _succeeded.clear()
    for job in JOBS:
        when: dict[str, Any] = {"seconds": seconds[job.beat], "next_run_time": datetime.now(UTC)}
        args = [job, now, moment_at]
        job_scheduler.add_job(
            _run, "interval", args=args, id=job.key, max_instances=job.at_once, **when
        )
    return job_scheduler


def _without_jobs() -> BeatScheduler:
    # Its own log would repeat every beat, and warn of each that falls into a long delivery.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return BeatScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})


def tick(
    now: Clock,
    client: WebClient,
    *,
    mail: MailServer | None = None,
    mailbox: Mailbox | None = None,
    beats: Collection[Beat] = tuple(Beat),
) -> dict[str, int]:
    """Run every job of these beats once, in order; how much each did, without those that failed."""
    moment_at = partial(Moment, client=client, worker=_worker(), mail=mail, mailbox=mailbox)
    done = {job.key: _run(job, now, moment_at) for job in JOBS if job.beat in beats}
    return {key: count for key, count in done.items() if count is not None}


def last_tick() -> datetime | None:
    """When the job that is furthest behind last succeeded, by ``now`` of ``build``;
    None before each has.
    """
    moments = [success.at for success in _succeeded.values()]
    return min(moments) if len(moments) == len(JOBS) else None


def since_success() -> dict[str, timedelta | None]:
    """By job, how long ago it last succeeded, however the clock was set since; None for never."""
    passed = elapsed()
    return {
        job.key: passed - _succeeded[job.key].elapsed if job.key in _succeeded else None
        for job in JOBS
    }


def counts() -> Counts:
    """What this process did since it started."""
    return Counts(runs=_runs.read(), outcomes=delivery.OUTCOMES.read())


def _run(job: Job, now: Clock, moment_at: Callable[[datetime], Moment]) -> int | None:
    """A job that fails is logged, and stops neither the others nor its own next beat."""
    try:
        moment = moment_at(now())
        done = job.run(moment)
    except Exception:
        log.exception("the job %s failed", job.key)
        _runs.add(job.key, "failed")
        return None
    _runs.add(job.key, "succeeded")
    _succeeded[job.key] = Success(moment.now, elapsed())
    return done


def _worker() -> str:
    """A name that no other worker has, so that each settles only what it claimed itself."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
