"""Reminders that stand in people's direct messages, to be drawn anew when their thing changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import DigestedReminder, Group, OutboxMessage, OutboxState, Person, Snooze, Task
from models.messages import DUE, LONG, TASKS, Key, MessageKind, readable
from models.reminders import RemindedTask, TaskReminder
from models.subjects import Subject
from services import outbox, preferences
from services.reminders.tasks import put_off_to


@dataclass(frozen=True)
class ReminderSent:
    """A reminder that stands in somebody's direct messages."""

    message_id: int
    lane: str
    person_id: int
    kind: MessageKind
    key: Key


@dataclass(frozen=True)
class TasksSent:
    """A message that reminded somebody of a task, or a list of several, and how each stands now."""

    message_id: int
    lane: str
    is_list: bool
    items: list[RemindedTask]


def sent_about(
    session: Session, about: Subject, kinds: Iterable[MessageKind]
) -> list[ReminderSent]:
    """The messages of their own by which people were reminded of a thing, in their order."""
    keys = [outbox.keyed(kind, subject=about) for kind in kinds]
    return _sent(session, sa.or_(*keys))


def tasks_sent(session: Session, task: Task, now: datetime) -> list[TasksSent]:
    """The latest message to each person that reminds her of a task, by itself or in a list."""
    alone = sent_about(session, Subject.of(task), (DUE, LONG))
    listed = _listed(session, task)
    latest = {(sent.person_id, sent.kind): sent for sent in (*alone, *listed)}
    found = [
        TasksSent(
            sent.message_id,
            sent.lane,
            is_list=sent.kind is TASKS,
            items=_items_of(session, sent, now),
        )
        for sent in latest.values()
    ]
    return [sent for sent in found if sent.items]


def _sent(session: Session, condition: sa.ColumnElement[bool]) -> list[ReminderSent]:
    statement = select(OutboxMessage.id, OutboxMessage.lane, OutboxMessage.key).where(
        condition, col(OutboxMessage.state) == OutboxState.SENT
    )
    return [
        ReminderSent(message_id, lane, int(person.id), key.kind, key)
        for message_id, lane, text in session.exec(statement.order_by(col(OutboxMessage.id)))
        for key in readable([text])
        if (person := key.recipient)
    ]


def _listed(session: Session, task: Task) -> list[ReminderSent]:
    """The lists in which a task stands."""
    begins = [f"{kind.key}|{Subject.of(task)}|" for kind in (DUE, LONG)]
    stands = [col(DigestedReminder.key).startswith(text, autoescape=True) for text in begins]
    lists = select(DigestedReminder.digest_key).where(sa.or_(*stands))
    return _sent(session, sa.and_(col(OutboxMessage.key).in_(lists), outbox.keyed(TASKS)))


def _items_of(session: Session, sent: ReminderSent, now: datetime) -> list[RemindedTask]:
    """How the tasks of one message stand for whom it reminds."""
    person = session.get(Person, sent.person_id)
    if person is None or not person.is_active:
        return []
    keys: Collection[Key] = [sent.key]
    if sent.kind is TASKS:
        inside = select(DigestedReminder.key).where(DigestedReminder.digest_key == str(sent.key))
        keys = list(readable(session.exec(inside)))
    found = (_reminded(session, key, person, now) for key in keys)
    return sorted((item for item in found if item), key=_place)


def _place(item: RemindedTask) -> tuple[bool, date, int]:
    """Her own tasks come before those of her group, the soonest first."""
    task = item.facts.task
    return (item.key.kind is LONG, task.due_on or date.max, task.id)


def _reminded(session: Session, key: Key, person: Person, now: datetime) -> RemindedTask | None:
    task = session.get(Task, int(key.subject.id)) if key.subject else None
    if task is None:
        return None
    hours = preferences.reminder_hours(session, now).of(person)
    group = session.get(Group, task.group_id) if task.group_id else None
    owner = session.get(Person, task.owner_id) if task.owner_id else None
    facts = TaskReminder(task, group, person, hours.today(now), owner=owner)
    snooze = session.get(Snooze, (task.id, person.id))
    until = put_off_to(snooze.until, hours) if snooze and snooze.until > facts.today else None
    return RemindedTask(key, facts, put_off_to=until)
