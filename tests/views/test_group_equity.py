"""The sentences on whether a group represents the member libraries."""

from datetime import date

from models import Group, GroupKind, GroupProposal
from models.group_equity import GroupEquity, LibraryShare, ZoneHours
from tests.factories import NOW
from views import group_equity as views

FOUND = GroupEquity(
    Group(id=1, name="Metadata", name_key="metadata", kind=GroupKind.WORKING_GROUP, created_at=NOW),
    libraries=1,
    all_libraries=3,
    kinds=(LibraryShare("community college", 0, 2), LibraryShare("university", 1, 1)),
    sizes=(LibraryShare("", 1, 3),),
    places=(LibraryShare("America/New_York", 1, 3),),
    since=date(2026, 7, 1),
    meetings=3,
    hours=(ZoneHours("America/New_York", 4, 1),),
    partners=0,
    partner_units=(),
)


def test_each_count_is_one_sentence() -> None:
    text = views.equity(FOUND)["text"]
    for sentence in (
        "Of 3 member libraries, 1 has somebody in it.",
        "By kind: community college 0 of 2, university 1 of 1. No library is there of: community"
        " college.",
        "By size: nothing is declared.",
        "By place: America/New_York 1 of 3.",
        "In America/New_York (4 members), 1 of 3 meetings since Wed, Jul 1, 2026 lay outside the"
        " working day.",
        "Nobody of a campus partner is in it.",
    ):
        assert sentence in text, sentence


def test_what_was_answered_at_its_formation_stands_below() -> None:
    proposal = GroupProposal(
        name="Metadata",
        kind=GroupKind.WORKING_GROUP,
        problem="Records differ",
        beneficiaries="Students who search",
        measure="They agree",
        participants="Catalogers",
        proposed_by=1,
        proposed_at=NOW,
    )
    words = views.formation(proposal)
    assert "When it was proposed, on Tue, Nov 24" in words
    assert "For whom? Students who search" in words
    assert "Is that representative of the member libraries? Not answered." in words
    assert "Records differ" not in words
