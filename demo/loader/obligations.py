"""What comes back every year or term in the demo, and what was made of it."""

from datetime import time, timedelta

from sqlmodel import select

from demo.loader.calls import COUNCIL
from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at
from demo.year.calls import MEETING_DAY
from models import Call, ObligationKind
from models.obligations import ObligationFacts
from services import obligations, tasks
from services.obligations.yearly_rhythms import Anchor, YearlyRhythm, describe

_KNOWN_FOR = timedelta(days=390)
_ASKED_AGAIN = 25
"""In how many days the call comes back whose draft waits by now."""
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
    _ask_again(world)


def _ask_again(world: World) -> None:
    """Let a call of this year come back, of which a draft was made some days ago."""
    session, group = world.session, world.groups[COUNCIL]
    manager, due_on = world.people[PROGRAM_MANAGER], world.today + timedelta(days=_ASKED_AGAIN)
    copied = session.exec(select(Call).where(Call.question == MEETING_DAY)).one()
    facts = ObligationFacts(
        "Day of the yearly meeting of all staff",
        describe(YearlyRhythm(Anchor.DATE, month=due_on.month, day=due_on.day)),
        kind=ObligationKind.CALL,
        lead_days=30,
        template_id=copied.id,
    )
    begun = at(due_on - timedelta(days=facts.lead_days + 3), time(9))
    row = obligations.add(session, group, facts, by=manager, now=begun)
    made_at = at(due_on - timedelta(days=facts.lead_days), time(9))
    obligations.make_due(session, row.id, made_at)
