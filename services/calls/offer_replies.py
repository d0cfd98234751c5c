"""What a unit says beside its choice when it answers an offer."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session, col, select

from models import Call, CallAnswer, OfferAnswer
from models.money import MOST_CENTS
from models.offers import CONTACT_LENGTH, JOINS, OFFER_ANSWERS, CostFormula, OfferReply
from services.calls.offer_terms import NO_TERMS, offer_of
from services.errors import Conflict, Invalid


def checked(
    session: Session, call: Call, choices: tuple[str, ...], reply: OfferReply
) -> OfferReply:
    """What is said beside a choice, tidied. Raises ``Invalid`` with the field at fault."""
    offer = offer_of(session, call)
    if offer is None:
        raise Conflict(NO_TERMS)
    if len(choices) != 1 or choices[0] not in OFFER_ANSWERS:
        raise Invalid("Choose one of the answers that are offered.", field="choice")
    contact = " ".join(reply.contact.split())
    if len(contact) > CONTACT_LENGTH:
        raise Invalid(f"That is too long: {CONTACT_LENGTH} characters at most.", field="contact")
    if choices != (JOINS,):
        return OfferReply(contact)
    if reply.starts_on is not None and not offer.first_day <= reply.starts_on <= offer.last_day:
        raise Invalid("Choose a day of the offer.", field="starts_on")
    return replace(reply, contact=contact, pledge_cents=_pledge(offer.formula, reply))


def keep(session: Session, answer: CallAnswer, reply: OfferReply) -> None:
    """Write down what was said beside an answer that has been flushed."""
    session.add(
        OfferAnswer(
            answer_id=answer.id,
            contact=reply.contact,
            pledge_cents=reply.pledge_cents,
            starts_on=reply.starts_on,
        )
    )
    session.flush()


def of_answers(session: Session, answer_ids: Iterable[int]) -> dict[int, OfferReply]:
    """What was said beside some answers, by the id of the answer."""
    statement = select(OfferAnswer).where(col(OfferAnswer.answer_id).in_(list(answer_ids)))
    return {
        row.answer_id: OfferReply(row.contact, row.pledge_cents, row.starts_on)
        for row in session.exec(statement)
    }


def _pledge(formula: CostFormula, reply: OfferReply) -> int | None:
    if formula is not CostFormula.PLEDGES:
        return None
    if reply.pledge_cents is None:
        raise Invalid("Say the most that you would pay, in dollars.", field="pledge")
    if not 1 <= reply.pledge_cents <= MOST_CENTS:
        raise Invalid("Say the most that you would pay, in dollars.", field="pledge")
    return reply.pledge_cents
