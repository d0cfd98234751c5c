"""What the council offered every library to buy together: it broke even on its last day."""

from datetime import date, datetime, time, timedelta

from demo.loader.calls import COUNCIL
from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at, workday
from demo.year.calls import NOTHING_GIVEN
from demo.year.joint_purchases import ANSWERS, OFFER
from models import Call, CallUnit
from models.calls import AnswerDoor
from models.offers import CostFormula, OfferFacts
from services import calls, terms
from services.calls import NewAnswer


def load(world: World) -> None:
    """Draft, declare, open, answer and close it, as people would."""
    session, group = world.session, world.groups[COUNCIL]
    manager = world.people[PROGRAM_MANAGER]
    opens = at(workday(world.today + timedelta(days=OFFER.opened)), time(10))
    closes = at(workday(world.today + timedelta(days=OFFER.closes)), time(17))
    call = calls.draft(session, group, OFFER.until(closes), by=manager, now=opens)
    calls.declare(session, call, _terms(world, opens), by=manager, now=opens)
    units = calls.open_call(session, call, group, by=manager, now=opens)
    step = (closes - opens) / (len(units) + 2)
    for place, (unit, letter) in enumerate(zip(units, OFFER.answers, strict=True)):
        is_last = place == OFFER.last
        when = closes - timedelta(hours=2) if is_last else opens + step * (place + 1)
        if letter != NOTHING_GIVEN:
            _answer(world, call, unit, ANSWERS[letter], when)
    calls.close(session, call, group, now=closes)


def _terms(world: World, opens: datetime) -> OfferFacts:
    year, group = world.today.year + 1, world.groups[COUNCIL]
    units = calls.units_to_ask(world.session, group, OFFER.facts.unit_kind, opens)
    return OfferFacts(
        OFFER.vendor,
        date(year, 1, 1),
        date(year, 12, 31),
        CostFormula.STAFF_SIZE,
        total_cents=OFFER.total_cents,
        renewal=OFFER.renewal,
        notice_days=OFFER.notice_days,
        measures=calls.read_measures(OFFER.sizes, units, are_amounts=False),
        least_units=OFFER.least_units,
    )


def _answer(world: World, call: Call, unit: CallUnit, choice: str, when: datetime) -> None:
    first = terms.respondents(world.session, [unit.id], when)[unit.id][0]
    calls.answer(
        world.session,
        call,
        unit,
        NewAnswer((choice,)),
        by=first.person,
        capacity=first.capacity,
        door=AnswerDoor.SLACK,
        now=when,
    )
