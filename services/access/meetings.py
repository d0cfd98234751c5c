"""Who may know of a meeting, answer to it, and change it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingAlternate
from services.access.groups import may_edit_group, may_see_group, refuse_discharged
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import NotAllowed, NotFound

_MEETING = (
    select(Meeting, Group)
    .join(Group, col(Group.id) == Meeting.group_id)
    .where(Meeting.id == sa.bindparam("meeting_id"))
)
_LOCKED_MEETING = _MEETING.with_for_update(of=Meeting)


def may_schedule(group: Group | None, *, by: Standing) -> bool:
    """Whether ``by`` may schedule meetings of a group, or of any group at all."""
    return by.allows(Needs.CHAIR) if group is None else may_edit_group(group, by=by)


def may_answer(meeting: Meeting, *, by: Standing) -> bool:
    """Whether ``by`` is expected to say if she comes: a member now who still is one at its hour."""
    return by.stays_in(meeting.group_id, meeting.starts_at)


def may_edit_meeting(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may move or cancel meetings of a group, or keep the attendance of them."""
    return may_edit_group(group, by=by)


def meeting_to_see(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting of a group that ``by`` may know of, discharged ones included, or to which she comes
    in the place of a member.
    """
    return _found(session, meeting_id, by)[0]


def meeting_to_answer(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting that ``by`` may know of, whose group is not discharged;
    locked until the commit.
    """
    meeting, group = _found(session, meeting_id, by, is_locked=True)
    refuse_discharged(group, by=by)
    return meeting


def meeting_to_edit(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting that ``by`` may move, cancel or keep the attendance of; locked until the commit."""
    meeting, group = _found(session, meeting_id, by)
    refuse_discharged(group, by=by)
    if not may_edit_meeting(group, by=by):
        raise NotAllowed(
            "Only a chair of the group or the program manager can change this meeting."
        )
    return locked(session, meeting)


def _found(
    session: Session, meeting_id: int, by: Standing, *, is_locked: bool = False
) -> tuple[Meeting, Group]:
    """A meeting with its group."""
    statement = _LOCKED_MEETING if is_locked else _MEETING
    found = session.exec(statement, params={"meeting_id": meeting_id}).first()
    if found is None or not (may_see_group(found[1], by=by) or _is_sent(session, *found, by)):
        raise NotFound("I know no such meeting. Type `/meet next` to see the meetings ahead.")
    return found


def _is_sent(session: Session, meeting: Meeting, group: Group, by: Standing) -> bool:
    """Whether ``by`` comes to a meeting in the place of a member, and so may know of it. In a
    private group who comes so serves herself.
    """
    sent = select(MeetingAlternate.meeting_id).where(
        MeetingAlternate.meeting_id == meeting.id, MeetingAlternate.alternate_id == by.person.id
    )
    return not group.is_private and session.exec(sent).first() is not None
