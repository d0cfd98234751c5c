"""What has become of the votes of a group's seats."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Group, Membership, Person
from models.voting_rights import VoteState, VotingRule
from services import terms


@dataclass(frozen=True)
class HeldVote:
    """The vote of somebody in a seat."""

    membership: Membership
    person: Person
    state: VoteState


def state_after(rule: VotingRule | None, came: Iterable[bool]) -> VoteState:
    """What has become of a vote, by whether it was there at each meeting that counts, in their
    order. It is held at first, and for good where no rule lets it be lost.
    """
    if rule is None:
        return VoteState.HELD
    is_held, missed, attended = True, 0, 0
    for is_there in came:
        missed, attended = (0, attended + 1) if is_there else (missed + 1, 0)
        if is_held and missed >= rule.lost_after:
            is_held = False
        elif not is_held and attended >= rule.regained_after:
            is_held = True
    if not is_held:
        return VoteState.LOST
    is_at_risk = missed > 0 and missed + 1 >= rule.lost_after
    return VoteState.AT_RISK if is_at_risk else VoteState.HELD


def held_votes(session: Session, group: Group, at: datetime) -> list[HeldVote]:
    """The votes of those who sit in the voting seats of a group at a moment: three queries."""
    rule = VotingRule.of(group)
    return [
        HeldVote(term.membership, term.person, state_after(rule, term.came))
        for term in terms.voting_terms(session, group.id, at)
    ]


def lost_votes(session: Session, group: Group, at: datetime) -> set[int]:
    """The ids of the services in voting seats of a group whose vote is lost at a moment: three
    queries, and none where its charge lets no vote be lost.
    """
    if VotingRule.of(group) is None:
        return set()
    votes = held_votes(session, group, at)
    return {vote.membership.id for vote in votes if vote.state is VoteState.LOST}
