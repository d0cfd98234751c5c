"""Which library, or kind of library, a seat asks for, and who fits."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from models import Seat
from services import seats
from tests.factories import NOW, cast

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("library", "category", "asks", "who"),
    [
        (None, None, False, {"ann", "cleo", "dag", "pia"}),
        ("central", None, True, {"ann"}),
        (None, "community college", True, {"cleo"}),
        ("tunxis", "Community College", True, {"cleo"}),
        ("central", "community college", True, set()),
        (None, "law school", True, set()),
    ],
)
def test_who_fits(
    session: Session, library: str | None, category: str | None, asks: bool, who: set[str]
) -> None:
    everybody = cast(session)
    everybody.tunxis.category = "Community college"
    session.flush()
    wanted = getattr(everybody, library).id if library else None
    seat = Seat(
        group_id=everybody.metadata.id, organization_id=wanted, category=category, created_at=NOW
    )
    assert seats.asks_for_library(seat) is asks
    fitting = {
        name
        for name in ("ann", "cleo", "dag", "pia")
        if seats.person_fits(session, seat, getattr(everybody, name))
    }
    assert fitting == who
    assert seats.has_such_library(session, seat, NOW) is bool(who)


def test_a_library_that_became_part_of_another_one_is_none_any_more(session: Session) -> None:
    everybody = cast(session)
    everybody.tunxis.category = "law school"
    seat = Seat(group_id=everybody.metadata.id, category="law school", created_at=NOW)
    assert seats.has_such_library(session, seat, NOW)
    everybody.tunxis.merged_into_id = everybody.central.id
    session.flush()
    assert not seats.has_such_library(session, seat, NOW)


def test_a_library_that_is_no_member_on_the_day_is_none(session: Session) -> None:
    everybody = cast(session)
    everybody.tunxis.category = "law school"
    seat = Seat(group_id=everybody.metadata.id, category="law school", created_at=NOW)
    for days, is_member in (
        ({"active_until": NOW.date()}, True),
        ({"active_until": NOW.date() - DAY}, False),
        ({"active_until": None, "active_from": NOW.date() + DAY}, False),
        ({"active_from": NOW.date()}, True),
    ):
        for name, day in days.items():
            setattr(everybody.tunxis, name, day)
        session.flush()
        assert seats.has_such_library(session, seat, NOW) is is_member
