"""Fields of data calls and their values, in words."""

from decimal import Decimal

from models import CallField
from models.calls import AnswerDoor
from models.data_calls import NUMERIC, FieldKind, FieldTotal, SheetCell, SheetLine, SheetState
from views.texts import brief, esc

_SHOWN_ROOM = 160
EMPTY_VALUE = "–"


def value_words(field: CallField, value: str) -> str:
    """A value as people read it, not escaped; a dash for none."""
    if not value:
        return EMPTY_VALUE
    if field.kind not in NUMERIC:
        return value
    return number_words(field, Decimal(value))


def in_a_form(field: CallField, value: str) -> str:
    """A value as it stands in a form where it is typed; empty for none."""
    shown = value_words(field, value) if value else ""
    is_measured = field.kind in NUMERIC and field.measure
    return shown.removesuffix(field.measure).strip() if is_measured else shown


def number_words(field: CallField, number: Decimal) -> str:
    """A number with a comma between thousands, and in what it is counted."""
    if field.kind is FieldKind.PERCENT:
        return f"{number:,f}%"
    shown = f"{number:,.2f}" if field.kind is FieldKind.AMOUNT else f"{number:,f}"
    return f"{shown} {field.measure}".rstrip()


def sheet_state(line: SheetLine, field_count: int) -> str:
    """How far the sheet of a unit is, not escaped, such as “draft, 3 of 7 filled in”."""
    row = line.certification
    if row is not None:
        by = line.certified_by.name if line.certified_by else "somebody"
        doors = {AnswerDoor.PHONE: ", by phone", AnswerDoor.PAGE: ", by link"}
        return f"{line.state} ({by}, {row.capacity}{doors.get(row.door, '')})"
    if line.state is SheetState.EXCUSED:
        return f"{line.state} ({line.unit.excused})"
    is_draft = line.state is SheetState.DRAFT
    return f"{line.state}, {line.filled:,} of {field_count:,} filled in" if is_draft else line.state


def bounds(field: CallField) -> str:
    """Such as “From 0 to 100.”; empty where there are none."""
    if field.least and field.greatest:
        return f"From {Decimal(field.least):,f} to {Decimal(field.greatest):,f}."
    if field.least:
        return f"At least {Decimal(field.least):,f}."
    return f"At most {Decimal(field.greatest):,f}." if field.greatest else ""


def cell_line(cell: SheetCell) -> str:
    """A field with its value, that of last year, and the note on it."""
    field = cell.field
    value = esc(brief(value_words(field, cell.value), _SHOWN_ROOM))
    before = (
        f" (last year {esc(brief(value_words(field, cell.before), 60))})" if cell.before else ""
    )
    note = f" – “{esc(brief(cell.note, 120))}”" if cell.note else ""
    return f"{esc(brief(field.label, 80))}: *{value}*{before}{note}"


def total_line(total: FieldTotal, called: int) -> str:
    """What a field comes to, and from how many units."""
    field = total.field
    units = f"{total.units:,} of {called:,}"
    return f"{esc(brief(field.label, 80))}: {_comes_to(total)} ({units})"


def _comes_to(total: FieldTotal) -> str:
    field = total.field
    if total.counts:
        found = [f"{esc(brief(choice, 40))} {count:,}" for choice, count in total.counts if count]
        return f"*{', '.join(found[:12]) or EMPTY_VALUE}*"
    if total.least is None or total.greatest is None:
        return "filled in"
    spread = f"{number_words(field, total.least)} to {number_words(field, total.greatest)}"
    if total.total is None:
        return f"*{esc(spread)}*"
    return f"*{esc(number_words(field, total.total))}*"
