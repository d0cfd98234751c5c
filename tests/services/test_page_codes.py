"""Codes to a mailbox: one at a time, for a quarter of an hour, and not to be guessed."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import PageCode, Person
from services import page_codes
from services.errors import Refusal
from services.page_codes import CODE_VALID, MOST_TRIES, PAUSE_BETWEEN_CODES
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


def test_the_next_one_replaces_it_and_does_not_come_at_once(session: Session, dana: Person) -> None:
    first = page_codes.new_code(session, dana, now=NOW)
    with pytest.raises(Refusal, match="on its way already"):
        page_codes.new_code(session, dana, now=NOW + PAUSE_BETWEEN_CODES - MOMENT)
    later = NOW + PAUSE_BETWEEN_CODES
    second = page_codes.new_code(session, dana, now=later)
    assert first == second or not page_codes.is_right(session, dana, first, now=later)
    assert page_codes.is_right(session, dana, second, now=later)
