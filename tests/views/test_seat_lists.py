"""The seats of a group as they are listed."""

from datetime import date
from typing import Any

import pytest

from models import Group, GroupKind, MemberRole, Person, Seat
from models.seats import DatedRoster, Gap, Incumbent, SeatLine
from tests.factories import NOW
from views import seats as views

GROUP = Group(id=1, name="Metadata", name_key="metadata", kind=GroupKind.TASK_FORCE, created_at=NOW)
SEAT = Seat(id=7, group_id=1, role=MemberRole.MEMBER, label="for <staff>", created_at=NOW)


@pytest.mark.parametrize("may_edit", [True, False])
def test_a_vacant_seat_has_buttons_and_the_others_have_menus(*, may_edit: bool) -> None:
    blocks = _blocks(_line(), _line(incumbent=_ben()), may_edit=may_edit)
    buttons = [block["elements"] for block in blocks if block["type"] == "actions"]
    labels = [[element["text"]["text"] for element in row] for row in buttons]
    assert labels == (
        [["Appoint somebody", "Change the seat", "Close the seat"], ["Add a seat"]] * may_edit
    )
    if may_edit:
        assert {element["value"] for element in buttons[0]} == {"7"}
        spoken = [element["accessibility_label"] for element in buttons[0]]
        assert spoken[0] == "Appoint somebody: member for <staff>"
    assert sum("accessory" in block for block in blocks) == may_edit
    assert ("The menu beside a seat" in str(blocks)) is may_edit


def test_the_menus_are_told_of_only_where_there_is_one() -> None:
    assert "The menu beside" not in str(_blocks(_line(), may_edit=True))


def test_a_vacant_seat_in_which_somebody_follows_has_a_menu() -> None:
    blocks = _blocks(_line(successor=_ben()), may_edit=True)
    assert "Call off who follows" in str(blocks)
    assert "Close the seat" not in str(blocks)


@pytest.mark.parametrize("may_edit", [True, False])
@pytest.mark.parametrize("sits", [True, False])
def test_a_seat_by_itself_has_what_may_be_done_about_it(*, may_edit: bool, sits: bool) -> None:
    line = _line(incumbent=_ben() if sits else None)
    message = views.shown(line, may_edit=may_edit)
    assert ("Change the seat" in str(message["blocks"])) is may_edit
    assert "votes" in str(message["text"])
    assert "Seats of the group" in str(message["blocks"])


def test_a_seat_by_itself_tells_how_its_terms_end() -> None:
    seat = Seat(id=7, group_id=1, cycle_ends_on=date(2027, 6, 30), holds_over=True, created_at=NOW)
    text = str(views.shown(SeatLine(seat, GROUP), may_edit=False)["text"])
    assert "A term of it ends on Wed, Jun 30, 2027." in text
    assert "stays until somebody is appointed" in text
    seat.closed_at = NOW
    message = views.shown(SeatLine(seat, GROUP), may_edit=True)
    assert "is closed" in str(message["text"])
    assert "Change the seat" not in str(message["blocks"])


@pytest.mark.parametrize(
    ("library", "category", "words"),
    [
        ("", "community college", "asks for a library of the kind “community college”"),
        ("Tunxis", "academic", "asks for Tunxis of the kind “academic”"),
        ("Tunxis", None, "asks for Tunxis"),
    ],
)
def test_the_library_that_a_seat_asks_for_reads_whatever_the_kind_is(
    library: str, category: str | None, words: str
) -> None:
    seat = Seat(id=7, group_id=1, category=category, created_at=NOW)
    line = SeatLine(seat, GROUP, asks_for=library, gap=Gap.VACANT)
    text = str(views.vacancies([line])["blocks"])
    assert f"{words}\n" in text or f"{words}'" in text or f"{words} ·" in text
    assert "asks for" not in str(views.vacancies([_line()])["blocks"])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Nobody served in *Metadata* on Thu, Jan 2, 2020."),
        (
            {"begins_on": date(2026, 11, 1)},
            "Nobody is on record for Thu, Jan 2, 2020: the record of *Metadata* begins on Sun,"
            " Nov 1, 2026.",
        ),
        (
            {"is_ahead": True},
            "Nobody is to serve in *Metadata* on Thu, Jan 2, 2020, as it stands today.",
        ),
    ],
)
def test_a_roster_of_nobody_says_why(facts: dict[str, Any], words: str) -> None:
    assert views.roster(DatedRoster(GROUP, date(2020, 1, 2), (), **facts))["text"] == words


@pytest.mark.parametrize("is_ahead", [True, False])
def test_a_roster_of_a_day_ahead_is_as_it_stands_today(*, is_ahead: bool) -> None:
    found = DatedRoster(GROUP, date(2027, 1, 2), (), (_ben(),), is_ahead=is_ahead)
    message = views.roster(found)
    assert ("as it stands today:" in str(message["text"])) is is_ahead
    assert ("As it stands today." in str(message["blocks"])) is is_ahead


def _blocks(*lines: SeatLine, may_edit: bool) -> list[dict[str, Any]]:
    blocks = views.listed(GROUP, lines, may_edit=may_edit)["blocks"]
    assert isinstance(blocks, list)
    return blocks


def _line(incumbent: Incumbent | None = None, successor: Incumbent | None = None) -> SeatLine:
    return SeatLine(SEAT, GROUP, incumbent=incumbent, successor=successor)


def _ben() -> Incumbent:
    ben = Person(id=2, name="Ben Brook", slack_id="UBEN", created_at=NOW)
    return Incumbent(1, ben, "Tunxis", MemberRole.MEMBER, date(2026, 11, 1), None, None)
