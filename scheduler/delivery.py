"""Drains the outbox: claim, post, settle."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models import OutboxMessage
from models.database import reading, unit_of_work
from models.deliveries import MADE_PUBLIC
from models.elapsed import elapsed
from models.mail_servers import MailServer
from models.messages import (
    CALL_ANSWERED,
    CALL_ENDED,
    CALL_EXTENDED,
    CANCELLED,
    CONFIRM,
    ENTRY_ENDED,
    INVITED,
    MOVED,
    POLL_CARD,
    POLL_ENDED,
    POLL_HEARD,
    STARTED,
    SUNSET_NEAR,
    TERM_ENDS,
    VOTING_RIGHT,
    WEEKLY,
    Medium,
    kind_of,
)
from models.write_queue import DatabaseBusy
from scheduler import (
    calls,
    charge_bookmarks,
    confirmations,
    invitations,
    letters,
    polls,
    seats,
    smtp,
    sunsets,
    weekly_mails,
)
from scheduler.finding import find, remove
from scheduler.sending import TIMEOUT, retry_after, send
from scheduler.slack_scans import is_private
from scheduler.thread_counts import ThreadCounts
from services import access, bounces, outbox, reminders
from services.outbox import Found, NotSent, Outcome, Recheck, Refused, Sent, Verdict

LONGEST_TRIES = {Medium.SLACK: 2 * TIMEOUT, Medium.MAIL: smtp.LONGEST_SENDING}
"""How long sending one message may take. Where less is left of its lease, it is not begun."""
LONGEST_TURN = timedelta(seconds=10)
"""A turn ends after this long, so that stopping the bot need not wait for a whole queue."""
TRIES_TO_SETTLE = 3

CHANNEL_LETTERS = ("C", "G")
"""With which the ids of channels begin, and those of people and direct messages do not."""

OUTCOMES = ThreadCounts()
"""How the messages that this process sent ended, by the name of the outcome."""

log = logging.getLogger(__name__)

Finishing = Callable[[], bool]


def never() -> bool:
    """Nobody wants the delivery to end."""
    return False


@dataclass(frozen=True)
class Senders:
    """By what a turn sends."""

    client: WebClient
    mail: MailServer | None
    """None where none is configured."""
    medium: Medium | None
    """The only one of this turn; None for all."""


def deliver_due(
    now: datetime,
    client: WebClient,
    worker: str,
    *,
    mail: MailServer | None = None,
    medium: Medium | None = None,
    is_finishing: Finishing = never,
) -> int:
    """Send what is due at ``now``, one message a lane, by one ``medium`` or by all; how many
    arrived. Nothing is begun once ``is_finishing``.

    1. What nobody finished in time is taken up, in a transaction of its own.
    2. What is in doubt is searched for in its channel, and what went out twice is deleted there.
    3. A message is claimed, and the claim committed before the first byte goes out.
    4. It is sent with no transaction open.
    5. How that ended is filed, if the message is still this worker's.
    """
    started = elapsed()
    if is_finishing():
        return 0
    with reading() as session:
        if not outbox.is_anything_due(session, now=now, medium=medium):
            return 0
    with unit_of_work() as session:
        outbox.sweep(session, now=now)
    arrived, senders = 0, Senders(client, mail, medium)
    while (passed := elapsed() - started) < LONGEST_TURN / 2 and not is_finishing():
        if not (_reconcile_next(now + passed, senders) or _deduplicate_next(now + passed, senders)):
            break
    while (passed := elapsed() - started) < LONGEST_TURN and not is_finishing():
        outcome = _deliver_next(now + passed, senders, worker)
        if outcome is None:
            break
        arrived += isinstance(outcome, Sent)
    return arrived


def _deliver_next(now: datetime, senders: Senders, worker: str) -> Outcome | None:
    """How sending the next message ended; None when there is none."""
    # Taken before the claim: the lease runs on while the transaction waits for others.
    started = elapsed()
    with unit_of_work() as session:
        message = outbox.claim(
            session, now=now, worker=worker, recheck=_recheck, medium=senders.medium
        )
    if message is None:
        return None
    if elapsed() - started > outbox.LEASE - LONGEST_TRIES[message.recipient.medium]:
        outcome: Outcome = NotSent("the lease was nearly over before sending began")
    else:
        outcome = _sent(message, senders, now)
    OUTCOMES.add(type(outcome).__name__)
    if not isinstance(outcome, Sent):
        log.warning("outbox %s to %s: %s", message.key, message.lane, outcome)
    _settle(message, outcome, now + (elapsed() - started))
    if isinstance(outcome, Sent) and (follow := FOLLOWED_BY.get(kind_of(message.key).key)):
        follow(senders.client, outcome)
    return outcome


def _sent(message: OutboxMessage, senders: Senders, now: datetime) -> Outcome:
    if message.recipient.medium is Medium.MAIL:
        return letters.send(senders.mail, message, now)
    return _withheld(senders.client, message) or send(senders.client, message)


FOLLOWED_BY = {STARTED.key: charge_bookmarks.follow}
"""What is done in Slack once a message of some kinds has arrived. Nothing waits for it."""


_RECHECKS: dict[str, Recheck] = {
    TERM_ENDS.key: seats.recheck,
    VOTING_RIGHT.key: seats.recheck_vote,
    SUNSET_NEAR.key: sunsets.recheck,
    CONFIRM.key: confirmations.recheck,
    WEEKLY.key: weekly_mails.recheck,
    INVITED.key: invitations.recheck,
    ENTRY_ENDED.key: invitations.recheck,
    MOVED.key: invitations.recheck,
    CANCELLED.key: invitations.recheck,
    CALL_ENDED.key: calls.recheck,
    CALL_EXTENDED.key: calls.recheck,
    CALL_ANSWERED.key: calls.recheck,
    POLL_CARD.key: polls.recheck,
    POLL_HEARD.key: polls.recheck,
    POLL_ENDED.key: polls.recheck,
}
"""How messages of some kinds are held against what is true as they go out; others are reminders."""


def _recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether a message is wanted, as things are when it would go out."""
    recheck: Recheck = _RECHECKS.get(kind_of(message.key).key, reminders.recheck)
    return recheck(session, message, now)


