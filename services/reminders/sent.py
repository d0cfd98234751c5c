"""Reminders that stand in people's direct messages, to be drawn anew when their thing changes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    DigestedReminder,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Snooze,
    Task,
)
from models.messages import DUE, LONG, TASKS, Key, MessageKind, readable
from models.payloads import Message
from models.reminders import RemindedTask, TaskReminder
from models.subjects import Subject
from models.tasks import TaskLine
from services import access, outbox, preferences, tasks
from services.access import Standing
from services.preferences import EverybodysHours
from services.reminders.tasks import put_off_to

_TASKS_AT_ONCE = 100
"""How many tasks one statement asks about: SQLite takes no more than a thousand conditions."""


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
    """The latest message to each person that reminds her of a task, by itself or in a list.

    Of what she may no longer see nothing is told her, so her message stays as it is.
    """
    alone = sent_about(session, Subject.of(task), (DUE, LONG))
    latest = {(sent.person_id, sent.kind): sent for sent in (*alone, *_listed(session, task))}
    if not latest:
        return []
    read = _read(session, list(latest.values()), now)
    found = [
        TasksSent(sent.message_id, sent.lane, is_list=sent.kind is TASKS, items=read.items(sent))
        for sent in latest.values()
    ]
    return [sent for sent in found if any(item.facts.task.id == task.id for item in sent.items)]


def with_messages(session: Session, some: Sequence[Task]) -> list[Task]:
    """Those of some tasks, in their order, that a message speaks of: a card, or a reminder by
    itself or in a list. Three queries for a hundred tasks.
    """
    found = set[Subject | None]()
    for start in range(0, len(some), _TASKS_AT_ONCE):
        found |= _spoken_of(
            session, [Subject.of(task) for task in some[start : start + _TASKS_AT_ONCE]]
        )
    return [task for task in some if Subject.of(task) in found]


def _spoken_of(session: Session, subjects: Sequence[Subject]) -> set[Subject | None]:
    cards = select(OutboxMessage.subject).where(
        col(OutboxMessage.subject).in_([str(subject) for subject in subjects]),
        OutboxMessage.op == OutboxOp.POST,
    )
    found: set[Subject | None] = {Subject.parse(text) for text in session.exec(cards.distinct())}
    for column in (col(OutboxMessage.key), col(DigestedReminder.key)):
        keys = [
            outbox.keyed(kind, subject=subject, column=column)
            for kind in (DUE, LONG)
            for subject in subjects
        ]
        texts = session.exec(select(column).where(sa.or_(*keys)))
        found |= {key.subject for key in readable(texts)}
    return found


def redraw_tasks(
    session: Session,
    task: Task,
    *,
    revision: tuple[str, ...],
    listed: Callable[[list[RemindedTask]], Message],
    alone: Callable[[list[RemindedTask]], Message],
    now: datetime,
) -> None:
    """Promise that the latest reminders of a task say how it stands now, in the words for a list
    of tasks and for one ``alone``.
    """
    for sent in tasks_sent(session, task, now):
        words = listed if sent.is_list else alone
        outbox.redraw(
            session,
            words(sent.items),
            card=sent.message_id,
            lane=sent.lane,
            revision=(str(Subject.of(task)), *revision),
            now=now,
        )


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
    listed = col(DigestedReminder.key)
    stands = [outbox.keyed(kind, subject=Subject.of(task), column=listed) for kind in (DUE, LONG)]
    lists = select(DigestedReminder.digest_key).where(sa.or_(*stands))
    return _sent(session, sa.and_(col(OutboxMessage.key).in_(lists), outbox.keyed(TASKS)))


@dataclass(frozen=True)
class _Read:
    """All that the words of some messages about tasks need, by its ids."""

    keys: dict[int, list[Key]]
    """Of what each message speaks."""
    standings: dict[int, Standing]
    hours: EverybodysHours
    tasks: dict[int, TaskLine]
    snoozed: dict[tuple[int, int], date]
    now: datetime

    def items(self, sent: ReminderSent) -> list[RemindedTask]:
        """How the tasks of one message stand for whom it reminds; her own before those of her
        group, the soonest first.
        """
        who = self.standings.get(sent.person_id)
        if who is None or not who.person.is_active:
            return []
        found = (self._item(key, who) for key in self.keys[sent.message_id])
        return sorted((item for item in found if item), key=_place)

    def _item(self, key: Key, who: Standing) -> RemindedTask | None:
        line = self.tasks.get(_task_id(key))
        if line is None or not access.may_see_task(line, by=who):
            return None
        hours = self.hours.of(who.person)
        facts = TaskReminder.of(line, who.person, hours.today(self.now))
        until = self.snoozed.get((line.task.id, who.person.id))
        is_put_off = until is not None and until > facts.today
        return RemindedTask(key, facts, put_off_to(until, hours) if until and is_put_off else None)


def _read(session: Session, messages: Sequence[ReminderSent], now: datetime) -> _Read:
    """Read what some messages speak of: as many queries however many they are."""
    keys = _keys(session, messages)
    ids = {_task_id(key) for found in keys.values() for key in found}
    lines = tasks.lines_of(session, [col(Task.id).in_(ids)], now)
    people = _people(session, {sent.person_id for sent in messages})
    recipients = [people[sent.person_id] for sent in messages if sent.person_id in people]
    snoozes = select(Snooze).where(col(Snooze.task_id).in_(ids))
    return _Read(
        keys=keys,
        standings=access.standings(session, recipients, now),
        hours=preferences.reminder_hours(session, now),
        tasks={line.task.id: line for line in lines},
        snoozed={(row.task_id, row.person_id): row.until for row in session.exec(snoozes)},
        now=now,
    )


def _keys(session: Session, messages: Sequence[ReminderSent]) -> dict[int, list[Key]]:
    """The keys of the reminders in each message, by its id."""
    found = {sent.message_id: [] if sent.kind is TASKS else [sent.key] for sent in messages}
    lists = {str(sent.key): sent.message_id for sent in messages if sent.kind is TASKS}
    inside = select(DigestedReminder.digest_key, DigestedReminder.key).where(
        col(DigestedReminder.digest_key).in_(lists)
    )
    for list_key, text in session.exec(inside) if lists else ():
        found[lists[list_key]] += readable([text])
    return found


def _people(session: Session, ids: Collection[int]) -> dict[int, Person]:
    rows = session.exec(select(Person).where(col(Person.id).in_(ids))) if ids else ()
    return {row.id: row for row in rows}


def _task_id(key: Key) -> int:
    return int(key.subject.id) if key.subject else 0


def _place(item: RemindedTask) -> tuple[bool, date, int]:
    task = item.facts.task
    return (item.key.kind is LONG, task.due_on or date.max, task.id)
