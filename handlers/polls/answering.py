"""Answering a poll in one private form."""

from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from models import Availability
from models.database import reading
from models.polls import PollQuestion
from services import access, polls
from services.access import Needs
from services.polls import SLOT_FIELD, news
from views import polls as views
from views.polls.cards import WORDS


def open_answer(ask: Ask) -> Answer:
    with reading() as session:
        poll, group = access.poll_to_answer(session, ask.number(), by=ask.who)
        given = polls.own_answers(session, poll, ask.person)
        question = PollQuestion(polls.card(session, poll, group), ask.person, given)
        return Open(views.answer(question, ask.person.zone))


def send(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        poll, group = access.poll_to_answer(session, form.carried("poll"), by=ask.who)
        given = {
            slot.id: _choice(form, f"{SLOT_FIELD}{slot.position}")
            for slot in polls.slots_of(session, poll)
        }
        rest = _choice(form, views.REST_FIELD)
        is_new = polls.answer(session, poll, given, rest=rest, by=ask.person, now=ask.now)
        shown = polls.card(session, poll, group)
        if is_new:
            shown = news.answered(session, poll, group, WORDS, by=ask.person, now=ask.now)
        answers = polls.own_answers(session, poll, ask.person)
        return made.keep(Reply(views.recorded(shown, answers, is_new=is_new)))


def _choice(form: Form, name: str) -> Availability | None:
    """None where nothing was chosen."""
    return form.choice(name, Availability) if form.has(name) else None


ROUTES = (
    Button(views.ANSWER, open_answer, needs=Needs.ANYONE),
    Modal(views.ANSWER_SEND, send, needs=Needs.ANYONE),
)
