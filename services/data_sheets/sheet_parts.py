"""Filling in a sheet, part by part: each field by itself, and each value stays in the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import CallField, CallState, CallUnit, Person, SheetValue
from models.calls import REASON_LENGTH, AnswerDoor, Capacity
from models.data_calls import SavedPart, UnitSheet
from models.subjects import Subject
from services import access, data_fields, history
from services.access import Standing
from services.calls.unit_answers import capacity_of
from services.errors import Conflict, Invalid, NotAllowed

CORRECTED_WHY = "why"
"""The field of a form that says why a certified sheet is corrected."""


def field_name_of(field: CallField) -> str:
    """What a field of a data call is called in a form."""
    return f"field_{field.position}"


def note_name_of(field: CallField) -> str:
    """What the note on a field is called in a form."""
    return f"note_{field.position}"


def capacity_to_fill(session: Session, unit: CallUnit, who: Standing) -> Capacity:
    """As what ``who`` fills in a sheet from ``access.sheet_to_fill``: one of the unit's people, or
    the program manager. Raises ``NotAllowed`` with who does.
    """
    try:
        return capacity_of(session, unit, who)
    except NotAllowed:
        if access.may_record_answers(who):
            return Capacity.MANAGER
        raise


def door_of(capacity: Capacity, door: AnswerDoor = AnswerDoor.SLACK) -> AnswerDoor:
    """How a value came: what the program manager fills in, a library has told her."""
    return AnswerDoor.PHONE if capacity is Capacity.MANAGER else door


def is_open_to_change(sheet: UnitSheet, now: datetime) -> bool:
    """Whether those who answer for a sheet may change it now."""
    call = sheet.call
    if call.state is CallState.OPEN:
        return call.closes_at is None or call.closes_at > now
    return sheet.reopening is not None and call.state is CallState.CLOSED


def save_part(
    session: Session,
    sheet: UnitSheet,
    typed: Mapping[int, str],
    *,
    seen: int,
    why: str = "",
    by: Person,
    capacity: Capacity,
    door: AnswerDoor,
    now: datetime,
) -> SavedPart:
    """Keep what was typed into fields, by their ids, of a sheet that is locked. What differs from
    what the form showed was changed; ``seen`` is the number of the last value by then. Raises
    ``Invalid`` with each field at fault.
    """
    rows = session.exec(
        select(SheetValue).where(SheetValue.unit_id == sheet.unit.id).order_by(col(SheetValue.id))
    ).all()
    if seen > sheet.seen:
        raise Conflict(
            "This form shows what never stood in the sheet. Close it, and open it again."
        )
    shown = {row.field_id: row.value for row in rows if row.id <= seen}
    standing = {row.field_id: row for row in rows}
    changed = {
        field_id: value
        for field_id, value in _read(sheet, typed).items()
        if value != shown.get(field_id, "") and value != _value(standing.get(field_id))
    }
    given = _given(sheet, _why(sheet, [*changed], why), by, capacity, door, now)
    written = [SheetValue(field_id=key, value=value, **given) for key, value in changed.items()]
    session.add_all(written)
    session.flush()
    _record(session, sheet, len(written), by, now)
    later = [row for row in map(standing.get, changed) if row is not None and row.id > seen]
    return _saved(session, sheet, written, later)


def _given(
    sheet: UnitSheet, note: str, by: Person, capacity: Capacity, door: AnswerDoor, now: datetime
) -> dict[str, Any]:
    """What all values have in common that somebody gives at once."""
    return {
        "unit_id": sheet.unit.id,
        "note": note,
        "is_correction": sheet.is_certified,
        "person_id": by.id,
        "capacity": capacity,
        "door": door,
        "given_at": now,
    }


def _read(sheet: UnitSheet, typed: Mapping[int, str]) -> dict[int, str]:
    fields = {cell.field.id: cell.field for cell in sheet.cells}
    if not typed.keys() <= fields.keys():
        raise Conflict("This form has fields that the call does not have. Open it again.")
    values: dict[int, str] = {}
    faults: dict[str, str] = {}
    for field_id, text in typed.items():
        field = fields[field_id]
        try:
            values[field_id] = data_fields.read_value(field, text)
            if sheet.is_certified and field.is_required and not values[field_id]:
                raise Invalid("This is required, and the sheet is certified.")
        except Invalid as refusal:
            faults[field_name_of(field)] = refusal.message
    refuse_faults(faults)
    return values


def refuse_faults(faults: Mapping[str, str]) -> None:
    """Raise ``Invalid`` with the words for each field, if there are any."""
    if faults:
        first, message = next(iter(faults.items()))
        raise Invalid(message, field=first, also=faults)


def _why(sheet: UnitSheet, changed: list[int], why: str) -> str:
    """The note on what is corrected; nothing before the sheet is certified."""
    if not (sheet.is_certified and changed):
        return ""
    tidy = " ".join(why.split())
    if not tidy:
        raise Invalid("The sheet is certified: say why you correct it.", field=CORRECTED_WHY)
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field=CORRECTED_WHY)
    return tidy


def _record(session: Session, sheet: UnitSheet, count: int, by: Person, now: datetime) -> None:
    """History tells of corrections; whatever else was filled in is in the log of the sheet."""
    if count and sheet.is_certified:
        after = {"unit": sheet.unit.name, "fields": count}
        about = Subject.of(sheet.call)
        history.record(session, "call.corrected", about, by=by, now=now, after=after)


def _saved(
    session: Session, sheet: UnitSheet, written: list[SheetValue], later: list[SheetValue]
) -> SavedPart:
    fields = {cell.field.id: cell.field for cell in sheet.cells}
    ids = {row.person_id for row in later}
    people = session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else ()
    return SavedPart(
        tuple(written),
        tuple((fields[row.field_id], row) for row in later),
        {person.id: person for person in people},
    )


def _value(row: SheetValue | None) -> str:
    return row.value if row else ""
