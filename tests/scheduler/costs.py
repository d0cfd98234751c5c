"""What a beat of the reminders costs, however many tasks and meetings there are: ``make costs``
prints it.

The world is a consortium's: due days from four months ago until a year ahead, everything overdue
reminded of already, meetings spread over the year, groups of twelve. A hundred messages fall due at
one moment.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from models import (
    Group,
    GroupKind,
    Meeting,
    MemberRole,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Task,
    metadata,
)
from models.database import connect, disconnect, unit_of_work
from scheduler import reminders
from tests.databases import Postgres
from tests.factories import BEFORE

TODAY = date(2026, 11, 24)
LONGEST_FIRST_LOOK = 30
"""Minutes before all is settled at which the first beat comes."""
SETTLED = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)
"""A minute before nine in Chicago, an hour after nine in New York."""
NINE = SETTLED + timedelta(minutes=1)
GROUPS, MEMBERS, DUE_TASKS, DUE_MEETINGS = 100, 12, 64, 3
IN_GROUPS = 3 * GROUPS
"""Three meetings of twelve members and 64 tasks are a hundred messages."""
STEPS = 100
"""How many steps of SQLite's machine are counted as one."""


@dataclass(frozen=True)
class Cost:
    """What one beat did, and what it took."""

    messages: int
    queries: int
    milliseconds: float
    steps: int
    """Hundreds of steps of SQLite's machine; 0 on PostgreSQL."""
    rows: int
    """Rows of tasks and meetings that PostgreSQL read; 0 on SQLite."""


def fill(*, tasks: int, meetings: int, due: int = DUE_TASKS) -> None:
    """Write the world into an empty database; ``due`` of the tasks fall due."""
    with unit_of_work() as session:
        for table, rows in (
            (Person, [_person(number) for number in range(1, IN_GROUPS + DUE_TASKS)]),
            (Group, [_group(number) for number in range(1, GROUPS + 1)]),
            (
                Membership,
                [
                    _membership(group, member)
                    for group in range(GROUPS)
                    for member in range(MEMBERS)
                ],
            ),
            (Meeting, [_meeting(number, meetings) for number in range(meetings)]),
            (Task, [_task(number, tasks, due) for number in range(tasks)]),
        ):
            session.connection().execute(sa.insert(table), rows)
        _analyze(session)


def settle(now: datetime = SETTLED) -> None:
    """Let everything be said that is due by then, and arrive, and let that be noted of lists.

    Somebody has one list of tasks in a minute, and each beat gathers some hundred: who has very
    many is told the rest in the minutes after.
    """
    for minutes in reversed(range(LONGEST_FIRST_LOOK)):
        is_done = reminders.queue_due(now - timedelta(minutes=minutes)) == 0
        with unit_of_work() as session:
            session.connection().execute(sa.update(OutboxMessage).values(state=OutboxState.SENT))
        if is_done:
            break
    reminders.queue_due(now + timedelta(seconds=1))
    with unit_of_work() as session:
        _analyze(session)


def _analyze(session: Session) -> None:
    """PostgreSQL does this by itself every minute or so."""
    session.connection().execute(sa.text("ANALYZE"))


def measure(engine: Engine, now: datetime) -> Cost:
    """One beat at ``now``."""
    before = _rows_read(engine)
    with _counting(engine) as counted:
        started = time.perf_counter()
        messages = reminders.queue_due(now)
        took = time.perf_counter() - started
    rows = _rows_read(engine) - before
    return Cost(messages, counted["queries"], round(took * 1000, 1), counted["steps"], rows)


def _rows_read(engine: Engine) -> int:
    """By PostgreSQL's own books, of all connections so far."""
    if engine.dialect.name == "sqlite":
        return 0
    read = (
        "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_user_tables"
        " WHERE relname IN ('tasks', 'meetings')"
    )
    # A connection enters what it read when it is closed, or after a transaction that asks for it.
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
    with engine.connect() as connection:
        return int(connection.execute(sa.text(read)).scalar_one())


