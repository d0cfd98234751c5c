"""A question about participation:
the period, what it is narrowed to, and by what it is broken down.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from models import Direction, Group, Organization, Person
from services import access, dates
from services.access import Standing
from services.dates import Period
from services.errors import Invalid, NotAllowed

SO_FAR = "fiscal year to date"


class Breakdown(StrEnum):
    """What each row of the answer is."""

    LIBRARY = "library"
    GROUP = "group"
    DIRECTION = "direction"
    PERSON = "person"


@dataclass(frozen=True)
class ParticipationQuery:
    """What somebody wants to know. None narrows nothing."""

    period: Period
    by: Breakdown = Breakdown.LIBRARY
    library: Organization | None = None
    group: Group | None = None
    direction: Direction | None = None
    person: Person | None = None


def this_year(*, today: date, fiscal_year_start: int) -> Period:
    """The period that is meant where none is named: this fiscal year so far."""
    return dates.read_period(SO_FAR, today=today, fiscal_year_start=fiscal_year_start)


def usual_breakdown(*, library: bool, group: bool) -> Breakdown:
    """What tells most about what was asked for: of a library the groups, of both the people."""
    if library and group:
        return Breakdown.PERSON
    return Breakdown.GROUP if library else Breakdown.LIBRARY


def permitted(query: ParticipationQuery, *, by: Standing) -> ParticipationQuery:
    """The question itself, where ``by`` may ask it: the program manager, a chair of the group, or
    of herself.

    Every door asks here before it shows figures. Raises ``NotAllowed``.
    """
    if not access.may_ask_about(query.group, query.person, by=by):
        raise NotAllowed(
            "You can ask about the groups that you chair. `/participation me` shows your own"
            " record."
        )
    return query


def choices_for(session: Session, who: Standing) -> list[Group]:
    """The groups that ``who`` may ask about:
    those she chairs, or all for the program manager; by name.
    """
    statement = select(Group).where(access.reported_groups(who)).order_by(col(Group.name_key))
    return list(session.exec(statement))


def to_text(query: ParticipationQuery) -> str:
    """The question in a form that a button can carry."""
    period = query.period
    parts = (query.library, query.group, query.direction, query.person)
    ids = [part.id if part else None for part in parts]
    return json.dumps(
        [period.first.isoformat(), period.last.isoformat(), period.label, query.by, *ids]
    )


def from_text(session: Session, text: str) -> ParticipationQuery:
    """The question that ``to_text`` wrote down; it must be ``permitted`` anew."""
    first, last, label, by, library, group, direction, person = json.loads(text)
    found = [
        session.get(table, row_id) if row_id else None
        for table, row_id in (
            (Organization, library),
            (Group, group),
            (Direction, direction),
            (Person, person),
        )
    ]
    if [bool(row) for row in found] != [
        bool(row_id) for row_id in (library, group, direction, person)
    ]:
        raise Invalid("What you asked about is no longer there. Ask again.")
    period = Period(date.fromisoformat(first), date.fromisoformat(last), label)
    return ParticipationQuery(period, Breakdown(by), *found)  # type: ignore[arg-type]
