"""Sending somebody in one's place to a meeting."""

from sqlmodel import Session

from handlers.forms import Form
from handlers.meetings import cards
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting, RsvpAnswer
from models.database import unit_of_work
from models.presence import SentAlternate
from services import access, meetings, presence
from services.errors import Invalid, NotAllowed
from views import presence as views


def open_form(ask: Ask) -> Answer:
    with unit_of_work() as session:
        meeting, group = _own_meeting(session, ask.number(), ask)
        offered = presence.alternates_offered(session, meeting, ask.person)
        if not offered:
            raise Invalid("Nobody else of your library is in this Slack. Answer No instead.")
        return Open(views.alternate_form(meeting, group, offered))


def send(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        meeting, group = _own_meeting(session, form.carried("meeting"), ask)
        former = presence.alternate_of(session, meeting, ask.person)
        words = views.alternate_news
        meetings.record_rsvp(session, meeting, RsvpAnswer.NO, by=ask.who, now=ask.now, words=words)
        alternate = presence.send_alternate(
            session, meeting, ask.person, form.id("alternate"), now=ask.now
        )
        if alternate.id != former:
            text = views.in_your_place(meeting, group, alternate, by=ask.person)
            presence.tell_of_alternate(session, meeting, alternate, "sent", text, now=ask.now)
        if former and former != alternate.id:
            ended = [SentAlternate(ask.person.id, former)]
            presence.tell_ended(session, meeting, ended, words, person=ask.person, now=ask.now)
        cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
        return Reply(views.alternate_sent(meeting, alternate))


def _own_meeting(session: Session, meeting_id: int, ask: Ask) -> tuple[Meeting, Group]:
    meeting = access.meeting_to_answer(session, meeting_id, by=ask.who)
    meetings.check_changeable(meeting, now=ask.now)
    group = session.get_one(Group, meeting.group_id)
    if not access.may_answer(meeting, by=ask.who):
        raise NotAllowed(f"Only members of {group.name} send somebody in their place.")
    presence.refuse_private(group)
    return meeting, group
