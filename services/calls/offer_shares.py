"""What each unit pays by an offer, and whether it goes ahead: in whole cents alone."""

from collections.abc import Iterable, Sequence

from models.calls import IfSilent
from models.offers import (
    JOINS,
    MORE_TIME,
    SIZED,
    CostFormula,
    OfferPart,
    OfferRules,
    OfferSum,
    Prospect,
    UnitShare,
)


def apportion(cents: int, measures: Sequence[int]) -> list[int]:
    """A sum shared by measures, each at least 1, so that the shares add up to it.

    Each share is rounded down to a cent. The cents that are left go to the largest remainders, a
    cent to each; of equal remainders to the one that comes first.
    """
    whole = sum(measures)
    shares = [cents * measure // whole for measure in measures]
    left = cents - sum(shares)
    by_remainder = sorted(
        range(len(measures)), key=lambda place: (-(cents * measures[place] % whole), place)
    )
    for place in by_remainder[:left]:
        shares[place] += 1
    return shares


def reckon(rules: OfferRules, parts: Sequence[OfferPart]) -> OfferSum:
    """The sum of an offer, of all units that were called, by name, in whatever order they answered.

    Who joins is in. Who says nothing, or needs more time, is in only where silence counts as
    before and the unit joined before; not where it is excused.
    """
    inside = [
        (part, part.answer != JOINS)
        for part in parts
        if part.answer == JOINS or _is_in_as_before(rules, part)
    ]
    amounts = [part.before_cents if is_before else part.pledge_cents for part, is_before in inside]
    measures = [part.measure for part, _ in inside]
    cents = _together(rules, measures, amounts)
    shares = _shares(rules, cents, measures, amounts)
    present = [part for part in parts if not part.answer or part.answer == MORE_TIME]
    outside = [part for part in present if not _is_in_as_before(rules, part)]
    return OfferSum(
        units=len(parts),
        excused=sum(part.is_excused for part in outside),
        shares=tuple(
            UnitShare(part, share, is_as_before=is_before)
            for (part, is_before), share in zip(inside, shares, strict=True)
        ),
        declined=len(parts) - len(present) - sum(not is_before for _, is_before in inside),
        waiting=tuple(part for part in outside if part.answer and not part.is_excused),
        silent=sum(not part.answer and not part.is_excused for part in outside),
        cents=cents,
        needed_units=max(1, rules.least_units or 0),
        needed_cents=_needed_cents(rules),
    )


def prospects(rules: OfferRules, parts: Iterable[OfferPart]) -> dict[int, Prospect]:
    """What each unit that is not excused would pay if all of these joined, or only the least
    number, by the id of the unit.
    """
    able = [part for part in parts if not part.is_excused]
    if rules.formula is CostFormula.PLEDGES:
        return {part.number: Prospect(len(able)) for part in able}
    measures = [part.measure for part in able]
    shares = _shares(rules, _together(rules, measures, []), measures, [])
    fewest, by_size = min(fewest_units(rules), len(able)), sorted(measures)
    return {
        part.number: Prospect(len(able), share, *_at_fewest(rules, fewest, part, by_size))
        for part, share in zip(able, shares, strict=True)
    }


def fewest_units(rules: OfferRules) -> int:
    """How many must join at least for an offer to go ahead, as far as that is known beforehand."""
    by_price = 0
    if rules.each_cents and rules.least_cents:
        by_price = -(-rules.least_cents // rules.each_cents)
    return max(1, rules.least_units or 0, by_price)


def _is_in_as_before(rules: OfferRules, part: OfferPart) -> bool:
    is_silent = part.answer in ("", MORE_TIME) and not part.is_excused
    return rules.if_silent is IfSilent.LAST_YEAR and is_silent and part.before == JOINS


def _together(rules: OfferRules, measures: Sequence[int], amounts: Sequence[int]) -> int:
    """What those that are in pay together; of pledges what they would pay at most."""
    if not measures:
        return 0
    if rules.formula is CostFormula.PLEDGES:
        return sum(amounts)
    if rules.formula is CostFormula.TYPED_AMOUNTS:
        return sum(measures)
    if rules.each_cents is not None:
        return rules.each_cents * len(measures)
    return rules.total_cents or 0


def _needed_cents(rules: OfferRules) -> int:
    if rules.formula is CostFormula.PLEDGES:
        return rules.total_cents or 0
    return rules.least_cents or 0


def _shares(
    rules: OfferRules, cents: int, measures: Sequence[int], amounts: Sequence[int]
) -> list[int]:
    if rules.formula is CostFormula.PLEDGES:
        price = rules.total_cents or 0
        return apportion(price, amounts) if cents > price else list(amounts)
    if rules.formula is CostFormula.TYPED_AMOUNTS:
        return list(measures)
    if not measures:
        return []
    return apportion(cents, measures)


def _at_fewest(
    rules: OfferRules, fewest: int, part: OfferPart, by_size: Sequence[int]
) -> tuple[int | None, int | None]:
    """With how many it goes ahead at least, and what the unit pays then at most: with those that
    have the smallest measures. Nothing where the others do not matter to it.
    """
    is_fixed = rules.formula is CostFormula.TYPED_AMOUNTS
    if is_fixed or (rules.each_cents is not None and rules.formula not in SIZED):
        return None, None
    others = list(by_size)
    others.remove(part.measure)
    whole = part.measure + sum(others[: fewest - 1])
    cents = _together(rules, [part.measure] * fewest, [])
    return fewest, -(-cents * part.measure // whole)
