"""What the charge of a group asks for: written down, changed, and done."""

from datetime import date

from handlers.forms import Form
from handlers.groups.showing_charge import page_of
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, deliverables, stale_forms
from services.access import Needs
from views import deliverables as views


def open_add(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.add(access.group_to_edit(session, ask.number(), by=ask.who)))


def add(ask: Ask) -> Answer:
    form = Form(ask)
    title, due_on = form.text("title"), form.day("due_on")
    with making(ask) as made:
        group = access.group_to_edit(made.session, form.carried("group"), by=ask.who)
        deliverables.add(made.session, group, title, due_on, by=ask.person, now=ask.now)
        return made.keep(Reply(page_of(made.session, group, ask)))


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        row, group = access.deliverable_to_edit(session, ask.number(), by=ask.who)
        seen = stale_forms.digests(deliverables.recorded(row))
        return Open(views.change(row, group, seen=seen))


def change(ask: Ask) -> Answer:
    form = Form(ask)
    day = form.day("due_on")
    typed = {
        "title": " ".join(form.text("title").split()),
        "due_on": day.isoformat() if day else None,
    }
    with unit_of_work() as session:
        row, group = access.deliverable_to_edit(session, form.carried("deliverable"), by=ask.who)
        saved = stale_forms.merged(
            session,
            typed,
            deliverables.recorded(row),
            form.carried_text("seen"),
            about=Subject.of(row),
            title=row.title,
            words=deliverables.FIELD_WORDS,
            by=ask.person,
            command="/wg charge",
        )
        title = saved["title"]
        due_on = date.fromisoformat(saved["due_on"]) if saved["due_on"] else None
        deliverables.change(session, row, group, title, due_on, by=ask.person, now=ask.now)
        return Reply(page_of(session, group, ask))


def done(ask: Ask) -> Answer:
    return _set_done(ask, is_done=True)


def reopen(ask: Ask) -> Answer:
    return _set_done(ask, is_done=False)


def open_remove(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.remove(*access.deliverable_to_edit(session, ask.number(), by=ask.who)))


def remove(ask: Ask) -> Answer:
    carried = Form(ask).carried("deliverable")
    with unit_of_work() as session:
        row, group = access.deliverable_to_edit(session, carried, by=ask.who)
        deliverables.remove(session, row, by=ask.person, now=ask.now)
        return Reply(page_of(session, group, ask))


def _set_done(ask: Ask, *, is_done: bool) -> Answer:
    with unit_of_work() as session:
        row, group = access.deliverable_to_edit(session, ask.number(), by=ask.who)
        deliverables.set_done(session, row, group, is_done=is_done, by=ask.person, now=ask.now)
        return Reply(page_of(session, group, ask))


ROUTES = (
    Button(views.ADD, open_add, needs=Needs.CHAIR),
    Button(views.CHANGE, open_change, needs=Needs.CHAIR),
    Button(views.DONE, done, needs=Needs.CHAIR),
    Button(views.REOPEN, reopen, needs=Needs.CHAIR),
    Button(views.REMOVE, open_remove, needs=Needs.CHAIR),
    Modal(views.ADD_SEND, add, needs=Needs.CHAIR),
    Modal(views.CHANGE_SEND, change, needs=Needs.CHAIR),
    Modal(views.REMOVE_SEND, remove, needs=Needs.CHAIR),
)
