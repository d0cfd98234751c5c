"""The sum of an offer in words, so that anybody can do it again by hand."""

from models.calls import IfSilent, UnitKind
from models.money import in_dollars
from models.offers import SIZED, CostFormula, OfferRules, OfferSum, UnitShare
from views.calls.declared_rules import how_many
from views.calls.offer_words import in_some_lines
from views.texts import brief, esc, joined

_NAME_ROOM = 60


def headline(reckoned: OfferSum, kind: UnitKind) -> str:
    """What an offer comes to, in a line."""
    start = "Goes ahead" if reckoned.goes_ahead else "Does not go ahead"
    verb = "joins" if reckoned.joined == 1 else "join"
    figures = f"{reckoned.joined:,} of {how_many(kind, reckoned.units)} {verb}"
    return f"{start}: {figures}, {in_dollars(reckoned.cents)} together"


def arithmetic(rules: OfferRules, reckoned: OfferSum, kind: UnitKind) -> str:
    """How it follows from the answers, in lines."""
    return joined(
        (_answers(rules, reckoned, kind), _needed(rules, reckoned), _sharing(rules, reckoned)), "\n"
    )


def who_is_in(reckoned: OfferSum) -> str:
    """Who is in and what each pays, and who waits; empty where nobody is."""
    inside = in_some_lines([_share(share) for share in reckoned.shares])
    waiting = in_some_lines([esc(brief(part.name, _NAME_ROOM)) for part in reckoned.waiting])
    return joined(
        (f"*In:* {inside}." if inside else "", f"*Need more time:* {waiting}." if waiting else ""),
        "\n",
    )


def _share(share: UnitShare) -> str:
    as_before = " (as before)" if share.is_as_before else ""
    return f"{esc(brief(share.part.name, _NAME_ROOM))} {in_dollars(share.cents)}{as_before}"


def _answers(rules: OfferRules, reckoned: OfferSum, kind: UnitKind) -> str:
    verb = "was" if reckoned.units == 1 else "were"
    excused = f"; {reckoned.excused:,} excused and not counted" if reckoned.excused else ""
    before = sum(share.is_as_before for share in reckoned.shares)
    figures = [
        f"{reckoned.joined - before:,} joined",
        f"{reckoned.declined:,} declined",
        f"{before:,} said nothing and joined before" if before else "",
        f"{len(reckoned.waiting):,} need more time" if reckoned.waiting else "",
        _silent(rules, reckoned),
    ]
    return f"{how_many(kind, reckoned.units)} {verb} called{excused}. {joined(figures, ', ')}."


def _silent(rules: OfferRules, reckoned: OfferSum) -> str:
    if not reckoned.silent:
        return ""
    as_declined = ", which counts as declined" if rules.if_silent is IfSilent.NO else ""
    return f"{reckoned.silent:,} said nothing{as_declined}"


def _needed(rules: OfferRules, reckoned: OfferSum) -> str:
    needed = [f"at least {reckoned.needed_units:,}"]
    came = [f"{reckoned.joined:,} {'is' if reckoned.joined == 1 else 'are'} in"]
    if reckoned.needed_cents:
        needed.append(f"at least {in_dollars(reckoned.needed_cents)} together")
        verb = "would pay" if rules.formula is CostFormula.PLEDGES else "pay"
        came.append(f"they {verb} {in_dollars(reckoned.cents)}")
    ending = "it goes ahead" if reckoned.goes_ahead else "it does not go ahead"
    return f"Needed: {' and '.join(needed)}; {' and '.join(came)}: {ending}."


def _sharing(rules: OfferRules, reckoned: OfferSum) -> str:
    """How the shares follow; empty where nobody is in, or nothing is shared."""
    if not reckoned.shares:
        return ""
    total = sum(share.cents for share in reckoned.shares)
    if rules.formula is CostFormula.TYPED_AMOUNTS:
        return f"The amounts of those that are in are {in_dollars(total)} together."
    if rules.formula is CostFormula.PLEDGES:
        return _by_pledges(reckoned, total)
    price = in_dollars(total)
    if rules.each_cents is not None:
        price = f"{in_dollars(rules.each_cents)} × {reckoned.joined:,} = {price}"
    if rules.formula in SIZED:
        sizes = sum(share.part.measure for share in reckoned.shares)
        return f"{price}, each × its size ÷ {_size(sizes)}, the sizes together."
    if rules.each_cents is not None:
        return f"{price}."
    return f"{price} ÷ {reckoned.joined:,}{_equally(reckoned)}."


def _by_pledges(reckoned: OfferSum, total: int) -> str:
    if reckoned.cents <= total:
        return f"Each pays what it pledged, {in_dollars(total)} together."
    return (
        f"{in_dollars(total)}, each × its pledge ÷ {in_dollars(reckoned.cents)}, the pledges"
        " together."
    )


def _equally(reckoned: OfferSum) -> str:
    """Such as `` = $333.33 each, and 1 pays a cent more``."""
    least = min(share.cents for share in reckoned.shares)
    more = sum(share.cents > least for share in reckoned.shares)
    pays = "pays" if more == 1 else "pay"
    rest = f", and {more:,} {pays} a cent more" if more else ""
    return f" = {in_dollars(least)} each{rest}"


def _size(hundredths: int) -> str:
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}.{part:02}" if part else f"{whole:,}"
