"""The ledger of contributions: one dated row for each thing a person did."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type


class ContributionKind(StrEnum):
    """What counts as taking part."""

    ATTENDED = "attended"
    CHAIRED = "chaired"
    COMPLETED_TASK = "completed task"
    ANSWERED_CALL = "answered call"
    RECORDED = "recorded"
    """Took the minutes of a meeting, which were circulated."""


FEWEST_SHOWN = 3
"""How many people stand at least behind a figure that is broken down, for whoever may not see who
they are.
"""
CONTRIBUTION_WORDS = {
    ContributionKind.ATTENDED: "meetings attended",
    ContributionKind.CHAIRED: "meetings chaired",
    ContributionKind.COMPLETED_TASK: "tasks completed",
    ContributionKind.ANSWERED_CALL: "calls answered",
    ContributionKind.RECORDED: "minutes taken",
}
"""Each kind in the words of the reports."""


class Contribution(SQLModel, table=True):
    """One thing a person did, credited to the organization she belonged to at that time.

    Every question about participation is an aggregate over these rows.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        sa.Index(
            "contributions_covering",
            "occurred_at",
            "organization_id",
            "group_id",
            "kind",
            "person_id",
        ),
        # One group or person is asked about for a time: a ledger of many years costs no more.
        sa.Index("contributions_by_group", "group_id", "occurred_at"),
        sa.Index("contributions_by_person", "person_id", "occurred_at"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    organization_id: int | None = Field(default=None, foreign_key="organizations.id")
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    kind: ContributionKind = Field(sa_type=enum_type(ContributionKind))
    source: str = Field(max_length=120, unique=True)
    """What it stems from, such as ``attended|meeting:12|person:7``:
    the same act never counts twice.
    """
    occurred_at: datetime
