"""What each library or seat answered to the calls of a group."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Call, CallAnswer, CallKind, CallState, CallUnit, Group
from services import access
from services.public_records.public_texts import local

VOTE_COLUMNS = (
    *("call", "kind", "opened_at", "closed_at", "unit", "excused", "answer", "words", "comment"),
    "answered_at",
)
_BETWEEN = " > "
_KINDS = (CallKind.VOTE, CallKind.PLAIN)
"""What libraries reported or offered to pay is no vote."""


def vote_rows(
    session: Session, group: Group, since: datetime, until: datetime
) -> list[tuple[str, ...]]:
    """A row for each unit of each call that closed in this time, by call and unit, with the answer
    that stands. Secret votes are left out, and so are comments that are not for everybody. Three
    queries.
    """
    statement = (
        select(CallUnit, Call)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .where(Call.group_id == group.id, Call.state == CallState.CLOSED)
        .where(col(Call.kind).in_(_KINDS))
        .where(col(Call.closed_at) >= since, col(Call.closed_at) < until)
        .order_by(col(Call.closed_at), col(Call.id), col(CallUnit.name), col(CallUnit.id))
    )
    rows = [(unit, call) for unit, call in session.exec(statement) if access.may_see_answers(call)]
    answers = _answers(session, {call.id for _, call in rows})
    return [
        VOTE_COLUMNS,
        *(_cells(unit, call, group, answers.get(unit.id)) for unit, call in rows),
    ]


def _cells(unit: CallUnit, call: Call, group: Group, answer: CallAnswer | None) -> tuple[str, ...]:
    known = (
        call.question,
        call.kind,
        local(call.opened_at, group.zone),
        local(call.closed_at, group.zone),
        unit.name,
        unit.excused,
    )
    if answer is None or answer.is_taken_back:
        return (*known, "", "", "", "")
    return (
        *known,
        _BETWEEN.join(answer.choices or ()),
        answer.words,
        answer.public_comment,
        local(answer.given_at, group.zone),
    )


def _answers(session: Session, call_ids: set[int]) -> dict[int, CallAnswer]:
    """The last answer of each unit of these calls."""
    statement = (
        select(CallAnswer)
        .join(CallUnit, col(CallUnit.id) == CallAnswer.unit_id)
        .where(col(CallUnit.call_id).in_(call_ids))
        .order_by(col(CallAnswer.id))
    )
    return {row.unit_id: row for row in session.exec(statement)} if call_ids else {}
