"""Who confirmed this term that a library's people are right: all libraries but one."""

from datetime import timedelta

from sqlmodel import col, select

from demo.loader.world import World
from models import ConfirmationRound, Organization, OrganizationKind
from models.academic_terms import TERM_DAYS
from services import academic_terms, confirmations, consortium
from services.confirmation_notices import NINE
from services.dates import instant
from services.organizations import every_director

NOT_CONFIRMED = "gateway"
_A_WEEK = timedelta(days=7)


def confirm(world: World) -> None:
    """Let directors confirm their libraries a week into the last term that began a month ago."""
    session = world.session
    term = academic_terms.current_term(TERM_DAYS, world.today - confirmations.UNTIL_STALE)
    asked_at = instant(term.begins_on, NINE, consortium.settings(session).zone)
    session.add(ConfirmationRound(begins_on=term.begins_on, asked_at=asked_at))
    directors = every_director(session, world.now)
    libraries = select(Organization).where(Organization.kind == OrganizationKind.LIBRARY)
    for library in session.exec(libraries.order_by(col(Organization.key))):
        heads = directors[library.id]
        if heads and library.key != NOT_CONFIRMED:
            confirmations.confirm(session, library, by=heads[0], now=asked_at + _A_WEEK)
