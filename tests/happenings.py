"""Meetings and tasks written straight into the tables, with any past that a test needs."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import (
    Group,
    Interest,
    InterestLevel,
    Meeting,
    MemberRole,
    Membership,
    Person,
    Task,
)
from models.seats import SeatFacts
from services import seats
from services.interests import last_day
from tests.factories import BEFORE, NOW

TODAY = NOW.date()


def meeting(
    session: Session, group: Group, starts_at: datetime = NOW + timedelta(days=1), **more: Any
) -> Meeting:
    """A meeting that was set long ago, unless said otherwise."""
    facts: dict[str, Any] = {
        "title": "Norms review",
        "zone": "America/New_York",
        "created_at": BEFORE,
    } | more
    row = Meeting(group_id=group.id, starts_at=starts_at, **facts)
    session.add(row)
    session.flush()
    return row


def task(
    session: Session, owner: Person | None = None, due_on: date | None = None, **more: Any
) -> Task:
    """An open task that was set long ago, unless said otherwise."""
    facts: dict[str, Any] = {"title": "Review norm rules", "created_at": BEFORE} | more
    row = Task(owner_id=owner.id if owner else None, due_on=due_on, **facts)
    session.add(row)
    session.flush()
    return row


def new_york(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment of a wall time in New York."""
    return datetime.combine(
        day, time(hour, minute), tzinfo=ZoneInfo("America/New_York")
    ).astimezone(UTC)


def serve(
    session: Session,
    group: Group,
    person: Person,
    since: datetime = BEFORE,
    until: datetime | None = None,
    role: MemberRole = MemberRole.MEMBER,
) -> Membership:
    """A service with any days that a test needs, agreed upon long ago."""
    row = Membership(group_id=group.id, person_id=person.id, role=role, since=since, until=until)
    session.add(row)
    session.flush()
    return row


def on_leave(session: Session, group: Group, person: Person, *, by: Person) -> Membership:
    """Somebody sits in a seat of a group and is on leave from today on, with nobody to act."""
    seat = seats.add(session, group, SeatFacts(term_months=12), by=by, now=NOW)
    held = seats.appoint(session, seat, group, person, first=TODAY, by=by, now=NOW)
    seats.set_leave(session, group, held, first=TODAY, last=None, acting=None, by=by, now=NOW)
    return held


def interested(
    session: Session, group: Group, person: Person, given_on: date = TODAY, **more: Any
) -> Interest:
    """An interest in a group that was given on a day."""
    facts: dict[str, Any] = {"level": InterestLevel.TAKE_PART, "note": ""} | more
    facts |= {"given_on": given_on, "stands_until": last_day(given_on)}
    row = Interest(person_id=person.id, group_id=group.id, **facts)
    session.add(row)
    session.flush()
    return row
