"""The sum of a vote in words, so that anybody can do it again by hand."""

from collections.abc import Sequence

from models.calls import (
    ABSTAIN,
    NO,
    YES,
    Outcome,
    QuorumBase,
    Rules,
    RunoffRound,
    Share,
    Tally,
    ThresholdBase,
    UnitKind,
    VoteMethod,
)
from views.texts import brief, esc, in_a_row, joined, plural

Places = Sequence[tuple[str, int]]
"""Choices with their votes."""

_UNITS = {
    UnitKind.LIBRARY: ("library", "libraries"),
    UnitKind.VOTING_UNIT: ("voting unit", "voting units"),
    UnitKind.SEAT: ("seat", "seats"),
}
_CHOICE_ROOM = 75
_HEADLINE_ROOM = 40
_NAMED_IN_HEADLINE = 2


def arithmetic(call_rules: Rules, tally: Tally, kind: UnitKind) -> str:
    """How the outcome follows from the answers, as mrkdwn in lines of at most 3,000 characters.

    Where units weigh differently, what is counted are votes: a unit has as many as it weighs.
    """
    answers = joined(
        (_called(tally, kind), _answered(call_rules, tally), _silence(call_rules, tally)), " "
    )
    lines = [answers, _quorum(call_rules, tally)]
    if tally.outcome is not Outcome.NO_QUORUM:
        lines += _needed(call_rules, tally)
    return "\n".join(lines)


def headline(call_rules: Rules, tally: Tally) -> str:
    """The outcome on one line, for lists."""
    if tally.outcome is Outcome.NO_QUORUM:
        return f"No quorum: {tally.present:,} of {_that_were_needed(tally.quorum_needed)}"
    if call_rules.method is VoteMethod.YES_NO:
        given = _given(tally) if _is_of_answers(call_rules) else dict(tally.counts)
        return f"{tally.outcome.value.capitalize()}: {_yes_and_no(given)}"
    if not tally.winner:
        return f"Undecided: {_why_undecided(tally)}"
    is_by_rule = tally.threshold_votes < tally.threshold_needed
    is_by_rule = is_by_rule or (call_rules.is_plurality and tally.is_tie)
    by = "by the rule for ties" if is_by_rule else ""
    figures = f"with {tally.threshold_votes:,} of {tally.threshold_base:,}"
    turn = f" in round {len(tally.rounds)}" if tally.rounds else ""
    return f"Chosen: {joined((_named(tally.winner, _HEADLINE_ROOM), by, figures), ', ')}{turn}"


def _that_were_needed(count: int | None) -> str:
    return f"the {count:,} that {'was' if count == 1 else 'were'} needed"


def _is_weighted(tally: Tally) -> bool:
    return tally.unit_count != tally.units


def _is_of_answers(call_rules: Rules) -> bool:
    return call_rules.threshold_base is ThresholdBase.ANSWERS


def _called(tally: Tally, kind: UnitKind) -> str:
    count = tally.unit_count
    verb = "was" if count == 1 else "were"
    words = f"{plural(count, *_UNITS[kind])} {verb} called"
    if _is_weighted(tally):
        some = "with" if count == 1 else "some with more than one vote:"
        together = "" if count == 1 else " in all"
        words += f", {some} {plural(tally.units, 'vote')}{together}"
    if tally.excused:
        be = "is" if tally.excused == 1 else "are"
        words += f"; {_number(tally, tally.excused)} {be} excused and not counted"
    return f"{words}."


def _number(tally: Tally, count: int) -> str:
    """ "12", or "20 votes" where units weigh differently."""
    return plural(count, "vote") if _is_weighted(tally) else f"{count:,}"


def _did(tally: Tally, count: int, unit_did: str, vote_was: str) -> str:
    """ "12 answered", or "20 votes were given"."""
    if _is_weighted(tally):
        return f"{plural(count, 'vote')} {'was' if count == 1 else 'were'} {vote_was}"
    return f"{count:,} {unit_did}" if count else f"none {unit_did}"


def _answered(call_rules: Rules, tally: Tally) -> str:
    words = _did(tally, tally.answered, "answered", "given")
    if not tally.answered:
        return f"{words.capitalize()}."
    given = _given(tally)
    if call_rules.method is VoteMethod.YES_NO:
        return f"{words}: {_yes_and_no(given)}."
    abstained = given.pop(ABSTAIN)
    if call_rules.method is VoteMethod.CHOICE:
        figures = _figures(tuple(given.items()))
    else:
        figures = f"{tally.answered - abstained:,} with a ranking"
    return f"{words}: {joined((figures, _abstained(abstained)), ', ')}."


