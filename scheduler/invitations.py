"""Invites members whom only mail reaches to the meetings of their groups."""

from datetime import datetime

from models.database import reading, unit_of_work
from models.messages import Recipient
from services import calendar, meetings, outbox
from views import meetings as views


def queue_due(now: datetime) -> int:
    """Promise each of them an invitation to what she was not invited to yet; how many are new."""
    if not calendar.may_invite():
        return 0
    with reading() as session:
        if not calendar.is_any_invitation_due(session, now):
            return 0
    with unit_of_work() as session:
        due = calendar.due_invitations(session, now)
        about = {notice.meeting.id: notice.meeting for notice in due}
        summaries = {
            summary.meeting.id: summary
            for summary in meetings.summaries(session, list(about.values()), now=now)
        }
        return sum(
            outbox.post(
                session,
                notice.attached(
                    views.invited(summaries[notice.meeting.id], zone=notice.person.zone)
                ),
                to=Recipient.person(notice.person),
                key=notice.key,
                now=now,
                expires_at=None if notice.is_of_series else notice.meeting.starts_at,
            )
            for notice in due
        )
