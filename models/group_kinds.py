"""What holds of the groups of each kind: one row a kind."""

from dataclasses import dataclass

from models.groups import GroupKind


@dataclass(frozen=True)
class KindRules:
    """The rules of one kind of group."""

    kind: GroupKind
    anyone_may_join: bool
    """Whether a librarian becomes a member by her own word, where the group is not private."""
    members_vote: bool
    needs_sunset: bool = False
    """Whether its charge has a day on which it lapses."""
    months_to_sunset: int | None = None
    """How long its charge lasts where nobody says a day."""


KIND_RULES = (
    KindRules(GroupKind.STANDING_COMMITTEE, anyone_may_join=False, members_vote=True),
    KindRules(GroupKind.WORKING_GROUP, anyone_may_join=True, members_vote=True),
    KindRules(
        GroupKind.TASK_FORCE,
        anyone_may_join=False,
        members_vote=True,
        needs_sunset=True,
        months_to_sunset=12,
    ),
    KindRules(GroupKind.INTEREST_GROUP, anyone_may_join=True, members_vote=False),
    KindRules(GroupKind.COUNCIL, anyone_may_join=False, members_vote=True),
)
"""Every kind, in the order in which forms offer them."""
_BY_KIND = {rules.kind: rules for rules in KIND_RULES}


def rules_of(kind: GroupKind) -> KindRules:
    """The rules of a kind."""
    return _BY_KIND[kind]
