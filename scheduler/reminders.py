"""Queues the reminders that are due, and withdraws those that are not any more."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import OutboxState
from models.database import reading, unit_of_work
from models.payloads import Message
from services import outbox, reminders
from services.reminders import Due, Kind, Only, PersonalDigest, circumstances, looking
from views.reminders import WORDS, personal

AFTER_FAILURE = timedelta(hours=1)
"""When something is looked at again at which looking failed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Step:
    """What is to be written of one kind."""

    kind: Kind
    found: list[Due]
    new: list[Due]
    passed: list[Due]
    later: list[Due]
    """What waits, and is not to be said now."""
    stale: set[str]
    in_digest: list[Due]
    """What is due now, and is said in a personal digest."""
    late: dict[str, Message]
    """What has waited for so long to be sent that it says so now, by key."""


def queue_due(now: datetime, kinds: Sequence[Kind] = reminders.KINDS) -> int:
    """Promise every reminder that is due at ``now`` and was never promised before; how many
    messages.

    1. Whose circumstances changed, has all that concerns her looked at again.
    2. What waits to be sent is looked at, lest it be said though it is not wanted any more.
    3. What may be due by now is looked at, some at a time; then it is known when to look next.
    4. Personal digests gather what is due to those who want one.
    """
    _notice(now)
    with reading() as session:
        waiting = {kind.key: outbox.waiting(session, kind.key) for kind in kinds}
        waking = looking.waking(session, now)
    count, gathered = _reviewed(waiting, now, kinds)
    ahead = [kind for kind in kinds if kind.looks_ahead]
    for queued, in_digest in (one for only in waking for one in _each(only, now, ahead)):
        count, gathered = count + queued, gathered + in_digest
    return count + _queue_digests(gathered, now, kinds)


def _notice(now: datetime) -> None:
    with reading() as session:
        changed = circumstances.changed(session, now)
    if changed:
        with unit_of_work() as session:
            circumstances.look_again(session, changed, now)


def _reviewed(
    waiting: dict[str, set[str]], now: datetime, kinds: Sequence[Kind]
) -> tuple[int, list[Due]]:
    """What came of it; where one that waits cannot be looked at,
    what is new is promised all the same.
    """
    try:
        return _review(waiting, now, kinds)
    except SQLAlchemyError:
        raise
    except Exception:
        # Each is asked about once more before it goes out.
        log.exception("what waits could not be looked at")
        return 0, []


def _review(
    waiting: dict[str, set[str]], now: datetime, kinds: Sequence[Kind]
) -> tuple[int, list[Due]]:
    """Look at what waits, without a lock first: nearly always there is nothing to write."""
    plain = [kind for kind in kinds if not kind.looks_ahead or waiting[kind.key]]
    if not plain:
        return 0, []
    with reading() as session:
        only = looking.spoken_of(
            key for kind in plain if kind.looks_ahead for key in waiting[kind.key]
        )
        steps = [_step(session, kind, only, now, is_review=True) for kind in plain]
    if not any(step.new or step.passed or step.later or step.stale or step.late for step in steps):
        return 0, [one for step in steps for one in step.in_digest]
    return _write(only, now, plain, is_review=True)


def _each(only: Only, now: datetime, kinds: Sequence[Kind]) -> Iterator[tuple[int, list[Due]]]:
    """What came of looking at these;
    where that fails, at one after another, so that one stops no other.
    """
    try:
        yield _write(only, now, kinds)
    except SQLAlchemyError:
        raise
    except Exception:
        alone = [looking.only([thing]) for thing in looking.things(only)]
        if len(alone) > 1:
            for one in alone:
                yield from _each(one, now, kinds)
            return
        log.exception("%s could not be looked at", only)
        with unit_of_work() as session:
            looking.look_next(session, dict.fromkeys(looking.things(only), now + AFTER_FAILURE))


def _step(
    session: Session, kind: Kind, only: Only, now: datetime, *, is_review: bool = False
) -> _Step:
    found = _ask(session, kind, only, now)
    waiting = outbox.waiting(session, kind.key) if is_review else set()
    known = reminders.known(
        session, [one.key for one in found if one.at <= now or one.is_passed(now)]
    )
    unknown = [one for one in found if one.key not in known]
    return _Step(
        kind=kind,
        found=found,
        new=[one for one in unknown if one.is_due(now) and not one.in_digest],
        passed=[one for one in unknown if one.is_passed(now)],
        later=[one for one in found if one.key in waiting and one.at > now],
        stale=waiting - {one.key for one in found if not one.is_passed(now)},
        in_digest=[one for one in unknown if one.is_due(now) and one.in_digest],
        late=_grown_late(
            session, kind, [one for one in found if one.key in waiting and one.is_due(now)]
        ),
    )


