"""Promises of a message: rows written with the change that causes them, drained by the delivery job."""

from services.outbox.claims import LEASE, PACE, WORKSPACE, claim, hold, is_anything_due, sweep
from services.outbox.outcomes import (
    Doubtful,
    Gone,
    NotSent,
    Outcome,
    Refused,
    Sent,
    TooRich,
    backoff,
    settle,
)  # fmt: skip
from services.outbox.promises import (
    Message,
    drop,
    drop_except,
    keep_silent,
    known,
    post,
    send_file,
    update_cards,
    waiting,
)  # fmt: skip

__all__ = [
    "LEASE",
    "PACE",
    "WORKSPACE",
    "Doubtful",
    "Gone",
    "Message",
    "NotSent",
    "Outcome",
    "Refused",
    "Sent",
    "TooRich",
    "backoff",
    "claim",
    "drop",
    "drop_except",
    "hold",
    "is_anything_due",
    "keep_silent",
    "known",
    "post",
    "send_file",
    "settle",
    "sweep",
    "update_cards",
    "waiting",
]
