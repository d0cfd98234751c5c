"""Queues the reminders that are due, and withdraws those that are not any more."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from models.database import reading, unit_of_work
from services import outbox, reminders
from services.reminders import Due, Kind, PersonalDigest
from views.blocks import Message
from views.reminders import WORDS, personal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Step:
    """What is to be written of one kind."""

    new: list[Due]
    passed: list[Due]
    later: list[Due]
    """What waits, and is not to be said now."""
    stale: set[str]

    def __bool__(self) -> bool:
        return bool(self.new or self.passed or self.later or self.stale)


def queue_due(now: datetime, kinds: Sequence[Kind] = reminders.KINDS) -> int:
    """Promise every reminder that is due at ``now`` and was never promised before; how many messages."""
    return sum(_queue(kind, now) for kind in kinds) + _queue_digests(now, kinds)


def _queue(kind: Kind, now: datetime) -> int:
    """Look without a lock first: nearly always there is nothing to write."""
    with reading() as session:
        step = _step(session, kind, now)
    said = {one.key: words for one in step.new if (words := _words(WORDS[kind.key], one.facts, one.key))}
    return _write(kind, said, now) if step else 0


def _step(session: Session, kind: Kind, now: datetime) -> _Step:
    found = kind.due(session, now)
    waiting = outbox.waiting(session, kind.key)
    known = reminders.known(session, [one.key for one in found if one.at <= now or one.is_passed(now)])
    unknown = [one for one in found if one.key not in known]
    return _Step(
        new=[one for one in unknown if one.is_due(now) and not one.in_digest],
        passed=[one for one in unknown if one.is_passed(now)],
        later=[one for one in found if one.key in waiting and one.at > now],
        stale=waiting - {one.key for one in found if not one.is_passed(now)},
    )


def _write(kind: Kind, said: dict[str, Message], now: datetime) -> int:
    with unit_of_work() as session:
        # Asked again under the lock: the meeting may have been cancelled while the words were found.
        step = _step(session, kind, now)
        keep = outbox.waiting(session, kind.key) - step.stale
        outbox.drop_except(session, kind=kind.key, keep=keep, reason="no longer due")
        reminders.hold_back(session, step.later, now)
        for one in step.passed:
            _note_passed(session, one, now)
        return sum(
            outbox.post(session, said[one.key], to=one.to, key=one.key, now=now, expires_at=one.expires_at)
            for one in step.new
            if one.key in said
        )


def _note_passed(session: Session, one: Due, now: datetime) -> None:
    """A reminder that could not be said while it was of use is dropped, and the log tells which."""
    if outbox.keep_silent(session, to=one.to, key=one.key, now=now, reason="its time had passed"):
        log.info("the reminder %s was dropped: its time had passed", one.key)


def _queue_digests(now: datetime, kinds: Sequence[Kind]) -> int:
    with reading() as session:
        if not reminders.is_anybody_served(session):
            return 0
        found = _all(session, now, kinds)
        new = reminders.new_digests(session, found, now)
        is_stale = reminders.is_anything_lost(session) or reminders.to_redraw(session, found, now)
    return _write_digests(now, kinds) if new or is_stale else 0


def _write_digests(now: datetime, kinds: Sequence[Kind]) -> int:
    with unit_of_work() as session:
        reminders.release(session)
        found = _all(session, now, kinds)
        for key, items in reminders.to_redraw(session, found, now):
            reminders.redraw(session, key, items, _redrawn(session, key, items, now) if items else None)
        return sum(_post(session, one, now) for one in reminders.new_digests(session, found, now))


def _redrawn(session: Session, key: str, items: Sequence[Due], now: datetime) -> Message | None:
    late_from = reminders.late_from(session, items[0].person, now)
    return _words(partial(personal, late_from=late_from), items, key)


def _post(session: Session, one: PersonalDigest, now: datetime) -> bool:
    said = _words(partial(personal, late_from=one.late_from), one.items, one.key)
    if said is None:
        return False
    reminders.promise(session, one)
    to = one.person.slack_id or ""
    return outbox.post(session, said, to=to, key=one.key, now=now, expires_at=one.expires_at)


def _all(session: Session, now: datetime, kinds: Sequence[Kind]) -> list[Due]:
    return [one for kind in kinds for one in kind.due(session, now) if one.in_digest]


def _words(words: Callable[[Any], Message], facts: Any, key: str) -> Message | None:
    try:
        return words(facts)
    except Exception:
        log.exception("the reminder %s could not be put into words", key)
        return None
