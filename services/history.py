"""History: each verb writes who did what to which thing, in its own transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import HistoryEntry, Person
from models.subjects import Subject


def record(
    session: Session,
    action: str,
    subject: Subject,
    *,
    by: Person | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one entry. ``before`` and ``after`` are JSON-ready and hold only what changed."""
    session.add(
        HistoryEntry(
            at=now,
            by_id=by.id if by else None,
            action=action,
            subject=str(subject),
            before=before or {},
            after=after or {},
        )
    )