def _grown_late(session: Session, kind: Kind, found: Sequence[Due]) -> dict[str, Message]:
    late = [one for one in found if one.facts.late_from]
    written = outbox.texts(session, [one.key for one in late])
    said = {one.key: _words(WORDS[kind.key], one.facts, one.key) for one in late}
    return {
        key: words for key, words in said.items() if words and words["text"] != written.get(key)
    }


def _write(
    only: Only, now: datetime, kinds: Sequence[Kind], *, is_review: bool = False
) -> tuple[int, list[Due]]:
    """How many messages were promised, and what is left to personal digests."""
    with unit_of_work() as session:
        looking.lock(session, only)
        steps = [_step(session, kind, only, now, is_review=is_review) for kind in kinds]
        said = {key for step in steps for key in _write_step(session, step, now)}
        in_digest = [one for step in steps for one in step.in_digest]
        if is_review:
            held_back = [one.key for step in steps for one in step.later]
            looking.look_next(session, looking.again(held_back, at=now))
        else:
            found = [one for step in steps for one in step.found]
            unsaid = [one for step in steps for one in step.new if one.key not in said]
            left = {one.key: now for one in (*unsaid, *in_digest)}
            looking.look_next(session, looking.next_looks(only, found, unsaid=left, now=now))
        return len(said), in_digest


def _write_step(session: Session, step: _Step, now: datetime) -> set[str]:
    """The keys under which something was promised."""
    if step.stale:
        keep = outbox.waiting(session, step.kind.key) - step.stale
        outbox.drop_except(session, kind=step.kind.key, keep=keep, reason="no longer due")
    reminders.hold_back(session, step.later, now)
    outbox.reword(session, step.late)
    # A reminder that could not be said while it was of use is dropped, and the log tells which.
    passed = {one.key: one.to for one in step.passed}
    if dropped := outbox.keep_all_silent(session, passed, now=now, reason="its time had passed"):
        log.info(
            "dropped reminders whose time had passed (%s): %s",
            len(dropped),
            " ".join(sorted(dropped)),
        )
    return outbox.post_all(session, _drafts(step), now)


def _drafts(step: _Step) -> Iterator[outbox.Draft]:
    for one in step.new:
        if said := _words(WORDS[step.kind.key], one.facts, one.key):
            yield outbox.Draft(one.to, one.key, said, one.expires_at)


def _queue_digests(gathered: list[Due], now: datetime, kinds: Sequence[Kind]) -> int:
    """The digests that are due,
    and those that wait though something in them is not wanted any more.
    """
    with reading() as session:
        ways = reminders.on_their_way(session)
        waiting = [key for keys in ways[OutboxState.READY].values() for key in keys]
        ended = [
            key
            for state in (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)
            for keys in ways[state].values()
            for key in keys
        ]
        only = looking.spoken_of([*(one.key for one in gathered), *waiting, *ended])
        redrawn = waiting and reminders.to_redraw(session, _all(session, kinds, only, now), now)
    return _write_digests(only, now, kinds) if gathered or redrawn or ended else 0


def _write_digests(only: Only, now: datetime, kinds: Sequence[Kind]) -> int:
    with unit_of_work() as session:
        looking.lock(session, only)
        reminders.file_arrivals(session)
        found = _all(session, kinds, only, now)
        for key, items in reminders.to_redraw(session, found, now):
            reminders.redraw(
                session, key, items, _redrawn(session, key, items, now) if items else None
            )
        count = _post(session, reminders.new_digests(session, found, now), now)
        unsaid = reminders.untold(session, found, now)
        looking.look_next(session, looking.next_looks(only, found, unsaid=unsaid, now=now))
        return count


def _all(session: Session, kinds: Sequence[Kind], only: Only, now: datetime) -> list[Due]:
    return [one for kind in kinds for one in _ask(session, kind, only, now)]


def _ask(session: Session, kind: Kind, only: Only, now: datetime) -> list[Due]:
    return kind.due(session, now, only) if kind.looks_ahead else kind.due(session, now)


def _redrawn(session: Session, key: str, items: Sequence[Due], now: datetime) -> Message | None:
    late_from = reminders.late_from(session, items[0].person, now)
    return _words(partial(personal, late_from=late_from), items, key)


def _post(session: Session, digests: Sequence[PersonalDigest], now: datetime) -> int:
    drafts = []
    for one in digests:
        if said := _words(partial(personal, late_from=one.late_from), one.items, one.key):
            reminders.promise(session, one)
            drafts.append(outbox.Draft(one.person.slack_id or "", one.key, said, one.expires_at))
    return len(outbox.post_all(session, drafts, now))


def _words(words: Callable[[Any], Message], facts: Any, key: str) -> Message | None:
    try:
        return words(facts)
    except Exception:
        log.exception("the reminder %s could not be put into words", key)
        return None
