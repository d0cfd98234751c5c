"""What is said once somebody is appointed."""

from datetime import date, timedelta
from typing import Any

import pytest

from models import MemberRole, Organization, OrganizationKind, Person, Seat
from tests.factories import NOW
from views.seats.news import appointed, changed

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


@pytest.mark.parametrize(
    ("wanted_id", "fits", "words"),
    [
        (None, True, ""),
        (5, True, ""),
        (6, False, "The seat asks for Tunxis Library, where they do not work."),
        (5, False, "asks for a library of the kind “college”, and theirs is none."),
        (None, False, "asks for a library of the kind “college”, and theirs is none."),
    ],
)
def test_it_says_whether_she_works_where_the_seat_asks_for(
    wanted_id: int | None, *, fits: bool, words: str
) -> None:
    seat = Seat(id=1, group_id=1, category="college", created_at=NOW)
    ben = Person(id=2, name="Ben Brook", slack_id="UBEN", organization_id=5, created_at=NOW)
    library = OrganizationKind.LIBRARY
    tunxis = Organization(
        id=wanted_id or 0, key="t", name="Tunxis Library", short_name="Tunxis", kind=library
    )
    wanted = tunxis if wanted_id else None
    text = appointed(seat, ben, first=TODAY, last=None, today=TODAY, wanted=wanted, fits=fits)
    assert words in text
    assert ("asks for" in text) is bool(words)


@pytest.mark.parametrize(
    ("first", "last", "holds_over", "words"),
    [
        (
            TODAY,
            TODAY + DAY,
            False,
            "From then on they are no longer in the group without a seat: when the term ends, so"
            " does the service in the group.",
        ),
        (
            TODAY + DAY,
            TODAY + DAY,
            True,
            "From then on they are no longer in the group without a seat: they stay after the"
            " term until somebody is appointed, and leave the group then.",
        ),
        (TODAY, None, False, "From then on they are no longer in the group without a seat. "),
    ],
)
def test_it_says_what_becomes_of_a_membership_without_a_seat(
    first: date, last: date | None, words: str, *, holds_over: bool
) -> None:
    seat = Seat(id=1, group_id=1, votes=False, holds_over=holds_over, created_at=NOW)
    ben = Person(id=2, name="Ben Brook", slack_id="UBEN", created_at=NOW)
    days: dict[str, Any] = {"first": first, "last": last, "today": TODAY}
    text = appointed(seat, ben, wanted=None, was_seatless=True, **days)
    assert words in text
    assert "The seat does not vote." in text
    seat.votes = True
    text = appointed(seat, ben, wanted=None, **days)
    assert "without a seat" not in text
    assert "does not vote" not in text


def test_a_changed_seat_says_who_does_not_fit_any_more() -> None:
    seat = Seat(id=1, group_id=1, label="new", created_at=NOW)
    ben = Person(id=2, name="Ben Brook", created_at=NOW)
    assert changed(seat) == "Changed: *Member new*."
    assert "another library than that of Ben Brook, who stays" in changed(seat, misfits=[ben])
    assert "so nobody fits" in changed(seat, has_such_library=False)
