"""Who Convene is in Slack, and how far it has asked there who everybody else is."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import LONG_AGO, enum_type

THE_BOT = 1
"""The key of the only row of either table."""


class BotAccount(SQLModel, table=True):
    """Convene's own account, as Slack last told of it; there is at most one row.

    It is kept so that a start needs no word from Slack.
    """

    __tablename__ = "bot_account"

    id: int = Field(default=THE_BOT, primary_key=True)
    token_digest: str = Field(max_length=64)
    """Of the token to which Slack told the rest: another token may be of another workspace."""
    team_id: str = Field(max_length=32)
    enterprise_id: str = Field(default="", max_length=32)
    """Of the organization to which the workspace belongs, where it belongs to any."""
    app_id: str = Field(default="", max_length=32)
    """Empty where Slack does not tell."""
    bot_user_id: str = Field(default="", max_length=32)
    bot_id: str = Field(default="", max_length=32)
    learned_at: datetime


class ScanStage(StrEnum):
    """What is asked of Slack in one scan, in this order."""

    PEOPLE = "people"
    MISSING = "missing"
    """Those who are on no page of the people of the workspace, each by herself."""
    CHANNELS = "channels"


class SlackScan(SQLModel, table=True):
    """How far Slack was asked what everybody and every group's channel is by now: one row."""

    __tablename__ = "slack_scan"

    id: int = Field(default=THE_BOT, primary_key=True)
    stage: ScanStage = Field(default=ScanStage.PEOPLE, sa_type=enum_type(ScanStage))
    cursor: str = Field(default="", max_length=500)
    """Where to go on: Slack's own cursor of people, else the id of the row that was asked last."""
    began_at: datetime = LONG_AGO
    next_at: datetime = LONG_AGO
    """When to ask again."""
