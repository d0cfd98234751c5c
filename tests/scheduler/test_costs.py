"""What a beat reads follows from what is due, not from how much there is.

``make costs`` prints the time.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from models import metadata
from tests.scheduler.costs import DUE_TASKS, NINE, SETTLED, Cost, fill, measure, settle


def costs(engine: Engine, *, tasks: int, meetings: int, due: int = DUE_TASKS) -> tuple[Cost, Cost]:
    """Of a beat at which nothing is due, and of one at which a hundred messages are."""
    fill(tasks=tasks, meetings=meetings, due=due)
    settle()
    idle = measure(engine, SETTLED + timedelta(seconds=30))
    return idle, measure(engine, NINE)


def emptied(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


def without_scans(connection: Any, _record: Any) -> None:
    """PostgreSQL reads a small table from end to end also where an index leads to the few rows."""
    connection.execute("SET enable_seqscan = off")
    connection.commit()


def test_four_times_as_much_costs_the_same(database: Engine) -> None:
    if database.dialect.name == "postgresql":
        sa.event.listen(database, "connect", without_scans)
    few = costs(database, tasks=250, meetings=20)
    emptied(database)
    many = costs(database, tasks=1000, meetings=80)
    assert [cost.messages for cost in (*few, *many)] == [0, 100, 0, 100]
    assert [cost.queries for cost in few] == [cost.queries for cost in many]
    assert (few[0].rows, many[0].rows) == (0, 0)
    assert all(large.steps <= small.steps * 1.1 for small, large in zip(few, many, strict=True))


def test_many_messages_are_promised_with_as_many_queries_as_few(database: Engine) -> None:
    _, few = costs(database, tasks=250, meetings=20, due=1)
    emptied(database)
    _, many = costs(database, tasks=250, meetings=20)
    assert (few.messages, many.messages) == (37, 100)
    assert few.queries == many.queries
