"""Nudges to those who answer for units of an open call that have not answered yet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Call, CallState, CallUnit, Group, Person, reach
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

_Unanswered = tuple[Call, Group, CallUnit]


def calls_unanswered(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A nudge on each of the days that a call declares, at nine in the zone of each person: first
    to the representatives, then to the alternates, too, from the third on to directors; of a seat
    to whoever sits there or acts for her. Who answers for several units has one for all. Six
    queries.

    A call that is extended brings no more of them: the keys do not tell the closing.
    """
    found = _unanswered(session, now, about)
    people = terms.respondents(session, {unit.id for _, _, unit in found}, now)
    everybody = preferences.reminder_hours(session, now)
    return [
        due
        for _, rows in groupby(found, key=lambda row: row[0].id)
        for due in _nudges(list(rows), people, everybody, now)
    ]


def to_nudge(unit_kind: UnitKind, people: Sequence[Respondent], step: int) -> list[Respondent]:
    """Whom the nudge with this number, from 0, reaches; where none of those whose turn it is can be
    reached, whoever comes next.
    """
    reached = [each for each in people if reach.medium_of(each.person)]
    if unit_kind is UnitKind.SEAT:
        return reached
    now_on = [each for each in reached if each.capacity in NUDGED_IN_TURN[: step + 1]]
    return now_on or [each for each in reached if each.capacity is reached[0].capacity]


def _nudges(
    rows: Sequence[_Unanswered],
    people: Mapping[int, Sequence[Respondent]],
    everybody: EverybodysHours,
    now: datetime,
) -> Iterator[Due]:
    """Those of one call."""
    call, group, _ = rows[0]
    for step in range(len(call.nudge_days)):
        for person, units in _by_person(rows, people, step):
            begins, ends = _span(call, step, person.zone)
            # Who has just been asked, by the question itself, is not nudged at once.
            if call.opened_at is None or begins < call.opened_at:
                continue
            due = due_to(
                everybody.of(person),
                CallReminder(call, group, tuple(units), person),
                kind=UNANSWERED,
                occurrence=str(step + 1),
                moment=begins,
                expires_at=ends,
                now=now,
            )
            yield from [due] if due else []


def _by_person(
    rows: Sequence[_Unanswered], people: Mapping[int, Sequence[Respondent]], step: int
) -> Iterable[tuple[Person, list[CallUnit]]]:
    """Whom the nudge with this number reaches, each with the units for which it does."""
    found: dict[int, tuple[Person, list[CallUnit]]] = {}
    for call, _, unit in rows:
        for each in to_nudge(call.unit_kind, people.get(unit.id, ()), step):
            found.setdefault(each.person.id, (each.person, []))[1].append(unit)
    return found.values()


def _span(call: Call, step: int, zone: str) -> tuple[datetime, datetime]:
    """From when to when a nudge is of use: until the next one, the last until closing."""
    closes_at = call.closes_at or call.drafted_at
    last_day = closes_at.astimezone(ZoneInfo(zone)).date()
    begins, *later = (
        instant(last_day - timedelta(days=days), MORNING, zone) for days in call.nudge_days[step:]
    )
    return begins, min([closes_at, *later[:1]])


def _unanswered(session: Session, now: datetime, about: Subjects) -> list[_Unanswered]:
    statement: Any = (
        sa.select(Call, Group, CallUnit)
        .join(Group, col(Group.id) == Call.group_id)
        .join(CallUnit, col(CallUnit.call_id) == Call.id)
        .where(col(Call.id).in_(ids_of("call", about)))
        .where(col(Call.state) == CallState.OPEN, col(Call.closes_at) > now - LOGGED_FOR)
        .where(col(CallUnit.answered_at).is_(None), col(CallUnit.excused) == "")
        .where(terms.active(now))
        .order_by(col(Call.closes_at), col(Call.id), col(CallUnit.name), col(CallUnit.id))
    )
    return [tuple(row) for row in session.execute(statement)]
