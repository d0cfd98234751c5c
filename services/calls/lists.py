"""Lists of calls: those that somebody may know of, and those that wait for her answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallState, CallUnit, Group
from models.calls import CallLine
from services import access, groups, terms
from services.access import Standing

_OPEN_FIRST = sa.case(
    (col(Call.state) == CallState.OPEN, 0), (col(Call.state) == CallState.DRAFT, 1), else_=2
)

_IS_OPEN = col(Call.state) == CallState.OPEN
_IS_ENDED = col(Call.state).in_((CallState.CLOSED, CallState.CANCELLED))


def listed(
    session: Session, who: Standing, *, group: Group | None = None, is_open: bool = False
) -> list[CallLine]:
    """The calls that ``who`` may know of, those of one group, or the open ones alone: the open
    ones by their closing, then drafts, then the ended ones, the latest first. One query.
    """
    statement = _lines().where(access.visible_calls(who))
    if group is not None:
        statement = statement.where(col(Call.group_id) == group.id)
    if is_open:
        statement = statement.where(col(Call.state) == CallState.OPEN)
    return [CallLine(*row) for row in session.execute(statement)]


def of_a_week(
    session: Session, group: Group, since: datetime, now: datetime
) -> tuple[tuple[CallLine, ...], tuple[CallLine, ...]]:
    """The open calls of a group, what closes first coming first, and those that ended in a time,
    the latest first: one query. A call whose time is up has ended, also before it is closed.
    """
    is_open = sa.and_(_IS_OPEN, col(Call.closes_at) > now)
    ended_at = sa.case((_IS_OPEN, col(Call.closes_at)), else_=col(Call.closed_at))
    ended = sa.and_(_IS_OPEN | _IS_ENDED, ended_at >= since, ended_at < now)
    statement = _lines().where(col(Call.group_id) == group.id, sa.or_(is_open, ended))
    lines = [CallLine(*row) for row in session.execute(statement)]
    open_calls = tuple(line for line in lines if (_ended_at(line.call) or now) > now)
    over = [line for line in lines if line not in open_calls]
    over.sort(key=lambda line: (_ended_at(line.call) or now, line.call.id), reverse=True)
    return open_calls, tuple(over)


def _ended_at(call: Call) -> datetime | None:
    """When a call ended, or ends by itself."""
    return call.closes_at if call.state is CallState.OPEN else call.closed_at


def _lines() -> sa.Select[Any]:
    """Calls with their groups, how many were called and how many have answered."""
    units = (
        sa.select(sa.func.count(col(CallUnit.id)))
        .where(col(CallUnit.call_id) == Call.id)
        .correlate(Call)
    )
    answered = units.where(col(CallUnit.answered_at).is_not(None))
    return (
        sa.select(Call, Group, units.scalar_subquery(), answered.scalar_subquery())
        .join(Group, col(Group.id) == Call.group_id)
        .order_by(
            _OPEN_FIRST,
            sa.case((_IS_ENDED, None), else_=col(Call.closes_at)),
            col(Call.closed_at).desc(),
            col(Call.id).desc(),
        )
    )


def groups_to_draft_for(session: Session, who: Standing) -> list[Group]:
    """The active groups whose calls ``who`` may prepare, by name."""
    found = groups.choices_for(session, who)
    return [group for group in found if access.may_draft_calls(group, by=who)]


def answerable(session: Session, who: Standing, *, call: Call | None = None) -> list[CallUnit]:
    """The units for which ``who`` may answer, by name: of one call, or of all open ones."""
    statement = (
        select(CallUnit)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(_may_answer(who), terms.active(who.at))
        .order_by(col(CallUnit.name), col(CallUnit.id))
    )
    if call is not None:
        statement = statement.where(CallUnit.call_id == call.id)
    return list(session.exec(statement))


def waiting_for(session: Session, who: Standing) -> Sequence[tuple[CallUnit, Call]]:
    """The units that have not answered an open call and for which ``who`` may, with the call; what
    closes first comes first. One query.
    """
    statement = (
        select(CallUnit, Call)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(is_waiting_for(who))
        .order_by(col(Call.closes_at), col(CallUnit.name), col(CallUnit.id))
    )
    return session.exec(statement).all()


def is_waiting_for(who: Standing) -> sa.ColumnElement[bool]:
    """The condition that a ``CallUnit``, joined to its ``Call`` and ``Group``, has not answered and
    that ``who`` may answer for it.
    """
    is_silent = sa.and_(col(CallUnit.answered_at).is_(None), col(CallUnit.excused) == "")
    return sa.and_(_may_answer(who), terms.active(who.at), is_silent)


def _may_answer(who: Standing) -> sa.ColumnElement[bool]:
    is_open = sa.and_(col(Call.state) == CallState.OPEN, col(Call.closes_at) > who.at)
    mine = terms.answered_for(who.person.id, who.directed_library, who.at)
    return sa.and_(is_open, mine)
