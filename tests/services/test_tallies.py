"""Votes are counted as their rules say, at each boundary."""

from dataclasses import replace

import pytest

from models.calls import (
    IfSilent,
    Outcome,
    QuorumBase,
    Rules,
    RunoffRound,
    Share,
    Tally,
    ThresholdBase,
    TieRule,
    UnitVote,
    VoteMethod,
)
from services.calls.tallies import tally
from tests.vote_stories import votes

CARRIED, FAILED, UNDECIDED, NO_QUORUM = (
    Outcome.CARRIED,
    Outcome.FAILED,
    Outcome.UNDECIDED,
    Outcome.NO_QUORUM,
)
HALF, TWO_THIRDS, THREE_QUARTERS, ALL = Share
CHOICE = Rules(method=VoteMethod.CHOICE, choices=("a", "b", "c"))
RANKED = Rules(method=VoteMethod.RANKED, choices=("a", "b", "c", "d"))


def counted(rules: Rules, text: str) -> Tally:
    return tally(rules, votes(text))


@pytest.mark.parametrize(
    ("share", "text", "base", "needed", "outcome"),
    [
        (HALF, "8 yes, 8 no", 16, 9, FAILED),
        (HALF, "9 yes, 8 no", 17, 9, CARRIED),
        (HALF, "8 yes, 9 no", 17, 9, FAILED),
        (HALF, "1 yes", 1, 1, CARRIED),
        (HALF, "1 no", 1, 1, FAILED),
        (HALF, "1 yes, 1 no", 2, 2, FAILED),
        (TWO_THIRDS, "10 yes, 5 no", 15, 10, CARRIED),
        (TWO_THIRDS, "9 yes, 6 no", 15, 10, FAILED),
        (TWO_THIRDS, "10 yes, 6 no", 16, 11, FAILED),
        (TWO_THIRDS, "11 yes, 5 no", 16, 11, CARRIED),
        (TWO_THIRDS, "11 yes, 6 no", 17, 12, FAILED),
        (TWO_THIRDS, "12 yes, 5 no", 17, 12, CARRIED),
        (THREE_QUARTERS, "12 yes, 4 no", 16, 12, CARRIED),
        (THREE_QUARTERS, "11 yes, 5 no", 16, 12, FAILED),
        (THREE_QUARTERS, "12 yes, 5 no", 17, 13, FAILED),
        (THREE_QUARTERS, "13 yes, 4 no", 17, 13, CARRIED),
        (ALL, "17 yes", 17, 17, CARRIED),
        (ALL, "16 yes, 1 no", 17, 17, FAILED),
        (ALL, "3 yes, 4 abstain, 5 silent", 3, 3, CARRIED),
    ],
)
def test_a_threshold_at_its_boundary(
    share: Share, text: str, base: int, needed: int, outcome: Outcome
) -> None:
    result = counted(Rules(threshold=share), text)
    assert (result.threshold_base, result.threshold_needed) == (base, needed)
    assert result.outcome is outcome
    assert not result.is_tie


@pytest.mark.parametrize("share", Share)
@pytest.mark.parametrize("base", ThresholdBase)
@pytest.mark.parametrize("method", VoteMethod)
@pytest.mark.parametrize("text", ["", "3 away yes", "2 abstain", "3 silent", "2 away silent"])
def test_without_a_vote_nothing_is_carried(
    share: Share, base: ThresholdBase, method: VoteMethod, text: str
) -> None:
    choices = ("yes", "no") if method is not VoteMethod.YES_NO else ()
    rules = Rules(method, choices, share, base, tie_rule=TieRule.FIRST_LISTED)
    result = counted(rules, text)
    assert result.outcome is (FAILED if method is VoteMethod.YES_NO else UNDECIDED)
    assert (result.winner, result.is_tie, result.rounds) == ("", False, ())
    assert result.threshold_votes == 0 < result.threshold_needed


@pytest.mark.parametrize("quorum", Share)
@pytest.mark.parametrize("base", QuorumBase)
def test_nobody_is_no_quorum(quorum: Share, base: QuorumBase) -> None:
    for text in ("", "3 away yes", "4 silent"):
        result = counted(Rules(quorum=quorum, quorum_base=base), text)
        assert result.outcome is NO_QUORUM
        assert result.quorum_needed
        assert result.present == 0


