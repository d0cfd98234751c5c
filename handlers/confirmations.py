"""`/library confirm` shows a library's people and contacts; its button says that they are right."""

from sqlmodel import Session

from handlers import grammar
from handlers.organizations.lists import meant
from handlers.routes import Answer, Ask, Button, Command, Replace, Reply
from models import Organization, OrganizationKind
from models.database import unit_of_work
from models.payloads import Message
from services import access, confirmation_notices, confirmations, consortium
from services.access import Needs
from services.errors import Conflict, Invalid
from views import confirmations as views
from views import organizations as organization_views
from views.values import LibraryConfirm


def confirm_named(ask: Ask) -> Answer:
    """`/library confirm Tunxis`, and `/library confirm` for one's own."""
    line = grammar.read(ask.text)
    if line.slack_ids or line.names or line.channel_ids:
        raise Invalid("Name one library, or nothing for your own: `/library confirm Tunxis`.")
    with unit_of_work() as session:
        if line.text:
            return _to_confirm(session, meant(session, line.text).id, ask)
        if ask.person.organization_id is None:
            return Reply(organization_views.own_unknown())
        own = session.get_one(Organization, ask.person.organization_id)
        if own.kind is not OrganizationKind.LIBRARY and access.may_edit_organizations(ask.who):
            raise Invalid("Say which library you confirm, as in `/library confirm Tunxis`.")
        return _to_confirm(session, own.id, ask)


def confirm_shown(ask: Ask) -> Answer:
    """The button below a list, which counts for the term in which it was shown."""
    at = ask.read(LibraryConfirm)
    with unit_of_work() as session:
        organization = access.library_to_confirm(session, at.organization_id, by=ask.who)
        last = confirmations.last_round(session, consortium.today(session, ask.now))
        if last is not None and at.shown_on < last:
            raise Conflict(
                "That list is of an earlier term. Type `/library` to see what is known today, and"
                " confirm it there."
            )
        is_new = confirmations.confirm(session, organization, by=ask.person, now=ask.now)
        return Replace(_confirmed(session, organization, ask, is_new=is_new))


def _to_confirm(session: Session, organization_id: int, ask: Ask) -> Reply:
    organization = access.library_to_confirm(session, organization_id, by=ask.who)
    today = consortium.today(session, ask.now)
    confirmations.check(organization, today)
    last = confirmations.last_of(session, organization)
    if last is not None and last.confirmed_on == today and not last.changed:
        return Reply(_confirmed(session, organization, ask, is_new=False))
    record = confirmation_notices.record_of(session, organization, ask.who)
    return Reply(views.to_confirm(record, shown_on=today, last=last))


def _confirmed(session: Session, organization: Organization, ask: Ask, *, is_new: bool) -> Message:
    today = consortium.today(session, ask.now)
    last = confirmations.last_of(session, organization)
    record = confirmation_notices.record_of(session, organization, ask.who)
    return views.confirmed(record, today, by=last.by if last else None, is_new=is_new)


ROUTES = (
    Command(
        "library confirm",
        confirm_named,
        help="See a library's people and contacts, and say that they are right this term.",
        needs=Needs.DIRECTOR,
        example="/library confirm Tunxis",
        aliases=("confirmed",),
    ),
    Button(organization_views.CONFIRM, confirm_shown, needs=Needs.DIRECTOR),
)
