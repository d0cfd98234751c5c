"""Requests that make something: each makes it once, and nobody makes too much at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from models import AnsweredRequest
from models.database import run_plain
from services.errors import Refusal

REMEMBERED = timedelta(days=7)
"""How long a form that is sent again is known to have been sent before."""
LIMITS = {timedelta(minutes=1): 60, timedelta(hours=1): 400}
"""How many things somebody may have made within a time before more is refused."""


def answered(session: Session, key: str, slack_id: str, *, now: datetime) -> dict[str, Any] | None:
    """The answer that a request got before, or None where it is new: one query.

    Raises ``Refusal`` for somebody who has made too much lately.
    """
    moments = {f"since_{number}": now - within for number, within in enumerate(LIMITS)}
    parameters = {"key": key, "slack_id": slack_id, "now": now, **moments}
    answer, *counts = run_plain(session, _ANSWERED, parameters).one()
    if answer is None:
        _check_pace(counts)
    return cast("dict[str, Any] | None", answer)


def answer_of(session: Session, key: str) -> dict[str, Any] | None:
    """The answer that a request got before, if it got one."""
    return run_plain(session, _ANSWER, {"key": key}).scalar()


def keep(
    session: Session,
    key: str,
    slack_id: str,
    answer: dict[str, Any],
    *,
    made: int = 1,
    now: datetime,
) -> None:
    """Write down the answer to a new request, and how many things it made.

    The same request in another process waits here until the first has ended. Raises
    ``IntegrityError`` where that was answered.
    """
    row = {"key": key, "slack_id": slack_id, "made": made, "answer": answer, "answered_at": now}
    run_plain(session, _KEEP, row)


def amend(session: Session, key: str, answer: dict[str, Any], *, made: int = 1) -> None:
    """Write down another answer in place of the one that was kept."""
    change = sa.update(AnsweredRequest).where(col(AnsweredRequest.key) == key)
    run_plain(session, change.values(answer=answer, made=made))


def forget(session: Session, now: datetime) -> int:
    """Forget the requests that nobody sends again; how many those are."""
    old = sa.delete(AnsweredRequest).where(col(AnsweredRequest.answered_at) < now - REMEMBERED)
    return run_plain(session, old).rowcount


def _check_pace(counts: Sequence[int | None]) -> None:
    for count, (within, most) in zip(counts, LIMITS.items(), strict=True):
        if count is not None and count >= most:
            raise Refusal(_too_much(count, within))


def _too_much(count: int, within: timedelta) -> str:
    span = "minute" if within <= timedelta(minutes=1) else "hour"
    return (
        f"You have made {count} things within the last {span}, and I take no more from one person"
        f" in that time. Nothing of this was saved: send it again in {_wait(span)}."
    )


def _wait(span: str) -> str:
    return "a minute" if span == "minute" else "an hour at the latest"


def _made_since(moment: str) -> sa.ColumnElement[int | None]:
    recent = col(AnsweredRequest.answered_at) > sa.bindparam(moment)
    return sa.func.sum(sa.case((recent, col(AnsweredRequest.made))))


_ANSWER: Any = sa.select(col(AnsweredRequest.answer)).where(
    col(AnsweredRequest.key) == sa.bindparam("key")
)
_LONGEST = list(LIMITS).index(max(LIMITS))
_ANSWERED: Any = sa.select(
    _ANSWER.scalar_subquery(),
    *(_made_since(f"since_{number}") for number in range(len(LIMITS))),
).where(
    col(AnsweredRequest.slack_id) == sa.bindparam("slack_id"),
    col(AnsweredRequest.answered_at) > sa.bindparam(f"since_{_LONGEST}"),
    # What lies ahead was written while the clock was.
    col(AnsweredRequest.answered_at) <= sa.bindparam("now"),
)
_KEEP = sa.insert(AnsweredRequest)
