"""Counting against a naive model with fractions, over whatever units may do until a call closes."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from models.calls import (
    IfSilent,
    Outcome,
    QuorumBase,
    Rules,
    Share,
    Tally,
    ThresholdBase,
    TieRule,
    UnitVote,
    VoteMethod,
)
from services.calls.tallies import tally
from tests.vote_stories import EXCUSE, RETURN, Event, Story, steady, stories, votes_after


class Naive:
    """The same, with a ballot for each vote that a unit has, and shares as fractions."""

    def __init__(self, rules: Rules, called: Iterable[UnitVote]) -> None:
        self.rules = rules
        units = [vote for vote in called for _ in range(vote.weight)]
        self.everybody = len(units)
        self.here = [vote.choices for vote in units if not vote.is_excused]
        self.answers = [choices for choices in self.here if choices]
        self.silent = len(self.here) - len(self.answers)
        self.abstained = self.answers.count(("abstain",))
        self.ballots = [choices for choices in self.answers if choices != ("abstain",)]

    def has_quorum(self) -> bool:
        if self.rules.quorum is None:
            return True
        of_all = self.rules.quorum_base is QuorumBase.UNITS
        return is_enough(
            self.rules.quorum, self.present(), self.everybody if of_all else len(self.here)
        )

    def present(self) -> int:
        return len(self.answers if self.rules.abstentions_count else self.ballots)

    def base(self, voting: int) -> int:
        return {
            ThresholdBase.VOTING: voting,
            ThresholdBase.ANSWERS: len(self.answers),
            ThresholdBase.UNITS: len(self.here),
        }[self.rules.threshold_base]

    def outcome(self) -> tuple[Outcome, str]:
        if not self.has_quorum():
            return Outcome.NO_QUORUM, ""
        if self.rules.method is VoteMethod.YES_NO:
            return self.yes_or_no(), ""
        winner = self.winner(frozenset(self.rules.choices))
        return (Outcome.CARRIED if winner else Outcome.UNDECIDED), winner

    def yes_or_no(self) -> Outcome:
        yes, no = self.ballots.count(("yes",)), self.ballots.count(("no",))
        if self.rules.threshold_base is not ThresholdBase.ANSWERS:
            yes += self.silent if self.rules.if_silent is IfSilent.YES else 0
            no += self.silent if self.rules.if_silent is IfSilent.NO else 0
        is_carried = is_enough(self.rules.threshold, yes, self.base(yes + no))
        return Outcome.CARRIED if is_carried else Outcome.FAILED

    def winner(self, left: frozenset[str]) -> str:
        firsts = [[choice for choice in ballot if choice in left][:1] for ballot in self.ballots]
        places = Counter(choice for first in firsts for choice in first)
        if self.rules.is_plurality:
            return self.leader(places)
        base = self.base(places.total())
        ranking = sorted(left, key=lambda choice: (-places[choice], choice))
        if is_enough(self.rules.threshold, places[ranking[0]], base):
            return ranking[0]
        if self.is_won_in_halves(places, base):
            return ranking[0]
        if self.rules.method is VoteMethod.CHOICE or not places:
            return ""
        lowest = [choice for choice in ranking if places[choice] == places[ranking[-1]]]
        if len(left) >= len(lowest) + 2:
            return self.winner(left - {*lowest})
        goes_on = len(left) > 2 and len(lowest) > 1 and self.breaks_ties()
        return self.winner(left - {ranking[-1]}) if goes_on else ""

    def leader(self, places: Counter[str]) -> str:
        """Who has more than each of the others; of several the first, if that is the rule."""
        others = {
            name: max((places[other] for other in places if other != name), default=0)
            for name in places
        }
        alone = [name for name in places if places[name] > others[name]]
        level = sorted(
            name for name in places if places[name] == others[name] and self.breaks_ties()
        )
        return next(iter([*alone, *level]), "")

    def is_won_in_halves(self, places: Counter[str], base: int) -> bool:
        halves = [choice for choice in places if Fraction(places[choice], base) == Fraction(1, 2)]
        is_plain = self.rules.threshold is Share.MORE_THAN_HALF
        return is_plain and self.breaks_ties() and len(halves) == 2

    def breaks_ties(self) -> bool:
        return self.rules.tie_rule is TieRule.FIRST_LISTED


def is_enough(share: Share, part: int, base: int) -> bool:
    if base == 0:
        return False
    fraction = Fraction(part, base)
    return {
        Share.MORE_THAN_HALF: fraction > Fraction(1, 2),
        Share.TWO_THIRDS: fraction >= Fraction(2, 3),
        Share.THREE_QUARTERS: fraction >= Fraction(3, 4),
        Share.ALL: fraction == 1,
    }[share]


def is_least(share: Share, needed: int, base: int) -> bool:
    """Whether ``needed`` is enough and nothing less is; of nothing, nothing is."""
    if base == 0:
        return needed == 1
    return is_enough(share, needed, base) and not is_enough(share, needed - 1, base)


@given(stories())
@example(Story(Rules(), (), ()))
@steady
def test_a_tally_is_what_the_naive_model_counts(story: Story) -> None:
    called = votes_after(story)
    result, naive = tally(story.rules, called), Naive(story.rules, called)
    assert (result.outcome, result.winner) == naive.outcome()
    assert (result.unit_count, result.units) == (len(called), naive.everybody)
    assert (result.answered, result.silent) == (len(naive.answers), naive.silent)
    assert result.excused == naive.everybody - len(naive.here)
    assert result.present == naive.present()
    counts = Counter(choices[0] for choices in naive.answers)
    counts[result.silent_as] += naive.silent
    assert dict(result.counts) == {choice: counts[choice] for choice, _ in result.counts}
    assert sum(counts[choice] for choice, _ in result.counts) == len(naive.answers) + (
        naive.silent if result.silent_as else 0
    )


@given(stories())
@steady
def test_what_is_needed_is_the_least_that_is_enough(story: Story) -> None:
    result = tally(story.rules, votes_after(story))
    share = story.rules.threshold
    if story.rules.is_plurality:
        assert result.threshold_needed == 1
        assert result.threshold_base == sum(number for _, number in result.counts[:-1])
    else:
        assert is_least(share, result.threshold_needed, result.threshold_base)
    for runoff in result.rounds:
        assert is_least(share, runoff.needed, runoff.base)
    if story.rules.quorum:
        assert result.quorum_needed is not None
        assert is_least(story.rules.quorum, result.quorum_needed, result.quorum_base)
    else:
        assert result.quorum_needed is None
    assert result.threshold_votes <= result.threshold_base
    has_enough = result.threshold_votes >= result.threshold_needed
    if result.outcome is Outcome.CARRIED:
        assert has_enough or (result.is_tie and result.winner)
    elif result.outcome is not Outcome.NO_QUORUM and not story.rules.is_plurality:
        assert not has_enough


@given(stories())
@steady
def test_each_round_follows_from_the_round_before(story: Story) -> None:
    result = tally(story.rules, votes_after(story))
    for before, after in zip(result.rounds, result.rounds[1:], strict=False):
        earlier, later = dict(before.places), dict(after.places)
        assert later.keys() == earlier.keys() - {*before.out}
        assert all(later[choice] >= earlier[choice] for choice in later)
        assert max(earlier.values()) < before.needed
    assert [bool(runoff.out) for runoff in result.rounds] == [
        *([True] * (len(result.rounds) - 1)),
        *([False] if result.rounds else []),
    ]


@given(st.data())
@steady
def test_a_tally_depends_on_the_set_of_votes_alone(data: st.DataObject) -> None:
    story = data.draw(stories())
    result = tally(story.rules, votes_after(story))
    shuffled = data.draw(st.permutations(votes_after(story)))
    assert tally(story.rules, iter(shuffled)) == result
    by_unit = Story(story.rules, story.weights, tuple(sorted(story.events, key=_unit)))
    assert tally(story.rules, votes_after(by_unit)) == result
    never = tuple(event for event in story.events if event[1] not in (EXCUSE, RETURN))
    answered_twice = Story(story.rules, story.weights, (*never, *_answers_again(never)))
    assert _counted(answered_twice) == _counted(Story(story.rules, story.weights, never))


def _unit(event: Event) -> int:
    return event[0]


def _answers_again(events: tuple[Event, ...]) -> list[Event]:
    """The last thing of each unit once more."""
    return list(dict(events).items())


def _counted(story: Story) -> Tally:
    return tally(story.rules, votes_after(story))
