"""What units may do until a call closes, by whatever rules it is counted."""

import re
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st

from models.calls import (
    IfSilent,
    QuorumBase,
    Rules,
    Share,
    ThresholdBase,
    TieRule,
    UnitVote,
    VoteMethod,
)

CHOICES = ("a", "b", "c", "d", "e")
MOST_UNITS = 9
TAKE_BACK, EXCUSE, RETURN = "take back", "excuse", "return"
Event = tuple[int, str | tuple[str, ...]]
"""Which unit, and what it did: its choices, or one of the three words."""

steady = settings(deadline=None, derandomize=True, max_examples=300)


def votes(text: str, *, weight: int = 1) -> list[UnitVote]:
    """ "8 yes, 2 silent, 1 away yes, 3 a>b": away is excused, and silent says nothing."""
    found: list[UnitVote] = []
    for count, away, choices in re.findall(r"(\d+) (away )?([a-z>]+)", text):
        given = () if choices == "silent" else tuple(choices.split(">"))
        found += [UnitVote(given, weight, bool(away))] * int(count)
    return found


@dataclass(frozen=True)
class Story:
    rules: Rules
    weights: tuple[int, ...]
    events: tuple[Event, ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    method = draw(st.sampled_from(VoteMethod))
    choices = CHOICES[: draw(st.integers(1, len(CHOICES)))]
    is_yes_no = method is VoteMethod.YES_NO
    is_plurality = method is VoteMethod.CHOICE and draw(st.booleans())
    rules = Rules(
        method=method,
        choices=() if is_yes_no else choices,
        threshold=draw(st.sampled_from(Share)),
        threshold_base=draw(st.sampled_from(ThresholdBase)),
        quorum=draw(st.none() | st.sampled_from(Share)),
        quorum_base=draw(st.sampled_from(QuorumBase)),
        abstentions_count=draw(st.booleans()),
        tie_rule=draw(st.sampled_from(TieRule)),
        if_silent=draw(st.sampled_from(IfSilent)) if is_yes_no else IfSilent.NO_ANSWER,
        is_plurality=is_plurality,
    )
    answers: st.SearchStrategy[tuple[str, ...]] = st.sampled_from(
        [(choice,) for choice in (("yes", "no") if is_yes_no else choices)]
    )
    if method is VoteMethod.RANKED:
        rankings = st.lists(st.sampled_from(choices), min_size=1, unique=True)
        answers = rankings.map(lambda ranking: (*ranking,))
    does: st.SearchStrategy[str | tuple[str, ...]] = st.one_of(
        answers, answers, answers, st.sampled_from((("abstain",), TAKE_BACK, EXCUSE, RETURN))
    )
    heaviest = draw(st.sampled_from((1, 1, 3)))
    weights = draw(st.lists(st.integers(1, heaviest), max_size=MOST_UNITS).map(tuple))
    units = st.integers(0, max(0, len(weights) - 1))
    events = st.lists(st.tuples(units, does), max_size=3 * len(weights))
    return Story(rules, weights, tuple(draw(events)))


def votes_after(story: Story) -> list[UnitVote]:
    """What stands once all has happened."""
    choices: list[tuple[str, ...]] = [() for _ in story.weights]
    excused = [False for _ in story.weights]
    for unit, did in story.events:
        if did in (EXCUSE, RETURN):
            excused[unit] = did == EXCUSE
        else:
            choices[unit] = () if isinstance(did, str) else did
    return [UnitVote(*facts) for facts in zip(choices, story.weights, excused, strict=True)]
