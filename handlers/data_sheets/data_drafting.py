"""Drafting a data call: its form, the lines that declare its fields, its data contacts, and the one
of the next year.
"""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.calls.drafting import (
    closing,
    group_and_question,
    group_id_of,
    groups_offered,
    nudge_days_of,
    preview,
    refuse_changed,
    tell_managers,
)
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import CallKind, Group
from models.calls import CallFacts, IfSilent, UnitKind
from models.data_calls import USUAL_NOTICES, DataCallFacts
from models.database import reading, unit_of_work
from services import access, calls, data_fields, data_sheets
from services.access import Needs
from services.data_fields.field_lines import FIELD_COLUMNS
from services.errors import Invalid
from views import calls as call_views
from views import data_sheets as views
from views.values import CallAt

_DATA_UNITS = (UnitKind.LIBRARY, UnitKind.VOTING_UNIT)
_IF_NO_DATA = (IfSilent.NO_ANSWER, IfSilent.LAST_YEAR)


def new_data(ask: Ask) -> Answer:
    """`/call data Annual statistics 2026` opens the form with the question filled in."""
    with reading() as session:
        return _form(session, ask, *group_and_question(session, ask))


def draft_data(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, group_id_of(form), by=ask.who)
        facts, rules = _facts(form, group), _rules(form)
        call = calls.draft(session, group, facts, by=ask.person, now=ask.now)
        data_fields.declare_rules(session, call, rules, by=ask.person, now=ask.now)
        data_sheets.kept_topic_for_data(session, by=ask.person, now=ask.now)
        tell_managers(session, call, group, ask)
        news = "Saved as a draft. Declare its fields next."
        return made.keep(Reply(preview(session, call, group, ask, news=news)))


def open_change_data(ask: Ask) -> Answer:
    with reading() as session:
        call, group = access.data_draft_to_edit(session, ask.number(), by=ask.who)
        settings = data_fields.settings_of(session, call)
        local = call.closes_at.astimezone(ZoneInfo(group.zone)) if call.closes_at else None
        view = call_views.data_draft(
            calls.facts_of(call),
            DataCallFacts(settings.change_percent, settings.director_days),
            group=group,
            closes=(local.date(), local.time()) if local else None,
            zone=group.zone,
            call_id=call.id,
            seen=calls.draft_digest(session, call),
        )
        return Open(view)


def change_data(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        call, group = access.data_draft_to_edit(session, form.carried("call"), by=ask.who)
        facts, rules = _facts(form, group), _rules(form)
        refuse_changed(session, call, form.carried_text("seen"))
        calls.change(session, call, facts, by=ask.person, now=ask.now)
        data_fields.declare_rules(session, call, rules, by=ask.person, now=ask.now)
        return Reply(preview(session, call, group, ask, news="The draft is changed."))


def open_fields(ask: Ask) -> Answer:
    with reading() as session:
        call, _group = access.data_draft_to_edit(session, ask.number(), by=ask.who)
        declared = map(data_fields.facts_of_field, data_fields.fields_of(session, call))
        text = data_fields.to_lines(list(declared))
        seen = calls.draft_digest(session, call)
        return Open(views.fields_form(call, text, FIELD_COLUMNS, seen))


def declare_fields(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        call, group = access.data_draft_to_edit(session, form.carried("call"), by=ask.who)
        is_added = form.one_of("does", (views.REPLACE, views.ADD)) == views.ADD
        boxes = [form.text(views.box_name(number)) for number in range(views.MOST_BOXES)]
        fields = data_fields.read_lines("\n".join(box for box in boxes if box.strip()))
        refuse_changed(session, call, form.carried_text("seen"))
        found = data_fields.declare(
            session, call, fields, is_added=is_added, by=ask.person, now=ask.now
        )
        news = f"Declared: {len(found):,} in all."
        return Reply(preview(session, call, group, ask, news=news))


def show_contacts(ask: Ask) -> Answer:
    at = ask.read(CallAt)
    with reading() as session:
        call, group = access.data_draft_to_edit(session, at.call_id, by=ask.who)
        lines = data_sheets.contacts_to_confirm(session, call, group, ask.now)
        settings = data_fields.settings_of(session, call)
        may_confirm = settings.contacts_confirmed_at is None
        return Reply(views.contacts(call, lines, at=at.page, may_confirm=may_confirm))


def confirm_contacts(ask: Ask) -> Answer:
    with unit_of_work() as session:
        call, group = access.data_draft_to_edit(session, ask.number(), by=ask.who)
        data_fields.confirm_contacts(session, call, by=ask.person, now=ask.now)
        news = "Noted: the data contacts are right."
        return Reply(preview(session, call, group, ask, news=news))


def draft_next(ask: Ask) -> Answer:
    with making(ask) as made:
        session = made.session
        previous, group = access.data_call_to_follow(session, ask.number(), by=ask.who)
        access.group_to_edit(session, group.id, by=ask.who)
        call = data_sheets.draft_next(session, previous, group, by=ask.person, now=ask.now)
        news = "Next year's call is a draft: its fields are copied. Choose when it closes."
        return made.keep(Reply(preview(session, call, group, ask, news=news)))


def _form(session: Session, ask: Ask, group: Group | None, question: str) -> Answer:
    group, offered = groups_offered(session, ask, group)
    view = call_views.data_draft(
        CallFacts(question, kind=CallKind.DATA, nudge_days=USUAL_NOTICES),
        DataCallFacts(),
        group=group,
        groups=offered,
        zone=group.zone if group else "",
    )
    return Open(view)


def _facts(form: Form, group: Group) -> CallFacts:
    results = form.one_of("results", (call_views.HIDDEN, call_views.AS_THEY_COME))
    return CallFacts(
        form.text("question"),
        kind=CallKind.DATA,
        details=form.text("details"),
        papers=form.text("papers"),
        unit_kind=UnitKind(form.one_of("unit_kind", _DATA_UNITS)),
        if_silent=IfSilent(form.one_of("if_silent", _IF_NO_DATA)),
        is_hidden=results == call_views.HIDDEN,
        nudge_days=nudge_days_of(form),
        closes_at=closing(form, group),
    )


def _rules(form: Form) -> DataCallFacts:
    director = form.text("director_days", limit=10).strip()
    return DataCallFacts(
        _number(form.text("change_percent", limit=10).strip().removesuffix("%"), "change_percent"),
        _number(director, "director_days") if director else None,
    )


def _number(typed: str, field: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
        raise Invalid("Write a whole number, such as 30.", field=field)
    return int(typed)


ROUTES = (
    Command(
        "call data",
        new_data,
        help="Draft a data call: every library fills in a sheet of numbers.",
        needs=Needs.CHAIR,
        example="/call data Annual statistics 2026",
        aliases=("statistics",),
    ),
    Modal(call_views.DATA_NEW_SEND, draft_data, needs=Needs.CHAIR),
    Button(call_views.DATA_CHANGE, open_change_data, needs=Needs.CHAIR),
    Modal(call_views.DATA_CHANGE_SEND, change_data, needs=Needs.CHAIR),
    Button(views.FIELDS, open_fields, needs=Needs.CHAIR),
    Modal(views.FIELDS_SEND, declare_fields, needs=Needs.CHAIR),
    Button(views.CONTACTS, show_contacts, needs=Needs.CHAIR),
    Button(views.CONTACTS_RIGHT, confirm_contacts, needs=Needs.CHAIR),
    Button(views.NEXT_YEAR, draft_next, needs=Needs.PROGRAM_MANAGER),
)
