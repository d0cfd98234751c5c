"""The annual statistics: last year all libraries certified them, this year all but two by now."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from demo.loader.calls import show
from demo.loader.consortium import PROGRAM_MANAGER
from demo.loader.world import World, at, workday
from demo.year.statistics import (
    CLOSED,
    CLOSES,
    CORRECTED,
    DETAILS,
    FIELDS,
    NOT_YET,
    OPENED,
    PHONED,
    QUESTION,
    figures,
)
from models import Call, CallKind, CallUnit, Person
from models.calls import CallFacts, Capacity, IfSilent
from models.data_calls import USUAL_NOTICES
from services import access, calls, data_fields, data_sheets, terms

ASSESSORS = "assessment"
"""The group that asks, which works in the open."""
_OPEN_FOR = timedelta(days=35)


def load(world: World) -> None:
    """Draft, open, fill in and certify both, as people would."""
    session, group = world.session, world.groups[ASSESSORS]
    manager = world.people[PROGRAM_MANAGER]
    closed = at(workday(world.today + timedelta(days=CLOSED)), time(17))
    opened = at(workday(closed.date() - _OPEN_FOR), time(10))
    facts = CallFacts(
        QUESTION.format(year=closed.year - 1),
        kind=CallKind.DATA,
        details=DETAILS,
        if_silent=IfSilent.LAST_YEAR,
        nudge_days=USUAL_NOTICES,
        closes_at=closed,
    )
    last = calls.draft(session, group, facts, by=manager, now=opened)
    data_fields.declare(session, last, FIELDS, by=manager, now=opened)
    data_sheets.kept_topic_for_data(session, by=manager, now=opened)
    units = calls.open_call(session, last, group, by=manager, now=opened)
    for place, unit in enumerate(units):
        _fill(world, last, unit, figures(place, 1), _moment(opened, closed, place))
    calls.close(session, last, group, now=closed)
    _this_year(world, last, manager)


def _this_year(world: World, last: Call, manager: Person) -> None:
    session, group = world.session, world.groups[ASSESSORS]
    opens = at(workday(world.today + timedelta(days=OPENED)), time(10))
    call = data_sheets.draft_next(session, last, group, by=manager, now=opens)
    call.closes_at = at(workday(world.today + timedelta(days=CLOSES)), time(17))
    data_fields.confirm_contacts(session, call, by=manager, now=opens)
    for place, unit in enumerate(calls.open_call(session, call, group, by=manager, now=opens)):
        when, typed = _moment(opens, world.now, place), figures(place, 0)
        if place in NOT_YET:
            _fill(world, call, unit, typed[: NOT_YET[place]], when, certifies=False)
        elif place == PHONED:
            _fill(world, call, unit, typed, when, by=manager)
        else:
            _fill(world, call, unit, typed, when)
        if place == CORRECTED:
            later = when + timedelta(hours=3)
            _fill(world, call, unit, ["91,100"], later, certifies=False, why="A branch was missing")
    show(world, call, group)


def _moment(opens: datetime, until: datetime, place: int) -> datetime:
    """When the library at a place fills in its sheet."""
    return opens + (until - opens) / 20 * (place + 1)


def _fill(
    world: World,
    call: Call,
    unit: CallUnit,
    typed: Sequence[str],
    when: datetime,
    *,
    by: Person | None = None,
    certifies: bool = True,
    why: str = "",
) -> None:
    """Fill in the first fields of a sheet, and certify it."""
    session, capacity = world.session, Capacity.MANAGER
    if by is None:
        first = terms.respondents(session, [unit.id], when)[unit.id][0]
        by, capacity = first.person, first.capacity
    who, door = access.standing(session, by, when), data_sheets.door_of(capacity)
    group = world.groups[ASSESSORS]
    sheet = data_sheets.sheet_of(session, call, group, unit, who)
    values = {cell.field.id: text for cell, text in zip(sheet.cells, typed, strict=False)}
    data_sheets.save_part(
        session,
        sheet,
        values,
        seen=sheet.seen,
        why=why,
        by=by,
        capacity=capacity,
        door=door,
        now=when,
    )
    if certifies:
        filled = data_sheets.sheet_of(session, call, group, unit, who)
        data_sheets.certify(session, filled, {}, by=by, capacity=capacity, door=door, now=when)
