"""What the council of the demo asked every library, and what each answered."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.calls import ABSTAIN, NO, YES, CallFacts, CallKind, IfSilent, Share, VoteMethod

NOTHING_GIVEN = "-"
MEETING_DAY = "Which day suits the yearly meeting of all staff?"
"""A question that comes back every year."""
VOTES = {"y": YES, "n": NO, "a": ABSTAIN}
"""How the answers below are written down: the libraries by name, a letter each."""


@dataclass(frozen=True)
class DemoCall:
    """A call to every library, by days from now, with their answers in the order of their names."""

    facts: CallFacts
    opened: int
    closes: int
    answers: str
    """For each library its vote, the place of the choice, or any letter for an answer in words."""
    changed: int | None = None
    """The place of the library that said no before."""
    phoned: int | None = None
    """The place of the library whose answer the program manager wrote down."""

    def until(self, closes: datetime) -> CallFacts:
        """What its draft says, with the moment at which it closes."""
        return replace(self.facts, closes_at=closes)


CALLS = (
    DemoCall(
        CallFacts(
            "Shall all libraries keep one schedule for chat reference from January on?",
            details="It covers evenings and weekends, and asks four hours a week of each.",
            quorum=Share.TWO_THIRDS,
            if_silent=IfSilent.NO_ANSWER,
        ),
        opened=-75,
        closes=-61,
        answers="yyn-y--y-n-y--y-y-",
    ),
    DemoCall(
        CallFacts(
            MEETING_DAY,
            method=VoteMethod.CHOICE,
            choices=("A Friday in May", "A Tuesday in June"),
            if_silent=IfSilent.NO_ANSWER,
            is_secret=True,
        ),
        opened=-55,
        closes=-45,
        answers="0010-00100-0001000",
    ),
    DemoCall(
        CallFacts(
            "Shall we renew the courier contract for three years?",
            details="The price stays as it is; the State Library is served on Tuesdays, too.",
            threshold=Share.TWO_THIRDS,
            quorum=Share.MORE_THAN_HALF,
            if_silent=IfSilent.NO,
        ),
        opened=-39,
        closes=-25,
        answers="yyyyny-yyayyyyyy-y",
        changed=2,
        phoned=8,
    ),
    DemoCall(
        CallFacts(
            "What would help your reference desk most next year?",
            kind=CallKind.PLAIN,
            if_silent=IfSilent.NO_ANSWER,
            is_hidden=False,
            nudge_days=(7, 2),
        ),
        opened=-4,
        closes=8,
        answers="y--y-y----y-y--y--",
    ),
)

WISHES = (
    "A shared pool of people for chat in the evening.",
    "Training on the new catalog for our student workers.",
    "One page of links to all campus writing centers.",
)
"""What libraries answer in words, in turn."""
