"""Who may do what: predicates, and guarded fetches through which doors obtain things to show or
change.

Unknown and forbidden give the same answer, so that nobody learns of a private group by trying.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Decision,
    Group,
    Meeting,
    MemberRole,
    Membership,
    Person,
    Question,
    Role,
    RoleKind,
    Task,
)
from services.errors import NotAllowed, NotFound

Row = TypeVar("Row", Decision, Group, Meeting, Question, Task)

CHAIR_ROLES = (MemberRole.CHAIR, MemberRole.CO_CHAIR)


class Needs(Enum):
    """What somebody must be before a route runs at all;
    what she may touch is checked on the object.
    """

    ANYONE = "anyone in this Slack, guests included"
    LIBRARIAN = "a full member of this Slack, not a guest"
    CHAIR = "a chair of a group, or the program manager"
    PROGRAM_MANAGER = "the program manager"


@dataclass(frozen=True)
class Standing:
    """What a person is right now: her consortium roles, and her role in each group by group id."""

    person: Person
    is_program_manager: bool
    is_director: bool
    groups: dict[int, MemberRole]

    @property
    def is_chair(self) -> bool:
        return any(role in CHAIR_ROLES for role in self.groups.values())

    def chairs(self, group_id: int | None) -> bool:
        return group_id is not None and self.groups.get(group_id) in CHAIR_ROLES

    def belongs_to(self, group_id: int | None) -> bool:
        return group_id in self.groups

    def allows(self, needs: Needs) -> bool:
        """Whether a route that needs ``needs`` is open to this person."""
        match needs:
            case Needs.ANYONE:
                return True
            case Needs.LIBRARIAN:
                return not self.person.is_guest
            case Needs.CHAIR:
                return self.is_chair or self.is_program_manager
            case Needs.PROGRAM_MANAGER:
                return self.is_program_manager


def standing(session: Session, person: Person) -> Standing:
    """What ``person`` is right now. A guest or a deactivated account holds no consortium role."""
    roles = session.exec(
        select(Role.kind).where(Role.person_id == person.id, col(Role.until).is_(None))
    ).all()
    memberships = session.exec(
        select(Membership.group_id, Membership.role)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(Membership.person_id == person.id, col(Membership.until).is_(None))
        .where(col(Group.discharged_at).is_(None))
    ).all()
    trusted = person.is_active and not person.is_guest
    return Standing(
        person=person,
        is_program_manager=trusted and RoleKind.PROGRAM_MANAGER in roles,
        is_director=trusted and RoleKind.DIRECTOR in roles,
        groups={group: MemberRole(role) for group, role in memberships if person.is_active},
    )


def visible_groups(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` may know of a group, for every list, search and report."""
    if who.is_program_manager:
        return sa.true()
    own = col(Group.id).in_(list(who.groups))
    if who.person.is_guest:
        return own
    return sa.or_(col(Group.is_private).is_(False), own)


def group_to_see(session: Session, group_id: int, *, by: Standing) -> Group:
    """A group that ``by`` may know of, discharged ones included."""
    group = session.exec(select(Group).where(Group.id == group_id, visible_groups(by))).first()
    if group is None:
        raise NotFound("I know no such group. Type `/wg list` to see the groups.")
    return group


