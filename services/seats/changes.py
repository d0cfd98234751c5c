"""Adding seats and closing them."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Group, Organization, Person, Seat
from models.groups import MOST_HOURS
from models.seats import (
    CATEGORY_LENGTH,
    LABEL_LENGTH,
    MOST_MONTHS,
    MOST_TERMS,
    SeatFacts,
)
from models.subjects import Subject
from services import consortium, history, people, terms
from services.errors import Conflict, Invalid

_NUMBERS = {
    "term_months": (MOST_MONTHS, "months"),
    "term_limit": (MOST_TERMS, "terms"),
    "hours_a_month": (MOST_HOURS, "hours"),
}


def add(session: Session, group: Group, facts: SeatFacts, *, by: Person, now: datetime) -> Seat:
    """Add a vacant seat to a group from ``access.group_to_edit``. Raises ``Invalid`` with the field
    at fault.
    """
    check(session, facts)
    _check_standing(session, facts, now)
    seat = Seat(group_id=group.id, created_at=now, **_columns(facts))
    session.add(seat)
    session.flush()
    after = {name: value for name, value in history_facts(seat).items() if value not in (None, "")}
    history.record(session, "seat.added", Subject.of(seat), by=by, now=now, after=after)
    return seat


def close(session: Session, seat: Seat, *, by: Person, now: datetime) -> Seat:
    """Close a seat from ``access.seat_to_edit``: it stays on record. Raises ``Conflict`` where
    somebody sits there, or is to.
    """
    if seat.closed_at is not None:
        raise Conflict("That seat is closed already.")
    if held := terms.seat_terms(session, [seat.id], now).get(seat.id):
        raise Conflict(
            f"{held[0].person.name} sits there, or is to. End that term, and close the seat then."
        )
    seat.closed_at = now
    session.add(seat)
    after = {"closed_at": now.isoformat()}
    history.record(session, "seat.closed", Subject.of(seat), by=by, now=now, after=after)
    return seat


def check(session: Session, facts: SeatFacts) -> None:
    """Raise ``Invalid`` for what no seat can be, with the field at fault."""
    if len(facts.label) > LABEL_LENGTH:
        raise Invalid(f"Write at most {LABEL_LENGTH} characters.", field="label")
    if facts.category and len(facts.category) > CATEGORY_LENGTH:
        raise Invalid(f"Write at most {CATEGORY_LENGTH} characters.", field="category")
    for name, (most, noun) in _NUMBERS.items():
        number = getattr(facts, name)
        if number is not None and not 1 <= number <= most:
            raise Invalid(f"Write a number of {noun} from 1 to {most}.", field=name)
    if facts.term_limit and not facts.term_months:
        raise Invalid("Say how long a term is, before how many there may be.", field="term_months")
    wanted = facts.organization_id
    if wanted is not None and session.get(Organization, wanted) is None:
        raise Invalid("I know no such library. Choose another one.", field="organization")


def _check_standing(session: Session, facts: SeatFacts, now: datetime) -> None:
    wanted = session.get(Organization, facts.organization_id or 0)
    if wanted and not people.has_standing(wanted, consortium.today(session, now)):
        words = f"{wanted.name} is not active today. Choose another one."
        raise Invalid(words, field="organization")


def history_facts(seat: Seat) -> dict[str, Any]:
    """A seat as the history keeps it."""
    return seat.model_dump(mode="json", exclude={"id", "group_id", "created_at", "closed_at"})


def _columns(facts: SeatFacts) -> dict[str, Any]:
    return {
        **vars(facts),
        "label": " ".join(facts.label.split()),
        "category": " ".join((facts.category or "").split()) or None,
    }
