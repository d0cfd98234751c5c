"""Adding seats, changing what is declared of them, and closing them."""

import hashlib
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Group, Organization, Person, Seat
from models.groups import MOST_HOURS
from models.seats import (
    CATEGORY_LENGTH,
    LABEL_LENGTH,
    MOST_ALIKE,
    MOST_MONTHS,
    MOST_TERMS,
    SeatFacts,
)
from models.subjects import Subject
from services import consortium, history, people, terms
from services.errors import Conflict, Invalid
from services.seats.sitting import change_holding_over, change_role

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


def add_alike(
    session: Session, group: Group, facts: SeatFacts, count: int, *, by: Person, now: datetime
) -> list[Seat]:
    """Add several vacant seats that differ in nothing. Raises ``Invalid`` with the field at
    fault.
    """
    if not 1 <= count <= MOST_ALIKE:
        raise Invalid(f"Write a number of seats from 1 to {MOST_ALIKE}.", field="count")
    return [add(session, group, facts, by=by, now=now) for _ in range(count)]


def facts_digest(facts: SeatFacts) -> str:
    """A short text that differs where the facts do."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def change(
    session: Session, seat: Seat, group: Group, facts: SeatFacts, *, by: Person, now: datetime
) -> list[Person]:
    """Let other things be declared of a seat from ``access.seat_to_edit``, and return who chairs
    the group by that. Whoever sits there with its role has the new one from now on. Raises
    ``Invalid`` with the field at fault, or ``Conflict``.
    """
    if seat.closed_at is not None:
        raise Conflict("That seat is closed. Nothing of it changes any more.")
    check(session, facts)
    if facts.organization_id != seat.organization_id:
        _check_standing(session, facts, now)
    held = terms.seat_terms(session, [seat.id], now).get(seat.id, [])
    new_chairs = change_role(session, seat, group, held, facts.role, by=by, now=now)
    change_holding_over(session, seat, held, holds_over=facts.holds_over, now=now)
    before = history_facts(seat)
    for name, value in _columns(facts).items():
        setattr(seat, name, value)
    session.add(seat)
    session.flush()
    after = history_facts(seat)
    if changed := [name for name in after if before[name] != after[name]]:
        history.record(
            session,
            "seat.changed",
            Subject.of(seat),
            by=by,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return new_chairs


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
        "votes": facts.is_voting,
        "label": " ".join(facts.label.split()),
        "category": " ".join((facts.category or "").split()) or None,
    }
