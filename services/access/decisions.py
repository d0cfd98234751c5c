"""Who may settle a question, and take a decision back."""

from sqlmodel import Session, col, select

from models import Decision, Group, Question
from services.access.groups import may_lead, visible_groups
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import NotAllowed, NotFound


def may_settle(question: Question, *, by: Standing) -> bool:
    """Whether ``by`` may settle a question that she sees."""
    raised_it = by.person.id == question.raised_by and by.belongs_to(question.group_id)
    return raised_it or may_lead(question.group_id, by=by)


def may_take_back(decision: Decision, *, by: Standing) -> bool:
    """Whether ``by`` may take back a decision that she sees."""
    return may_lead(decision.group_id, by=by)


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
    question = locked(session, question_to_see(session, question_id, by=by))
    if not may_settle(question, by=by):
        raise NotAllowed(
            "Only whoever raised this question, or a chair of the group, can settle it."
        )
    return question


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
    if not may_take_back(decision, by=by):
        raise NotAllowed(
            "Only a chair of the group or the program manager can take a decision back."
        )
    return locked(session, decision)
