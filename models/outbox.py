"""Messages that are promised to somebody other than the asker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import KEY_TYPE, enum_type
from models.messages import Medium, Recipient


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
TO_DEDUPLICATE = "state = 'sent' AND deduplicate_at IS NOT NULL"
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
        sa.Index("outbox_by_subject", "subject", "id"),
        sa.Index(
            "outbox_by_wake",
            "wake_at",
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        ),
        sa.Index(
            "outbox_to_deduplicate",
            "deduplicate_at",
            sqlite_where=sa.text(TO_DEDUPLICATE),
            postgresql_where=sa.text(TO_DEDUPLICATE),
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
    key: str = Field(sa_type=KEY_TYPE, unique=True)
    """The text of a ``Key``: the same promise is never written twice."""
    lane: str = Field(max_length=64)
    """The lane of a ``Recipient``. Order is kept within it."""
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
    """When the row needs attention next: earliest try, end of the lease, or next search."""
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
    searches: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many searches of the channel have not found it since the last try."""
    deduplicate_at: datetime | None = None
    """When to search for extra copies; set as soon as it may have gone out twice."""
    alerted_at: datetime | None = None
    """When those who can mend it were alerted that it did not arrive."""

    @property
    def recipient(self) -> Recipient:
        return Recipient.parse(self.lane)


def hold_of(medium: Medium, op: OutboxOp | None = None) -> str:
    """The name of the lane that holds all lanes of a medium, or one kind of call in all of them."""
    return f"{medium.prefix}*{op or ''}"


SLACK_HOLD = hold_of(Medium.SLACK)
"""What Slack refuses altogether is held here."""
HOLDS = tuple(hold_of(medium) for medium in Medium)


class Lane(SQLModel, table=True):
    """The pace of one recipient, of one kind of call, or of a whole medium,
    and what is wrong with it.
    """

    __tablename__ = "lanes"

    name: str = Field(primary_key=True, max_length=64)
    next_at: datetime
    trouble: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
    """The reason for which nothing is taken there. Such a channel is held until somebody says to
    try again; a medium is tried again by itself.
    """
    alerted_at: datetime | None = None
    """When those who can mend it were last alerted that something did not arrive there."""
