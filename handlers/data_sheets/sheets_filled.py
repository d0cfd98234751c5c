"""Filling in and certifying a sheet of a data call, and what is said of it to others."""

from sqlmodel import Session

from handlers.calls import announcing
from handlers.calls.shown_data import may_fill, sheet_reply
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply, unreadable
from models import CallField
from models.calls import Capacity
from models.data_calls import COUNTED, SheetCell, UnitSheet
from models.database import reading, unit_of_work
from services import access, calls, data_fields, data_sheets
from services.access import Needs
from services.data_sheets import sheet_news
from services.errors import Conflict, Invalid
from views import data_sheets as views
from views.values import CallAt, CallUnitButton, SheetAt


def show_sheet(ask: Ask) -> Answer:
    at = ask.read(SheetAt)
    with reading() as session:
        unit, call, group = access.sheet_to_see(session, at.unit_id, by=ask.who)
        return sheet_reply(session, call, group, unit, ask, at=at.place)


def open_part(ask: Ask) -> Answer:
    """One part, to fill in where this person may, else to read."""
    at = ask.read(SheetAt)
    with reading() as session:
        unit, call, group = access.sheet_to_see(session, at.unit_id, by=ask.who)
        sheet = data_sheets.sheet_of(session, call, group, unit, ask.who)
        cells = _part(sheet, at.place)
        if not may_fill(session, sheet, ask):
            return Open(views.part_to_read(sheet, cells))
        names = [data_sheets.field_name_of(cell.field) for cell in cells]
        return Open(views.part_form(sheet, cells, at.place, names=names))


