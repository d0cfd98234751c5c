"""What units have filled in, as it stands: of one sheet, and of all of a data call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallField,
    CallState,
    CallUnit,
    DataCall,
    Group,
    Person,
    Reopening,
    SheetValue,
)
from models.calls import IfSilent
from models.data_calls import COUNTING, SheetCell, SheetLine, SheetState, UnitSheet
from services import data_fields, terms
from services.access import Standing
from services.calls.results import standing_answers, units_of
from services.calls.unit_answers import standing_answer

Values = Mapping[int, str]
"""What stands in each field, by its id; none is empty."""


@dataclass(frozen=True)
class FilledSheet:
    """A unit of a data call with the values that stand for it."""

    unit: CallUnit
    state: SheetState
    values: Values
    """Of a unit as last year, those of the year before under the fields of this one."""


def sheet_of(
    session: Session, call: Call, group: Group, unit: CallUnit, who: Standing
) -> UnitSheet:
    """What one unit fills in, with its values of the year before: twelve queries."""
    settings = data_fields.settings_of(session, call)
    rows = session.exec(
        select(SheetValue).where(SheetValue.unit_id == unit.id).order_by(col(SheetValue.id))
    ).all()
    standing = {row.field_id: row for row in rows}
    before = _before(session, settings, [unit]).get(unit.id, {})
    cells = tuple(
        _cell(field, standing.get(field.id), before.get(field.previous_id or 0, ""), settings)
        for field in data_fields.fields_of(session, call)
    )
    answer = standing_answer(session, unit)
    is_corrected = any(row.is_correction for row in rows)
    filled = sum(bool(cell.value) for cell in cells)
    return UnitSheet(
        call,
        group,
        settings,
        unit,
        cells,
        _state(call, unit, filled, is_corrected=is_corrected, has_before=bool(before)),
        seen=rows[-1].id if rows else 0,
        certification=answer,
        certified_by=session.get(Person, answer.person_id) if answer else None,
        reopening=session.get(Reopening, unit.id),
        respondents=terms.respondents(session, [unit.id], who.at).get(unit.id, ()),
    )


def grid(session: Session, call: Call, who: Standing) -> list[SheetLine]:
    """The units of a data call by name, with how far each is: eleven queries."""
    units = units_of(session, call)
    people = terms.respondents(session, [unit.id for unit in units], who.at)
    answers = standing_answers(session, call)
    counts, corrected = _counts(session, call)
    before = _before(session, data_fields.settings_of(session, call), units)
    lines = []
    for unit in units:
        filled = counts.get(unit.id, 0)
        answer, person = answers.get(unit.id, (None, None))
        state = _state(
            call,
            unit,
            filled,
            is_corrected=unit.id in corrected,
            has_before=bool(before.get(unit.id)),
        )
        respondents = people.get(unit.id, ())
        lines.append(SheetLine(unit, state, filled, answer, person, respondents))
    return lines


def all_sheets(session: Session, call: Call) -> list[FilledSheet]:
    """Every unit of a data call by name, with the values that stand for it: eight queries."""
    settings, fields = (
        data_fields.settings_of(session, call),
        data_fields.fields_of(session, call),
    )
    units = units_of(session, call)
    values = _standing(session, call.id)
    _counted, corrected = _counts(session, call)
    before = _before(session, settings, units)
    return [
        _filled(
            call,
            unit,
            values.get(unit.id, {}),
            _under_fields(fields, before.get(unit.id, {})),
            is_corrected=unit.id in corrected,
        )
        for unit in units
    ]


def counting(sheets: Iterable[FilledSheet]) -> list[FilledSheet]:
    """Those that are part of the totals."""
    return [sheet for sheet in sheets if sheet.state in COUNTING]


def _filled(
    call: Call, unit: CallUnit, values: Values, before: Values, *, is_corrected: bool
) -> FilledSheet:
    state = _state(call, unit, len(values), is_corrected=is_corrected, has_before=bool(before))
    return FilledSheet(unit, state, before if state is SheetState.AS_LAST_YEAR else values)


def _under_fields(fields: Sequence[CallField], before: Values) -> Values:
    """The values of the year before under the fields that are the same this year."""
    found = {field.id: before.get(field.previous_id or 0, "") for field in fields}
    return {field_id: value for field_id, value in found.items() if value}


def _state(
    call: Call, unit: CallUnit, filled: int, *, is_corrected: bool, has_before: bool
) -> SheetState:
    if unit.answered_at is not None:
        return SheetState.CORRECTED if is_corrected else SheetState.CERTIFIED
    if unit.excused:
        return SheetState.EXCUSED
    is_closed = call.state is CallState.CLOSED
    if is_closed and call.if_silent is IfSilent.LAST_YEAR and has_before:
        return SheetState.AS_LAST_YEAR
    return SheetState.DRAFT if filled else SheetState.NOT_BEGUN


def _cell(field: CallField, row: SheetValue | None, before: str, settings: DataCall) -> SheetCell:
    value = row.value if row else ""
    has_changed = data_fields.has_changed_much(field.kind, value, before, settings.change_percent)
    return SheetCell(field, row, before, wants_note=has_changed and not (row and row.note))


def _before(session: Session, settings: DataCall, units: Sequence[CallUnit]) -> dict[int, Values]:
    """The certified values of the year before of each of these units, by the fields of that year:
    two queries, or none where there was no such call.
    """
    if settings.previous_id is None:
        return {}
    certified = select(CallUnit).where(
        CallUnit.call_id == settings.previous_id, col(CallUnit.answered_at).is_not(None)
    )
    earlier = {_place(unit): unit.id for unit in session.exec(certified)}
    same = {unit.id: earlier[_place(unit)] for unit in units if _place(unit) in earlier}
    values = _standing(session, settings.previous_id, set(same.values()))
    return {unit_id: values.get(number, {}) for unit_id, number in same.items()}


def _place(unit: CallUnit) -> tuple[int | None, int | None]:
    return unit.organization_id, unit.voting_unit_id


def _standing(
    session: Session, call_id: int, unit_ids: set[int] | None = None
) -> dict[int, dict[int, str]]:
    """What stands in each field of each unit of a call, or of some of them: one query."""
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    statement = _last_values(call_id)
    if unit_ids is not None and len(unit_ids) == 1:
        statement = _last_values(call_id, *unit_ids)
    for unit_id, field_id, value in session.execute(statement):
        if value and (unit_ids is None or unit_id in unit_ids):
            found[unit_id][field_id] = value
    return dict(found)


def _last_values(call_id: int, *unit_ids: int) -> Any:
    """Each value that stands: found in a single pass, since a planner that does not know how many
    there are may look for each last one among all.
    """
    newest_first = sa.func.row_number().over(
        partition_by=(col(SheetValue.unit_id), col(SheetValue.field_id)),
        order_by=col(SheetValue.id).desc(),
    )
    columns = col(SheetValue.unit_id), col(SheetValue.field_id), col(SheetValue.value)
    ranked = (
        sa.select(*columns, newest_first.label("place"))
        .join(CallUnit, col(CallUnit.id) == SheetValue.unit_id)
        .where(col(CallUnit.call_id) == call_id)
    )
    if unit_ids:
        ranked = ranked.where(col(SheetValue.unit_id).in_(unit_ids))
    last = ranked.subquery()
    return sa.select(last.c.unit_id, last.c.field_id, last.c.value).where(last.c.place == 1)


def _counts(session: Session, call: Call) -> tuple[dict[int, int], set[int]]:
    """How many fields each unit of a call has filled in, and which have corrected any: two
    queries.
    """
    last = _last_values(call.id).subquery()
    counted = sa.select(last.c.unit_id, sa.func.count()).where(last.c.value != "")
    rows = session.execute(counted.group_by(last.c.unit_id))
    corrected = (
        sa.select(col(SheetValue.unit_id))
        .join(CallUnit, col(CallUnit.id) == SheetValue.unit_id)
        .where(col(CallUnit.call_id) == call.id, col(SheetValue.is_correction).is_(True))
    )
    return {row[0]: row[1] for row in rows}, set(session.execute(corrected.distinct()).scalars())
