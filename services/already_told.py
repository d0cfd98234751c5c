"""What a restored database counts as told, so that nothing is said a second time.

It stands at the moment of its backup, and people were told things since then. What was due before
the moment of the restore is decided here, all at once; what comes later comes as ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, OutboxMessage, OutboxOp, OutboxState, Poll
from models.messages import Key, Recipient
from models.outbox import WAITING
from services import (
    agenda_postings,
    calendar,
    calls,
    chairs,
    confirmation_notices,
    console,
    deliveries,
    departures,
    digests,
    meetings,
    outbox,
    polls,
    presence,
    reminders,
    seats,
    sunsets,
    unanswered_polls,
)
from services.calls import announcements
from services.outbox import Found, Receipt, SearchResult
from services.polls import news

REASON = "counts as told since the database was restored"


@dataclass(frozen=True)
class Decided:
    """What became of all that was due before a restore."""

    arrived: int
    """Messages that waited in the backup, and stand in their channels."""
    to_send: int
    """Messages that waited in the backup, and stand nowhere in their channels."""
    counted: int
    """Messages that waited in the backup, and cannot be looked for."""
    planned: int
    """Reminders, digests, cards and other news that the restored database would have written."""


def waiting(session: Session, now: datetime) -> list[OutboxMessage]:
    """What waits and may have gone out since; redrawing a card again does no harm.

    What was on its way is in doubt anyway, and is looked for by the delivery itself.
    """
    statement = select(OutboxMessage).where(
        sa.text(WAITING),
        col(OutboxMessage.state) == OutboxState.READY,
        col(OutboxMessage.op) != OutboxOp.UPDATE,
        col(OutboxMessage.due_at) <= now,
        sa.or_(col(OutboxMessage.expires_at).is_(None), col(OutboxMessage.expires_at) > now),
    )
    return list(session.exec(statement.order_by(col(OutboxMessage.id))))


def decide(session: Session, results: Mapping[int, SearchResult], now: datetime) -> Decided:
    """Count as told what was due before ``now``, save what was looked for in its channel and is
    not there. ``results`` is what each search found, by the number of the message.
    """
    messages = waiting(session, now)
    found = [results.get(message.id) for message in messages]
    for message, result in zip(messages, found, strict=True):
        if not isinstance(result, Found):
            _count(message, {})
        elif result.receipts:
            _count(message, result.receipts[0])
        session.add(message)
    session.flush()
    arrived = sum(isinstance(result, Found) and result.receipts != () for result in found)
    to_send = sum(isinstance(result, Found) and not result.receipts for result in found)
    return Decided(arrived, to_send, len(messages) - arrived - to_send, _plan(session, now))


def _count(message: OutboxMessage, receipt: Receipt) -> None:
    message.state, message.receipt = OutboxState.SENT, receipt
    message.error = "" if receipt else REASON


def _plan(session: Session, now: datetime) -> int:
    """Decide about all that a beat at ``now`` would write; how much that is."""
    meetings.extend_series(session, now)
    confirmation_notices.begin_round(session, now)
    session.flush()
    suppressed = outbox.suppress_all(
        session,
        _reminders(session, now)
        | _cards(session, now)
        | _lists(session, now)
        | _terms(session, now)
        | _sunsets(session, now)
        | calendar.due_end_keys(session, now)
        | _confirmations(session, now)
        | _calls(session, now)
        | _polls(session, now),
        now=now,
        reason=REASON,
    )
    return sum(
        (
            len(suppressed),
            _invitations(session, now),
            _digests(session, now),
            _weekly_mails(session, now),
            _departures(session, now),
            len(chairs.claim(session, now)),
            len(presence.suggest_due(session, now)),
            _alarms(session, now),
            _agendas(session, now),
        )
    )


def _invitations(session: Session, now: datetime) -> int:
    """Noted as sent, so that whoever has the entry hears of each change of it."""
    due = calendar.due_keys(session, now)
    return sum(
        outbox.note_told(session, to=to, key=key, now=now, reason=REASON) for key, to in due.items()
    )


def _reminders(session: Session, now: datetime) -> dict[Key, Recipient]:
    """Reminders whose moment has come, also those that are held back until tomorrow but would have
    been said before.
    """
    found: dict[Key, Recipient] = {}
    for about in reminders.due_subjects(session, now):
        for kind in reminders.KINDS:
            found |= {
                due.key: due.to
                for due in kind.due(session, now, about)
                if due.at <= now or due.is_passed(now) or due.facts.late_from
            }
            # What is held back now says so only when it is late. A moment before, it was still
            # to come, at the hour at which it was allowed.
            found |= {
                due.key: due.to
                for due in kind.due(session, now - reminders.LATE_AFTER, about)
                if due.at <= now
            }
    return found


def _cards(session: Session, now: datetime) -> dict[Key, Recipient]:
    """Cards of meetings in a series that were announced since, and are unknown here."""
    near = meetings.summaries(session, meetings.to_announce(session, now), now=now)
    return {
        meetings.card_key(summary.meeting): Recipient.channel(summary.group.channel_id)
        for summary in near
    }


def _lists(session: Session, now: datetime) -> dict[Key, Recipient]:
    return {
        monthly.key: Recipient.person(monthly.person)
        for monthly in console.monthly_due(session, now)
    }


def _terms(session: Session, now: datetime) -> dict[Key, Recipient]:
    return {
        key: Recipient.person(notice.person)
        for notice in seats.notices(session, now)
        for key in notice.keys
    }


def _sunsets(session: Session, now: datetime) -> dict[Key, Recipient]:
    return {notice.key: Recipient.person(notice.person) for notice in sunsets.notices(session, now)}


def _confirmations(session: Session, now: datetime) -> dict[Key, Recipient]:
    return {
        notice.key: Recipient.person(notice.person)
        for notice in confirmation_notices.notices(session, now)
    }


def _calls(session: Session, now: datetime) -> dict[Key, Recipient]:
    """Word of what came of calls whose time is up or whose group has ended; they end as ever."""
    found: dict[Key, Recipient] = {}
    for call, group, how in calls.due_to_end(session, now):
        found |= announcements.ended_keys(session, call, group, how, now=now)
    return found


def _agendas(session: Session, now: datetime) -> int:
    """Agendas that were posted since; what a meeting did not close is carried on as ever."""
    due = agenda_postings.to_post(session, now)
    agenda_postings.note_posted(session, due, now=now)
    return len(due)


def _polls(session: Session, now: datetime) -> dict[Key, Recipient]:
    """Word of polls whose time is up or whose group has ended, or that all have answered; they end
    as ever.
    """
    found: dict[Key, Recipient] = {}
    for poll, group, how in polls.due_to_end(session, now):
        found |= news.ended_keys(session, poll, group, how, now=now)
    for poll_id in unanswered_polls.complete(session, now):
        poll = session.get_one(Poll, poll_id)
        group = session.get_one(Group, poll.group_id)
        found |= news.completed_keys(session, poll, group, now)
    return found


def _digests(session: Session, now: datetime) -> int:
    """They count as sent, since the next one tells what has happened since."""
    due = digests.due(session, now)
    for digest in due:
        outbox.note_told(
            session,
            to=Recipient.channel(digest.group.channel_id),
            key=digest.key,
            subject=digests.subject(digest.group),
            reason=REASON,
            now=now,
        )
    return len(due)


def _weekly_mails(session: Session, now: datetime) -> int:
    due = digests.mails_due(session, now)
    for mail in due:
        to = Recipient.person(mail.person)
        outbox.note_told(session, to=to, key=mail.key, reason=REASON, now=now)
    return len(due)


def _departures(session: Session, now: datetime) -> int:
    gone = departures.not_announced(session)
    for person_id in gone:
        departures.claim(session, person_id, now)
    return len(gone)


def _alarms(session: Session, now: datetime) -> int:
    troubles = deliveries.to_alert(session, now)
    for trouble in troubles:
        deliveries.note_alert(session, trouble, now=now)
    return len(troubles)
