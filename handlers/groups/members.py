"""Joining, leaving, adding and removing."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups import chair_news, inviting, place
from handlers.once import Making, amended, making
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Organization, Person, reach
from models.database import reading, unit_of_work
from models.messages import WELCOME, Key, Recipient
from models.subjects import Subject
from services import (
    access,
    chairing,
    groups,
    handovers,
    leaving,
    leaving_news,
    onboarding,
    outbox,
    people,
    redrawn_tasks,
)
from services.errors import Invalid
from services.groups import Added
from services.people import AddedPartner
from views import groups as views
from views import handovers as handover_views
from views.groups.leaving_words import LEAVING_WORDS
from views.reminders import TASK_WORDS


def join(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with unit_of_work() as session:
        group = place.named_or_here(session, ask, line)
        return _joined(session, group, ask)


def join_one(ask: Ask) -> Answer:
    with unit_of_work() as session:
        group = access.group_to_join_or_leave(session, ask.number(), by=ask.who)
        return _joined(session, group, ask)


def leave(ask: Ask) -> Answer:
    line = grammar.read(ask.text)
    with unit_of_work() as session:
        return _left(session, place.named_or_here(session, ask, line), ask)


def leave_one(ask: Ask) -> Answer:
    """What ends by leaving is asked about first."""
    with unit_of_work() as session:
        group = access.group_to_join_or_leave(session, ask.number(), by=ask.who)
        return _left(session, group, ask)


def leave_surely(ask: Ask) -> Answer:
    """The button below what ends."""
    with unit_of_work() as session:
        group = access.group_to_join_or_leave(session, ask.number(), by=ask.who)
        return _left(session, group, ask, is_sure=True)


def add(ask: Ask) -> Answer:
    """`/wg add @ann @ben` adds at once; without names it opens the form."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not named:
        return open_add(ask)
    with making(ask) as made:
        group = place.for_people(made.session, ask, line)
        group = access.group_to_edit(made.session, group.id, by=ask.who)
        added = add_all(made, group, named, ask)
    return say_added(group, added, ask)


