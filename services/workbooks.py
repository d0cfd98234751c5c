"""Workbooks that every spreadsheet program opens (xlsx): numbers as numbers, all else as text.

A table takes so little XML that no library is needed for it. No cell is a formula: what begins
like one stays the text that somebody typed.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

Cell = str | Decimal | int
_EXACT_DIGITS = 15
"""Of a number in a spreadsheet; what has more stays text."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TAB_LENGTH = 31
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def to_xlsx(sheets: Sequence[tuple[str, Iterable[Iterable[Cell]]]]) -> bytes:
    """A workbook with these sheets, each a name of at most 31 characters and its rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _content_types(len(sheets)))
        parts.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        parts.writestr("xl/workbook.xml", _workbook([name for name, _ in sheets]))
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        parts.writestr("xl/_rels/workbook.xml.rels", _links(targets))
        for number, (_name, rows) in enumerate(sheets, 1):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return file.getvalue()


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
        f' ContentType="{_TYPE}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def _links(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name[:_TAB_LENGTH])} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    )


def _sheet(rows: Iterable[Iterable[Cell]]) -> str:
    body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: Cell) -> str:
    if not isinstance(value, str) and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS:
        return f"<c><v>{Decimal(value):f}</v></c>"
    text = escape(_NO_XML.sub("\ufffd", value if isinstance(value, str) else f"{value:f}"))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
