"""One call: what is asked, what no answer means, who has answered, and answering for a unit."""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Call, CallKind, CallState, Topic
from models.calls import AnswerDoor, Rules, UnitLine
from models.database import reading, unit_of_work
from models.money import in_dollars
from models.offers import OfferView
from services import access, calls, data_fields, data_sheets
from services.calls import announcements
from services.errors import Invalid, NotFound
from views.calls import declared_rules, offer_arithmetic, offer_words, sums
from views.calls.cards import WORDS
from views.calls.shown import reason_of, unit_state
from views.data_sheets.field_words import sheet_state
from web.personal_pages.call_answers import FORMS
from web.personal_pages.visits import Done, Shown, Visit

_ANSWER, _TAKE_BACK = "answer", "take_back"


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        call, group = access.call_to_see(session, number, by=visit.who)
        if call.state is CallState.DRAFT:
            raise NotFound("This call is not open yet.")
        lines = calls.lines(session, call, visit.who)
        own = {unit.id for unit in calls.answerable(session, visit.who, call=call)}
        offer = calls.view_of(session, call)
        sheets = _sheets(session, call, visit)
        topic = session.get(Topic, call.topic_id) if call.topic_id else None
        facts = {
            "call": call,
            "group": group,
            "topic": topic.name if topic else "",
            "sees_group": access.may_see_group(group, by=visit.who),
            "count": _count(call, lines),
            "papers": call.papers.splitlines(),
            "method": declared_rules.method(call),
            "rules": _rules(call, offer),
            "reason": reason_of(call),
            "outcome": _outcome(session, call, offer, visit.now),
            "units": [
                (
                    line.unit,
                    sheets.get(line.unit.id) or _state(call, line) + _share(offer, line),
                )
                for line in lines
            ],
            "sheets": sheets,
            "shows_sheets": bool(sheets) and access.may_see_answers(call),
            "own": [_unit(session, call, line, visit) for line in lines if line.unit.id in own],
        }
    return Shown("call.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Answer for a unit, or take its answer back: what the buttons of a question do, too."""
    change = visit.choice("act", {_ANSWER: _ANSWER, _TAKE_BACK: _TAKE_BACK})
    with unit_of_work() as session:
        unit, call, group = access.unit_to_answer(session, _number(visit), by=visit.who)
        form = FORMS.get(call.kind)
        if call.id != number or form is None:
            raise Invalid("That is none of the choices on this page. Choose again.", field="unit")
        capacity = calls.capacity_of(session, unit, visit.who)
        if change == _TAKE_BACK:
            answered = calls.take_back(
                session,
                call,
                unit,
                by=visit.person,
                capacity=capacity,
                door=AnswerDoor.PAGE,
                now=visit.now,
            )
        else:
            answered = form.keep(session, call, unit, capacity, visit)
        announcements.recorded(
            session, call, group, unit, answered, WORDS, by=visit.person, now=visit.now
        )
        outcome = "ballot" if call.is_secret else "call_answered"
    outcome = "taken_back" if change == _TAKE_BACK else outcome
    return Done(outcome, visit.path("calls", number), f"unit-{unit.id}")


def _number(visit: Visit) -> int:
    typed = visit.text("unit")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Invalid("That is none of the choices on this page. Choose again.", field="unit")
    return int(typed)


def _unit(session: Session, call: Call, line: UnitLine, visit: Visit) -> Mapping[str, Any]:
    """A unit for which the reader answers, with the fields of its form."""
    is_cast = call.is_secret and line.has_answered
    form = None if is_cast else FORMS.get(call.kind)
    facts = form.facts(session, call, line.unit, line.answer, visit) if form else {}
    return {
        "unit": line.unit,
        "people": ", ".join(f"{each.person.name} ({each.capacity})" for each in line.respondents),
        "state": _state(call, line) if line.has_answered else "",
        "is_cast": is_cast,
        "caster": line.person.name if line.person else "somebody",
        "template": form.template if form else "",
        **facts,
    }


def _state(call: Call, line: UnitLine) -> str:
    return html.unescape(unit_state(call, line, is_whole=True))


def _sheets(session: Session, call: Call, visit: Visit) -> Mapping[int, str]:
    """How far the sheet of each unit is, by its id; nothing but of a data call."""
    if call.kind is not CallKind.DATA:
        return {}
    count = len(data_fields.fields_of(session, call))
    lines = data_sheets.grid(session, call, visit.who)
    return {line.unit.id: sheet_state(line, count) for line in lines}


def _count(call: Call, lines: Sequence[UnitLine]) -> str:
    answered = sum(line.has_answered for line in lines)
    how_many = declared_rules.how_many(call.unit_kind, len(lines))
    return f"{answered:,} of {how_many} {declared_rules.have_answered(call)}"


def _share(offer: OfferView | None, line: UnitLine) -> str:
    """What a unit that is in an offer pays; empty where that is hidden."""
    shares = offer.reckoned.shares if offer and offer.reckoned else ()
    return "".join(
        f", {in_dollars(each.cents)}" for each in shares if each.part.number == line.unit.id
    )


def _rules(call: Call, offer: OfferView | None) -> list[str]:
    declared = offer_words.declared(offer, call.unit_kind) if offer else ""
    rules = (
        *html.unescape(declared).splitlines(),
        declared_rules.without_vote(call.seats_without_vote, has_opened=True),
        declared_rules.silence(call),
        declared_rules.counting(call),
        declared_rules.results(call),
    )
    return [rule for rule in rules if rule]


def _outcome(session: Session, call: Call, offer: OfferView | None, now: datetime) -> list[str]:
    """The headline of the count and how it follows; nothing where it is hidden."""
    if offer and offer.reckoned and call.state is not CallState.CANCELLED:
        head = offer_arithmetic.headline(offer.reckoned, call.unit_kind)
        so_far = "If it closed now: " if call.state is CallState.OPEN else ""
        lines = offer_arithmetic.arithmetic(offer.rules, offer.reckoned, call.unit_kind)
        return [f"{so_far}{head}", *html.unescape(lines).splitlines()]
    is_counted = call.kind is CallKind.VOTE and access.may_see_count(call)
    if not is_counted or call.state is CallState.CANCELLED:
        return []
    rules, count = Rules.of(call), calls.tally_of(session, call, now)
    so_far = "If it closed now: " if call.state is CallState.OPEN else ""
    headline, total = sums.headline(rules, count), sums.arithmetic(rules, count, call.unit_kind)
    return [html.unescape(f"{so_far}{headline}"), *html.unescape(total).splitlines()]
