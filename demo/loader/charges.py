"""What the demo tells of charges: one near its sunset, a proposal, and a review that let another
group go on with the work of one that has ended.
"""

from dataclasses import replace
from datetime import timedelta

from demo.groups import GROUPS
from demo.loader.world import World
from models import GroupAuthority, GroupKind, SunsetOutcome
from models.groups import ChargeFields
from models.proposals import ProposalFacts
from models.sunsets import ReviewFacts
from services import deliverables, groups, proposals, sunsets
from services.groups import Charge

NEAR, LEFT = "student-advisory", timedelta(days=45)
"""Whose charge ends soon, and in how long."""
DELIVERABLES = (
    ("Students recruited from every kind of campus", -30, True),
    ("Two trial sessions held", 14, False),
    ("A plan for the council", 40, False),
)
"""Each with its day, counted from today, and whether it is done."""
ENDED, HEIR = "discovery", "e-resources"
DISCOVERY_REPORT = (
    "All eighteen libraries have moved to the new search. Labels and facets are agreed, 64 students"
    " tested them, and 41 people were trained. The whole report: https://example.edu/discovery"
)
DISCOVERY_MOVED = (
    "The move is done. The Electronic Resources Committee looks after the search interface from now"
    " on."
)
PROPOSED = ProposalFacts(
    name="Reading Lists Working Group",
    kind=GroupKind.WORKING_GROUP,
    problem="Each library keeps course reading lists in its own way, and none is found by another.",
    beneficiaries="Faculty who teach at several campuses, and the students of their courses.",
    measure="Half of the libraries keep their lists in one format that the others can read.",
    participants="Reserves, teaching and systems people of colleges and universities, and faculty.",
    representation="Two of the four universities and five of the twelve campuses have said yes.",
)


def tell(world: World) -> None:
    """Write all of it, with the words of those whom it concerns."""
    _near_its_sunset(world)
    proposals.propose(
        world.session, PROPOSED, by=world.people["greta"], now=world.now - timedelta(days=3)
    )
    _handed_on(world)


def _near_its_sunset(world: World) -> None:
    group, chair = world.groups[NEAR], world.people["nkechi"]
    directions = [direction.id for direction in groups.directions_of(world.session, group)]
    charge = Charge(
        group.name,
        group.kind,
        group.charge,
        group.channel_id or "",
        group.is_private,
        directions,
        fields=replace(
            ChargeFields.of(group),
            sponsor="Council of Library Directors",
            reports_to="Council of Library Directors",
            authority=GroupAuthority.ADVISES,
            hours_a_month=6,
            sunset_on=world.today + LEFT,
        ),
    )
    then = world.now - timedelta(days=60)
    groups.change(world.session, group, charge, by=chair, now=then)
    for title, days, is_done in DELIVERABLES:
        due_on = world.today + timedelta(days=days)
        row = deliverables.add(world.session, group, title, due_on, by=chair, now=then)
        if is_done:
            done_at = world.now + timedelta(days=days)
            deliverables.set_done(world.session, row, group, is_done=True, by=chair, now=done_at)


def _handed_on(world: World) -> None:
    """Just before the group ends, which the operator's import then says."""
    [demo_group] = [row for row in GROUPS if row.key == ENDED]
    group = world.groups[ENDED]
    facts = ReviewFacts(SunsetOutcome.COMBINE, DISCOVERY_MOVED, into=world.groups[HEIR])
    ends_at = world.ends(demo_group) - timedelta(minutes=5)
    dag = world.people["dag"]
    sunsets.record(world.session, group, facts, report=DISCOVERY_REPORT, by=dag, now=ends_at)
