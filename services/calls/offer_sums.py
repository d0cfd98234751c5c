"""What an offer comes to, from the answers that stand."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallAnswer, CallUnit, Offer, OfferUnit
from models.money import in_dollars
from models.offers import OfferPart, OfferReply, OfferRules, OfferSum, OfferView
from services import access
from services.calls import offer_replies, offer_terms
from services.calls.offer_shares import prospects, reckon
from services.calls.units import UnitAsked


def view_of(session: Session, call: Call) -> OfferView | None:
    """An offer that has opened, as everybody may see it; None for any other call."""
    offer = offer_terms.offer_of(session, call)
    if offer is None:
        return None
    rules, parts = OfferRules.of(offer, call), parts_of(session, call)
    is_open = access.may_see_answers(call)
    made_from = session.get(Call, offer.made_from_id) if offer.made_from_id else None
    reckoned = reckon(rules, parts) if is_open else None
    return OfferView(
        offer, rules, tuple(parts), reckoned, made_from, prospects=prospects(rules, parts)
    )


def draft_view(session: Session, call: Call, units: Sequence[UnitAsked]) -> OfferView | None:
    """The terms of a draft, with what each unit would be measured by now; None where none are
    declared.
    """
    offer = offer_terms.offer_of(session, call)
    if offer is None:
        return None
    found = offer_terms.measures(session, offer, {unit.key: unit.libraries for unit in units})
    parts = [
        OfferPart(place, unit.name, found[unit.key])
        for place, unit in enumerate(units)
        if unit.key in found
    ]
    missing = tuple(unit.name for unit in units if unit.key not in found)
    made_from = session.get(Call, offer.made_from_id) if offer.made_from_id else None
    rules = OfferRules.of(offer, call)
    return OfferView(offer, rules, tuple(parts), None, made_from, missing, prospects(rules, parts))


def sum_of(session: Session, call: Call) -> OfferSum:
    """What an offer comes to, whoever may see it."""
    offer = session.exec(select(Offer).where(Offer.call_id == call.id)).one()
    return reckon(OfferRules.of(offer, call), parts_of(session, call))


def parts_of(session: Session, call: Call) -> list[OfferPart]:
    """What each unit contributes, by name."""
    latest = (
        sa.select(sa.func.max(col(CallAnswer.id)))
        .where(col(CallAnswer.unit_id) == CallUnit.id)
        .correlate(CallUnit)
        .scalar_subquery()
    )
    statement = (
        select(CallUnit, OfferUnit, CallAnswer)
        .join(OfferUnit, col(OfferUnit.unit_id) == CallUnit.id)
        .join(CallAnswer, col(CallAnswer.id) == latest, isouter=True)
        .where(CallUnit.call_id == call.id)
        .order_by(col(CallUnit.name), col(CallUnit.id))
    )
    rows = session.exec(statement).all()
    replies = offer_replies.of_answers(session, [row.id for _, _, row in rows if row is not None])
    return [
        _part(unit, measured, row, replies.get(row.id if row else 0))
        for unit, measured, row in rows
    ]


def in_words(call: Call, reckoned: OfferSum) -> str:
    """What an offer came to, for the register."""
    outcome = "goes ahead" if reckoned.goes_ahead else "does not go ahead"
    needed = [f"{reckoned.needed_units:,} needed"]
    if reckoned.needed_cents:
        needed.append(f"{in_dollars(reckoned.needed_cents)} needed")
    figures = (
        f"{reckoned.joined:,} of {reckoned.units:,} join, {in_dollars(reckoned.cents)} together"
    )
    return f"{call.question} ({outcome}: {figures}; {' and '.join(needed)})"


def _part(
    unit: CallUnit, measured: OfferUnit, row: CallAnswer | None, reply: OfferReply | None
) -> OfferPart:
    answer = (*(row.choices or ()), "")[0] if row else ""
    return OfferPart(
        unit.id,
        unit.name,
        measured.measure,
        answer,
        (reply.pledge_cents or 0) if reply else 0,
        measured.before,
        measured.before_cents or 0,
        # Who answers counts, also where nobody would miss the answer.
        is_excused=unit.excused != "" and unit.answered_at is None,
    )
