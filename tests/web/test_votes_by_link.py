"""Somebody without Slack has a vote to lose, and says by link that they came."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Group, Membership, OutboxMessage, Seat, reach
from models.database import unit_of_work
from models.messages import VOTING_RIGHT
from models.subjects import Subject
from services import history, seats
from services.attendance_lists import SAVED
from tests import happenings
from tests.factories import BEFORE, NOW, Cast
from tests.web.conftest import Visitor
from tests.web.test_pages import rows

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def mail(reach_of_the_process: None) -> None:
    reach.set_up(reach.Reach(sends_mail=True, public_url="https://convene.example.edu"))


def test_the_vote_is_back_by_ones_own_word_on_a_page(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        where = session.get_one(Group, people.metadata.id)
        assert "has no vote" not in pia.see(f"/groups/{where.id}")
        where.vote_lost_after, where.vote_regained_after = 2, 1
        seat = Seat(group_id=where.id, created_at=BEFORE)
        session.add(seat)
        session.flush()
        for service in session.exec(
            select(Membership).where(Membership.person_id == people.pia.id)
        ):
            service.seat_id = seat.id
        for days in (3, 2, 1):
            held = happenings.meeting(session, where, NOW - days * DAY)
            history.record(session, SAVED, Subject.of(held), by=None, now=held.starts_at)
        assert seats.voting_seats(session, where, NOW).without_vote == 1
        number = held.id
    assert "Whoever misses 2 meetings in a row has no vote" in pia.see(f"/groups/{where.id}")
    assert pia.send(f"/meetings/{number}", act="came")[0] == 303
    [letter] = [row for row in rows(OutboxMessage) if row.key.startswith(VOTING_RIGHT.key)]
    assert (letter.lane, letter.payload["text"]) == (
        f"mail:{people.pia.id}",
        "Your seat in *Metadata* has its vote again.",
    )
    assert pia.send(f"/meetings/{number}", act="came")[0] == 303
    assert len([row for row in rows(OutboxMessage) if row.key.startswith(VOTING_RIGHT.key)]) == 1
