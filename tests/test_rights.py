"""The page about who may do what says what the test of all routes holds true."""

from tests.rights import PAGE, drawn


def test_the_page_is_that_of_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page, "run make docs"
