"""What is to become of a message that is about to be sent, as things are now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import OutboxMessage


@dataclass(frozen=True)
class Send:
    """It is wanted."""


@dataclass(frozen=True)
class Drop:
    """It is not wanted any more."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """It is not wanted yet."""

    until: datetime


Verdict = Send | Drop | Wait
Recheck = Callable[[Session, OutboxMessage, datetime], Verdict]
"""Holds a message against what is true at the moment at which it would go out."""


def send_all(_session: Session, _message: OutboxMessage, _now: datetime) -> Verdict:
    """Everything that is promised is wanted."""
    return Send()
