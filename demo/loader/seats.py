"""The demo's groups, who joined them when, and the one that has finished."""

from datetime import datetime, timedelta

from demo.groups import GROUPS
from demo.groups import Group as Told
from demo.loader.world import YEAR, World
from models import Group, MemberRole, QuietWeek
from services import consortium, groups, import_export
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
    directions = {one.key: one.id for one in consortium.directions(world.session)}
    for told in GROUPS:
        world.groups[told.key] = group = _start(
            world, told, [directions[key] for key in told.directions]
        )
        for key in (*told.members, *told.partners):
            world.joined[told.key, key] = _moment(world, told, key)
        for key in sorted({*told.members, *told.partners} - {told.chair}):
            _seat(world, told, group, key)


def discharge(world: World) -> None:
    """Close the groups that have finished, on the operator's word."""
    header = ["name", "kind", "charge", "discharged_on"]
    for told in GROUPS:
        if told.discharged is not None:
            when = world.ends(told)
            row = [
                told.name,
                told.kind,
                told.charge,
                (world.today + timedelta(days=told.discharged)).isoformat(),
            ]
            plan = import_export.plan(
                world.session, {"groups.csv": to_csv([header, row])}, now=when
            )
            import_export.apply(world.session, plan, now=when)


def _start(world: World, told: Told, direction_ids: list[int]) -> Group:
    charge = groups.Charge(
        name=told.name,
        kind=told.kind,
        charge=told.charge,
        channel_id=told.channel.slack_id,
        channel_is_private=told.channel.is_private,
        direction_ids=direction_ids,
    )
    chair, then = world.chair(told), world.begins(told)
    group = groups.start(world.session, charge, chair=chair, by=chair, now=then)
    return groups.change_digest(
        world.session,
        group,
        weekday=told.digest.weekday,
        at=told.digest.at,
        quiet_week=QuietWeek(told.digest.quiet_week),
        by=chair,
        now=then,
    )


def _moment(world: World, told: Told, key: str) -> datetime:
    """Chairs from the first day, newcomers since the last digest, the others some time between."""
    begins = world.begins(told)
    if key in (told.chair, told.co_chair):
        return begins
    if (told.key, key) in NEWCOMERS:
        return world.between(world.news_since(told), world.now)
    last = max(begins + timedelta(days=10), world.ends(told) - YEAR - SETTLED)
    return world.between(begins, last)


def _seat(world: World, told: Told, group: Group, key: str) -> None:
    person, when, chair = world.people[key], world.joined[told.key, key], world.chair(told)
    if person.slack_id and not (person.is_guest or group.is_private or key == told.co_chair):
        groups.join(world.session, group, person, now=when)
        return
    groups.add(world.session, group, [person], by=chair, now=when)
    if key == told.co_chair:
        groups.set_role(world.session, group, person.id, MemberRole.CO_CHAIR, by=chair, now=when)