def open_add(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        places = people.offered_organizations(session, ask.now)
        return Open(views.add(group, people.partners(session), places))


def add_from_form(ask: Ask) -> Answer:
    form = Form(ask)
    named = form.people("people")
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        named += people.by_ids(session, form.ids("partners"))
        partner = _new_partner(session, form, ask)
        named += [partner.person] if partner else []
        if not named:
            raise Invalid("Choose at least one person, or write a partner's name.", field="people")
        known = _known_already(session, partner)
        added = add_all(made, group, named, ask, known=known)
    return say_added(group, added, ask, known=known)


def remove(ask: Ask) -> Answer:
    """`/wg remove @ben` removes at once; without names it opens the form."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not named:
        return open_remove(ask)
    with unit_of_work() as session:
        group = place.for_people(session, ask, line)
        return _removed(session, group.id, [person.id for person in named], ask)


def open_remove(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        return Open(views.remove(group, groups.roster(session, group, ask.now)))


def remove_from_form(ask: Ask) -> Answer:
    form = Form(ask)
    chosen = form.ids("members")
    with unit_of_work() as session:
        return _removed(session, form.carried("group"), chosen, ask)


def welcome(
    session: Session, group: Group, newcomers: list[Person], ask: Ask, *, why: str = ""
) -> None:
    """Promise the papers of a group to those who are new in it, with the reason where there is one
    to be told.
    """
    packet = onboarding.welcome(session, group, now=ask.now)
    since = {line.person.id: line.since for line in packet.overview.roster}
    for person in newcomers:
        if reach.medium_of(person) and person.id != ask.person.id:
            by_mail = person.slack_id is None
            welcome = views.welcome(
                packet, by=ask.person, zone=person.zone, by_mail=by_mail, why=why
            )
            occurrence = f"{since[person.id]:%Y%m%dT%H%M%S}"
            key = Key(WELCOME, Subject.of(group), occurrence, Subject.of(person))
            outbox.post(session, welcome, to=Recipient.person(person), key=key, now=ask.now)


def _joined(session: Session, group: Group, ask: Ask) -> Answer:
    groups.join(session, group, ask.person, now=ask.now)
    packet = onboarding.welcome(session, group, now=ask.now)
    return Reply(views.welcome(packet, by=None, zone=ask.person.zone))


def _left(session: Session, group: Group, ask: Ask, *, is_sure: bool = False) -> Answer:
    ends = leaving.ends_by_leaving(session, group, ask.person, ask.now)
    if ends and not is_sure:
        return Reply(views.ask_before_leaving(ends, group))
    chairs = chairing.chairs_at(session, group, ask.now)
    present = leaving_news.present(session, group, ask.now)
    freed = groups.leave(session, group, ask.person, now=ask.now)
    session.flush()
    leaving_news.tell_left(session, present, chairs, LEAVING_WORDS, by=ask.person, now=ask.now)
    if ends:
        leaving_news.tell_chairs(session, ends, chairs, LEAVING_WORDS, by=ask.person, now=ask.now)
    redrawn_tasks.redraw_freed(session, group, TASK_WORDS, by=ask.person, now=ask.now)
    who = access.standing(session, ask.person, ask.now)
    items = handovers.held(session, ask.person, by=who, group=group)
    held = handover_views.still_held(items, ask.person, group, ask.today) if items else None
    may_join = access.may_join(group, by=ask.who)
    return Reply(views.left(group, may_join=may_join, held=held, freed_tasks=freed))


def add_all(made: Making, group: Group, named: list[Person], ask: Ask, *, known: str = "") -> Added:
    """Add people, and promise a welcome to those who are new; ``known`` says who had a record."""
    added = groups.add(made.session, group, named, by=ask.person, now=ask.now)
    welcome(made.session, group, added.new, ask)
    answer = Reply(views.added(group, added.new, added.already, known=known))
    made.keep(answer, made=len(added.new))
    return added


def say_added(group: Group, added: Added, ask: Ask, *, known: str = "") -> Answer:
    """What came of it, and who is missing in the channel; it asks Slack, so it comes last."""
    absence = inviting.absence(ask, group, [*added.new, *added.already])
    shown = views.added(group, added.new, added.already, known=known, absence=absence)
    answer = Reply(shown)
    return answer if absence is None else amended(ask, answer, made=len(added.new))


def _removed(session: Session, group_id: int, person_ids: list[int], ask: Ask) -> Answer:
    group = access.group_to_edit(session, group_id, by=ask.who)
    before = chairing.chairs_at(session, group, ask.now)
    present = leaving_news.present(session, group, ask.now)
    gone = [
        groups.remove(session, group, person_id, by=ask.person, now=ask.now)
        for person_id in person_ids
    ]
    unreached = chair_news.tell_changes(session, before, ask)
    heard, silent = leaving_news.tell_left(
        session, present, before, LEAVING_WORDS, by=ask.person, now=ask.now
    )
    redrawn_tasks.redraw_freed(session, group, TASK_WORDS, by=ask.person, now=ask.now)
    return Reply(views.removed(group, gone, heard=heard, unreached=[*unreached, *silent]))


def _known_already(session: Session, partner: AddedPartner | None) -> str:
    if partner is None or not partner.was_known:
        return ""
    person = partner.person
    return views.known_already(person, session.get(Organization, person.organization_id or 0))


def _new_partner(session: Session, form: Form, ask: Ask) -> AddedPartner | None:
    name, email = form.text("partner_name"), form.text("partner_email")
    if not name.strip() and not email:
        return None
    if not name.strip():
        raise Invalid("Write the partner's name, too.", field="partner_name")
    return people.add_partner(
        session,
        name=name,
        email=email or None,
        organization_id=form.id("partner_place"),
        by=ask.person,
        now=ask.now,
    )
