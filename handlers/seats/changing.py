"""Adding seats, changing what is declared of them, and closing them."""

from sqlmodel import Session

from handlers.forms import Form
from handlers.groups import chair_news
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from handlers.seats.seat_lists import page_of
from models import MemberRole, Seat
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import access, chairing, people, seats
from services.errors import Conflict
from views import seats as views
from views.seats.forms import BY_ROLE, NO_VOTE, VOTES, YES


def open_add(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_edit(session, ask.number(), by=ask.who)
        return Open(views.add(group, people.offered_organizations(session, ask.now)))


def add(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        # A form of an older version does not ask how many.
        count, facts = form.number("count") if form.shows("count") else 1, _facts(form)
        added = seats.add_alike(session, group, facts, count, by=ask.person, now=ask.now)
        has_such_library = _has_such_library(session, added[0], ask)
        news = views.added(added[0], count=count, has_such_library=has_such_library)
        return made.keep(Reply(page_of(session, group, ask, news=news)), made=count)


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        seat, _group = access.seat_to_edit(session, ask.number(), by=ask.who)
        offered = people.offered_organizations(session, ask.now)
        wanted = seats.asked_for(session, seat)
        # A library that is not active any more is offered where the seat asks for it already.
        also = [wanted] if wanted and wanted not in offered else []
        facts = SeatFacts.of(seat)
        return Open(views.change(seat, facts, [*offered, *also], seen=seats.facts_digest(facts)))


def change(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        seat, group = access.seat_to_edit(session, form.carried("seat"), by=ask.who)
        if form.carried_text("seen") != seats.facts_digest(SeatFacts.of(seat)):
            raise Conflict(
                "The seat has changed since you opened this form. Nothing was saved: open the form"
                " again."
            )
        before = chairing.chairs_at(session, group, ask.now)
        chairs = seats.change(session, seat, group, _facts(form), by=ask.person, now=ask.now)
        unreached = chair_news.tell_chairs(session, group, chairs, ask)
        unreached += chair_news.tell_changes(session, before, ask)
        news = views.changed(
            seat,
            has_such_library=_has_such_library(session, seat, ask),
            misfits=seats.misfits(session, seat, ask.now),
        )
        news = views.with_unreached(news, unreached)
        return made.keep(Reply(page_of(session, group, ask, news=news)), made=0)


def open_close(ask: Ask) -> Answer:
    with reading() as session:
        seat, _group = access.seat_to_edit(session, ask.number(), by=ask.who)
        return Open(views.close(seat))


def close(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        seat, group = access.seat_to_edit(session, form.carried("seat"), by=ask.who)
        seats.close(session, seat, by=ask.person, now=ask.now)
        session.flush()
        return Reply(page_of(session, group, ask, news=views.closed(seat, group)))


def _has_such_library(session: Session, seat: Seat, ask: Ask) -> bool:
    """Whether anybody may fit, as far as a seat asks for a library at all."""
    return not seats.asks_for_library(seat) or seats.has_such_library(session, seat, ask.now)


def _facts(form: Form) -> SeatFacts:
    votes = form.one_of("votes", (BY_ROLE, VOTES, NO_VOTE))
    return SeatFacts(
        role=form.choice("role", MemberRole),
        label=form.text("label"),
        votes=None if votes == BY_ROLE else votes == VOTES,
        organization_id=form.id("organization"),
        category=form.text("category") or None,
        term_months=_number(form, "term_months"),
        term_limit=_number(form, "term_limit"),
        cycle_ends_on=form.day("cycle_ends_on"),
        hours_a_month=_number(form, "hours_a_month"),
        holds_over=form.checked("holds_over", YES),
    )


def _number(form: Form, name: str) -> int | None:
    return form.number(name) if form.has(name) else None
