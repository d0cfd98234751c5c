"""`/library confirm`, and its button: a library's people and contacts are right."""

from sqlmodel import Session

from handlers import grammar
from handlers.organizations.lists import meant
from handlers.routes import Answer, Ask, Button, Command, Reply
from models import Organization
from models.database import unit_of_work
from services import access, confirmations, consortium
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
            return _confirm(session, meant(session, line.text).id, ask)
        if ask.person.organization_id is None:
            return Reply(organization_views.own_unknown())
        return _confirm(session, ask.person.organization_id, ask)


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
        return _answer(session, organization, ask)


def _confirm(session: Session, organization_id: int, ask: Ask) -> Reply:
    organization = access.library_to_confirm(session, organization_id, by=ask.who)
    return _answer(session, organization, ask)


def _answer(session: Session, organization: Organization, ask: Ask) -> Reply:
    is_new = confirmations.confirm(session, organization, by=ask.person, now=ask.now)
    today = consortium.today(session, ask.now)
    return Reply(views.confirmed(organization, today, is_new=is_new))


ROUTES = (
    Command(
        "library confirm",
        confirm_named,
        help="Say that a library's people and contacts are right this term.",
        needs=Needs.DIRECTOR,
        example="/library confirm Tunxis",
        aliases=("confirmed",),
    ),
    Button(organization_views.CONFIRM, confirm_shown, needs=Needs.DIRECTOR),
)
