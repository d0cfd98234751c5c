"""The agenda of a meeting where it is posted: once, some hours before, and drawn anew after that,
whichever door changes it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AgendaPosting, Group, HistoryEntry, Meeting, MeetingStatus, Person
from models.agenda_messages import AgendaWords
from models.groups import MOST_AGENDA_HOURS
from models.messages import AGENDA_POSTED, Key, Medium, Recipient
from models.payloads import Message
from models.reach import medium_of
from models.subjects import AGENDA, Subject
from services import agendas, meetings, outbox, terms


def to_post(session: Session, now: datetime) -> list[Meeting]:
    """Meetings ahead whose agenda is to be posted by now, was not posted, and has something on it,
    the soonest first: one query.
    """
    count, _minutes = agendas.totals_columns(Meeting)
    posted = sa.select(col(AgendaPosting.meeting_id))
    latest = now + timedelta(hours=MOST_AGENDA_HOURS)
    statement = (
        sa.select(Meeting, col(Group.agenda_hours))
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(col(Group.agenda_hours).is_not(None), terms.active(now))
        .where(col(Meeting.status) == MeetingStatus.ON)
        .where(col(Meeting.starts_at) > now, col(Meeting.starts_at) <= latest)
        .where(col(Meeting.id).not_in(posted), count > 0)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [
        meeting
        for meeting, hours in session.execute(statement)
        if meeting.starts_at <= now + timedelta(hours=hours)
    ]


def post(session: Session, meeting: Meeting, words: AgendaWords, *, now: datetime) -> bool:
    """Promise the agenda to the group's channel, and by mail to members whom only that reaches;
    False where it was posted before, or there is nobody to post it to.
    """
    to = recipients(session, meeting, now)
    if session.get(AgendaPosting, meeting.id) is not None or not to:
        return False
    message = _drawn(session, meeting, words, now)
    for key, recipient in to.items():
        outbox.post(
            session,
            message,
            to=recipient,
            key=key,
            now=now,
            subject=_subject(meeting),
            expires_at=meeting.ends_at,
        )
    session.add(AgendaPosting(meeting_id=meeting.id, posted_at=now))
    session.flush()
    return True


def recipients(session: Session, meeting: Meeting, now: datetime) -> dict[Key, Recipient]:
    """To whom an agenda is posted, by the key under which each is promised it."""
    group = session.get_one(Group, meeting.group_id)
    found = {}
    if group.channel_id:
        found[_key(meeting)] = Recipient.channel(group.channel_id)
    [summary] = meetings.summaries(session, [meeting], now=now)
    for person in summary.without_slack:
        if medium_of(person) is Medium.MAIL:
            found[_key(meeting, person)] = Recipient.person(person)
    return found


def note_posted(session: Session, rows: Iterable[Meeting], *, now: datetime) -> None:
    """Note that these agendas count as posted."""
    session.add_all(AgendaPosting(meeting_id=meeting.id, posted_at=now) for meeting in rows)
    session.flush()


def redraw(
    session: Session,
    group: Group,
    words: AgendaWords,
    *,
    also: Sequence[Meeting] = (),
    now: datetime,
) -> None:
    """Promise that the card and the posted agenda of the group's next meeting, and those of the
    meetings ``also``, show what is on it now.
    """
    session.flush()
    following = agendas.next_meeting(session, group, now)
    rows = {row.id: row for row in (*also, *([following] if following else []))}
    revision = ("agenda", str(_last_change(session, group)))
    for summary in meetings.summaries(session, list(rows.values()), now=now):
        meeting = summary.meeting
        card = words.card(summary)
        outbox.update_cards(session, Subject.of(meeting), card, revision=revision, now=now)
    redraw_posted(session, group, list(rows.values()), words, now=now)


def redraw_posted(
    session: Session, group: Group, rows: Sequence[Meeting], words: AgendaWords, *, now: datetime
) -> None:
    """Promise that the posted agendas of these meetings of a group show what is on them now."""
    session.flush()
    revision = ("agenda", str(_last_change(session, group)))
    ids = [meeting.id for meeting in rows]
    posted = session.exec(
        select(AgendaPosting.meeting_id).where(col(AgendaPosting.meeting_id).in_(ids))
    ).all()
    for meeting in rows:
        if meeting.id in posted:
            message = _drawn(session, meeting, words, now)
            outbox.update_cards(session, _subject(meeting), message, revision=revision, now=now)


def _drawn(session: Session, meeting: Meeting, words: AgendaWords, now: datetime) -> Message:
    agenda = agendas.agenda_of(session, meeting, now=now)
    return words.posted(agenda, today=now.astimezone(ZoneInfo(agenda.group.zone)).date())


def _last_change(session: Session, group: Group) -> int:
    of_group = select(sa.func.max(HistoryEntry.id)).where(HistoryEntry.group_id == group.id)
    return session.exec(of_group).one() or 0


def _key(meeting: Meeting, person: Person | None = None) -> Key:
    recipient = Subject.of(person) if person else None
    return Key(AGENDA_POSTED, Subject.of(meeting), "posted", recipient)


def _subject(meeting: Meeting) -> Subject:
    """The posted agenda as a card, apart from the meeting's own."""
    return Subject(AGENDA, meeting.id)
