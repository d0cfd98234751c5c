"""The terms of an offer: declared beside its draft, and frozen when it opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from models import (
    Call,
    CallAnswer,
    CallKind,
    CallUnit,
    CallUnitLibrary,
    Offer,
    Organization,
    Person,
)
from models.calls import CallFacts, IfSilent, UnitKind
from models.columns import NAME_LENGTH
from models.money import in_dollars
from models.offers import (
    HUNDREDTHS,
    LONGEST_COMMITMENT_LEAD,
    MOST_LEADS,
    MOST_NOTICE_DAYS,
    RENEWAL_LENGTH,
    SIZED,
    CostFormula,
    OfferAnswer,
    OfferFacts,
    OfferUnit,
)
from models.subjects import Subject
from services import history
from services.calls.units import UnitAsked, key_of
from services.errors import Conflict, Invalid

NO_TERMS = "Declare the terms of the offer first."
LONGEST_OFFER = timedelta(days=3660)


def offer_of(session: Session, call: Call) -> Offer | None:
    """The terms of a call; None where none are declared."""
    if call.kind is not CallKind.OFFER:
        return None
    return session.exec(select(Offer).where(Offer.call_id == call.id)).first()


def facts_of(offer: Offer) -> OfferFacts:
    """What the terms say, as their form would."""
    return OfferFacts(**{field.name: getattr(offer, field.name) for field in fields(OfferFacts)})


def plain_facts(session: Session, call: Call) -> dict[str, Any]:
    """What the terms of a draft say, as JSON holds it; nothing where there are none."""
    offer = offer_of(session, call)
    return _plain(facts_of(offer)) if offer else {}


def declare(session: Session, call: Call, facts: OfferFacts, *, by: Person, now: datetime) -> Offer:
    """Declare the terms of a draft from ``access.draft_to_edit``, or change them. Raises
    ``Invalid`` with the field at fault.
    """
    if call.kind is not CallKind.OFFER:
        raise Conflict("This call is not an offer any more.")
    values = asdict(_checked(facts))
    offer = offer_of(session, call)
    before = _plain(facts_of(offer)) if offer else {}
    if offer is None:
        offer = Offer(call_id=call.id, **values)
    for name, value in values.items():
        setattr(offer, name, value)
    session.add(offer)
    session.flush()
    after = _plain(facts_of(offer))
    changed = sorted(name for name in after if before.get(name) != after[name])
    history.record(
        session,
        "call.terms declared",
        Subject.of(call),
        by=by,
        now=now,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
    )
    return offer


def forget(session: Session, call: Call) -> None:
    """Let a draft that is not an offer any more have no terms."""
    session.exec(delete(Offer).where(col(Offer.call_id) == call.id))


def check_call(facts: CallFacts) -> None:
    """Raise ``Invalid`` where what is chosen for a call does not go with an offer."""
    if facts.unit_kind is UnitKind.SEAT:
        raise Invalid(
            "An offer goes to libraries or voting units, not to seats.", field="unit_kind"
        )
    if facts.if_silent is IfSilent.YES:
        raise Invalid("Nobody joins and pays by saying nothing. Choose another.", field="if_silent")
    if facts.weights:
        raise Invalid("In an offer there are no votes. Leave this empty.", field="weights")


def unmeasured(session: Session, offer: Offer, units: Sequence[UnitAsked]) -> tuple[str, ...]:
    """The units without the size or amount by which their share is measured, by name."""
    found = measures(session, offer, {unit.key: unit.libraries for unit in units})
    return tuple(unit.name for unit in units if unit.key not in found)


def measures(
    session: Session, offer: Offer, libraries: Mapping[str, Iterable[int]]
) -> dict[str, int]:
    """By what the share of each unit is measured, as of now, by its key; those of which it is not
    known are left out. ``libraries`` are the ids of those of each unit by its key.
    """
    if offer.formula in (CostFormula.EQUAL, CostFormula.PLEDGES):
        return dict.fromkeys(libraries, 1)
    typed = {key: offer.measures[key] for key in libraries if key in offer.measures}
    if offer.formula is not CostFormula.STAFF_SIZE:
        return typed
    sizes = {row.id: row.staff_size or 0 for row in session.exec(select(Organization))}
    declared = {
        key: HUNDREDTHS * sum(sizes[number] for number in ids)
        for key, ids in libraries.items()
        if ids and all(sizes[number] for number in ids)
    }
    return declared | typed


def freeze(session: Session, call: Call, units: Sequence[CallUnit]) -> None:
    """Write down by what the share of each unit is measured, and what it answered before. Raises
    ``Invalid`` or ``Conflict`` with what is missing.
    """
    offer = offer_of(session, call)
    if offer is None:
        raise Conflict(NO_TERMS)
    if call.if_silent is IfSilent.LAST_YEAR and offer.made_from_id is None:
        raise Conflict(
            "Silence can count as before only where an offer is made again. Change what no answer"
            " means."
        )
    if offer.least_units and offer.least_units > len(units):
        raise Conflict(
            f"Only {len(units):,} are called, and {offer.least_units:,} must join. Change the"
            " terms."
        )
    libraries = _libraries(session, units)
    found = measures(session, offer, {key_of(unit): libraries[unit.id] for unit in units})
    missing = [unit.name for unit in units if key_of(unit) not in found]
    if missing:
        raise Conflict(_missing(offer, missing))
    before = _answers_before(session, offer)
    for unit in units:
        answer, cents = before.get(key_of(unit), ("", None))
        session.add(
            OfferUnit(
                unit_id=unit.id, measure=found[key_of(unit)], before=answer, before_cents=cents
            )
        )
    session.flush()


def copied(facts: OfferFacts) -> OfferFacts:
    """The terms of an offer that is made again: they begin the day after the last one."""
    days = facts.last_day - facts.first_day
    first_day = facts.last_day + timedelta(days=1)
    return replace(facts, first_day=first_day, last_day=first_day + days)


def _missing(offer: Offer, names: Sequence[str]) -> str:
    what = "amount" if offer.formula is CostFormula.TYPED_AMOUNTS else "size"
    shown = ", ".join(names[:10])
    more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
    return (
        f"There is no {what} of {shown}{more}. Type it in the terms, or share the cost otherwise."
    )


def _libraries(session: Session, units: Sequence[CallUnit]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {unit.id: [] for unit in units}
    statement = select(CallUnitLibrary).where(col(CallUnitLibrary.unit_id).in_(found))
    for row in session.exec(statement):
        found[row.unit_id].append(row.organization_id)
    return found


def _answers_before(session: Session, offer: Offer) -> dict[str, tuple[str, int | None]]:
    """What each unit answered to the offer that is made again, by its key."""
    if offer.made_from_id is None:
        return {}
    statement = (
        select(CallUnit, CallAnswer, OfferAnswer)
        .join(CallAnswer, col(CallAnswer.unit_id) == CallUnit.id)
        .join(OfferAnswer, col(OfferAnswer.answer_id) == CallAnswer.id)
        .where(CallUnit.call_id == offer.made_from_id, col(CallUnit.answered_at).is_not(None))
        .order_by(col(CallAnswer.id))
    )
    return {
        key_of(unit): ((*(answer.choices or ()), "")[0], further.pledge_cents)
        for unit, answer, further in session.exec(statement)
    }


def _plain(facts: OfferFacts) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in asdict(facts).items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _checked(facts: OfferFacts) -> OfferFacts:
    vendor, renewal = " ".join(facts.vendor.split()), facts.renewal.strip()
    if not vendor:
        raise Invalid("Say from whom it is.", field="vendor")
    if len(vendor) > NAME_LENGTH:
        raise Invalid(f"That is too long: {NAME_LENGTH} characters at most.", field="vendor")
    if len(renewal) > RENEWAL_LENGTH:
        raise Invalid(f"That is too long: {RENEWAL_LENGTH} characters at most.", field="renewal")
    _check_days(facts)
    _check_price(facts)
    _check_needed(facts)
    _check_measures(facts)
    leads = tuple(sorted(set(facts.lead_days), reverse=True))
    if len(leads) > MOST_LEADS or any(not 1 <= day <= LONGEST_COMMITMENT_LEAD for day in leads):
        raise Invalid(
            f"Give up to {MOST_LEADS} numbers of days, from 1 to {LONGEST_COMMITMENT_LEAD}.",
            field="lead_days",
        )
    return replace(facts, vendor=vendor, renewal=renewal, lead_days=leads)


def _check_days(facts: OfferFacts) -> None:
    if facts.last_day < facts.first_day:
        raise Invalid("The last day comes before the first one.", field="last_day")
    if facts.last_day - facts.first_day > LONGEST_OFFER:
        raise Invalid("An offer is for ten years at most.", field="last_day")
    if facts.notice_days is not None and not 0 <= facts.notice_days <= MOST_NOTICE_DAYS:
        raise Invalid(f"Give 0 to {MOST_NOTICE_DAYS} days.", field="notice_days")


def _check_price(facts: OfferFacts) -> None:
    if facts.formula is CostFormula.TYPED_AMOUNTS:
        if facts.total_cents is not None:
            raise Invalid("The typed amounts are the price. Leave this empty.", field="total")
        if facts.each_cents is not None:
            raise Invalid("The typed amounts are the price. Leave this empty.", field="each")
        return
    if facts.formula is CostFormula.PLEDGES and facts.each_cents is not None:
        raise Invalid("Pledges share a total price. Give that instead.", field="each")
    if facts.total_cents is None and facts.each_cents is None:
        raise Invalid("Give a total price, or a price for each.", field="total")
    if facts.total_cents is not None and facts.each_cents is not None:
        raise Invalid("Give either a total price or a price for each.", field="each")


def _check_needed(facts: OfferFacts) -> None:
    if facts.least_units is not None and facts.least_units < 1:
        raise Invalid("At least 1 must join.", field="least_units")
    if facts.formula is CostFormula.PLEDGES:
        if facts.least_cents is not None:
            raise Invalid(
                "Pledges must reach the total price. Leave this empty.", field="least_cents"
            )
        return
    if facts.total_cents is not None and facts.least_cents is not None:
        raise Invalid(
            f"The shares add up to {in_dollars(facts.total_cents)} however many join. Say how many"
            " must join instead.",
            field="least_cents",
        )
    if facts.least_units is None and facts.least_cents is None:
        raise Invalid("Say how many must join, or how much they must pay.", field="least_units")


def _check_measures(facts: OfferFacts) -> None:
    uses_measures = facts.formula in (*SIZED, CostFormula.TYPED_AMOUNTS)
    if facts.measures and not uses_measures:
        raise Invalid("This formula needs no sizes or amounts. Leave this empty.", field="measures")
    if not facts.measures and uses_measures and facts.formula is not CostFormula.STAFF_SIZE:
        raise Invalid("Type a name and a number on each line.", field="measures")
