"""Who may still know of what messages about a call say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import CallUnit, OutboxMessage, OutboxOp
from models.messages import Recipient
from models.subjects import Subject
from services import terms
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
