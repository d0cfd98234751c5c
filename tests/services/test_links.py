"""Personal links: whose they are, until when, and how they end."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Person, PersonalLink
from models.partner_links import LinkPassedOn
from services import links
from services.people import addresses
from tests.factories import NOW, person

MOMENT = timedelta(seconds=1)


@pytest.fixture
def dana(session: Session) -> Person:
    return person(session, "Dana Reyes")


def test_a_link_opens_the_pages_of_whom_it_was_made_for(session: Session, dana: Person) -> None:
    token = links.mint(session, dana, now=NOW)
    assert links.holder(session, token, now=NOW) == dana
    assert links.holder(session, token + "x", now=NOW) is None
    assert links.holder(session, "", now=NOW) is None


def test_the_token_is_kept_nowhere(session: Session, dana: Person) -> None:
    token = links.mint(session, dana, now=NOW)
    session.flush()
    row = session.exec(select(PersonalLink)).one()
    assert token not in str(row.model_dump())
    assert len(token) == 32


def test_two_links_hold_beside_each_other(session: Session, dana: Person) -> None:
    first, second = (links.mint(session, dana, now=NOW) for _ in range(2))
    assert first != second
    assert links.holder(session, first, now=NOW) == links.holder(session, second, now=NOW) == dana


@pytest.mark.parametrize(
    ("at", "opens"), [(NOW + links.LINK_VALID - MOMENT, True), (NOW + links.LINK_VALID, False)]
)
def test_a_link_expires(session: Session, dana: Person, at: datetime, opens: bool) -> None:
    token = links.mint(session, dana, now=NOW)
    assert (links.holder(session, token, now=at) is not None) is opens
    assert links.former_holder(session, token) == dana


def test_revoking_ends_every_link_of_hers_and_of_nobody_else(
    session: Session, dana: Person
) -> None:
    ben = person(session, "Ben")
    tokens = [links.mint(session, dana, now=NOW) for _ in range(2)]
    of_ben = links.mint(session, ben, now=NOW)
    assert links.revoke_all(session, dana, by=dana, now=NOW) == 2
    assert [links.holder(session, token, now=NOW) for token in tokens] == [None, None]
    assert links.holder(session, of_ben, now=NOW) == ben
    assert links.revoke_all(session, dana, by=dana, now=NOW) == 0
    entries = session.exec(select(HistoryEntry.action)).all()
    assert entries == ["links.revoked"]


def test_a_link_that_was_passed_on_lives_shorter_and_says_who_has_it(
    session: Session, dana: Person
) -> None:
    ben, olu = person(session, "Ben"), person(session, "Olu Ojo")
    links.mint(session, dana, now=NOW)
    links.mint(session, ben, now=NOW, given_by=olu)
    token = links.mint(session, dana, now=NOW, given_by=ben)
    links.mint(session, dana, now=NOW + MOMENT, given_by=olu)
    end = NOW + links.PASSED_ON_VALID
    assert links.holder(session, token, now=end - MOMENT) == dana
    assert links.holder(session, token, now=end) is None
    assert links.passed_on(session, dana, now=end - MOMENT) == [
        LinkPassedOn("Olu Ojo", NOW + MOMENT, end + MOMENT),
        LinkPassedOn("Ben", NOW, end),
    ]
    assert [link.giver for link in links.passed_on(session, dana, now=end)] == ["Olu Ojo"]


def test_links_that_others_have_too_end_alone(session: Session, dana: Person) -> None:
    ben = person(session, "Ben")
    own = links.mint(session, dana, now=NOW)
    given = [links.mint(session, dana, now=NOW, given_by=ben) for _ in range(2)]
    of_ben = links.mint(session, ben, now=NOW, given_by=dana)
    assert links.end_passed_on(session, dana, now=NOW) == 2
    assert links.end_passed_on(session, dana, now=NOW) == 0
    assert links.passed_on(session, dana, now=NOW) == []
    opens = [links.holder(session, token, now=NOW) for token in (own, *given, of_ben)]
    assert opens == [dana, None, None, ben]
    entries = session.exec(select(HistoryEntry)).all()
    assert [(row.action, row.by_id) for row in entries] == [("links.given_ended", dana.id)]


def test_who_passed_a_link_on_is_named_as_who_she_is_after_a_merge(
    session: Session, dana: Person
) -> None:
    ben, double = person(session, "Ben"), person(session, "Bennie")
    links.mint(session, dana, now=NOW, given_by=double)
    links.pass_on(session, ben.id, double.id)
    assert [link.giver for link in links.passed_on(session, dana, now=NOW)] == ["Ben"]


def test_who_is_not_active_has_no_pages(session: Session, dana: Person) -> None:
    token = links.mint(session, dana, now=NOW)
    dana.is_active = False
    session.flush()
    assert links.holder(session, token, now=NOW) is None
    assert links.former_holder(session, token) is None


def test_rows_of_links_that_ended_long_ago_go(session: Session, dana: Person) -> None:
    for _ in range(3):
        links.mint(session, dana, now=NOW)
    session.flush()
    end = NOW + links.LINK_VALID + links.ROW_KEPT
    assert links.forget_ended(session, end, most=10) == 0
    assert links.forget_ended(session, end + MOMENT, most=2) == 2
    assert links.forget_ended(session, end + MOMENT, most=2) == 1


def test_a_new_address_ends_what_was_sent_to_the_former_one(session: Session, dana: Person) -> None:
    token = links.mint(session, dana, now=NOW)
    session.flush()
    addresses.take_main(session, dana, dana.email, now=NOW)
    assert links.holder(session, token, now=NOW) == dana
    addresses.take_main(session, dana, "dana.reyes@nowhere.example.edu", now=NOW)
    assert links.former_holder(session, token) is None
