"""Items of an agenda that are typed in one line: read whole, or quoted."""

import pytest
from sqlmodel import Session

from models import AgendaPurpose
from models.agendas import ItemDraft
from services.agendas import reading
from services.agendas.reading import TypedItem
from services.errors import Invalid
from tests.factories import Cast, cast

DECIDE, DISCUSS, INFORM = AgendaPurpose.DECIDE, AgendaPurpose.DISCUSS, AgendaPurpose.INFORM


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def read(people: Cast, text: str) -> TypedItem:
    mentioned = {"<@UBEN>": people.ben, "@pia": people.pia, "<@UCLEO>": people.cleo}
    members = [people.ann, people.ben, people.gil, people.pia]
    return reading.read(text, mentioned=mentioned, members=members)


def in_short(item: TypedItem) -> tuple[object, ...]:
    owner = item.owner.name if item.owner else ""
    return item.title, owner, item.minutes, item.purpose, item.papers


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("Courier price", ("Courier price", "", None, None, ())),
        ("Courier price, 10 min, to decide", ("Courier price", "", 10, DECIDE, ())),
        ("Courier price 10 min to decide", ("Courier price", "", 10, DECIDE, ())),
        ("Courier price, to decide; 1 hour", ("Courier price", "", 60, DECIDE, ())),
        ("Courier price, for 1h, for discussion", ("Courier price", "", 60, DISCUSS, ())),
        ("News, FYI, by Ben", ("News", "Ben Brook", None, INFORM, ())),
        ("News by Pia Pons, 5 minutes", ("News", "Pia Pons", 5, None, ())),
        ("News, by <@UBEN>", ("News", "Ben Brook", None, None, ())),
        ("News <@UBEN> 720 min", ("News", "Ben Brook", 720, None, ())),
        ("News, 15 min by @pia", ("News", "Pia Pons", 15, None, ())),
        ("News, 15 min and to inform", ("News", "", 15, INFORM, ())),
        ("Ask <@UBEN> about vans, 1 min", ("Ask Ben Brook about vans", "", 1, None, ())),
        ("Vans, fees, and so on, 10 min", ("Vans, fees, and so on", "", 10, None, ())),
        ("Report by Friday", ("Report by Friday", "", None, None, ())),
        ("To decide", ("To decide", "", None, None, ())),
        (
            "Price, https://a.example/1, to discuss, paper https://b.example/2",
            ("Price", "", None, DISCUSS, ("https://a.example/1", "https://b.example/2")),
        ),
        ("Price https://a.example/1", ("Price", "", None, None, ("https://a.example/1",))),
        ("", ("", "", None, None, ())),
    ],
)
def test_a_line_is_read_whole(people: Cast, text: str, understood: tuple[object, ...]) -> None:
    item = read(people, text)
    assert (in_short(item), item.unread) == (understood, "")


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Price, 10 minn", "I cannot read “10 minn”"),
        ("Price, 10 min, please", "I cannot read “please”"),
        ("Price, to decied", "I cannot read “to decied”. Did you mean “to decide”?"),
        ("Price, by Zed", "Nobody in the group is called “Zed”."),
        ("Price, 10 min, 20 min", "“10 min” is one too many"),
        ("Price, to decide, to inform", "“to decide” is one too many"),
        ("Price, by Ben, by Ann", "“by Ben” is one too many"),
        ("Price, 0 min", "“0 min” is not between 1 minute and 12 hours."),
        ("Price, 721 min", "“721 min” is not between 1 minute and 12 hours."),
        ("Price, <@UCLEO>", "Cleo Costa is not in the group. Choose somebody who is."),
        ("Price 5 min <@UCLEO>", "Cleo Costa is not in the group."),
    ],
)
def test_what_is_not_understood_is_quoted(people: Cast, text: str, unread: str) -> None:
    item = read(people, text)
    assert (item.title, item.unread[: len(unread)]) == ("Price", unread)


def test_a_name_of_several_is_quoted(people: Cast) -> None:
    people.gil.name = "Ben Bell"
    assert read(people, "Price, by Ben").unread == "“Ben” could be Ben Brook or Ben Bell."
    assert read(people, "Price, by Ben Bell").owner == people.gil
    assert read(people, "Price by Ben").title == "Price by Ben"


def test_a_length_within_the_title_stays_there(people: Cast) -> None:
    item = read(people, "The 5 minute rule, to discuss")
    assert in_short(item) == ("The 5 minute rule", "", None, DISCUSS, ())
    assert item.note.startswith("“5 minute” stays in the title")
    assert read(people, "The 5 minute rule, 10 min").note == ""


def test_the_same_said_twice_is_fine(people: Cast) -> None:
    assert read(people, "Price, 10 min, 10 minutes").unread == ""


def test_who_proposes_owns_what_nobody_else_does(people: Cast) -> None:
    item = read(people, "Price, https://a.example, https://b.example")
    assert item.draft(people.ann) == ItemDraft(
        "Price", people.ann, None, DISCUSS, "https://a.example\nhttps://b.example"
    )
    assert read(people, "Price, by Ben").draft(people.ann).owner == people.ben


def test_an_order_is_read_from_numbers() -> None:
    assert reading.read_order("3, 1.", (7, 8, 9)) == [9, 7, 8]
    assert reading.read_order("2;3 1", (7, 8, 9)) == [8, 9, 7]


@pytest.mark.parametrize("typed", ["", "x", "0", "4", "1, 1", "-1", "²", "9" * 10])
def test_an_order_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        reading.read_order(typed, (7, 8, 9))
    assert refusal.value.field == "order"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("10", 10), ("10 min", 10), ("1 hour", 60), ("0", 0), ("a while", None), ("1.5", None)],
)
def test_minutes_alone_are_read(typed: str, minutes: int | None) -> None:
    assert reading.read_minutes(typed) == minutes
