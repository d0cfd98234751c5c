"""What is not kept for ever: the words of messages long sent, reminders long told, old history,
interest in groups that nobody renewed, and personal links that ended long ago.

What a message was, when it went out and how that ended stays, so nothing is ever said twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallState,
    DigestedReminder,
    HistoryEntry,
    Meeting,
    OutboxMessage,
    OutboxState,
    Poll,
    PollState,
    ReversibleChange,
    Task,
)
from models.messages import readable
from models.stories import tells_story
from models.subjects import Subject
from services import attendance_lists, interests, links, undoing

WORDS_KEPT = timedelta(days=30)
"""For how long after it was promised a message that is done with keeps its words."""
HISTORY_YEARS = 7
REMOVED_AT_ONCE = 2000
"""So many rows go in one transaction, lest people who write wait for it."""
ENDED = (OutboxState.SENT, OutboxState.DROPPED)
"""What did not arrive keeps its words: somebody may have it sent again."""
LASTING_ACTIONS = (attendance_lists.SAVED, attendance_lists.CLAIMED, "membership.role")
"""What figures of any year still rest on: whether a meeting has a list, and who held which role."""
_HAS_WORDS = sa.cast(col(OutboxMessage.payload), sa.Text) != "{}"
_LONG_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Kept:
    """What is there of all that goes in time."""

    with_words: int
    """Messages that hold their words."""
    overdue: int
    """Of these, how many should not any more."""
    reminders: int
    entries: int
    """Of the history."""
    oldest: datetime | None
    """Of these, when the first was written."""


def remove_expired(session: Session, now: datetime, *, history_years: int) -> int:
    """Remove some of what has expired; how many rows that concerned.

    Of the history nothing goes with 0 years.
    """
    return sum(
        (
            _forget_words(session, now - WORDS_KEPT),
            _forget_reminders(session, now - WORDS_KEPT),
            _forget_history(session, now - history_years * _LONG_YEAR) if history_years else 0,
            _forget_changes(session, now - undoing.REVERSIBLE_FOR),
            interests.clear(session, now),
            links.forget_ended(session, now, most=REMOVED_AT_ONCE),
        )
    )


def is_anything_expired(session: Session, now: datetime, *, history_years: int) -> bool:
    """Whether ``remove_expired`` would find something."""
    entries = _expired_entries(now - history_years * _LONG_YEAR)
    changes = _expired_changes(now - undoing.REVERSIBLE_FOR)
    return bool(
        session.exec(_with_words(now - WORDS_KEPT).limit(1)).first()
        or session.exec(changes.limit(1)).first()
        or _expired_reminders(session, now - WORDS_KEPT)
        or interests.is_any_stale(session, now)
        or links.is_any_long_ended(session, now)
        or (history_years and session.exec(entries.limit(1)).first())
    )


def kept(session: Session, now: datetime) -> Kept:
    """What is there, in four queries."""
    words = sa.func.sum(sa.case((_HAS_WORDS, 1), else_=0))
    overdue = _with_words(now - WORDS_KEPT).subquery()
    entries, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(col(HistoryEntry.at)))
    ).one()
    return Kept(
        with_words=session.execute(sa.select(words)).scalar_one() or 0,
        overdue=session.execute(sa.select(sa.func.count()).select_from(overdue)).scalar_one(),
        reminders=session.execute(
            sa.select(sa.func.count()).select_from(DigestedReminder)
        ).scalar_one(),
        entries=entries,
        oldest=oldest,
    )


def _with_words(before: datetime) -> Any:
    """Messages whose words have expired."""
    return select(OutboxMessage.id).where(
        col(OutboxMessage.state).in_(ENDED),
        _HAS_WORDS,
        col(OutboxMessage.created_at) < before,
        col(OutboxMessage.due_at) < before,
        col(OutboxMessage.deduplicate_at).is_(None),
        ~_may_lose_story(),
    )


def _may_lose_story() -> sa.ColumnElement[bool]:
    """The condition that a message in a channel tells a story, which its author may take back at
    any time: then it is drawn anew without that.
    """
    is_there = col(OutboxMessage.state) == OutboxState.SENT
    return sa.and_(is_there, tells_story(col(OutboxMessage.payload)))


def _forget_words(session: Session, before: datetime) -> int:
    ids = session.exec(_with_words(before).limit(REMOVED_AT_ONCE)).all()
    rows = sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))
    if ids:
        session.exec(rows.values(payload={}))
    return len(ids)


def _forget_reminders(session: Session, before: datetime) -> int:
    keys = _expired_reminders(session, before)
    if keys:
        session.exec(sa.delete(DigestedReminder).where(col(DigestedReminder.key).in_(keys)))
    return len(keys)


def _expired_reminders(session: Session, before: datetime) -> Sequence[str]:
    """Reminders told in a list long ago, of things of which nobody is reminded any more.

    While a task, a call or a poll is open, what was told of it is known, lest it be told again.
    """
    listed = (
        select(DigestedReminder.key)
        .join(OutboxMessage, col(OutboxMessage.key) == DigestedReminder.digest_key)
        .where(col(DigestedReminder.has_arrived).is_(True))
        .where(col(OutboxMessage.created_at) < before)
    )
    keys = session.exec(listed.order_by(col(DigestedReminder.key))).all()
    if not keys:
        return ()
    open_tasks = sa.or_(col(Task.done_at).is_(None), col(Task.done_at) >= before)
    lasting = {
        Subject("task", number) for number in session.exec(select(Task.id).where(open_tasks))
    }
    ahead = select(Meeting.id).where(col(Meeting.starts_at) >= before)
    lasting |= {Subject("meeting", number) for number in session.exec(ahead)}
    open_calls = select(Call.id).where(Call.state == CallState.OPEN)
    lasting |= {Subject("call", number) for number in session.exec(open_calls)}
    open_polls = select(Poll.id).where(Poll.state == PollState.OPEN)
    lasting |= {Subject("poll", number) for number in session.exec(open_polls)}
    expired = [str(key) for key in readable(keys) if key.subject not in lasting]
    return expired[:REMOVED_AT_ONCE]


def _forget_changes(session: Session, before: datetime) -> int:
    """What an import changed long ago cannot be taken back, and so is not kept."""
    ids = session.exec(_expired_changes(before).limit(REMOVED_AT_ONCE)).all()
    if ids:
        session.exec(sa.delete(ReversibleChange).where(col(ReversibleChange.id).in_(ids)))
    return len(ids)


def _expired_changes(before: datetime) -> Any:
    return select(ReversibleChange.id).where(col(ReversibleChange.made_at) < before)


def _forget_history(session: Session, before: datetime) -> int:
    ids = session.exec(_expired_entries(before).limit(REMOVED_AT_ONCE)).all()
    if ids:
        session.exec(sa.delete(HistoryEntry).where(col(HistoryEntry.id).in_(ids)))
    return len(ids)


def _expired_entries(before: datetime) -> Any:
    return select(HistoryEntry.id).where(
        col(HistoryEntry.at) < before, col(HistoryEntry.action).not_in(LASTING_ACTIONS)
    )
