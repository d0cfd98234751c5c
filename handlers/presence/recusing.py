"""Saying who takes no part in an agenda item."""

from handlers.forms import Form
from handlers.routes import Answer, Ask, Open, Reply
from models.database import unit_of_work
from services import access, presence
from services.errors import NotAllowed
from views import presence as views


def open_recusal(ask: Ask) -> Answer:
    with unit_of_work() as session:
        item = access.item_to_recuse(session, ask.number(), by=ask.who)
        people = presence.recusable(session, item, by=ask.who)
        if not people:
            raise NotAllowed("You are not expected at the meeting of this item.")
        recused = presence.recused(session, [item.id]).get(item.id, [])
        return Open(views.recusal(item, people, {person.id for person in recused}))


def save_recusal(ask: Ask) -> Answer:
    form = Form(ask)
    chosen = set(form.ids("recused"))
    with unit_of_work() as session:
        item = access.item_to_recuse(session, form.carried("item"), by=ask.who)
        found = presence.set_recused(session, item, chosen, by=ask.who, now=ask.now)
        return Reply(views.recusal_saved(item, found))
