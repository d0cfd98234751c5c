"""Invites members whom only mail reaches, and their alternates, to the meetings of their groups,
and ends the entries of those who have left or are not expected.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from models import Group, OutboxMessage
from models.database import reading, unit_of_work
from models.messages import ENTRY_ENDED, Key, Medium, Recipient, kind_of
from models.payloads import Message
from services import calendar, meetings, outbox
from services.calendar import CalendarNotice, EndReason
from services.outbox import Drop, Send, Verdict
from views import meetings as views


def queue_due(now: datetime) -> int:
    """Promise each of them an invitation to what she was not invited to yet, and the end of what
    she has left; how many are new.
    """
    if not calendar.may_invite():
        return 0
    return _queue_ends(now) + _queue_invitations(now)


def _queue_ends(now: datetime) -> int:
    with reading() as session:
        if not calendar.due_end_keys(session, now):
            return 0
    with unit_of_work() as session:
        return _promise(
            session,
            calendar.due_ends(session, now),
            lambda notice: _end_words(session, notice),
            now,
        )


def _end_words(session: Session, notice: CalendarNotice) -> Message:
    group = session.get_one(Group, notice.meeting.group_id)
    if notice.end_reason is not EndReason.LEFT:
        sends = notice.end_reason is EndReason.SENDS
        return views.alternate_entry_ended(
            notice.meeting, group, sends=sends, zone=notice.person.zone
        )
    return views.entry_ended(
        notice.meeting, group, is_of_series=notice.is_of_series, zone=notice.person.zone
    )


def _queue_invitations(now: datetime) -> int:
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
        return _promise(
            session,
            due,
            lambda notice: views.invited(summaries[notice.meeting.id], notice.person),
            now,
        )


def _promise(
    session: Session,
    due: Sequence[CalendarNotice],
    words: Callable[[CalendarNotice], Message],
    now: datetime,
) -> int:
    """Promise each of these by mail, with its words; how many are new. What changes one meeting
    alone is of no use after that has begun.
    """
    keys = [notice.key for notice in due]
    outbox.forget_dropped(session, keys, reason=outbox.NO_LONGER_DUE)
    return sum(
        outbox.post(
            session,
            notice.attached(words(notice)),
            to=Recipient(Medium.MAIL, str(notice.person.id)),
            key=notice.key,
            now=now,
            expires_at=None if notice.is_of_series else notice.meeting.starts_at,
        )
        for notice in due
    )


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether news for somebody's calendar is wanted as it goes out: it then tells of the meeting
    as it is. News that changes no calendar is.
    """
    if not calendar.is_for_calendar(message):
        return Send()
    if kind_of(message.key) is ENTRY_ENDED:
        is_wanted = calendar.was_requested(session, message)
        is_wanted = is_wanted and calendar.is_still_over(session, message, now)
        return Send() if is_wanted else Drop(outbox.NO_LONGER_DUE)
    notice = calendar.still_wanted(session, message, now)
    if notice is None:
        return Drop(outbox.NO_LONGER_DUE)
    if not calendar.says_the_same(message, notice):
        words = notice.attached(_words(session, message, notice, now))
        outbox.rewrite(session, {Key.parse(message.key): words})
    return Send()


def _words(
    session: Session, message: OutboxMessage, notice: CalendarNotice, now: datetime
) -> Message:
    zone = notice.person.zone
    if calendar.is_first(notice):
        return views.invited(meetings.summary(session, notice.meeting, now=now), notice.person)
    if calendar.words_hold(message, notice):
        return {
            name: message.payload[name] for name in ("text", "blocks") if name in message.payload
        }
    return views.invitation_changed(
        notice.meeting,
        session.get_one(Group, notice.meeting.group_id),
        is_cancelled=notice.is_cancelled,
        is_of_series=notice.is_of_series,
        zone=zone,
    )
