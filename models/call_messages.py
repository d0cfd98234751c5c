"""What the messages about a call show, and the words that make them."""

from collections.abc import Callable
from dataclasses import dataclass

from models.calls import Call, CallAnswer, CallUnit, Tally
from models.groups import Group
from models.offers import NO_REPLY, OfferReply, OfferView
from models.payloads import Message
from models.people import Person
from models.subjects import Subject


@dataclass(frozen=True)
class CallCard:
    """A call as its group sees it."""

    call: Call
    group: Group
    units: int
    """How many were called."""
    answered: int
    tally: Tally | None = None
    """None where it is hidden, and for a plain answer."""
    opened_by: Person | None = None
    topic: str = ""
    offer: OfferView | None = None
    """None where it is not an offer."""


@dataclass(frozen=True)
class UnitQuestion:
    """A call as those see it who answer for one of its units."""

    card: CallCard
    unit: CallUnit
    answer: CallAnswer | None = None
    """The answer that stands; of a secret ballot it does not say which."""
    answered_by: Person | None = None
    offer: OfferReply = NO_REPLY
    """What is said beside the choice where it answers an offer."""


@dataclass(frozen=True)
class AnswerNews:
    """An answer that one person of a unit gave, as others of it hear."""

    question: UnitQuestion
    """With what stands now; without an answer where it was taken back."""
    by: Person
    before: CallAnswer | None = None
    """What stood before."""
    is_phoned: bool = False
    """Whether somebody told the program manager, who wrote it down."""


@dataclass(frozen=True)
class CallWords:
    """The words of each message about a call; each door brings them to the service that promises
    the messages.
    """

    card: Callable[[CallCard], Message]
    question: Callable[[UnitQuestion], Message]
    answered: Callable[[AnswerNews], Message]
    extended: Callable[[CallCard], Message]
    ended: Callable[[CallCard], Message]
    with_story_prompt: Callable[[Message, Subject], Message]
