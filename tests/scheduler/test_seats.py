"""Word of terms that end soon: to whom, of which, and once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import MemberRole, Membership, OutboxMessage, OutboxState, Preferences, Seat
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from scheduler import delivery
from scheduler import seats as job
from services import groups, seats
from tests.factories import NOW, Cast, cast, group
from tests.happenings import new_york
from tests.scheduler.stand_in import StandIn, stand_in

TODAY, DAY = date(2026, 11, 24), timedelta(days=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


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
    assert "Thank you for serving since " in found["UCLEO"][0]
    assert "The term of Cleo Costa" in found["UANN"][0]
    assert "Thank you" not in found["UANN"][0]
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


def fill_another(people: Cast) -> None:
    """Pia in a seat of another group that Ann chairs."""
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


def test_several_come_as_one_message_and_each_is_told_of_once(people: Cast) -> None:
    fill(people)
    fill_another(people)
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


def change(people: Cast, what: str) -> None:
    """Something after which Cleo's term does not end as was said, or Ann and Cleo need not hear."""
    with unit_of_work() as session:
        held = select(Membership).where(Membership.person_id == people.cleo.id)
        row = session.exec(held).one()
        found, seat = session.merge(people.metadata), session.get_one(Seat, row.seat_id)
        by, end = people.ann, TODAY + 30 * DAY
        match what:
            case "nothing":
                pass
            case "somebody follows":
                seats.appoint(session, seat, found, people.dag, first=end + DAY, by=by, now=NOW)
            case "another term":
                last = end + 90 * DAY
                seats.extend(session, seat, found, row, last=last, by=by, now=NOW)
            case "she goes sooner":
                seats.end_term(session, found, row, last=end - DAY, by=by, now=NOW)
            case "another chairs":
                for person, role in (
                    (people.ben, MemberRole.CHAIR),
                    (people.ann, MemberRole.MEMBER),
                ):
                    groups.set_role(session, found, person.id, role, by=by, now=NOW)
            case "she declined":
                session.add(Preferences(person_id=people.cleo.id, muted=("term",)))


@pytest.mark.parametrize(
    ("what", "hear"),
    [
        ("nothing", {"UCLEO", "UANN", "UDAG"}),
        *[(what, set()) for what in ("somebody follows", "another term", "she goes sooner")],
        ("another chairs", {"UCLEO", "UDAG"}),
        ("she declined", {"UANN", "UDAG"}),
    ],
)
def test_what_is_false_when_it_would_go_out_is_dropped(
    people: Cast, slack: StandIn, what: str, hear: set[str]
) -> None:
    fill(people)
    job.queue_due(NOW)
    change(people, what)
    assert delivery.deliver_due(NOW, slack.client, "one") == len(hear)
    assert {lane for lane, _text in slack.posted} == hear
    with reading() as session:
        dropped = col(OutboxMessage.state) == OutboxState.DROPPED
        left = session.exec(select(OutboxMessage.lane).where(dropped)).all()
    assert {*left} == {"UCLEO", "UANN", "UDAG"} - hear


def test_it_is_dropped_once_the_term_is_over(people: Cast, slack: StandIn) -> None:
    fill(people)
    job.queue_due(NOW)
    over = new_york(TODAY + 31 * DAY, 9)
    assert delivery.deliver_due(over, slack.client, "one") == 0


def test_of_several_it_tells_of_those_that_still_end(people: Cast, slack: StandIn) -> None:
    fill(people)
    fill_another(people)
    job.queue_due(NOW)
    change(people, "somebody follows")
    assert delivery.deliver_due(NOW, slack.client, "one") == 2
    texts = dict(slack.posted)
    assert texts.keys() == {"UANN", "UDAG"}
    assert "1 term that ends soon" in texts["UANN"]
    assert "Pia Pons" in texts["UANN"]
    assert "Cleo Costa" not in texts["UANN"]


def test_who_paused_meanwhile_hears_after_it(people: Cast, slack: StandIn) -> None:
    fill(people)
    job.queue_due(NOW)
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.cleo.id, pause_until=TODAY + 6 * DAY))
    assert delivery.deliver_due(NOW, slack.client, "one") == 2
    assert delivery.deliver_due(new_york(TODAY + 6 * DAY, 9), slack.client, "one") == 1
