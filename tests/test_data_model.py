"""The page about the data model tells of the tables of now."""

import re

from models import metadata
from tests.data_model import PAGE, drawn, picture


def test_the_page_is_that_of_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page, "run make docs"


def test_every_table_is_on_the_page_with_what_it_holds() -> None:
    parts = re.findall(r"^### `(\w+)`\n\n(.+)\n", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name for name, _ in parts} == set(metadata.tables)
    assert all(says.endswith(".") for _, says in parts)


def test_the_picture_has_a_line_for_each_reference() -> None:
    lines = re.findall(r'^    (\w+) [|o]{2}--o\{ (\w+) : "([\w, ]+)"$', picture(), re.MULTILINE)
    drawn_keys = {(table, column) for _, table, names in lines for column in names.split(", ")}
    keys = {
        (table.name, key.parent.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
    }
    assert drawn_keys == keys
