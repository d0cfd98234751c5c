"""Queues the weekly digests that are due."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.payloads import Message
from services import digests, outbox
from services.digests import DueDigest
from views import digests as digest_views

log = logging.getLogger(__name__)

Write = Callable[[DueDigest, Message | None, datetime], bool]


def queue_due(
    now: datetime, due: Callable[[Session, datetime], list[DueDigest]] = digests.due
) -> int:
    """Promise the digest of every group whose hour has come; how many those are.

    One that has waited for Slack since long is told anew, and says that it is late.
    """
    with reading() as session:
        found, waiting = due(session, now), digests.stale(session, now)
    for one in waiting:
        _queue(one, now, _write_anew)
    return sum(_queue(one, now, _write) for one in found)


def _queue(one: DueDigest, now: datetime, write: Write) -> bool:
    try:
        with reading() as session:
            facts = digests.contents(session, one.group, one.since, now)
        said = digest_views.weekly(one.group, facts, planned_for=one.slot)
        return write(one, said, now)
    except Exception:
        # One group's digest must not stand in the way of the others.
        log.exception("the digest %s could not be queued", one.key)
        return False


def _write(one: DueDigest, said: Message | None, now: datetime) -> bool:
    channel = one.group.channel_id or ""
    with unit_of_work() as session:
        if said is None:
            # Without this row a task done an hour later would bring a late digest after all.
            outbox.keep_silent(
                session,
                to=channel,
                key=one.key,
                now=now,
                reason="nothing changed",
                subject=digests.subject(one.group),
            )
            return False
        return outbox.post(
            session,
            said,
            to=channel,
            key=one.key,
            now=now,
            subject=digests.subject(one.group),
            due_at=one.slot,
            expires_at=one.expires_at,
        )


def _write_anew(one: DueDigest, said: Message | None, now: datetime) -> bool:
    if said is not None:
        with unit_of_work() as session:
            digests.rewrite(session, one, said, now)
    return said is not None
