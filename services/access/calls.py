"""Who may draft, open, see and answer a call, and see what others answered."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallState, CallUnit, Group
from models.calls import UnitKind
from services import terms
from services.access.groups import may_edit_group, may_see_group, refuse_discharged, visible_groups
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_CALL = "I know no such call. Type `/call list` to see those that you may see."


def may_draft_calls(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may prepare a call of a group: its chairs, and the program manager."""
    return may_edit_group(group, by=by)


def may_run_call(call: Call, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may open a call, close it early, extend and cancel it: the program manager,
    and a chair where the seats of her own group are called.
    """
    if call.unit_kind is UnitKind.SEAT:
        return may_edit_group(group, by=by)
    return by.is_program_manager and terms.is_active(group, by.at)


def may_record_answers(by: Standing) -> bool:
    """Whether ``by`` may write down what somebody of a unit told her, and excuse a unit."""
    return by.is_program_manager


def may_read_private_comments(by: Standing) -> bool:
    """Whether ``by`` reads the comments that are not for everybody."""
    return by.is_program_manager


def may_see_answers(call: Call) -> bool:
    """Whether whoever may see a call may see what each unit answered. Of a secret one nobody can,
    and results that are hidden come out when it closes.
    """
    if call.is_secret:
        return False
    return call.state is CallState.CLOSED or not call.is_hidden


def may_name_who_answered(call: Call) -> bool:
    """Whether a page for many readers may say who answered a call: where answers were open as they
    came. What was secret, or hidden until it closed, is no more than counted there.
    """
    return not call.is_secret and not call.is_hidden


def may_see_count(call: Call) -> bool:
    """Whether whoever may see a call may see the count of its answers."""
    return call.state is CallState.CLOSED or not call.is_hidden


def visible_calls(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` finds a call, joined to its ``Group``, in a list: of groups
    that she may know of; drafts of those that she leads, as the program manager all.
    """
    if who.is_program_manager:
        return sa.true()
    is_drafted = col(Call.state) == CallState.DRAFT
    leads = col(Call.group_id).in_(who.chaired)
    return sa.and_(visible_groups(who), sa.or_(~is_drafted, leads))


def call_to_see(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A call of a group that ``by`` may know of, or one that she may answer, with the group."""
    call = session.get(Call, call_id)
    if call is None:
        raise NotFound(_NO_CALL)
    group = session.get_one(Group, call.group_id)
    if not _may_see(session, call, group, by):
        raise NotFound(_NO_CALL)
    return call, group


def draft_to_edit(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A draft that ``by`` may change, open or discard; locked until the commit."""
    call, group = call_to_see(session, call_id, by=by)
    refuse_discharged(group, by=by)
    if not may_draft_calls(group, by=by):
        raise NotAllowed("Only a chair of the group or the program manager prepares its calls.")
    call = locked(session, call, gone=_NO_CALL)
    if call.state is not CallState.DRAFT:
        raise Conflict("This call was opened already. `/call list` shows it as it is now.")
    return call, group


def draft_to_open(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A draft that ``by`` may open; locked until the commit."""
    call, group = draft_to_edit(session, call_id, by=by)
    if not may_run_call(call, group, by=by):
        raise NotAllowed(
            "Only the program manager opens a call to libraries. Yours is kept as a draft, which"
            " the program manager sees in `/call list`."
        )
    return call, group


def call_to_run(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """An open call that ``by`` may extend, close early or cancel; locked until the commit."""
    call, group = call_to_see(session, call_id, by=by)
    if not may_run_call(call, group, by=by):
        raise NotAllowed(
            "Only the program manager runs a call to libraries, and a chair one to the seats of"
            " the group."
        )
    call = locked(session, call, gone=_NO_CALL)
    refuse_ended(call, by)
    return call, group


def call_to_answer(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """An open call that ``by`` may know of, with its group; locked until the commit."""
    call, group = call_to_see(session, call_id, by=by)
    call = locked(session, call, gone=_NO_CALL)
    refuse_ended(call, by)
    return call, group


def unit_to_answer(session: Session, unit_id: int, *, by: Standing) -> tuple[CallUnit, Call, Group]:
    """A unit of an open call for which somebody is to answer, with its call; both are locked
    until the commit. Whether ``by`` may answer for it, ``calls.capacity_of`` says.
    """
    found = session.get(CallUnit, unit_id)
    if found is None:
        raise NotFound(_NO_CALL)
    call, group = call_to_see(session, found.call_id, by=by)
    # Before the unit, and so that no answer is written while the call is closed and counted.
    call = locked(session, call, gone=_NO_CALL)
    unit = locked(session, found, gone=_NO_CALL)
    refuse_ended(call, by)
    return unit, call, group


def call_to_record(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """An open call of which ``by`` may write down answers, and excuse units; locked until the
    commit.
    """
    found = call_to_run(session, call_id, by=by)
    _refuse_recording(by)
    return found


def call_to_export(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A call whose answers ``by`` may have in a file: whoever may run it."""
    call, group = call_to_see(session, call_id, by=by)
    if not may_run_call(call, group, by=by):
        raise NotAllowed("Only who may run this call gets the file with its answers.")
    return call, group


def unit_to_record(session: Session, unit_id: int, *, by: Standing) -> tuple[CallUnit, Call, Group]:
    """A unit of an open call whose answer ``by`` may write down; locked until the commit."""
    unit, call, group = unit_to_answer(session, unit_id, by=by)
    _refuse_recording(by)
    return unit, call, group


def _refuse_recording(by: Standing) -> None:
    if not may_record_answers(by):
        raise NotAllowed("Only the program manager writes down what a library has told.")


def _may_see(session: Session, call: Call, group: Group, by: Standing) -> bool:
    if call.state is CallState.DRAFT:
        return may_see_group(group, by=by) and may_draft_calls(group, by=by)
    return may_see_group(group, by=by) or _represents(session, call, by)


def _represents(session: Session, call: Call, by: Standing) -> bool:
    """Whether ``by`` may answer for a unit of a call of a group that she may not know of: she
    directs a library that is called, or speaks for it on a topic.
    """
    units = select(CallUnit.id).join(Call, col(Call.id) == CallUnit.call_id)
    own = terms.answered_for(by.person.id, by.directed_library, by.at)
    return session.exec(units.where(CallUnit.call_id == call.id, own)).first() is not None


def refuse_ended(call: Call, by: Standing) -> None:
    """Raise ``Conflict`` for a call that is not open."""
    if call.state is CallState.CANCELLED:
        raise Conflict("This call was cancelled. Nobody needs to answer it any more.")
    is_over = call.closes_at is not None and call.closes_at <= by.at
    if call.state is CallState.CLOSED or is_over:
        raise Conflict("This call is closed. `/call list` shows what came of it.")
    if call.state is CallState.DRAFT:
        raise Conflict("This call is not open yet.")
