"""What comes back every year or term in the demo, and what was made of it."""

from datetime import time, timedelta

from demo.loader.calls import COUNCIL
from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at
from models.obligations import ObligationFacts
from services import obligations, tasks

_KNOWN_FOR = timedelta(days=390)
OBLIGATIONS = (
    ObligationFacts(
        "Annual statistics",
        "every October 15",
        details="Every library sends its figures for the national survey.",
        lead_days=30,
        is_of_consortium=True,
    ),
    ObligationFacts(
        "Budget figures for the next fiscal year",
        "two weeks before the fiscal year ends",
        lead_days=45,
        is_of_consortium=True,
    ),
    ObligationFacts("Check of contacts", "first Monday of each semester", lead_days=14),
)


def come_back(world: World) -> None:
    """Write them down more than a year ago, and make what came since, which was done by its day."""
    session, group = world.session, world.groups[COUNCIL]
    manager, begun = world.people[PROGRAM_MANAGER], world.now - _KNOWN_FOR
    for facts in OBLIGATIONS:
        row = obligations.add(session, group, facts, by=manager, now=begun)
        while True:
            due_on = obligations.next_of(session, row)
            made_at = max(at(due_on - timedelta(days=row.lead_days), time(9)), begun)
            if made_at > world.now:
                break
            made = obligations.make_due(session, row.id, made_at)
            done_at = at(due_on - timedelta(days=1), time(15))
            for line in made.lines if made else ():
                if line.task is not None and done_at <= world.now:
                    tasks.finish(session, line.task, by=manager, now=done_at)
