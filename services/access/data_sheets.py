"""Who may fill in, see, reopen and total the sheets of a data call."""

from sqlmodel import Session

from models import Call, CallField, CallKind, CallState, CallUnit, Group, Reopening
from services import terms
from services.access.calls import (
    call_to_see,
    draft_to_edit,
    may_record_answers,
    may_run_call,
    may_see_answers,
    refuse_ended,
)
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_SHEET = "I know no such sheet. Type `/call` to see what waits for you."
_NO_FIELD = "I know no such field. `/call list` shows the draft as it is now."


def data_call_to_see(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A data call that ``by`` may know of, with its group."""
    call, group = call_to_see(session, call_id, by=by)
    if call.kind is not CallKind.DATA:
        raise Conflict("That call asks for no data.")
    return call, group


def data_call_to_follow(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A data call from which ``by`` may make that of the next year: whoever may run it, once it is
    open.
    """
    call, group = data_call_to_see(session, call_id, by=by)
    if not may_run_call(call, group, by=by):
        raise NotAllowed("Only the program manager makes next year's call from this one.")
    if call.state is CallState.DRAFT:
        raise Conflict("This call is not open yet.")
    return call, group


def data_draft_to_edit(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A draft of a data call that ``by`` may change; locked until the commit."""
    data_call_to_see(session, call_id, by=by)
    return draft_to_edit(session, call_id, by=by)


def field_to_edit(
    session: Session, field_id: int, *, by: Standing
) -> tuple[CallField, Call, Group]:
    """A field of a draft that ``by`` may change or take out, with the call, which is locked until
    the commit.
    """
    field = session.get(CallField, field_id)
    if field is None:
        raise NotFound(_NO_FIELD)
    call, group = data_draft_to_edit(session, field.call_id, by=by)
    return locked(session, field, gone=_NO_FIELD), call, group


def sheet_to_see(session: Session, unit_id: int, *, by: Standing) -> tuple[CallUnit, Call, Group]:
    """A unit of a data call whose sheet ``by`` may read: whoever may fill it in, the program
    manager, and everybody who may see the call once its results are shown.
    """
    unit = session.get(CallUnit, unit_id)
    if unit is None:
        raise NotFound(_NO_SHEET)
    call, group = data_call_to_see(session, unit.call_id, by=by)
    if not (may_see_answers(call) or may_record_answers(by) or _may_answer(session, unit, by)):
        raise NotAllowed("What each library fills in is shown when the call closes.")
    return unit, call, group


def sheet_to_fill(session: Session, unit_id: int, *, by: Standing) -> tuple[CallUnit, Call, Group]:
    """A unit of a data call that is open, or whose sheet was reopened, with its call; both are
    locked until the commit. As what ``by`` may fill it in, ``data_sheets.capacity_to_fill`` says.
    """
    found = session.get(CallUnit, unit_id)
    if found is None:
        raise NotFound(_NO_SHEET)
    call, group = data_call_to_see(session, found.call_id, by=by)
    # Before the unit, and so that nothing is filled in while the call is closed and added up.
    call = locked(session, call, gone=_NO_SHEET)
    unit = locked(session, found, gone=_NO_SHEET)
    is_reopened = session.get(Reopening, unit.id) is not None
    if not (is_reopened and call.state is CallState.CLOSED):
        refuse_ended(call, by)
    return unit, call, group


def sheet_to_reopen(
    session: Session, unit_id: int, *, by: Standing
) -> tuple[CallUnit, Call, Group]:
    """A unit of a data call that has closed, whose sheet the program manager may reopen; locked
    until the commit.
    """
    unit, call, group = sheet_to_see(session, unit_id, by=by)
    if not may_record_answers(by):
        raise NotAllowed("Only the program manager reopens a sheet.")
    call = locked(session, call, gone=_NO_SHEET)
    unit = locked(session, unit, gone=_NO_SHEET)
    if call.state is not CallState.CLOSED:
        raise Conflict("This call has not closed: whoever answers can still change the sheet.")
    return unit, call, group


def _may_answer(session: Session, unit: CallUnit, by: Standing) -> bool:
    people = terms.respondents(session, [unit.id], by.at).get(unit.id, ())
    return any(each.person.id == by.person.id for each in people)
