"""What the charge of a group asks for: each thing with its day, and whether it is done."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Deliverable, Group, Person
from models.columns import NAME_LENGTH
from models.subjects import Subject
from services import history
from services.errors import Conflict, Invalid

FIELD_WORDS = {"title": "wording", "due_on": "day"}
"""The fields of the form, by their names in the history, and what they are called."""
MOST_DELIVERABLES = 20
"""Of one group: its page shows them all."""


def add(
    session: Session, group: Group, title: str, due_on: date | None, *, by: Person, now: datetime
) -> Deliverable:
    """Write down one more of a group from ``access.group_to_edit``."""
    known = _of(session, group)
    if len(known) >= MOST_DELIVERABLES:
        raise Conflict(
            f"{group.name} has {MOST_DELIVERABLES} deliverables. Remove one, or gather several."
        )
    row = Deliverable(group_id=group.id, title=_title(title, known), due_on=due_on, created_at=now)
    session.add(row)
    session.flush()
    after = {"title": row.title, "due_on": _text(due_on)}
    history.record(session, "deliverable.added", Subject.of(row), by=by, now=now, after=after)
    return row


def recorded(row: Deliverable) -> dict[str, Any]:
    """What the form shows, as the history keeps it."""
    return {"title": row.title, "due_on": _text(row.due_on)}


def change(
    session: Session,
    row: Deliverable,
    group: Group,
    title: str,
    due_on: date | None,
    *,
    by: Person,
    now: datetime,
) -> Deliverable:
    """Give another title or day to one from ``access.deliverable_to_edit``."""
    others = [known for known in _of(session, group) if known.id != row.id]
    before = recorded(row)
    row.title, row.due_on = _title(title, others), due_on
    after = recorded(row)
    changed = [name for name in after if after[name] != before[name]]
    session.add(row)
    if changed:
        history.record(
            session,
            "deliverable.changed",
            Subject.of(row),
            by=by,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return row


def set_done(
    session: Session, row: Deliverable, group: Group, is_done: bool, *, by: Person, now: datetime
) -> Deliverable:
    """Say that it is done today, by the zone of the group, or that it is not.

    Raises ``Conflict`` where it is so already.
    """
    if is_done is (row.done_on is not None):
        raise Conflict(f"“{row.title}” is {'done' if is_done else 'open'} already.")
    before = {"done_on": _text(row.done_on)}
    row.done_on = now.astimezone(ZoneInfo(group.zone)).date() if is_done else None
    session.add(row)
    action = "deliverable.done" if is_done else "deliverable.reopened"
    after = {"done_on": _text(row.done_on)}
    history.record(session, action, Subject.of(row), by=by, now=now, before=before, after=after)
    return row


def remove(session: Session, row: Deliverable, *, by: Person, now: datetime) -> None:
    """Take out one that was written down by mistake."""
    before = {"title": row.title, "due_on": _text(row.due_on), "done_on": _text(row.done_on)}
    subject, group_id = Subject.of(row), row.group_id
    session.delete(row)
    history.record(
        session,
        "deliverable.removed",
        subject,
        by=by,
        now=now,
        before=before,
        group_id=group_id,
    )


def _of(session: Session, group: Group) -> list[Deliverable]:
    statement = select(Deliverable).where(Deliverable.group_id == group.id)
    return list(session.exec(statement.order_by(col(Deliverable.id))))


def _title(typed: str, others: list[Deliverable]) -> str:
    title = " ".join(typed.split())
    if not title or len(title) > NAME_LENGTH:
        raise Invalid(f"Say what is to be done in at most {NAME_LENGTH} characters.", field="title")
    if title.casefold() in (other.title.casefold() for other in others):
        raise Invalid("The charge lists that already. Write another one.", field="title")
    return title


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
