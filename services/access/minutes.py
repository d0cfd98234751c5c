"""Who may write minutes, lead through a meeting, and read what was written."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MemberRole,
    MinuteLine,
    Minutes,
    MinutesCorrection,
    MinutesState,
    RecorderState,
    RecorderTurn,
)
from services.access.groups import (
    may_edit_group,
    may_see_group,
    may_work_in,
    refuse_discharged,
    visible_groups,
    workable_groups,
)
from services.access.locks import locked
from services.access.standing import Standing, role_in
from services.errors import NotAllowed, NotFound

PUBLISHED = (MinutesState.CIRCULATED, MinutesState.APPROVED)
"""The states in which public minutes are read by whoever may know of the group."""
_UNKNOWN = "I know no such minutes. Type `/meet minutes` to see those that you may read."


def may_write_minutes(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may write lines in the minutes of a group: who is in it, but no observer."""
    return may_work_in(group, by=by) and role_in(group, by) is not MemberRole.OBSERVER


def may_run_minutes(session: Session, meeting: Meeting, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may begin a meeting, lead through it and edit its draft: a chair, the recorder
    of the group, and whoever agreed to be the recorder of this meeting.
    """
    if may_edit_group(group, by=by):
        return True
    if may_write_minutes(group, by=by) and role_in(group, by) is MemberRole.RECORDER:
        return True
    turn = session.get(RecorderTurn, (meeting.id, by.person.id))
    has_agreed = turn is not None and turn.state is RecorderState.AGREED
    return has_agreed and may_write_minutes(group, by=by)


def may_settle_minutes(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may circulate and approve minutes, and settle corrections of them."""
    return may_edit_group(group, by=by)


def may_read_minutes(minutes: Minutes | None, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may read minutes of a group that she may know of."""
    if by.belongs_to(group.id) or by.is_program_manager:
        return True
    return minutes is not None and minutes.is_public and minutes.state in PUBLISHED


def readable_minutes(by: Standing) -> sa.ColumnElement[bool]:
    """``may_read_minutes`` for a query that joins ``Minutes`` and ``Group``."""
    is_published = sa.and_(
        col(Minutes.is_public).is_(True), col(Minutes.state).in_(list(PUBLISHED))
    )
    own = workable_groups(by, col(Group.id))
    return sa.and_(visible_groups(by), sa.or_(own, is_published))


def minutes_to_see(
    session: Session, meeting_id: int, *, by: Standing
) -> tuple[Meeting, Group, Minutes | None]:
    """A meeting with its group and minutes, where ``by`` may read those."""
    found = session.exec(
        select(Meeting, Group, Minutes)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id, isouter=True)
        .where(Meeting.id == meeting_id)
    ).first()
    if found is None:
        raise NotFound(_UNKNOWN)
    meeting, group, minutes = found
    if not may_see_group(group, by=by) or not may_read_minutes(minutes, group, by=by):
        raise NotFound(_UNKNOWN)
    return meeting, group, minutes


def meeting_to_write_in(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting in whose minutes ``by`` may write; locked until the commit."""
    meeting, group, _minutes = minutes_to_see(session, meeting_id, by=by)
    refuse_discharged(group, by=by)
    if not may_write_minutes(group, by=by):
        raise NotAllowed(f"Only members of {group.name} who are no observers write its minutes.")
    return locked(session, meeting)


def meeting_to_run(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting through which ``by`` may lead, and whose draft she may edit; locked until the
    commit.
    """
    meeting, group, _minutes = minutes_to_see(session, meeting_id, by=by)
    refuse_discharged(group, by=by)
    if not may_run_minutes(session, meeting, group, by=by):
        raise NotAllowed("Only a chair of the group, or the recorder of this meeting, can do that.")
    return locked(session, meeting)


def meeting_to_settle(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting whose minutes ``by`` may circulate, correct and approve; locked until the
    commit.
    """
    meeting, group, _minutes = minutes_to_see(session, meeting_id, by=by)
    refuse_discharged(group, by=by)
    if not may_settle_minutes(group, by=by):
        raise NotAllowed("Only a chair of the group or the program manager can do that.")
    return locked(session, meeting)


def meeting_to_correct(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting whose minutes ``by`` may ask to have corrected, as anybody in the group may;
    locked until the commit.
    """
    meeting, group, _minutes = minutes_to_see(session, meeting_id, by=by)
    refuse_discharged(group, by=by)
    if not may_work_in(group, by=by):
        raise NotAllowed(f"Only members of {group.name} can ask for corrections.")
    return locked(session, meeting)


def line_to_undo(session: Session, line_id: int, *, by: Standing) -> tuple[Meeting, MinuteLine]:
    """A line that ``by`` wrote, or of a meeting that she runs, which is locked until the commit."""
    line = session.get(MinuteLine, line_id)
    if line is None:
        raise NotFound(_UNKNOWN)
    if line.written_by == by.person.id:
        return meeting_to_write_in(session, line.meeting_id, by=by), line
    return meeting_to_run(session, line.meeting_id, by=by), line


def line_to_edit(session: Session, line_id: int, *, by: Standing) -> tuple[Meeting, MinuteLine]:
    """A line of a meeting that ``by`` runs, which is locked until the commit."""
    line = session.get(MinuteLine, line_id)
    if line is None:
        raise NotFound(_UNKNOWN)
    return meeting_to_run(session, line.meeting_id, by=by), line


def correction_to_settle(
    session: Session, correction_id: int, *, by: Standing
) -> MinutesCorrection:
    """A correction that ``by`` may accept or decline; its meeting is locked until the commit."""
    correction = session.get(MinutesCorrection, correction_id)
    if correction is None:
        raise NotFound(_UNKNOWN)
    meeting_to_settle(session, correction.meeting_id, by=by)
    session.refresh(correction)
    return correction
