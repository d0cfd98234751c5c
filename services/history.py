"""History: each verb writes who did what to which thing, in its own transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import HistoryEntry, Person
from models.subjects import DIGEST, TABLES, Subject


def record(
    session: Session,
    action: str,
    subject: Subject,
    *,
    by: Person | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    group_id: int | None = None,
) -> None:
    """Write one entry. ``before`` and ``after`` are JSON-ready and hold only what changed.

    The group whose affair it is follows from the subject; ``group_id`` is for those that cannot
    tell.
    """
    session.add(
        HistoryEntry(
            at=now,
            by_id=by.id if by else None,
            action=action,
            subject=str(subject),
            group_id=group_id or _group_id(session, subject),
            before=before or {},
            after=after or {},
        )
    )


def record_each(
    session: Session,
    action: str,
    changes: Iterable[tuple[Subject, dict[str, Any], dict[str, Any]]],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Write one entry for each of many things that are no group's affair, all in one statement."""
    shared = {"at": now, "by_id": by.id if by else None, "action": action, "group_id": None}
    rows = [
        shared | {"subject": str(subject), "before": before, "after": after}
        for subject, before, after in changes
    ]
    if rows:
        session.execute(sa.insert(HistoryEntry), rows)


def _group_id(session: Session, subject: Subject) -> int | None:
    """The group of a thing, which the session holds already. A story is its author's affair: chairs
    read none of what happens to it.
    """
    if subject.noun == "story":
        return None
    if subject.noun in ("group", DIGEST):
        return int(subject.id)
    table = TABLES.get(subject.noun)
    if table is None or "group_id" not in table.model_fields:
        return None
    row: Any = session.get(table, subject.id)
    return row.group_id if row else None
