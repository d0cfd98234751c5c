"""Makes what comes back every year or term ahead of its day, and tells those who lead the group."""

import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, MakingOutcome, Task, reach
from models.database import reading, unit_of_work
from models.messages import ASSIGNED, OBLIGATION_MADE, Key, Recipient
from models.subjects import Subject
from services import access, leaders, obligations, outbox, tasks
from services.obligations import Made
from views import obligations as views
from views import tasks as task_views

log = logging.getLogger(__name__)


def run_due(now: datetime) -> int:
    """End what groups left that were discharged, and make what is due; how many groups and
    obligations.
    """
    with reading() as session:
        left = obligations.left_by_groups(session, now)
        due = obligations.due(session, now)
    done = sum(_is_done(_end, group_id, now) for group_id in left)
    return done + sum(_is_done(_make, obligation_id, now) for obligation_id in due)


def _is_done(act: Callable[[int, datetime], bool], number: int, now: datetime) -> bool:
    try:
        return act(number, now)
    except Exception:
        # What goes wrong with one must not stand in the way of the others.
        log.exception("%s could not be done for %s", act.__name__, number)
        return False


def _end(group_id: int, now: datetime) -> bool:
    """What came back in a group that ended on a day that was set ahead, or by an import."""
    with unit_of_work() as session:
        group = session.get_one(Group, group_id)
        return obligations.end_with_group(session, group, by=None, now=now) > 0


def _make(obligation_id: int, now: datetime) -> bool:
    with unit_of_work() as session:
        made = obligations.make_due(session, obligation_id, now)
        if made is None:
            return False
        _tell(session, made, now)
        return True


def _tell(session: Session, made: Made, now: datetime) -> None:
    """Promise word of drafts, and of what was not made, to those who lead the group; of a task to
    whose it is.
    """
    row, group = made.obligation, made.group
    people = [
        *leaders.managers_in_slack(session, now),
        *leaders.chairs_in_slack(session, [group.id], now)[group.id],
    ]
    for line in made.lines:
        if line.task is not None:
            _tell_owners(session, line.task, now)
            continue
        if line.call is None and line.making.outcome is MakingOutcome.MADE:
            continue
        outbox.tell(
            session,
            people,
            views.came_back(row, group, line),
            kind=OBLIGATION_MADE,
            subject=Subject.of(row),
            now=now,
            occurrence=line.making.due_on.isoformat(),
        )


def _tell_owners(session: Session, task: Task, now: datetime) -> None:
    """Promise word of a task that was made to those who have it, by their library or seat."""
    line, about = access.task_line(session, task, now), Subject.of(task)
    occurrence = tasks.revision(session, task)
    for owner in line.owners:
        if reach.medium_of(owner) is None:
            continue
        today = now.astimezone(ZoneInfo(owner.zone)).date()
        outbox.post(
            session,
            task_views.came_back(line, to=owner, today=today),
            to=Recipient.person(owner),
            key=Key(ASSIGNED, about, occurrence, Subject.of(owner)),
            now=now,
            subject=about,
        )
