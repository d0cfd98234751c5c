"""Workbooks: what is typed stays text, numbers stay exact, and nothing odd breaks a file."""

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal

from services.workbooks import to_xlsx

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(file: bytes) -> dict[str, str]:
    """The cells of the first sheet by their place, each with its type before it."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            ET.fromstring(parts.read(name))
        shared = [
            "".join(entry.itertext())
            for entry in ET.fromstring(parts.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
        ]
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{MAIN}f")), "no cell is a formula"
    assert not list(sheet.iter(f"{MAIN}hyperlink")), "no cell is a link"
    found = {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = "".join(cell.itertext())
        is_text = cell.attrib.get("t") == "s"
        found[cell.attrib["r"]] = f"text {shared[int(value)]}" if is_text else f"number {value}"
    return found


def test_what_is_typed_stays_text_and_numbers_stay_exact() -> None:
    typed = ["=SUM(A1)", "+1", "@x", "https://x.example", "12", "{=A1}", "a\x07\ud800b", " <&> "]
    numbers: list[int | Decimal] = [
        12,
        Decimal("-0.05"),
        Decimal("123456789012.345"),
        Decimal("1234567890123456.7"),
    ]
    found = cells(to_xlsx([("Sheets", [typed, numbers, ["", "x" * 40_000, "אבג"]])]))
    shown = [text.replace("\x07", "\ufffd").replace("\ud800", "\ufffd") for text in typed]
    assert [found[f"{column}1"] for column in "ABCDEFGH"] == [f"text {text}" for text in shown]
    assert [found[f"{column}2"] for column in "ABCD"] == [
        "number 12",
        "number -0.05",
        "number 123456789012.345",
        "text 1234567890123456.7",
    ]
    last = [found[f"{column}3"] for column in "ABC"]
    assert last == ["text ", f"text {'x' * 32_767}", "text אבג"]


def test_a_name_of_a_sheet_is_cut() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx([("x" * 40, []), ("Totals", [[1]])]))) as parts:
        book = ET.fromstring(parts.read("xl/workbook.xml"))
    assert [sheet.attrib["name"] for sheet in book.iter(f"{MAIN}sheet")] == ["x" * 31, "Totals"]


def test_the_library_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys; import services.workbooks; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
