"""What stands on the agenda of a meeting, and what waits for one.

An item that waits is on the agenda of the first meeting that is on and begins after it began to
wait. Nothing is written when a meeting is moved, cancelled or scheduled before another one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    AgendaCarry,
    AgendaItem,
    AgendaItemState,
    Group,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    MinuteLine,
    Minutes,
    Person,
    Task,
)
from models.agendas import AgendaEntry, GroupAgenda, OpenAction
from models.meetings import LONGEST_MEETING
from services import tasks

_EARLIER = aliased(Meeting)
_OWNER, _PROPOSER, _PULLER = aliased(Person), aliased(Person), aliased(Person)
_ACTS = ("item.", "group.agenda_ordered")
_IN_ORDER = (col(AgendaItem.position), col(AgendaItem.id))


def items(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """What stands on the agenda of a meeting, the consent part first: what is open, and of a
    meeting that is over also what it closed, and what was carried on from it.
    """
    return [entry.item for entry in entries(session, meeting)]


def entries(session: Session, meeting: Meeting) -> list[AgendaEntry]:
    """The same with the people behind each item: two queries."""
    is_on = sa.or_(_stands_on(Meeting), went_on_from(Meeting))
    about = (col(AgendaItem.group_id) == col(Meeting.group_id), col(Meeting.id) == meeting.id)
    found = _entries(session, _ENTRIES.join(Meeting, sa.and_(*about)).where(is_on))
    return sorted(found, key=lambda entry: not entry.is_settled_as_whole)


def agenda_of(session: Session, meeting: Meeting, *, now: datetime) -> GroupAgenda:
    """All that the agenda of a meeting shows: eight queries at most."""
    group = session.get_one(Group, meeting.group_id)
    following = next_meeting(session, group, now)
    is_next = following is not None and following.id == meeting.id
    return GroupAgenda(
        group,
        meeting,
        tuple(entries(session, meeting)),
        tuple(open_actions(session, meeting, now=now)),
        tuple(put_off(session, group)) if is_next else (),
    )


def agenda_ahead(session: Session, group: Group, *, now: datetime) -> GroupAgenda:
    """The agenda of the group's next meeting; where there is none, what waits for it."""
    if (meeting := next_meeting(session, group, now)) is not None:
        return agenda_of(session, meeting, now=now)
    return GroupAgenda(
        group, None, tuple(queued(session, group)), (), tuple(put_off(session, group))
    )


def queued(session: Session, group: Group) -> list[AgendaEntry]:
    """What waits for whichever meeting comes next, in order, without what is put off."""
    waits = (col(AgendaItem.meeting_id).is_(None), col(AgendaItem.is_put_off).is_(False))
    found = _entries(session, _ENTRIES.where(_open_in(group), *waits))
    return sorted(found, key=lambda entry: not entry.is_settled_as_whole)


def put_off(session: Session, group: Group) -> list[AgendaEntry]:
    """What the chair keeps from the next meeting."""
    return _entries(session, _ENTRIES.where(_open_in(group), col(AgendaItem.is_put_off)))


def open_items(session: Session, group: Group) -> list[AgendaItem]:
    """Every open item of a group, wherever it waits, in order."""
    return list(session.exec(select(AgendaItem).where(_open_in(group)).order_by(*_IN_ORDER)))


def entry_of(session: Session, item: AgendaItem) -> AgendaEntry:
    """One item as it is shown."""
    [entry] = _entries(session, _ENTRIES.where(AgendaItem.id == item.id))
    return entry


def next_meeting(session: Session, group: Group, now: datetime) -> Meeting | None:
    """The group's meeting that goes on and is not closed, or the first one ahead: the one whose
    agenda is shown.
    """
    is_closed = sa.exists().where(
        col(Minutes.meeting_id) == Meeting.id, col(Minutes.closed_at).is_not(None)
    )
    rows = session.exec(
        select(Meeting)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON, ~is_closed)
        .where(col(Meeting.starts_at) > now - LONGEST_MEETING)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(50)
    )
    return next((meeting for meeting in rows if meeting.ends_at > now), None)


