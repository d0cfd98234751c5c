"""Running a call: extending, closing early and cancelling it; phoned answers and excuses."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.calls import announcing, answer_fields
from handlers.calls.drafting import closing
from handlers.calls.shown_calls import page_of
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from handlers.stories.offering_stories import offering
from models import Call, CallKind, CallUnit, Group
from models.database import reading, unit_of_work
from models.subjects import Subject
from services import access, calls
from services.access import Needs
from services.errors import Invalid
from views import calls as views
from views import data_sheets as sheet_views

_USUAL_EXTENSION = timedelta(days=7)


def open_extend(ask: Ask) -> Answer:
    with reading() as session:
        call, group = access.call_to_run(session, ask.number(), by=ask.who)
        later = (call.closes_at or ask.now) + _USUAL_EXTENSION
        local = later.astimezone(ZoneInfo(group.zone))
        return Open(views.extend(call, (local.date(), local.time()), group.zone))


def extend(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        call, group = access.call_to_run(session, form.carried("call"), by=ask.who)
        closes_at, reason = closing(form, group), form.text("reason")
        calls.extend(session, call, closes_at, reason, by=ask.person, now=ask.now)
        announcing.changed(session, call, group, ask)
        news = "It closes later now, and those who were called hear of it."
        return made.keep(Reply(page_of(session, call, group, ask, news=news)), made=0)


def open_close(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.call_to_run(session, ask.number(), by=ask.who)
        units = calls.units_of(session, call)
        answered = sum(unit.answered_at is not None for unit in units)
        return Open(views.close(call, answered, len(units)))


def close(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        call, group = access.call_to_run(session, form.carried("call"), by=ask.who)
        calls.close_early(session, call, group, form.text("reason"), by=ask.person, now=ask.now)
        announcing.ended(session, call, group, ask)
        answer = Reply(page_of(session, call, group, ask, news="It is closed."))
        return made.keep(offering(session, answer, Subject.of(call), ask), made=0)


def open_cancel(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.call_to_run(session, ask.number(), by=ask.who)
        return Open(views.cancel(call))


def cancel(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        call, group = access.call_to_run(session, form.carried("call"), by=ask.who)
        calls.cancel(session, call, form.text("reason"), by=ask.person, now=ask.now)
        announcing.ended(session, call, group, ask)
        return made.keep(Reply(page_of(session, call, group, ask, news="It is cancelled.")), made=0)


def open_record(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.call_to_record(session, ask.number(), by=ask.who)
        calls.refuse_secret(call)
        if call.kind is CallKind.DATA:
            units = calls.units_of(session, call)
            return Open(sheet_views.choose_sheet(call, units, may_fill=True))
        return Open(views.record(call, calls.units_of(session, call), calls.view_of(session, call)))


def record(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        unit, call, group = _unit(session, form, ask)
        phoned = answer_fields.read(form, call)
        answered = calls.record_told(session, call, unit, phoned, by=ask.person, now=ask.now)
        announcing.recorded(session, call, group, unit, answered, ask)
        news = views.written_down(unit)
        return made.keep(Reply(page_of(session, call, group, ask, news=news)), made=0)


def open_excuse(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.call_to_record(session, ask.number(), by=ask.who)
        return Open(views.excuse(call, calls.units_of(session, call)))


def excuse(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        unit, call, group = _unit(session, form, ask)
        calls.excuse(session, call, unit, form.text("reason"), by=ask.person, now=ask.now)
        announcing.changed(session, call, group, ask)
        return Reply(page_of(session, call, group, ask, news="Saved."))


def _unit(session: Session, form: Form, ask: Ask) -> tuple[CallUnit, Call, Group]:
    """The unit that was chosen, which is one of the call that the form is about."""
    unit_id = form.id("unit")
    if unit_id is None:
        raise Invalid("Choose who it is.", field="unit")
    unit, call, group = access.unit_to_record(session, unit_id, by=ask.who)
    if call.id != form.carried("call"):
        raise Invalid("Choose one of those that are offered.", field="unit")
    return unit, call, group


ROUTES = (
    Button(views.EXTEND, open_extend, needs=Needs.CHAIR),
    Modal(views.EXTEND_SEND, extend, needs=Needs.CHAIR),
    Button(views.CLOSE, open_close, needs=Needs.CHAIR),
    Modal(views.CLOSE_SEND, close, needs=Needs.CHAIR),
    Button(views.CANCEL, open_cancel, needs=Needs.CHAIR),
    Modal(views.CANCEL_SEND, cancel, needs=Needs.CHAIR),
    Button(views.RECORD, open_record, needs=Needs.PROGRAM_MANAGER),
    Modal(views.RECORD_SEND, record, needs=Needs.PROGRAM_MANAGER),
    Button(views.EXCUSE, open_excuse, needs=Needs.PROGRAM_MANAGER),
    Modal(views.EXCUSE_SEND, excuse, needs=Needs.PROGRAM_MANAGER),
)
