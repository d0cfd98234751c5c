"""A year of tasks: most are done, some late;
and enough is open for everybody's lists and the next digest.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from demo.groups import GROUPS
from demo.groups import Group as Told
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
from models import Task
from services import digests, tasks

_TITLES = {year.group: year.tasks for year in YEARS}
LONG_AGO = timedelta(days=35)
"""Tasks that were set before are settled, save a few; what is younger is told one by one."""


@dataclass(frozen=True)
class _Fresh:
    """One task of these days, in days from today."""

    set_on: int
    due: int
    done: float | None = None
    """After which share of the time since the last digest it was done."""
    owner: str | None = "anyone"
    """``anyone`` by habit, ``chair``, or None where nobody has taken it."""
    after_digest: bool = False
    """Whether ``due`` is counted from the day of the next digest instead."""


_FRESH = (
    _Fresh(-24, -9),
    _Fresh(-18, -2, owner="chair"),
    _Fresh(-21, 1, done=0.3),
    _Fresh(-15, -1, done=0.7),
    _Fresh(-12, 1, owner="chair", after_digest=True),
    _Fresh(-10, 3, after_digest=True),
    _Fresh(-6, 5, after_digest=True),
    _Fresh(-4, 20),
    _Fresh(-3, 12, owner=None),
)


def tell(world: World) -> None:
    """Set the tasks of every group, oldest first, and finish those that were finished."""
    for told in GROUPS:
        titles = _TITLES[told.key]
        fresh = _FRESH if told in active() else ()
        _settle(world, told, titles[: len(titles) - len(fresh)])
        for title, one in zip(titles[len(titles) - len(fresh) :], fresh, strict=True):
            _set_fresh(world, told, title, one)


def _settle(world: World, told: Told, titles: tuple[str, ...]) -> None:
    """Spread over the year, or the life of the group, and done by habit."""
    first = max(world.now - YEAR, world.begins(told) + WEEK)
    last = world.ends(told) - LONG_AGO
    step = (last - first) / len(titles)
    for number, title in enumerate(titles):
        set_at = _office_hour(world, first + step * number)
        owner = _volunteer(world, told, set_at)
        due = workday(set_at.date() + timedelta(days=world.chance.randrange(12, 27)))
        task = _add(world, told, title, owner, due, set_at)
        if done_at := _done_at(world, told, owner, due, set_at):
            _finish(world, told, task, owner, done_at)


def _done_at(world: World, told: Told, owner: str, due: date, set_at: datetime) -> datetime | None:
    """On time, late, or very late; None for what somebody never got round to."""
    percent = world.chance.randrange(100)
    on_time, late = habit(owner).finishes_on_time, habit(owner).finishes_late
    deadline = at(due, time(17, 0))
    latest = world.ends(told) - timedelta(days=1)
    if percent < on_time:
        done_at = world.between(max(set_at, deadline - timedelta(days=6)), deadline)
    elif percent < on_time + late or told.discharged is not None:
        done_at = world.between(deadline, deadline + timedelta(days=14))
    elif due < world.today - timedelta(days=60):
        done_at = world.between(deadline + timedelta(days=15), deadline + timedelta(days=45))
    else:
        return None
    return max(set_at, min(done_at, latest))


def _set_fresh(world: World, told: Told, title: str, fresh: _Fresh) -> None:
    set_at = _office_hour(world, world.now + timedelta(days=fresh.set_on))
    owner = _owner(world, told, fresh, set_at)
    task = _add(world, told, title, owner, _due(world, told, fresh), set_at)
    if fresh.done is not None and owner:
        since = world.news_since(told)
        _finish(world, told, task, owner, since + (world.now - since) * fresh.done)


def _owner(world: World, told: Told, fresh: _Fresh, set_at: datetime) -> str | None:
    if fresh.owner == "anyone":
        return _volunteer(world, told, set_at)
    return told.chair if fresh.owner == "chair" else None


def _due(world: World, told: Told, fresh: _Fresh) -> date:
    start = world.today
    if fresh.after_digest and (slot := digests.next_slot(world.groups[told.key], world.now)):
        start = day_of(slot)
    day = start + timedelta(days=fresh.due)
    return workday(day) if fresh.due > 0 else workday_before(day)


def _volunteer(world: World, told: Told, when: datetime) -> str:
    """Somebody who was in the group then, the eager ones more often."""
    keys = world.members(told, when)
    return world.chance.choices(keys, weights=[habit(key).volunteers for key in keys])[0]


def _add(
    world: World, told: Told, title: str, owner: str | None, due: date, set_at: datetime
) -> Task:
    draft = tasks.TaskDraft(
        title, world.people[owner] if owner else None, due, world.groups[told.key]
    )
    return tasks.add(world.session, draft, by=world.chair(told), now=set_at)


def _finish(world: World, told: Told, task: Task, owner: str, done_at: datetime) -> None:
    """The owner says so; for a partner without Slack, the chair does."""
    person = world.people[owner]
    tasks.finish(
        world.session, task, by=person if person.slack_id else world.chair(told), now=done_at
    )


def _office_hour(world: World, moment: datetime) -> datetime:
    """A quarter of an hour of some working day near a moment."""
    day = workday(day_of(moment))
    clock = time(9 + world.chance.randrange(8), 15 * world.chance.randrange(4))
    return min(at(day, clock), world.now - timedelta(hours=1))
