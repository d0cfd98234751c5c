"""Queues the weekly digests that are due."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.messages import Recipient
from models.payloads import Message
from services import digests, outbox
from services.digests import DueDigest
from views import digests as digest_views

log = logging.getLogger(__name__)

Write = Callable[[Session, DueDigest, Message | None, datetime], bool]


def queue_due(
    now: datetime, due: Callable[[Session, datetime], list[DueDigest]] = digests.due
) -> int:
    """Promise the digest of every group whose hour has come; how many those are.

    One that has waited for Slack since long is told anew, and says that it is late.
    """
    with reading() as session:
        found, waiting = due(session, now), digests.stale(session, now)
    for digest in waiting:
        _queue(digest, now, _write_anew)
    return sum(_queue(digest, now, _write) for digest in found)


def _queue(digest: DueDigest, now: datetime, write: Write) -> bool:
    try:
        with reading() as session:
            facts = digests.contents(session, digest.group, digest.since, now)
        with unit_of_work() as session:
            facts = digests.with_permitted_story(session, digest.group, facts, now)
            message = digest_views.weekly(digest.group, facts, planned_for=digest.slot)
            return write(session, digest, message, now)
    except Exception:
        # One group's digest must not stand in the way of the others.
        log.exception("the digest %s could not be queued", digest.key)
        return False


def _write(session: Session, digest: DueDigest, message: Message | None, now: datetime) -> bool:
    channel = Recipient.channel(digest.group.channel_id)
    if message is None:
        # Without this row a task done an hour later would bring a late digest after all.
        outbox.suppress(
            session,
            to=channel,
            key=digest.key,
            now=now,
            reason="nothing changed",
            subject=digests.subject(digest.group),
        )
        return False
    return outbox.post(
        session,
        message,
        to=channel,
        key=digest.key,
        now=now,
        subject=digests.subject(digest.group),
        due_at=digest.slot,
        expires_at=digest.expires_at,
    )


def _write_anew(
    session: Session, digest: DueDigest, message: Message | None, now: datetime
) -> bool:
    if message is not None:
        digests.rewrite(session, digest, message, now)
    return message is not None
