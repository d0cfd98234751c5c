"""A year of tasks: most are done, some late;
and enough is open for everybody's lists and the next digest.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import select

from demo.groups import GROUPS, DemoGroup
from demo.loader.world import (
    WEEK,
    YEAR,
    World,
    active,
    at,
    day_of,
    habit,
    workday,
    workday_before,
)
from demo.year import YEARS
from models import MemberRole, Organization, Seat, Task
from services import digests, tasks

_TITLES = {year.group: year.tasks for year in YEARS}
_HOLDING, _HOLDING_LIBRARY = "oer", "tunxis"
_SHARING = ("nkechi", "greta")
OLD_TASKS_BEFORE_END = timedelta(days=35)
"""Tasks that were set before are settled, save a few; what is younger is told one by one."""


@dataclass(frozen=True)
class _RecentTask:
    """One task of these days, in days from today."""

    set_on: int
    due: int
    done: float | None = None
    """After which share of the time since the last digest it was done."""
    owner: str | None = "anyone"
    """``anyone`` by habit, ``chair``, or None where nobody has taken it."""
    after_digest: bool = False
    """Whether ``due`` is counted from the day of the next digest instead."""


_RECENT = (
    _RecentTask(-24, -9),
    _RecentTask(-18, -2, owner="chair"),
    _RecentTask(-21, 1, done=0.3),
    _RecentTask(-15, -1, done=0.7),
    _RecentTask(-12, 1, owner="chair", after_digest=True),
    _RecentTask(-10, 3, after_digest=True),
    _RecentTask(-6, 5, after_digest=True),
    _RecentTask(-4, 20),
    _RecentTask(-3, 12, owner=None),
)


def load(world: World) -> None:
    """Set the tasks of every group, oldest first, and finish those that were finished."""
    for demo_group in GROUPS:
        titles = _TITLES[demo_group.key]
        recents = _RECENT if demo_group in active() else ()
        _add_past_tasks(world, demo_group, titles[: len(titles) - len(recents)])
        for title, recent in zip(titles[len(titles) - len(recents) :], recents, strict=True):
            _add_recent(world, demo_group, title, recent)


def hold(world: World) -> None:
    """Tasks of one group that a seat and a library hold, and one that two people share, with a day
    of its own for the reminder. All are new.
    """
    key, set_at = _HOLDING, world.now - timedelta(hours=1)
    group, chair = world.groups[key], world.chair(next(row for row in GROUPS if row.key == key))
    seats = select(Seat).where(Seat.group_id == group.id, Seat.role == MemberRole.RECORDER)
    libraries = select(Organization).where(Organization.key == _HOLDING_LIBRARY)
    due = workday(world.today + timedelta(days=18))
    first, *others = [world.people[person] for person in _SHARING]
    for draft in (
        tasks.TaskDraft("Keep the list of decisions", world.session.exec(seats).one(), due, group),
        tasks.TaskDraft(
            "Count the courses that use open textbooks",
            world.session.exec(libraries).one(),
            due,
            group,
        ),
        tasks.TaskDraft(
            "Plan the open textbook workshop",
            first,
            due,
            group,
            co_owners=tuple(others),
            remind_on=workday_before(due - timedelta(days=7)),
        ),
    ):
        tasks.add(world.session, draft, by=chair, now=set_at)


def _add_past_tasks(world: World, demo_group: DemoGroup, titles: tuple[str, ...]) -> None:
    """Spread over the year, or the life of the group, and done by habit."""
    first = max(world.now - YEAR, world.begins(demo_group) + WEEK)
    last = world.ends(demo_group) - OLD_TASKS_BEFORE_END
    step = (last - first) / len(titles)
    for number, title in enumerate(titles):
        set_at = _office_hour(world, first + step * number)
        owner = _volunteer(world, demo_group, set_at)
        due = workday(set_at.date() + timedelta(days=world.random.randrange(12, 27)))
        task = _add(world, demo_group, title, owner, due, set_at)
        if done_at := _done_at(world, demo_group, owner, due, set_at):
            _finish(world, task, owner, done_at)


def _done_at(
    world: World, demo_group: DemoGroup, owner: str, due: date, set_at: datetime
) -> datetime | None:
    """On time, late, or very late; None for what somebody never got round to."""
    percent = world.random.randrange(100)
    on_time, late = habit(owner).finishes_on_time, habit(owner).finishes_late
    deadline = at(due, time(17, 0))
    latest = world.ends(demo_group) - timedelta(days=1)
    if percent < on_time:
        done_at = world.between(max(set_at, deadline - timedelta(days=6)), deadline)
    elif percent < on_time + late or demo_group.discharged is not None:
        done_at = world.between(deadline, deadline + timedelta(days=14))
    elif due < world.today - timedelta(days=60):
        done_at = world.between(deadline + timedelta(days=15), deadline + timedelta(days=45))
    else:
        return None
    return max(set_at, min(done_at, latest))


def _add_recent(world: World, demo_group: DemoGroup, title: str, recent: _RecentTask) -> None:
    set_at = _office_hour(world, world.now + timedelta(days=recent.set_on))
    owner = _owner(world, demo_group, recent, set_at)
    task = _add(world, demo_group, title, owner, _due(world, demo_group, recent), set_at)
    if recent.done is not None and owner:
        since = world.news_since(demo_group)
        _finish(world, task, owner, since + (world.now - since) * recent.done)


def _owner(
    world: World, demo_group: DemoGroup, recent: _RecentTask, set_at: datetime
) -> str | None:
    if recent.owner == "anyone":
        return _volunteer(world, demo_group, set_at)
    return demo_group.chair if recent.owner == "chair" else None


def _due(world: World, demo_group: DemoGroup, recent: _RecentTask) -> date:
    start = world.today
    if recent.after_digest and (slot := digests.next_slot(world.groups[demo_group.key], world.now)):
        start = day_of(slot)
    day = start + timedelta(days=recent.due)
    return workday(day) if recent.due > 0 else workday_before(day)


def _volunteer(world: World, demo_group: DemoGroup, when: datetime) -> str:
    """Somebody who was in the group then, the eager ones more often."""
    keys = world.members(demo_group, when)
    return world.random.choices(keys, weights=[habit(key).volunteers for key in keys])[0]


def _add(
    world: World, demo_group: DemoGroup, title: str, owner: str | None, due: date, set_at: datetime
) -> Task:
    draft = tasks.TaskDraft(
        title, world.people[owner] if owner else None, due, world.groups[demo_group.key]
    )
    return tasks.add(world.session, draft, by=world.chair(demo_group), now=set_at)


def _finish(world: World, task: Task, owner: str, done_at: datetime) -> None:
    """The owner says so, in Slack or on her own page."""
    tasks.finish(world.session, task, by=world.people[owner], now=done_at)


def _office_hour(world: World, moment: datetime) -> datetime:
    """A quarter of an hour of some working day near a moment."""
    day = workday(day_of(moment))
    clock = time(9 + world.random.randrange(8), 15 * world.random.randrange(4))
    return min(at(day, clock), world.now - timedelta(hours=1))
