"""The sum of a vote in words: each case, and that anybody can do it again from what is printed."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from models.calls import (
    IfSilent,
    Outcome,
    QuorumBase,
    Rules,
    Share,
    Tally,
    ThresholdBase,
    TieRule,
    UnitKind,
    UnitVote,
    VoteMethod,
)
from services.calls.tallies import tally
from tests.vote_stories import Story, steady, stories, votes, votes_after
from views.calls.sums import arithmetic, headline

LIBRARY, VOTING_UNIT, SEAT = UnitKind
CHOICE = Rules(method=VoteMethod.CHOICE, choices=("a", "b", "c"))
RANKED = Rules(method=VoteMethod.RANKED, choices=("a", "b", "c", "d"))
FIRST = TieRule.FIRST_LISTED
SHARES: dict[str, Callable[[int, int], bool]] = {
    "more than half": lambda part, base: Fraction(part, base) > Fraction(1, 2),
    "two thirds": lambda part, base: Fraction(part, base) >= Fraction(2, 3),
    "three quarters": lambda part, base: Fraction(part, base) >= Fraction(3, 4),
    "all": lambda part, base: part == base,
}


def lines(rules: Rules, called: str | list[UnitVote], kind: UnitKind = LIBRARY) -> list[str]:
    given = votes(called) if isinstance(called, str) else called
    return arithmetic(rules, tally(rules, given), kind).split("\n")


def in_short(rules: Rules, text: str) -> str:
    return headline(rules, tally(rules, votes(text)))


def test_a_vote_is_printed_as_a_sum() -> None:
    rules = Rules(threshold=Share.TWO_THIRDS, quorum=Share.MORE_THAN_HALF, if_silent=IfSilent.NO)
    assert lines(rules, "8 yes, 3 no, 1 abstain, 5 silent, 1 away yes") == [
        "18 libraries were called; 1 is excused and not counted. 12 answered: 8 yes, 3 no,"
        " 1 abstained. 5 said nothing, which counts as no: 8 yes and 8 no together.",
        "Quorum: more than half of the 17 not excused, so at least 9; 12 answered: there is a"
        " quorum.",
        "Needed: two thirds of the 16 that count as yes or no, so at least 11; 8 voted yes: not"
        " carried.",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", LIBRARY, "0 libraries were called. None answered."),
        ("1 yes", LIBRARY, "1 library was called. 1 answered: 1 yes, 0 no."),
        ("1 yes, 1 silent", SEAT, "2 seats were called. 1 answered: 1 yes, 0 no. 1 said nothing."),
        ("1 silent", SEAT, "1 seat was called. None answered. 1 said nothing."),
        (
            "2 away yes, 1 abstain",
            VOTING_UNIT,
            "3 voting units were called; 2 are excused and not counted. 1 answered: 0 yes, 0 no,"
            " 1 abstained.",
        ),
        (
            "1 away silent",
            VOTING_UNIT,
            "1 voting unit was called; 1 is excused and not counted. None answered.",
        ),
        ("1200 yes", LIBRARY, "1,200 libraries were called. 1,200 answered: 1,200 yes, 0 no."),
    ],
)
def test_who_was_called_and_answered(text: str, kind: UnitKind, words: str) -> None:
    assert lines(Rules(), text, kind)[0] == words


@pytest.mark.parametrize(
    ("rules", "text", "words"),
    [
        (Rules(), "1 yes", "No quorum is needed."),
        (
            Rules(quorum=Share.ALL),
            "3 yes",
            "Quorum: all of the 3 called, so at least 3; 3 answered: there is a quorum.",
        ),
        (
            Rules(quorum=Share.ALL),
            "",
            "Quorum: all of the 0 called, so at least 1; none answered: there is no quorum, so"
            " nothing is decided.",
        ),
        (
            Rules(quorum=Share.THREE_QUARTERS, quorum_base=QuorumBase.UNITS),
            "3 yes, 1 away yes",
            "Quorum: three quarters of the 4 called, excused or not, so at least 3; 3 answered:"
            " there is a quorum.",
        ),
        (
            Rules(quorum=Share.THREE_QUARTERS, quorum_base=QuorumBase.UNITS),
            "2 yes, 1 silent",
            "Quorum: three quarters of the 3 called, so at least 3; 2 answered: there is no quorum,"
            " so nothing is decided.",
        ),
        (
            Rules(quorum=Share.TWO_THIRDS, abstentions_count=False),
            "2 yes, 1 abstain",
            "Quorum: two thirds of the 3 called, so at least 2; 2 answered, not counting"
            " abstentions: there is a quorum.",
        ),
        (
            Rules(quorum=Share.TWO_THIRDS, abstentions_count=False),
            "2 yes, 1 silent",
            "Quorum: two thirds of the 3 called, so at least 2; 2 answered: there is a quorum.",
        ),
    ],
)
def test_the_quorum_in_words(rules: Rules, text: str, words: str) -> None:
    found = lines(rules, text)
    assert found[1] == words
    assert len(found) == (2 if "no quorum" in words else 3)


@pytest.mark.parametrize(
    ("rules", "text", "silence", "words"),
    [
        (
            Rules(),
            "2 yes, 1 no, 1 silent",
            " 1 said nothing.",
            "more than half of the 3 that voted yes or no, so at least 2; 2 voted yes: carried.",
        ),
        (
            Rules(),
            "1 no, 1 silent",
            " 1 said nothing.",
            "more than half of the 1 that voted yes or no, so at least 1; none voted yes: not"
            " carried.",
        ),
        (
            Rules(if_silent=IfSilent.YES),
            "1 no, 1 silent",
            " 1 said nothing, which counts as yes: 1 yes and 1 no together.",
            "more than half of the 2 that count as yes or no, so at least 2; 1 counts as yes: not"
            " carried.",
        ),
        (
            Rules(if_silent=IfSilent.YES),
            "1 no, 2 silent",
            " 2 said nothing, which counts as yes: 2 yes and 1 no together.",
            "more than half of the 3 that count as yes or no, so at least 2; 2 count as yes:"
            " carried.",
        ),
        (
            Rules(if_silent=IfSilent.YES),
            "1 yes",
            "",
            "more than half of the 1 that voted yes or no, so at least 1; 1 voted yes: carried.",
        ),
        (
            Rules(if_silent=IfSilent.YES, threshold_base=ThresholdBase.ANSWERS),
            "1 yes, 1 abstain, 2 silent",
            " 2 said nothing, which counts as yes, but not toward what is needed: that is a share"
            " of the answers.",
            "more than half of the 2 that answered, so at least 2; 1 of these is yes: not carried.",
        ),
        (
            Rules(if_silent=IfSilent.NO, threshold_base=ThresholdBase.UNITS),
            "2 yes, 1 silent, 1 away no",
            " 1 said nothing, which counts as no: 2 yes and 1 no together.",
            "more than half of the 3 not excused, so at least 2; 2 voted yes: carried.",
        ),
        (
            Rules(threshold=Share.ALL, threshold_base=ThresholdBase.UNITS),
            "2 yes, 1 silent",
            " 1 said nothing.",
            "all of the 3 called, so at least 3; 2 voted yes: not carried.",
        ),
    ],
)
def test_silence_and_what_is_needed_in_words(
    rules: Rules, text: str, silence: str, words: str
) -> None:
    first, _, last = lines(rules, text)
    assert first.partition(" abstained.")[2] == silence or first.endswith(f" no.{silence}")
    assert last == f"Needed: {words}"


def test_votes_are_spoken_of_where_units_weigh_differently() -> None:
    called = [
        *votes("4 yes", weight=3),
        *votes("1 no, 1 abstain", weight=2),
        *votes("1 silent, 1 away yes"),
    ]
    rules = Rules(quorum=Share.TWO_THIRDS, if_silent=IfSilent.NO, abstentions_count=False)
    assert lines(rules, called) == [
        "8 libraries were called, some with more than one vote: 18 votes in all; 1 vote is excused"
        " and not counted. 16 votes were given: 12 yes, 2 no, 2 abstained. 1 vote was not given,"
        " which counts as no: 12 yes and 3 no together.",
        "Quorum: two thirds of the 17 votes not excused, so at least 12; 14 votes were given,"
        " not counting abstentions: there is a quorum.",
        "Needed: more than half of the 15 votes for yes or no, so at least 8; 12 votes are yes:"
        " carried.",
    ]


def test_votes_are_spoken_of_in_every_base() -> None:
    called = [*votes("4 yes", weight=3), *votes("2 no, 2 abstain")]
    answers = Rules(threshold_base=ThresholdBase.ANSWERS)
    assert (
        "half of the 16 votes given, so at least 9; 12 votes are yes" in lines(answers, called)[2]
    )
    units = Rules(
        threshold_base=ThresholdBase.UNITS, quorum=Share.ALL, quorum_base=QuorumBase.UNITS
    )
    few = lines(units, [UnitVote(("yes",), 2)])
    assert few == [
        "1 library was called, with 2 votes. 2 votes were given: 2 yes, 0 no.",
        "Quorum: all of the 2 votes in all, so at least 2; 2 votes were given: there is a quorum.",
        "Needed: more than half of the 2 votes in all, so at least 2; 2 votes are yes: carried.",
    ]
    none = lines(Rules(), [UnitVote((), 2), UnitVote(("no",))])
    assert none[0].endswith(
        "3 votes in all. 1 vote was given: 0 yes, 1 no. 2 votes were not given."
    )
    assert none[2].endswith(
        "of the 1 vote for yes or no, so at least 1; 0 votes are yes: not carried."
    )
    assert lines(Rules(), [UnitVote((), 2)])[0].endswith(
        "with 2 votes. 0 votes were given. 2 votes were not given."
    )
    weighty = [UnitVote(("a",), 2), UnitVote(("b",))]
    assert "half of the 3 votes for a choice, so at least 2. " in lines(CHOICE, weighty)[2]
    assert lines(RANKED, weighty)[2:] == [
        "Needed in each round: more than half of the votes that have a choice left.",
        "Round 1, at least 2 of 3 votes: 2 for “a”, 1 for “b”, 0 for “c”, 0 for “d”. “a” has the"
        " most, 2: it is chosen.",
    ]


@pytest.mark.parametrize(
    ("tie_rule", "text", "words", "short"),
    [
        (
            TieRule.UNDECIDED,
            "3 a, 2 b",
            "“a” has the most, 3: it is chosen.",
            "Chosen: “a”, with 3 of 5",
        ),
        (
            TieRule.UNDECIDED,
            "2 a, 1 b, 1 c",
            "“a” has the most, 2: nothing is decided.",
            "Undecided: “a” has the most, 2 of the 3 that were needed",
        ),
        (
            TieRule.UNDECIDED,
            "2 a, 2 b",
            "“a” and “b” have 2 each: nothing is decided.",
            "Undecided: “a” and “b” have 2 each",
        ),
        (
            TieRule.UNDECIDED,
            "1 a, 1 b, 1 c",
            "“a”, “b” and “c” have 1 each: nothing is decided.",
            "Undecided: 3 choices have 1 each",
        ),
        (
            FIRST,
            "2 b, 2 c",
            "“b” and “c” have 2 each. By the rule for ties, half is enough for the choice listed"
            " first: “b” is chosen.",
            "Chosen: “b”, by the rule for ties, with 2 of 4",
        ),
        (
            FIRST,
            "1 abstain",
            "Nobody chose anything: nothing is decided.",
            "Undecided: nobody chose anything",
        ),
    ],
)
def test_a_vote_for_a_choice_in_words(tie_rule: TieRule, text: str, words: str, short: str) -> None:
    rules = replace(CHOICE, tie_rule=tie_rule)
    assert lines(rules, text)[2].partition(". ")[2] == words
    assert in_short(rules, text) == short


@pytest.mark.parametrize(
    ("tie_rule", "text", "words", "short"),
    [
        (
            TieRule.UNDECIDED,
            "2 a, 3 b, 2 c, 4 abstain",
            "“b” has the most, 3: it is chosen.",
            "Chosen: “b”, with 3 of 7",
        ),
        (
            TieRule.UNDECIDED,
            "2 a, 2 c",
            "“a” and “c” have 2 each: nothing is decided.",
            "Undecided: “a” and “c” have 2 each",
        ),
        (
            FIRST,
            "1 a, 2 b, 2 c",
            "“b” and “c” have 2 each. By the rule for ties, the choice listed first wins: “b” is"
            " chosen.",
            "Chosen: “b”, by the rule for ties, with 2 of 5",
        ),
        (
            FIRST,
            "1 abstain",
            "Nobody chose anything: nothing is decided.",
            "Undecided: nobody chose anything",
        ),
    ],
)
def test_the_most_votes_win_in_words(tie_rule: TieRule, text: str, words: str, short: str) -> None:
    rules = replace(CHOICE, is_plurality=True, tie_rule=tie_rule)
    opening = "The choice with the most votes wins, whatever its share."
    assert lines(rules, text)[2] == f"{opening} {words}"
    assert in_short(rules, text) == short


def test_answers_to_a_vote_for_a_choice_are_listed() -> None:
    first, _, last = lines(CHOICE, "3 a, 2 b, 1 abstain")
    assert first.endswith("6 answered: 3 for “a”, 2 for “b”, 0 for “c”, 1 abstained.")
    assert last.startswith("Needed: more than half of the 5 that chose, so at least 3. ")


def test_a_runoff_in_words() -> None:
    text = "4 a, 4 b, 1 c>a, 1 c, 1 d>a, 2 d, 1 abstain"
    assert lines(RANKED, text) == [
        "14 libraries were called. 14 answered: 13 with a ranking, 1 abstained.",
        "No quorum is needed.",
        "Needed in each round: more than half of those that have a choice left.",
        "Round 1, at least 7 of 13: 4 for “a”, 4 for “b”, 2 for “c”, 3 for “d”. “c” has the fewest"
        " and leaves.",
        "Round 2, at least 7 of 12: 5 for “a”, 4 for “b”, 3 for “d”; 1 has no choice left. “d” has"
        " the fewest and leaves.",
        "Round 3, at least 6 of 10: 6 for “a”, 4 for “b”; 3 have no choice left. “a” has the most,"
        " 6: it is chosen.",
    ]
    assert in_short(RANKED, text) == "Chosen: “a”, with 6 of 10 in round 3"
    stays = lines(replace(RANKED, threshold_base=ThresholdBase.ANSWERS), text)
    assert stays[2] == "Needed in each round: more than half of the 14 that answered."
    assert stays[-1].endswith("“a” has the most, 6: nothing is decided.")


@pytest.mark.parametrize(
    ("tie_rule", "text", "words", "short"),
    [
        (
            TieRule.UNDECIDED,
            "3 a, 2 b, 2 c, 1 d>a",
            "“b” and “c” have the fewest, 2 each, and cannot all leave: nothing is decided.",
            "Undecided: “b” and “c” have the fewest, 2 each",
        ),
        (
            TieRule.UNDECIDED,
            "2 a, 2 b",
            "“a” and “b” have 2 each: nothing is decided.",
            "Undecided: “a” and “b” have 2 each",
        ),
        (
            FIRST,
            "2 a, 2 b",
            "“a” and “b” have 2 each. By the rule for ties, half is enough for the choice listed"
            " first: “a” is chosen.",
            "Chosen: “a”, by the rule for ties, with 2 of 4 in round 1",
        ),
        (
            FIRST,
            "1 abstain",
            "Nobody chose anything: nothing is decided.",
            "Undecided: nobody chose anything",
        ),
    ],
)
def test_how_a_runoff_ends(tie_rule: TieRule, text: str, words: str, short: str) -> None:
    rules = replace(RANKED, tie_rule=tie_rule)
    assert lines(rules, text)[-1].endswith(words)
    assert in_short(rules, text) == short


def test_who_leaves_a_runoff_in_words() -> None:
    rounds = lines(RANKED, "4 a, 3 b, 1 c>b, 1 d>b")[3:]
    assert rounds[0].endswith("“c” and “d” have the fewest, 1 each, and leave.")
    rounds = lines(replace(RANKED, tie_rule=FIRST), "3 a, 2 b, 2 c>b")[3:]
    assert rounds[1].endswith(
        "“b” and “c” have the fewest, 2 each, and cannot all leave. By the rule for ties, the"
        " choice listed last leaves: “c”."
    )
    assert rounds[2].endswith("3 for “a”, 4 for “b”. “b” has the most, 4: it is chosen.")


@pytest.mark.parametrize(
    ("rules", "text", "words"),
    [
        (
            Rules(if_silent=IfSilent.NO),
            "8 yes, 3 no, 1 abstain, 5 silent",
            "Not carried: 8 yes, 8 no, 1 abstained",
        ),
        (Rules(), "2 yes, 1 no", "Carried: 2 yes, 1 no"),
        (
            Rules(if_silent=IfSilent.YES, threshold_base=ThresholdBase.ANSWERS),
            "1 yes, 2 no, 9 silent",
            "Not carried: 1 yes, 2 no",
        ),
        (
            Rules(quorum=Share.MORE_THAN_HALF),
            "5 yes, 12 silent",
            "No quorum: 5 of the 9 that were needed",
        ),
        (Rules(quorum=Share.ALL), "1 silent", "No quorum: 0 of the 1 that was needed"),
        (
            replace(RANKED, quorum=Share.ALL),
            "1 a, 1 silent",
            "No quorum: 1 of the 2 that were needed",
        ),
    ],
)
def test_the_outcome_on_one_line(rules: Rules, text: str, words: str) -> None:
    assert in_short(rules, text) == words


def test_typed_choices_are_made_safe_and_every_line_fits_a_section() -> None:
    choices = tuple(f"{number}<&{'&' * 80}"[:75] for number in range(10))
    ballots = [UnitVote(choices[number:], 1) for number in range(10) for _ in range(number + 10)]
    rules = Rules(method=VoteMethod.RANKED, choices=choices)
    result = tally(rules, ballots)
    text = arithmetic(rules, result, LIBRARY)
    assert len(result.rounds) > 3
    assert "<" not in text + headline(rules, result)
    assert max(map(len, text.split("\n"))) <= 3000
    assert len(headline(rules, result)) <= 150
    hebrew = replace(CHOICE, choices=("אלף", "<!channel>"))
    assert "“\u200e\u2068אלף\u2069”" in lines(hebrew, [UnitVote(("אלף",))])[2]


NUMBER = r"([\d,]+|none|None)(?: votes?)?"


def number(text: str | None) -> int:
    return 0 if text in (None, "none", "None") else int(text.replace(",", ""))


def found(pattern: str, text: str) -> list[int]:
    match = re.search(pattern.replace("#", NUMBER), text)
    return [number(group) for group in match.groups()] if match else []


def by_hand(share: str, base: int) -> int:
    """The least that is enough, found by trying."""
    return next(part for part in range(1, base + 2) if base == 0 or SHARES[share](part, base))


@given(stories())
@steady
def test_every_number_can_be_found_again_by_hand(story: Story) -> None:
    result = tally(story.rules, votes_after(story))
    text = arithmetic(story.rules, result, LIBRARY)
    first, quorum, *needed = text.split("\n")
    together, listed = _read_answers(first)
    assert listed == _answers_given(story)
    has_quorum = _read_quorum(story, quorum, together, listed)
    if not has_quorum:
        assert not needed
    elif story.rules.method is VoteMethod.YES_NO:
        assert _read_yes_no(needed[0], first, listed) is (result.outcome is Outcome.CARRIED)
    elif story.rules.method is VoteMethod.CHOICE:
        assert _read_choice(needed[0], listed) is bool(result.winner)
    else:
        _read_rounds(needed, result, listed)
    assert bool(re.search("called, (some )?with", first)) is (result.unit_count != result.units)


def _answers_given(story: Story) -> dict[str, int]:
    given = [vote for vote in votes_after(story) if vote.choices and not vote.is_excused]
    sums: dict[str, int] = {}
    for vote in given:
        is_ranking = story.rules.method is VoteMethod.RANKED and vote.choices != ("abstain",)
        choice = "ranking" if is_ranking else vote.choices[0]
        sums[choice] = sums.get(choice, 0) + vote.weight
    return sums


def _read_answers(first: str) -> tuple[dict[str, int], dict[str, int]]:
    """The parts of all that were called, and what was answered; what is not there is nothing."""
    (units,) = found("^# librar", first)
    weighed = found(r"called, (?:some with more than one vote:|with) # ?", first)
    (excused,) = found(r"; # (?:is|are) excused", first) or [0]
    (answered,) = found(r"# (?:answered|was given|were given)", first)
    (silent,) = found(r"# (?:said nothing|was not given|were not given)", first) or [0]
    assert (weighed[0] if weighed else units) == excused + answered + silent
    listing = re.search(r"(?:answered|given): (.*?)\.(?: |$)", first)
    listed: dict[str, int] = {}
    for count, choice in re.findall(
        r"(\d+) (?:for “|with a )?(\w+)”?", listing.group(1) if listing else ""
    ):
        listed[choice.replace("abstained", "abstain")] = int(count)
    assert sum(listed.values()) == answered
    parts = {"excused": excused, "answered": answered, "silent": silent}
    return parts, {choice: count for choice, count in listed.items() if count}


def _read_quorum(story: Story, line: str, parts: dict[str, int], listed: dict[str, int]) -> bool:
    if line == "No quorum is needed.":
        assert story.rules.quorum is None
        return True
    match = re.search(r"Quorum: ([a-z ]+) of the ", line)
    assert match
    base, least, present = found("of the #.*, so at least #; # (?:answered|was|were)", line)
    everybody = sum(parts.values())
    assert base == everybody - (parts["excused"] if "not excused," in line else 0)
    assert least == by_hand(match.group(1), base)
    without = listed.get("abstain", 0) if "not counting abstentions" in line else 0
    assert present == parts["answered"] - without
    assert ("there is a quorum" in line) is (present >= least)
    return present >= least


def _read_yes_no(line: str, first: str, listed: dict[str, int]) -> bool:
    match = re.search(r"Needed: ([a-z ]+) of the ", line)
    assert match
    pattern = "of the #.*, so at least #; # (?:voted|counts? as|is|are|of these)"
    base, least, yes = found(pattern, line)
    together = found("counts as (?:yes|no): # yes and # no together", first)
    (silent,) = found(r"# (?:said nothing|was not given|were not given)", first) or [0]
    if together:
        assert sum(together) == listed.get("yes", 0) + listed.get("no", 0) + silent
    voted = together or [listed.get("yes", 0), listed.get("no", 0)]
    is_of_answers = "that answered" in line or "given," in line
    assert yes == (listed.get("yes", 0) if is_of_answers else voted[0])
    if "yes or no" in line:
        assert base == sum(voted)
    else:
        assert base == sum(listed.values()) + (0 if is_of_answers else silent)
    assert least == by_hand(match.group(1), base)
    assert line.endswith(": carried." if yes >= least else ": not carried.")
    return yes >= least


def _read_most(line: str, listed: dict[str, int]) -> bool:
    places = {choice: count for choice, count in listed.items() if choice != "abstain"}
    most = max(places.values(), default=0)
    ahead = [choice for choice, count in places.items() if count == most]
    if not ahead:
        assert line.endswith("Nobody chose anything: nothing is decided.")
        return False
    assert all(f"“{choice}”" in line for choice in ahead)
    assert found("(?:has the most,|have) #", line) == [most]
    is_decided = len(ahead) == 1 or "By the rule for ties" in line
    assert line.endswith(": nothing is decided.") is not is_decided
    return is_decided


def _read_choice(line: str, listed: dict[str, int]) -> bool:
    if line.startswith("The choice with the most votes wins"):
        return _read_most(line, listed)
    match = re.search(r"Needed: ([a-z ]+) of the ", line)
    assert match
    base, least = found("of the #.*, so at least #\\.", line)
    if "that chose" in line or "for a choice" in line:
        assert base == sum(listed.values()) - listed.get("abstain", 0)
    assert least == by_hand(match.group(1), base)
    chosen = {choice: count for choice, count in listed.items() if choice != "abstain"}
    most = max(chosen.values(), default=0)
    if "Nobody" in line:
        assert not chosen
        return False
    assert found("(?:most,|have) #", line) == [most]
    for choice, count in chosen.items():
        assert (f"“{choice}”" in line) is (count == most)
    wins = most >= least
    assert wins is ("it is chosen" in line)
    if "half is enough" in line:
        assert 2 * most == base
    return "is chosen" in line


def _read_rounds(needed: list[str], result: Tally, listed: dict[str, int]) -> None:
    heading, *rounds = needed
    if "Nobody" in heading:
        assert "ranking" not in listed
        return
    match = re.search(r"Needed in each round: ([a-z ]+) of (?:the|those)", heading)
    assert match
    is_of_those_left = "choice left" in heading
    left: set[str] | None = None
    for turn, line in enumerate(rounds, 1):
        least, base = found(f"^Round {turn}, at least # of #:", line)
        head, _, after = line.partition("”. ")
        places = {choice: int(count) for count, choice in re.findall(r"(\d+) for “(\w+)", head)}
        if "; " in line:
            head, after = line.split(" choice left. ")
        (without,) = found("; # (?:has|have) no", line) or [0]
        assert sum(places.values()) + without == listed["ranking"]
        assert least == by_hand(match.group(1), base)
        assert not is_of_those_left or base == sum(places.values())
        assert left is None or places.keys() == left
        is_last = turn == len(rounds)
        assert is_last is ("leaves" not in after and "leave." not in after)
        assert (max(places.values()) >= least) is ("it is chosen" in after)
        leaves = set(re.findall(r"“(\w+)”", after.split("last leaves: ")[-1]))
        left = places.keys() - leaves
    assert (result.winner == "") is ("nothing is decided" in rounds[-1])
