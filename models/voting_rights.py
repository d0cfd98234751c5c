"""Votes that are lost by missing meetings and regained by coming, where a charge says so."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from models.groups import ChargeFields, Group
from models.payloads import Message

USUAL_REGAINED_AFTER = 2


@dataclass(frozen=True)
class VotingRule:
    """How many meetings in a row are missed by whoever loses the vote, and bring it back."""

    lost_after: int
    regained_after: int = USUAL_REGAINED_AFTER

    @classmethod
    def of(cls, charge: Group | ChargeFields) -> Self | None:
        """What a charge declares; None where a vote is never lost."""
        if charge.vote_lost_after is None:
            return None
        return cls(charge.vote_lost_after, charge.vote_regained_after or USUAL_REGAINED_AFTER)


class VoteState(StrEnum):
    """What has become of somebody's vote by the meetings that were held."""

    HELD = "held"
    AT_RISK = "at risk"
    """It is lost with the next meeting that is missed, and another one was missed already."""
    LOST = "lost"


class VoteNews(StrEnum):
    """What somebody hears of her vote. Keys of messages hold it, so it stays."""

    WARNED = "warned"
    LOST = "lost"
    REGAINED = "regained"


@dataclass(frozen=True)
class VoteNotice:
    """News of a vote in a group, as it is told in private."""

    news: VoteNews
    group: Group
    state: VoteState


VoteWords = Callable[[VoteNotice], Message]
"""The words of such news; each door brings them to the service that promises it."""