def _given(tally: Tally) -> dict[str, int]:
    """The counts without silence."""
    return {
        choice: number - (tally.silent if choice == tally.silent_as else 0)
        for choice, number in tally.counts
    }


def _yes_and_no(counts: dict[str, int]) -> str:
    figures = f"{counts[YES]:,} yes, {counts[NO]:,} no"
    return joined((figures, _abstained(counts[ABSTAIN])), ", ")


def _abstained(count: int) -> str:
    return f"{count:,} abstained" if count else ""


def _figures(places: Places) -> str:
    return ", ".join(f"{number:,} for {_named(choice)}" for choice, number in places)


def _named(choice: str, room: int = _CHOICE_ROOM) -> str:
    return f"“{esc(brief(choice, room))}”"


def _all_named(choices: Sequence[str]) -> str:
    return in_a_row([_named(choice) for choice in choices])


def _silence(call_rules: Rules, tally: Tally) -> str:
    if not tally.silent:
        return ""
    words = _did(tally, tally.silent, "said nothing", "not given")
    if not tally.silent_as:
        return f"{words}."
    if _is_of_answers(call_rules):
        return (
            f"{words}, which counts as {tally.silent_as}, but not toward what is needed: that is a"
            " share of the answers."
        )
    counts = dict(tally.counts)
    together = f"{counts[YES]:,} yes and {counts[NO]:,} no together"
    return f"{words}, which counts as {tally.silent_as}: {together}."


def _quorum(call_rules: Rules, tally: Tally) -> str:
    if call_rules.quorum is None:
        return "No quorum is needed."
    base = _number(tally, tally.quorum_base)
    if call_rules.quorum_base is QuorumBase.UNITS and tally.excused:
        base = f"{_all_called(tally, base)}, excused or not"
    else:
        base = _all_counted(tally, base)
    present = _did(tally, tally.present, "answered", "given")
    if not call_rules.abstentions_count and dict(tally.counts)[ABSTAIN]:
        present += ", not counting abstentions"
    needed = f"{_share_of(call_rules.quorum, base)}, so at least {tally.quorum_needed:,}"
    is_missing = tally.outcome is Outcome.NO_QUORUM
    ending = "there is no quorum, so nothing is decided" if is_missing else "there is a quorum"
    return f"Quorum: {needed}; {present}: {ending}."


def _share_of(share: Share, base: str) -> str:
    return f"{share.value} of {base}"


def _all_counted(tally: Tally, base: str) -> str:
    """All units but the excused, in words, with their number in ``base``."""
    return f"the {base} not excused" if tally.excused else _all_called(tally, base)


def _all_called(tally: Tally, base: str) -> str:
    return f"the {base} in all" if _is_weighted(tally) else f"the {base} called"


def _needed(call_rules: Rules, tally: Tally) -> list[str]:
    if call_rules.method is VoteMethod.RANKED:
        return _rounds(call_rules, tally)
    if call_rules.is_plurality:
        wins = "The choice with the most votes wins, whatever its share."
        return [f"{wins} {_ending(tally, tally.counts[:-1], is_plurality=True)}"]
    base = _base(call_rules, tally)
    needed = f"{_share_of(call_rules.threshold, base)}, so at least {tally.threshold_needed:,}"
    if call_rules.method is VoteMethod.CHOICE:
        return [f"Needed: {needed}. {_ending(tally, tally.counts[:-1])}"]
    return [f"Needed: {needed}; {_for_yes(call_rules, tally)}: {tally.outcome.value}."]


def _base(call_rules: Rules, tally: Tally) -> str:
    number = _number(tally, tally.threshold_base)
    if call_rules.threshold_base is ThresholdBase.UNITS:
        return _all_counted(tally, number)
    if _is_of_answers(call_rules):
        return f"the {number} given" if _is_weighted(tally) else f"the {number} that answered"
    if call_rules.method is not VoteMethod.YES_NO:
        return f"the {number} for a choice" if _is_weighted(tally) else f"the {number} that chose"
    if _is_weighted(tally):
        return f"the {number} for yes or no"
    verb = "count as" if tally.silent and tally.silent_as else "voted"
    return f"the {number} that {verb} yes or no"


