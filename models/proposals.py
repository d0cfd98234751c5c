"""Groups that somebody has proposed, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import NAME_LENGTH, TEXT_LENGTH, enum_type
from models.groups import Group, GroupKind
from models.people import Person

ANSWER_LENGTH = 1500
"""Characters of an answer to one of the questions."""
REASON_LENGTH = 300


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    ACTIVATED = "activated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class GroupProposal(SQLModel, table=True):
    """A group that is not there yet, with the answers to the questions of its formation."""

    __tablename__ = "group_proposals"
    __table_args__ = (
        sa.CheckConstraint("(status = 'activated') = (group_id IS NOT NULL)", name="group"),
    )

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME_LENGTH)
    kind: GroupKind = Field(sa_type=enum_type(GroupKind, name="proposedkind"))
    problem: str = Field(max_length=TEXT_LENGTH)
    beneficiaries: str = Field(max_length=TEXT_LENGTH)
    measure: str = Field(max_length=TEXT_LENGTH)
    """How everybody will know that it is done."""
    participants: str = Field(max_length=TEXT_LENGTH)
    representation: str = Field(default="", max_length=TEXT_LENGTH)
    """Whether these represent the consortium."""
    proposed_by: int = Field(foreign_key="people.id", index=True)
    proposed_at: datetime
    status: ProposalStatus = Field(
        default=ProposalStatus.PROPOSED, sa_type=enum_type(ProposalStatus), index=True
    )
    reason: str = Field(default="", max_length=REASON_LENGTH)
    decided_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    decided_at: datetime | None = None
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    """The group that came of it."""


@dataclass(frozen=True)
class ProposalFacts:
    """What the form of a proposal says."""

    name: str
    kind: GroupKind
    problem: str
    beneficiaries: str
    measure: str
    participants: str
    representation: str = ""


@dataclass(frozen=True)
class ProposalLine:
    """One proposal as it is looked at."""

    proposal: GroupProposal
    proposer: Person
    organization: str = ""
    group: Group | None = None