def meeting_with(session: Session, item: AgendaItem) -> Meeting | None:
    """The meeting on whose agenda an item stands; None where it waits for one to be scheduled."""
    if item.meeting_id is not None:
        return session.get(Meeting, item.meeting_id)
    about = sa.and_(
        col(AgendaItem.group_id) == col(Meeting.group_id), col(AgendaItem.id) == item.id
    )
    statement = select(Meeting).join(AgendaItem, about).where(_stands_on(Meeting))
    return session.exec(statement.order_by(col(Meeting.id)).limit(1)).first()


def dealt_with_in(session: Session, item: AgendaItem, *, now: datetime) -> Meeting | None:
    """The meeting that has dealt with an open item: the one that goes on or was last, of those on
    whose agenda it stood; None where it stood on none that has begun.
    """
    meeting = meeting_with(session, item)
    if meeting is not None and meeting.starts_at <= now:
        return meeting
    carried = select(Meeting).join(AgendaCarry, col(AgendaCarry.meeting_id) == Meeting.id)
    carried = carried.where(AgendaCarry.item_id == item.id)
    return session.exec(carried.order_by(col(Meeting.starts_at).desc()).limit(1)).first()


def open_actions(session: Session, meeting: Meeting, *, now: datetime) -> list[OpenAction]:
    """The tasks from the minutes of the group's earlier meetings that are not done, soonest first:
    four queries.
    """
    began = aliased(Meeting)
    since = (
        sa.select(sa.func.count())
        .where(col(began.group_id) == meeting.group_id, col(began.status) == MeetingStatus.ON)
        .where(col(began.starts_at) > col(Meeting.starts_at))
        .where(col(began.starts_at) <= meeting.starts_at)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(col(MinuteLine.task_id), since)
        .join(Meeting, col(Meeting.id) == MinuteLine.meeting_id)
        .join(Task, col(Task.id) == MinuteLine.task_id)
        .where(col(Meeting.group_id) == meeting.group_id, col(Task.done_at).is_(None))
        .where(col(Meeting.starts_at) < meeting.starts_at, col(MinuteLine.undone_at).is_(None))
    )
    times: dict[int, int] = {task_id: count for task_id, count in rows if task_id is not None}
    if not times:
        return []
    lines = tasks.lines_of(session, [col(Task.id).in_(times)], now)
    return [OpenAction(line, times[line.task.id]) for line in lines]


def totals_columns(meeting: Any) -> tuple[Any, Any]:
    """Within a statement about meetings, how many items stand on the agenda of each, and how many
    minutes they take.
    """
    stands = sa.and_(col(AgendaItem.group_id) == meeting.group_id, _stands_on(meeting))
    count = sa.select(sa.func.count(col(AgendaItem.id))).where(stands)
    total = sa.select(sa.func.coalesce(sa.func.sum(col(AgendaItem.minutes)), 0)).where(stands)
    return tuple(
        statement.correlate(meeting).scalar_subquery()  # type: ignore[return-value]
        for statement in (count, total)
    )


def titles(session: Session, meeting_ids: Collection[int]) -> dict[int, list[AgendaItem]]:
    """What stands on the agendas of many meetings, in order: two queries."""
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    if not meeting_ids:
        return found
    held = (AgendaItemState.OPEN, AgendaItemState.CLOSED)
    its_own = sa.select(col(AgendaItem.meeting_id), AgendaItem).where(
        col(AgendaItem.meeting_id).in_(meeting_ids), col(AgendaItem.state).in_(held)
    )
    about = sa.and_(
        col(AgendaItem.group_id) == col(Meeting.group_id),
        col(AgendaItem.state) == AgendaItemState.OPEN,
        col(AgendaItem.meeting_id).is_(None),
    )
    waiting = sa.select(col(Meeting.id), AgendaItem).join(AgendaItem, about)
    waiting = waiting.where(col(Meeting.id).in_(meeting_ids), _waits_for(Meeting))
    for statement in (its_own, waiting):
        for number, item in session.execute(statement):
            found[number].append(item)
    for items_of in found.values():
        items_of.sort(key=lambda item: (item.position, item.id))
    return found


def last_changes(session: Session, group_ids: Collection[int]) -> dict[int, datetime]:
    """When something on the agendas of these groups last changed, as the history tells."""
    rows = session.execute(
        sa.select(col(HistoryEntry.group_id), sa.func.max(HistoryEntry.at))
        .where(col(HistoryEntry.group_id).in_(group_ids))
        .where(sa.or_(*(col(HistoryEntry.action).startswith(acts) for acts in _ACTS)))
        .group_by(col(HistoryEntry.group_id))
    )
    return {number: at for number, at in rows if number is not None}


