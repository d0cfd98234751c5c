"""The form of the terms of an offer, and the fields in which it is answered."""

from collections.abc import Sequence

from models import Call
from models.calendar_days import day_words
from models.columns import NAME_LENGTH
from models.money import in_dollars
from models.offers import (
    CONTACT_LENGTH,
    NO_REPLY,
    OFFER_ANSWERS,
    RENEWAL_LENGTH,
    CostFormula,
    OfferFacts,
    OfferReply,
    OfferView,
)
from models.payloads import Block, View
from views import values
from views.calls import ids
from views.elements import section
from views.inputs import day_picker, field, modal, option, select, text_input
from views.texts import bold, brief

FORMULAS = {
    CostFormula.EQUAL: "All pay the same",
    CostFormula.STAFF_SIZE: "By the size of the staff, as each library has declared it",
    CostFormula.TYPED_SIZE: "By sizes that are typed below",
    CostFormula.TYPED_AMOUNTS: "Amounts that are typed below, for each",
    CostFormula.PLEDGES: "Each says the most that it would pay",
}
ANSWERS = dict(zip(OFFER_ANSWERS, ("Join", "Decline", "Need more time"), strict=True))
MEASURES_LENGTH = 3000


def terms(call: Call, facts: OfferFacts | None, measures: Sequence[str], seen: str) -> View:
    """To declare the terms of a draft, or to change them. ``measures`` are the lines with sizes or
    amounts.
    """
    blocks = [
        section(
            f"The terms of {bold(brief(call.question, 200))}. They cannot change once it opens."
        ),
        *_what(facts),
        *_price(facts),
        *_sharing(facts, measures),
        *_needed(facts),
        *_end(facts),
    ]
    private = values.private(call=call.id, seen=seen)
    return modal(
        ids.TERMS_SEND,
        "Terms of the offer",
        blocks,
        submit="Save",
        close="Go back",
        private=private,
    )


def reply_fields(
    facts: OfferView, chosen: Sequence[str] = (), reply: OfferReply = NO_REPLY
) -> list[Block]:
    """What is answered to an offer: joining, what it would pay at most, whom to write to, and from
    when on.
    """
    offer = facts.offer
    options = [option(label, word) for word, label in ANSWERS.items()]
    initial = chosen[0] if chosen else None
    pledge = text_input("pledge", initial=_typed(reply.pledge_cents), limit=20, placeholder="1,500")
    contact = text_input(
        "contact",
        initial=reply.contact,
        limit=CONTACT_LENGTH,
        placeholder="Ana Reyes, ana.reyes@tunxis.example",
    )
    blocks = [
        field(
            "choice",
            "Answer",
            select("choice", options, initial=initial, type_="radio_buttons"),
            hint="“Need more time” counts as no answer when it closes, unless it is extended.",
        )
    ]
    if offer.formula is CostFormula.PLEDGES:
        blocks.append(
            field("pledge", "The most that you would pay, in dollars", pledge, optional=True)
        )
    start = day_picker("starts_on", initial=reply.starts_on)
    return [
        *blocks,
        field("contact", "Contact", contact, hint="Empty: whoever answers.", optional=True),
        field(
            "starts_on",
            "Earliest start",
            start,
            hint=f"Empty: {day_words(offer.first_day)}, its first day.",
            optional=True,
        ),
    ]


def _what(facts: OfferFacts | None) -> list[Block]:
    vendor = text_input("offer.vendor", initial=facts.vendor if facts else "", limit=NAME_LENGTH)
    first = day_picker("offer.first_day", initial=facts.first_day if facts else None)
    last = day_picker("offer.last_day", initial=facts.last_day if facts else None)
    return [
        field("vendor", "Vendor", vendor),
        field("first_day", "First day", first),
        field("last_day", "Last day", last),
    ]


def _price(facts: OfferFacts | None) -> list[Block]:
    total = text_input(
        "offer.total",
        initial=_typed(facts.total_cents if facts else None),
        limit=20,
        placeholder="12,500",
    )
    each = text_input("offer.each", initial=_typed(facts.each_cents if facts else None), limit=20)
    return [
        field(
            "total",
            "Total price, in dollars",
            total,
            hint="What all that join pay together.",
            optional=True,
        ),
        field(
            "each",
            "Or a price for each, in dollars",
            each,
            hint="One of the two; none where amounts are typed below.",
            optional=True,
        ),
    ]


def _sharing(facts: OfferFacts | None, measures: Sequence[str]) -> list[Block]:
    formulas = [option(label, value) for value, label in FORMULAS.items()]
    initial = facts.formula if facts else CostFormula.EQUAL
    lines = text_input(
        "offer.measures",
        initial="\n".join(measures),
        multiline=True,
        limit=MEASURES_LENGTH,
        placeholder="Tunxis: 12.5",
    )
    return [
        field(
            "formula",
            "How the cost is shared",
            select("offer.formula", formulas, initial=initial, type_="radio_buttons"),
            hint="Shares are rounded to the cent so that they add up to the price.",
        ),
        field(
            "measures",
            "Sizes or amounts",
            lines,
            hint="A name and a number on each line. A size here goes before the size of the staff.",
            optional=True,
        ),
    ]


def _needed(facts: OfferFacts | None) -> list[Block]:
    units = text_input(
        "offer.least_units", initial=_number(facts.least_units if facts else None), limit=4
    )
    cents = text_input(
        "offer.least_cents", initial=_typed(facts.least_cents if facts else None), limit=20
    )
    return [
        field("least_units", "How many must join", units, optional=True),
        field(
            "least_cents",
            "How much those that join must pay, in dollars",
            cents,
            hint="Where both are given, both must be reached.",
            optional=True,
        ),
    ]


def _end(facts: OfferFacts | None) -> list[Block]:
    renewal = text_input(
        "offer.renewal",
        initial=facts.renewal if facts else "",
        limit=RENEWAL_LENGTH,
        placeholder="Renews for a year unless somebody gives notice",
    )
    notice = text_input(
        "offer.notice_days", initial=_number(facts.notice_days if facts else None), limit=4
    )
    days = ", ".join(map(str, facts.lead_days)) if facts else "60, 14"
    leads = text_input("offer.lead_days", initial=days, limit=40)
    return [
        field("renewal", "What comes after the last day", renewal, optional=True),
        field(
            "notice_days",
            "Notice, in days before the last day",
            notice,
            hint="By when it must be decided whether it goes on. Empty: no notice is needed.",
            optional=True,
        ),
        field(
            "lead_days",
            "Reminders, in days before notice and end",
            leads,
            hint="To the program manager, and to whoever speaks for each that joined.",
            optional=True,
        ),
    ]


def _typed(cents: int | None) -> str:
    return in_dollars(cents).removeprefix("$") if cents is not None else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
