"""The seats of a group as they are listed."""

from datetime import date
from typing import Any

import pytest

from models import Group, GroupKind, MemberRole, Person, Seat
from models.seats import Incumbent, SeatLine
from tests.factories import NOW
from views import seats as views

GROUP = Group(id=1, name="Metadata", name_key="metadata", kind=GroupKind.TASK_FORCE, created_at=NOW)
SEAT = Seat(id=7, group_id=1, role=MemberRole.MEMBER, label="for <staff>", created_at=NOW)


@pytest.mark.parametrize("may_edit", [True, False])
def test_a_vacant_seat_has_buttons_and_the_others_have_menus(*, may_edit: bool) -> None:
    blocks = _blocks(_line(), _line(incumbent=_ben()), may_edit=may_edit)
    buttons = [block["elements"] for block in blocks if block["type"] == "actions"]
    labels = [[element["text"]["text"] for element in row] for row in buttons]
    assert labels == ([["Appoint somebody", "Close the seat"], ["Add a seat"]] * may_edit)
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


def _blocks(*lines: SeatLine, may_edit: bool) -> list[dict[str, Any]]:
    blocks = views.listed(GROUP, lines, may_edit=may_edit)["blocks"]
    assert isinstance(blocks, list)
    return blocks


def _line(incumbent: Incumbent | None = None, successor: Incumbent | None = None) -> SeatLine:
    return SeatLine(SEAT, GROUP, incumbent=incumbent, successor=successor)


def _ben() -> Incumbent:
    ben = Person(id=2, name="Ben Brook", slack_id="UBEN", created_at=NOW)
    return Incumbent(1, ben, "Tunxis", MemberRole.MEMBER, date(2026, 11, 1), None, None)
