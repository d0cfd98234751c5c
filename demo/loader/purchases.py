"""What groups offered every library to buy together."""

from datetime import datetime, time, timedelta

from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at, workday
from demo.year.calls import NOTHING_GIVEN
from demo.year.joint_purchases import ANSWERS, OFFERS, DemoOffer
from models import Call, CallUnit
from models.calls import AnswerDoor
from models.offers import CostFormula, OfferFacts
from services import calls, terms
from services.calls import NewAnswer


def load(world: World) -> None:
    """Draft, declare, open, answer and close each, as people would."""
    for offer in OFFERS:
        _offer(world, offer)


def _offer(world: World, offer: DemoOffer) -> None:
    session, group = world.session, world.groups[offer.group]
    manager = world.people[PROGRAM_MANAGER]
    opens = at(workday(world.today + timedelta(days=offer.opened)), time(10))
    closes = at(workday(world.today + timedelta(days=offer.closes)), time(17))
    call = calls.draft(session, group, offer.until(closes), by=manager, now=opens)
    calls.declare(session, call, _terms(world, offer, opens), by=manager, now=opens)
    units = calls.open_call(session, call, group, by=manager, now=opens)
    step = (closes - opens) / (len(units) + 2)
    for place, (unit, letter) in enumerate(zip(units, offer.answers, strict=True)):
        is_last = place == offer.last
        when = closes - timedelta(hours=2) if is_last else opens + step * (place + 1)
        if letter != NOTHING_GIVEN:
            _answer(world, call, unit, ANSWERS[letter], when)
    calls.close(session, call, group, now=closes)


def _terms(world: World, offer: DemoOffer, opens: datetime) -> OfferFacts:
    group = world.groups[offer.group]
    units = calls.units_to_ask(world.session, group, offer.facts.unit_kind, opens)
    return OfferFacts(
        offer.vendor,
        *offer.period(world.today),
        CostFormula.STAFF_SIZE,
        total_cents=offer.total_cents,
        renewal=offer.renewal,
        notice_days=offer.notice_days,
        measures=calls.read_measures(offer.sizes, units, are_amounts=False),
        least_units=offer.least_units,
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
