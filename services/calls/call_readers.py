"""Who may still know of what messages about a call say."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import Call, CallUnit, Group, OutboxMessage, OutboxOp, Person
from models.messages import CALL_ANSWERED, Recipient, kind_of
from models.subjects import Subject
from services import access, terms
from services.calls.results import units_of
from services.people import by_recipient


def shut_out(
    session: Session, units: Sequence[CallUnit], at: datetime
) -> defaultdict[Subject, set[str]]:
    """For each of these units the lanes of those to whom its question went, and who do not answer
    for it at a moment: six queries. What stands there stays as it was.
    """
    by_text = {str(Subject.of(unit)): unit for unit in units}
    statement = select(OutboxMessage.subject, OutboxMessage.lane).where(
        col(OutboxMessage.subject).in_(by_text), OutboxMessage.op == OutboxOp.POST
    )
    sent = session.exec(statement.distinct()).all()
    people = by_recipient(session, {Recipient.parse(lane) for _, lane in sent})
    answering = terms.respondents(session, [unit.id for unit in units], at)
    found: defaultdict[Subject, set[str]] = defaultdict(set)
    for text, lane in sent:
        unit, person = by_text[text], people.get(Recipient.parse(lane))
        ids = {each.person.id for each in answering.get(unit.id, ())}
        if person is None or person.id not in ids:
            found[Subject.of(unit)].add(lane)
    return found


def may_hear(
    session: Session, call: Call, group: Group, people: Collection[Person], now: datetime
) -> list[Person]:
    """Those of some people who may know of the group of a call, or answer for a unit of it; where
    the group has ended, who could until then: eight queries.
    """
    at = terms.while_active(group, now)
    standings = access.standings(session, people, at)
    answering = _answering(session, call, at)
    return [
        person
        for person in people
        if person.id in answering or access.may_see_group(group, by=standings[person.id])
    ]


def is_wanted(session: Session, message: OutboxMessage, call: Call, now: datetime) -> bool:
    """Whether word of a call may still go to whom it was promised: word of an answer to those who
    answer a call, and to who writes answers down.
    """
    to = message.recipient
    if not to.is_person:
        return True
    person = by_recipient(session, [to]).get(to)
    if person is None:
        return False
    group = session.get_one(Group, call.group_id)
    if kind_of(message.key) is not CALL_ANSWERED:
        return may_hear(session, call, group, [person], now) != []
    may_record = access.may_record_answers(access.standing(session, person, now))
    return may_record or person.id in _answering(session, call, now)


def _answering(session: Session, call: Call, at: datetime) -> set[int]:
    """The ids of those who may answer for a unit of a call at a moment."""
    found = terms.respondents(session, [unit.id for unit in units_of(session, call)], at)
    return {each.person.id for people in found.values() for each in people}
