"""Every value that was ever filled in, corrections with both values among them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models import Call, CallField, CallUnit, Person, SheetValue
from models.data_calls import SheetEntry


def sheet_log(
    session: Session, call: Call, *, unit: CallUnit | None = None, corrections: bool = False
) -> Sequence[SheetEntry]:
    """What was filled into the sheets of a data call, or of one unit, the first entry first; or the
    corrections alone: one query.
    """
    statement = (
        select(SheetValue, CallField, CallUnit, Person)
        .join(CallField, col(CallField.id) == SheetValue.field_id)
        .join(CallUnit, col(CallUnit.id) == SheetValue.unit_id)
        .join(Person, col(Person.id) == SheetValue.person_id)
        .where(CallUnit.call_id == call.id)
        .order_by(col(SheetValue.id))
    )
    if unit is not None:
        statement = statement.where(CallUnit.id == unit.id)
    standing: dict[tuple[int, int], str] = {}
    entries = []
    for row, field, called, person in session.exec(statement):
        place = row.unit_id, row.field_id
        entries.append(SheetEntry(row, field, called, person, standing.get(place, "")))
        standing[place] = row.value
    return [entry for entry in entries if entry.row.is_correction] if corrections else entries
