"""What is said about groups, where there are many of them, or of their members."""

import json

from handlers.dispatch import LONGEST_LINE
from models import Group, GroupKind, MemberRole, Person
from models.rosters import GroupLine, Seat
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from tests.factories import NOW
from views import groups as views


def group() -> Group:
    return Group(id=7, name="Metadata", name_key="metadata", kind=GroupKind.COUNCIL, created_at=NOW)


def seat(number: int, role: MemberRole = MemberRole.MEMBER) -> Seat:
    return Seat(Person(id=number, name=f"Person {number}", created_at=NOW), role, "Central", NOW)


def test_the_form_of_a_large_group_offers_its_chairs() -> None:
    seats = [*(seat(number) for number in range(1, 151)), seat(151, MemberRole.CHAIR)]
    form = views.edit(group(), [], [], seats)
    check_view(form)
    [chairs] = [block["element"] for block in form["blocks"] if block["block_id"] == "chairs"]
    assert [choice["value"] for choice in chairs["initial_options"]] == ["151"]


def test_a_page_that_is_no_longer_there_is_the_first() -> None:
    lines = [GroupLine(group(), 3, 2, None)]
    assert views.listed(lines, page=1) == views.listed(lines)


def test_the_longest_line_fits_into_the_question_for_its_group() -> None:
    for letter in ("x", "\u00e9", "\u05d0", '"', "\U0001f600"):
        form = views.which([group()], command="/participation", text=letter * LONGEST_LINE)
        check_view(form)
        assert json.loads(form["private_metadata"])["text"] == letter * LONGEST_LINE


def test_who_cannot_join_again_is_not_told_to() -> None:
    for may_join in (True, False):
        said = views.left(group(), may_join=may_join)
        check_message(**said)
        assert ("Join again" in text_of(said)) is may_join
