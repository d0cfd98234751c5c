"""Rows as they were before and after a change, and the way back."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import metadata

Snapshot = dict[tuple[Any, ...], dict[str, Any]]
"""Rows by the name of their table and their key."""
_NOT_COMPARED = ("check_at", "chairing_due_at")
"""Columns that the clock writes: no change of them is one of the row."""
_KINDS: dict[str, Callable[[str], Any]] = {
    "at": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
}
_ROWS_AT_ONCE = 500
"""Rows that one query looks for."""
_IN_PART = ("people", "stories")
"""Tables of which only the columns that changed are heeded and kept: a profile is refreshed any
time, and no word of a story is to stand anywhere but in it.
"""


def snapshot(
    session: Session,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    *,
    is_locked: bool = False,
) -> Snapshot:
    """The rows of a table that fit a condition, as they can be written down; where it ``is_locked``
    nobody else changes them until the commit.
    """
    keys = [key.name for key in table.primary_key.columns]
    found: Snapshot = {}
    statement = sa.select(table).where(condition)
    if is_locked:
        statement = statement.order_by(*table.primary_key).with_for_update()
    for row in session.execute(statement).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        found[table.name, *(str(plain[key]) for key in keys)] = plain
    return found


def compare(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """Each row that is not what it was, with what it was and is; None where there is none."""
    return [
        _change(key[0], before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if _compared(before.get(key)) != _compared(after.get(key))
    ]


def _change(
    table: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any]:
    if after and not before and table in _IN_PART:
        # What rests on her is looked for elsewhere.
        after = {name: after[name] for name in ("id", "organization_id", "merged_into_id")}
    if before and after and table in _IN_PART:
        names = [name for name in after if name == "id" or before[name] != after[name]]
        before = {name: before[name] for name in names}
        after = {name: after[name] for name in names}
    return {"table": table, "before": before, "after": after}


def put_back(session: Session, moved: list[dict[str, Any]], *, first: int = 0) -> int:
    """Make rows again what they were; nothing, but how many have changed since, if any has.

    Rows go back to the person ``first``, if any, before others, so that nobody has anything twice
    meanwhile.
    """
    changed = _changed(session, moved)
    if changed:
        return changed
    in_order = sorted(moved, key=lambda row: not _goes_to(row["before"], first))
    _free(session, in_order)
    # What points at a row becomes what it was before that row goes.
    for table in reversed(metadata.sorted_tables):
        rows = [row for row in in_order if row["table"] == table.name and row["after"]]
        for row in rows:
            if row["before"] is None:
                session.execute(sa.delete(table).where(*_is(table, row["after"])))
        for row in rows:
            if row["before"] is not None:
                _restore(session, table, row)
    for table in metadata.sorted_tables:
        for row in in_order:
            if row["table"] == table.name and row["after"] is None:
                _restore(session, table, row)
    return 0


def _free(session: Session, moved: list[dict[str, Any]]) -> None:
    """A name, an account or a channel that two rows swap must not be in both for a moment."""
    for row in moved:
        if row["before"] is None or row["after"] is None:
            continue
        table = metadata.tables[row["table"]]
        shared = {
            column.name: None if column.nullable else f"~{row['after']['id']}"
            for column in table.columns
            if column.unique and row["before"].get(column.name) != row["after"].get(column.name)
        }
        if shared:
            session.execute(sa.update(table).where(*_is(table, row["after"])).values(shared))


def _restore(session: Session, table: sa.Table, row: dict[str, Any]) -> None:
    values = {name: _value(plain) for name, plain in row["before"].items()}
    if row["after"] is None:
        session.execute(sa.insert(table).values(values))
    else:
        session.execute(sa.update(table).where(*_is(table, row["after"])).values(values))


def _changed(session: Session, moved: list[dict[str, Any]]) -> int:
    """How many of these rows are not what they were after the change: a query for each 500 rows of
    a table.
    """
    count = 0
    for table in metadata.sorted_tables:
        rows = [row for row in moved if row["table"] == table.name]
        for some in (rows[at : at + _ROWS_AT_ONCE] for at in range(0, len(rows), _ROWS_AT_ONCE)):
            meant = [sa.and_(*_is(table, row["after"] or row["before"])) for row in some]
            found = snapshot(session, table, sa.or_(*meant), is_locked=True)
            count += sum(_has_changed(found.get(_key(table, row)), row["after"]) for row in some)
    return count


def _key(table: sa.Table, row: dict[str, Any]) -> tuple[Any, ...]:
    plain = row["after"] or row["before"]
    return table.name, *(str(plain[key.name]) for key in table.primary_key.columns)


def _has_changed(found: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    if found is None or after is None:
        return found is not after
    return _compared({name: found[name] for name in after}) != _compared(after)


def _is(table: sa.Table, plain: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [key == _value(plain[key.name]) for key in table.primary_key.columns]


def _goes_to(before: dict[str, Any] | None, person_id: int) -> bool:
    return before is not None and before.get("person_id") == person_id


def _compared(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: value for name, value in row.items() if name not in _NOT_COMPARED}


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case tuple():
            return [_plain(part) for part in value]
        case str():
            return str(value)
        case _:
            return value


def _value(plain: Any) -> Any:
    if isinstance(plain, dict) and len(plain) == 1:
        [(name, text)] = plain.items()
        if name in _KINDS:
            return _KINDS[name](text)
    return plain
