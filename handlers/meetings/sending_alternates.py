"""Sending somebody in one's place to a meeting."""

from handlers.forms import Form
from handlers.meetings import cards
from handlers.routes import Answer, Ask, Open, Reply
from models.database import unit_of_work
from services import access, meetings
from views import presence as views


def open_form(ask: Ask) -> Answer:
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, ask.number(), by=ask.who)
        group, offered = meetings.sendable(session, meeting, by=ask.who, now=ask.now)
        return Open(views.alternate_form(meeting, group, offered))


def send(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, form.carried("meeting"), by=ask.who)
        alternate = meetings.send_alternate(
            session,
            meeting,
            form.id("alternate"),
            by=ask.who,
            now=ask.now,
            words=views.answer_news,
            place_words=views.in_your_place,
        )
        cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
        return Reply(views.alternate_sent(meeting, alternate))
