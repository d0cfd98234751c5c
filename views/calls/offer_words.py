"""What is declared of an offer, in words, and what each unit would pay."""

from collections.abc import Sequence
from datetime import timedelta

from models.calendar_days import day_words
from models.calls import UnitKind
from models.money import in_dollars
from models.offers import MORE_TIME, CostFormula, Offer, OfferView, Prospect
from views.calls.declared_rules import how_many
from views.texts import brief, esc, joined

ROUNDING = (
    "Shares are rounded down to the cent. The cents that are left go to the largest remainders, a"
    " cent to each, and of equal remainders to the first by name."
)
WAITING = f"“{MORE_TIME.capitalize()}” counts as no answer when it closes, unless it is extended."
SHOWN_UNITS = 20
_NAME_ROOM = 60


def declared(facts: OfferView, kind: UnitKind) -> str:
    """The terms, in lines."""
    offer = facts.offer
    days = f"{day_words(offer.first_day)} to {day_words(offer.last_day)}"
    lines = (
        f"From {esc(brief(offer.vendor, 200))}, {days}.",
        joined((price(offer, kind), formula(offer)), " "),
        needed(offer, kind),
        joined((_renewal(offer), notice(offer)), " "),
        WAITING,
    )
    return joined(lines, "\n")


def price(offer: Offer, kind: UnitKind) -> str:
    """What it costs."""
    single = how_many(kind, 1).removeprefix("1 ")
    if offer.each_cents is not None:
        return f"The price is {in_dollars(offer.each_cents)} for each {single} that joins."
    if offer.total_cents is not None:
        return f"The price is {in_dollars(offer.total_cents)} in all."
    return f"Each {single} that joins pays the amount that is set for it."


def formula(offer: Offer) -> str:
    """How the price is shared, and how shares are rounded; empty where none is."""
    if offer.formula is CostFormula.TYPED_AMOUNTS:
        return ""
    if offer.formula is CostFormula.EQUAL and offer.each_cents is not None:
        return ""
    how = {
        CostFormula.EQUAL: "All that join share it equally.",
        CostFormula.STAFF_SIZE: "All that join share it by the size of their staff.",
        CostFormula.TYPED_SIZE: "All that join share it by their size.",
        CostFormula.PLEDGES: (
            "Each says the most that it would pay. If that is more than the price together, each"
            " pays in proportion to it."
        ),
    }[offer.formula]
    return f"{how} {ROUNDING}"


def needed(offer: Offer, kind: UnitKind) -> str:
    """With how many, and how much, it goes ahead."""
    parts = []
    if offer.least_units is not None:
        parts.append(f"at least {how_many(kind, offer.least_units)} join")
    if offer.formula is CostFormula.PLEDGES:
        parts.append("what they would pay reaches the price")
    elif offer.least_cents is not None:
        parts.append(f"those that join pay at least {in_dollars(offer.least_cents)} together")
    return f"It goes ahead if {' and '.join(parts)}."


def notice(offer: Offer) -> str:
    """By when it must be decided whether it goes on; empty where no notice is needed."""
    if offer.notice_days is None:
        return ""
    by = offer.last_day - timedelta(days=offer.notice_days)
    return f"By {day_words(by)} it must be decided whether it goes on."


def share_of_unit(facts: OfferView, number: int, name: str, kind: UnitKind) -> str:
    """What a unit would pay, before it answers; empty where it is excused."""
    found = facts.prospects.get(number)
    if found is None:
        return ""
    shown = esc(brief(name, _NAME_ROOM))
    if found.all_cents is None:
        return f"If it joins, {shown} pays no more than what you say that it would pay at most."
    if found.fewest is None:
        return f"If it joins, {shown} pays {in_dollars(found.all_cents)}, however many join."
    return f"{_if_all(found, shown, kind)} {_if_fewest(found, kind)}".strip()


def shares_of_all(facts: OfferView, kind: UnitKind) -> str:
    """What the units of a draft would pay, for its preview."""
    lines = [
        f"{esc(brief(part.name, _NAME_ROOM))} {_in_short(facts.prospects[part.number])}"
        for part in facts.parts
        if facts.prospects[part.number].all_cents is not None
    ]
    if not lines:
        return ""
    fewest = next(iter(facts.prospects.values())).fewest
    at_most = f"; at most, if only {fewest:,} do, in parentheses" if fewest else ""
    count = how_many(kind, len(facts.parts))
    start = f"*What each pays if all {count} join*{at_most}\n"
    return start + in_some_lines(lines)


def in_some_lines(texts: Sequence[str], shown: int = SHOWN_UNITS) -> str:
    """Some of these in a row, and how many more there are."""
    more = len(texts) - shown
    listed = ", ".join(texts[:shown])
    return f"{listed} and {more:,} more" if more > 0 else listed


def _in_short(found: Prospect) -> str:
    at_most = f" ({in_dollars(found.fewest_cents)})" if found.fewest_cents is not None else ""
    return f"{in_dollars(found.all_cents or 0)}{at_most}"


def _if_all(found: Prospect, shown: str, kind: UnitKind) -> str:
    return (
        f"If all {how_many(kind, found.all_units)} join, {shown} pays"
        f" {in_dollars(found.all_cents or 0)}."
    )


def _if_fewest(found: Prospect, kind: UnitKind) -> str:
    if found.fewest is None or found.fewest_cents is None or found.fewest >= found.all_units:
        return ""
    return (
        f"If only {how_many(kind, found.fewest)} join, the least with which it goes ahead, it pays"
        f" at most {in_dollars(found.fewest_cents)}."
    )


def _renewal(offer: Offer) -> str:
    return f"After that: {esc(brief(offer.renewal, 500)).rstrip('.')}." if offer.renewal else ""
