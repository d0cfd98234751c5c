"""Where somebody works: the question on first contact, and its answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from handlers import grammar, middleware
from handlers.routes import Answer, Ask, Button, Command, Open, Replace, Reply
from models import Organization, Person
from models.database import reading, unit_of_work
from models.handovers import HeldAtFormer
from models.messages import HANDED, UNREPRESENTED
from models.payloads import Message
from models.subjects import Subject
from services import access, handovers, outbox, people, preferences, terms, unrepresented
from services.access import Needs
from services.errors import Invalid, NotAllowed, NotFound
from views import console as console_views
from views import handovers as handover_views
from views import people as views
from views import representatives as representative_views
from views.values import MoveButton


def ask_for_library(ask: Ask) -> Answer:
    """`/convene library` for oneself; the program manager may name somebody."""
    named = grammar.mentioned(ask, grammar.read(ask.text))
    if any(person.id != ask.person.id for person in named):
        return _of_somebody(named, ask)
    _refuse_external(ask)
    with reading() as session:
        known = people.offered_organizations(session, ask.now)
        if not known:
            raise NotFound(
                "No libraries are known yet. Your program manager can import them; then ask me"
                " again."
            )
        homes = terms.homes_of(session, ask.person)
    return Reply(views.where_do_you_work(ask.person, known, homes))


def _of_somebody(named: Sequence[Person], ask: Ask) -> Answer:
    if not access.may_run(Needs.PROGRAM_MANAGER, by=ask.who):
        raise NotAllowed(
            f"Only {named[0].name} and the program manager can say where {named[0].name} works."
        )
    if len(named) > 1:
        raise Invalid("Name one person at a time, as in `/convene library @ben`.")
    with reading() as session:
        return open_form(session, named[0], ask)


def open_form(session: Session, person: Person, ask: Ask) -> Open:
    """The form in which the program manager says where somebody works."""
    known = people.offered_organizations(session, ask.now)
    if not known:
        raise NotFound("No libraries are known yet. Have them imported first.")
    return Open(console_views.place(person, known))


def ask_each_for_library(session: Session, unplaced: Iterable[Person], *, now: datetime) -> int:
    """Promise the question to those who were never asked, outside their quiet hours; how many."""
    hours = preferences.reminder_hours(session, now)
    return sum(
        middleware.ask_for_library(session, person, now=now, due_at=hours.of(person).opens(now))
        for person in unplaced
    )


def place(ask: Ask) -> Answer:
    """The choice in the menu. A move that ends something is asked about first."""
    return _placed(ask, MoveButton(ask.number()))


def move(ask: Ask) -> Answer:
    """The button below what a move ends: asked again where that is not what was listed."""
    return _placed(ask, ask.read(MoveButton))


def _placed(ask: Ask, wanted: MoveButton) -> Answer:
    _refuse_external(ask)
    with unit_of_work() as session:
        organization = people.open_to(session, wanted.organization_id)
        people.lock_place(session, ask.person)
        if organization.id == ask.person.organization_id:
            return Replace(views.works_there(organization))
        held = handovers.before_move(session, ask.person, ask.now)
        if held and held.ends_something and held.digest != wanted.seen:
            is_again = bool(wanted.seen)
            return Replace(views.ask_before_move(held, organization, is_again=is_again))
        return _place(session, held, organization, ask)


def _place(
    session: Session, held: HeldAtFormer | None, organization: Organization, ask: Ask
) -> Replace:
    people.place(session, ask.person, organization.id, by=ask.person, now=ask.now)
    if held is None or held.former.id == organization.id:
        return Replace(views.placed(organization))
    _tell_former(session, held, ask.person, organization, ask)
    moved = _moved(held, ask.person, organization, ask)
    return Replace(views.placed(organization, moved, left=held))


def tell_of_move(
    session: Session,
    held: HeldAtFormer | None,
    person: Person,
    organization: Organization,
    ask: Ask,
    *,
    was_merged: bool = False,
) -> bool:
    """Promise word to somebody whom another has moved, or whose library ``was_merged``, of what she
    holds still; whether she hears of it.
    """
    words = _moved(held, person, organization, ask, was_merged=was_merged)
    if words is None:
        return False
    if held and not was_merged:
        _tell_former(session, held, person, organization, ask)
    about, by = Subject.of(person), ask.person
    return bool(
        outbox.tell(session, [person], words, kind=HANDED, subject=about, now=ask.now, by=by)
    )


def _tell_former(
    session: Session, held: HeldAtFormer, person: Person, organization: Organization, ask: Ask
) -> None:
    """Promise word to the director of the former library that somebody speaks for it no longer."""
    concerned = unrepresented.to_tell(session, held.former, person, held.spoke_on, ask.now)
    for recipient, names in concerned:
        words = representative_views.unrepresented(held.former, person, names, present=organization)
        subject, by = Subject.of(person), ask.person
        outbox.tell(
            session, [recipient], words, kind=UNREPRESENTED, subject=subject, now=ask.now, by=by
        )


def _moved(
    held: HeldAtFormer | None,
    person: Person,
    organization: Organization,
    ask: Ask,
    *,
    was_merged: bool = False,
) -> Message | None:
    if not held or held.former.id == organization.id:
        return None
    return handover_views.moved(held, person, organization, ask.today, was_merged=was_merged)


def _refuse_external(ask: Ask) -> None:
    """Work is credited to a library on the word of its own people alone."""
    if ask.person.is_external:
        raise NotAllowed(
            "You come from another workspace, so your work is credited to no library. The program"
            " manager can change that."
        )


ROUTES = (
    Command(
        "convene library",
        ask_for_library,
        help="Say at which library you work, so that your work is credited to it.",
        needs=Needs.ANYONE,
        example="/convene library",
    ),
    Button(views.PLACE, place, needs=Needs.ANYONE),
    Button(views.MOVE, move, needs=Needs.ANYONE),
)
