"""CSV that a spreadsheet opens as text, whatever people have typed."""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

# A cell that begins like this is a formula to a spreadsheet, and a formula can send the sheet away.
_RISKY = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def to_csv(rows: Iterable[Iterable[str | Decimal]]) -> bytes:
    """Rows as a file that spreadsheets read without asking for an encoding. A decimal stays the
    number that it is, below zero, too.
    """
    file = io.StringIO()
    csv.writer(file).writerows(
        [f"{cell:f}" if isinstance(cell, Decimal) else guarded(cell) for cell in row]
        for row in rows
    )
    return file.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    # A text that looks guarded already gets one more, so that reading gives back what was written.
    return f"'{cell}" if _RISKY.match(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What was written before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell
