"""What can happen to a task. Every verb writes history, and the ledger where work was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import ContributionKind, Group, HistoryEntry, Person, Snooze, Task
from models.subjects import Subject
from services import contributions, history, outbox, terms
from services.errors import Conflict, Invalid

LONGEST_TITLE = 500


@dataclass(frozen=True)
class TaskDraft:
    """What is asked for when a task is added. Validated by ``add``."""

    title: str
    owner: Person | None
    """None where nobody has taken it yet, which only a group's task can be."""
    due_on: date | None = None
    group: Group | None = None
    """From ``access.group_to_work_in``, or None for a task of one's own outside any group."""
    source_link: str = ""


def add(session: Session, draft: TaskDraft, *, by: Person, now: datetime) -> Task:
    """Add a task. Raises ``Invalid`` with the field at fault."""
    title = " ".join(draft.title.split())
    if not title:
        raise Invalid("Say what is to be done, such as “Review norm rules”.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"Say it in at most {LONGEST_TITLE} characters.", field="title")
    group_id = draft.group.id if draft.group else None
    _check_owner(session, draft.owner, draft.group, own=by.id, by=by, now=now)
    task = Task(
        title=title,
        owner_id=draft.owner.id if draft.owner else None,
        due_on=draft.due_on,
        group_id=group_id,
        source_link=draft.source_link,
        created_by=by.id,
        created_at=now,
    )
    session.add(task)
    session.flush()
    after = {"title": title, "owner": task.owner_id, "due_on": _iso(task.due_on), "group": group_id}
    history.record(session, "task.added", Subject.of(task), by=by, now=now, after=after)
    return task


def finish(session: Session, task: Task, *, by: Person, now: datetime) -> bool:
    """Mark a task from ``access.task_to_edit`` as done; False where it was done already.

    The work is credited to the owner, or to whoever finished it where there is none.
    """
    if task.done_at is not None:
        return False
    task.done_at, task.done_by = now, by.id
    session.add(task)
    _withdraw(session, task, "the task is done")
    worker = session.get(Person, task.owner_id) if task.owner_id else by
    assert worker is not None, "the owner is a foreign key"
    contributions.credit(
        session,
        worker,
        ContributionKind.COMPLETED_TASK,
        of=Subject.of(task),
        group_id=task.group_id,
        occurred_at=now,
    )
    history.record(
        session, "task.done", Subject.of(task), by=by, now=now, after={"credited": worker.id}
    )
    return True


def reopen(session: Session, task: Task, *, by: Person, now: datetime) -> bool:
    """Open a task from ``access.task_to_edit`` again, and take the credit back;
    False where it is open.
    """
    if task.done_at is None:
        return False
    worker_id = task.owner_id or task.done_by
    assert worker_id is not None, "a task is done by somebody"
    contributions.take_back(
        session, worker_id, ContributionKind.COMPLETED_TASK, of=Subject.of(task)
    )
    before = {"done_at": task.done_at.isoformat(), "done_by": task.done_by}
    task.done_at, task.done_by = None, None
    session.add(task)
    history.record(session, "task.reopened", Subject.of(task), by=by, now=now, before=before)
    return True


def change_due(
    session: Session, task: Task, due_on: date | None, *, by: Person, now: datetime
) -> None:
    """Set another due day, in the owner's zone, or none. Raises ``Conflict`` for a finished task.

    A new day is a new agreement, so nothing stays put off.
    """
    check_open(task)
    before, after = {"due_on": _iso(task.due_on)}, {"due_on": _iso(due_on)}
    task.due_on = due_on
    session.add(task)
    if before != after:
        session.exec(delete(Snooze).where(col(Snooze.task_id) == task.id))
        _withdraw(session, task, "the task has another due day")
        history.record(
            session, "task.due", Subject.of(task), by=by, now=now, before=before, after=after
        )


def reassign(
    session: Session,
    task: Task,
    owner: Person | None,
    *,
    group: Group | None,
    by: Person | None,
    now: datetime,
) -> bool:
    """Give a task to another person, or to nobody; False where she owns it already. ``by`` is None
    where only time has done so.

    ``group`` is the task's group. Raises ``Conflict`` for a finished task and ``Invalid`` for an
    owner who cannot have it.
    """
    check_open(task)
    before, after = {"owner": task.owner_id}, {"owner": owner.id if owner else None}
    if before == after:
        return False
    _check_owner(session, owner, group, own=task.owner_id, by=by, now=now)
    task.owner_id = after["owner"]
    session.add(task)
    _withdraw(session, task, "the task has another owner")
    history.record(
        session, "task.reassigned", Subject.of(task), by=by, now=now, before=before, after=after
    )
    return True


def pass_on(
    session: Session, group: Group, heir: Group, *, by: Person, now: datetime
) -> Sequence[Task]:
    """Let the open tasks of a group be those of another one, which goes on with its work, and
    return them. Who may not know of a private one owns none there.
    """
    is_open = col(Task.done_at).is_(None)
    statement = select(Task).where(Task.group_id == group.id, is_open).order_by(col(Task.id))
    found = session.exec(statement).all()
    members = {line.person.id for line in terms.roster(session, heir, now)}
    for task in found:
        before = {"group": group.id, "owner": task.owner_id}
        task.group_id = heir.id
        if heir.is_private and task.owner_id not in members:
            task.owner_id = None
        session.add(task)
        _withdraw(session, task, "the task is in another group")
        after = {"group": heir.id, "owner": task.owner_id}
        about = Subject.of(task)
        history.record(session, "task.passed_on", about, by=by, now=now, before=before, after=after)
    return found


def count_open(session: Session, group: Group) -> int:
    """How many tasks of a group are open."""
    is_open = col(Task.done_at).is_(None)
    statement = select(sa.func.count()).where(Task.group_id == group.id, is_open)
    return session.exec(statement).one()


def check_open(task: Task) -> None:
    """Raise ``Conflict`` for a finished task, in which nothing else can change."""
    if task.done_at is not None:
        raise Conflict("This task is done already. Reopen it first.")


def revision(session: Session, task: Task) -> tuple[str]:
    """Its latest change, for keys of messages about it: no later one has the same."""
    session.flush()
    entries = select(sa.func.max(HistoryEntry.id)).where(
        col(HistoryEntry.subject) == str(Subject.of(task))
    )
    return (str(session.exec(entries).one()),)


def _check_owner(
    session: Session,
    owner: Person | None,
    group: Group | None,
    *,
    own: int | None,
    by: Person | None,
    now: datetime,
) -> None:
    """``own`` is whose a task outside any group is, and stays.

    Anybody who may change a task may take it.
    """
    if group is None:
        if owner is None or owner.id != own:
            raise Invalid(
                "A task outside any group is your own. Add it in a group instead.", field="owner"
            )
        return
    if owner is None:
        return
    if not owner.is_active:
        raise Invalid(
            f"{owner.name} is no longer active here. Choose somebody else.", field="owner"
        )
    is_hers = by is not None and owner.id == by.id
    if not is_hers and not terms.current(session, group, owner.id, now):
        raise Invalid(
            f"{owner.name} is not in {group.name}. Choose somebody who is, or have them added"
            " first: a chair does that with `/wg add`.",
            field="owner",
        )


def _withdraw(session: Session, task: Task, reason: str) -> None:
    """Take back the reminders that wait, before somebody sends them."""
    outbox.withdraw(session, Subject.of(task), reason=reason)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
