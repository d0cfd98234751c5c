"""Nudges to those who answer for units of an open call that have not answered yet, and notices to
the data contacts and directors of those that have not certified.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallKind, CallState, CallUnit, DataCall, Group, Person, reach
from models.calls import Capacity, Respondent, UnitKind
from models.messages import UNANSWERED
from models.reminders import CallReminder
from models.subjects import Subjects
from services import preferences, terms
from services.dates import instant
from services.preferences import EverybodysHours
from services.reminders.due import LOGGED_FOR, MORNING, Due, due_to
from services.reminders.scanning import ids_of

NUDGED_IN_TURN = (Capacity.REPRESENTATIVE, Capacity.ALTERNATE, Capacity.DIRECTOR)
"""Who of a library or a voting unit is nudged: the first of these first, then one more each time.
"""
CONTACTS_IN_TURN = (Capacity.DATA_CONTACT, Capacity.SECOND_CONTACT)
"""The same of a data call, of which the director hears on a day of its own."""
TO_DIRECTOR = "director"

_Unanswered = tuple[Call, Group, CallUnit]
_Reached = tuple[CallUnit, Sequence[Respondent]]
Step = tuple[str, Sequence[int], Sequence[_Reached]]
"""What tells a nudge from the others, how many days before closing it and those after it come, and
whom it reaches for each unit.
"""


def calls_unanswered(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A nudge on each of the days that a call declares, at nine in the zone of each person: first
    to the representatives, then to the alternates, too, from the third on to directors; of a seat
    to whoever sits there or acts for her. Of a data call to the data contacts, and on the day that
    it declares to the director. Who answers for several units has one for all. Seven queries.

    A call that is extended brings no more of them: the keys do not tell the closing.
    """
    if not (ids := ids_of("call", about)):
        return []
    found = _unanswered(session, now, ids)
    people = terms.respondents(session, {unit.id for _, _, unit in found}, now)
    everybody = preferences.reminder_hours(session, now)
    director_days = _director_days(session, {call.id for call, _, _ in found})
    return [
        due
        for _, rows in groupby(found, key=lambda row: row[0].id)
        for due in _nudges(list(rows), people, director_days, everybody, now)
    ]


def to_nudge(
    unit_kind: UnitKind,
    people: Sequence[Respondent],
    step: int,
    in_turn: Sequence[Capacity] = NUDGED_IN_TURN,
) -> list[Respondent]:
    """Whom the nudge with this number, from 0, reaches; where none of those whose turn it is can be
    reached, whoever comes next.
    """
    reached = [each for each in people if reach.medium_of(each.person)]
    if unit_kind is UnitKind.SEAT:
        return reached
    now_on = [each for each in reached if each.capacity in in_turn[: step + 1]]
    return now_on or [each for each in reached if each.capacity is reached[0].capacity]


def _steps(
    rows: Sequence[_Unanswered],
    people: Mapping[int, Sequence[Respondent]],
    director_days: int | None,
) -> Iterator[Step]:
    """The nudges of one call, each to whom it reaches for each unit."""
    call = rows[0][0]
    is_data = call.kind is CallKind.DATA
    in_turn = CONTACTS_IN_TURN if is_data else NUDGED_IN_TURN
    units = [(unit, people.get(unit.id, ())) for _, _, unit in rows]
    nudged: set[tuple[int, int]] = set()
    for step in range(len(call.nudge_days)):
        reached = [(unit, to_nudge(call.unit_kind, known, step, in_turn)) for unit, known in units]
        nudged.update((unit.id, each.person.id) for unit, now_on in reached for each in now_on)
        yield str(step + 1), call.nudge_days[step:], reached
    if is_data and director_days is not None:
        # Who hears of it as whoever answers hears no second time.
        directors = [
            (unit, [each for each in known if each.capacity is Capacity.DIRECTOR])
            for unit, known in units
        ]
        others = [
            (unit, [each for each in known if (unit.id, each.person.id) not in nudged])
            for unit, known in directors
        ]
        yield TO_DIRECTOR, (director_days,), others


def _nudges(
    rows: Sequence[_Unanswered],
    people: Mapping[int, Sequence[Respondent]],
    director_days: Mapping[int, int | None],
    everybody: EverybodysHours,
    now: datetime,
) -> Iterator[Due]:
    """Those of one call."""
    call, group, _ = rows[0]
    for name, days, reached in _steps(rows, people, director_days.get(call.id)):
        for person, units in _by_person(reached):
            begins, ends = _span(call, days, person.zone)
            # Who has just been asked, by the question itself, is not nudged at once.
            if call.opened_at is None or begins < call.opened_at:
                continue
            due = due_to(
                everybody.of(person),
                CallReminder(call, group, tuple(units), person),
                kind=UNANSWERED,
                occurrence=name,
                moment=begins,
                expires_at=ends,
                now=now,
            )
            yield from [due] if due else []


def _by_person(reached: Iterable[_Reached]) -> Iterable[tuple[Person, list[CallUnit]]]:
    """Whom a nudge reaches, each with the units for which it does."""
    found: dict[int, tuple[Person, list[CallUnit]]] = {}
    for unit, people in reached:
        for each in people:
            found.setdefault(each.person.id, (each.person, []))[1].append(unit)
    return found.values()


def _span(call: Call, days: Sequence[int], zone: str) -> tuple[datetime, datetime]:
    """From when to when a nudge is of use: until the next one, the last until closing."""
    closes_at = call.closes_at or call.drafted_at
    last_day = closes_at.astimezone(ZoneInfo(zone)).date()
    begins, *later = (instant(last_day - timedelta(days=before), MORNING, zone) for before in days)
    return begins, min([closes_at, *later[:1]])


def _director_days(session: Session, call_ids: set[int]) -> dict[int, int | None]:
    """When directors hear of data calls, in days before closing: one query."""
    rows = select(DataCall).where(col(DataCall.call_id).in_(call_ids))
    return {row.call_id: row.director_days for row in session.exec(rows)}


def _unanswered(session: Session, now: datetime, ids: Sequence[int]) -> list[_Unanswered]:
    statement: Any = (
        sa.select(Call, Group, CallUnit)
        .join(Group, col(Group.id) == Call.group_id)
        .join(CallUnit, col(CallUnit.call_id) == Call.id)
        .where(col(Call.id).in_(ids))
        .where(col(Call.state) == CallState.OPEN, col(Call.closes_at) > now - LOGGED_FOR)
        .where(col(CallUnit.answered_at).is_(None), col(CallUnit.excused) == "")
        .where(terms.active(now))
        .order_by(col(Call.closes_at), col(Call.id), col(CallUnit.name), col(CallUnit.id))
    )
    return [tuple(row) for row in session.execute(statement)]
