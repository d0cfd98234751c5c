"""Requests that make something: each makes it once, and nobody makes too much at a time."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AnsweredRequest
from models.database import dialect_insert, run_plain
from services.errors import Refusal

REMEMBERED = timedelta(days=7)
"""How long a form that is sent again is known to have been sent before."""
LIMITS = {timedelta(minutes=1): 60, timedelta(hours=1): 400}
"""How many things somebody may have made within a time before more is refused."""


def claim(session: Session, key: str, slack_id: str, *, now: datetime) -> dict[str, Any] | None:
    """Take up a request; None where it is new, else the answer that it got before.

    The same request in another process waits here until the first has ended. Raises ``Refusal``
    for somebody who has made too much lately.
    """
    row = {"key": key, "slack_id": slack_id, "made": 1, "answer": {}, "answered_at": now}
    insert = dialect_insert(session, AnsweredRequest).values(**row).on_conflict_do_nothing()
    if run_plain(session, insert.returning(col(AnsweredRequest.key))).first():
        _check_pace(session, slack_id, now)
        return None
    answer = sa.select(col(AnsweredRequest.answer)).where(col(AnsweredRequest.key) == key)
    kept: dict[str, Any] = run_plain(session, answer).scalar_one()
    return kept


def keep(session: Session, key: str, answer: dict[str, Any], *, made: int = 1) -> None:
    """Write down the answer to a request that was claimed, and how many things it made."""
    change = sa.update(AnsweredRequest).where(col(AnsweredRequest.key) == key)
    run_plain(session, change.values(answer=answer, made=made))


def release(session: Session, key: str) -> None:
    """A request that was claimed has made nothing, so it may come again."""
    run_plain(session, sa.delete(AnsweredRequest).where(col(AnsweredRequest.key) == key))


def forget(session: Session, now: datetime) -> int:
    """Forget the requests that nobody sends again; how many those are."""
    old = sa.delete(AnsweredRequest).where(col(AnsweredRequest.answered_at) < now - REMEMBERED)
    return run_plain(session, old).rowcount


def _check_pace(session: Session, slack_id: str, now: datetime) -> None:
    longest = max(LIMITS)
    recent = select(AnsweredRequest.answered_at, AnsweredRequest.made).where(
        AnsweredRequest.slack_id == slack_id, AnsweredRequest.answered_at > now - longest
    )
    made = run_plain(session, recent).all()
    for within, most in LIMITS.items():
        # The request itself counts already.
        # What lies ahead was written while the clock was.
        count = sum(number for at, number in made if now - within < at <= now) - 1
        if count >= most:
            raise Refusal(_too_much(count, within))


def _too_much(count: int, within: timedelta) -> str:
    span = "minute" if within <= timedelta(minutes=1) else "hour"
    return (
        f"You have made {count} things within the last {span}, and I take no more from one person"
        f" in that time. Nothing of this was saved: send it again in {_wait(span)}."
    )


def _wait(span: str) -> str:
    return "a minute" if span == "minute" else "an hour at the latest"
