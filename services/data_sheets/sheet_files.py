"""What the units of a data call filled in, as files from which anybody can add it up again."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlmodel import Session

from models import Call, CallField
from models.data_calls import NUMERIC, FieldTotal, SheetLine
from services import access, data_fields, spreadsheets, workbooks
from services.access import Standing
from services.data_sheets.field_totals import totals
from services.data_sheets.filled import FilledSheet, all_sheets, counting, grid
from services.data_sheets.sheet_logs import sheet_log

SHEET_COLUMNS = ("unit", "state", "excused", "certified_by", "capacity", "by", "certified_at")
TOTAL_COLUMNS = (
    *("section", "label", "kind", "unit", "definition", "units_in", "total", "least"),
    *("greatest", "counts"),
)
CORRECTION_COLUMNS = (
    *("unit", "section", "label", "before", "after", "why", "person", "capacity", "by", "at"),
)
Row = Sequence[str | Decimal]


def sheets_to_csv(session: Session, call: Call, who: Standing) -> bytes:
    """One row for each unit, by name, with what everybody may know that it filled in."""
    return spreadsheets.to_csv(_units(session, call, who))


def sheets_to_xlsx(session: Session, call: Call, who: Standing) -> bytes:
    """The same rows, with totals and corrections on sheets of their own."""
    found = [("Sheets", list(_units(session, call, who)))]
    if access.may_see_answers(call):
        sheets = counting(all_sheets(session, call))
        lines = totals(data_fields.fields_of(session, call), sheets)
        found.append(("Totals", [TOTAL_COLUMNS, *map(_total, lines)]))
        found.append(("Corrections", list(_corrections(session, call))))
    return workbooks.to_xlsx(found)


def _units(session: Session, call: Call, who: Standing) -> Iterator[Row]:
    is_shown = access.may_see_answers(call)
    fields = data_fields.fields_of(session, call) if is_shown else ()
    filled = {sheet.unit.id: sheet for sheet in all_sheets(session, call)} if is_shown else {}
    yield (*SHEET_COLUMNS, *(f"{field.section}: {field.label}" for field in fields))
    for line in grid(session, call, who):
        yield (*_unit(line), *_values(filled.get(line.unit.id), fields))


def _unit(line: SheetLine) -> Row:
    row = line.certification
    return (
        line.unit.name,
        line.state,
        line.unit.excused,
        line.certified_by.name if line.certified_by else "",
        row.capacity if row else "",
        row.door if row else "",
        row.given_at.isoformat() if row else "",
    )


def _values(sheet: FilledSheet | None, fields: Sequence[CallField]) -> Row:
    """What counts: nothing of a draft, which may change."""
    if sheet is None or not counting([sheet]):
        return [""] * len(fields)
    return [exact(field, sheet.values.get(field.id, "")) for field in fields]


def exact(field: CallField, value: str) -> str | Decimal:
    """A value as a cell: numbers as numbers."""
    return Decimal(value) if value and field.kind in NUMERIC else value


def _total(line: FieldTotal) -> Row:
    field = line.field
    known = (field.section, field.label, field.kind, field.measure, field.definition)
    numbers = ("" if found is None else found for found in (line.total, line.least, line.greatest))
    counts = "; ".join(f"{choice}: {count}" for choice, count in line.counts)
    return (*known, Decimal(line.units), *numbers, counts)


def _corrections(session: Session, call: Call) -> Iterator[Row]:
    yield CORRECTION_COLUMNS
    for entry in sheet_log(session, call, corrections=True):
        row, field = entry.row, entry.field
        yield (
            entry.unit.name,
            field.section,
            field.label,
            exact(field, entry.before),
            exact(field, row.value),
            row.note,
            entry.person.name,
            row.capacity,
            row.door,
            row.given_at.isoformat(),
        )
