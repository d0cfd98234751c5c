"""The fields of a sheet on its pages: what each shows, and what was typed into it."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from models import CallField
from models.data_calls import COUNTED, FIELD_TEXT_LENGTH, NUMERIC, FieldKind, SheetCell, UnitSheet
from services import data_fields, data_sheets
from services.errors import Invalid, NotFound
from views import data_sheets as views
from views.data_sheets.field_words import bounds, in_a_form, value_words
from views.data_sheets.sheet_forms import NUMBER_ROOM
from web.personal_pages.visits import Visit

MOST_ON_PAGE = 120
"""Fields of a page, which is one form; a text counts for three."""
_TEXT_WEIGHT = 3


def pages_of(fields: Sequence[CallField]) -> list[list[CallField]]:
    """The fields of each page: sections one after another, as many as a form takes."""
    pages: list[list[CallField]] = [[]]
    for part in data_fields.parts(fields):
        if pages[-1] and _weight([*pages[-1], *part]) > MOST_ON_PAGE:
            pages.append([])
        pages[-1] += part
    return pages


def cells_on(sheet: UnitSheet, page: int) -> list[SheetCell]:
    """The fields of a page, which are counted from 1. Raises ``NotFound`` where there is none."""
    pages = pages_of([cell.field for cell in sheet.cells])
    if not 1 <= page <= len(pages):
        raise NotFound("This sheet has no such page.")
    cells = {cell.field.id: cell for cell in sheet.cells}
    return [cells[field.id] for field in pages[page - 1]]


def sections(cells: Sequence[SheetCell], visit: Visit) -> list[Mapping[str, Any]]:
    """Fields by section, with what was typed and refused where there is any."""
    found: list[Mapping[str, Any]] = []
    for name, group in groupby(cells, key=lambda cell: cell.field.section):
        part = list(group)
        found.append(
            {
                "name": name,
                "count": len(part),
                "filled": sum(bool(cell.value) for cell in part),
                "missing": sum(cell.is_missing for cell in part),
                "rows": [_row(cell, visit) for cell in part],
            }
        )
    return found


def typed(cells: Sequence[SheetCell], visit: Visit) -> dict[int, str]:
    """What was typed into those of these fields that were sent, by their ids."""
    return {
        cell.field.id: _typed(cell.field, visit)
        for cell in cells
        if data_sheets.field_name_of(cell.field) in visit.fields
    }


def seen_of(visit: Visit) -> int:
    """The number of the last value by the time at which a form was shown, as it says."""
    text = visit.text("seen")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("This form cannot be read. Load the page anew.", field="seen")
    return int(text)


def _weight(fields: Sequence[CallField]) -> int:
    return sum(_TEXT_WEIGHT if field.kind is FieldKind.TEXT else 1 for field in fields)


def _typed(field: CallField, visit: Visit) -> str:
    name = data_sheets.field_name_of(field)
    text = visit.text(name)
    if field.kind not in COUNTED or not text:
        return text
    choices = views.offered_choices(field)
    if text not in map(str, range(len(choices))):
        raise Invalid("That is none of the choices on this page. Choose again.", field=name)
    return choices[int(text)]


def _row(cell: SheetCell, visit: Visit) -> Mapping[str, Any]:
    field = cell.field
    name = data_sheets.field_name_of(field)
    is_number = field.kind in NUMERIC
    return {
        "cell": cell,
        "name": name,
        "value": visit.text(name) if name in visit.fields else _in_form(field, cell.value),
        "shown": value_words(field, cell.value),
        "before": value_words(field, cell.before) if cell.before else "",
        "bounds": bounds(field),
        "options": _options(field),
        "is_long": field.kind is FieldKind.TEXT,
        "longest": NUMBER_ROOM if is_number else FIELD_TEXT_LENGTH,
        "has_digits_only": is_number and bool(field.least) and not field.least.startswith("-"),
    }


def _in_form(field: CallField, value: str) -> str:
    if field.kind not in COUNTED:
        return in_a_form(field, value)
    offered = views.offered_choices(field)
    return str(offered.index(value)) if value in offered else ""


def _options(field: CallField) -> list[str]:
    if field.kind not in COUNTED:
        return []
    is_word = field.kind is FieldKind.YES_NO
    return [choice.capitalize() if is_word else choice for choice in views.offered_choices(field)]
