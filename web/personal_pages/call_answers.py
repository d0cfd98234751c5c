"""What each kind of call is answered with on a page: what its form shows, and what it sends."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models import Call, CallAnswer, CallKind, CallUnit
from models.calls import ABSTAIN, AnswerDoor, Capacity, VoteMethod
from models.columns import TEXT_LENGTH
from models.money import in_dollars
from models.offers import NO_REPLY, CostFormula, OfferReply
from services import calls
from services.calls import Answered, NewAnswer
from services.errors import Invalid
from views.calls import answer_forms, cards, offer_forms, offer_words
from web.personal_pages.visits import Visit

PRIVATE = "yes"


@dataclass(frozen=True)
class AnswerForm:
    """A kind of call on a page."""

    template: str
    """The fields of one unit, within the form of the call."""
    facts: Callable[[Session, Call, CallUnit, CallAnswer | None, Visit], Mapping[str, Any]]
    """What the template has, from the answer that stands, or from what was typed and refused."""
    keep: Callable[[Session, Call, CallUnit, Capacity, Visit], Answered]
    """Keep what was sent for a unit from ``access.unit_to_answer``."""


def is_about(visit: Visit, unit: CallUnit) -> bool:
    """Whether what was sent, and refused, is about this unit."""
    return visit.text("unit") == str(unit.id)


def _facts(
    _session: Session, call: Call, unit: CallUnit, row: CallAnswer | None, visit: Visit
) -> Mapping[str, Any]:
    """Of a secret ballot nothing is filled in."""
    options = cards.offered(call)
    places = answer_forms.places(call)
    if is_about(visit, unit):
        kept = {
            "chosen": [visit.text(name) for name in places],
            "words": visit.text("words"),
            "comment": visit.text("comment"),
            "is_private": visit.text("comment_private") == PRIVATE,
        }
    else:
        chosen = row.choices or () if row else ()
        kept = {
            "chosen": [str(options.index(choice)) for choice in chosen if choice in options],
            "words": row.words if row else "",
            "comment": row.comment if row else "",
            "is_private": row.is_comment_private if row else False,
        }
    return kept | {
        "options": [_label(call, choice) for choice in options],
        "places": places,
        "longest": TEXT_LENGTH,
        "is_typed": is_about(visit, unit),
    }


def _label(call: Call, choice: str) -> str:
    is_word = call.method is VoteMethod.YES_NO or choice == ABSTAIN
    return choice.capitalize() if is_word else choice


def _keep(
    session: Session, call: Call, unit: CallUnit, capacity: Capacity, visit: Visit
) -> Answered:
    new = NewAnswer(
        () if call.kind is CallKind.PLAIN else _chosen(call, visit),
        visit.text("words"),
        visit.text("comment"),
        visit.text("comment_private") == PRIVATE,
    )
    return calls.answer(
        session,
        call,
        unit,
        new,
        by=visit.person,
        capacity=capacity,
        door=AnswerDoor.PAGE,
        now=visit.now,
    )


def _chosen(call: Call, visit: Visit) -> tuple[str, ...]:
    """The choices in the order of their places; empty places are passed over."""
    options = {str(number): choice for number, choice in enumerate(cards.offered(call))}
    numbers = [visit.text(name) for name in answer_forms.places(call)]
    if not numbers[0]:
        raise Invalid("Choose an answer first.", field="choice")
    if any(number and number not in options for number in numbers):
        raise Invalid("That is none of the choices on this page. Choose again.", field="choice")
    return tuple(options[number] for number in numbers if number)


def _offer_facts(
    session: Session, call: Call, unit: CallUnit, row: CallAnswer | None, visit: Visit
) -> Mapping[str, Any]:
    facts = calls.view_of(session, call)
    if facts is None:
        return {}
    reply = calls.replies_of(session, [row.id]).get(row.id, NO_REPLY) if row else NO_REPLY
    kept = {
        "chosen": row.choices[0] if row and row.choices else "",
        "pledge": in_dollars(reply.pledge_cents).removeprefix("$") if reply.pledge_cents else "",
        "contact": reply.contact,
        "starts_on": reply.starts_on.isoformat() if reply.starts_on else "",
        "comment": row.comment if row else "",
        "is_private": row.is_comment_private if row else False,
    }
    if is_about(visit, unit):
        names = ("pledge", "contact", "starts_on", "comment")
        kept = {name: visit.text(name) for name in names}
        kept |= {"chosen": visit.text("choice"), "is_private": _is_private(visit)}
    share = offer_words.share_of_unit(facts, unit.id, unit.name, call.unit_kind)
    return kept | {
        "answers": offer_forms.ANSWERS,
        "pledges": facts.offer.formula is CostFormula.PLEDGES,
        "share": html.unescape(share),
        "is_typed": is_about(visit, unit),
    }


def _keep_offer(
    session: Session, call: Call, unit: CallUnit, capacity: Capacity, visit: Visit
) -> Answered:
    if not visit.text("choice"):
        raise Invalid("Choose an answer first.", field="choice")
    pledge = visit.text("pledge").strip()
    reply = OfferReply(
        visit.text("contact"),
        calls.read_dollars(pledge, field="pledge") if pledge else None,
        _day(visit.text("starts_on")),
    )
    choice, comment = visit.text("choice"), visit.text("comment")
    return calls.answer(
        session,
        call,
        unit,
        NewAnswer((choice,), "", comment, _is_private(visit), reply),
        by=visit.person,
        capacity=capacity,
        door=AnswerDoor.PAGE,
        now=visit.now,
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("Choose a day from the calendar.", field="starts_on") from None


def _is_private(visit: Visit) -> bool:
    return visit.text("comment_private") == PRIVATE


_IN_FIELDS = AnswerForm("call_answer.html", _facts, _keep)
FORMS = {
    CallKind.VOTE: _IN_FIELDS,
    CallKind.PLAIN: _IN_FIELDS,
    CallKind.OFFER: AnswerForm("offer_answer.html", _offer_facts, _keep_offer),
}
"""By kind; a call of another kind is only shown."""
