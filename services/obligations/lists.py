"""Lists of recurring obligations: with the next day of each, and what was made of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallKind,
    Group,
    Obligation,
    ObligationMaking,
    Organization,
    Person,
    Representation,
    RepresentationKind,
    Seat,
    Task,
    Topic,
)
from models.calls import UnitKind
from models.obligations import MadeLine, ObligationLine, UnitContacts
from models.seats import Incumbent
from services import access, calls, consortium, organizations, seats, terms
from services.access import Standing
from services.calls import UnitAsked
from services.obligations import yearly_rhythms

_DAYS_BACK = 24
"""How many days back the history of one goes."""


def listed(
    session: Session, who: Standing, *, group: Group | None = None, with_last: bool = True
) -> list[ObligationLine]:
    """The obligations that ``who`` leads, or those of one group, that go on: what comes next comes
    first, ``with_last`` what was made of each last. Five queries at most.
    """
    statement = (
        sa.select(Obligation, Group, col(Organization.name), Seat)
        .join(Group, col(Group.id) == Obligation.group_id)
        .join(Organization, col(Organization.id) == Obligation.library_id, isouter=True)
        .join(Seat, col(Seat.id) == Obligation.seat_id, isouter=True)
        .where(col(Obligation.ended_at).is_(None), terms.active(who.at))
        .where(access.visible_obligations(who))
    )
    if group is not None:
        statement = statement.where(col(Obligation.group_id) == group.id)
    rows = session.execute(statement).all()
    last = _last_made(session, [row.id for row, *_ in rows]) if with_last else {}
    calendar = yearly_rhythms.YearlyCalendar.of(consortium.settings(session))
    lines = [
        ObligationLine(
            row,
            of,
            yearly_rhythms.next_days(yearly_rhythms.read(row.rhythm), calendar, row.done_through)[
                0
            ],
            last.get(row.id),
            holder=library or (seat.name if seat else ""),
            may_edit=access.may_edit_obligation(row, of, by=who),
        )
        for row, of, library, seat in rows
    ]
    return sorted(lines, key=lambda line: (line.next_on, line.obligation.id))


def made_of(session: Session, row: Obligation) -> list[MadeLine]:
    """What became of the last days of one, the latest first: one query."""
    statement = _made().where(col(ObligationMaking.obligation_id) == row.id)
    found = statement.order_by(col(ObligationMaking.due_on).desc()).limit(_DAYS_BACK)
    return [MadeLine(*line) for line in session.execute(found)]


def contacts(session: Session, call: Call, group: Group, at: datetime) -> Sequence[UnitContacts]:
    """The units that a draft would call now, by name, with who would be asked first to answer:
    those who speak for its libraries, else who direct them; who sits in the seat.
    """
    units = calls.units_to_ask(session, group, call.unit_kind, at)
    if call.unit_kind is UnitKind.SEAT:
        sitting = {line.seat.id: line.incumbent for line in seats.of_group(session, group, at)}
        return [_of_seat(unit, sitting) for unit in units]
    speaking = _speaking(session, call, at)
    directing = organizations.every_director(session, at)
    return [
        UnitContacts(
            unit.name,
            tuple(name for number in unit.libraries for name in speaking.get(number, ())),
            tuple(person.name for number in unit.libraries for person in directing[number]),
        )
        for unit in units
    ]


def _of_seat(unit: UnitAsked, sitting: dict[int, Incumbent | None]) -> UnitContacts:
    incumbent = sitting.get(unit.number)
    return UnitContacts(unit.name, (incumbent.person.name,) if incumbent else ())


def _speaking(session: Session, call: Call, at: datetime) -> dict[int, list[str]]:
    """The names of who speaks for each library on the subject of a call, the representative first;
    of a data call of its data contacts: one query.
    """
    for_data = sa.select(col(Topic.id)).where(col(Topic.is_for_data).is_(True))
    is_subject: sa.ColumnElement[bool]
    if call.kind is CallKind.DATA:
        is_subject = col(Representation.topic_id).in_(for_data)
    elif call.topic_id is not None:
        is_subject = col(Representation.topic_id) == call.topic_id
    else:
        is_subject = col(Representation.group_id) == call.group_id
    is_first = col(Representation.kind) == RepresentationKind.REPRESENTATIVE
    statement = (
        select(Representation.organization_id, Person.name)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(is_subject, terms.acts_for_library(at))
        .order_by(sa.case((is_first, 0), else_=1), col(Person.id))
    )
    found: dict[int, list[str]] = {}
    for library, name in session.exec(statement):
        found.setdefault(library, []).append(name)
    return found


def _made() -> Any:
    return (
        sa.select(ObligationMaking, Task, Call)
        .join(Task, col(Task.id) == ObligationMaking.task_id, isouter=True)
        .join(Call, col(Call.id) == ObligationMaking.call_id, isouter=True)
    )


def _last_made(session: Session, ids: Collection[int]) -> dict[int, MadeLine]:
    """What became of the last day of each: one query."""
    if not ids:
        return {}
    latest = (
        sa.select(
            col(ObligationMaking.obligation_id),
            sa.func.max(ObligationMaking.due_on).label("due_on"),
        )
        .where(col(ObligationMaking.obligation_id).in_(ids))
        .group_by(col(ObligationMaking.obligation_id))
        .subquery()
    )
    statement = _made().join(
        latest,
        sa.and_(
            latest.c.obligation_id == ObligationMaking.obligation_id,
            latest.c.due_on == ObligationMaking.due_on,
        ),
    )
    return {
        making.obligation_id: MadeLine(making, *made)
        for making, *made in session.execute(statement)
    }
