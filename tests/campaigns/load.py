"""Several schedulers on one PostgreSQL, one of them killed with messages in hand.

``python -m tests.campaigns.load`` prints a line for each number of schedulers, and ends with 1
where anything was lost, said twice or out of order, or was taken over later than the lease says.
"""

import mmap
import os
import random
import signal
import struct
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlmodel import col, select

import scheduler
from models import OutboxMessage, OutboxState
from models.database import connect, disconnect, reading, unit_of_work
from models.outbox import WAITING
from services import outbox
from tests.campaigns import worlds
from tests.campaigns.crash import database
from tests.campaigns.points import Fate, Point
from tests.campaigns.processes import born, die, ended
from tests.campaigns.slack import Stand, standing
from tests.keys import key, to

PATIENCE = 10
"""Seconds, as before Slack: nobody is to doubt a message only because this machine is busy."""
ALL_SENT = Point("send", "wire:getresponse")
"""The whole request is out and no answer is read: the worst moment to be killed."""
JUST_BEFORE = timedelta(seconds=1)
LONGEST = 1800.0
"""Seconds of this machine that a run may take."""


class Clock:
    """The time of all processes: that of this machine, and what the campaign has added to it."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 8)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._added)

    def move_to(self, moment: datetime) -> None:
        ahead = (moment - self()).total_seconds()
        self._shared[:] = struct.pack("d", self._added + max(ahead, 0.0))

    @property
    def _added(self) -> float:
        return float(struct.unpack("d", self._shared[:])[0])


@dataclass
class Run:
    """What one run came to."""

    schedulers: int
    rows: int
    channels: int
    held: int = 0
    """Messages that the killed scheduler had in hand."""
    taken_over: timedelta = timedelta()
    """From the last of its claims until others had taken all that it held,
    by the clock of the schedulers.
    """
    seconds: float = 0.0
    """Until all was sent but what waited for the killed one."""
    sent: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people to read."""
        return (
            f"{self.schedulers} schedulers, {self.rows:,} messages to {self.channels:,} channels:"
            f" {self.sent:,} sent in {self.seconds:.0f} s, {self.sent / self.seconds:.0f} a second;"
            f" one killed with {self.held} in hand, taken over"
            f" {self.taken_over.total_seconds():.1f} s later; {len(self.faults)} lost, twice or out"
            " of order"
        )


