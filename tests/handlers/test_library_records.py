"""What libraries do and carry, and whom groups represent, as people type for it: who may, and that
nothing of a private group is in an answer to who may not know of it.
"""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from models import Role, RoleKind
from models.database import unit_of_work
from tests.factories import BEFORE, NOW, Cast, cast, group, person
from tests.handlers.doors import Door
from tests.happenings import interested, serve


@pytest.fixture
def people(database: Engine) -> Cast:
    """Ann directs Central, and chairs Metadata. A private group has marked names in it."""
    with unit_of_work() as session:
        found = cast(session)
        session.add(Role(person_id=found.ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
        hidden = group(session, "Marked", chair=found.cleo, channel_id="CHID", private=True)
        aid = person(session, "Aid Atwater", at=found.central, slack_id="UAID")
        serve(session, hidden, aid, until=NOW.replace(month=12))
        serve(session, hidden, person(session, "Marked Ida", at=found.writing_center))
        # Nobody of Central is in this one.
        far = group(session, "Marked Too", chair=found.cleo, channel_id="CFAR", private=True)
        interested(session, far, person(session, "Max Moss", at=found.central))
        return found


def answer(who: str, typed: str) -> str:
    door = Door((), who=who)
    door.type(typed)
    return json.dumps(door.answers[-1], ensure_ascii=False)


def pressed(who: str, action: str, value: str) -> str:
    door = Door((), who=who)
    door.press(action, value)
    shown: list[Any] = [*door.answers, *door.slack.shown]
    return json.dumps(shown[-1], ensure_ascii=False)


def test_nothing_of_a_private_group_is_in_what_libraries_show(people: Cast) -> None:
    for who in ("UANN", "UBEN"):
        words = answer(who, "/library")
        assert "Campus partners who serve beside its people" in words
        assert "Marked" not in words
    for words in (
        answer("UANN", "/library balance"),
        pressed("UANN", "balance.gaps", "0"),
        pressed("UANN", "library.years", str(people.central.id)),
        answer("UANN", "/wg equity Metadata"),
    ):
        assert "Marked" not in words
    words = pressed("UDAG", "balance.gaps", "0")
    assert "Marked Too" in words
    assert "Max Moss" in words


def test_a_group_is_looked_at_by_its_chairs_alone(people: Cast) -> None:
    assert "Who Metadata represents" in answer("UANN", "/wg equity Metadata")
    assert "Who Marked represents" in answer("UCLEO", "/wg equity Marked")
    assert "Who Marked represents" in answer("UDAG", "/wg equity Marked")
    for who in ("UBEN", "UCLEO", "UGIL"):
        assert "Who Metadata represents" not in answer(who, "/wg equity Metadata")
    # One that is private is as unknown as one that is not there.
    hidden, none = (answer("UANN", f"/wg equity {name}") for name in ("Marked", "Murked"))
    assert hidden.replace("Marked", "Murked") == none


def test_figures_are_for_the_director_of_that_library_alone(people: Cast) -> None:
    shown = "This year beside the last"
    assert shown in pressed("UANN", "library.years", str(people.central.id))
    assert shown in pressed("UDAG", "library.years", str(people.tunxis.id))
    for who, library in (("UANN", people.tunxis), ("UBEN", people.central)):
        words = pressed(who, "library.years", str(library.id))
        assert "Hours asked" not in words
    assert "no member library" in pressed("UDAG", "library.years", str(people.writing_center.id))


def test_what_all_libraries_carry_is_for_the_program_manager_alone(people: Cast) -> None:
    assert "Balance of member libraries" in answer("UDAG", "/library balance")
    own = answer("UANN", "/library balance")
    assert "What your library carries" in own
    assert "Tunxis" not in own
    for who in ("UBEN", "UCLEO", "UGIL"):
        assert "services" not in answer(who, "/library balance")
