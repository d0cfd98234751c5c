"""Taking back an import, or the merge of two libraries: each row that it changed becomes what it
was, as long as none of them has changed since and nothing rests on what it added.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Person, ReversibleChange, ReversibleKind, metadata
from models.outbox import IN_FLIGHT
from models.reversible_changes import UNDO_DAYS
from models.subjects import CONSORTIUM, TABLES, Subject
from services import consortium, history
from services.errors import Conflict, NotFound
from services.row_changes import Snapshot, compare, put_back, snapshot

Row = dict[str, Any]

REVERSIBLE_FOR = timedelta(days=UNDO_DAYS)
"""For how long a change can be taken back."""
_NEVER_CHANGED = {
    *("history", "outbox", "lanes", "requests", "told_reminders", "reversible_changes", "merges"),
    *("bot_account", "claim_codes", "slack_scan", "circumstances", "snoozes", "contributions"),
    *("attendance", "rsvps", "meetings", "series", "tasks", "co_owners", "questions", "decisions"),
    *("decision_libraries", "decision_reviews", "equity_answers"),
    *("stories", "story_directions", "story_prompts", "story_tellings"),
}
"""What neither changes, or what stays said."""
_OF_LIBRARIES = (
    *("organizations", "former_names", "mail_domains", "people", "homes", "roles"),
    *("representations", "seats", "holidays"),
)
_TABLES: dict[ReversibleKind, Sequence[str]] = {
    ReversibleKind.IMPORT: [name for name in metadata.tables if name not in _NEVER_CHANGED],
    ReversibleKind.LIBRARY_MERGE: _OF_LIBRARIES,
}


@contextmanager
def recorded(
    session: Session,
    kind: ReversibleKind,
    *,
    now: datetime,
    about: Subject | None = None,
    by: Person | None = None,
) -> Iterator[None]:
    """Write down each row that is changed meanwhile, in the same transaction, where any is. Nobody
    else writes to these tables until the commit: what others change is none of it.
    """
    _lock(session, kind)
    before = _rows(session, kind)
    yield
    session.flush()
    if rows := compare(before, _rows(session, kind)):
        session.add(
            ReversibleChange(
                kind=kind,
                subject=str(about or ""),
                made_at=now,
                made_by=by.id if by else None,
                rows=rows,
            )
        )
        session.flush()


def latest(
    session: Session, kind: ReversibleKind, now: datetime, *, about: Subject | None = None
) -> ReversibleChange:
    """The last change of a kind that is not taken back, while it still can be. An earlier one has
    to wait for it. Raises ``NotFound`` where there is none.
    """
    statement = select(ReversibleChange).where(
        ReversibleChange.kind == kind,
        col(ReversibleChange.undone_at).is_(None),
        col(ReversibleChange.made_at) >= now - REVERSIBLE_FOR,
        ReversibleChange.subject == str(about or ""),
    )
    found = session.exec(statement.order_by(col(ReversibleChange.id).desc())).first()
    if found is None:
        raise NotFound(
            f"There is no {kind} to take back: the last one was more than {UNDO_DAYS} days ago, or"
            " is taken back already."
        )
    return found


def reversible(session: Session, kind: ReversibleKind, now: datetime) -> set[str]:
    """What the changes of a kind are about that ``latest`` would find."""
    statement = select(ReversibleChange.subject).where(
        ReversibleChange.kind == kind,
        col(ReversibleChange.undone_at).is_(None),
        col(ReversibleChange.made_at) >= now - REVERSIBLE_FOR,
    )
    return {*session.exec(statement)}


def counts(change: ReversibleChange) -> dict[str, int]:
    """How many rows of each table a change concerns, by the names of the tables."""
    return dict(sorted(Counter(str(row["table"]) for row in change.rows).items()))


def undo(session: Session, change: ReversibleChange, *, by: Person | None, now: datetime) -> None:
    """Let everything be what it was before a change from ``latest``.

    Raises ``Conflict`` where something of it has changed since, or where something rests on what it
    added; then nothing is changed.
    """
    consortium.lock(session)
    session.refresh(change, with_for_update=True)
    if change.undone_at is not None:
        raise Conflict(f"That {change.kind} is taken back already.")
    session.flush()
    with session.begin_nested():
        _forget(session, change)
        if resting := _resting_on(session, change):
            raise Conflict(
                f"This {change.kind} cannot be taken back any more: {resting} that came since"
                " belong to what it added. Change what is wrong by hand."
            )
        if changed := _put_back(session, change):
            raise Conflict(
                f"This {change.kind} cannot be taken back any more: {changed} of the"
                f" {len(change.rows)} rows that it changed have changed since. Change what is wrong"
                " by hand."
            )
        session.execute(sa.delete(metadata.tables["circumstances"]))
    session.expire_all()
    change.undone_at = now
    session.add(change)
    about = Subject.parse(change.subject) if change.subject else Subject(CONSORTIUM)
    action = f"{change.kind.replace(' ', '_')}.undone"
    history.record(session, action, about, by=by, now=now, after={"rows": len(change.rows)})


def _lock(session: Session, kind: ReversibleKind) -> None:
    """SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(sorted(_TABLES[kind]))
        session.execute(sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _put_back(session: Session, change: ReversibleChange) -> int:
    try:
        return put_back(session, change.rows)
    except IntegrityError:
        raise Conflict(
            f"This {change.kind} cannot be taken back any more: a name, an address or a channel"
            " that would come back stands elsewhere now. Change what is wrong by hand."
        ) from None


def _rows(session: Session, kind: ReversibleKind) -> Snapshot:
    found: Snapshot = {}
    for name in _TABLES[kind]:
        found |= snapshot(session, metadata.tables[name], sa.true())
    return found


def _added(change: ReversibleChange) -> dict[str, list[Row]]:
    """The rows that a change added, by the names of their tables."""
    found: dict[str, list[Row]] = {}
    for row in change.rows:
        if row["before"] is None:
            found.setdefault(row["table"], []).append(row["after"])
    return found


def _resting_on(session: Session, change: ReversibleChange) -> str:
    """In words how many rows point to what a change added, and were not written by it."""
    added = _added(change)
    written = {(row["table"], _key_of(row)) for row in change.rows}
    found: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        for column in table.columns:
            parents = {row["id"] for row in _parents(column, added)}
            pointing = sa.select(table).where(column.in_(parents))
            rows = session.execute(pointing).mappings() if parents else ()
            found[table.name] += sum((table.name, _key(table, row)) not in written for row in rows)
    counted = [
        f"{count} {'row' if count == 1 else 'rows'} of {name}"
        for name, count in found.items()
        if count
    ]
    return ", ".join(counted)


def _parents(column: sa.Column[Any], added: dict[str, list[Row]]) -> list[Row]:
    tables = {key.column.table.name for key in column.foreign_keys}
    return [row for name in sorted(tables) for row in added.get(name, ()) if "id" in row]


def _key_of(row: Row) -> tuple[str, ...]:
    return _key(metadata.tables[row["table"]], row["after"] or row["before"])


def _key(table: sa.Table, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(str(row[key.name]) for key in table.primary_key.columns)


def _forget(session: Session, change: ReversibleChange) -> None:
    """Let nothing speak any more of what is not there: its number may be given again."""
    added = _added(change)
    subjects = [
        f"{noun}:{row['id']}"
        for noun, table in TABLES.items()
        for row in added.get(str(table.__tablename__), ())
    ]
    history_table, outbox = metadata.tables["history"], metadata.tables["outbox"]
    groups = [row["id"] for row in added.get("groups", ())]
    of_added = sa.or_(history_table.c.subject.in_(subjects), history_table.c.group_id.in_(groups))
    session.execute(sa.delete(history_table).where(of_added))
    about = outbox.c.subject.in_(subjects)
    if session.execute(sa.select(outbox.c.id).where(about, sa.text(IN_FLIGHT))).first():
        raise Conflict(
            "Convene is just telling somebody of what this added. Try again in a minute."
        )
    session.execute(sa.delete(outbox).where(about))
