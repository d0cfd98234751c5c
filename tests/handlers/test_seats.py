"""Seats: which library a form may ask for, how many it adds, and changing them."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from handlers import home
from handlers.seats import appointing, changing, seat_lists
from models import Organization, OrganizationKind, Seat
from models.database import reading, unit_of_work
from tests.factories import Cast, cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from views import seats as views

FORM = {"role": "member", "label": "new", "votes": "role", "count": "1"}


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def wanted() -> int | None:
    with reading() as session:
        return session.exec(select(Seat.organization_id).order_by(col(Seat.id).desc())).first()


def test_a_library_is_chosen(people: Cast) -> None:
    form = FORM | {"organization": str(people.tunxis.id)}
    changing.add(sent(people.ann, form, group=people.metadata.id))
    assert wanted() == people.tunxis.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Tunxis", "one of those that are offered"), ("99999", "no such library")],
)
def test_what_is_no_library_is_refused_beside_the_field(
    people: Cast, typed: str, words: str
) -> None:
    form = FORM | {"organization": typed}
    message, field = refused(changing.add, sent(people.ann, form, group=people.metadata.id))
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


def rows() -> list[Seat]:
    with reading() as session:
        return list(session.exec(select(Seat).order_by(col(Seat.id))))


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """What a form sends that nobody touched."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            chosen = [option["value"] for option in element.get("initial_options", ())]
            option = element.get("initial_option", {}).get("value")
            typed = element.get("initial_value") or element.get("initial_date")
            values[block["block_id"]] = option or typed or chosen
    return values


@pytest.mark.parametrize(
    ("role", "votes", "is_voting"),
    [
        ("observer", "role", False),
        ("representative", "role", True),
        ("observer", "votes", True),
        ("member", "silent", False),
    ],
)
def test_a_seat_votes_as_is_chosen_or_as_its_role_does(
    people: Cast, role: str, votes: str, is_voting: bool
) -> None:
    form = FORM | {"role": role, "votes": votes}
    changing.add(sent(people.ann, form, group=people.metadata.id))
    assert [seat.votes for seat in rows()] == [is_voting]


@pytest.mark.parametrize(("typed", "count"), [("1", 1), ("3", 3), ("20", 20)])
def test_one_form_adds_several_seats(people: Cast, typed: str, count: int) -> None:
    request = sent(people.ann, FORM | {"count": typed}, group=people.metadata.id)
    text = text_of(changing.add(request))
    assert len(rows()) == count
    several = f"Added: {count} seats: *Member new*. “Appoint somebody” below each of them says"
    assert (several in text) is (count > 1)
    assert ("“Appoint somebody” below it says" in text) is (count == 1)


def test_a_form_that_does_not_ask_how_many_adds_one(people: Cast) -> None:
    fields = {name: value for name, value in FORM.items() if name != "count"}
    text = text_of(changing.add(sent(people.ann, fields, group=people.metadata.id)))
    assert text.startswith("Added: *Member new*.")
    assert len(rows()) == 1


@pytest.mark.parametrize("typed", ["", "0", "21", "x", "-1", "1.5"])
def test_no_other_number_is_taken(people: Cast, typed: str) -> None:
    request = sent(people.ann, FORM | {"count": typed}, group=people.metadata.id)
    assert refused(changing.add, request)[1] == "count"
    assert rows() == []


@pytest.mark.parametrize("typed", ["0", "21", "x"])
def test_no_other_number_of_terms_in_a_row_is_taken(people: Cast, typed: str) -> None:
    form = FORM | {"term_months": "12", "term_limit": typed}
    request = sent(people.ann, form, group=people.metadata.id)
    assert refused(changing.add, request)[1] == "term_limit"
    assert rows() == []


@pytest.fixture
def seat(people: Cast) -> Seat:
    form = FORM | {
        "role": "observer",
        "organization": str(people.tunxis.id),
        "category": "college",
        "term_months": "12",
        "term_limit": "2",
        "cycle_ends_on": "2027-06-30",
        "hours_a_month": "3",
        "holds_over": ["yes"],
    }
    changing.add(sent(people.ann, form, group=people.metadata.id))
    return rows()[0]


def test_the_form_shows_what_is_declared_and_untouched_changes_nothing(
    people: Cast, seat: Seat
) -> None:
    view = shown(changing.open_change(pressed(people.ann, seat.id)))
    values = filled(view)
    assert (values["role"], values["votes"], values["term_limit"]) == ("observer", "silent", "2")
    private = json.loads(view["private_metadata"])
    changing.change(sent(people.ann, values, **private))
    assert [row.model_dump() for row in rows()] == [seat.model_dump()]
    changing.change(sent(people.dag, values | {"votes": "votes", "label": "other"}, **private))
    assert [(row.votes, row.label) for row in rows()] == [(True, "other")]


def test_who_leaves_is_only_named_where_somebody_sits_or_is_to(people: Cast, seat: Seat) -> None:
    opening = pressed(people.ann, str(seat.id))
    words = "Whoever sits there then leaves the seat"
    assert words not in str(appointing.open_appoint(opening))
    form = {"person": people.cleo.slack_id, "first": "2027-01-01", "last": ""}
    appointing.appoint(sent(people.ann, form, seat=seat.id, others=(people.cleo,)))
    assert words in str(appointing.open_appoint(opening))


def test_a_form_that_is_older_than_the_last_change_is_refused(people: Cast, seat: Seat) -> None:
    view = shown(changing.open_change(pressed(people.ann, seat.id)))
    values, private = filled(view), json.loads(view["private_metadata"])
    changing.change(sent(people.dag, values | {"hours_a_month": "4"}, **private))
    message, _field = refused(changing.change, sent(people.ann, values, **private))
    assert message.startswith("The seat has changed since you opened this form.")
    assert [row.hours_a_month for row in rows()] == [4]


def test_who_does_not_chair_changes_no_seat(people: Cast, seat: Seat) -> None:
    request = pressed(people.ben, seat.id)
    assert "Only a chair of Metadata" in refused(changing.open_change, request)[0]
    view = shown(changing.open_change(pressed(people.ann, seat.id)))
    private = json.loads(view["private_metadata"])
    values = filled(view) | {"label": "other"}
    refused(changing.change, sent(people.ben, values, **private))
    assert [row.label for row in rows()] == ["new"]
    assert "does not vote" in text_of(seat_lists.show(request))


def test_a_library_that_left_stays_chosen_in_the_form(people: Cast, seat: Seat) -> None:
    with unit_of_work() as session:
        session.get_one(Organization, people.tunxis.id).active_until = date(2026, 1, 31)
    view = shown(changing.open_change(pressed(people.ann, seat.id)))
    assert filled(view)["organization"] == str(people.tunxis.id)


def test_home_counts_the_vacant_seats_of_who_fills_them(people: Cast, seat: Seat) -> None:
    shown_to = {who.name: str(home.view_for(ask(who))) for who in (people.ann, people.dag)}
    assert "*1 seat* is vacant, in 1 group that you chair." in shown_to["Ann Abara"]
    assert "*1 seat* is vacant, in 1 group." in shown_to["Dag Dahl"]
    assert "/wg vacancies" in shown_to["Ann Abara"]
    assert "vacant" not in str(home.view_for(ask(people.ben)))
