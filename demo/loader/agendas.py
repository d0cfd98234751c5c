"""Agendas of some groups: an item that was carried, a consent part, and who wants to talk."""

from datetime import datetime, timedelta

from demo.groups import GROUPS, DemoGroup
from demo.loader.world import World
from demo.year.agendas import AGENDAS, DemoItem, PlannedAgenda
from models import AgendaPurpose, Person
from models.agendas import ItemDraft
from services import agendas, groups, meetings

BEFORE_LAST = timedelta(days=3)
"""How long before the last meeting somebody proposed what was carried from it."""
LATELY = timedelta(hours=30)


def load(world: World) -> None:
    """Set when agendas are posted, propose, carry on, and pull, as their members would."""
    by_key = {demo_group.key: demo_group for demo_group in GROUPS}
    for planned in AGENDAS:
        _plan(world, by_key[planned.group], planned)


def _plan(world: World, demo_group: DemoGroup, planned: PlannedAgenda) -> None:
    session, group, chair = world.session, world.groups[demo_group.key], world.chair(demo_group)
    groups.change_digest(
        session,
        group,
        weekday=group.digest_weekday,
        at=group.digest_time,
        quiet_week=group.quiet_week,
        agenda_hours=planned.hours,
        by=chair,
        now=world.now - LATELY,
    )
    session.flush()
    held = meetings.latest_held(session, group, now=world.now - LATELY)
    carried = [item for item in planned.items if item.was_carried]
    if held is not None and carried:
        for item in carried:
            _propose(world, demo_group, item, held.starts_at - BEFORE_LAST)
        agendas.carry_over(session, held, now=held.ends_at + agendas.CARRIED_AFTER)
    for item in planned.items:
        if held is None or not item.was_carried:
            _propose(world, demo_group, item, world.now - LATELY)


def _propose(world: World, demo_group: DemoGroup, item: DemoItem, now: datetime) -> None:
    """By whoever leads through it; of the consent part, by the chair, who marks it."""
    session, group = world.session, world.groups[demo_group.key]
    owner = _member(world, demo_group, item.member)
    draft = ItemDraft(
        item.title,
        owner,
        item.minutes,
        AgendaPurpose(item.purpose),
        item.papers,
        is_consent=item.is_consent,
    )
    by = world.chair(demo_group) if item.is_consent else owner
    row = agendas.add(session, group, draft, by=by, now=now)
    if item.is_pulled:
        agendas.pull(session, row, by=_member(world, demo_group, 3), now=now)


def _member(world: World, demo_group: DemoGroup, place: int) -> Person:
    return world.people[demo_group.members[place % len(demo_group.members)]]
