"""Undoing a merge: an item that became part of another one stands by itself again."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    AgendaCarry,
    AgendaItem,
    AgendaItemState,
    AgendaPurpose,
    Group,
    HistoryEntry,
    MeetingStatus,
    Person,
)
from models.agendas import MOST_OPEN_ITEMS
from models.subjects import Subject
from services import history
from services.agendas import lists
from services.agendas.changes import FIELDS, check_open, recorded
from services.errors import Conflict, Invalid


def unmerge(
    session: Session, item: AgendaItem, into: AgendaItem, *, by: Person, now: datetime
) -> list[str]:
    """Let the item that became part of ``into`` last stand by itself again, both with their fields
    from before, from ``access.merge_to_undo``. What somebody has changed in ``into`` since stays;
    the names of these fields, in words.

    Raises ``Conflict`` where the meeting has dealt with either, or the merge cannot be undone yet
    or any more, and ``Invalid`` where too many items are open.
    """
    _check(session, item, into)
    merging, change = _merging(session, item, into)
    if merging is None:
        raise Conflict("That merge was too long ago to be undone. Change the items by hand.")
    stays = _restore(session, into, change, by, now) if change else []
    pulled_by = merging.after.get("pulled_by")
    if into.is_consent and "is_consent" not in stays and into.pulled_by == pulled_by:
        into.pulled_by = merging.before.get("pulled_by")
    into.times_carried = _times_carried(session, into, item)
    item.state, item.closed_at, item.merged_into_id = AgendaItemState.OPEN, None, None
    _place(session, item, into, now)
    session.add_all((item, into))
    session.flush()
    before = {"into": into.title}
    history.record(session, "item.unmerged", Subject.of(item), by=by, now=now, before=before)
    return [FIELDS[name] for name in stays]


def _check(session: Session, item: AgendaItem, into: AgendaItem) -> None:
    check_open(into)
    last = lists.entry_of(session, into).last_merged
    if last is None or item.merged_into_id != into.id:
        raise Conflict(f"“{item.title}” is no part of “{into.title}”.")
    if last.id != item.id:
        raise Conflict(f"“{last.title}” became part of “{into.title}” later. Undo that first.")
    group = session.get_one(Group, into.group_id)
    if len(lists.open_items(session, group)) >= MOST_OPEN_ITEMS:
        raise Invalid(
            f"{MOST_OPEN_ITEMS} items are open, which are the most. Withdraw or close some first."
        )


def _restore(
    session: Session, into: AgendaItem, change: HistoryEntry, by: Person, now: datetime
) -> list[str]:
    """Take back what the merge changed, and say what stays since it has changed again."""
    present = recorded(into)
    is_same = {name: present[name] == value for name, value in change.after.items()}
    before = {name: value for name, value in change.before.items() if is_same[name]}
    for name, value in before.items():
        setattr(into, name, AgendaPurpose(value) if name == "purpose" else value)
    if before:
        was = {name: present[name] for name in before}
        about = Subject.of(into)
        history.record(session, "item.changed", about, by=by, now=now, before=was, after=before)
    return [name for name, same in is_same.items() if not same]


def _times_carried(session: Session, into: AgendaItem, item: AgendaItem) -> int:
    """How often an item was carried, or one that stays part of it."""
    own = sa.select(sa.func.count()).where(col(AgendaCarry.item_id) == into.id)
    of_parts = sa.select(sa.func.coalesce(sa.func.max(col(AgendaItem.times_carried)), 0)).where(
        col(AgendaItem.merged_into_id) == into.id, col(AgendaItem.id) != item.id
    )
    return max(session.scalar(counted) or 0 for counted in (own, of_parts))


def _place(session: Session, item: AgendaItem, into: AgendaItem, now: datetime) -> None:
    """Put an item where it stood, or beside the other one where that meeting is off or past."""
    session.flush()
    held = lists.meeting_with(session, item)
    if held is not None and (held.starts_at <= now or held.status is not MeetingStatus.ON):
        item.meeting_id, item.waits_since = into.meeting_id, into.waits_since
        item.is_put_off = into.is_put_off


def _merging(
    session: Session, item: AgendaItem, into: AgendaItem
) -> tuple[HistoryEntry | None, HistoryEntry | None]:
    """What history says of the merge, and of what changed in the other item by it."""
    merged = select(HistoryEntry).where(
        HistoryEntry.subject == str(Subject.of(item)), HistoryEntry.action == "item.merged"
    )
    merging = session.exec(merged.order_by(col(HistoryEntry.id).desc()).limit(1)).first()
    if merging is None:
        return None, None
    changed = select(HistoryEntry).where(
        HistoryEntry.subject == str(Subject.of(into)),
        HistoryEntry.action == "item.changed",
        HistoryEntry.at == merging.at,
        HistoryEntry.by_id == merging.by_id,
        col(HistoryEntry.id) > merging.id,
    )
    return merging, session.exec(changed.order_by(col(HistoryEntry.id)).limit(1)).first()
