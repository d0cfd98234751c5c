"""A chair who is away has a deputy, and somebody has handed over what she held."""

from datetime import timedelta

from demo.loader.world import World
from models import Person
from models.handovers import Choice, HeldKind
from services import access, deputies, groups, handovers

AWAY_WITH_DEPUTY = ("information-literacy", "saoirse", "zainab")
"""In which group which chair has named whom."""
FOR_DAYS = timedelta(days=10)
HANDED_OVER = ("metadata", "emil")
"""In which group somebody has handed over a task, and to whom."""


def tell(world: World) -> None:
    """Name the deputy, and pass on one task."""
    key, chair, deputy = AWAY_WITH_DEPUTY
    deputies.name(
        world.session,
        world.groups[key],
        world.people[deputy],
        last=world.today + FOR_DAYS,
        by=access.standing(world.session, world.people[chair], world.now),
    )
    key, receiver = HANDED_OVER
    for line in groups.roster(world.session, world.groups[key], world.now):
        if line.person.id != world.people[receiver].id and _hand_over(world, key, line.person):
            break


def _hand_over(world: World, key: str, giver: Person) -> bool:
    """One task of hers, if she has any."""
    who = access.standing(world.session, giver, world.now)
    held = handovers.held(world.session, giver, by=who, group=world.groups[key])
    of_tasks = [item.subject for item in held if item.kind is HeldKind.TASK]
    receiver = world.people[HANDED_OVER[1]]
    choices = [Choice(subject, receiver, "") for subject in of_tasks[-1:]]
    return bool(handovers.hand_over(world.session, giver, choices, by=who).passed)