def _withheld(client: WebClient, message: OutboxMessage) -> Outcome | None:
    """Why a message of a private group must not go out, if so: everybody may read a channel that
    has been made public since.
    """
    address = message.recipient.address
    if not address.startswith(CHANNEL_LETTERS):
        return None
    with reading() as session:
        if not access.works_privately_in(session, address):
            return None
    try:
        private = is_private(client, address)
    except SlackApiError as error:
        reason = f"conversations.info: {error.response.get('error')}"
        if pause := retry_after(error.response):
            return NotSent(reason, pause=pause, is_pace=True)
        return NotSent(reason)
    except Exception as error:
        return NotSent(f"conversations.info: {type(error).__name__}")
    return Refused(MADE_PUBLIC, closes_lane=True) if private is False else None


def _reconcile_next(now: datetime, senders: Senders) -> bool:
    """Search for the next message in doubt; whether there was one."""
    with unit_of_work() as session:
        message = outbox.claim_in_doubt(session, now=now, medium=senders.medium)
    if message is None:
        return False
    result = find(senders.client, message, since=outbox.searched_since(message, now))
    log.info("outbox %s in %s: searched, and found %s", message.key, message.lane, result)
    with unit_of_work() as session:
        outbox.reconcile(session, message, result, now=now)
    return True


def _deduplicate_next(now: datetime, senders: Senders) -> bool:
    """Delete the extra copies of the next message that may have gone out twice;
    whether there was one.
    """
    with unit_of_work() as session:
        message = outbox.claim_doubled(session, now=now, medium=senders.medium)
    if message is None:
        return False
    result = find(senders.client, message, since=outbox.searched_since(message, now))
    if isinstance(result, Found):
        result = remove(senders.client, outbox.extras(message, result)) or result
    with unit_of_work() as session:
        outbox.file_deduplication(session, message, result, now=now)
    return True


def _settle(message: OutboxMessage, outcome: Outcome, now: datetime) -> None:
    for left in reversed(range(TRIES_TO_SETTLE)):
        try:
            with unit_of_work() as session:
                outbox.settle(session, message, outcome, now=now)
                if isinstance(outcome, Refused) and outcome.closes_lane:
                    bounces.note_refused(session, message.recipient, outcome.error, now)
            return
        except (OperationalError, DatabaseBusy):
            if not left:
                raise
            log.warning("outbox %s: the database is busy, filing it again", message.key)
