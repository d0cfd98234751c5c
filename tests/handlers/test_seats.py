"""Seats: which library a form may ask for."""

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers.seats import appointing
from models import Organization, OrganizationKind, Seat
from models.database import reading, unit_of_work
from tests.factories import Cast, cast
from tests.handlers.asks import refused, sent
from views import seats as views

FORM = {"role": "member", "label": "new"}


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def wanted() -> int | None:
    with reading() as session:
        return session.exec(select(Seat.organization_id).order_by(col(Seat.id).desc())).first()


def test_a_library_is_chosen(people: Cast) -> None:
    form = FORM | {"organization": str(people.tunxis.id)}
    appointing.add(sent(people.ann, form, group=people.metadata.id))
    assert wanted() == people.tunxis.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Tunxis", "one of those that are offered"), ("99999", "no such library")],
)
def test_what_is_no_library_is_refused_beside_the_field(
    people: Cast, typed: str, words: str
) -> None:
    form = FORM | {"organization": typed}
    message, field = refused(appointing.add, sent(people.ann, form, group=people.metadata.id))
    assert field == "organization"
    assert words in message


@pytest.mark.parametrize(("count", "type_"), [(100, "static_select"), (101, "external_select")])
def test_a_library_is_searched_for_where_a_menu_would_hide_some(
    people: Cast, count: int, type_: str
) -> None:
    rows = [
        Organization(
            id=number,
            key=f"l{number}",
            name=f"L {number}",
            short_name=f"L {number}",
            kind=OrganizationKind.LIBRARY,
        )
        for number in range(1, count + 1)
    ]
    form = views.add(people.metadata, rows)
    fields = [block["element"] for block in form["blocks"] if block["type"] == "input"]
    [element] = [field for field in fields if field["action_id"] == "seat.organization"]
    assert element["type"] == type_