@pytest.mark.parametrize(
    ("base", "text", "figures", "outcome"),
    [
        (ThresholdBase.VOTING, "3 yes, 2 no, 4 abstain, 5 silent, 6 away yes", (5, 3, 3), CARRIED),
        (ThresholdBase.ANSWERS, "3 yes, 2 no, 4 abstain, 5 silent, 6 away yes", (9, 5, 3), FAILED),
        (ThresholdBase.ANSWERS, "5 yes, 4 abstain, 5 silent, 6 away yes", (9, 5, 5), CARRIED),
        (ThresholdBase.ANSWERS, "5 yes, 5 abstain", (10, 6, 5), FAILED),
        (ThresholdBase.UNITS, "7 yes, 7 silent, 6 away yes", (14, 8, 7), FAILED),
        (ThresholdBase.UNITS, "8 yes, 7 silent, 6 away yes", (15, 8, 8), CARRIED),
    ],
)
def test_a_threshold_is_a_share_of_its_base(
    base: ThresholdBase, text: str, figures: tuple[int, int, int], outcome: Outcome
) -> None:
    result = counted(Rules(threshold_base=base), text)
    found = (result.threshold_base, result.threshold_needed, result.threshold_votes)
    assert found == figures
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ("if_silent", "base", "text", "counts", "figures", "outcome"),
    [
        (IfSilent.NO, ThresholdBase.VOTING, "3 yes, 3 silent", (3, 3, 0), (6, 4, 3), FAILED),
        (IfSilent.NO, ThresholdBase.VOTING, "4 yes, 3 silent", (4, 3, 0), (7, 4, 4), CARRIED),
        (IfSilent.YES, ThresholdBase.VOTING, "3 no, 4 silent", (4, 3, 0), (7, 4, 4), CARRIED),
        (IfSilent.YES, ThresholdBase.UNITS, "3 abstain, 4 silent", (4, 0, 3), (7, 4, 4), CARRIED),
        (IfSilent.YES, ThresholdBase.ANSWERS, "2 no, 9 silent", (9, 2, 0), (2, 2, 0), FAILED),
        (IfSilent.NO, ThresholdBase.ANSWERS, "1 yes, 9 silent", (1, 9, 0), (1, 1, 1), CARRIED),
        (
            IfSilent.NO_ANSWER,
            ThresholdBase.VOTING,
            "1 yes, 9 silent",
            (1, 0, 0),
            (1, 1, 1),
            CARRIED,
        ),
    ],
)
def test_silence_counts_as_was_declared_but_is_no_answer(
    if_silent: IfSilent,
    base: ThresholdBase,
    text: str,
    counts: tuple[int, int, int],
    figures: tuple[int, int, int],
    outcome: Outcome,
) -> None:
    rules = Rules(if_silent=if_silent, threshold_base=base)
    result = counted(rules, f"{text}, 2 away silent")
    assert result.counts == tuple(zip(("yes", "no", "abstain"), counts, strict=True))
    found = (result.threshold_base, result.threshold_needed, result.threshold_votes)
    assert found == figures
    assert result.outcome is outcome
    assert result.silent_as == ("" if if_silent is IfSilent.NO_ANSWER else if_silent.value)


@pytest.mark.parametrize("if_silent", IfSilent)
@pytest.mark.parametrize(
    ("quorum", "text", "present", "needed", "has_quorum"),
    [
        (HALF, "8 yes, 8 silent, 1 away yes", 8, 9, False),
        (HALF, "9 yes, 8 silent, 9 away yes", 9, 9, True),
        (HALF, "8 yes, 1 abstain, 8 silent", 9, 9, True),
        (TWO_THIRDS, "4 yes, 2 silent", 4, 4, True),
        (TWO_THIRDS, "3 yes, 3 silent, 3 away yes", 3, 4, False),
        (THREE_QUARTERS, "3 yes, 1 silent", 3, 3, True),
        (THREE_QUARTERS, "3 yes, 2 silent", 3, 4, False),
        (ALL, "3 yes, 1 silent", 3, 4, False),
        (ALL, "4 yes, 1 away silent", 4, 4, True),
    ],
)
def test_silence_never_makes_a_quorum(
    if_silent: IfSilent, quorum: Share, text: str, present: int, needed: int, has_quorum: bool
) -> None:
    result = counted(Rules(quorum=quorum, if_silent=if_silent), text)
    assert (result.present, result.quorum_needed) == (present, needed)
    assert (result.outcome is not NO_QUORUM) is has_quorum


