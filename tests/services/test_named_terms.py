"""Academic terms as people type them: by their place beside today, or by season and year."""

from datetime import date

import pytest

from models.academic_terms import TERM_DAYS
from services.academic_terms import named_term
from services.dates import Period
from services.errors import Invalid

ENDING = "Jan 20–May 15, Aug 25–Dec 18"
TODAY = date(2026, 11, 24)
BREAK = date(2026, 12, 28)


def found(words: str, days: str = ENDING, today: date = TODAY) -> tuple[str, date, date] | None:
    term = named_term(words, term_days=days, today=today)
    return (term.label, term.first, term.last) if term else None


FALL = ("fall 2026", date(2026, 8, 25), date(2026, 12, 18))
SPRING = ("spring 2026", date(2026, 1, 20), date(2026, 5, 15))


@pytest.mark.parametrize(
    ("words", "term"),
    [
        *(("this semester", FALL), ("semester", FALL), ("This  Term", FALL), ("fall", FALL)),
        *(("last semester", SPRING), ("the previous term", SPRING), ("spring", SPRING)),
        ("next semester", ("spring 2027", date(2027, 1, 20), date(2027, 5, 15))),
        ("last fall", ("fall 2025", date(2025, 8, 25), date(2025, 12, 18))),
        ("autumn semester of 2024", ("fall 2024", date(2024, 8, 25), date(2024, 12, 18))),
        ("since last term", ("since Tue, Jan 20, 2026", date(2026, 1, 20), TODAY)),
    ],
)
def test_a_term_is_read(words: str, term: tuple[str, date, date]) -> None:
    assert found(words) == term


def test_between_two_terms_the_last_is_the_one_that_has_just_ended() -> None:
    assert found("last semester", today=BREAK) == FALL
    assert found("last semester", today=date(2026, 12, 18)) == SPRING
    assert found("last semester", today=date(2026, 12, 19)) == FALL
    assert found("this semester", today=date(2026, 8, 24)) == SPRING
    assert found("this semester", today=date(2026, 8, 25)) == FALL
    assert found("next semester", today=date(2026, 8, 24)) == FALL


def test_where_no_end_is_declared_a_term_lasts_until_the_next_begins() -> None:
    assert found("fall 2026", TERM_DAYS) == ("fall 2026", date(2026, 8, 25), date(2027, 1, 19))


def test_two_terms_of_one_season_are_told_apart() -> None:
    term = found("summer", "Jan 20, Jun 1, Aug 1", date(2026, 7, 1))
    assert term == ("summer 2026", date(2026, 6, 1), date(2026, 7, 31))
    term = found("this term", "Jan 10, Mar 20, Aug 25", date(2026, 4, 1))
    assert term == ("spring 2026, from March", date(2026, 3, 20), date(2026, 8, 24))


@pytest.mark.parametrize("words", ["last quarter", "fallen", "semester 2026", "", "this"])
def test_what_names_no_term_is_left_to_others(words: str) -> None:
    assert found(words) is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("summer 2026", "I know no term"),
        ("fall 1999", "I know no term"),
        ("fall 9999", "I know no term"),
        ("since fall 2027", "has not begun yet"),
        ("since next semester", "has not begun yet"),
    ],
)
def test_terms_that_are_not_there_are_refused(words: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        named_term(words, term_days=ENDING, today=TODAY)


def test_a_term_is_a_period_like_any_other() -> None:
    assert isinstance(named_term("fall 2026", term_days=ENDING, today=TODAY), Period)
