"""Messages that are promised to somebody other than the asker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type


class OutboxOp(StrEnum):
    """What is to be done in Slack."""

    POST = "post"
    UPDATE = "update"
    FILE = "file"


class OutboxState(StrEnum):
    """How far a message is. Only ``sent``, ``dropped`` and ``dead`` are final."""

    READY = "ready"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


IN_FLIGHT = "state IN ('sending', 'unsure')"
WAITING = "state IN ('ready', 'sending', 'unsure')"
HEALING = "state = 'sent' AND heal_at IS NOT NULL"
DEAD = "state = 'dead'"


class OutboxMessage(SQLModel, table=True):
    """One message on its way, written in the same transaction as the change that causes it."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "one_in_flight",
            "lane",
            unique=True,
            sqlite_where=sa.text(IN_FLIGHT),
            postgresql_where=sa.text(IN_FLIGHT),
        ),
        sa.Index(
            "lane_queue",
            "lane",
            "due_at",
            "id",
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        ),
        sa.Index("outbox_by_subject", "subject"),
        sa.Index(
            "outbox_by_wake",
            "wake_at",
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        ),
        sa.Index(
            "outbox_by_heal",
            "heal_at",
            sqlite_where=sa.text(HEALING),
            postgresql_where=sa.text(HEALING),
        ),
        sa.Index(
            "undelivered_by_lane",
            "lane",
            "id",
            sqlite_where=sa.text(DEAD),
            postgresql_where=sa.text(DEAD),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    """``kind|subject|occurrence|recipient``: the same promise is never written twice."""
    lane: str = Field(max_length=64)
    """The Slack channel, or the Slack user for a direct message. Order is kept within a lane."""
    op: OutboxOp = Field(sa_type=enum_type(OutboxOp))
    payload: dict[str, Any] = Field(sa_type=sa.JSON)
    """``{"text", "blocks"}``; an update also carries the id of the ``"card"`` it redraws, a file
    its ``"filename"`` and ``"content"`` in base64.
    """
    subject: str = Field(default="", max_length=60)
    """The thing it speaks of, such as ``meeting:12``;
    so its message can be found and changed later.
    """
    state: OutboxState = Field(default=OutboxState.READY, sa_type=enum_type(OutboxState))
    due_at: datetime
    wake_at: datetime
    """When somebody should look at the row next: earliest try, end of the lease, or next look."""
    expires_at: datetime | None = None
    """After this moment the message is dropped instead of sent."""
    tries: int = Field(default=0)
    owner: str = Field(default="", max_length=64)
    """The worker that holds the lease."""
    first_try: datetime | None = None
    last_try: datetime | None = None
    receipt: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Where it arrived: ``{"channel", "ts"}``."""
    error: str = Field(default="", max_length=500)
    created_at: datetime
    mark: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    """What a post carries unseen, so that it can be found again.

    It is random, so it tells nothing.
    """
    looks: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many looks into the channel have not found it since the last try."""
    heal_at: datetime | None = None
    """When to look for extra copies; set as soon as it may have gone out twice."""
    told_at: datetime | None = None
    """When those who can mend it were told that it did not arrive."""


WORKSPACE = "*"
"""The lane that holds all others. ``*post`` and its like hold one kind of call in all of them."""


class Lane(SQLModel, table=True):
    """The pace of one channel, of one kind of call, or of the whole workspace,
    and what is wrong with it.
    """

    __tablename__ = "lanes"

    name: str = Field(primary_key=True, max_length=64)
    next_at: datetime
    trouble: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    """Slack's reason for taking nothing there. Such a channel is held until somebody says to try
    again; the workspace is tried again by itself.
    """
    told_at: datetime | None = None
    """When those who can mend it were last told that something did not arrive there."""
