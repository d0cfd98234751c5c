"""What the calls of a period came to, and who answered where that is open."""

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Call, CallState, CallUnit, Decision
from models.value_statements import CallResultRow
from services import access


def call_results(
    session: Session, begins_at: datetime, ends_at: datetime, *, zone: ZoneInfo
) -> Iterator[CallResultRow]:
    """A row for each call that closed from ``begins_at`` until before ``ends_at``, what closed
    first coming first: two queries.
    """
    closed = (
        sa.select(Call, col(Decision.wording))
        .join(Decision, col(Decision.id) == Call.decision_id, isouter=True)
        .where(col(Call.state) == CallState.CLOSED)
        .where(col(Call.closed_at) >= begins_at, col(Call.closed_at) < ends_at)
        .order_by(col(Call.closed_at), col(Call.id))
    )
    found = session.execute(closed).all()
    units = _units(session, [call.id for call, _ in found])
    for call, wording in found:
        called = units.get(call.id, [])
        answered = [unit.name for unit in called if unit.answered_at]
        wanted = [unit for unit in called if unit.answered_at or not unit.excused]
        result = wording or f"{call.question} ({len(answered)} of {len(wanted)} answered)"
        yield CallResultRow(
            call.closed_at.astimezone(zone).date(),
            call.group_id,
            result,
            ", ".join(answered) if access.may_name_who_answered(call) else "",
        )


def _units(session: Session, call_ids: Collection[int]) -> dict[int, list[CallUnit]]:
    statement = sa.select(CallUnit).where(col(CallUnit.call_id).in_(call_ids))
    found: dict[int, list[CallUnit]] = {}
    for unit in session.scalars(statement.order_by(col(CallUnit.name), col(CallUnit.id))):
        found.setdefault(unit.call_id, []).append(unit)
    return found
