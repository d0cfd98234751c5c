"""Cells that people typed stay text in every spreadsheet, and come back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.spreadsheets import guarded, to_csv, unguarded

RISKY = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("first", RISKY)
def test_what_would_be_a_formula_is_guarded(first: str) -> None:
    assert guarded(f"{first}1") == f"'{first}1"


@pytest.mark.parametrize("cell", ["", "Norms", "1-2", "a=b", "'", "'quoted'", " =1", "don't"])
def test_what_is_none_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.text(alphabet=f"'{RISKY}ab ", max_size=6))
def test_what_was_guarded_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in tuple(RISKY)


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_file_reads_back_to_its_cells(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\r", "").replace("\x00", "") for cell in row] for row in rows]
    content = to_csv(rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert [[unguarded(cell) for cell in row] for row in read] == rows


def test_the_file_says_its_encoding() -> None:
    assert to_csv([["Médiathèque"]]) == b"\xef\xbb\xbfM\xc3\xa9diath\xc3\xa8que\r\n"
