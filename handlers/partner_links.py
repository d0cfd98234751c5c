"""Links to people's own pages: those that chairs pass on to partners, and everybody's own."""

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Button, Command, Open, Reply
from models.database import reading, unit_of_work
from services import access, partner_links
from services.access import Needs
from views import partner_links as views
from views.values import PartnerButton


def list_partners(ask: Ask) -> Answer:
    """`/wg partners`: who is in the group without Slack, and how each is reached."""
    line = grammar.read(ask.text)
    with reading() as session:
        group = place.named_or_here(session, ask, line)
        return _listed(session, group.id, ask)


def list_partners_of(ask: Ask) -> Answer:
    with reading() as session:
        return _listed(session, ask.number(), ask)


def _listed(session: Session, group_id: int, ask: Ask) -> Reply:
    group = access.group_to_edit(session, group_id, by=ask.who)
    partners = partner_links.partners_of(session, group, ask.now)
    marks = access.may_mark_addresses(ask.who)
    return Reply(views.listed(group, partners, may_mark_addresses=marks))


def give(ask: Ask) -> Answer:
    value = ask.read(PartnerButton)
    with unit_of_work() as session:
        group = access.group_to_edit(session, value.group_id, by=ask.who)
        given = partner_links.give(session, group, value.person_id, by=ask.who, now=ask.now)
        return Reply(views.to_pass_on(given, zone=ask.person.zone))


def end(ask: Ask) -> Answer:
    value = ask.read(PartnerButton)
    with unit_of_work() as session:
        group = access.group_to_edit(session, value.group_id, by=ask.who)
        person, count = partner_links.end(
            session, group, value.person_id, by=ask.person, now=ask.now
        )
        return Reply(views.ended(person, count))


def note_bounced(ask: Ask) -> Answer:
    return _mark(ask, is_bad=True)


def note_reached(ask: Ask) -> Answer:
    return _mark(ask, is_bad=False)


def _mark(ask: Ask, *, is_bad: bool) -> Answer:
    value = ask.read(PartnerButton)
    with unit_of_work() as session:
        group = access.group_to_edit(session, value.group_id, by=ask.who)
        person, is_new = partner_links.mark_address(
            session, group, value.person_id, is_bad=is_bad, by=ask.who, now=ask.now
        )
        return Reply(views.marked(person, is_bad=is_bad, is_new=is_new))


def open_own(ask: Ask) -> Answer:
    with unit_of_work() as session:
        return Open(views.own(partner_links.own_address(session, ask.person, now=ask.now)))


ROUTES = (
    Command(
        "wg partners",
        list_partners,
        help="See who is in your group without Slack, pass a link on to them, or end their links.",
        needs=Needs.CHAIR,
        only_reads=True,
        example="/wg partners",
        aliases=("partner", "links"),
    ),
    Button(views.LIST, list_partners_of, needs=Needs.CHAIR),
    Button(views.GIVE, give, needs=Needs.CHAIR),
    Button(views.END, end, needs=Needs.CHAIR),
    Button(views.BOUNCED, note_bounced, needs=Needs.PROGRAM_MANAGER),
    Button(views.REACHED, note_reached, needs=Needs.PROGRAM_MANAGER),
    Button(views.OWN, open_own, needs=Needs.ANYONE),
)
