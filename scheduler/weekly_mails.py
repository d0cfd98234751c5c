"""Queues the mails that tell people without Slack of the week in their groups."""

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import Group, OutboxMessage
from models.database import reading, unit_of_work
from models.digests import DigestFacts
from models.messages import Key, Recipient
from models.payloads import Message
from services import digests, outbox
from services.digests import WeeklyMail
from services.outbox import Drop, Send, Verdict
from views import digests as views

log = logging.getLogger(__name__)

_Weeks = dict[tuple[int, datetime], DigestFacts]
"""What happened in a group since a moment, read once for all who are told of it."""


def queue_due(now: datetime) -> int:
    """Promise the mail of each person whose hour has come; how many those are."""
    with reading() as session:
        due = digests.mails_due(session, now)
    known: _Weeks = {}
    return sum(_queue(mail, known, now) for mail in due)


def _queue(mail: WeeklyMail, known: _Weeks, now: datetime) -> bool:
    try:
        with reading() as session:
            groups = () if mail.is_declined else mail.groups
            message = _message(session, groups, mail.since, now, known)
        return _write(mail, message, now)
    except Exception:
        # What goes wrong with one mail must not stand in the way of the others.
        log.exception("the mail %s could not be queued", mail.key)
        return False


def _message(
    session: Session, groups: Iterable[Group], since: datetime, now: datetime, known: _Weeks
) -> Message | None:
    """The words, with the numbers of the groups of which they tell beside them."""
    weeks = []
    for group in groups:
        if (group.id, since) not in known:
            known[group.id, since] = digests.contents(session, group, since, now)
        weeks.append((group, known[group.id, since]))
    words = views.week_by_mail(weeks)
    return words and words | {"groups": [group.id for group, _facts in weeks], "since": str(since)}


def _write(mail: WeeklyMail, message: Message | None, now: datetime) -> bool:
    to = Recipient.person(mail.person)
    with unit_of_work() as session:
        if message is None:
            reason = "declined" if mail.is_declined else "nothing changed"
            outbox.suppress(session, to=to, key=mail.key, now=now, reason=reason)
            return False
        return outbox.post(
            session,
            message,
            to=to,
            key=mail.key,
            now=now,
            due_at=mail.slot,
            expires_at=mail.expires_at,
        )


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether it is wanted as it goes out: it then tells of no group that she has left."""
    key = Key.parse(message.key)
    assert key.recipient is not None, "keys of this kind have one"
    groups = digests.told_by_mail(session, int(key.recipient.id), now)
    listed = set(message.payload["groups"])
    still = [group for group in groups if group.id in listed]
    if len(still) < len(listed):
        since = datetime.fromisoformat(message.payload["since"])
        words = _message(session, still, since, now, {})
        if words is None:
            return Drop(outbox.NO_LONGER_DUE)
        outbox.rewrite(session, {key: words})
    return Send()
