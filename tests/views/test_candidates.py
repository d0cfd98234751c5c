"""Who is interested in groups, as it is worded."""

import pytest

from models import Group, GroupKind, Interest, InterestLevel, MemberRole, Person, Seat
from models.interests import Candidate, Candidates
from models.seats import SeatLine
from tests.factories import NOW
from views import candidates


def _group(number: int) -> Group:
    return Group(
        id=number,
        name="Metadata",
        name_key="metadata",
        kind=GroupKind.WORKING_GROUP,
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ((1,), "1 offer in 1 group."),
        ((1, 1, 2), "3 offers in 2 groups."),
    ],
)
def test_how_many_offers_there_are_in_all(groups: tuple[int, ...], words: str) -> None:
    lines = tuple(
        Candidate(
            Interest(
                person_id=1,
                group_id=number,
                level=InterestLevel.STEER,
                given_on=NOW.date(),
                stands_until=NOW.date(),
            ),
            _group(number),
            Person(id=1, name="Ann Abara", created_at=NOW),
            "Central",
        )
        for number in groups
    )
    assert words in str(candidates.listed(Candidates(lines))["blocks"])


def test_many_vacancies_end_between_two_seats() -> None:
    seat = Seat(id=1, group_id=1, role=MemberRole.MEMBER, label="<" * 60, created_at=NOW)
    vacancies = (SeatLine(seat, _group(1)),) * 60
    page = candidates.listed(Candidates((), vacancies, _group(1)))
    [text] = [
        block["text"]["text"] for block in page["blocks"] if "*Metadata*" in str(block.get("text"))
    ]
    assert len(text) < 2000
    *whole, more = text.removeprefix("*Metadata*: ").split("; ")
    assert set(whole) == {"member " + "&lt;" * whole[0].count("&lt;") + "…"}
    assert more == f"and {60 - len(whole)} more"
