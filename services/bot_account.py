"""Convene's own account in Slack, as it was last told: no request waits for Slack's word on it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import BotAccount
from models.accounts import THE_BOT


@dataclass(frozen=True)
class Origin:
    """Where a request comes from, as far as it says."""

    team_id: str = ""
    enterprise_id: str = ""
    app_id: str = ""


def digest_of(token: str) -> str:
    """What tells a token from another, and does not tell the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def known(session: Session, token: str = "") -> BotAccount | None:
    """The account, if Slack has told of it; of another token than this one it is not the same."""
    account = session.get(BotAccount, THE_BOT)
    is_of_another = bool(account and token and account.token_digest != digest_of(token))
    return None if is_of_another else account


def learn(session: Session, answer: Mapping[str, Any], *, token: str, now: datetime) -> BotAccount:
    """Write down what ``auth.test`` said of the account that this token belongs to."""
    account = BotAccount(
        id=THE_BOT,
        token_digest=digest_of(token),
        team_id=_text(answer, "team_id"),
        enterprise_id=_text(answer, "enterprise_id"),
        app_id=_text(answer, "app_id"),
        bot_user_id=_text(answer, "user_id"),
        bot_id=_text(answer, "bot_id"),
        learned_at=now,
    )
    kept = session.merge(account)
    session.flush()
    return kept


def is_foreign(origin: Origin, account: BotAccount) -> bool:
    """Whether a request is meant for another workspace, organization or app than ours.

    What either does not say is no difference.
    """
    pairs = (
        (origin.team_id, account.team_id),
        (origin.enterprise_id, account.enterprise_id),
        (origin.app_id, account.app_id),
    )
    return any(theirs and ours and theirs != ours for theirs, ours in pairs)


def _text(answer: Mapping[str, Any], name: str) -> str:
    return str(answer.get(name) or "")[:32]
