"""One life of the process: the scheduler's beats before the sandbox,
until all is said or death comes.
"""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from slack_sdk import WebClient
from sqlmodel import col, select

import scheduler
from models import Lane, OutboxMessage, OutboxState
from models.database import reading
from models.outbox import SLACK_HOLD, TO_DEDUPLICATE, WAITING
from scheduler import Beat, Moment
from tests.campaigns import worlds
from tests.campaigns.points import Fate
from tests.campaigns.slack import Stand

PLANNING = timedelta(seconds=30)
MOST_BEATS = 600
BEATS_OF_A_LIFE = 5
"""A life whose end does not come by then gives way to the next,
as a process that is restarted does.
"""
STEP = timedelta(seconds=0.05)
"""How late a beat comes, so that time goes on in any case."""
log = logging.getLogger(__name__)
Plant = Callable[[WebClient], WebClient]
"""Puts a fault into the program before it lives, and gives the client that it is to use."""


@dataclass(frozen=True)
class Trial:
    """Where everything is, and since when."""

    stand: Stand
    begun: datetime
    log: Path
    plant: Plant = lambda client: client


def live(trial: Trial, fate: Fate | None = None) -> None:
    """Beat until everything was said and nothing is left to search for, or until fate strikes.

    The database is connected already.
    """
    logging.basicConfig(filename=trial.log, force=True, format="%(asctime)s %(name)s %(message)s")
    client = trial.plant(trial.stand.client())
    if fate:
        fate.start()
    now, planned = trial.stand.now(), trial.begun - PLANNING
    worker = f"{os.getpid()}:{secrets.token_hex(4)}"
    for beat in range(MOST_BEATS):
        if fate and beat == BEATS_OF_A_LIFE:
            return
        worlds.act(now, trial.begun)
        planned = _beat(Moment(now, client, worker), planned)
        wake = _next(trial.begun)
        if wake is None and planned == now:
            return
        # What could not be said is told of at the next planning, so one comes after the last word.
        trial.stand.move_to(max(wake or planned + PLANNING, now) + STEP)
        now = trial.stand.now()
    raise TimeoutError(f"still not everything was said after {MOST_BEATS} beats")


def prospects(begun: datetime) -> set[str]:
    """The phases that lie before the next life, by what is left to be done."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage.state).where(sa.text(WAITING))).all()
        doubled = session.exec(
            select(OutboxMessage.id).where(sa.text(TO_DEDUPLICATE)).limit(1)
        ).first()
        found = {"plan"} if worlds.next_act(session, begun) else set()
    if OutboxState.READY in rows:
        found |= {"claim", "send", "settle"}
    if set(rows) & {OutboxState.SENDING, OutboxState.UNSURE}:
        found.add("reconcile")
    return found | ({"deduplicate"} if doubled else set())


def _beat(moment: Moment, planned: datetime) -> datetime:
    """Deliver, and plan before it where it is time; when it was last planned.

    What fails is asked again.
    """
    is_time = moment.now - planned >= PLANNING
    for job in scheduler.JOBS:
        if job.beat is Beat.DELIVERY or is_time:
            try:
                job.run(moment)
            except Exception:
                log.exception("the job %s failed", job.key)
    return moment.now if is_time else planned


def _next(begun: datetime) -> datetime | None:
    """When something is to be done next; None when all is done."""
    with reading() as session:
        deduplicate = select(sa.func.min(OutboxMessage.deduplicate_at)).where(
            sa.text(TO_DEDUPLICATE)
        )
        held = {lane.name: lane.next_at for lane in session.exec(select(Lane))}
        rows = session.exec(
            select(OutboxMessage)
            .where(sa.text(WAITING))
            .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        ).all()
        moments = [
            session.exec(deduplicate).one(),
            worlds.next_act(session, begun),
            *_wakes(rows, held),
        ]
    return min((moment for moment in moments if moment), default=None)


def _wakes(rows: Sequence[OutboxMessage], held: dict[str, datetime]) -> Iterator[datetime]:
    """For each lane, when its message in flight, or else its first one, is looked at."""
    in_flight = {row.lane: row for row in rows if row.state is not OutboxState.READY}
    first: dict[str, OutboxMessage] = {}
    for row in rows:
        first.setdefault(row.lane, row)
    for lane, row in (first | in_flight).items():
        names = () if lane in in_flight else (lane, SLACK_HOLD, f"{SLACK_HOLD}{row.op}")
        yield max([row.wake_at, *(held[name] for name in names if name in held)])
