"""The data contacts of libraries: whom each names for the topic of data calls."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import Call, Group, Person, Topic
from models.data_call_pages import ContactLine
from models.representatives import RepresentativeLine
from services import representatives
from services.calls.units import units_to_ask
from services.representatives import add_topic

DATA_TOPIC = "Data calls"


def topic_for_data(session: Session) -> Topic | None:
    """The topic for which libraries name their data contacts; None where nobody did yet."""
    return session.exec(select(Topic).where(col(Topic.is_for_data).is_(True))).first()


def kept_topic_for_data(session: Session, *, by: Person | None, now: datetime) -> Topic:
    """The same, which is added where there is none, and opened where it is closed."""
    found = topic_for_data(session)
    topic = add_topic(session, found.name if found else DATA_TOPIC, by=by, now=now)
    if not topic.is_for_data:
        topic.is_for_data = True
        session.add(topic)
        session.flush()
    return topic


def contacts_to_confirm(
    session: Session, call: Call, group: Group, at: datetime
) -> Sequence[ContactLine]:
    """Who would be called by a draft, by name, each with its data contacts: eight queries."""
    topic = topic_for_data(session)
    by_library: defaultdict[int, list[RepresentativeLine]] = defaultdict(list)
    for organization, line in representatives.lines_on(session, topic, at) if topic else ():
        by_library[organization.id].append(line)
    return [
        ContactLine(
            unit.name, tuple(line for number in unit.libraries for line in by_library[number])
        )
        for unit in units_to_ask(session, group, call.unit_kind, at)
    ]
