"""The form in which somebody answers for a unit."""

from collections.abc import Sequence

from models import CallKind
from models.call_messages import UnitQuestion
from models.calls import ABSTAIN, COMMENT_LENGTH, Call, CallUnit, VoteMethod
from models.columns import TEXT_LENGTH
from models.offers import NO_REPLY, OfferReply, OfferView
from models.payloads import Block, View
from views.calls import declared_rules, ids
from views.calls.cards import offered, share_of_unit, standing
from views.calls.offer_forms import reply_fields
from views.elements import context, section
from views.inputs import (
    MOST_OPTIONS,
    field,
    modal,
    multi_select,
    option,
    select,
    text_input,
)
from views.texts import bold, brief, esc, joined
from views.values import private

PRIVATE_BOX = "private"


def answer(facts: UnitQuestion) -> View:
    """To answer for a unit, or to change its answer; of a secret ballot nothing is filled in."""
    call, unit = facts.card.call, facts.unit
    text = joined(
        (
            f"For {bold(brief(unit.name, 80))}: {esc(call.question)}",
            standing(facts),
            share_of_unit(facts),
        ),
        "\n",
    )
    row = None if call.is_secret else facts.answer
    blocks = [
        section(text),
        *answer_fields(
            call,
            row.choices or () if row else (),
            words=row.words if row else "",
            offer=facts.card.offer,
            reply=facts.offer,
        ),
        *_comment(
            call, row.comment if row else "", is_private=bool(row and row.is_comment_private)
        ),
        context(_rules(call, facts.card.group.zone)),
    ]
    return modal(
        ids.ANSWER_SEND, "Answer a call", blocks, submit="Answer", private=private(unit=unit.id)
    )


def answer_for_several(
    call: Call,
    units: Sequence[CallUnit],
    zone: str,
    *,
    chosen: str = "",
    offer: OfferView | None = None,
) -> View:
    """To answer for one of several units; the first hundred are offered."""
    options = [option(unit.name, unit.id) for unit in units[:MOST_OPTIONS]]
    hint = "You answer for several: send the form once for each."
    blocks = [
        section(bold(call.question)),
        field("unit", "For whom", select("unit", options), hint=hint),
        *answer_fields(call, (chosen,) if chosen else (), offer=offer),
        *_comment(call, "", is_private=False),
        context(_rules(call, zone)),
    ]
    return modal(ids.ANSWER_SEND, "Answer a call", blocks, submit="Answer", private=private())


def places(call: Call) -> tuple[str, ...]:
    """The names of the fields in which choices are chosen, the first place first."""
    if call.method is VoteMethod.RANKED:
        return ("choice", *(f"choice_{place}" for place in range(2, len(call.choices) + 1)))
    return ("choice",)


def answer_fields(
    call: Call,
    chosen: Sequence[str] = (),
    *,
    words: str = "",
    offer: OfferView | None = None,
    reply: OfferReply = NO_REPLY,
) -> list[Block]:
    """What is answered, without a comment: words, a menu for each place, or what joins an offer."""
    if offer:
        return reply_fields(offer, chosen, reply)
    if call.kind is CallKind.PLAIN:
        element = text_input("words", initial=words, multiline=True, limit=TEXT_LENGTH)
        return [field("words", "Answer", element)]
    return [_place(call, place, name, chosen) for place, name in enumerate(places(call))]


def _place(call: Call, place: int, name: str, chosen: Sequence[str]) -> Block:
    choices = offered(call)
    if place:
        choices = choices[:-1]
    is_word = call.method is VoteMethod.YES_NO
    options = [
        option(choice.capitalize() if is_word or choice == ABSTAIN else choice, number)
        for number, choice in enumerate(choices)
    ]
    now = chosen[place] if place < len(chosen) else ""
    initial = str(choices.index(now)) if now in choices else None
    label = "Answer" if call.method is not VoteMethod.RANKED else f"Place {place + 1}"
    return field(name, label, select(name, options, initial=initial), optional=place > 0)


def _comment(call: Call, comment: str, *, is_private: bool) -> list[Block]:
    """None with a secret ballot, since it would tell."""
    if call.is_secret:
        return []
    box = option("Only for the program manager and those who answer with me", PRIVATE_BOX)
    initial = [PRIVATE_BOX] if is_private else []
    return [
        field(
            "comment",
            "Comment",
            text_input("comment", initial=comment, multiline=True, limit=COMMENT_LENGTH),
            optional=True,
        ),
        field(
            "comment_private",
            "Who reads the comment",
            multi_select("comment_private", [box], initial=initial, type_="checkboxes"),
            optional=True,
        ),
    ]


def _rules(call: Call, zone: str) -> str:
    change = "" if call.is_secret else "You can change your answer until then."
    closing = f"{declared_rules.closing(call, zone)}."
    rules = (closing, change, declared_rules.silence(call), declared_rules.results(call))
    return joined(rules, " ")