def test_only_a_quorum_of_all_units_has_the_excused_in_its_base() -> None:
    rules, text = Rules(quorum=HALF), "5 yes, 4 silent, 2 away yes"
    present = counted(rules, text)
    everybody = counted(replace(rules, quorum_base=QuorumBase.UNITS), text)
    assert (present.quorum_base, present.quorum_needed, present.outcome) == (9, 5, CARRIED)
    assert (everybody.quorum_base, everybody.quorum_needed) == (11, 6)
    assert (everybody.present, everybody.outcome) == (5, NO_QUORUM)


def test_an_abstention_counts_toward_a_quorum_as_was_declared() -> None:
    rules, text = Rules(quorum=HALF), "3 yes, 2 abstain, 4 silent"
    assert counted(rules, text).present == 5
    assert counted(rules, text).outcome is CARRIED
    strict = counted(replace(rules, abstentions_count=False), text)
    assert (strict.present, strict.outcome) == (3, NO_QUORUM)


@pytest.mark.parametrize("rules", [Rules(), CHOICE, RANKED])
def test_without_a_quorum_nothing_is_decided(rules: Rules) -> None:
    choice = "yes" if rules.method is VoteMethod.YES_NO else "a"
    text = f"4 {choice}, 5 silent"
    assert counted(rules, text).outcome is CARRIED
    result = counted(replace(rules, quorum=HALF), text)
    assert (result.outcome, result.winner) == (NO_QUORUM, "")


def test_all_figures_are_sums_of_weights() -> None:
    called = [
        *votes("2 yes", weight=5),
        *votes("3 no, 1 abstain", weight=2),
        *votes("1 silent, 1 away yes", weight=7),
    ]
    result = tally(Rules(quorum=HALF, abstentions_count=False), called)
    assert (result.unit_count, result.units, result.excused) == (8, 32, 7)
    assert (result.answered, result.silent) == (18, 7)
    assert result.counts == (("yes", 10), ("no", 6), ("abstain", 2))
    assert (result.present, result.quorum_base, result.quorum_needed) == (16, 25, 13)
    assert (result.threshold_base, result.threshold_needed) == (16, 9)
    assert result.outcome is CARRIED


@pytest.mark.parametrize(
    ("tie_rule", "text", "outcome", "winner", "is_tie"),
    [
        (TieRule.UNDECIDED, "5 b, 4 c", CARRIED, "b", False),
        (TieRule.UNDECIDED, "5 b, 5 c", UNDECIDED, "", True),
        (TieRule.UNDECIDED, "1 b, 1 c", UNDECIDED, "", True),
        (TieRule.FIRST_LISTED, "1 b, 1 c", CARRIED, "b", True),
        (TieRule.FIRST_LISTED, "5 b, 5 c", CARRIED, "b", True),
        (TieRule.FIRST_LISTED, "5 b, 5 c, 1 a", UNDECIDED, "", True),
        (TieRule.FIRST_LISTED, "5 b, 5 c, 1 abstain, 3 silent, 2 away c", CARRIED, "b", True),
        (TieRule.FIRST_LISTED, "5 b, 4 c, 1 a", UNDECIDED, "", False),
        (TieRule.FIRST_LISTED, "6 b, 4 c, 1 a", CARRIED, "b", False),
        (TieRule.FIRST_LISTED, "2 a, 2 b, 2 c", UNDECIDED, "", True),
    ],
)
def test_the_choice_with_the_most_wins_if_that_is_enough(
    tie_rule: TieRule, text: str, outcome: Outcome, winner: str, is_tie: bool
) -> None:
    result = counted(replace(CHOICE, tie_rule=tie_rule), text)
    assert (result.outcome, result.winner, result.is_tie) == (outcome, winner, is_tie)
    assert [choice for choice, _ in result.counts] == ["a", "b", "c", "abstain"]
    assert result.rounds == ()


def test_the_rule_for_ties_replaces_nothing_but_more_than_half() -> None:
    rules = replace(CHOICE, tie_rule=TieRule.FIRST_LISTED)
    assert counted(replace(rules, threshold=TWO_THIRDS), "5 a, 5 b").outcome is UNDECIDED
    answers = replace(rules, threshold_base=ThresholdBase.ANSWERS)
    assert counted(answers, "5 a, 5 b, 1 abstain").outcome is UNDECIDED
    units = replace(rules, threshold_base=ThresholdBase.UNITS)
    assert counted(units, "5 a, 5 b, 1 silent").outcome is UNDECIDED
    assert counted(units, "5 a, 5 b, 1 away silent").outcome is CARRIED


