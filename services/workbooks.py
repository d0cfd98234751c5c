"""Workbooks that every spreadsheet program opens (xlsx): numbers as numbers, all else as text.

No cell is a formula or a link: what begins like one stays the text that somebody typed.
"""

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | Decimal | int
_EXACT_DIGITS = 15
"""Of a number in a spreadsheet; what has more stays text."""
_CELL_LENGTH = 32_767
"""Characters of a cell."""
_TAB_LENGTH = 31
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_xlsx(sheets: Sequence[tuple[str, Iterable[Iterable[Cell]]]]) -> bytes:
    """A workbook with these sheets, each a name of at most 31 characters and its rows."""
    # It takes long to load, and few need it.
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:_TAB_LENGTH])
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if _is_number(value):
                        sheet.write_number(place, column, value)
                    else:
                        sheet.write_string(place, column, _text(value))
    return file.getvalue()


def _is_number(value: Cell) -> bool:
    """Whether a spreadsheet holds a value exactly."""
    return not isinstance(value, str) and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS


def _text(value: Cell) -> str:
    return _NO_XML.sub("\ufffd", value if isinstance(value, str) else f"{value:f}")[:_CELL_LENGTH]
