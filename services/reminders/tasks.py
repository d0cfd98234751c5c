"""Reminders of tasks: to the owner before, on the day and weekly while overdue,
and once to the chairs.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain, pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, GroupReminders, Membership, Person, Snooze, Task, reach
from models.columns import LONG_AGO
from models.messages import DUE, LONG
from models.preferences import EVERY_TASK_DAY, TaskDay
from models.reach import Reach
from models.reminders import TaskReminder
from models.subjects import Subjects
from models.tasks import TaskLine
from services import preferences, tasks, terms
from services.access import CHAIR_ROLES
from services.dates import instant
from services.preferences import ReminderHours
from services.preferences.reminder_hours import MIDNIGHT
from services.reminders.due import MORNING, Due, can_be_reached, due_to, last_change
from services.reminders.scanning import ids_of

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
OVERDUE_FOR = timedelta(days=366)
"""After a year nobody is reminded of a task any more."""
LONG_OVERDUE = timedelta(days=14)
CHAIRS_TOLD_WITHIN = timedelta(days=14)
"""How long a task has been long overdue when it is too late to begin to tell the chairs."""


def tasks_due(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A reminder to the owner on the last working day before, on the day, and weekly while overdue.

    The chair of the task's group may have chosen fewer. It comes at nine in the owner's zone. A
    task that was set, moved or put off after that moment is spoken of at the next one.
    """
    if not (ids := ids_of("task", about)):
        return []
    everybody = preferences.reminder_hours(session, now)
    lines = _lines(session, col(Task.id).in_(ids), now)
    parameters = {"ids": ids, "at": now, "oldest": now.date() - OVERDUE_FOR}
    found = session.execute(_with_owners(reach.current()), parameters)
    return [
        due
        for task, person, snoozed, changed_at, chosen in found
        for due in _reminders(
            TaskReminder.of(lines[task.id], person, now.date()),
            snoozed,
            changed_at,
            EVERY_TASK_DAY if chosen is None else chosen,
            everybody.of(person),
            now,
        )
    ]


@cache
def _with_owners(_how: Reach) -> Any:
    """The open tasks with some ``ids`` and each owner who can be reached, with what decides when
    she is reminded. Built once for each way of reaching people, since that takes longer than
    asking it.
    """
    at: sa.BindParameter[datetime] = sa.bindparam("at")
    changed = last_change("task", Task.id, ("task.due", "task.reassigned", "task.reopened"))
    is_snooze = sa.and_(col(Snooze.task_id) == Task.id, col(Snooze.person_id) == Person.id)
    of_these = col(Task.id).in_(sa.bindparam("ids", expanding=True))
    owners = terms.task_owners(at, of_these)
    return (
        sa.select(Task, Person, col(Snooze.until), changed, col(GroupReminders.task_days))
        .join(owners, owners.c.task_id == col(Task.id))
        .join(Person, col(Person.id) == owners.c.person_id)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .join(GroupReminders, col(GroupReminders.group_id) == Task.group_id, isouter=True)
        .join(Snooze, is_snooze, isouter=True)
        .where(col(Task.done_at).is_(None))
        .where(col(Task.due_on) >= sa.bindparam("oldest"))
        .where(terms.active(at), ~tasks.left_group(at), *can_be_reached())
        .order_by(col(Task.due_on), col(Task.id))
    )


