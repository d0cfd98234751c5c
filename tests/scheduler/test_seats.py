"""Word of terms that end soon: to whom, of which, and once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import MemberRole, OutboxMessage, Preferences
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from scheduler import seats as job
from services import seats
from tests.factories import NOW, Cast, cast, group
from tests.happenings import new_york

TODAY, DAY = date(2026, 11, 24), timedelta(days=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def fill(
    people: Cast,
    last: date = TODAY + 30 * DAY,
    *,
    holds_over: bool = False,
    follows: bool = False,
) -> None:
    """Cleo in a new seat of Metadata until a day, and perhaps Dag after that."""
    with unit_of_work() as session:
        found = session.merge(people.metadata)
        facts = SeatFacts(holds_over=holds_over)
        seat = seats.add(session, found, facts, by=people.ann, now=NOW - DAY)
        first = TODAY
        for person, begins, ends in (
            (people.cleo, first, last),
            *([(people.dag, last + DAY, None)] if follows else []),
        ):
            seats.appoint(
                session, seat, found, person, first=begins, last=ends, by=people.ann, now=NOW
            )


def waiting() -> dict[str, list[str]]:
    """What waits for each person, and what only counts as told."""
    with reading() as session:
        rows = session.exec(
            select(OutboxMessage)
            .where(col(OutboxMessage.key).startswith("term|"))
            .order_by(col(OutboxMessage.id))
        ).all()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.lane, []).append(str(row.payload.get("text", "")))
    return found


def test_who_sits_there_the_chair_and_the_program_manager_hear_once(people: Cast) -> None:
    fill(people)
    assert job.queue_due(NOW) == 3
    assert job.queue_due(NOW + DAY) == 0
    found = waiting()
    assert found.keys() == {"UCLEO", "UANN", "UDAG"}
    assert "Your term in *Member* of *Metadata* ends on Thu, Dec 24, 2026" in found["UCLEO"][0]
    assert "The term of Cleo Costa" in found["UANN"][0]
    assert "the seat is vacant then" in found["UDAG"][0]


@pytest.mark.parametrize(("now", "count"), [(-1, 0), (0, 3)])
def test_it_is_sixty_days_before(people: Cast, now: int, count: int) -> None:
    last = TODAY + 90 * DAY
    fill(people, last)
    moment = new_york(last + DAY, 0) - 60 * DAY + now * timedelta.resolution
    assert job.queue_due(moment) == count


def test_a_seat_that_is_held_over_says_so(people: Cast) -> None:
    fill(people, holds_over=True)
    job.queue_due(NOW)
    assert "held over until somebody is appointed" in waiting()["UCLEO"][0]
    assert job.queue_due(new_york(TODAY + 40 * DAY, 9)) == 0


def test_several_come_as_one_message_and_each_is_told_of_once(people: Cast) -> None:
    fill(people)
    with unit_of_work() as session:
        other = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        seat = seats.add(session, other, SeatFacts(MemberRole.LIAISON), by=people.ann, now=NOW)
        seats.appoint(
            session,
            seat,
            other,
            people.pia,
            first=TODAY,
            last=TODAY + 20 * DAY,
            by=people.ann,
            now=NOW,
        )
    assert job.queue_due(NOW) == 3
    found = waiting()
    assert [bool(text) for text in found["UANN"]] == [True, False]
    assert "2 terms that end soon" in found["UANN"][0]
    assert job.queue_due(NOW + DAY) == 0


def test_nobody_hears_where_somebody_follows(people: Cast) -> None:
    fill(people, follows=True)
    assert job.queue_due(NOW) == 0


def test_who_declined_is_told_nothing(people: Cast) -> None:
    fill(people)
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.cleo.id, muted=("term",)))
    assert job.queue_due(NOW) == 2
    assert waiting().keys() == {"UANN", "UDAG"}


def test_at_night_it_waits_for_the_morning(people: Cast) -> None:
    fill(people)
    night = new_york(TODAY + DAY, 23)
    job.queue_due(night)
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
    opening: set[datetime] = {row.due_at for row in rows}
    assert min(opening) > night
