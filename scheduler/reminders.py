"""Puts the reminders that are due into words and promises them,
and withdraws those that are not due any more.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import OutboxState
from models.database import reading, unit_of_work
from models.messages import TASKS, Key
from models.payloads import Message
from models.subjects import Subjects
from services import outbox, reminders
from services.reminders import (
    Due,
    Findings,
    PersonalDigest,
    ReminderKind,
)
from views.reminders import WORDS, listed, personal

AFTER_FAILURE = timedelta(hours=1)
"""When something is scanned again at which scanning failed."""
Kinds = Sequence[ReminderKind]
Result = tuple[int, list[Due]]
"""How many messages were promised, and what is to be told together with others."""

log = logging.getLogger(__name__)


def queue_due(now: datetime, kinds: Kinds = reminders.KINDS) -> int:
    """Promise every reminder that is due at ``now`` and was never promised before; how many
    messages.

    1. Whose circumstances changed, has all that concerns her scanned again.
    2. What waits to be sent is reviewed, lest it be said though it is not wanted any more.
    3. What may be due by now is scanned, some at a time; then it is known when to scan next.
    4. What is told together is gathered: in a personal digest for those who want one, else the
       tasks of one person in one list.
    """
    _notice(now)
    with reading() as session:
        waiting = {kind.key: outbox.waiting(session, kind.message) for kind in kinds}
        due = reminders.due_subjects(session, now)
    count, gathered = _reviewed(waiting, now, kinds)
    for promised, together in (result for about in due for result in _scan(about, now, kinds)):
        count, gathered = count + promised, gathered + together
    return count + _queue_digests(gathered, now, kinds)


def _notice(now: datetime) -> None:
    with reading() as session:
        changed = reminders.changed_people(session, now)
    if changed:
        with unit_of_work() as session:
            reminders.note_people(session, changed, now)


def _reviewed(waiting: Mapping[str, set[Key]], now: datetime, kinds: Kinds) -> Result:
    """What came of it; where something that waits cannot be reviewed,
    what is new is promised all the same.
    """
    try:
        return _review(waiting, now, kinds)
    except SQLAlchemyError:
        raise
    except Exception:
        # Each is checked once more before it goes out.
        log.exception("what waits could not be reviewed")
        return 0, []


def _review(waiting: Mapping[str, set[Key]], now: datetime, kinds: Kinds) -> Result:
    """Ask about what waits, without a lock first: nearly always there is nothing to write."""
    concerned = [kind for kind in kinds if waiting[kind.key]]
    if not concerned:
        return 0, []
    about = reminders.subjects_of(key for kind in concerned for key in waiting[kind.key])
    with reading() as session:
        results = [
            reminders.findings(session, kind, about, now, is_review=True) for kind in concerned
        ]
        is_idle = not any(_is_to_write(session, result) for result in results)
    if is_idle:
        return 0, [due for result in results for due in result.gathered]
    return _write(about, now, concerned, is_review=True)


def _is_to_write(session: Session, result: Findings) -> bool:
    changes = result.new or result.passed or result.later or result.stale
    return bool(changes or _rewritten(session, result))


def _scan(about: Subjects, now: datetime, kinds: Kinds) -> Iterator[Result]:
    """What came of scanning these;
    where that fails, of one after another, so that one stops no other.
    """
    try:
        yield _write(about, now, kinds)
    except SQLAlchemyError:
        raise
    except Exception:
        if len(about) > 1:
            for subject in sorted(about, key=str):
                yield from _scan(frozenset([subject]), now, kinds)
            return
        log.exception("%s could not be scanned", " ".join(map(str, about)))
        with unit_of_work() as session:
            reminders.check(session, dict.fromkeys(about, now + AFTER_FAILURE))


def _write(about: Subjects, now: datetime, kinds: Kinds, *, is_review: bool = False) -> Result:
    with unit_of_work() as session:
        reminders.lock(session, about)
        results = [
            reminders.findings(session, kind, about, now, is_review=is_review) for kind in kinds
        ]
        promised = {key for result in results for key in _promise(session, result, now)}
        if is_review:
            reminders.check_held_back(session, results, now)
        else:
            reminders.check_next(session, about, results, promised=promised, now=now)
        return len(promised), [due for result in results for due in result.gathered]


def _promise(session: Session, result: Findings, now: datetime) -> set[Key]:
    """Withdraw, rewrite and promise; the keys under which something was promised."""
    dropped = reminders.withdraw(session, result, now)
    if dropped:
        # A reminder that could not be said while it was of use is dropped; the log tells which.
        keys = " ".join(sorted(map(str, dropped)))
        log.info("dropped reminders whose time had passed (%s): %s", len(dropped), keys)
    outbox.rewrite(session, _rewritten(session, result))
    return outbox.post_all(session, _promises(result), now)


def _rewritten(session: Session, result: Findings) -> dict[Key, Message]:
    """What has waited for so long that it says so now, with words that it does not have yet."""
    written = outbox.texts(session, [due.key for due in result.late])
    late = ((due.key, _message(result.kind, due)) for due in result.late)
    return {
        key: message for key, message in late if message and message["text"] != written.get(key)
    }


def _promises(result: Findings) -> Iterator[outbox.Promise]:
    for due in result.new:
        if message := _message(result.kind, due):
            yield outbox.Promise(due.to, due.key, message, due.expires_at)


def _message(kind: ReminderKind, due: Due) -> Message | None:
    return _words(WORDS[kind.message].message, due.facts, due.key)


def _queue_digests(gathered: list[Due], now: datetime, kinds: Kinds) -> int:
    """The digests that are due,
    and those that wait though something in them is not wanted any more.
    """
    with reading() as session:
        pending = reminders.pending(session)
        waiting = [key for keys in pending[OutboxState.READY].values() for key in keys]
        ended = [
            key
            for state in (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)
            for keys in pending[state].values()
            for key in keys
        ]
        first, *others = reminders.by_person(gathered)
        about = reminders.subjects_of([*(due.key for due in first), *waiting, *ended])
        stale = waiting and reminders.to_rewrite(session, _all(session, kinds, about, now), now)
    if not (gathered or stale or ended):
        return 0
    later = {due.person.id for batch in others for due in batch}
    count = _write_digests(about, now, kinds, lambda due: due.person.id not in later)
    return count + sum(_write_batch(batch, now, kinds) for batch in others)


def _write_batch(batch: Sequence[Due], now: datetime, kinds: Kinds) -> int:
    people = {due.person.id for due in batch}
    about = reminders.subjects_of(due.key for due in batch)
    return _write_digests(about, now, kinds, lambda due: due.person.id in people)


def _write_digests(
    about: Subjects, now: datetime, kinds: Kinds, concerns: Callable[[Due], bool]
) -> int:
    """How many were promised. Of what is new, only what ``concerns`` is told now."""
    with unit_of_work() as session:
        reminders.lock(session, about)
        reminders.file_arrivals(session)
        found = _all(session, kinds, about, now)
        for key, items in reminders.to_rewrite(session, found, now):
            message = _digest_anew(session, key, items, now) if items else None
            reminders.rewrite_digest(session, key, items, message)
        new = reminders.new_digests(session, [due for due in found if concerns(due)], now)
        count = _post(session, new, now)
        unsaid = reminders.unsent(session, found, now)
        moments = reminders.next_checks(about, found, unsaid=unsaid, now=now)
        reminders.check(session, moments)
        return count


def _all(session: Session, kinds: Kinds, about: Subjects, now: datetime) -> list[Due]:
    return [due for kind in kinds for due in kind.due(session, now, about)]


def _digest_anew(session: Session, key: Key, items: Sequence[Due], now: datetime) -> Message | None:
    late_from = reminders.late_from(session, key, items, now)
    return _together(key, items, late_from)


def _together(key: Key, items: Sequence[Due], late_from: datetime | None) -> Message | None:
    words = listed if key.kind is TASKS else personal
    return _words(partial(words, late_from=late_from), items, key)


def _post(session: Session, digests: Sequence[PersonalDigest], now: datetime) -> int:
    promises = []
    for digest in digests:
        if digest.is_single:
            message = _words(WORDS[digest.key.kind].message, digest.items[0].facts, digest.key)
        else:
            message = _together(digest.key, digest.items, digest.late_from)
        if message:
            if not digest.is_single:
                reminders.note_items(session, digest)
            promises.append(outbox.Promise(digest.to, digest.key, message, digest.expires_at))
    return len(outbox.post_all(session, promises, now))


def _words(words: Callable[[Any], Message], facts: Any, key: Key) -> Message | None:
    try:
        return words(facts)
    except Exception:
        log.exception("the reminder %s could not be put into words", key)
        return None
