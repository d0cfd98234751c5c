"""Answers to offers as forms bring them: by whom they may be given, and what is refused, beside
which field.
"""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models import Call, CallAnswer, Commitment, Offer
from models.calls import Capacity
from models.database import reading, unit_of_work
from models.offers import JOINS, CostFormula
from services import calls
from tests.factories import NOW, Cast, cast
from tests.handlers.doors import Door, everything
from tests.open_calls import answer
from tests.opened_calls import CLOSES, OpenedCall, spoken_for
from tests.opened_offers import committed, offered, reply, with_terms

FIELDS = (
    *("choice", "contact", "pledge", "starts_on", "comment", "comment_private"),
    *("ends_on", "notice_on", "share", "reason", "ended_on"),
)
PLEDGED = with_terms(formula=CostFormula.PLEDGES, least_units=None)
GOOD = {"choice": JOINS, "pledge": "1,200.50", "contact": "Cy", "starts_on": "2027-02-01"}


def begin(**facts: Any) -> tuple[Cast, OpenedCall]:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        return people, offered(session, people, **{"terms": PLEDGED} | facts)


def send(who: str, unit_id: int, fields: dict[str, Any], form: str = "call.answer.send") -> Door:
    door = Door(FIELDS, who=who)
    door.send(form, fields, json.dumps({"unit": unit_id}))
    return door


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        *(({"choice": odd}, "choice") for odd in ("", "yes", "0", None, "x" * 5000, ["join"])),
        *(({"pledge": odd}, "pledge") for odd in ("", "0", "-5", "ten", "1.234", "9" * 30, ["x"])),
        ({"contact": "x" * 201}, "contact"),
        ({"contact": ["x"]}, "contact"),
        *(
            ({"starts_on": odd}, "starts_on")
            for odd in ("soon", "2026-12-31", "2028-01-01", "9999-12-31")
        ),
        ({"comment": "x" * 501}, "comment"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    database: Engine, changed: dict[str, Any], field: str
) -> None:
    _, found = begin()
    before = everything()
    door = send("UCLEO", found.units["Tunxis"].id, GOOD | changed)
    assert [*door.answers[-1].get("errors", {})] == [field]
    assert everything() == before


def test_an_answer_is_kept_with_what_is_said_beside_it(database: Engine) -> None:
    _, found = begin()
    send("UCLEO", found.units["Tunxis"].id, GOOD)
    with reading() as session:
        [row] = session.exec(select(CallAnswer))
        assert row.choices == (JOINS,)
        kept = calls.replies_of(session, [row.id])[row.id]
        assert (kept.contact, kept.pledge_cents, str(kept.starts_on)) == (
            *("Cy", 120050),
            "2027-02-01",
        )


@pytest.mark.parametrize("who", ["UDAG", "UGIL", "UBEN"])
def test_nobody_joins_for_a_library_that_is_not_hers(database: Engine, who: str) -> None:
    _, found = begin()
    before = everything()
    send(who, found.units["Tunxis"].id, GOOD)
    assert everything()["call_answers"] == before["call_answers"]


def test_the_terms_of_an_open_offer_stay_as_they_are(database: Engine) -> None:
    _, found = begin()
    before = everything()
    with reading() as session:
        seen = calls.draft_digest(session, session.get_one(Call, found.call.id))
    door = Door(FIELDS, who="UDAG")
    door.press("call.terms", str(found.call.id))
    door.send("call.terms.send", {}, json.dumps({"call": found.call.id, "seen": seen}))
    assert everything()["offers"] == before["offers"]


def test_a_commitment_that_was_renewed_meanwhile_is_not_changed(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        committed(session, people)
        row = session.exec(select(Commitment)).one()
    before = everything()
    private = json.dumps({"commitment": row.id, "seen": "2026-12-31"})
    for form, fields in (
        ("commitment.end.send", {"ended_on": "2027-06-30", "reason": "Why"}),
        (
            "commitment.renew.send",
            {"ends_on": "2028-12-31", "notice_on": "", "share": "5", "reason": "Why"},
        ),
    ):
        Door(FIELDS, who="UDAG").send(form, fields, private)
        assert everything()["commitments"] == before["commitments"]
        Door(FIELDS, who="UANN").send(form, fields, private.replace("2026-12-31", "2027-12-31"))
        assert everything()["commitments"] == before["commitments"]


def test_an_offer_closes_once_and_binds_each_once(database: Engine) -> None:
    people, found = begin(terms=with_terms(least_units=1))
    with unit_of_work() as session:
        call = session.get_one(Call, found.call.id)
        unit = session.get_one(type(found.units["Central"]), found.units["Central"].id)
        answer(session, call, unit, people.ben, reply(JOINS), capacity=Capacity.ALTERNATE, now=NOW)
    for _ in range(2):
        with unit_of_work() as session:
            calls.close_due(session, found.call.id, CLOSES)
    with reading() as session:
        assert len(session.exec(select(Commitment)).all()) == 1
        assert session.exec(select(Offer)).one().is_committed
