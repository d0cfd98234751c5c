"""For what libraries name somebody: groups, and the topics that the consortium keeps."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Topic
from models.representatives import RepresentedSubject
from services import access, groups, spelling, terms
from services.access import Standing
from services.dates.words import quoted
from services.errors import Invalid, NotFound
from services.groups import name_key
from services.representatives.topics import refuse_closed

_GONE = "I know no such group or topic. Type `/library representatives` to see them."


def topics(session: Session) -> list[Topic]:
    """The open topics of the consortium, by name."""
    is_open = col(Topic.closed_at).is_(None)
    return list(session.exec(select(Topic).where(is_open).order_by(col(Topic.name_key))))


def offered(session: Session, who: Standing) -> list[RepresentedSubject]:
    """Open topics, and the active groups that ``who`` may know of, each by name: two queries."""
    visible = select(Group).where(access.visible_groups(who), terms.active(who.at))
    known = session.exec(visible.order_by(col(Group.name_key)))
    return [*map(_topic, topics(session)), *map(_group, known)]


def named(session: Session, text: str, *, by: Standing) -> RepresentedSubject:
    """The topic or group that a typed name means, a topic before a group of the same name.

    Raises ``Invalid`` with the nearest name where it is none, and ``Conflict`` for a closed topic.
    """
    key = name_key(text)
    by_key = {row.name_key: row for row in topics(session)}
    starting = [row for known, row in by_key.items() if key and known.startswith(key)]
    group = groups.named(session, text, by=by)
    if topic := by_key.get(key):
        return _topic(topic)
    if group is not None and (group.name_key == key or not starting):
        return _group(group)
    if len(starting) == 1 and group is None:
        return _topic(starting[0])
    if starting:
        names = [row.name for row in starting] + ([group.name] if group else [])
        raise Invalid(f"{quoted(text)} could be {', '.join(names[:5])}. Type more of the name.")
    if closed := session.exec(select(Topic).where(Topic.name_key == key)).first():
        refuse_closed(closed)
    raise Invalid(_unknown(session, text, by))


def nearest_name(session: Session, text: str, *, by: Standing) -> str:
    """The name of the topic or group that was probably meant by a misspelt one; empty for none."""
    by_key = {row.name_key: row for row in topics(session)}
    if close := spelling.nearest(name_key(text), by_key):
        return by_key[close].name
    near = groups.nearest(session, text, by=by, which=(groups.Listed.ACTIVE,))
    return near.name if near else ""


def _unknown(session: Session, text: str, by: Standing) -> str:
    name = nearest_name(session, text, by=by)
    hint = f"Did you mean “{name}”?" if name else "Type `/library representatives` to see them."
    return f"I know no group or topic called {quoted(text)}. {hint}"


def subject_of(
    session: Session, *, group_id: int | None, topic_id: int | None, by: Standing
) -> RepresentedSubject:
    """The group or topic of this id, as far as ``by`` may know of it."""
    if group_id is not None:
        group = access.group_to_see(session, group_id, by=by)
        access.refuse_discharged(group, by=by)
        return _group(group)
    topic = session.get(Topic, topic_id or 0)
    if topic is None:
        raise NotFound(_GONE)
    refuse_closed(topic)
    return _topic(topic)


def subjects_of(
    session: Session, group_ids: Collection[int], topic_ids: Collection[int], who: Standing
) -> dict[tuple[int | None, int | None], RepresentedSubject]:
    """These subjects by their ids, as far as ``who`` may know of them and they are active."""
    found = active_subjects(session, group_ids, topic_ids, who.at, access.visible_groups(who))
    return {(subject.group_id, subject.topic_id): subject for subject in found}


def active_subjects(
    session: Session,
    group_ids: Collection[int],
    topic_ids: Collection[int],
    at: datetime,
    *conditions: sa.ColumnElement[bool],
) -> list[RepresentedSubject]:
    """Of these subjects those that are active, topics first: two queries. The conditions are of a
    ``Group``.
    """
    wanted = select(Group).where(col(Group.id).in_(group_ids), terms.active(at), *conditions)
    return [
        *map(_topic, (row for row in topics(session) if row.id in topic_ids)),
        *map(_group, session.exec(wanted)),
    ]


def _topic(topic: Topic) -> RepresentedSubject:
    return RepresentedSubject(topic.name, topic_id=topic.id)


def _group(group: Group) -> RepresentedSubject:
    return RepresentedSubject(group.name, group_id=group.id, is_private=group.is_private)
