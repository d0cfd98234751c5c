"""The words on what member libraries carry in groups."""

from dataclasses import replace
from datetime import date

import pytest

from models import Group, GroupKind, Interest, InterestLevel, Organization, Person
from models.balances import Balance, BalanceCounts, BalanceLine, GroupGap
from models.interests import Candidate
from models.organizations import OrganizationKind
from models.payloads import Message
from tests.factories import NOW
from views import balances as views


def line(name: str, staff_size: int | None, counts: BalanceCounts) -> BalanceLine:
    row = Organization(
        id=1,
        key=name.casefold(),
        name=f"{name} Library",
        short_name=name,
        kind=OrganizationKind.LIBRARY,
        staff_size=staff_size,
    )
    return BalanceLine(row, counts)


def candidate(name: str) -> Candidate:
    today = NOW.date()
    interest = Interest(
        person_id=1,
        group_id=1,
        level=InterestLevel.TAKE_PART,
        given_on=today,
        stands_until=today,
    )
    return Candidate(interest, METADATA, Person(name=name, created_at=NOW), "Tunxis")


METADATA = Group(
    id=1, name="Metadata", name_key="metadata", kind=GroupKind.WORKING_GROUP, created_at=NOW
)
FOUND = Balance(
    (
        line("Central", 8, BalanceCounts(3, 1, 12, 2, 0)),
        line("Tunxis", None, BalanceCounts()),
    ),
    date(2026, 7, 1),
    uninvited=("Tunxis",),
    carrying_much=("Central", "Norwalk"),
    gaps=(GroupGap(METADATA, ("Norwalk", "Tunxis"), (candidate("Cleo Costa"),)),),
)


def wording_of(message: Message) -> str:
    return str(message["blocks"])


def test_the_raw_numbers_stand_beside_those_for_each_ten_staff() -> None:
    words = wording_of(views.shown(FOUND))
    for sentence in (
        "*Central* (8 staff, as declared)",
        "3 services, 1 of them as chair, 12 hours a month asked, 2 recorder’s turns, 0 times"
        " outside its hours",
        "For each 10 staff: 3.8 services, 1.3 as chair, 15.0 hours, 2.5 turns, 0.0 times outside",
        "*Tunxis* (no staff size declared)",
        "divided by the declared staff size",
        "none is ranked",
    ):
        assert sentence in words, sentence
    assert words.count("For each 10 staff") == 2


def test_sentences_name_libraries_on_the_first_page_alone() -> None:
    words = wording_of(views.shown(FOUND))
    assert "Tunxis has nobody in any group." in words
    assert "Central and Norwalk have more than 2 times as many services" in words
    many = replace(FOUND, lines=FOUND.lines * 6)
    assert "nobody in any group" in wording_of(views.shown(many))
    later = wording_of(views.shown(many, page=1))
    assert "nobody in any group" not in later
    assert later.count("no staff size declared") == 1
    # A page that is not there any more is the first.
    assert views.shown(many, page=9) == views.shown(many)


def test_gaps_name_libraries_and_who_would_like_to_be_there() -> None:
    words = wording_of(views.gaps(FOUND))
    assert "These 2 libraries have nobody in *Metadata*: Norwalk and Tunxis." in words
    assert "This person from there said that they are interested: Cleo Costa (Tunxis)." in words
    assert "Volunteers" in words


@pytest.mark.parametrize("name", ["Cleo Costa", "Volunteers", "Norwalk"])
def test_a_director_reads_of_groups_and_of_nobody(name: str) -> None:
    own = replace(FOUND, is_of_all=False, gaps=(replace(FOUND.gaps[0], interested=()),))
    words = wording_of(views.gaps(own))
    assert "Your library has nobody in *Metadata*." in words
    assert name not in words
