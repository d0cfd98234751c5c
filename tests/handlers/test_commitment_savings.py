"""What a commitment saves, as the form brings it: by whom, beside which field it is refused, and
when it was declared meanwhile.
"""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models import Commitment
from models.database import reading, unit_of_work
from services import commitments, stale_forms
from tests.factories import cast
from tests.handlers.doors import Door, everything
from tests.opened_calls import spoken_for
from tests.opened_offers import committed

FIELDS = ("saved", "saved_how")
GOOD = {"saved": "2,500.50", "saved_how": "The vendor's price list"}
UNDECLARED = stale_forms.digests({"saved_cents": None, "saved_how": ""})


@pytest.fixture
def bound(database: Engine) -> int:
    """The id of the commitment of Central, for which Ben speaks."""
    with unit_of_work() as session:
        people = cast(session)
        spoken_for(session, people)
        committed(session, people)
        return session.exec(select(Commitment.id)).one()


def send(who: str, bound: int, fields: dict[str, Any], **carried: str) -> Door:
    door = Door(FIELDS, who=who)
    private = {"commitment": bound, "seen": "2027-12-31", "saving": UNDECLARED} | carried
    door.send("commitment.saving.send", fields, json.dumps(private))
    return door


def saving() -> tuple[int | None, str]:
    with reading() as session:
        row = session.exec(select(Commitment)).one()
        return row.saved_cents, row.saved_how


def test_whoever_speaks_for_the_library_declares_and_takes_back(bound: int) -> None:
    send("UBEN", bound, GOOD)
    assert saving() == (250_050, "The vendor's price list")
    with reading() as session:
        seen = stale_forms.digests(commitments.saving_of(session.get_one(Commitment, bound)))
    send("UBEN", bound, {"saved": "", "saved_how": ""}, saving=seen)
    assert saving() == (None, "")


def test_who_speaks_for_another_library_declares_nothing(bound: int) -> None:
    before = everything()
    for who in ("UCLEO", "UGIL"):
        send(who, bound, GOOD)
        Door(FIELDS, who=who).press("commitment.saving", str(bound))
        assert everything() == before


def test_what_was_declared_or_renewed_meanwhile_stays(bound: int) -> None:
    send("UDAG", bound, GOOD)
    kept = everything()["commitments"]
    send("UBEN", bound, {"saved": "1", "saved_how": "Last year"})
    send("UBEN", bound, GOOD, seen="2026-12-31")
    assert everything()["commitments"] == kept


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        *(({"saved": odd}, "saved") for odd in ("ten", "-5", "0", "9" * 30, "1.234")),
        ({"saved": ""}, "saved"),
        ({"saved_how": " "}, "saved_how"),
        ({"saved_how": "x" * 201}, "saved_how"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    bound: int, changed: dict[str, Any], field: str
) -> None:
    before = everything()
    door = send("UBEN", bound, GOOD | changed)
    assert [*door.answers[-1].get("errors", {})] == [field]
    assert everything() == before
