"""The demo's groups, who joined them when, and the one that has finished."""

from datetime import datetime, timedelta

from demo.groups import GROUPS, DemoGroup
from demo.loader.world import YEAR, World
from models import Group, MemberRole, QuietWeek
from models.groups import ChargeFields
from services import consortium, groups, import_export, terms
from services.spreadsheets import to_csv

NEWCOMERS = {
    ("metadata", "mateo"),
    ("oer", "otis"),
    ("information-literacy", "greta"),
    ("resource-sharing", "hollis"),
    ("accessibility", "luis"),
}
"""Who has joined which group only this week."""
SETTLED = timedelta(days=30)
"""Everybody else was there before the year that is told, or almost since the group began."""


def fill(world: World) -> None:
    """Start every group with its chairs, and let the others join in the course of time."""
    directions = {direction.key: direction.id for direction in consortium.directions(world.session)}
    for demo_group in GROUPS:
        world.groups[demo_group.key] = group = _start(
            world, demo_group, [directions[key] for key in demo_group.directions]
        )
        for key in (*demo_group.members, *demo_group.partners):
            world.joined[demo_group.key, key] = _moment(world, demo_group, key)
        for key in sorted({*demo_group.members, *demo_group.partners} - {demo_group.chair}):
            _join(world, demo_group, group, key)


def discharge(world: World) -> None:
    """Close the groups that have finished, on the operator's word."""
    header = ["name", "kind", "charge", "discharged_on"]
    for demo_group in GROUPS:
        if demo_group.discharged is not None:
            when = world.ends(demo_group)
            row = [
                demo_group.name,
                demo_group.kind,
                demo_group.charge,
                (world.today + timedelta(days=demo_group.discharged)).isoformat(),
            ]
            plan = import_export.plan(
                world.session, {"groups.csv": to_csv([header, row])}, now=when
            )
            import_export.apply(world.session, plan, now=when)


def _start(world: World, demo_group: DemoGroup, direction_ids: list[int]) -> Group:
    charge = groups.Charge(
        name=demo_group.name,
        kind=demo_group.kind,
        charge=demo_group.charge,
        channel_id=demo_group.channel.slack_id,
        channel_is_private=demo_group.channel.is_private,
        direction_ids=direction_ids,
        fields=ChargeFields(hours_a_month=demo_group.hours) if demo_group.hours else None,
    )
    chair, then = world.chair(demo_group), world.begins(demo_group)
    group = groups.start(world.session, charge, chair=chair, by=chair, now=then)
    return groups.change_digest(
        world.session,
        group,
        weekday=demo_group.digest.weekday,
        at=demo_group.digest.at,
        quiet_week=QuietWeek(demo_group.digest.quiet_week),
        by=chair,
        now=then,
    )


def _moment(world: World, demo_group: DemoGroup, key: str) -> datetime:
    """Chairs from the first day, newcomers since the last digest, the others some time between."""
    begins = world.begins(demo_group)
    if key in (demo_group.chair, demo_group.co_chair):
        return begins
    if (demo_group.key, key) in NEWCOMERS:
        return world.between(world.news_since(demo_group), world.now)
    last = max(begins + timedelta(days=10), world.ends(demo_group) - YEAR - SETTLED)
    return world.between(begins, last)


def _join(world: World, demo_group: DemoGroup, group: Group, key: str) -> None:
    person, when, chair = (
        world.people[key],
        world.joined[demo_group.key, key],
        world.chair(demo_group),
    )
    is_open = terms.is_open(group, when)
    if person.slack_id and is_open and not (person.is_guest or key == demo_group.co_chair):
        groups.join(world.session, group, person, now=when)
        return
    groups.add(world.session, group, [person], by=chair, now=when)
    if key == demo_group.co_chair:
        groups.set_role(world.session, group, person.id, MemberRole.CO_CHAIR, by=chair, now=when)
