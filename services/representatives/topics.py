"""The topics of the consortium: adding one, calling it otherwise, and closing it."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, Person, Representation, Topic
from models.representatives import TOPIC_LENGTH
from models.subjects import Subject
from services import consortium, history, terms
from services.errors import Conflict, Invalid
from services.groups import name_key
from services.terms import HeldRepresentation


def add_topic(session: Session, typed: str, *, by: Person | None, now: datetime) -> Topic:
    """The topic of this name, which is added where there is none, and opened where it is closed."""
    name = _name(typed, field="topic")
    consortium.lock(session)
    found = _of_key(session, name_key(name)[:TOPIC_LENGTH])
    if found is not None:
        return _reopened(session, found, by=by, now=now) if found.closed_at else found
    _refuse_group(session, name, field="topic")
    topic = Topic(name=name, name_key=name_key(name)[:TOPIC_LENGTH], created_at=now)
    session.add(topic)
    session.flush()
    after = {"name": name}
    history.record(session, "topic.added", Subject.of(topic), by=by, now=now, after=after)
    return topic


def rename_topic(session: Session, topic: Topic, typed: str, *, by: Person, now: datetime) -> None:
    """Call a topic from ``access.topic_to_change`` otherwise. Raises ``Invalid`` for a name that is
    taken, also by a closed one.
    """
    name = _name(typed, field="name")
    consortium.lock(session)
    other = _of_key(session, name_key(name)[:TOPIC_LENGTH])
    if other is not None and other.id != topic.id:
        state = " (closed)" if other.closed_at else ""
        words = f"There is a topic called {other.name}{state} already. Choose another name."
        raise Invalid(words, field="name")
    _refuse_group(session, name, field="name")
    before, after = {"name": topic.name}, {"name": name}
    if before == after:
        return
    topic.name, topic.name_key = name, name_key(name)[:TOPIC_LENGTH]
    session.add(topic)
    about = Subject.of(topic)
    history.record(session, "topic.renamed", about, by=by, now=now, before=before, after=after)


def close_topic(
    session: Session, topic: Topic, *, by: Person, now: datetime
) -> list[HeldRepresentation]:
    """Name nobody for a topic from ``access.topic_to_change`` any more: who speaks on it for a
    library ends, and who was to begin never does. They are returned.
    """
    held = terms.held_representations(session, now, col(Representation.topic_id) == topic.id)
    for found in held:
        terms.end_representation(session, found.row, now)
    ended = [found.row for found in held]
    terms.record_representations_ended(session, ended, by=by, now=now)
    topic.closed_at = now
    session.add(topic)
    session.flush()
    history.record(session, "topic.closed", Subject.of(topic), by=by, now=now)
    return held


def refuse_closed(topic: Topic) -> None:
    """Raise ``Conflict`` for a topic for which nobody is named any more."""
    if topic.closed_at is not None:
        raise Conflict(
            f"The topic {topic.name} is closed, and nobody is named for it any more. The program"
            " manager can open it again, by adding it anew."
        )


def _reopened(session: Session, topic: Topic, *, by: Person | None, now: datetime) -> Topic:
    assert topic.closed_at is not None, "it is closed"
    before = {"closed_at": topic.closed_at.isoformat()}
    topic.closed_at = None
    session.add(topic)
    session.flush()
    about = Subject.of(topic)
    history.record(session, "topic.reopened", about, by=by, now=now, before=before)
    return topic


def _name(typed: str, *, field: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > TOPIC_LENGTH:
        words = f"Give the topic a short name: {TOPIC_LENGTH} characters at most."
        raise Invalid(words, field=field)
    return name


def _of_key(session: Session, key: str) -> Topic | None:
    return session.exec(select(Topic).where(Topic.name_key == key)).first()


def _refuse_group(session: Session, name: str, *, field: str) -> None:
    key = name_key(name)[:TOPIC_LENGTH]
    if session.exec(select(Group.id).where(Group.name_key == key)).first():
        choice = "choose it above, or give" if field == "topic" else "give"
        words = f"There is a group called {name}: {choice} the topic another name."
        raise Invalid(words, field=field)
