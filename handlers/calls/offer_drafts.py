"""The terms of an offer beside its draft, and an offer that is made again."""

import re

from sqlmodel import Session

from handlers.calls.drafting import preview, refuse_changed
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from models import Call, Group
from models.database import reading, unit_of_work
from models.offers import CostFormula, OfferFacts
from services import access, calls
from services.access import Needs
from services.errors import Conflict, Invalid
from views import calls as views

_BETWEEN_DAYS = re.compile(r"[\s,;]+")
_LONGEST_COUNT = 4


def open_terms(ask: Ask) -> Answer:
    with reading() as session:
        call, group = access.draft_to_edit(session, ask.number(), by=ask.who)
        offer = calls.offer_of(session, call)
        units = calls.units_to_ask(session, group, call.unit_kind, ask.now)
        lines = calls.measure_lines(offer.measures, units) if offer else []
        facts = calls.offer_facts_of(offer) if offer else None
        return Open(views.terms(call, facts, lines, calls.draft_digest(session, call)))


def declare(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        call, group = access.draft_to_edit(session, form.carried("call"), by=ask.who)
        facts = _facts(session, form, call, group, ask)
        refuse_changed(session, call, form.carried_text("seen"))
        calls.declare(session, call, facts, by=ask.person, now=ask.now)
        return Reply(preview(session, call, group, ask, news="The terms are declared."))


def repeat(ask: Ask) -> Answer:
    """A draft of an offer that has closed, which counts silence as before if that is chosen."""
    with making(ask) as made:
        session = made.session
        call, group = access.call_to_export(session, ask.number(), by=ask.who)
        if not access.may_draft_calls(group, by=ask.who):
            raise Conflict("This group is discharged. Nothing changes in it any more.")
        again = calls.offer_again(session, call, group, by=ask.person, now=ask.now)
        news = "Drafted once more. Choose when it closes, and look over its terms."
        return made.keep(Reply(preview(session, again, group, ask, news=news)))


def _facts(session: Session, form: Form, call: Call, group: Group, ask: Ask) -> OfferFacts:
    formula = form.choice("formula", CostFormula)
    first_day, last_day = form.day("first_day"), form.day("last_day")
    if first_day is None:
        raise Invalid("Choose its first day.", field="first_day")
    if last_day is None:
        raise Invalid("Choose its last day.", field="last_day")
    units = calls.units_to_ask(session, group, call.unit_kind, ask.now)
    are_amounts = formula is CostFormula.TYPED_AMOUNTS
    return OfferFacts(
        form.text("vendor"),
        first_day,
        last_day,
        formula,
        total_cents=_cents(form, "total"),
        each_cents=_cents(form, "each"),
        renewal=form.text("renewal"),
        notice_days=_number(form, "notice_days"),
        least_units=_number(form, "least_units"),
        least_cents=_cents(form, "least_cents"),
        measures=calls.read_measures(form.lines("measures"), units, are_amounts=are_amounts),
        lead_days=_days(form),
    )


def _cents(form: Form, name: str) -> int | None:
    typed = form.text(name)
    return calls.read_dollars(typed, field=name) if typed.strip() else None


def _number(form: Form, name: str) -> int | None:
    typed = form.text(name).strip()
    if not typed:
        return None
    return _whole(typed, name)


def _days(form: Form) -> tuple[int, ...]:
    parts = _BETWEEN_DAYS.split(form.text("lead_days"))
    return tuple(_whole(part, "lead_days") for part in parts if part)


def _whole(typed: str, name: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_COUNT):
        raise Invalid("Write a whole number, such as 12.", field=name)
    return int(typed)


ROUTES = (
    Button(views.TERMS, open_terms, needs=Needs.CHAIR),
    Modal(views.TERMS_SEND, declare, needs=Needs.CHAIR),
    Button(views.REPEAT, repeat, needs=Needs.CHAIR),
)