@contextmanager
def _counting(engine: Engine) -> Iterator[dict[str, int]]:
    counted = {"queries": 0, "steps": 0}

    def query(*_: Any) -> None:
        counted["queries"] += 1

    def step() -> int:
        counted["steps"] += 1
        return 0

    def watch(connection: Any, *_: Any) -> None:
        if engine.dialect.name == "sqlite":
            connection.set_progress_handler(step, STEPS)

    sa.event.listen(engine, "before_cursor_execute", query)
    sa.event.listen(engine, "checkout", watch)
    try:
        yield counted
    finally:
        sa.event.remove(engine, "before_cursor_execute", query)
        sa.event.remove(engine, "checkout", watch)


def _person(number: int) -> dict[str, Any]:
    zone = "America/New_York" if 1 < number <= IN_GROUPS else "America/Chicago"
    return {
        "id": number,
        "name": f"Person {number}",
        "slack_id": f"U{number}",
        "zone": zone,
        "created_at": BEFORE,
    }


def _group(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Group {number}",
        "name_key": f"group {number}",
        "channel_id": f"C{number}",
        "kind": GroupKind.WORKING_GROUP,
        "created_at": BEFORE,
    }


def _membership(group: int, member: int) -> dict[str, Any]:
    """Each of New York is in four groups; who lives in Chicago is in none."""
    return {
        "group_id": group + 1,
        "person_id": (group * 3 + member) % (IN_GROUPS - 1) + 2,
        "role": MemberRole.MEMBER if member else MemberRole.CHAIR,
        "since": BEFORE,
    }


def _meeting(number: int, of: int) -> dict[str, Any]:
    ahead = timedelta(minutes=7 + 365 * 24 * 60 * number // of)
    starts_at = NINE + timedelta(days=1) if number < DUE_MEETINGS else SETTLED + ahead
    return {
        "group_id": number % GROUPS + 1,
        "title": f"Meeting {number}",
        "starts_at": starts_at,
        "zone": "America/New_York",
        "created_at": BEFORE,
    }


def _task(number: int, of: int, due: int) -> dict[str, Any]:
    """Every task is in a group and owned by one of its members, but for those that fall due."""
    is_due, group = number < due, number % GROUPS
    member = (group * 3 + number // GROUPS % MEMBERS) % (IN_GROUPS - 1) + 2
    # Each hears of one task: those of one person come as one message.
    owner = (IN_GROUPS + number if number else 1) if is_due else member
    return {
        "title": f"Task {number}",
        "created_at": BEFORE,
        "group_id": None if is_due else group + 1,
        "owner_id": owner,
        "due_on": TODAY if is_due else TODAY + timedelta(days=485 * number // of - 120),
    }


def _report(engine: Engine, tasks: int, meetings: int) -> None:
    fill(tasks=tasks, meetings=meetings)
    started = time.perf_counter()
    settle()
    first = time.perf_counter() - started
    idle = [measure(engine, SETTLED + timedelta(seconds=beat)) for beat in range(1, 6)]
    due = measure(engine, NINE)
    best = min(idle, key=lambda cost: cost.milliseconds)
    print(
        f"{engine.dialect.name:10}  {tasks:7,} tasks  {meetings:6,} meetings  first look"
        f" {first:6.1f} s  {_told(best)}  {_told(due)}",
        flush=True,
    )


def _told(cost: Cost) -> str:
    work = f"{cost.steps:6,} steps" if cost.steps else f"{cost.rows:6,} rows"
    return f"{cost.messages:3} due: {cost.queries:3} queries {cost.milliseconds:8.1f} ms {work}"


def main() -> None:
    """Print the costs on both databases, with ten thousand and a hundred thousand tasks."""
    sizes = ((10_000, 1_000), (100_000, 10_000))
    with tempfile.TemporaryDirectory(prefix="convene-costs-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "postgres", durable=True)
        for tasks, meetings in sizes:
            engine = connect(f"sqlite:///{Path(folder) / f'{tasks}.db'}")
            metadata.create_all(engine)
            _report(engine, tasks, meetings)
            _report(server.emptied(), tasks, meetings)
        disconnect()
        server.stop()


if __name__ == "__main__":
    main()
