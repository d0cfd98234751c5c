"""Reading CSV files: from bytes to rows of named cells,
with every fault told by line and column.
"""

import codecs
import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.errors import Invalid
from services.import_export.cells import composed, odd_character
from services.import_export.sheets import Sheet
from services.spreadsheets import unguarded

LARGEST_FILE = 10_000_000
"""Bytes. The largest file of a consortium is a hundredth of this."""


@dataclass(frozen=True)
class ImportProblem:
    """What is wrong in one place of a file, and what to do about it."""

    file: str
    line: int | None
    column: str | None
    what: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.what}"


@dataclass(frozen=True)
class ImportRow:
    """One line of a file. ``cells`` holds what was filled in and could be read, by column."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class ImportFile:
    """One file as far as it could be read. ``is_whole`` tells whether any row was left out, and
    ``columns`` which its first line names.
    """

    sheet: Sheet
    rows: list[ImportRow]
    problems: list[ImportProblem]
    is_whole: bool
    columns: tuple[str, ...] = ()


class _Unreadable(Exception):
    """The file as a whole cannot be used, for each of these reasons."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def read(sheet: Sheet, content: bytes) -> ImportFile:
    """Every row of a file and every fault in it; no content whatever raises."""
    problems: list[ImportProblem] = []
    rows: list[ImportRow] = []
    left_out = 0
    try:
        lines = _lines(_text(content))
        names = _header(sheet, lines, problems)
    except _Unreadable as fault:
        reasons = [ImportProblem(sheet.file, None, None, reason) for reason in fault.reasons]
        return ImportFile(sheet, [], reasons, is_whole=False)
    for number, cells in lines:
        if isinstance(cells, str) or len(cells) != len(names):
            problems.append(ImportProblem(sheet.file, number, None, _misfit(cells, names)))
            left_out += 1
        elif any(cell.strip() for cell in cells):
            rows.append(_row(sheet, number, dict(zip(names, cells, strict=True)), problems))
    return ImportFile(sheet, rows, problems, is_whole=not left_out, columns=tuple(names))


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise _Unreadable(f"The file is larger than {LARGEST_FILE // 1_000_000} MB. Split it.")
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _Unreadable(
            f"Line {line} is not UTF-8 text. In the spreadsheet choose “Save as”, “CSV UTF-8”."
        ) from None
    if not text.strip():
        raise _Unreadable("The file is empty. Its first line must name the columns.")
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the line it starts on; a row that cannot be split comes as the reason why."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, _csv_fault(str(error))
        else:
            if cells:
                yield number, cells


def _csv_fault(reason: str) -> str:
    if "field limit" in reason:
        return (
            f"A cell is longer than {csv.field_size_limit()} characters. Look for a missing"
            " quotation mark."
        )
    return "The quotation marks do not pair up. Double every quotation mark inside a quoted cell."


def _misfit(cells: list[str] | str, names: list[str]) -> str:
    if isinstance(cells, str):
        return cells
    return (
        f"There are {len(cells)} cells, and the first line names {len(names)} columns. "
        "Put quotation marks around a cell with a comma in it."
    )


def _header(
    sheet: Sheet, lines: Iterator[tuple[int, list[str] | str]], problems: list[ImportProblem]
) -> list[str]:
    number, cells = next(lines, (1, []))
    if isinstance(cells, str):
        raise _Unreadable(cells)
    names = [" ".join(cell.split()).casefold().replace(" ", "_") for cell in cells]
    known = [column.name for column in sheet.columns]
    if len(cells) == 1 and any(mark in cells[0].strip() for mark in ";\t|"):
        raise _Unreadable(
            "The columns are not separated by commas. Save the file as CSV with commas."
        )
    faults = [_unknown(name, known) for name in names if name not in known]
    faults += [
        f"There are two columns “{name}”. Delete one." for name in known if names.count(name) > 1
    ]
    missing = [
        column.name for column in sheet.columns if column.needed and column.name not in names
    ]
    faults += [f"The column “{name}” is missing. Add it to the first line." for name in missing]
    if missing:
        raise _Unreadable(*faults)
    problems += [ImportProblem(sheet.file, number, None, fault) for fault in faults]
    return names


def _unknown(name: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(name[:60], known, 1)
    hint = f"Did you mean “{nearest[0]}”?" if nearest else f"The columns are: {', '.join(known)}."
    return (
        f"There is no column “{_shown(name)}”. {hint}" if name else f"A column has no name. {hint}"
    )


def _row(
    sheet: Sheet, line: int, texts: dict[str, str], problems: list[ImportProblem]
) -> ImportRow:
    cells: dict[str, Any] = {}
    for column in sheet.columns:
        text = unguarded(texts.get(column.name, ""))
        try:
            if text.strip():
                cells[column.name] = column.read(_clean(text))
            elif column.needed:
                raise Invalid("The cell is empty. Fill it in.")
        except Invalid as fault:
            problems.append(ImportProblem(sheet.file, line, column.name, fault.message))
    return ImportRow(line, cells)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if odd := odd_character(text):
        raise Invalid(
            f"The cell holds the invisible character U+{ord(odd):04X}. Type the cell anew."
        )
    return composed(text)


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:60])