def long_overdue(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """Once to each chair: a task of the group that has been overdue for two weeks,
    and is not her own.
    """
    if not (ids := ids_of("task", about)):
        return []
    everybody = preferences.reminder_hours(session, now)
    oldest = now.date() - LONG_OVERDUE - CHAIRS_TOLD_WITHIN
    of_these = col(Task.id).in_(ids)
    lines = _lines(session, of_these, now)
    statement: Any = (
        sa.select(Task, Person)
        .join(Group, col(Group.id) == Task.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(GroupReminders, col(GroupReminders.group_id) == Group.id, isouter=True)
        .where(of_these, col(Task.done_at).is_(None), col(Task.due_on) >= oldest)
        .where(sa.func.coalesce(GroupReminders.tells_chairs, sa.true()).is_(sa.true()))
        .where(terms.active(now), terms.serving(now))
        .where(col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True))
        .order_by(col(Task.due_on), col(Task.id), col(Person.id))
    )
    found = (
        _to_chair(TaskReminder.of(lines[task.id], chair, now.date()), everybody.of(chair), now)
        for task, chair in session.exec(statement)
        if not lines[task.id].is_owned_by(chair)
    )
    return [due for due in found if due is not None]


def _lines(
    session: Session, of_these: sa.ColumnElement[bool], now: datetime
) -> dict[int, TaskLine]:
    """Some tasks with their owners, by their ids."""
    found = tasks.lines_of(session, [of_these, col(Task.done_at).is_(None)], now)
    return {line.task.id: line for line in found}


def task_days(
    due_on: date,
    hours: ReminderHours,
    *,
    chosen: Collection[TaskDay] = EVERY_TASK_DAY,
    snoozed: date | None = None,
    remind_on: date | None = None,
) -> Iterator[date]:
    """The days on which the owner of an open task is reminded of it, without end where that is
    chosen.

    A day of its own for the first reminder takes the place of the usual one, also where chairs
    chose none before the due day; where it is free, the last working day before it does.

    A task that is put off is spoken of on the day that its owner chose, and then on the days that
    follow.
    """
    if snoozed is not None:
        yield snoozed
    for day in _usual_days(due_on, hours, chosen, remind_on):
        if snoozed is None or day > snoozed:
            yield day


def put_off_to(until: date, hours: ReminderHours) -> date | None:
    """The day on which somebody hears again of a task that she puts off;
    None where she never does.
    """
    opens = hours.opens(_wanted_at(until, hours)) if hours.wants(DUE) else None
    return hours.today(opens) if opens else None


def _wanted_at(until: date, hours: ReminderHours) -> datetime:
    """The moment from which a task is spoken of that was put off:
    no digest of a day before tells it.
    """
    morning = _morning(until, hours)
    if not hours.has_digest:
        return morning
    return max(morning, hours.opens(instant(until, MIDNIGHT, hours.zone)) or morning)


def _usual_days(
    due_on: date, hours: ReminderHours, chosen: Collection[TaskDay], remind_on: date | None
) -> Iterator[date]:
    if remind_on is not None:
        yield hours.last_day_before(remind_on + DAY)
    elif TaskDay.BEFORE in chosen:
        yield hours.last_day_before(due_on)
    if TaskDay.ON in chosen and not hours.is_free(due_on):
        yield due_on
    day = hours.first_day_after(due_on)
    while TaskDay.OVERDUE in chosen:
        yield day
        day += WEEK


def _reminders(
    facts: TaskReminder,
    snoozed: date | None,
    changed_at: datetime | None,
    chosen: Collection[TaskDay],
    hours: ReminderHours,
    now: datetime,
) -> Iterator[Due]:
    """That of the latest day that has come or, in a digest, comes before the next one;
    and the following.
    """
    task = facts.task
    if task.due_on is None:
        return
    since = max(task.created_at, changed_at or task.created_at)
    until = hours.covers_until(now)
    # Where the last day is near, its reminder is of use until the first working day after.
    ends = hours.first_day_after(max(task.due_on, snoozed or task.due_on))
    days = task_days(task.due_on, hours, chosen=chosen, snoozed=snoozed, remind_on=task.remind_on)
    earliest = _wanted_at(snoozed, hours) if snoozed else LONG_AGO
    spoken = ((day, max(_morning(day, hours), earliest)) for day in chain(days, [ends]))
    latest: list[tuple[date, datetime, tuple[date, datetime]]] = []
    for (day, moment), following in pairwise(spoken):
        if moment > until:
            latest = [*latest, (day, moment, following)]
            break
        latest = [(day, moment, following)] if moment >= since else []
    for day, moment, (next_day, morning) in latest:
        is_last = TaskDay.OVERDUE not in chosen and next_day == ends
        due = due_to(
            hours,
            replace(facts, today=hours.today(now)),
            kind=DUE,
            occurrence=day.isoformat(),
            moment=moment,
            expires_at=morning if is_last else _night_before(morning, hours),
            now=now,
        )
        yield from [due] if due else []


def _night_before(following: datetime, hours: ReminderHours) -> datetime:
    """When a single reminder ends that another one follows: lest both come in one morning. Of a
    task a digest tells but once by itself.
    """
    opens_at = None if hours.has_digest else hours.opens(following)
    return (
        min(following, instant(hours.today(opens_at), MIDNIGHT, hours.zone))
        if opens_at
        else following
    )


def _to_chair(facts: TaskReminder, hours: ReminderHours, now: datetime) -> Due | None:
    due_on = facts.task.due_on
    if due_on is None:
        return None
    day = due_on + LONG_OVERDUE
    return due_to(
        hours,
        replace(facts, today=hours.today(now)),
        kind=LONG,
        occurrence=due_on.isoformat(),
        now=now,
        moment=_morning(day, hours),
        expires_at=_morning(day + CHAIRS_TOLD_WITHIN, hours),
    )


def _morning(day: date, hours: ReminderHours) -> datetime:
    return instant(day, MORNING, hours.zone)
