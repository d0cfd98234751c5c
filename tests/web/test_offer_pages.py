"""Offers on people's own pages: their terms, what a unit would pay, and answers."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from models import CallAnswer, Commitment, Group, RepresentationKind, Role, RoleKind
from models.calls import AnswerDoor
from models.database import reading, unit_of_work
from models.offers import JOINS, MORE_TIME, CostFormula, OfferReply
from services import calls, commitments
from tests.factories import BEFORE, Cast, person
from tests.happenings import serve
from tests.open_calls import answer
from tests.opened_calls import CLOSES, OpenedCall, speaks, spoken_for
from tests.opened_offers import offered, reply, with_terms
from tests.pages import read_page
from tests.web.conftest import Visitor, token_of


@pytest.fixture
def cleo(people: Cast, client: FlaskClient) -> Visitor:
    """She speaks for Tunxis."""
    with unit_of_work() as session:
        spoken_for(session, people)
    return Visitor(client, token_of(people.cleo))


def begin(people: Cast, **facts: Any) -> OpenedCall:
    with unit_of_work() as session:
        return offered(session, people, **facts)


def form(found: OpenedCall, **facts: str) -> dict[str, str]:
    return {"act": "answer", "unit": str(found.units["Tunxis"].id)} | facts


def answers() -> list[CallAnswer]:
    with reading() as session:
        return list(session.exec(select(CallAnswer)))


def test_the_page_shows_terms_shares_and_who_is_in(people: Cast, cleo: Visitor) -> None:
    found = begin(people, is_hidden=False)
    with unit_of_work() as session:
        call = session.merge(found.call)
        answer(session, call, session.merge(found.units["Central"]), people.ben, reply(JOINS))
    page = cleo.see(f"/calls/{found.call.id}")
    for words in (
        "From Archive Press, Fri, Jan 1, 2027 to Fri, Dec 31, 2027.",
        "It goes ahead if at least 2 libraries join.",
        "If all 2 libraries join, Tunxis pays $5,000.00.",
        "If it closed now: Does not go ahead: 1 of 2 libraries joins, $10,000.00 together",
        "join (Ben Brook, representative), $10,000.00",
    ):
        assert words in page, words


def test_a_library_joins_on_its_page(people: Cast, cleo: Visitor) -> None:
    pledged = with_terms(formula=CostFormula.PLEDGES, least_units=None)
    found = begin(people, terms=pledged)
    sent = form(found, choice=JOINS, pledge="1,500", contact="Cy", starts_on="2027-02-01")
    cleo.send(f"/calls/{found.call.id}", **sent)
    [row] = answers()
    assert (row.choices, row.door) == ((JOINS,), AnswerDoor.PAGE)
    with reading() as session:
        kept = calls.replies_of(session, [row.id])[row.id]
    assert kept == OfferReply("Cy", 150_000, date(2027, 2, 1))
    page = cleo.see(f"/calls/{found.call.id}")
    assert 'value="1,500.00"' in page
    assert 'value="2027-02-01"' in page
    cleo.send(f"/calls/{found.call.id}", **form(found, choice=MORE_TIME))
    assert "needs more time" in cleo.see(f"/calls/{found.call.id}")


@pytest.mark.parametrize(
    "odd",
    [
        {"choice": ""},
        {"choice": "yes"},
        {"pledge": "ten"},
        {"pledge": ""},
        {"starts_on": "soon"},
        {"starts_on": "2029-01-01"},
        {"contact": "x" * 201},
    ],
)
def test_what_cannot_be_is_refused_on_the_page(
    people: Cast, cleo: Visitor, odd: dict[str, str]
) -> None:
    pledged = with_terms(formula=CostFormula.PLEDGES, least_units=None)
    found = begin(people, terms=pledged)
    sent = form(found, **({"choice": JOINS, "pledge": "5"} | odd))
    cleo.send(f"/calls/{found.call.id}", **sent)
    assert answers() == []


def bound(people: Cast, *, private: bool = False, **facts: Any) -> None:
    """Tunxis is bound by an offer that it joined alone."""
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = private
        found = offered(session, people, terms=with_terms(least_units=1, **facts))
        answer(session, found.call, found.units["Tunxis"], people.cleo, reply(JOINS))
        calls.close(session, found.call, found.group, now=CLOSES)


def test_the_first_page_lists_what_the_library_is_committed_to(
    people: Cast, cleo: Visitor, client: FlaskClient
) -> None:
    assert "committed to" not in cleo.see("")
    bound(people, vendor="Archive <Press>")
    page = read_page(cleo.see("")).text
    assert "What your library is committed to Shall we buy the newspaper archive together?" in page
    assert "Tunxis: $10,000.00, Archive <Press>" in page
    assert "Until Fri, Dec 31, 2027, to decide by Mon, Nov 1, 2027" in page
    # Whoever is at another library sees her own, of which there is nothing.
    ben = Visitor(client, token_of(people.ben))
    assert "committed to" not in ben.see("")


def test_what_has_ended_is_not_on_the_first_page(people: Cast, cleo: Visitor) -> None:
    bound(people, notice_days=None)
    assert "to decide by" not in cleo.see("")
    with unit_of_work() as session:
        row = session.exec(select(Commitment)).one()
        day = date(2027, 6, 30)
        commitments.end(session, row, day, "Cancelled", by=people.dag, now=CLOSES)
    assert "committed to" not in cleo.see("")


def test_who_answers_for_the_library_sees_them_without_slack(
    people: Cast, cleo: Visitor, client: FlaskClient
) -> None:
    bound(people)
    with unit_of_work() as session:
        library = session.merge(people.tunxis)
        found = [person(session, f"{name} Gray", at=library) for name in ("Lea", "Dora", "Una")]
        deputy, director, other = found
        speaks(session, library, deputy, people.metadata, RepresentationKind.ALTERNATE)
        session.add(Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    for who in (deputy, director):
        visitor = Visitor(client, token_of(who))
        page = visitor.see("")
        assert "Tunxis: $10,000.00" in read_page(page).text
        [number] = re.findall(r"/calls/(\d+)", page)
        visitor.see(f"/calls/{number}")
    assert "committed to" not in Visitor(client, token_of(other)).see("")


def test_commitments_of_a_private_group_are_for_those_who_may_know_of_it(
    people: Cast, cleo: Visitor
) -> None:
    bound(people, private=True)
    assert "committed to" not in cleo.see("")
    with unit_of_work() as session:
        serve(session, session.get_one(Group, people.metadata.id), session.merge(people.cleo))
    assert "committed to" in cleo.see("")
