"""Word to whoever was invited by mail that the entry in her calendar changes."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.routes import Ask
from models import Group
from models.messages import Medium, Recipient
from services import outbox
from services.calendar import CalendarNotice
from views import meetings as views


def tell(session: Session, group: Group, notices: Sequence[CalendarNotice], ask: Ask) -> None:
    """Promise whoever has an invitation that her calendar shows the change."""
    for notice in notices:
        news = views.invitation_changed(
            notice.meeting,
            group,
            is_cancelled=notice.is_cancelled,
            is_of_series=notice.is_of_series,
            zone=notice.person.zone,
        )
        # What came by mail is changed by mail, also where she has come into Slack since.
        to = Recipient(Medium.MAIL, str(notice.person.id))
        outbox.post(session, notice.attached(news), to=to, key=notice.key, now=ask.now)
