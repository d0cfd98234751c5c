"""Takes answers that calendars sent by mail, and lets the cards show them."""

from datetime import datetime

from models.database import unit_of_work
from models.subjects import Subject
from services import calendar, meetings, outbox
from services.calendar import ReplyResult
from views import meetings as views
from views.presence import answer_news


def take(ics_text: str, sender: str, now: datetime) -> ReplyResult:
    """Record what the calendar of ``sender`` answers; what became of it."""
    with unit_of_work() as session:
        result = calendar.take_reply(session, ics_text, sender, now, words=answer_news)
        for summary in meetings.summaries(session, result.answered, now=now):
            outbox.update_cards(
                session,
                Subject.of(summary.meeting),
                views.card(summary),
                revision=meetings.revision(session, summary),
                now=now,
            )
        return result
