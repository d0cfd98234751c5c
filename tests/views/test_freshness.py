"""How it is worded that nobody has confirmed a library lately."""

from datetime import date

import pytest

from models.freshness import Freshness
from views.freshness import stale_lines, stale_words


@pytest.mark.parametrize(
    ("freshness", "words", "lines"),
    [
        (Freshness(date(2025, 9, 1), "fall 2025"), "", []),
        (
            Freshness(date(2025, 9, 1), "fall 2025", is_stale=True),
            "not confirmed since fall 2025",
            ["Nobody has confirmed its people and contacts since fall 2025."],
        ),
        (
            Freshness(is_stale=True),
            "never confirmed",
            ["Nobody has confirmed its people and contacts yet."],
        ),
    ],
)
def test_what_is_stale_says_since_when(freshness: Freshness, words: str, lines: list[str]) -> None:
    assert (stale_words(freshness), stale_lines(freshness)) == (words, lines)
