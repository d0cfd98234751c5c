"""A question about participation:
the period, what it is narrowed to, and by what it is broken down.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, col, select

from models import Direction, Group, Organization, Person
from services import access, dates
from services.access import Standing
from services.dates import Period
from services.errors import Invalid, NotAllowed

Row = TypeVar("Row", Organization, Group, Direction, Person)

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
    """The question itself, where ``by`` may ask it: the program manager, a chair of the group, the
    director of the library, or of herself.

    Every door asks here before it shows figures. Raises ``NotAllowed``.
    """
    if not access.may_ask_about(query.group, query.person, by=by, library=query.library):
        if access.directed_library(by) is not None:
            raise NotAllowed(
                "You can ask about your own library, and about the groups that you chair."
            )
        raise NotAllowed(
            "You can ask about the groups that you chair. `/participation me` shows your own"
            " record."
        )
    if query.by is Breakdown.GROUP and _is_as_director(query, by):
        # Its rows would name private groups to somebody who may not know of them.
        raise NotAllowed("For your library, ask by person, by direction or by library.")
    return query


def _is_as_director(query: ParticipationQuery, by: Standing) -> bool:
    """Whether nothing but heading the library lets ``by`` ask."""
    return not access.may_ask_about(query.group, query.person, by=by)


def choices_for(session: Session, who: Standing) -> list[Group]:
    """The groups that ``who`` may ask about:
    those she chairs, or all for the program manager; by name.
    """
    statement = select(Group).where(access.reported_groups(who)).order_by(col(Group.name_key))
    return list(session.exec(statement))


def found_again(
    session: Session,
    period: Period,
    by: Breakdown,
    *,
    library_id: int | None,
    group_id: int | None,
    direction_id: int | None,
    person_id: int | None,
) -> ParticipationQuery:
    """The question that these ids narrow; it must be ``permitted`` anew.

    Raises ``Invalid`` where one of them names nothing any more.
    """
    return ParticipationQuery(
        period,
        by,
        _found(session, Organization, library_id),
        _found(session, Group, group_id),
        _found(session, Direction, direction_id),
        _found(session, Person, person_id),
    )


def _found(session: Session, table: type[Row], row_id: int | None) -> Row | None:
    row = session.get(table, row_id) if row_id else None
    if row_id and row is None:
        raise Invalid("What you asked about is no longer there. Ask again.")
    return row
