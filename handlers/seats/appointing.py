"""Who sits in seats, until when, and who is away."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.forms import Form
from handlers.groups import chair_news, members
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from handlers.seats.seat_lists import page_of
from models import Group, Membership, Person, Seat, reach
from models.database import reading, unit_of_work
from models.messages import ON_LEAVE
from models.payloads import Message, View
from models.subjects import Subject
from services import access, chairing, leaving_news, outbox, people, redrawn_tasks, seats, terms
from services.access import CHAIR_ROLES
from services.chairing import ChairsAt
from services.errors import Conflict, Invalid
from services.terms import SeatTerm
from views import seats as views
from views.groups.leaving_words import LEAVING_WORDS
from views.reminders import TASK_WORDS

_DAY = timedelta(days=1)
_NOBODY_THERE = "Nobody sits there now. Type `/wg seats` to see the seats as they are."


def open_appoint(ask: Ask) -> Answer:
    with reading() as session:
        seat, group = access.seat_to_edit(session, ask.number(), by=ask.who)
        return Open(form_of(session, seat, group, ask))


def form_of(
    session: Session, seat: Seat, group: Group, ask: Ask, *, person: Person | None = None
) -> View:
    """The form that lets somebody sit in a seat, with a ``person`` who is proposed filled in."""
    today = _today(ask, group)
    held = terms.seat_terms(session, [seat.id], ask.now).get(seat.id)
    return views.appoint(
        seat,
        people.partners(session),
        today=today,
        last=seats.usual_end(seat, today),
        asks_why=_asks_why(seat, ask),
        is_taken=bool(held),
        person=person,
    )


def appoint(ask: Ask) -> Answer:
    form = Form(ask)
    chosen, partner_id = _chosen(form)
    first, last, reason = form.day("first"), form.day("last"), form.text("reason", limit=200)
    with making(ask) as made:
        session = made.session
        seat, group = access.seat_to_edit(session, form.carried("seat"), by=ask.who)
        person = chosen or _partner(session, partner_id)
        first = first or _today(ask, group)
        was_member = terms.current(session, group, person.id, ask.now) is not None
        before = _chairs_from(session, group, first, ask)
        present = leaving_news.present(session, group, ask.now)
        seatless = terms.seatless_service(session, group.id, person.id, before.at)
        left_seat = _left_seat(session, seat, group, person, before.at)
        row = seats.appoint(
            session,
            seat,
            group,
            person,
            first=first,
            last=last,
            by=ask.person,
            now=ask.now,
            reason=reason.strip(),
            may_exceed=access.may_exceed_limits(ask.who),
        )
        unreached = _tell_changes(session, before, present, ask)
        unreached += _tell_begun(session, row, group, seat, person, ask, was_member=was_member)
        news = views.appointed(
            seat,
            person,
            first=first,
            last=terms.term_day(row, group.zone),
            today=_today(ask, group),
            wanted=seats.asked_for(session, seat),
            fits=seats.person_fits(session, seat, person),
            was_seatless=seatless is not None,
            left_seat=left_seat,
        )
        return made.keep(_page(session, group, ask, news, unreached))


def _page(session: Session, group: Group, ask: Ask, news: str, unreached: list[Person]) -> Reply:
    """The seats of a group, below what was changed and who does not hear of it."""
    return Reply(page_of(session, group, ask, news=views.with_unreached(news, unreached)))


def _left_seat(
    session: Session, seat: Seat, group: Group, person: Person, at: datetime
) -> Seat | None:
    """The other seat in which somebody would sit at a moment, who is to be appointed from then."""
    present = terms.current(session, group, person.id, at)
    if present is None or present.seat_id in (None, seat.id):
        return None
    return session.get_one(Seat, present.seat_id)


def open_extend(ask: Ask) -> Answer:
    with reading() as session:
        seat, group, term = _sitting(session, ask)
        row, person = term.membership, term.person
        last = seats.usual_next_end(seat, group, row, ask.now)
        return Open(views.extend(seat, person, row, last=last, asks_why=_asks_why(seat, ask)))


def extend(ask: Ask) -> Answer:
    form = Form(ask)
    last, reason = form.day("last"), form.text("reason", limit=200)
    with making(ask) as made:
        session = made.session
        membership, seat, group = access.term_to_edit(session, form.carried("term"), by=ask.who)
        row = seats.extend(
            session,
            seat,
            group,
            membership,
            last=last,
            by=ask.person,
            now=ask.now,
            reason=reason.strip(),
            may_exceed=access.may_exceed_limits(ask.who),
        )
        person = seats.holder(session, row)
        news = views.extended(seat, person, terms.term_day(row, group.zone))
        return made.keep(Reply(page_of(session, group, ask, news=news)))


def open_leave(ask: Ask) -> Answer:
    with reading() as session:
        seat, group, term = _sitting(session, ask)
        today = _today(ask, group)
        return Open(views.set_leave(seat, term.person, term.membership, today=today))


def set_leave(ask: Ask) -> Answer:
    form = Form(ask)
    acting, first, last = form.person("acting"), form.day("first"), form.day("last")
    with making(ask) as made:
        session = made.session
        membership, seat, group = access.term_to_edit(session, form.carried("term"), by=ask.who)
        first = first or _today(ask, group)
        before = _chairs_from(session, group, first, ask)
        seats.set_leave(
            session,
            group,
            membership,
            first=first,
            last=last,
            acting=acting,
            by=ask.person,
            now=ask.now,
        )
        unreached = chair_news.tell_changes(session, before, ask)
        person, today = seats.holder(session, membership), _today(ask, group)
        words = views.put_on_leave(
            seat, group, by=ask.person, first=first, last=last, acting=acting, today=today
        )
        unreached += _tell_of_leave(session, group, person, words, ask)
        # Who acts for a chair has heard of it as a change of who chairs.
        if acting and membership.role not in CHAIR_ROLES:
            words = views.you_act(
                seat, group, person, by=ask.person, first=first, last=last, today=today
            )
            unreached += _tell_of_leave(session, group, acting, words, ask)
        news = views.with_unreached(views.leave_set(seat, person, acting, last), unreached)
        return made.keep(Reply(page_of(session, group, ask, news=news)))


def end_leave(ask: Ask) -> Answer:
    with unit_of_work() as session:
        seat, group, term = _sitting(session, ask)
        begins = max(ask.now, term.leave.since) if term.leave else ask.now
        before = chairing.chairs_at(session, group, begins)
        seats.end_leave(session, term.membership, by=ask.person, now=ask.now)
        unreached = chair_news.tell_changes(session, before, ask)
        words = views.back_from_leave(seat, group, by=ask.person, has_begun=begins == ask.now)
        unreached += _tell_of_leave(session, group, term.person, words, ask)
        news = views.with_unreached(views.leave_ended(seat), unreached)
        return Reply(page_of(session, group, ask, news=news))


def _tell_of_leave(
    session: Session, group: Group, person: Person, words: Message, ask: Ask
) -> list[Person]:
    """Promise word to whom a leave of absence concerns that somebody else has changed; who does not
    get it.
    """
    subject, by = Subject.of(group), ask.person
    reached = outbox.tell(
        session, [person], words, kind=ON_LEAVE, subject=subject, now=ask.now, by=by
    )
    return [] if reached or person.id == by.id else [person]


def open_end(ask: Ask) -> Answer:
    with reading() as session:
        seat, group, term = _sitting(session, ask)
        today = _today(ask, group)
        return Open(views.end_term(seat, term.person, term.membership, today=today))


def end_term(ask: Ask) -> Answer:
    form = Form(ask)
    last = form.day("last")
    with unit_of_work() as session:
        membership, seat, group = access.term_to_edit(session, form.carried("term"), by=ask.who)
        today = _today(ask, group)
        last = last or today
        gone_by = ask.now if last == today else terms.first_moment(last + _DAY, group.zone)
        before = chairing.chairs_at(session, group, gone_by)
        present = leaving_news.present(session, group, ask.now)
        seats.end_term(session, group, membership, last=last, by=ask.person, now=ask.now)
        unreached = _tell_changes(session, before, present, ask)
        news = views.ended(seat, seats.holder(session, membership), last, today)
        return _page(session, group, ask, news, unreached)


def open_call_off(ask: Ask) -> Answer:
    with reading() as session:
        seat, _group = access.seat_to_edit(session, ask.number(), by=ask.who)
        held = terms.seat_terms(session, [seat.id], ask.now).get(seat.id, [])
        ahead = next((term for term in held if not term.holds(ask.now)), None)
        if ahead is None:
            raise Conflict("Nobody is to follow there. Type `/wg seats` to see the seats.")
        return Open(views.call_off(seat, ahead.person, ahead.membership))


def call_off(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        membership, seat, group = access.term_to_edit(session, form.carried("term"), by=ask.who)
        begins = max(ask.now, terms.begins_at(membership))
        before = chairing.chairs_at(session, group, begins)
        seats.call_off(session, group, membership, by=ask.person, now=ask.now)
        unreached = chair_news.tell_changes(session, before, ask)
        news = views.called_off(seat, seats.holder(session, membership))
        return _page(session, group, ask, news, unreached)


def _sitting(session: Session, ask: Ask) -> tuple[Seat, Group, SeatTerm]:
    """The seat of a button, and who sits there now."""
    seat, group = access.seat_to_edit(session, ask.number(), by=ask.who)
    held = terms.seat_terms(session, [seat.id], ask.now).get(seat.id, [])
    term = next((term for term in held if term.holds(ask.now)), None)
    if term is None:
        raise Conflict(_NOBODY_THERE)
    return seat, group, term


def _chairs_from(session: Session, group: Group, first: date, ask: Ask) -> ChairsAt:
    """Who chairs a group as things stand, when what begins on a day has begun."""
    return chairing.chairs_at(session, group, max(ask.now, terms.first_moment(first, group.zone)))


def _tell_changes(
    session: Session, before: ChairsAt, present: leaving_news.Present, ask: Ask
) -> list[Person]:
    """Word of what has changed of who chairs a group and of who was ``present`` in it, and what who
    left a private one owns there no more drawn anew; who does not get that word.
    """
    unreached = chair_news.tell_changes(session, before, ask)
    _heard, silent = leaving_news.tell_left(
        session, present, before, LEAVING_WORDS, by=ask.person, now=ask.now
    )
    unreached += silent
    redrawn_tasks.redraw_freed(session, before.group, TASK_WORDS, by=ask.person, now=ask.now)
    return unreached


def _tell_begun(
    session: Session,
    row: Membership,
    group: Group,
    seat: Seat,
    person: Person,
    ask: Ask,
    *,
    was_member: bool,
) -> list[Person]:
    """Promise word to whoever is new in the group, or chairs it now, where her service there goes
    on; who has declined to hear that she chairs it, and gets no welcome instead.
    """
    if terms.begins_at(row) > ask.now or terms.is_over(row, ask.now):
        return []
    if seat.role in CHAIR_ROLES:
        left = chair_news.tell_chairs(session, group, [person], ask)
        members.welcome(session, group, [] if was_member else left, ask)
        return [each for each in left if was_member and reach.medium_of(each)]
    if not was_member:
        members.welcome(session, group, [person], ask)
    return []


def _chosen(form: Form) -> tuple[Person | None, int | None]:
    """The person in Slack, or the id of the partner, of whom just one is chosen."""
    chosen, partner_id = form.person("person"), form.id("partner")
    if (chosen is None) == (partner_id is None):
        raise Invalid("Choose one person, here or below.", field="person")
    return chosen, partner_id


def _partner(session: Session, person_id: int | None) -> Person:
    found = people.by_ids(session, [person_id] if person_id else [])
    if not found:
        raise Invalid("Choose one of those that are offered.", field="partner")
    return found[0]


def _asks_why(seat: Seat, ask: Ask) -> bool:
    return seat.term_limit is not None and access.may_exceed_limits(ask.who)


def _today(ask: Ask, group: Group) -> date:
    return ask.now.astimezone(ZoneInfo(group.zone)).date()
