"""Meetings in their channel: the card when it is posted and redrawn, and news of changes."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Meeting, Person
from models.meetings import Summary
from models.messages import Key, MessageKind, Recipient
from models.payloads import Message
from models.reminders import MeetingReminder
from models.subjects import Subject
from services import meetings, outbox
from services.calendar import CalendarNotice
from views import meetings as views
from views import reminders as reminder_views


def announce(session: Session, summary: Summary, ask: Ask) -> None:
    """Promise the card to the group's channel; once, whoever asks."""
    meeting, channel_id = summary.meeting, summary.group.channel_id
    if channel_id:
        outbox.post(
            session,
            views.card(summary),
            to=Recipient.channel(channel_id),
            key=meetings.card_key(meeting),
            now=ask.now,
            subject=Subject.of(meeting),
            expires_at=meeting.ends_at,
        )


def redraw(session: Session, summary: Summary, ask: Ask) -> int:
    """Promise that the card shows the meeting as it is now; how many cards there are."""
    return meetings.redraw(session, summary, views.card(summary), now=ask.now)


def tell(
    session: Session,
    kind: MessageKind,
    meeting: Meeting,
    group: Group,
    news_text: Message,
    ask: Ask,
) -> None:
    """Promise news of a change to the group's channel; once for each change.

    It has no subject: it is news, and must not be redrawn as if it were the card.
    """
    if group.channel_id:
        key = Key(kind, Subject.of(meeting), str(meeting.sequence))
        outbox.post(
            session, news_text, to=Recipient.channel(group.channel_id), key=key, now=ask.now
        )


def tell_each(
    session: Session,
    kind: MessageKind,
    meeting: Meeting,
    people: Sequence[Person],
    words: Callable[[Person], Message],
    ask: Ask,
    notices: Sequence[CalendarNotice] = (),
    others: Sequence[Meeting] = (),
) -> None:
    """Promise the news to each of these, and to whoever has an invitation of which ``notices``
    tell, if she is not in Slack; reminders that they or the asker have of it, and of the ``others``
    that change with it, show it, too.
    """
    of_meeting = {notice.person.id: notice for notice in notices if goes_with_news(notice, meeting)}
    readers = {person.id: person for person in people}
    readers |= {number: notice.person for number, notice in of_meeting.items()}
    news = {person.id: words(person) for person in (*readers.values(), ask.person)}
    for changed in (meeting, *others):
        _redraw_reminders(session, kind, changed, news, ask)
    for person in readers.values():
        key = Key(kind, Subject.of(meeting), str(meeting.sequence), Subject.of(person))
        notice = of_meeting.get(person.id)
        news_text = notice.attached(news[person.id]) if notice else news[person.id]
        outbox.post(session, news_text, to=Recipient.person(person), key=key, now=ask.now)


def _redraw_reminders(
    session: Session, kind: MessageKind, meeting: Meeting, news: Mapping[int, Message], ask: Ask
) -> None:
    """Promise that reminders of a meeting show the news, which is by the ids of its readers."""
    revision = (kind.key, str(meeting.sequence))
    for sent in meetings.reminders_sent(session, meeting):
        if shown := news.get(sent.person_id):
            outbox.redraw(
                session,
                shown,
                card=sent.message_id,
                lane=sent.lane,
                revision=revision,
                now=ask.now,
            )


def goes_with_news(notice: CalendarNotice, meeting: Meeting) -> bool:
    """Whether a calendar is told of a meeting in the same message as she who has it."""
    return notice.meeting.id == meeting.id and notice.person.slack_id is None


def remind_anew(session: Session, summary: Summary, ask: Ask) -> int:
    """Promise that the reminders which members have show the meeting as it is now; how many.

    Those of people who are no members at its hour stay as they are. Who was asked for an answer and
    has given it is reminded of it.
    """
    answered = (*summary.yes, *summary.maybe, *summary.no)
    members = {person.id: person for person in (*answered, *summary.not_answered)}
    sent = [
        reminder
        for reminder in meetings.reminders_sent(session, summary.meeting)
        if reminder.person_id in members
        and members[reminder.person_id].is_active
        and outbox.may_be_redrawn(reminder.lane)
    ]
    revision = meetings.revision(session, summary)
    for reminder in sent:
        person = members[reminder.person_id]
        answer = summary.answers.get(person.id)
        facts = MeetingReminder(summary.meeting, summary.group, person, answer)
        outbox.redraw(
            session,
            reminder_views.meeting_anew(reminder.kind, facts),
            card=reminder.message_id,
            lane=reminder.lane,
            revision=revision,
            now=ask.now,
        )
    return len(sent)


def is_pressed(ask: Ask) -> bool:
    """Whether the button that was used stands on the card itself."""
    return any(block.get("block_id") == views.CARD for block in ask.message.get("blocks", []))
