"""What can happen to a task. Every verb writes history, and the ledger where work was done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import (
    ContributionKind,
    CoOwner,
    Group,
    HistoryEntry,
    Organization,
    OrganizationKind,
    Person,
    Seat,
    Snooze,
    Task,
)
from models.columns import LONG_AGO
from models.subjects import Subject
from models.tasks import Owner
from services import consortium, contributions, history, outbox, terms
from services.errors import Conflict, Invalid

LONGEST_TITLE = 500


@dataclass(frozen=True)
class TaskDraft:
    """What is asked for when a task is added. Validated by ``add``."""

    title: str
    owner: Owner | None
    """None where nobody has taken it yet, which only a group's task can be."""
    due_on: date | None = None
    group: Group | None = None
    """From ``access.group_to_work_in``, or None for a task of one's own outside any group."""
    source_link: str = ""
    co_owners: tuple[Person, ...] = ()
    """Who owns it beside its owner, where that is somebody."""
    remind_on: date | None = None
    """The day on which its owners are first reminded, where that is not the usual one."""


def add(session: Session, draft: TaskDraft, *, by: Person, now: datetime) -> Task:
    """Add a task. Raises ``Invalid`` with the field at fault."""
    title = " ".join(draft.title.split())
    if not title:
        raise Invalid("Say what is to be done, such as “Review norm rules”.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"Say it in at most {LONGEST_TITLE} characters.", field="title")
    group_id = draft.group.id if draft.group else None
    if draft.group is None and (draft.co_owners or not _is_of(draft.owner, by)):
        raise _not_ones_own()
    _check_owners(session, draft.owner, draft.co_owners, draft.group, by=by, now=now)
    _check_reminder(session, draft.remind_on, draft.due_on, now)
    task = Task(
        title=title,
        due_on=draft.due_on,
        remind_on=draft.remind_on,
        group_id=group_id,
        source_link=draft.source_link,
        created_by=by.id,
        created_at=now,
        owner_id=draft.owner.id if isinstance(draft.owner, Person) else None,
        library_id=draft.owner.id if isinstance(draft.owner, Organization) else None,
        seat_id=draft.owner.id if isinstance(draft.owner, Seat) else None,
    )
    session.add(task)
    session.flush()
    owners = _facts_of(draft.owner, draft.co_owners)
    shared = {person.id for person in draft.co_owners} - {task.owner_id}
    session.add_all(CoOwner(task_id=task.id, person_id=row_id) for row_id in sorted(shared))
    days = _days(draft.due_on, draft.remind_on)
    after = {"title": title, **owners, **days, "group": group_id}
    history.record(session, "task.added", Subject.of(task), by=by, now=now, after=after)
    return task


def finish(session: Session, task: Task, *, by: Person, now: datetime) -> bool:
    """Mark a task from ``access.task_to_edit`` as done; False where it was done already.

    The work is credited to whoever owns it at this moment, to each where several do, or to whoever
    finished it where nobody does. Of a task that a library or a seat holds they stay its owners.
    """
    if task.done_at is not None:
        return False
    owners = terms.owners_of_tasks(session, [task], now)[task.id]
    if _is_held(task):
        _name_owners(session, task, owners)
    task.done_at, task.done_by = now, by.id
    session.add(task)
    _withdraw(session, task, "the task is done")
    workers = owners or (by,)
    contributions.credit_each(
        session,
        [(worker, ContributionKind.COMPLETED_TASK) for worker in workers],
        of=Subject.of(task),
        group_id=task.group_id,
        occurred_at=now,
    )
    ids = [worker.id for worker in workers]
    after = {"credited": ids[0] if len(ids) == 1 else ids}
    history.record(session, "task.done", Subject.of(task), by=by, now=now, after=after)
    return True


def reopen(session: Session, task: Task, *, by: Person, now: datetime) -> bool:
    """Open a task from ``access.task_to_edit`` again, and take the credit back;
    False where it is open.
    """
    if task.done_at is None:
        return False
    for worker_id in _named_ids(session, task) or filter(None, [task.done_by]):
        contributions.take_back(
            session, worker_id, ContributionKind.COMPLETED_TASK, of=Subject.of(task)
        )
    if _is_held(task):
        _name_owners(session, task, ())
    before = {"done_at": task.done_at.isoformat(), "done_by": task.done_by}
    task.done_at, task.done_by = None, None
    session.add(task)
    history.record(session, "task.reopened", Subject.of(task), by=by, now=now, before=before)
    return True


def take_back(session: Session, task: Task, *, by: Person, now: datetime) -> None:
    """Undo a task that was added by mistake, and on which nobody has worked; history keeps it."""
    check_open(task)
    _withdraw(session, task, "the task was taken back")
    before = {"title": task.title, **_owner_facts(session, task)}
    history.record(session, "task.taken back", Subject.of(task), by=by, now=now, before=before)
    for table in (CoOwner, Snooze):
        session.exec(delete(table).where(col(table.task_id) == task.id))
    session.delete(task)
    session.flush()


def change_due(
    session: Session,
    task: Task,
    due_on: date | None,
    *,
    remind_on: date | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Set another due day, in the owner's zone, or none, and the day of the first reminder, where
    that is not the usual one. Raises ``Conflict`` for a finished task, and ``Invalid`` for a day of
    the reminder that cannot be.

    A new day is a new agreement, so nothing stays put off.
    """
    check_open(task)
    if remind_on != task.remind_on or due_on != task.due_on:
        _check_reminder(session, remind_on, due_on, now)
    before, after = _days(task.due_on, task.remind_on), _days(due_on, remind_on)
    task.due_on, task.remind_on = due_on, remind_on
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
    owner: Owner | None,
    *,
    co_owners: Sequence[Person] = (),
    group: Group | None,
    by: Person | None,
    now: datetime,
) -> bool:
    """Give a task to another person, to several, to a library or a seat, or to nobody; False where
    it is theirs already. ``by`` is None where only time has done so.

    ``group`` is the task's group. Raises ``Conflict`` for a finished task and ``Invalid`` for an
    owner who cannot have it.
    """
    check_open(task)
    before, had = _owner_facts(session, task), _named_ids(session, task)
    if before == _facts_of(owner, co_owners):
        return False
    if group is None:
        raise _not_ones_own()
    _check_owners(session, owner, co_owners, group, had=had, by=by, now=now)
    _write_owners(session, task, owner, co_owners)
    after = _owner_facts(session, task)
    _withdraw(session, task, "the task has another owner")
    history.record(
        session, "task.reassigned", Subject.of(task), by=by, now=now, before=before, after=after
    )
    return True


def replace_owner(
    session: Session,
    task: Task,
    person: Person,
    receiver: Person | None,
    *,
    group: Group | None,
    by: Person | None,
    now: datetime,
) -> bool:
    """Give what one owner has of a task to another person, or to nobody; the other owners stay.

    Who had it a moment ago, and was let go meanwhile, still passes it on. False where that changes
    nothing. Raises what ``reassign`` raises.
    """
    receivers = {person.id: receiver.id if receiver else None}
    had = dict.fromkeys([*_named_ids(session, task), person.id])
    ids = [receivers.get(owner_id, owner_id) for owner_id in had]
    rows = [session.get_one(Person, owner_id) for owner_id in dict.fromkeys(ids) if owner_id]
    first, others = (rows[0], rows[1:]) if rows else (None, [])
    return reassign(session, task, first, co_owners=others, group=group, by=by, now=now)


def pass_on(
    session: Session, group: Group, heir: Group, *, by: Person, now: datetime
) -> Sequence[Task]:
    """Let the open tasks of a group be those of another one, which goes on with its work, and
    return them. Who may not know of a private one owns none there, and what a seat held has to be
    given to somebody.
    """
    is_open = col(Task.done_at).is_(None)
    statement = select(Task).where(Task.group_id == group.id, is_open).order_by(col(Task.id))
    found = session.exec(statement).all()
    members = {line.person.id for line in terms.roster(session, heir, now)}
    for task in found:
        before = {"group": group.id, **_owner_facts(session, task)}
        task.group_id, task.seat_id = heir.id, None
        named = _named_ids(session, task)
        stay = [owner_id for owner_id in named if owner_id in members or not heir.is_private]
        if stay != named:
            _name_owners(session, task, [session.get_one(Person, owner_id) for owner_id in stay])
        session.add(task)
        _withdraw(session, task, "the task is in another group")
        after = {"group": heir.id, **_owner_facts(session, task)}
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


def _check_owners(
    session: Session,
    owner: Owner | None,
    co_owners: Sequence[Person],
    group: Group | None,
    *,
    had: Collection[int] = (),
    by: Person | None,
    now: datetime,
) -> None:
    """``had`` are the ids of those who own it already, and may go on."""
    if group is None:
        return
    if isinstance(owner, Organization):
        _check_library(session, owner, now)
    elif isinstance(owner, Seat) and (owner.group_id != group.id or owner.closed_at is not None):
        raise Invalid(
            f"{group.name} has no such seat. Type `/wg seats` to see its seats.", field="holder"
        )
    if co_owners and not isinstance(owner, Person):
        raise Invalid("Say whose task it is, before others share it.", field="co_owners")
    for person in co_owners:
        if person.id not in had:
            _check_person(session, person, group, by=by, now=now, field="co_owners")
    if isinstance(owner, Person) and owner.id not in had:
        _check_person(session, owner, group, by=by, now=now, field="owner")


def _check_library(session: Session, library: Organization, now: datetime) -> None:
    is_member = library.kind is OrganizationKind.LIBRARY
    if not is_member or not library.is_active_on(consortium.today(session, now)):
        raise Invalid(
            f"{library.short_name} is no member library now. Choose another one.", field="holder"
        )


def _check_person(
    session: Session,
    owner: Person,
    group: Group,
    *,
    by: Person | None,
    now: datetime,
    field: str,
) -> None:
    """Anybody who may change a task may take it."""
    if not owner.is_active:
        raise Invalid(f"{owner.name} is no longer active here. Choose somebody else.", field=field)
    is_hers = by is not None and owner.id == by.id
    if not is_hers and not terms.current(session, group, owner.id, now):
        raise Invalid(
            f"{owner.name} is not in {group.name}. Choose somebody who is, or have them added"
            " first: a chair does that with `/wg add`.",
            field=field,
        )


def _not_ones_own() -> Invalid:
    return Invalid(
        "A task outside any group is your own. Add it in a group instead.", field="owner"
    )


def _is_of(owner: Owner | None, person: Person) -> bool:
    return isinstance(owner, Person) and owner.id == person.id


def _is_held(task: Task) -> bool:
    return task.library_id is not None or task.seat_id is not None


def _write_owners(
    session: Session, task: Task, owner: Owner | None, co_owners: Sequence[Person]
) -> None:
    task.library_id = owner.id if isinstance(owner, Organization) else None
    task.seat_id = owner.id if isinstance(owner, Seat) else None
    named = [owner, *co_owners] if isinstance(owner, Person) else []
    _name_owners(session, task, named)


def _name_owners(session: Session, task: Task, owners: Sequence[Person]) -> None:
    """Let exactly these people own it by name, the first as its owner."""
    session.exec(delete(CoOwner).where(col(CoOwner.task_id) == task.id))
    ids = list(dict.fromkeys(owner.id for owner in owners))
    task.owner_id = ids[0] if ids else None
    # Who shares it is no part of its row, and is to be reminded all the same.
    task.check_at = LONG_AGO
    session.add_all([task, *(CoOwner(task_id=task.id, person_id=row_id) for row_id in ids[1:])])
    session.flush()


def _named_ids(session: Session, task: Task) -> list[int]:
    """The ids of those who own it by name, the first as its owner."""
    if task.owner_id is None:
        return []
    shared = select(CoOwner.person_id).where(CoOwner.task_id == task.id)
    return [task.owner_id, *session.exec(shared.order_by(col(CoOwner.person_id)))]


def _owner_facts(session: Session, task: Task) -> dict[str, object]:
    """Whose it is, for the history."""
    return _facts(_named_ids(session, task), task.library_id, task.seat_id)


def _facts_of(owner: Owner | None, co_owners: Sequence[Person]) -> dict[str, object]:
    return _facts(
        [owner.id, *(person.id for person in co_owners)] if isinstance(owner, Person) else [],
        owner.id if isinstance(owner, Organization) else None,
        owner.id if isinstance(owner, Seat) else None,
    )


def _facts(named: Sequence[int], library_id: int | None, seat_id: int | None) -> dict[str, object]:
    different = [*dict.fromkeys(named)]
    found = {
        "library": library_id,
        "seat": seat_id,
        "co_owners": sorted(different[1:]),
    }
    return {"owner": different[0] if different else None} | {
        name: value for name, value in found.items() if value
    }


def _withdraw(session: Session, task: Task, reason: str) -> None:
    """Take back the reminders that wait, before somebody sends them."""
    outbox.withdraw(session, Subject.of(task), reason=reason)


def _check_reminder(
    session: Session, remind_on: date | None, due_on: date | None, now: datetime
) -> None:
    if remind_on is None:
        return
    if due_on is None or remind_on >= due_on:
        raise Invalid(
            "Choose a day for the reminder that is before the due day. On that I remind anyway.",
            field="remind",
        )
    if remind_on < consortium.today(session, now):
        raise Invalid("That day has passed. Choose a later one for the reminder.", field="remind")


def _days(due_on: date | None, remind_on: date | None) -> dict[str, str | None]:
    """The days of a task, for the history."""
    reminder = {"remind_on": remind_on.isoformat()} if remind_on else {}
    return {"due_on": _iso(due_on)} | reminder


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