def run(url: str, *, schedulers: int, rows: int, channels: int, seed: int) -> Run:
    """Let so many schedulers send so many messages, kill one of them,
    and compare book and channels.
    """
    found, clock, dice = Run(schedulers, rows, channels), Clock(), random.Random(seed)
    with standing(_seed(channels)) as stand:
        _promise(url, found, clock())
        number = dice.randint(1, max(1, rows // schedulers // 4))
        victim = born(lambda: _schedule(url, stand, clock, Fate(ALL_SENT, number, die)))
        others = [born(lambda: _schedule(url, stand, clock)) for _ in range(schedulers - 1)]
        connect(url)
        try:
            _watch(found, clock, stand, victim)
        finally:
            for child in others:
                os.kill(child, signal.SIGTERM)
                ended(child)
        _judge(found, stand)
        disconnect()
    return found


def _seed(channels: int) -> dict[str, Any]:
    names = [f"C{number:05}" for number in range(channels)]
    rows = [
        {"id": n, "name": n.casefold(), "members": ["UANN"], "bot_in_channel": True} for n in names
    ]
    return worlds.seed() | {"channels": rows}


def _promise(url: str, found: Run, now: datetime) -> None:
    worlds.make_tables(connect(url))
    worlds.empty()
    with unit_of_work() as session:
        for number in range(found.rows):
            lane = f"C{number % found.channels:05}"
            outbox.post(
                session,
                {"text": f"Word {number}"},
                to=to(lane),
                key=key(f"say|{number}|{lane}"),
                now=now,
            )
    # Children must not share a connection of their parent.
    disconnect()


def _schedule(url: str, stand: Stand, clock: Clock, fate: Fate | None = None) -> None:
    """A scheduler as it runs in production, until it is told to end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    connect(url)
    client = stand.client()
    client.timeout = PATIENCE
    job_scheduler = scheduler.build(now=clock, client=client)
    if fate:
        fate.start()
    job_scheduler.start()
    signal.sigwait([signal.SIGTERM])
    job_scheduler.shutdown(wait=True)
    disconnect()


def _watch(found: Run, clock: Clock, stand: Stand, victim: int) -> None:
    began = time.monotonic()
    if ended(victim) != signal.SIGKILL:
        found.faults.append("the scheduler that was to be killed ended otherwise")
    held = _held(victim)
    found.held = len(held)
    lease = max((row.wake_at for row in held), default=clock())
    while held and all(_is_held(row) for row in held):
        # The clock is put forward only where nothing is left to do but to wait for the end of the
        # lease.
        if not found.seconds and not _left(besides={row.lane for row in held}):
            found.seconds, found.sent = time.monotonic() - began, _count(OutboxState.SENT)
            _move(clock, stand, min(row.wake_at for row in held) - JUST_BEFORE)
        time.sleep(0.05)
    if held and clock() < min(row.wake_at for row in held):
        found.faults.append("something was touched before its lease ended")
    _until(lambda: not any(_is_held(row) for row in held))
    found.taken_over = clock() - lease + outbox.LEASE
    _until(lambda: not _left(besides={row.lane for row in held}))
    if not found.seconds:
        found.seconds, found.sent = time.monotonic() - began, _count(OutboxState.SENT)
    while _left():
        _move(clock, stand, _wake())
        time.sleep(0.2)
        if time.monotonic() - began > LONGEST:
            found.faults.append(f"{_left()} messages are still on their way")
            return


def _move(clock: Clock, stand: Stand, moment: datetime) -> None:
    """Slack's time goes along, so that what is looked for lies where it is looked for."""
    clock.move_to(moment)
    stand.move_to(clock())


def _held(process: int) -> list[OutboxMessage]:
    owner = col(OutboxMessage.owner).like(f"%:{process}:%")
    with reading() as session:
        found = select(OutboxMessage).where(OutboxMessage.state == OutboxState.SENDING, owner)
        return list(session.exec(found))


def _is_held(row: OutboxMessage) -> bool:
    """Whether it is still as its sender left it."""
    with reading() as session:
        now = session.get_one(OutboxMessage, row.id)
        return (now.state, now.owner) == (OutboxState.SENDING, row.owner)


def _left(besides: set[str] | None = None) -> int:
    with reading() as session:
        count = select(sa.func.count()).select_from(OutboxMessage).where(sa.text(WAITING))
        return session.exec(count.where(col(OutboxMessage.lane).not_in(besides or set()))).one()


def _wake() -> datetime:
    """When something is looked at next; at once where a message only waits for its turn."""
    with reading() as session:
        in_doubt = col(OutboxMessage.state) == OutboxState.UNSURE
        ready = select(OutboxMessage.id).where(sa.text(WAITING), ~in_doubt)
        wake = session.exec(select(sa.func.min(OutboxMessage.wake_at)).where(in_doubt)).one()
        lanes = select(OutboxMessage.lane).where(in_doubt)
        waits = session.exec(ready.where(col(OutboxMessage.lane).not_in(lanes)).limit(1)).first()
    return datetime.min.replace(tzinfo=UTC) if waits or wake is None else wake


def _count(state: OutboxState) -> int:
    with reading() as session:
        return session.exec(
            select(sa.func.count()).select_from(OutboxMessage).where(OutboxMessage.state == state)
        ).one()


def _until(is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_so():
        time.sleep(0.05)
        if time.monotonic() - began > LONGEST:
            raise TimeoutError("the schedulers did not get on")


def _judge(found: Run, stand: Stand) -> None:
    """Every message once, in its channel, in order, with the receipt that the book has."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
    book: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        book[row.lane].append((row.payload["text"], row.receipt.get("ts", f"none, {row.state}")))
    for lane, promised in book.items():
        text = [(message.text, message.ts) for message in stand.said_in(lane, "UANN")]
        if text != promised:
            found.faults.append(f"{lane}: the book says {promised}, the channel {text}")
    if len(rows) != found.rows:
        found.faults.append(f"{len(rows)} messages stand in the book")


@click.command()
@click.option("--url", help="A PostgreSQL database to use, of which all rows are deleted.")
@click.option(
    "--schedulers", "numbers", type=int, multiple=True, help="How many; may be given repeatedly."
)
@click.option("--rows", default=5000, show_default=True)
@click.option("--channels", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(url: str | None, numbers: tuple[int, ...], rows: int, channels: int, seed: int) -> None:
    """Let several schedulers share one PostgreSQL, kill one,
    and count what was lost or said twice.
    """
    is_broken = False
    with (
        tempfile.TemporaryDirectory(prefix="convene-load-", ignore_cleanup_errors=True) as name,
        nullcontext(url) if url else database("postgresql", Path(name)) as place,
    ):
        for number in numbers or (2, 4):
            found = run(place, schedulers=number, rows=rows, channels=channels, seed=seed)
            click.echo(found.line())
            for fault in found.faults[:20]:
                click.echo(fault, err=True)
            is_broken = is_broken or bool(found.faults)
    sys.exit(is_broken)


if __name__ == "__main__":
    main()
