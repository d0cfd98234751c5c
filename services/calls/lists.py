"""Lists of calls: those that somebody may know of, and those that wait for her answer."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallState, CallUnit, Group
from models.calls import CallLine
from services import access, groups, terms
from services.access import Standing

_OPEN_FIRST = sa.case(
    (col(Call.state) == CallState.OPEN, 0), (col(Call.state) == CallState.DRAFT, 1), else_=2
)


def listed(session: Session, who: Standing, *, group: Group | None = None) -> list[CallLine]:
    """The calls that ``who`` may know of, or those of one group: the open ones by their closing,
    then drafts, then the ended ones, the latest first. One query.
    """
    units = (
        sa.select(sa.func.count(col(CallUnit.id)))
        .where(col(CallUnit.call_id) == Call.id)
        .correlate(Call)
    )
    answered = units.where(col(CallUnit.answered_at).is_not(None))
    is_ended = col(Call.state).in_((CallState.CLOSED, CallState.CANCELLED))
    statement = (
        sa.select(Call, Group, units.scalar_subquery(), answered.scalar_subquery())
        .join(Group, col(Group.id) == Call.group_id)
        .where(access.visible_calls(who))
        .order_by(
            _OPEN_FIRST,
            sa.case((is_ended, None), else_=col(Call.closes_at)),
            col(Call.closed_at).desc(),
            col(Call.id).desc(),
        )
    )
    if group is not None:
        statement = statement.where(col(Call.group_id) == group.id)
    return [CallLine(*row) for row in session.execute(statement)]


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
        .where(_may_answer(who), terms.active(who.at))
        .where(col(CallUnit.answered_at).is_(None), CallUnit.excused == "")
        .order_by(col(Call.closes_at), col(CallUnit.name), col(CallUnit.id))
    )
    return session.exec(statement).all()


def _may_answer(who: Standing) -> sa.ColumnElement[bool]:
    is_open = sa.and_(col(Call.state) == CallState.OPEN, col(Call.closes_at) > who.at)
    mine = terms.answered_for(who.person.id, who.directed_library, who.at)
    return sa.and_(is_open, mine)
