"""Who may settle a question, and take a decision back."""

from sqlmodel import Session, col, select

from models import Decision, Group, Meeting, Question
from services.access.groups import may_edit_group, may_work_in, refuse_discharged, visible_groups
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import NotAllowed, NotFound

_TAKEN_BACK = "That decision is not written down any more. `/wg decisions` shows those that are."


def may_settle(question: Question, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may settle a question of a group that she sees."""
    raised_it = by.person.id == question.raised_by and may_work_in(group, by=by)
    return raised_it or may_edit_group(group, by=by)


def may_take_back(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may change, review and take back decisions of a group that she sees."""
    return may_edit_group(group, by=by)


def question_to_see(session: Session, question_id: int, *, by: Standing) -> Question:
    """A question of a group that ``by`` may know of, settled ones included."""
    return _found(session, question_id, by)[0]


def question_to_edit(session: Session, question_id: int, *, by: Standing) -> Question:
    """A question that ``by`` raised, or may settle as a chair; locked until the commit."""
    question, group = _found(session, question_id, by)
    refuse_discharged(group, by=by)
    if not may_settle(question, group, by=by):
        raise NotAllowed(
            "Only whoever raised this question, or a chair of the group, can answer it."
        )
    return locked(session, question)


def decision_to_see(session: Session, decision_id: int, *, by: Standing) -> tuple[Decision, Group]:
    """A decision of a group that ``by`` may know of, discharged ones included, with the group."""
    found = session.exec(
        select(Decision, Group)
        .join(Group, col(Group.id) == Decision.group_id)
        .where(Decision.id == decision_id, visible_groups(by))
    ).first()
    if found is None:
        raise NotFound(_TAKEN_BACK)
    return found


def decision_to_edit(session: Session, decision_id: int, *, by: Standing) -> Decision:
    """A decision that ``by`` may change, review or take back; locked until the commit, after the
    meeting in whose minutes it stands, which writers of minutes lock first, too.
    """
    decision, group = decision_to_see(session, decision_id, by=by)
    refuse_discharged(group, by=by)
    if not may_take_back(group, by=by):
        raise NotAllowed(
            "Only a chair of the group or the program manager can change a decision, or take it"
            " back."
        )
    if decision.meeting_id is not None:
        locked(session, session.get_one(Meeting, decision.meeting_id))
    return locked(session, decision, gone=_TAKEN_BACK)


def _found(session: Session, question_id: int, by: Standing) -> tuple[Question, Group]:
    """A question with its group."""
    found = session.exec(
        select(Question, Group)
        .join(Group, col(Group.id) == Question.group_id)
        .where(Question.id == question_id, visible_groups(by))
    ).first()
    if found is None:
        raise NotFound("I know no such question. Type `/wg decisions` to see those that are open.")
    return found
