"""The picture of the packages shows what is so, and no arrow goes up."""

from tests.import_picture import PAGE, ROWS, arrows, drawn


def test_the_picture_is_that_of_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page, "run make docs"


def test_no_arrow_goes_up_or_aside() -> None:
    row_of = {name: number for number, row in enumerate(ROWS) for name in row}
    found = arrows()
    assert {name for pair in found for name in pair} == {*row_of} - {"sandbox"}
    # The composition alone knows all of a row; nothing of one row knows another of it.
    assert [pair for pair in found if row_of[pair[0]] >= row_of[pair[1]]] == []