def test_a_runoff_lets_the_fewest_leave_until_one_choice_has_enough() -> None:
    result = counted(RANKED, "4 a, 3 b, 2 c>b, 1 d>c>b, 1 abstain")
    assert result.rounds == (
        RunoffRound((("a", 4), ("b", 3), ("c", 2), ("d", 1)), ("d",), 10, 6),
        RunoffRound((("a", 4), ("b", 3), ("c", 3)), (), 10, 6),
    )
    assert (result.outcome, result.winner, result.is_tie) == (UNDECIDED, "", True)
    result = counted(RANKED, "4 a, 3 b, 2 c>b, 1 d>b, 1 abstain")
    assert result.rounds == (
        RunoffRound((("a", 4), ("b", 3), ("c", 2), ("d", 1)), ("d",), 10, 6),
        RunoffRound((("a", 4), ("b", 4), ("c", 2)), ("c",), 10, 6),
        RunoffRound((("a", 4), ("b", 6)), (), 10, 6),
    )
    assert (result.outcome, result.winner, result.is_tie) == (CARRIED, "b", False)
    assert result.counts == (("a", 4), ("b", 3), ("c", 2), ("d", 1), ("abstain", 1))
    assert (result.threshold_base, result.threshold_needed, result.threshold_votes) == (10, 6, 6)


def test_a_ballot_without_a_choice_left_leaves_the_base_of_those_that_vote() -> None:
    text = "4 a, 3 b, 2 c, 1 abstain, 2 silent"
    result = counted(RANKED, text)
    last = RunoffRound((("a", 4), ("b", 3)), (), 7, 4)
    assert result.rounds[-1] == last
    assert (result.winner, result.threshold_votes, result.threshold_base) == ("a", 4, 7)
    for base, figures in ((ThresholdBase.ANSWERS, (10, 6)), (ThresholdBase.UNITS, (12, 7))):
        stays = counted(replace(RANKED, threshold_base=base), text)
        assert stays.outcome is UNDECIDED
        assert (stays.rounds[-1].base, stays.rounds[-1].needed) == figures
        assert (stays.threshold_base, stays.threshold_needed) == figures


def test_a_choice_that_has_enough_at_once_wins_in_the_first_round() -> None:
    result = counted(RANKED, "3 b>a, 1 a, 1 c")
    assert result.rounds == (RunoffRound((("a", 1), ("b", 3), ("c", 1), ("d", 0)), (), 5, 3),)
    assert result.winner == "b"


def test_those_tied_for_the_fewest_leave_together_while_two_stay() -> None:
    result = counted(RANKED, "4 a, 3 b, 1 c>b, 1 d>b")
    assert [runoff.out for runoff in result.rounds] == [("c", "d"), ()]
    assert (result.winner, result.is_tie) == ("b", False)


@pytest.mark.parametrize(
    ("text", "out", "winner"),
    [
        ("3 a, 2 b>c, 2 c>b", [("d",), ("c",), ()], "b"),
        ("2 a, 2 b, 2 c>b", [("d",), ("c",), ()], "b"),
        ("1 a, 1 b, 1 c>b, 1 d>b", [("d",), ("c",), ()], "b"),
        ("2 a, 2 b, 1 c", [("d",), ("c",), ()], "a"),
        ("2 b, 2 a, 1 c", [("d",), ("c",), ()], "a"),
        ("2 b, 2 c", [()], "b"),
        ("2 b, 2 c>b, 1 d", [("a",), ("d",), ()], "b"),
    ],
)
def test_a_tie_in_a_runoff_goes_by_its_rule(
    text: str, out: list[tuple[str, ...]], winner: str
) -> None:
    first = counted(replace(RANKED, tie_rule=TieRule.FIRST_LISTED), text)
    assert [runoff.out for runoff in first.rounds] == out
    assert (first.outcome, first.winner, first.is_tie) == (CARRIED, winner, True)
    undecided = counted(RANKED, text)
    assert (undecided.outcome, undecided.winner, undecided.is_tie) == (UNDECIDED, "", True)


