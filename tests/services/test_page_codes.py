"""Codes to a mailbox: one at a time, for a quarter of an hour, and not to be guessed."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import PageCode, Person
from services import page_codes, page_letters
from services.errors import Refusal
from services.page_codes import CODE_VALID, MOST_CODES, MOST_TRIES, PAUSE_BETWEEN_CODES
from tests.factories import NOW, person

MOMENT = timedelta(seconds=1)


@pytest.fixture
def dana(session: Session) -> Person:
    return person(session, "Dana Reyes")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_code_is_right_once(session: Session, dana: Person) -> None:
    code = page_codes.new_code(session, dana, now=NOW)
    assert len(code) == 8
    assert code not in str(session.exec(select(PageCode)).one().model_dump())
    assert page_codes.is_right(session, dana, f" {code[:4]} {code[4:]}", now=NOW)
    assert not page_codes.is_right(session, dana, code, now=NOW)


def test_nobody_without_a_code_has_a_right_one(session: Session, dana: Person) -> None:
    assert not page_codes.is_right(session, dana, "", now=NOW)
    assert session.exec(select(PageCode)).all() == []


def test_it_is_right_until_its_time_is_over(session: Session, dana: Person) -> None:
    code = page_codes.new_code(session, dana, now=NOW)
    assert not page_codes.is_right(session, dana, code, now=NOW + CODE_VALID)
    assert page_codes.is_right(session, dana, code, now=NOW + CODE_VALID - MOMENT)


@pytest.mark.parametrize(("tries", "right"), [(MOST_TRIES - 1, True), (MOST_TRIES, False)])
def test_after_some_wrong_ones_the_right_one_is_refused_too(
    session: Session, dana: Person, tries: int, right: bool
) -> None:
    code = page_codes.new_code(session, dana, now=NOW)
    for _ in range(tries):
        assert not page_codes.is_right(session, dana, wrong(code), now=NOW)
    assert page_codes.is_right(session, dana, code, now=NOW) is right


def test_a_code_is_of_one_person(session: Session, dana: Person) -> None:
    other = person(session, "Olu Ojo")
    code = page_codes.new_code(session, dana, now=NOW)
    page_codes.new_code(session, other, now=NOW)
    assert not page_codes.is_right(session, other, code, now=NOW)


def sent(session: Session, who: Person, at: datetime) -> None:
    """Have a code sent, as her page does."""
    code = page_codes.new_code(session, who, now=at)
    page_letters.send_code(session, who, {"text": code}, now=at)
    session.flush()


@pytest.mark.parametrize(("most", "span"), MOST_CODES)
def test_so_many_are_sent_within_an_hour_and_a_day(
    session: Session, dana: Person, most: int, span: timedelta
) -> None:
    other = person(session, "Olu Ojo")
    step = span / most
    for number in range(most):
        sent(session, dana, NOW + number * step)
    free_at = NOW + span
    for at, wait in (
        (free_at - MOMENT, "in 1 minute."),
        (free_at - timedelta(minutes=2), "in 2 minutes."),
        (free_at - timedelta(minutes=2) - MOMENT, "in 3 minutes."),
    ):
        with pytest.raises(Refusal, match=re.escape(wait)):
            page_codes.new_code(session, dana, now=at)
    sent(session, other, free_at - MOMENT)
    sent(session, dana, free_at)
    with pytest.raises(Refusal, match="in "):
        page_codes.new_code(session, dana, now=free_at + step - MOMENT)
    sent(session, dana, free_at + step)


@pytest.mark.parametrize(
    ("minutes", "words"), [(59, "59 minutes"), (60, "1 hour"), (61, "2 hours"), (121, "3 hours")]
)
def test_how_long_to_wait_is_rounded_up(
    session: Session, dana: Person, minutes: int, words: str
) -> None:
    [_, (most, span)] = MOST_CODES
    for number in range(most):
        sent(session, dana, NOW + number * timedelta(minutes=20))
    with pytest.raises(Refusal, match=f"in {words}\\."):
        page_codes.new_code(session, dana, now=NOW + span - timedelta(minutes=minutes))


def test_a_wait_of_both_says_the_longer_one(session: Session, dana: Person) -> None:
    for number in range(10):
        sent(session, dana, NOW + number * timedelta(minutes=15))
    with pytest.raises(Refusal, match="in 22 hours"):
        page_codes.new_code(session, dana, now=NOW + 10 * timedelta(minutes=15))


def test_the_next_one_replaces_it_and_does_not_come_at_once(session: Session, dana: Person) -> None:
    first = page_codes.new_code(session, dana, now=NOW)
    with pytest.raises(Refusal, match="on its way already"):
        page_codes.new_code(session, dana, now=NOW + PAUSE_BETWEEN_CODES - MOMENT)
    later = NOW + PAUSE_BETWEEN_CODES
    second = page_codes.new_code(session, dana, now=later)
    assert first == second or not page_codes.is_right(session, dana, first, now=later)
    assert page_codes.is_right(session, dana, second, now=later)
