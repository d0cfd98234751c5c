"""Changing what is declared of a seat, and what becomes of whoever sits there."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import HistoryEntry, MemberRole, Membership, Person, Seat
from models.seats import MOST_ALIKE, SeatFacts
from services import access, seats, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, standing
from tests.happenings import new_york

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
JUNE_30, JULY_1 = date(2027, 6, 30), date(2027, 7, 1)
JULY = new_york(JULY_1, 0)
FACTS = SeatFacts(votes=True, term_months=12)
VOTING = {MemberRole.CHAIR, MemberRole.CO_CHAIR, MemberRole.MEMBER, MemberRole.REPRESENTATIVE}


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, facts: SeatFacts = FACTS) -> Seat:
    return seats.add(session, people.metadata, facts, by=people.ann, now=NOW)


def appointed(
    session: Session, people: Cast, seat: Seat, person: Person, first: date, last: date | None
) -> Membership:
    return seats.appoint(
        session, seat, people.metadata, person, first=first, last=last, by=people.ann, now=NOW
    )


def changed(
    session: Session, people: Cast, seat: Seat, now: datetime = NOW, **facts: Any
) -> list[Person]:
    wanted = replace(SeatFacts.of(seat), **facts)
    return seats.change(session, seat, people.metadata, wanted, by=people.ann, now=now)


def history(session: Session, action: str) -> list[HistoryEntry]:
    rows = select(HistoryEntry).where(HistoryEntry.action == action)
    return list(session.exec(rows.order_by(col(HistoryEntry.id))))


@pytest.mark.parametrize("role", MemberRole)
def test_a_new_seat_votes_as_its_role_does_unless_it_is_declared(
    session: Session, people: Cast, role: MemberRole
) -> None:
    assert added(session, people, SeatFacts(role)).votes is (role in VOTING)
    for declared in (True, False):
        assert added(session, people, SeatFacts(role, votes=declared)).votes is declared


def test_everything_that_is_declared_may_be_declared_otherwise(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    wanted = SeatFacts(
        role=MemberRole.OBSERVER,
        label="for  the colleges",
        votes=False,
        organization_id=people.tunxis.id,
        category="college",
        term_months=24,
        term_limit=2,
        cycle_ends_on=JUNE_30,
        hours_a_month=3,
        holds_over=True,
    )
    seats.change(session, seat, people.metadata, wanted, by=people.ann, now=NOW)
    assert SeatFacts.of(seat) == replace(wanted, label="for the colleges")
    [entry] = history(session, "seat.changed")
    assert entry.by_id == people.ann.id
    assert entry.before["term_months"] == 12
    assert entry.after["term_months"] == 24
    assert (entry.before["role"], entry.after["role"]) == ("member", "observer")
    assert entry.after["cycle_ends_on"] == "2027-06-30"
    assert entry.before.keys() == entry.after.keys() == vars(wanted).keys()


def test_what_stays_is_not_in_the_history(session: Session, people: Cast) -> None:
    seat = added(session, people)
    changed(session, people, seat)
    assert history(session, "seat.changed") == []
    changed(session, people, seat, hours_a_month=3)
    [entry] = history(session, "seat.changed")
    assert (entry.before, entry.after) == ({"hours_a_month": None}, {"hours_a_month": 3})


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"label": "x" * 81}, "label"),
        ({"term_months": 121}, "term_months"),
        ({"term_months": None, "term_limit": 2}, "term_months"),
        ({"organization_id": 999}, "organization"),
    ],
)
def test_an_odd_change_is_refused_beside_its_field(
    session: Session, people: Cast, facts: dict[str, Any], field: str
) -> None:
    seat = added(session, people)
    with pytest.raises(Invalid) as refusal:
        changed(session, people, seat, **facts)
    assert refusal.value.field == field


def test_a_library_that_is_not_active_any_more_stays_and_is_not_chosen_anew(
    session: Session, people: Cast
) -> None:
    seat, other = added(session, people), added(session, people)
    changed(session, people, seat, organization_id=people.tunxis.id)
    people.tunxis.active_until = TODAY - DAY
    changed(session, people, seat, hours_a_month=2)
    assert seat.organization_id == people.tunxis.id
    with pytest.raises(Invalid) as refusal:
        changed(session, people, other, organization_id=people.tunxis.id)
    assert refusal.value.field == "organization"


def test_a_closed_seat_does_not_change(session: Session, people: Cast) -> None:
    seat = added(session, people)
    seats.close(session, seat, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="closed"):
        changed(session, people, seat, hours_a_month=2)


def test_who_sits_there_has_the_new_role_and_so_has_who_follows(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    sitting = appointed(session, people, seat, people.cleo, TODAY, JUNE_30)
    follows = appointed(session, people, seat, people.dag, JULY_1, None)
    assert changed(session, people, seat, role=MemberRole.RECORDER) == []
    assert (sitting.role, follows.role) == (MemberRole.RECORDER, MemberRole.RECORDER)
    entries = history(session, "membership.role")
    assert [(entry.before, entry.after) for entry in entries] == [
        ({"role": "member"}, {"role": "recorder"})
    ] * 2
    assert changed(session, people, seat, role=MemberRole.CO_CHAIR) == [people.cleo]
    assert (sitting.chairing_due_at, follows.chairing_due_at) == (None, JULY)
    assert changed(session, people, seat, role=MemberRole.CHAIR) == []
    changed(session, people, seat, role=MemberRole.MEMBER)
    assert follows.chairing_due_at is None


def test_who_has_a_role_of_her_own_in_a_seat_keeps_it(session: Session, people: Cast) -> None:
    seat = added(session, people)
    sitting = appointed(session, people, seat, people.cleo, TODAY, JUNE_30)
    sitting.role = MemberRole.LIAISON
    changed(session, people, seat, role=MemberRole.RECORDER)
    assert sitting.role is MemberRole.LIAISON


def test_no_guest_chairs_and_no_group_is_left_without_a_chair(
    session: Session, people: Cast
) -> None:
    other = group(session, "Courier", chair=people.ben, channel_id="CCOURIER")
    chair = seats.add(session, other, SeatFacts(MemberRole.CHAIR), by=people.dag, now=NOW)
    place = seats.add(session, other, FACTS, by=people.dag, now=NOW)
    for seat, who in ((chair, people.ben), (place, people.gil)):
        seats.appoint(session, seat, other, who, first=TODAY, by=people.dag, now=NOW)
    wanted = replace(FACTS, role=MemberRole.CHAIR)
    with pytest.raises(Invalid, match="guest") as refusal:
        seats.change(session, place, other, wanted, by=people.dag, now=NOW)
    assert refusal.value.field == "role"
    with pytest.raises(Conflict, match="without a chair"):
        seats.change(session, chair, other, SeatFacts(), by=people.dag, now=NOW)


@pytest.mark.parametrize("holds_over", [True, False])
def test_terms_end_as_the_seat_says_from_now_on(
    session: Session, people: Cast, *, holds_over: bool
) -> None:
    seat = added(session, people, replace(FACTS, holds_over=not holds_over))
    sitting = appointed(session, people, seat, people.cleo, TODAY, JUNE_30)
    assert sitting.until == (JULY if holds_over else None)
    changed(session, people, seat, holds_over=holds_over)
    assert sitting.until == (None if holds_over else JULY)
    assert sitting.term_ends_at == JULY


@pytest.mark.parametrize("holds_over", [True, False])
def test_who_ended_early_and_who_is_followed_go_as_agreed(
    session: Session, people: Cast, *, holds_over: bool
) -> None:
    facts = replace(FACTS, holds_over=not holds_over)
    early, followed = added(session, people, facts), added(session, people, facts)
    leaving = appointed(session, people, early, people.cleo, TODAY, JUNE_30)
    last = date(2027, 1, 31)
    seats.end_term(session, people.metadata, leaving, last=last, by=people.ann, now=NOW)
    cut = appointed(session, people, followed, people.dag, TODAY, JUNE_30)
    follows = appointed(session, people, followed, people.ben, date(2027, 2, 1), None)
    for seat in (early, followed):
        changed(session, people, seat, holds_over=holds_over)
    assert leaving.until == cut.until == new_york(date(2027, 2, 1), 0)
    seats.call_off(session, people.metadata, follows, by=people.ann, now=NOW)
    assert cut.until == (None if holds_over else JULY)


def test_who_is_held_over_is_not_sent_away_by_a_form(session: Session, people: Cast) -> None:
    seat = added(session, people, replace(FACTS, holds_over=True))
    sitting = appointed(session, people, seat, people.cleo, TODAY, JUNE_30)
    changed(session, people, seat, now=JULY - timedelta(seconds=1), holds_over=False)
    changed(session, people, seat, now=JULY - timedelta(seconds=1), holds_over=True)
    with pytest.raises(Invalid, match="Cleo Costa is held over") as refusal:
        changed(session, people, seat, now=JULY, holds_over=False)
    assert refusal.value.field == "holds_over"
    assert sitting.until is None
    changed(session, people, seat, now=JULY, hours_a_month=2)


def test_seats_are_changed_by_chairs_and_the_program_manager_and_seen_by_all(
    session: Session, people: Cast
) -> None:
    hidden = group(session, "Hidden", chair=people.dag, channel_id="CHIDDEN", private=True)
    secret = seats.add(session, hidden, FACTS, by=people.dag, now=NOW)
    seat = added(session, people)
    for who in (people.ann, people.dag):
        assert access.seat_to_edit(session, seat.id, by=standing(session, who))[0] is seat
    with pytest.raises(NotAllowed):
        access.seat_to_edit(session, seat.id, by=standing(session, people.ben))
    assert access.seat_to_see(session, seat.id, by=standing(session, people.ben))[0] is seat
    for number in (secret.id, 999):
        with pytest.raises(NotFound, match="no such seat"):
            access.seat_to_see(session, number, by=standing(session, people.ann))


def test_facts_are_told_apart_by_each_of_them() -> None:
    other = SeatFacts(
        MemberRole.CHAIR, "x", False, 1, "y", 24, 1, JUNE_30, hours_a_month=1, holds_over=True
    )
    texts = {
        seats.facts_digest(replace(FACTS, **{name: value})) for name, value in vars(other).items()
    }
    assert len(texts | {seats.facts_digest(FACTS)}) == len(vars(FACTS)) + 1
    assert seats.facts_digest(replace(FACTS)) == seats.facts_digest(FACTS)


@pytest.mark.parametrize("count", [1, 2, MOST_ALIKE])
def test_several_seats_are_added_alike(session: Session, people: Cast, count: int) -> None:
    made = seats.add_alike(session, people.metadata, FACTS, count, by=people.ann, now=NOW)
    assert [SeatFacts.of(seat) for seat in made] == [FACTS] * count
    assert len({seat.id for seat in made}) == len(history(session, "seat.added")) == count


@pytest.mark.parametrize("count", [0, -1, MOST_ALIKE + 1])
def test_no_other_number_of_seats_is_added(session: Session, people: Cast, count: int) -> None:
    with pytest.raises(Invalid) as refusal:
        seats.add_alike(session, people.metadata, FACTS, count, by=people.ann, now=NOW)
    assert refusal.value.field == "count"


def test_who_does_not_fit_any_more_is_noticed(session: Session, people: Cast) -> None:
    seat = added(session, people)
    appointed(session, people, seat, people.cleo, TODAY, JUNE_30)
    assert seats.misfits(session, seat, NOW) == []
    changed(session, people, seat, organization_id=people.tunxis.id)
    assert seats.misfits(session, seat, NOW) == []
    changed(session, people, seat, organization_id=people.central.id)
    assert seats.misfits(session, seat, NOW) == [people.cleo]


def vacant(session: Session, who: Person, now: datetime = NOW) -> tuple[int, int] | None:
    found = seats.vacant(session, standing(session, who, now))
    return (found.seats, found.groups) if found else None


def test_vacant_seats_are_counted_for_those_who_fill_them(session: Session, people: Cast) -> None:
    hidden = group(session, "Hidden", chair=people.dag, channel_id="CHIDDEN", private=True)
    first, second = added(session, people), added(session, people)
    seats.add(session, hidden, FACTS, by=people.dag, now=NOW)
    assert vacant(session, people.dag) == (3, 2)
    assert vacant(session, people.ann) == (2, 1)
    assert vacant(session, people.ben) is None
    row = appointed(session, people, first, people.cleo, TODAY + DAY, JUNE_30)
    assert vacant(session, people.ann) == (2, 1)
    assert vacant(session, people.ann, terms.begins_at(row)) == (1, 1)
    assert vacant(session, people.ann, JULY - timedelta(seconds=1)) == (1, 1)
    assert vacant(session, people.ann, JULY) == (2, 1)
    seats.close(session, second, by=people.ann, now=NOW)
    assert vacant(session, people.ann) == (1, 1)
    terms.set_discharge(hidden, NOW)
    session.flush()
    assert vacant(session, people.dag) == (1, 1)