def stands_on(meeting: Any) -> sa.ColumnElement[bool]:
    """The condition that an item of the same group stands on the agenda of a meeting."""
    return _stands_on(meeting)


def went_on_from(meeting: Any) -> sa.ColumnElement[bool]:
    """The condition that an item stood on the agenda of a meeting and was carried on from there.
    What the meeting parked goes on from it, too, but never stood on its agenda.
    """
    is_carried = sa.exists().where(
        col(AgendaCarry.item_id) == AgendaItem.id, col(AgendaCarry.meeting_id) == meeting.id
    )
    is_parked = sa.exists().where(
        col(MinuteLine.parked_id) == AgendaItem.id, col(MinuteLine.meeting_id) == meeting.id
    )
    return sa.and_(is_carried, sa.not_(is_parked))


def _stands_on(meeting: Any) -> sa.ColumnElement[bool]:
    is_held = col(AgendaItem.state).in_((AgendaItemState.OPEN, AgendaItemState.CLOSED))
    is_its_own = sa.and_(col(AgendaItem.meeting_id) == meeting.id, is_held)
    return sa.or_(is_its_own, _waits_for(meeting))


def _waits_for(meeting: Any) -> sa.ColumnElement[bool]:
    before = (
        sa.select(sa.func.max(_EARLIER.starts_at))
        .where(col(_EARLIER.group_id) == meeting.group_id)
        .where(col(_EARLIER.status) == MeetingStatus.ON)
        .where(col(_EARLIER.starts_at) < meeting.starts_at)
        .correlate(meeting)
        .scalar_subquery()
    )
    return sa.and_(
        col(AgendaItem.state) == AgendaItemState.OPEN,
        col(AgendaItem.meeting_id).is_(None),
        col(AgendaItem.is_put_off).is_(False),
        col(AgendaItem.waits_since) < meeting.starts_at,
        sa.or_(before.is_(None), col(AgendaItem.waits_since) >= before),
        col(meeting.status) == MeetingStatus.ON,
    )


def _open_in(group: Group) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(AgendaItem.group_id) == group.id, col(AgendaItem.state) == AgendaItemState.OPEN
    )


def _entries(session: Session, statement: Any) -> list[AgendaEntry]:
    rows = session.execute(statement.order_by(*_IN_ORDER)).all()
    merged = _merged(session, [row[0].id for row in rows])
    return [
        AgendaEntry(
            item,
            owner,
            proposer,
            puller,
            tuple(part.title for part in merged[item.id]),
            _last_of(item, merged[item.id]),
        )
        for item, owner, proposer, puller in rows
    ]


def _last_of(item: AgendaItem, parts: Sequence[AgendaItem]) -> AgendaItem | None:
    """What became part of an open item last."""
    own = [part for part in parts if part.merged_into_id == item.id]
    if item.state is not AgendaItemState.OPEN or not own:
        return None
    return max(own, key=lambda part: (part.closed_at or part.proposed_at, part.id))


def _merged(session: Session, into: Sequence[int]) -> defaultdict[int, list[AgendaItem]]:
    """What became part of each of these items, and of their parts."""
    found: defaultdict[int, list[AgendaItem]] = defaultdict(list)
    if not into:
        return found
    own: Any = sa.select(col(AgendaItem.id), col(AgendaItem.merged_into_id).label("whole_id"))
    parts = own.where(col(AgendaItem.merged_into_id).in_(into)).cte("parts", recursive=True)
    further = sa.select(col(AgendaItem.id), parts.c.whole_id)
    parts = parts.union_all(further.join(parts, col(AgendaItem.merged_into_id) == parts.c.id))
    rows = sa.select(parts.c.whole_id, AgendaItem).join(parts, col(AgendaItem.id) == parts.c.id)
    for number, part in session.execute(rows.order_by(*_IN_ORDER)):
        found[number].append(part)
    return found


_ENTRIES: Any = (
    sa.select(AgendaItem, _OWNER, _PROPOSER, _PULLER)
    .join(_OWNER, col(_OWNER.id) == col(AgendaItem.owner_id), isouter=True)
    .join(_PROPOSER, col(_PROPOSER.id) == col(AgendaItem.proposed_by))
    .join(_PULLER, col(_PULLER.id) == col(AgendaItem.pulled_by), isouter=True)
)
