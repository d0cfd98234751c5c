"""Offers that are open, for tests: $10,000.00 for 2027, shared equally, if two libraries join."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import Call, CallKind, Offer
from models.calls import CallFacts, IfSilent
from models.offers import JOINS, OfferFacts, OfferReply
from services import calls
from services.calls import NewAnswer, announcements
from tests.factories import NOW, Cast
from tests.open_calls import answer
from tests.opened_calls import CLOSES, OpenedCall
from views.calls.cards import WORDS

QUESTION = "Shall we buy the newspaper archive together?"
TERMS = OfferFacts(
    "Archive Press",
    date(2027, 1, 1),
    date(2027, 12, 31),
    total_cents=1_000_000,
    renewal="It renews for a year unless we give notice",
    notice_days=60,
    least_units=2,
)


def drafted(
    session: Session, cast: Cast, *, now: datetime = NOW, terms: OfferFacts = TERMS, **facts: Any
) -> Call:
    """A draft of Metadata with its terms."""
    given: dict[str, Any] = {
        "question": QUESTION,
        "kind": CallKind.OFFER,
        "if_silent": IfSilent.NO_ANSWER,
        "closes_at": CLOSES,
    } | facts
    call = calls.draft(session, cast.metadata, CallFacts(**given), by=cast.dag, now=now)
    calls.declare(session, call, terms, by=cast.dag, now=now)
    return call


def offered(
    session: Session, cast: Cast, *, now: datetime = NOW, terms: OfferFacts = TERMS, **facts: Any
) -> OpenedCall:
    """An offer that Dag has opened, with its messages promised."""
    call = drafted(session, cast, now=now, terms=terms, **facts)
    units = calls.open_call(session, call, cast.metadata, by=cast.dag, now=now)
    announcements.opened(session, call, cast.metadata, units, WORDS, by=cast.dag, now=now)
    return OpenedCall(call, cast.metadata, {unit.name: unit for unit in units})


def reply(choice: str, **beside: Any) -> NewAnswer:
    """An answer to an offer."""
    return NewAnswer((choice,), offer=OfferReply(**beside))


def with_terms(**facts: Any) -> OfferFacts:
    """The usual terms but for some."""
    return replace(TERMS, **facts)


def committed(session: Session, cast: Cast, *, terms: OfferFacts = TERMS) -> Offer:
    """An offer that Central has joined alone and that closed, so that it is bound by it."""
    found = offered(session, cast, terms=replace(terms, least_units=1))
    unit = found.units["Central"]
    answer(session, found.call, unit, cast.ben, reply(JOINS))
    calls.close(session, found.call, found.group, now=CLOSES)
    offer = calls.offer_of(session, found.call)
    assert offer is not None
    return offer
