"""Counting the votes of a call, in whole numbers alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.calls import (
    ABSTAIN,
    NO,
    YES,
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

_FRACTIONS = {
    Share.MORE_THAN_HALF: (1, 2),
    Share.TWO_THIRDS: (2, 3),
    Share.THREE_QUARTERS: (3, 4),
    Share.ALL: (1, 1),
}
_STANDS_FOR = {
    IfSilent.NO_ANSWER: "",
    IfSilent.NO: NO,
    IfSilent.YES: YES,
    # Of a data call, in which nothing is voted on.
    IfSilent.LAST_YEAR: "",
}


@dataclass(frozen=True)
class _Decision:
    """What the votes come to where there is a quorum; the fields are those of ``Tally``."""

    base: int
    needed: int
    votes: int
    outcome: Outcome
    winner: str = ""
    is_tie: bool = False
    rounds: tuple[RunoffRound, ...] = ()


def tally(rules: Rules, votes: Iterable[UnitVote]) -> Tally:
    """The votes of all units that were called, counted by the rules, in whatever order they come.

    Where there is no quorum nothing is decided. Who is excused does not count: what such a unit
    answered is left out, and no base has it but that of a quorum of all units. Of an empty base
    nothing is enough.

    Silence never counts toward a quorum. Where it stands for yes or no it is counted as such a
    vote, and is in the base of those that vote yes or no. A share of the units that answer is a
    share of answers alone: silence is neither in that base nor held against it.

    Of several choices the one with the most wins if that is enough. Where two have the most,
    nothing is decided; or, by the rule of the choice listed first, it wins if each has exactly half
    and more than half is needed. In a plurality the one with the most is enough, with one vote or
    more, and of two with the most the one listed first wins by that rule. For ranked choices see
    ``_run_off``.

    Raises ``ValueError`` for an answer that the rules do not offer, where silence stands for yes or
    no in a vote between choices, and for a plurality of anything but single choices.
    """
    called = list(votes)
    given = [vote for vote in called if vote.choices and not vote.is_excused]
    _check(rules, given)
    result = _with_quorum(rules, _figures(rules, called))
    decision = _decided(rules, result, given)
    has_quorum = result.quorum_needed is None or result.present >= result.quorum_needed
    return replace(
        result,
        threshold_base=decision.base,
        threshold_needed=decision.needed,
        threshold_votes=decision.votes,
        outcome=decision.outcome if has_quorum else Outcome.NO_QUORUM,
        winner=decision.winner if has_quorum else "",
        is_tie=decision.is_tie,
        rounds=decision.rounds,
    )


def _check(rules: Rules, given: Sequence[UnitVote]) -> None:
    is_ranked = rules.method is VoteMethod.RANKED
    offered = {*_offered(rules)}
    if rules.method is not VoteMethod.YES_NO and rules.if_silent is not IfSilent.NO_ANSWER:
        raise ValueError("Between choices silence is no answer.")
    if rules.is_plurality and rules.method is not VoteMethod.CHOICE:
        raise ValueError("Only a vote for one choice is won by a plurality.")
    if ABSTAIN in offered:
        raise ValueError("Nothing to choose is called as an abstention is.")
    for vote in given:
        is_known = vote.choices == (ABSTAIN,) or offered.issuperset(vote.choices)
        if not is_known or (len(vote.choices) > 1 and not is_ranked):
            raise ValueError(f"The rules do not offer this answer: {vote.choices!r}")


def _offered(rules: Rules) -> tuple[str, ...]:
    """What there is to choose from, without abstention."""
    return (YES, NO) if rules.method is VoteMethod.YES_NO else rules.choices


def _figures(rules: Rules, called: Sequence[UnitVote]) -> Tally:
    counted = [vote for vote in called if not vote.is_excused]
    return Tally(
        unit_count=len(called),
        units=_weight(called),
        excused=_weight(vote for vote in called if vote.is_excused),
        answered=_weight(vote for vote in counted if vote.choices),
        silent=_weight(vote for vote in counted if not vote.choices),
        counts=_counts(rules, counted),
        silent_as=_STANDS_FOR[rules.if_silent],
    )


def _weight(votes: Iterable[UnitVote]) -> int:
    return sum(vote.weight for vote in votes)


def _counts(rules: Rules, counted: Sequence[UnitVote]) -> tuple[tuple[str, int], ...]:
    silent_as = _STANDS_FOR[rules.if_silent]
    sums = dict.fromkeys((*_offered(rules), ABSTAIN), 0)
    for vote in counted:
        choice = vote.choices[0] if vote.choices else silent_as
        if choice:
            sums[choice] += vote.weight
    return tuple(sums.items())


def _with_quorum(rules: Rules, result: Tally) -> Tally:
    abstained = dict(result.counts)[ABSTAIN]
    is_of_all = rules.quorum_base is QuorumBase.UNITS
    base = result.units if is_of_all else result.units - result.excused
    return replace(
        result,
        present=result.answered if rules.abstentions_count else result.answered - abstained,
        quorum_base=base,
        quorum_needed=_least(rules.quorum, base) if rules.quorum else None,
    )


def _least(share: Share, base: int) -> int:
    """The least number, from 1 on, that is enough: more than half, and at least any other share."""
    part, whole = _FRACTIONS[share]
    is_strict = share is Share.MORE_THAN_HALF
    return next(
        number
        for number in range(1, base + 2)
        if (number * whole > base * part if is_strict else number * whole >= base * part)
    )


def _decided(rules: Rules, result: Tally, given: Sequence[UnitVote]) -> _Decision:
    if rules.method is VoteMethod.RANKED:
        return _run_off(rules, result, given)
    counts = dict(result.counts)
    voting = sum(counts.values()) - counts[ABSTAIN]
    if rules.is_plurality:
        return _most(rules, result.counts[:-1], voting)
    base = _base(rules, result, voting=voting)
    needed = _least(rules.threshold, base)
    if rules.method is VoteMethod.CHOICE:
        return _chosen(rules, result.counts[:-1], base, needed)
    is_of_answers = rules.threshold_base is ThresholdBase.ANSWERS
    silent = result.silent if is_of_answers and result.silent_as == YES else 0
    votes = counts[YES] - silent
    outcome = Outcome.CARRIED if votes >= needed else Outcome.FAILED
    return _Decision(base, needed, votes, outcome)


def _base(rules: Rules, result: Tally, *, voting: int) -> int:
    if rules.threshold_base is ThresholdBase.VOTING:
        return voting
    is_of_answers = rules.threshold_base is ThresholdBase.ANSWERS
    return result.answered if is_of_answers else result.units - result.excused


def _chosen(rules: Rules, places: Sequence[tuple[str, int]], base: int, needed: int) -> _Decision:
    """What has the most, if that is enough, or by the rule for ties."""
    most = max((number for _, number in places), default=0)
    ahead = [choice for choice, number in places if number == most]
    is_tie = most > 0 and len(ahead) > 1
    wins_by_rule = (
        is_tie
        and rules.tie_rule is TieRule.FIRST_LISTED
        and rules.threshold is Share.MORE_THAN_HALF
        and most * 2 == base
    )
    if most >= needed or wins_by_rule:
        return _Decision(base, needed, most, Outcome.CARRIED, ahead[0], is_tie)
    return _Decision(base, needed, most, Outcome.UNDECIDED, "", is_tie)


def _most(rules: Rules, places: Sequence[tuple[str, int]], base: int) -> _Decision:
    """What has the most of all that chose; of several the one listed first, if that is the rule."""
    most = max((number for _, number in places), default=0)
    ahead = [choice for choice, number in places if number == most]
    is_tie = most > 0 and len(ahead) > 1
    if most > 0 and (not is_tie or rules.tie_rule is TieRule.FIRST_LISTED):
        return _Decision(base, 1, most, Outcome.CARRIED, ahead[0], is_tie)
    return _Decision(base, 1, most, Outcome.UNDECIDED, "", is_tie)


def _run_off(rules: Rules, result: Tally, given: Sequence[UnitVote]) -> _Decision:
    """An instant runoff.

    In each round a ballot counts for the first of its choices that is still in. One that has none
    left counts for nothing from then on: it is as an abstention, so it leaves the base of those
    that vote, and stays in the others. A choice that has enough wins. Otherwise the choices with
    the fewest leave, all of them together, as long as two or more stay; with two left nothing
    leaves, and who has the most has won or nothing has enough.

    Where those tied for the fewest cannot all leave, nothing is decided; or, by the rule of the
    choice listed first, the one of them that is listed last leaves alone. Two that are left with
    the same are as in a vote for one choice.
    """
    ballots = [vote for vote in given if vote.choices != (ABSTAIN,)]
    staying = rules.choices if ballots else ()
    rounds: list[RunoffRound] = []
    has_tied = False
    while True:
        places = _places(staying, ballots)
        base = _base(rules, result, voting=sum(number for _, number in places))
        decision = _chosen(rules, places, base, _least(rules.threshold, base))
        out, is_tied = ((), decision.is_tie) if decision.winner else _leaving(rules, places)
        has_tied = has_tied or is_tied
        rounds.append(RunoffRound(places, out, base, decision.needed))
        if not out:
            kept = tuple(rounds) if ballots else ()
            return replace(decision, is_tie=has_tied, rounds=kept)
        staying = tuple(choice for choice in staying if choice not in out)


def _places(staying: Sequence[str], ballots: Iterable[UnitVote]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys(staying, 0)
    for ballot in ballots:
        first = next((choice for choice in ballot.choices if choice in sums), None)
        if first is not None:
            sums[first] += ballot.weight
    return tuple(sums.items())


def _leaving(rules: Rules, places: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], bool]:
    """Which choices leave after a round that none of them won, and whether a tie had to be broken
    or could not be; none leave where it was the last round.
    """
    fewest = min((number for _, number in places), default=0)
    last = tuple(choice for choice, number in places if number == fewest)
    if len(places) - len(last) >= 2:
        return last, False
    is_tied = len(last) > 1
    if is_tied and len(places) > 2 and rules.tie_rule is TieRule.FIRST_LISTED:
        return last[-1:], True
    return (), is_tied
