"""Who chairs a group at a moment, and who is to hear what a change has made of that."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models import MemberRole, Membership, Person, Seat
from models.chair_changes import ChairChangeKind
from models.seats import SeatFacts
from services import chairing, groups, seats
from tests.factories import NOW, Cast, cast
from tests.happenings import new_york

TODAY = date(2026, 11, 24)
FEBRUARY_1 = date(2027, 2, 1)
FEBRUARY = new_york(FEBRUARY_1, 0)
INSTANT = timedelta(microseconds=1)
Heard = list[tuple[str, ChairChangeKind, date | None]]


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def seat(session: Session, people: Cast) -> Seat:
    """Of a co-chair, and vacant."""
    facts = SeatFacts(MemberRole.CO_CHAIR)
    return seats.add(session, people.metadata, facts, by=people.ann, now=NOW)


def appoint(
    session: Session, people: Cast, seat: Seat, person: Person, first: date = TODAY
) -> Membership:
    return seats.appoint(
        session, seat, people.metadata, person, first=first, by=people.ann, now=NOW
    )


def set_leave(session: Session, people: Cast, row: Membership, first: date = TODAY) -> None:
    """Let Ben act for who sits there."""
    facts: dict[str, Any] = {
        "first": first,
        "last": None,
        "acting": people.ben,
        "by": people.ann,
        "now": NOW,
    }
    seats.set_leave(session, people.metadata, row, **facts)


def heard(session: Session, before: chairing.ChairsAt) -> Heard:
    changes = chairing.changes_since(session, before, NOW)
    return [(change.person.name, change.kind, change.begins_on) for change in changes]


def chairs(session: Session, people: Cast, at: datetime = NOW) -> chairing.ChairsAt:
    return chairing.chairs_at(session, people.metadata, at)


def test_who_sits_in_a_seat_and_who_acts_there_chair_it(
    session: Session, people: Cast, seat: Seat
) -> None:
    set_leave(session, people, appoint(session, people, seat, people.cleo), FEBRUARY_1)
    found = chairs(session, people)
    assert set(found.own) == {people.ann.id, people.cleo.id}
    assert found.acting == {}
    assert chairs(session, people, FEBRUARY - INSTANT).acting == {}
    pair = (people.ben, people.cleo)
    assert chairs(session, people, FEBRUARY).acting == {(people.ben.id, people.cleo.id): pair}
    people.ben.is_active = people.cleo.is_active = False
    session.flush()
    found = chairs(session, people, FEBRUARY)
    assert (set(found.own), found.acting) == ({people.ann.id}, {})


def test_nothing_is_heard_where_nothing_changes_nor_of_a_new_chair(
    session: Session, people: Cast, seat: Seat
) -> None:
    before = chairs(session, people)
    assert heard(session, before) == []
    appoint(session, people, seat, people.cleo)
    assert heard(session, before) == []


def test_a_seat_of_another_role_ends_who_chairs_and_who_stands_in(
    session: Session, people: Cast, seat: Seat
) -> None:
    set_leave(session, people, appoint(session, people, seat, people.cleo))
    before = chairs(session, people)
    facts = SeatFacts(MemberRole.MEMBER, votes=True)
    seats.change(session, seat, people.metadata, facts, by=people.ann, now=NOW)
    assert heard(session, before) == [
        ("Ben Brook", ChairChangeKind.STANDS_IN_NO_MORE, None),
        ("Cleo Costa", ChairChangeKind.LOST, None),
    ]
    before = chairs(session, people)
    facts = SeatFacts(MemberRole.CHAIR, votes=True)
    seats.change(session, seat, people.metadata, facts, by=people.ann, now=NOW)
    [change] = chairing.changes_since(session, before, NOW)
    assert (change.person, change.kind) == (people.ben, ChairChangeKind.STANDS_IN)
    assert change.chair == people.cleo


def test_a_seat_that_is_given_on_later_ends_who_chairs_then(
    session: Session, people: Cast, seat: Seat
) -> None:
    appoint(session, people, seat, people.cleo)
    before, now = chairs(session, people, FEBRUARY), chairs(session, people)
    following = appoint(session, people, seat, people.dag, FEBRUARY_1)
    assert heard(session, now) == []
    assert heard(session, before) == [("Cleo Costa", ChairChangeKind.LOST, FEBRUARY_1)]
    before = chairs(session, people, FEBRUARY)
    seats.call_off(session, people.metadata, following, by=people.ann, now=NOW)
    assert heard(session, before) == [
        ("Cleo Costa", ChairChangeKind.STAYS, FEBRUARY_1),
        ("Dag Dahl", ChairChangeKind.LOST, FEBRUARY_1),
    ]


def test_who_stands_in_for_somebody_else_hears_for_whom(
    session: Session, people: Cast, seat: Seat
) -> None:
    row = appoint(session, people, seat, people.cleo)
    set_leave(session, people, row)
    before = chairs(session, people)
    other = seats.add(
        session, people.metadata, SeatFacts(MemberRole.CO_CHAIR), by=people.ann, now=NOW
    )
    set_leave(session, people, appoint(session, people, other, people.dag))
    seats.end_leave(session, row, by=people.ann, now=NOW)
    changes = chairing.changes_since(session, before, NOW)
    assert [(change.person, change.kind, change.chair) for change in changes] == [
        (people.ben, ChairChangeKind.STANDS_IN_NO_MORE, people.cleo),
        (people.ben, ChairChangeKind.STANDS_IN, people.dag),
    ]


def test_who_stands_in_for_two_hears_of_each(session: Session, people: Cast, seat: Seat) -> None:
    facts = SeatFacts(MemberRole.CO_CHAIR)
    other = seats.add(session, people.metadata, facts, by=people.ann, now=NOW)
    of_cleo = appoint(session, people, seat, people.cleo)
    of_dag = appoint(session, people, other, people.dag)

    def heard_for(before: chairing.ChairsAt) -> list[tuple[ChairChangeKind, Person | None]]:
        changes = chairing.changes_since(session, before, NOW)
        assert all(change.person == people.ben for change in changes)
        return [(change.kind, change.chair) for change in changes]

    for row, away in ((of_dag, people.dag), (of_cleo, people.cleo)):
        before = chairs(session, people)
        set_leave(session, people, row)
        assert heard_for(before) == [(ChairChangeKind.STANDS_IN, away)]
    both = before = chairs(session, people)
    seats.end_leave(session, of_dag, by=people.ann, now=NOW)
    assert heard_for(before) == [(ChairChangeKind.STANDS_IN_NO_MORE, people.dag)]
    seats.end_leave(session, of_cleo, by=people.ann, now=NOW)
    assert heard_for(both) == [
        (ChairChangeKind.STANDS_IN_NO_MORE, people.cleo),
        (ChairChangeKind.STANDS_IN_NO_MORE, people.dag),
    ]


def test_a_chair_in_her_own_right_hears_nothing_of_standing_in(
    session: Session, people: Cast, seat: Seat
) -> None:
    row = appoint(session, people, seat, people.cleo)
    groups.add(session, people.metadata, [people.ben], by=people.ann, now=NOW)
    session.flush()
    groups.set_role(
        session, people.metadata, people.ben.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
    )
    before = chairs(session, people)
    set_leave(session, people, row)
    assert heard(session, before) == []
    seats.end_leave(session, row, by=people.ann, now=NOW)
    assert heard(session, before) == []
