"""What the quarter's table costs beside the SQL that it stands for, and a value statement by
itself, on a ledger of any size: ``python -m tests.campaigns.ledger`` takes a million rows, or as
many as are said behind it.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from models import Group, GroupKind, Organization, OrganizationKind, Person, metadata
from models.database import connect, disconnect, reading, unit_of_work
from models.value_statements import StatementKind, StatementScope
from services import access, participation, value_statements
from services.dates import Period
from services.participation import Breakdown, ParticipationQuery
from tests.factories import BEFORE, NOW, cast

MOST_TIMES = 1.5
"""The quarter's table by library, beside raw SQL."""
WHOLE = 1_000_000
MOST_SECONDS = 2.0
"""To draft a value statement, to show it, and to publish it: each by itself."""
LIBRARIES, GROUPS, PEOPLE = 18, 20, 200
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30), "July to September 2026")
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30), "July 2025 to June 2026")
STATEMENTS = (StatementKind.LIBRARY, StatementKind.CONSORTIUM, StatementKind.QUARTER)
_BEGINS, _ENDS = datetime(2026, 7, 1, 4, tzinfo=UTC), datetime(2026, 10, 1, 4, tzinfo=UTC)
_FIGURES = """
  count(DISTINCT person_id),
  count(CASE WHEN kind = 'attended' THEN 1 END), count(CASE WHEN kind = 'chaired' THEN 1 END),
  count(CASE WHEN kind = 'completed task' THEN 1 END),
  count(CASE WHEN kind = 'answered call' THEN 1 END),
  count(CASE WHEN kind = 'recorded' THEN 1 END),
  count(DISTINCT group_id), count(*)
FROM contributions WHERE occurred_at >= :begins AND occurred_at < :ends
"""
RAW = (
    sa.text(f"SELECT organization_id, {_FIGURES} GROUP BY organization_id"),
    sa.text(f"SELECT {_FIGURES}"),
)
_FILL = """
INSERT INTO contributions (person_id, organization_id, group_id, kind, source, occurred_at)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)
SELECT 1 + n % :people, 1 + (n % :people) % :libraries, 1 + n % :groups,
  CASE n % 8 WHEN 0 THEN 'chaired' WHEN 1 THEN 'completed task' WHEN 2 THEN 'answered call'
  WHEN 3 THEN 'recorded'
  ELSE 'attended' END,
  'task|' || n,
  strftime(
    '%Y-%m-%d %H:%M:%S.000000', '2026-11-20', '-' || (n % :days) || ' days', (n % 541) || ' minutes'
  )
FROM numbers
"""


@dataclass(frozen=True)
class Measured:
    """Seconds of the processor at their best: of the table and of the SQL that it stands for."""

    table: float
    raw: float

    @property
    def times(self) -> float:
        return self.table / self.raw


@dataclass(frozen=True)
class StatementMeasured:
    """Seconds of the processor at their best: to draft and show a statement, and to publish it."""

    page: float
    publishing: float


def fill(url: str, rows: int, *, years: int = 3) -> None:
    """A consortium of the largest realistic size, with a ledger of so many rows over some years."""
    engine = connect(url)
    metadata.create_all(engine)
    with unit_of_work() as session:
        cast(session)
        session.execute(sa.insert(Organization), [_library(n) for n in range(LIBRARIES)])
        session.execute(sa.insert(Person), [_person(number) for number in range(PEOPLE)])
        session.execute(sa.insert(Group), [_group(number) for number in range(GROUPS)])
        counts = {"people": PEOPLE, "libraries": LIBRARIES, "groups": GROUPS, "rows": rows}
        session.connection().execute(sa.text(_FILL), counts | {"days": 365 * years})
    with engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _library(number: int) -> dict[str, Any]:
    category = ("university", "college")[number % 2]
    name = {"name": f"Library {number}", "short_name": f"Library {number}"}
    return {"key": f"lib{number}", "kind": OrganizationKind.LIBRARY, "category": category} | name