def _for_yes(call_rules: Rules, tally: Tally) -> str:
    votes, is_as_yes = tally.threshold_votes, bool(tally.silent) and tally.silent_as == YES
    if is_as_yes and _is_of_answers(call_rules):
        verb = "is" if votes == 1 else "are"
        return f"{votes:,} of these {verb} yes"
    if _is_weighted(tally):
        return f"{plural(votes, 'vote')} {'is' if votes == 1 else 'are'} yes"
    verb = "voted"
    if is_as_yes:
        verb = "counts as" if votes == 1 else "count as"
    return f"{votes:,} {verb} yes" if votes else f"none {verb} yes"


def _rounds(call_rules: Rules, tally: Tally) -> list[str]:
    if not tally.rounds:
        return ["Nobody chose anything: nothing is decided."]
    if call_rules.threshold_base is ThresholdBase.VOTING:
        base = "the votes" if _is_weighted(tally) else "those"
        base += " that have a choice left"
    else:
        base = _base(call_rules, tally)
    all_in = sum(number for _, number in tally.rounds[0].places)
    lines = [f"Needed in each round: {_share_of(call_rules.threshold, base)}."]
    for turn, runoff in enumerate(tally.rounds, 1):
        left_out = all_in - sum(number for _, number in runoff.places)
        has = "has" if left_out == 1 else "have"
        without = f"; {left_out:,} {has} no choice left" if left_out else ""
        lines.append(
            f"Round {turn}, at least {runoff.needed:,} of {_number(tally, runoff.base)}:"
            f" {_figures(runoff.places)}{without}. {_after_round(tally, runoff)}"
        )
    return lines


def _after_round(tally: Tally, runoff: RunoffRound) -> str:
    """What leaves after a round, or how it ends."""
    last, fewest = _lowest(runoff.places)
    names = _all_named(last)
    if not runoff.out:
        is_blocked = not tally.winner and 1 < len(last) < len(runoff.places)
        if not is_blocked:
            return _ending(tally, runoff.places)
        return (
            f"{names} have the fewest, {fewest:,} each, and cannot all leave: nothing is decided."
        )
    if len(last) == 1:
        return f"{names} has the fewest and leaves."
    if len(runoff.out) == len(last):
        return f"{names} have the fewest, {fewest:,} each, and leave."
    return (
        f"{names} have the fewest, {fewest:,} each, and cannot all leave. By the rule for ties, the"
        f" choice listed last leaves: {_all_named(runoff.out)}."
    )


def _lowest(places: Places) -> tuple[list[str], int]:
    fewest = min(number for _, number in places)
    return [choice for choice, number in places if number == fewest], fewest


def _highest(places: Places) -> tuple[list[str], int]:
    """What has the most, and how many; nothing where none has any."""
    most = max((number for _, number in places), default=0)
    return [choice for choice, number in places if number == most and most], most


def _ending(tally: Tally, places: Places, *, is_plurality: bool = False) -> str:
    """How a vote for a choice ends, or the last round of an instant runoff."""
    ahead, most = _highest(places)
    if not ahead:
        return "Nobody chose anything: nothing is decided."
    has = f"{_all_named(ahead)} have {most:,} each"
    if len(ahead) == 1:
        has = f"{_all_named(ahead)} has the most, {most:,}"
        return f"{has}: {'it is chosen' if tally.winner else 'nothing is decided'}."
    if not tally.winner:
        return f"{has}: nothing is decided."
    rule = (
        "the choice listed first wins"
        if is_plurality
        else "half is enough for the choice listed first"
    )
    return f"{has}. By the rule for ties, {rule}: {_named(tally.winner)} is chosen."


def _why_undecided(tally: Tally) -> str:
    places = tally.rounds[-1].places if tally.rounds else tally.counts[:-1]
    ahead, most = _highest(places)
    if not ahead:
        return "nobody chose anything"
    if len(ahead) > 1:
        return f"{_few(ahead)} have {most:,} each"
    if tally.rounds and len(_lowest(places)[0]) > 1:
        last, fewest = _lowest(places)
        return f"{_few(last)} have the fewest, {fewest:,} each"
    name = _named(ahead[0], _HEADLINE_ROOM)
    return f"{name} has the most, {most:,} of {_that_were_needed(tally.threshold_needed)}"


def _few(choices: Sequence[str]) -> str:
    if len(choices) > _NAMED_IN_HEADLINE:
        return plural(len(choices), "choice")
    return in_a_row([_named(choice, _HEADLINE_ROOM) for choice in choices])
