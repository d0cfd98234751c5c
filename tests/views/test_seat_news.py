"""What is said once somebody is appointed."""

from datetime import date, timedelta

import pytest

from models import MemberRole, Person, Seat
from tests.factories import NOW
from views.seats.news import appointed

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "first", "words"),
    [
        (MemberRole.MEMBER, TODAY, ""),
        (MemberRole.MEMBER, TODAY + DAY, "I do not tell them: please do."),
        (MemberRole.CO_CHAIR, TODAY, ""),
        (MemberRole.CO_CHAIR, TODAY + DAY, "I tell them on that day that they chair"),
    ],
)
def test_it_says_whether_she_is_told(role: MemberRole, first: date, words: str) -> None:
    seat = Seat(id=1, group_id=1, role=role, created_at=NOW)
    ben = Person(id=2, name="Ben Brook", slack_id="UBEN", created_at=NOW)
    text = appointed(seat, ben, first=first, last=None, today=TODAY, wanted=None)
    assert words in text
    assert ("tell them" in text) is bool(words)
