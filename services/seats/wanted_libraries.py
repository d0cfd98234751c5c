"""Which library, or kind of library, a seat asks for, and who fits."""

from datetime import datetime

from sqlmodel import Session

from models import Organization, Person, Seat
from services import people, terms


def asks_for_library(seat: Seat) -> bool:
    """Whether a seat asks for a library, or for a kind of library."""
    return seat.organization_id is not None or bool(seat.category)


def fits(seat: Seat, organization: Organization | None) -> bool:
    """Whether somebody of an organization is whom a seat asks for."""
    if seat.organization_id is not None and (
        organization is None or organization.id != seat.organization_id
    ):
        return False
    return not seat.category or _is_of_kind(organization, seat.category)


def person_fits(session: Session, seat: Seat, person: Person) -> bool:
    """Whether somebody works where a seat asks for."""
    home = session.get(Organization, person.organization_id) if person.organization_id else None
    return fits(seat, home)


def misfits(session: Session, seat: Seat, at: datetime) -> list[Person]:
    """Those who sit in a seat, or are to, and do not work where it asks for."""
    if not asks_for_library(seat):
        return []
    held = terms.seat_terms(session, [seat.id], at).get(seat.id, [])
    sitting = {term.person.id: term.person for term in held}.values()
    return [person for person in sitting if not person_fits(session, seat, person)]


def has_such_library(session: Session, seat: Seat, at: datetime) -> bool:
    """Whether any library that is a member at a moment is whom a seat asks for."""
    return any(fits(seat, library) for library in people.member_libraries(session, at))


def _is_of_kind(organization: Organization | None, category: str) -> bool:
    if organization is None:
        return False
    return (organization.category or "").casefold() == category.casefold()
