"""A slip of the fingers is found; another word is none."""

import pytest

from services.spelling import nearest

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "list", "add")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("teusday", "tuesday"),
        ("Thrusday", "thursday"),
        ("wensday", "wednesday"),
        ("wendsday", "wednesday"),
        ("saterday", "saturday"),
        ("fridya", "friday"),
        ("lsit", "list"),
        ("ad", "add"),
        ("monday", "monday"),
        ("monkey", None),
        ("minutes", None),
        ("l", None),
        ("", None),
        ("list" * 20, None),
        ("liiist", None),
    ],
)
def test_the_nearest_word(typed: str, meant: str | None) -> None:
    assert nearest(typed, DAYS) == meant


def test_without_words_there_is_no_nearest() -> None:
    assert nearest("monday", ()) is None
