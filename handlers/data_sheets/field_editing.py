"""The fields of a data call in a list, each of which can be added, changed and taken out while the
call is a draft.
"""

from sqlmodel import Session

from handlers.calls.drafting import refuse_changed
from handlers.forms import Form
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from models import Call, CallState
from models.data_calls import FieldFacts, FieldKind
from models.database import reading, unit_of_work
from services import access, calls, data_fields
from services.access import Needs
from services.errors import Invalid
from views import data_sheets as views
from views.values import CallAt

_TYPED = ("section", "label", "definition", "unit", "least", "greatest", "choices")


def show_fields(ask: Ask) -> Answer:
    at = ask.read(CallAt)
    with reading() as session:
        call, _group = access.data_call_to_see(session, at.call_id, by=ask.who)
        return _list(session, call, at=at.page)


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.data_draft_to_edit(session, ask.number(), by=ask.who)
        seen = calls.draft_digest(session, call)
        return Open(views.field_form(call, None, place=None, seen=seen))


def add(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        call, _group = access.data_draft_to_edit(session, form.carried("call"), by=ask.who)
        facts, place = _facts(form), _place(form)
        refuse_changed(session, call, form.carried_text("seen"))
        field = data_fields.add_field(session, call, facts, place=place, by=ask.person, now=ask.now)
        return _list(session, call, at=views.page_of_field(field.position), news="It is added.")


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        field, call, _group = access.field_to_edit(session, ask.number(), by=ask.who)
        view = views.field_form(
            call,
            data_fields.facts_of_field(field),
            place=data_fields.place_of(data_fields.fields_of(session, call), field),
            seen=calls.draft_digest(session, call),
            field_id=field.id,
        )
        return Open(view)


def change(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        field, call, _group = access.field_to_edit(session, form.carried("field"), by=ask.who)
        facts, place = _facts(form), _place(form)
        refuse_changed(session, call, form.carried_text("seen"))
        data_fields.change_field(
            session, call, field, facts, place=place, by=ask.person, now=ask.now
        )
        return _list(session, call, at=views.page_of_field(field.position), news="It is changed.")


def remove(ask: Ask) -> Answer:
    with unit_of_work() as session:
        field, call, _group = access.field_to_edit(session, ask.number(), by=ask.who)
        at = views.page_of_field(field.position)
        data_fields.remove_field(session, call, field, by=ask.person, now=ask.now)
        return _list(session, call, at=at, news="It is taken out.")


def _list(session: Session, call: Call, *, at: int, news: str = "") -> Reply:
    fields = data_fields.fields_of(session, call)
    # Whoever may know of a draft may change it.
    may_change = call.state is CallState.DRAFT
    return Reply(views.field_list(call, fields, at=at, news=news, may_change=may_change))


def _facts(form: Form) -> FieldFacts:
    kind = form.choice("kind", FieldKind)
    required = form.one_of("required", ("yes", "no"))
    typed = {name: form.text(name) for name in _TYPED}
    return data_fields.read_form(typed | {"kind": kind.value, "required": required})


def _place(form: Form) -> int | None:
    if not form.has("place"):
        return None
    place = form.number("place")
    if place < 1:
        raise Invalid("1 is the first place. Leave it empty for the last.", field="place")
    return place


ROUTES = (
    Button(views.FIELD_LIST, show_fields, needs=Needs.ANYONE),
    Button(views.FIELD_NEW, open_new, needs=Needs.CHAIR),
    Modal(views.FIELD_NEW_SEND, add, needs=Needs.CHAIR),
    Button(views.FIELD_CHANGE, open_change, needs=Needs.CHAIR),
    Modal(views.FIELD_CHANGE_SEND, change, needs=Needs.CHAIR),
    Button(views.FIELD_REMOVE, remove, needs=Needs.CHAIR),
)
