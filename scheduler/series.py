"""Keeps series and cards going:
makes meetings ahead, announces those that come near, turns their cards.
"""

from datetime import datetime

from models.database import reading, unit_of_work
from models.messages import Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import meetings, outbox
from views import meetings as meeting_views


def make_ahead(now: datetime) -> int:
    """Make the meetings of the running series as far ahead as they should be; how many are new."""
    with unit_of_work() as session:
        return meetings.extend_series(session, now)


def announce(now: datetime) -> int:
    """Promise the card of every meeting of a series that is near; how many those are."""
    with reading() as session:
        near = meetings.summaries(session, meetings.to_announce(session, now), now=now)
    cards = {meetings.card_key(summary.meeting): meeting_views.card(summary) for summary in near}
    return _write(cards, now) if cards else 0


def turn(now: datetime) -> int:
    """Let the cards of meetings that have started ask who came; how many those are."""
    with reading() as session:
        started = meetings.with_outdated_card(session, now)
    if not started:
        return 0
    with unit_of_work() as session:
        for summary in meetings.summaries(
            session, meetings.with_outdated_card(session, now), now=now
        ):
            revision = meetings.revision(session, summary)
            outbox.update_cards(
                session,
                Subject.of(summary.meeting),
                meeting_views.card(summary),
                revision=revision,
                now=now,
            )
    return len(started)


def _write(cards: dict[Key, Message], now: datetime) -> int:
    with unit_of_work() as session:
        # Asked again under the lock: a meeting may have been cancelled while its card was drawn.
        near = meetings.summaries(session, meetings.to_announce(session, now), now=now)
        return sum(
            outbox.post(
                session,
                cards[key],
                to=Recipient.channel(summary.group.channel_id),
                key=key,
                now=now,
                subject=Subject.of(summary.meeting),
                expires_at=summary.meeting.starts_at,
            )
            for summary in near
            if (key := meetings.card_key(summary.meeting)) in cards
        )
