"""What each unit pays by an offer, held against a plain model."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calls import IfSilent
from models.offers import (
    DECLINES,
    JOINS,
    MORE_TIME,
    CostFormula,
    OfferPart,
    OfferRules,
)
from services.calls import apportion, prospects, reckon
from tests.vote_stories import steady


def parts(*measures: int, answer: str = JOINS) -> list[OfferPart]:
    return [
        OfferPart(number, f"Unit {number}", measure, answer)
        for number, measure in enumerate(measures, 1)
    ]


def shares(rules: OfferRules, units: Sequence[OfferPart]) -> list[int]:
    return [share.cents for share in reckon(rules, units).shares]


@pytest.mark.parametrize(
    ("cents", "measures", "expected"),
    [
        (100, (1, 1, 1), [34, 33, 33]),
        (100, (1, 1), [50, 50]),
        (101, (100, 200), [34, 67]),
        (200, (100, 200), [67, 133]),
        (2, (1, 1, 1), [1, 1, 0]),
        (0, (1, 2), [0, 0]),
        (1000, (7,), [1000]),
    ],
)
def test_the_cents_that_are_left_go_to_the_largest_remainders(
    cents: int, measures: tuple[int, ...], expected: list[int]
) -> None:
    assert apportion(cents, measures) == expected


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
@steady
def test_shares_add_up_to_the_cent_and_are_within_a_cent_of_the_exact_ones(
    cents: int, measures: list[int]
) -> None:
    found = apportion(cents, measures)
    assert sum(found) == cents
    exact = [Fraction(cents * measure, sum(measures)) for measure in measures]
    assert all(abs(share - true) < 1 for share, true in zip(found, exact, strict=True))
    # Who got a cent more has a remainder that is not smaller than that of anybody who did not.
    more = [true % 1 for share, true in zip(found, exact, strict=True) if share > true]
    less = [true % 1 for share, true in zip(found, exact, strict=True) if share <= true]
    assert not more or not less or min(more) >= max(less)


@pytest.mark.parametrize(
    ("joined", "cents", "goes_ahead"),
    [(2, 0, False), (3, 0, True), (4, 0, True), (3, 3001, False), (4, 4000, True), (3, 3000, True)],
)
def test_enough_join_and_pay_enough(joined: int, cents: int, goes_ahead: bool) -> None:
    rules = OfferRules(each_cents=1000, least_units=3, least_cents=cents or None)
    assert reckon(rules, parts(*[1] * joined)).goes_ahead is goes_ahead


def test_nobody_is_never_enough() -> None:
    rules = OfferRules(CostFormula.TYPED_AMOUNTS, least_cents=None, least_units=None)
    assert not reckon(rules, []).goes_ahead
    assert not reckon(rules, parts(100, answer=DECLINES)).goes_ahead
    assert reckon(rules, parts(100)).goes_ahead


def pledge(number: int, cents: int) -> OfferPart:
    return OfferPart(number, f"Unit {number}", answer=JOINS, pledge_cents=cents)


@pytest.mark.parametrize(
    ("pledges", "expected", "goes_ahead"),
    [
        ((400, 599), [400, 599], False),
        ((400, 600), [400, 600], True),
        ((600, 600), [500, 500], True),
        ((1, 1999), [1, 999], True),
    ],
)
def test_nobody_pays_more_than_it_pledged(
    pledges: tuple[int, ...], expected: list[int], goes_ahead: bool
) -> None:
    rules = OfferRules(CostFormula.PLEDGES, total_cents=1000)
    found = reckon(rules, [pledge(number, cents) for number, cents in enumerate(pledges, 1)])
    assert [share.cents for share in found.shares] == expected
    assert found.goes_ahead is goes_ahead


@pytest.mark.parametrize(
    ("if_silent", "before", "answer", "is_excused", "is_in"),
    [
        (IfSilent.LAST_YEAR, JOINS, "", False, True),
        (IfSilent.LAST_YEAR, JOINS, MORE_TIME, False, True),
        (IfSilent.LAST_YEAR, JOINS, DECLINES, False, False),
        (IfSilent.LAST_YEAR, JOINS, "", True, False),
        (IfSilent.LAST_YEAR, DECLINES, "", False, False),
        (IfSilent.LAST_YEAR, "", "", False, False),
        (IfSilent.NO_ANSWER, JOINS, "", False, False),
        (IfSilent.NO, JOINS, "", False, False),
        (IfSilent.NO, JOINS, JOINS, False, True),
    ],
)
def test_silence_joins_only_as_before(
    if_silent: IfSilent, before: str, answer: str, is_excused: bool, is_in: bool
) -> None:
    rules = OfferRules(total_cents=500, least_units=1, if_silent=if_silent)
    part = OfferPart(1, "Unit", answer=answer, before=before, is_excused=is_excused)
    found = reckon(rules, [part])
    assert bool(found.shares) is is_in
    assert [share.is_as_before for share in found.shares] == [answer != JOINS] * is_in


def test_each_unit_is_counted_once() -> None:
    rules = OfferRules(total_cents=500, least_units=1)
    answers = (JOINS, DECLINES, MORE_TIME, "", "", MORE_TIME)
    excused = (False, False, False, False, True, True)
    units = [
        OfferPart(number, f"Unit {number}", answer=answer, is_excused=is_excused)
        for number, (answer, is_excused) in enumerate(zip(answers, excused, strict=True), 1)
    ]
    found = reckon(rules, units)
    assert (found.units, found.joined, found.declined, found.silent, found.excused) == (
        *(6, 1, 1, 1),
        2,
    )
    assert [part.number for part in found.waiting] == [3]


@pytest.mark.parametrize(
    ("rules", "measures", "all_cents", "fewest", "fewest_cents"),
    [
        (OfferRules(total_cents=1000, least_units=2), (1, 1, 1), 334, 2, 500),
        (OfferRules(each_cents=700, least_units=2), (1, 1, 1), 700, None, None),
        (OfferRules(CostFormula.TYPED_AMOUNTS, least_units=2), (5, 1, 1), 5, None, None),
        (OfferRules(CostFormula.TYPED_SIZE, 1000, least_units=2), (300, 100, 200), 500, 2, 750),
        (
            OfferRules(CostFormula.TYPED_SIZE, None, 1000, None, 1001),
            *((300, 100, 200), 1500, 2, 1500),
        ),
        (OfferRules(CostFormula.PLEDGES, 1000), (1, 1), None, None, None),
    ],
)
def test_what_a_unit_would_pay_is_known_before_it_answers(
    rules: OfferRules,
    measures: tuple[int, ...],
    all_cents: int | None,
    fewest: int | None,
    fewest_cents: int | None,
) -> None:
    found = prospects(rules, parts(*measures, answer=""))[1]
    assert (found.all_cents, found.fewest, found.fewest_cents) == (all_cents, fewest, fewest_cents)


def test_who_is_excused_has_no_prospect_and_is_in_nobodys() -> None:
    away = OfferPart(9, "Away", 5000, is_excused=True)
    found = prospects(OfferRules(CostFormula.TYPED_SIZE, 1000, least_units=1), [*parts(1, 1), away])
    assert set(found) == {1, 2}
    assert found[1].all_cents == 500


FORMULAS = st.sampled_from(
    [
        *(OfferRules(formula, 99_999, least_units=3) for formula in CostFormula),
        OfferRules(each_cents=333, least_units=2, least_cents=1000),
        OfferRules(CostFormula.TYPED_SIZE, None, 333, None, 1000),
        OfferRules(CostFormula.EQUAL, 1001, least_units=2, if_silent=IfSilent.LAST_YEAR),
        OfferRules(CostFormula.PLEDGES, 5000, if_silent=IfSilent.LAST_YEAR),
    ]
)


@st.composite
def units_of_an_offer(draw: st.DrawFn) -> list[OfferPart]:
    words = st.sampled_from(["", JOINS, DECLINES, MORE_TIME])
    return [
        OfferPart(
            number,
            f"Unit {number}",
            draw(st.integers(1, 5000)),
            draw(words),
            draw(st.integers(1, 4000)),
            draw(words),
            draw(st.integers(1, 4000)),
            is_excused=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(0, 9)) + 1)
    ]


@given(FORMULAS, units_of_an_offer())
@steady
def test_a_plain_model_comes_to_the_same(rules: OfferRules, units: list[OfferPart]) -> None:
    inside: list[tuple[OfferPart, int]] = []
    for unit in units:
        if unit.answer == "join":
            inside.append((unit, unit.pledge_cents))
        elif unit.answer == "decline" or unit.is_excused:
            continue
        elif rules.if_silent == "as last year" and unit.before == "join":
            inside.append((unit, unit.before_cents))
    found = reckon(rules, units)
    assert [share.part for share in found.shares] == [unit for unit, _ in inside]
    paid = [share.cents for share in found.shares]
    assert found.joined + found.declined + len(found.waiting) + found.silent + found.excused == len(
        units
    )
    if rules.formula == "pledges":
        together = sum(cents for _, cents in inside)
        assert sum(paid) == min(together, rules.total_cents or 0)
        assert all(share <= cents for share, (_, cents) in zip(paid, inside, strict=True))
        is_enough = together >= (rules.total_cents or 0)
    elif rules.formula == "typed amounts":
        together = sum(unit.measure for unit, _ in inside)
        assert paid == [unit.measure for unit, _ in inside]
        is_enough = True
    else:
        each = rules.each_cents
        together = each * len(inside) if each else rules.total_cents or 0
        assert sum(paid) == (together if inside else 0)
        is_enough = together >= (rules.least_cents or 0)
    assert found.goes_ahead == (len(inside) >= max(1, rules.least_units or 1) and is_enough)


@given(units_of_an_offer(), st.integers(1, 10**6))
@steady
def test_nobody_pays_more_at_the_least_number_than_was_said(
    units: list[OfferPart], total: int
) -> None:
    rules = OfferRules(CostFormula.TYPED_SIZE, total, least_units=3)
    known = prospects(rules, units)
    found = reckon(rules, units)
    if found.joined == 3 and not any(share.part.is_excused for share in found.shares):
        for share in found.shares:
            assert share.cents <= (known[share.part.number].fewest_cents or 0)