def test_with_two_left_a_greater_share_is_not_reached_by_letting_the_other_leave() -> None:
    result = counted(replace(RANKED, threshold=TWO_THIRDS), "6 a>b, 4 b>a")
    assert [runoff.out for runoff in result.rounds] == [("c", "d"), ()]
    assert (result.outcome, result.is_tie, result.threshold_votes) == (UNDECIDED, False, 6)


@pytest.mark.parametrize("tie_rule", TieRule)
@pytest.mark.parametrize(
    ("share", "base", "text"),
    [
        (TWO_THIRDS, ThresholdBase.VOTING, "5 a>b, 5 b>a"),
        (HALF, ThresholdBase.ANSWERS, "5 a>b, 5 b>a, 1 abstain"),
        (HALF, ThresholdBase.UNITS, "5 a>b, 5 b>a, 1 silent"),
    ],
)
def test_two_that_are_left_with_the_same_need_half(
    tie_rule: TieRule, share: Share, base: ThresholdBase, text: str
) -> None:
    rules = replace(RANKED, threshold=share, threshold_base=base, tie_rule=tie_rule)
    result = counted(rules, text)
    assert [runoff.out for runoff in result.rounds] == [("c", "d"), ()]
    assert (result.outcome, result.winner, result.is_tie) == (UNDECIDED, "", True)


def test_a_single_choice_needs_its_share_too() -> None:
    rules = replace(RANKED, choices=("a",), threshold_base=ThresholdBase.ANSWERS)
    assert counted(rules, "2 a, 1 abstain").winner == "a"
    result = counted(rules, "2 a, 2 abstain")
    assert (result.outcome, result.is_tie, len(result.rounds)) == (UNDECIDED, False, 1)


@pytest.mark.parametrize(
    ("tie_rule", "text", "outcome", "winner", "is_tie"),
    [
        (TieRule.UNDECIDED, "2 a, 3 b, 2 c, 9 abstain", CARRIED, "b", False),
        (TieRule.FIRST_LISTED, "2 a, 3 b, 2 c", CARRIED, "b", False),
        (TieRule.UNDECIDED, "1 c, 9 silent", CARRIED, "c", False),
        (TieRule.UNDECIDED, "1 a, 3 b, 3 c", UNDECIDED, "", True),
        (TieRule.FIRST_LISTED, "1 a, 3 b, 3 c", CARRIED, "b", True),
        (TieRule.FIRST_LISTED, "2 a, 2 b, 2 c", CARRIED, "a", True),
        (TieRule.FIRST_LISTED, "4 abstain", UNDECIDED, "", False),
        (TieRule.FIRST_LISTED, "4 silent, 2 away b", UNDECIDED, "", False),
    ],
)
def test_the_most_votes_win_where_that_is_declared(
    tie_rule: TieRule, text: str, outcome: Outcome, winner: str, is_tie: bool
) -> None:
    rules = replace(CHOICE, is_plurality=True, tie_rule=tie_rule, threshold=ALL)
    for base in ThresholdBase:
        result = counted(replace(rules, threshold_base=base), text)
        assert (result.outcome, result.winner, result.is_tie) == (outcome, winner, is_tie)
        voted = sum(number for _, number in result.counts[:-1])
        assert (result.threshold_base, result.threshold_needed) == (voted, 1)


def test_the_most_votes_need_a_quorum_all_the_same() -> None:
    rules = replace(CHOICE, is_plurality=True, quorum=HALF)
    assert counted(rules, "2 a, 1 b, 2 silent").winner == "a"
    result = counted(rules, "2 a, 1 b, 3 silent")
    assert (result.outcome, result.winner) == (NO_QUORUM, "")


@pytest.mark.parametrize(
    ("rules", "choices"),
    [
        (Rules(is_plurality=True), ("yes",)),
        (replace(RANKED, is_plurality=True), ("a",)),
        (Rules(), ("a",)),
        (Rules(), ("yes", "no")),
        (CHOICE, ("d",)),
        (CHOICE, ("a", "b")),
        (CHOICE, ("yes",)),
        (RANKED, ("a", "x")),
        (RANKED, ("a", "abstain")),
        (replace(CHOICE, if_silent=IfSilent.NO), ()),
        (replace(RANKED, if_silent=IfSilent.YES), ()),
        (replace(CHOICE, choices=("abstain", "b")), ()),
    ],
)
def test_what_the_rules_do_not_offer_is_an_error(rules: Rules, choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"(silence|Nothing to choose|do not offer|a plurality)"):
        tally(rules, [UnitVote(choices)])