def group_to_work_in(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group to which ``by`` belongs, or any for the program manager."""
    group = _active(group_to_see(session, group_id, by=by))
    if not (by.belongs_to(group.id) or by.is_program_manager):
        raise NotAllowed(f"Only members of {group.name} can do that. Type `/wg join` to join it.")
    return group


def group_to_edit(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group that ``by`` chairs, or any for the program manager;
    locked until the commit.
    """
    group = _active(_locked(session, group_to_see(session, group_id, by=by)))
    if not (by.chairs(group.id) or by.is_program_manager):
        raise NotAllowed(
            f"Only a chair of {group.name} or the program manager can do that. Ask one of them."
        )
    return group


def meeting_to_see(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting of a group that ``by`` may know of."""
    meeting = session.exec(
        select(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(Meeting.id == meeting_id, visible_groups(by))
    ).first()
    if meeting is None:
        raise NotFound("I know no such meeting. Type `/meet next` to see the meetings ahead.")
    return meeting


def meeting_to_edit(session: Session, meeting_id: int, *, by: Standing) -> Meeting:
    """A meeting that ``by`` may move, cancel or keep the attendance of; locked until the commit."""
    meeting = _locked(session, meeting_to_see(session, meeting_id, by=by))
    if not (by.chairs(meeting.group_id) or by.is_program_manager):
        raise NotAllowed(
            "Only a chair of the group or the program manager can change this meeting."
        )
    return meeting


def question_to_see(session: Session, question_id: int, *, by: Standing) -> Question:
    """A question of a group that ``by`` may know of, settled ones included."""
    question = session.exec(
        select(Question)
        .join(Group, col(Group.id) == Question.group_id)
        .where(Question.id == question_id, visible_groups(by))
    ).first()
    if question is None:
        raise NotFound("I know no such question. Type `/wg decisions` to see those that are open.")
    return question


def question_to_edit(session: Session, question_id: int, *, by: Standing) -> Question:
    """A question that ``by`` raised, or may settle as a chair; locked until the commit."""
    question = _locked(session, question_to_see(session, question_id, by=by))
    if not may_settle(question, by=by):
        raise NotAllowed(
            "Only whoever raised this question, or a chair of the group, can settle it."
        )
    return question


def may_settle(question: Question, *, by: Standing) -> bool:
    """Whether ``by`` may settle a question that she sees."""
    raised_it = by.person.id == question.raised_by and by.belongs_to(question.group_id)
    return raised_it or by.chairs(question.group_id) or by.is_program_manager


def decision_to_edit(session: Session, decision_id: int, *, by: Standing) -> Decision:
    """A decision that ``by`` may take back; locked until the commit."""
    decision = session.exec(
        select(Decision)
        .join(Group, col(Group.id) == Decision.group_id)
        .where(Decision.id == decision_id, visible_groups(by))
    ).first()
    if decision is None:
        raise NotFound(
            "That decision is not written down any more. `/wg decisions` shows those that are."
        )
    if not (by.chairs(decision.group_id) or by.is_program_manager):
        raise NotAllowed(
            "Only a chair of the group or the program manager can take a decision back."
        )
    return _locked(session, decision)


def task_to_see(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task of a group that ``by`` may know of, or one that is hers."""
    task = session.exec(
        select(Task)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(Task.id == task_id)
        .where(
            sa.or_(
                sa.and_(col(Task.group_id).is_not(None), visible_groups(by)), _is_party(by.person)
            )
        )
    ).first()
    if task is None:
        raise NotFound("I know no such task. Type `/task mine` to see yours.")
    return task


def task_to_edit(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task that ``by`` owns, set, or may direct as a chair; locked until the commit."""
    task = _locked(session, task_to_see(session, task_id, by=by))
    if not may_edit_task(task, by=by):
        raise NotAllowed(
            "Only the owner, whoever set it, or a chair of the group can change this task. Ask one"
            " of them."
        )
    return task


def may_edit_task(task: Task, *, by: Standing) -> bool:
    """Whether ``by`` may change a task that she sees;
    a guest may only where she owns it or set it.
    """
    is_party = by.person.id in (task.owner_id, task.created_by)
    # A task without an owner is anybody's in the group to take or to finish.
    is_free = task.owner_id is None and by.belongs_to(task.group_id) and not by.person.is_guest
    return is_party or is_free or by.chairs(task.group_id) or by.is_program_manager


def lane_to_mend(session: Session, lane: str, *, by: Standing) -> str:
    """The channel of a group that ``by`` chairs,
    or any channel or person for the program manager.
    """
    chaired = [group_id for group_id in by.groups if by.chairs(group_id)]
    own = select(Group.id).where(Group.channel_id == lane, col(Group.id).in_(chaired))
    if not (by.is_program_manager or session.exec(own).first()):
        raise NotFound(
            "Nothing of yours failed to arrive there. `/convene mine` shows what waits for you."
        )
    return lane


def _is_party(person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(col(Task.owner_id) == person.id, col(Task.created_by) == person.id)


def _locked(session: Session, row: Row) -> Row:
    """The row as it is now: read again once it is locked,
    since somebody may have changed it meanwhile.
    """
    session.refresh(row, with_for_update=True)
    return row


def _active(group: Group) -> Group:
    if group.discharged_at is not None:
        raise NotAllowed(f"{group.name} was discharged, so nothing in it can change any more.")
    return group