def _person(number: int) -> dict[str, Any]:
    return {"name": f"Person {number}", "zone": "America/New_York", "created_at": BEFORE}


def _group(number: int) -> dict[str, Any]:
    name = {"name": f"Group {number}", "name_key": f"group {number}"}
    return name | {"kind": GroupKind.WORKING_GROUP, "created_at": BEFORE}


def measure(by: Breakdown = Breakdown.LIBRARY, *, turns: int = 5) -> Measured:
    """The best of several turns each, which alternate so that what else runs hits both."""
    query = ParticipationQuery(QUARTER, by)
    pairs = [(_seconds(_table, query), _seconds(_raw, query)) for _turn in range(turns)]
    return Measured(min(table for table, _sql in pairs), min(sql for _table, sql in pairs))


def measure_statement(kind: StatementKind, *, turns: int = 3) -> StatementMeasured:
    """The best of several turns: to read a draft with its figures, and to publish it."""
    pairs = [_statement(kind) for _turn in range(turns)]
    return StatementMeasured(min(page for page, _end in pairs), min(end for _page, end in pairs))


def _statement(kind: StatementKind) -> tuple[float, float]:
    period = QUARTER if kind is StatementKind.QUARTER else YEAR
    with unit_of_work(is_long=True) as session:
        manager = session.exec(select(Person).where(Person.name == "Dag Dahl")).one()
        library = session.exec(select(Organization).where(Organization.key == "lib3")).one()
        scope = StatementScope(
            kind,
            period.first,
            period.last,
            period.label,
            library if kind is StatementKind.LIBRARY else None,
        )
        today = NOW.date()
        begins = time.thread_time()
        row, _is_new = value_statements.draft(session, scope, by=manager, now=NOW, today=today)
        reader = access.standing(session, manager, NOW)
        value_statements.page_of(session, row, scope, reader, today=today)
        drafted = time.thread_time()
        value_statements.publish(session, row, scope, by=manager, now=NOW, today=today)
        published = time.thread_time()
        session.rollback()
    return drafted - begins, published - drafted


def same_figures() -> bool:
    """Whether the table says what the SQL does of each library that took part."""
    with reading() as session:
        table = participation.report(session, ParticipationQuery(QUARTER), now=NOW)
        rows = session.connection().execute(RAW[0], _bounds()).all()
    shown = dict(zip(table.keys, table.rows, strict=False))
    return all(tuple(shown[key][1:]) == tuple(figures) for key, *figures in rows) and bool(rows)


def _table(query: ParticipationQuery) -> None:
    with reading() as session:
        participation.report(session, query, now=NOW)


def _raw(_query: ParticipationQuery) -> None:
    with reading() as session:
        for statement in RAW:
            session.connection().execute(statement, _bounds()).all()


def _bounds() -> dict[str, str]:
    form = "%Y-%m-%d %H:%M:%S.000000"
    return {"begins": _BEGINS.strftime(form), "ends": _ENDS.strftime(form)}


def _seconds(run: Callable[[ParticipationQuery], None], query: ParticipationQuery) -> float:
    """Of the processor, which SQLite runs on in this thread, whatever else the machine does."""
    begins = time.thread_time()
    run(query)
    return time.thread_time() - begins


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE
    with tempfile.TemporaryDirectory() as folder:
        fill(f"sqlite:///{Path(folder) / 'ledger.db'}", rows)
        print(
            f"{rows:,} rows of the ledger; seconds of the table, of raw SQL by library, and times"
        )
        for by in Breakdown:
            found = measure(by)
            print(f"{by:>16} {found.table:8.3f} {found.raw:8.3f} {found.times:6.2f}")
        print("seconds to draft and show a statement, and to publish it")
        for kind in STATEMENTS:
            took = measure_statement(kind)
            print(f"{kind:>16} {took.page:8.3f} {took.publishing:8.3f}")
        disconnect()


if __name__ == "__main__":
    main()
