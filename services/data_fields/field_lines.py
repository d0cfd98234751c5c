"""The fields of a data call as lines of CSV, with each fault told by its line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from models import CallField
from models.data_calls import (
    DEFINITION_LENGTH,
    FIELD_CHOICE_LENGTH,
    FIELD_LABEL_LENGTH,
    MEASURE_LENGTH,
    MOST_DATA_FIELDS,
    MOST_FIELD_CHOICES,
    MOST_SECTIONS,
    NUMERIC,
    SECTION_LENGTH,
    FieldFacts,
    FieldKind,
)
from services import spelling
from services.data_fields.typed_values import read_number, shown
from services.dates.words import quoted
from services.errors import Invalid

FIELD_COLUMNS = (
    *("section", "label", "kind", "definition", "unit"),
    *("required", "least", "greatest", "choices"),
)
CHOICE_MARK = ";"
_KINDS = {kind.value: kind for kind in FieldKind} | {
    "whole": FieldKind.WHOLE,
    "number": FieldKind.WHOLE,
    "integer": FieldKind.WHOLE,
    "money": FieldKind.AMOUNT,
    "percentage": FieldKind.PERCENT,
    "%": FieldKind.PERCENT,
    "yes/no": FieldKind.YES_NO,
    "yes or no": FieldKind.YES_NO,
    "words": FieldKind.TEXT,
}
_REQUIRED = {
    **dict.fromkeys(("", "yes", "y", "true", "1", "x", "required"), True),
    **dict.fromkeys(("no", "n", "false", "0", "optional"), False),
}
FieldT = TypeVar("FieldT", CallField, FieldFacts)
_MOST_FAULTS = 8
"""So many are told at once."""


def read_lines(text: str) -> list[FieldFacts]:
    """The fields that such lines declare. The first line may name the columns, in any order. Raises
    ``Invalid`` with each fault and its line.
    """
    numbered = list(_rows(text))
    columns: Sequence[str] = FIELD_COLUMNS
    if numbered and "label" in _folded(numbered[0][1]):
        columns = _columns(*numbered.pop(0))
    faults: list[str] = []
    found: dict[tuple[str, str], FieldFacts] = {}
    for line, cells in numbered:
        try:
            if len(cells) > len(columns):
                raise Invalid(
                    "There are more cells than columns. Put quotation marks around words with a"
                    " comma."
                )
            facts = read_cells(dict(zip(columns, cells, strict=False)))
            key = facts.section.casefold(), facts.label.casefold()
            if key in found:
                raise Invalid(f"{quoted(facts.label)} is in that section twice.")
            found[key] = facts
        except Invalid as refusal:
            faults.append(f"Line {line}: {refusal.message}")
    if faults:
        more = len(faults) - _MOST_FAULTS
        further = [f"{more} more lines have faults."] if more > 0 else []
        raise Invalid("\n".join([*faults[:_MOST_FAULTS], *further]), field="fields")
    return list(found.values())


def in_order(fields: Sequence[FieldT]) -> list[FieldT]:
    """Fields with each section in one row, in the order in which the sections come first. Raises
    ``Invalid`` where there are too many.
    """
    sections = list(dict.fromkeys(facts.section.casefold() for facts in fields))
    if len(fields) > MOST_DATA_FIELDS:
        raise Invalid(f"A data call has {MOST_DATA_FIELDS} fields at most.", field="fields")
    if len(sections) > MOST_SECTIONS:
        raise Invalid(f"A data call has {MOST_SECTIONS} sections at most.", field="fields")
    return sorted(fields, key=lambda facts: sections.index(facts.section.casefold()))


def to_lines(fields: Sequence[FieldFacts]) -> str:
    """The lines that declare these fields, with the names of the columns."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(FIELD_COLUMNS)
    for facts in fields:
        required = "yes" if facts.is_required else "no"
        choices = f"{CHOICE_MARK} ".join(facts.choices)
        known = (facts.section, facts.label, facts.kind.value, facts.definition, facts.measure)
        writer.writerow((*known, required, facts.least, facts.greatest, choices))
    return file.getvalue()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number; cells are parted by tabs where the first line has any, as when
    they are copied from a spreadsheet.
    """
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Invalid(f"Line {line}: I cannot read that line.", field="fields") from None
        tidy = [" ".join(cell.split()) for cell in cells]
        if any(tidy):
            yield line, tidy
        line = reader.line_num + 1


def _folded(cells: Sequence[str]) -> list[str]:
    return [cell.casefold() for cell in cells]


def _columns(line: int, cells: Sequence[str]) -> list[str]:
    names = _folded(cells)
    for name in names:
        if name not in FIELD_COLUMNS:
            near = spelling.nearest(name, FIELD_COLUMNS)
            meant = (
                f" Did you mean “{near}”?" if near else f" There are: {', '.join(FIELD_COLUMNS)}."
            )
            words = f"Line {line}: I know no column {quoted(name)}.{meant}"
            raise Invalid(words, field="fields")
    if len(set(names)) < len(names):
        raise Invalid(f"Line {line}: A column is there twice.", field="fields")
    return names


def read_cells(cells: Mapping[str, str]) -> FieldFacts:
    """The field that tidy texts declare, by the names of their columns. Raises ``Invalid`` with the
    column at fault.
    """
    kind = _kind(cells.get("kind", ""))
    section = _short(cells.get("section", ""), SECTION_LENGTH, "section")
    label = _short(cells.get("label", ""), FIELD_LABEL_LENGTH, "label")
    required = _REQUIRED.get(cells.get("required", "").casefold())
    if required is None:
        words = f"{quoted(cells['required'])} under “required” is neither yes nor no."
        raise Invalid(words, field="required")
    least, greatest = (_bound(kind, cells.get(name, ""), name) for name in ("least", "greatest"))
    if least and greatest and Decimal(least) > Decimal(greatest):
        words = f"The least, {shown(least)}, is more than the greatest, {shown(greatest)}."
        raise Invalid(words, field="least")
    return FieldFacts(
        section,
        label,
        kind,
        _at_most(cells.get("definition", ""), DEFINITION_LENGTH, "definition"),
        _at_most(cells.get("unit", ""), MEASURE_LENGTH, "unit"),
        required,
        least,
        greatest,
        _choices(kind, cells.get("choices", "")),
    )


def _kind(typed: str) -> FieldKind:
    found = _KINDS.get(typed.casefold())
    if found is None:
        kinds = ", ".join(kind.value for kind in FieldKind)
        words = f"{quoted(typed)} is no kind." if typed else "The kind is missing."
        raise Invalid(f"{words} There are: {kinds}.", field="kind")
    return found


def _short(typed: str, most: int, name: str) -> str:
    if not typed:
        raise Invalid(f"The {name} is missing.", field=name)
    return _at_most(typed, most, name)


def _at_most(typed: str, most: int, name: str) -> str:
    if len(typed) > most:
        raise Invalid(f"The {name} is too long: {most} characters at most.", field=name)
    return typed


def _bound(kind: FieldKind, typed: str, name: str) -> str:
    if not typed:
        return ""
    if kind not in NUMERIC:
        words = f"Only numbers have a {name}, and this is a field of the kind “{kind}”."
        raise Invalid(words, field=name)
    try:
        return read_number(kind, typed)
    except Invalid as refusal:
        raise Invalid(refusal.message, field=name) from None


def _choices(kind: FieldKind, typed: str) -> tuple[str, ...]:
    found = [part.strip() for part in typed.split(CHOICE_MARK) if part.strip()]
    if kind is not FieldKind.CHOICE:
        if found:
            raise Invalid(f"A field of the kind “{kind}” has no choices.", field="choices")
        return ()
    if not 2 <= len(found) <= MOST_FIELD_CHOICES:
        words = f"Give 2 to {MOST_FIELD_CHOICES} choices, with “;” between them."
        raise Invalid(words, field="choices")
    if len({choice.casefold() for choice in found}) < len(found):
        raise Invalid("Two of the choices read the same.", field="choices")
    if any(len(choice) > FIELD_CHOICE_LENGTH for choice in found):
        words = f"The choice is too long: {FIELD_CHOICE_LENGTH} characters at most."
        raise Invalid(words, field="choices")
    return tuple(found)