def save_part(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        sheet, capacity = _to_fill(session, form.carried("unit"), ask)
        typed = {
            cell.field.id: _typed(form, cell.field)
            for cell in _part(sheet, form.carried("part"))
            if form.shows(data_sheets.field_name_of(cell.field))
        }
        if not typed:
            raise Conflict("This form has no field of that part. Close it, and open it again.")
        done = data_sheets.save_part(
            session,
            sheet,
            typed,
            seen=form.carried("seen"),
            why=form.text(data_sheets.CORRECTED_WHY),
            by=ask.person,
            capacity=capacity,
            door=data_sheets.door_of(capacity),
            now=ask.now,
        )
        sheet_news.tell_saved(
            session, sheet, done, views.WORDS, by=ask.person, capacity=capacity, now=ask.now
        )
        news = views.saved(sheet, done)
        reply = sheet_reply(session, sheet.call, sheet.group, sheet.unit, ask, news=news)
        return made.keep(reply, made=0)


def open_certify(ask: Ask) -> Answer:
    with reading() as session:
        sheet, _capacity = _to_fill(session, ask.read(CallUnitButton).unit_id, ask)
        data_sheets.refuse_incomplete(sheet)
        names = [data_sheets.note_name_of(cell.field) for cell in sheet.wanting_notes]
        return Open(views.certify_form(sheet, names=names))


def certify(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        sheet, capacity = _to_fill(session, form.carried("unit"), ask)
        data_sheets.refuse_changed(sheet, form.carried("seen"))
        names = {cell.field.id: data_sheets.note_name_of(cell.field) for cell in sheet.cells}
        notes = {number: form.text(name) for number, name in names.items() if form.shows(name)}
        door = data_sheets.door_of(capacity)
        if len(sheet.wanting_notes) > views.MOST_NOTES:
            data_sheets.keep_notes(
                session, sheet, notes, by=ask.person, capacity=capacity, door=door, now=ask.now
            )
            news = "These notes are saved. Certify again for those that are still wanted."
            reply = sheet_reply(session, sheet.call, sheet.group, sheet.unit, ask, news=news)
            return made.keep(reply, made=0)
        is_early = data_sheets.is_early(session, sheet, ask.now)
        answered = data_sheets.certify(
            session, sheet, notes, by=ask.person, capacity=capacity, door=door, now=ask.now
        )
        announcing.recorded(session, sheet.call, sheet.group, sheet.unit, answered, ask)
        news = views.certified(sheet, is_early=is_early)
        reply = sheet_reply(session, sheet.call, sheet.group, sheet.unit, ask, news=news)
        return made.keep(reply)


def show_log(ask: Ask) -> Answer:
    at = ask.read(SheetAt)
    with reading() as session:
        unit, call, group = access.sheet_to_see(session, at.unit_id, by=ask.who)
        sheet = data_sheets.sheet_of(session, call, group, unit, ask.who)
        entries = data_sheets.sheet_log(session, call, unit=unit)
        return Reply(views.sheet_log_page(sheet, entries, at=at.place, zone=ask.person.zone))


def open_choose(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.data_call_to_see(session, ask.number(), by=ask.who)
        units = calls.units_of(session, call)
        if not units:
            raise Conflict("This call is not open yet.")
        is_manager = access.may_record_answers(ask.who)
        return Open(views.choose_sheet(call, units, may_fill=is_manager))


def choose(ask: Ask) -> Answer:
    form = Form(ask)
    with reading() as session:
        unit, call, group = access.sheet_to_see(session, _unit_id(form), by=ask.who)
        _refuse_other(call.id, form)
        return sheet_reply(session, call, group, unit, ask)


def open_reopen(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.data_call_to_see(session, ask.number(), by=ask.who)
        units = calls.units_of(session, call)
        if not units:
            raise Conflict("This call is not open yet.")
        return Open(views.reopen_form(call, units))


def reopen(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        unit, call, group = access.sheet_to_reopen(session, _unit_id(form), by=ask.who)
        _refuse_other(call.id, form)
        row = data_sheets.reopen(
            session, call, unit, form.text("reason"), by=ask.person, now=ask.now
        )
        sheet = data_sheets.sheet_of(session, call, group, unit, ask.who)
        words = views.reopened(sheet, row.reason, by=ask.person)
        people, occurrence = sheet_news.respondents(sheet), f"reopened{ask.now:%Y%m%dT%H%M%S}"
        sheet_news.promise(session, sheet, people, words, occurrence, by=ask.person, now=ask.now)
        return sheet_reply(session, call, group, unit, ask, news="It is reopened, and they hear.")


def totals(ask: Ask) -> Answer:
    at = ask.read(CallAt)
    with reading() as session:
        call, _group = access.data_call_to_see(session, at.call_id, by=ask.who)
        if not access.may_see_answers(call):
            raise Conflict("The totals are shown when the call closes.")
        lines = data_sheets.grid(session, call, ask.who)
        return Reply(
            views.totals_page(call, data_sheets.totals_of(session, call), lines, at=at.page)
        )


def _to_fill(session: Session, unit_id: int, ask: Ask) -> tuple[UnitSheet, Capacity]:
    """A sheet that this person may change, locked, and as what she does."""
    unit, call, group = access.sheet_to_fill(session, unit_id, by=ask.who)
    capacity = data_sheets.capacity_to_fill(session, unit, ask.who)
    return data_sheets.sheet_of(session, call, group, unit, ask.who), capacity


def _part(sheet: UnitSheet, place: int) -> list[SheetCell]:
    cells = {cell.field.id: cell for cell in sheet.cells}
    found = data_fields.parts([cell.field for cell in sheet.cells])
    if not 0 <= place < len(found):
        raise unreadable(SheetAt)
    return [cells[field.id] for field in found[place]]


def _typed(form: Form, field: CallField) -> str:
    name = data_sheets.field_name_of(field)
    if field.kind not in COUNTED:
        return form.text(name)
    choices = views.offered_choices(field)
    places = [views.NOTHING_CHOSEN, *map(str, range(len(choices)))]
    chosen = form.one_of(name, places) if form.has(name) else views.NOTHING_CHOSEN
    return "" if chosen == views.NOTHING_CHOSEN else choices[int(chosen)]


def _unit_id(form: Form) -> int:
    unit_id = form.id("unit")
    if unit_id is None:
        raise Invalid("Choose whose sheet.", field="unit")
    return unit_id


def _refuse_other(call_id: int, form: Form) -> None:
    if call_id != form.carried("call"):
        raise Invalid("Choose one of those that are offered.", field="unit")


ROUTES = (
    Button(views.SHEET, show_sheet, needs=Needs.ANYONE),
    Button(views.PART, open_part, needs=Needs.ANYONE),
    Modal(views.PART_SEND, save_part, needs=Needs.ANYONE),
    Button(views.CERTIFY, open_certify, needs=Needs.ANYONE),
    Modal(views.CERTIFY_SEND, certify, needs=Needs.ANYONE),
    Button(views.SHEET_LOG, show_log, needs=Needs.ANYONE),
    Button(views.CHOOSE_SHEET, open_choose, needs=Needs.ANYONE),
    Modal(views.CHOOSE_SHEET_SEND, choose, needs=Needs.ANYONE),
    Button(views.REOPEN, open_reopen, needs=Needs.PROGRAM_MANAGER),
    Modal(views.REOPEN_SEND, reopen, needs=Needs.PROGRAM_MANAGER),
    Button(views.TOTALS, totals, needs=Needs.ANYONE),
)
