"""Seats: who sits there, from when until when, and what is refused."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import (
    Contribution,
    ContributionKind,
    HistoryEntry,
    MemberRole,
    Membership,
    Person,
    Seat,
)
from models.seats import Gap, SeatFacts, VotingSeats
from services import access, chairs, groups, ledger, meetings, seats, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.people.merging import merge
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, new_york, serve

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
JUNE_30 = date(2027, 6, 30)
JULY_1 = date(2027, 7, 1)
JULY = new_york(JULY_1, 0)
YEARLY = SeatFacts(term_months=12, cycle_ends_on=date(2026, 6, 30))


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, facts: SeatFacts = YEARLY) -> Seat:
    return seats.add(session, people.metadata, facts, by=people.ann, now=NOW)


def appointed(
    session: Session,
    people: Cast,
    seat: Seat,
    person: Person,
    first: date = TODAY,
    last: date | None = None,
    now: datetime = NOW,
) -> Membership:
    return seats.appoint(
        session, seat, people.metadata, person, first=first, last=last, by=people.ann, now=now
    )


def extended(
    session: Session,
    people: Cast,
    row: Membership,
    now: datetime = NOW,
    *,
    last: date | None = None,
    reason: str = "",
    may_exceed: bool = False,
) -> Membership:
    seat = session.get(Seat, row.seat_id)
    assert seat is not None
    return seats.extend(
        session,
        seat,
        people.metadata,
        row,
        last=last,
        by=people.ann,
        now=now,
        reason=reason,
        may_exceed=may_exceed,
    )


def ended(session: Session, people: Cast, row: Membership, last: date, now: datetime) -> None:
    seats.end_term(session, people.metadata, row, last=last, by=people.ann, now=now)


def sitting(session: Session, people: Cast, at: datetime = NOW) -> list[str | None]:
    lines = seats.of_group(session, people.metadata, at)
    return [line.incumbent.person.name if line.incumbent else None for line in lines]


@pytest.mark.parametrize(
    ("months", "cycle", "first", "last"),
    [
        (None, None, TODAY, None),
        (12, None, TODAY, date(2027, 11, 23)),
        (None, JUNE_30, TODAY, JUNE_30),
        (None, JUNE_30, JUNE_30, JUNE_30),
        (None, JUNE_30, JULY_1, None),
        (12, date(2026, 6, 30), TODAY, JUNE_30),
        (12, date(2026, 6, 30), JUNE_30, JUNE_30),
        (12, date(2026, 6, 30), JULY_1, date(2028, 6, 30)),
        (24, date(2028, 6, 30), TODAY, date(2028, 6, 30)),
        (24, date(2028, 6, 30), date(2026, 6, 30), date(2026, 6, 30)),
        (6, date(2026, 12, 31), date(2027, 1, 1), JUNE_30),
        (6, date(2026, 8, 31), date(2026, 9, 1), date(2027, 2, 28)),
        (1, date(2030, 1, 15), date(2026, 1, 16), date(2026, 2, 15)),
    ],
)
def test_a_term_ends_with_the_cycle_of_its_seat(
    months: int | None, cycle: date | None, first: date, last: date | None
) -> None:
    seat = Seat(group_id=1, term_months=months, cycle_ends_on=cycle, created_at=NOW)
    assert seats.usual_end(seat, first) == last


@pytest.mark.parametrize("holds_over", [False, True])
def test_a_seat_falls_vacant_after_its_term_unless_it_is_held_over(
    session: Session, people: Cast, holds_over: bool
) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=holds_over))
    row = appointed(session, people, seat, people.cleo, last=JUNE_30)
    assert (row.role, row.since, row.term_ends_at) == (MemberRole.MEMBER, NOW, JULY)
    assert row.until == (None if holds_over else JULY)
    assert sitting(session, people, JULY - timedelta.resolution) == ["Cleo Costa"]
    [line] = seats.of_group(session, people.metadata, JULY)
    if holds_over:
        assert line.incumbent is not None
        assert (line.incumbent.is_held_over, line.gap) == (True, Gap.HELD_OVER)
    else:
        assert (line.incumbent, line.gap) == (None, Gap.VACANT)


def test_who_is_appointed_ahead_follows_on_the_day(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    present = appointed(session, people, seat, people.cleo)
    ahead = appointed(session, people, seat, people.dag, JULY_1)
    assert (present.until, ahead.since) == (JULY, JULY)
    assert sitting(session, people, JULY - timedelta.resolution) == ["Cleo Costa"]
    assert sitting(session, people, JULY) == ["Dag Dahl"]
    entry = session.exec(
        select(HistoryEntry).where(HistoryEntry.action == "membership.ended")
    ).one()
    assert (entry.before["ends_on"], entry.after["ends_on"]) == (None, "2027-06-30")


def test_an_appointment_that_is_called_off_leaves_all_as_it_was(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    present = appointed(session, people, seat, people.cleo)
    hers = session.exec(select(Membership).where(Membership.person_id == people.ben.id)).one()
    ahead = appointed(session, people, seat, people.ben, JULY_1)
    assert (present.until, hers.until) == (JULY, JULY)
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW)
    assert (present.until, hers.until) == (None, None)
    assert sitting(session, people, JULY) == ["Cleo Costa"]
    with pytest.raises(Conflict, match="has begun"):
        seats.call_off(session, people.metadata, present, by=people.ann, now=NOW + DAY)


def test_who_left_by_her_own_word_does_not_come_back_when_a_successor_is_called_off(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    present = appointed(session, people, seat, people.cleo)
    seats.end_term(session, people.metadata, present, last=TODAY + 5 * DAY, by=people.ann, now=NOW)
    ahead = appointed(session, people, seat, people.dag, TODAY + 6 * DAY)
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW)
    assert present.until == new_york(TODAY + 6 * DAY, 0)


@pytest.mark.parametrize("waited", [timedelta(), timedelta.resolution, timedelta(hours=1)])
def test_who_was_followed_is_not_ended_later_by_an_old_form(
    session: Session, people: Cast, waited: timedelta
) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    change = NOW + timedelta(hours=1)
    following = appointed(session, people, seat, people.dag, now=change)
    with pytest.raises(Conflict, match="over already"):
        ended(session, people, row, TODAY, change + waited)
    assert (row.until, following.since, following.until) == (change, change, JULY)
    assert sitting(session, people, change + waited) == ["Dag Dahl"]


def test_a_term_that_ends_within_a_day_is_not_prolonged_to_the_end_of_it(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    following = appointed(session, people, seat, people.dag, JULY_1)
    people.metadata.zone = "America/Los_Angeles"
    ended(session, people, row, JUNE_30, NOW)
    assert (row.until, following.since) == (JULY, JULY)
    assert row.uncut_until is None


def test_an_appointment_is_called_off_and_ended_only_once(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    present = appointed(session, people, seat, people.cleo)
    void = appointed(session, people, seat, people.dag, JULY_1)
    seats.call_off(session, people.metadata, void, by=people.ann, now=NOW)
    following = appointed(session, people, seat, people.ben, JULY_1)
    with pytest.raises(Conflict, match="called off"):
        seats.call_off(session, people.metadata, void, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="called off"):
        ended(session, people, void, JUNE_30, NOW)
    assert (present.until, following.since) == (JULY, JULY)


def test_a_person_sits_in_one_seat_of_a_group_at_a_time(session: Session, people: Cast) -> None:
    first, second = added(session, people), added(session, people)
    appointed(session, people, first, people.cleo)
    appointed(session, people, second, people.cleo, now=NOW + timedelta(hours=1))
    found = seats.of_group(session, people.metadata, NOW + timedelta(hours=2))
    assert [line.incumbent is not None for line in found] == [False, True]


def test_a_further_term_begins_as_this_one_ends_and_no_more_than_the_limit(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts(term_months=12, term_limit=2))
    row = appointed(session, people, seat, people.cleo)
    again = extended(session, people, row)
    assert (again.since, again.term_ends_at) == (row.until, new_york(date(2028, 11, 24), 0))
    later = new_york(date(2028, 1, 3), 9)
    with pytest.raises(Conflict, match="term 3 in a row of Cleo Costa"), session.begin_nested():
        extended(session, people, again, later)
    with pytest.raises(Invalid, match="Say why") as refusal, session.begin_nested():
        extended(session, people, again, later, may_exceed=True)
    assert refusal.value.field == "reason"
    third = extended(session, people, again, later, may_exceed=True, reason="Nobody else")
    assert third.since == again.until
    entries = select(HistoryEntry).order_by(col(HistoryEntry.id).desc())
    entry = session.exec(entries).first()
    assert entry is not None
    assert entry.after["reason"] == "Nobody else"


@pytest.mark.parametrize(
    ("days", "is_refused"), [(0, True), (1, True), (89, True), (90, False), (200, False)]
)
def test_after_a_long_break_terms_are_counted_anew(
    session: Session, people: Cast, days: int, is_refused: bool
) -> None:
    seat = added(session, people, SeatFacts(term_months=1, term_limit=1))
    appointed(session, people, seat, people.cleo, last=date(2026, 12, 24))
    first = date(2026, 12, 25) + days * DAY
    if is_refused:
        with pytest.raises(Conflict, match="term 2 in a row"):
            appointed(session, people, seat, people.cleo, first)
    else:
        assert appointed(session, people, seat, people.cleo, first).since == new_york(first, 0)


def test_a_term_that_ended_hours_ago_counts(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=1, term_limit=1))
    row = appointed(session, people, seat, people.cleo)
    ended(session, people, row, TODAY, NOW + DAY / 9)
    with pytest.raises(Conflict, match="term 2 in a row"):
        appointed(session, people, seat, people.cleo, now=NOW + DAY / 8)


def test_after_somebody_else_terms_are_counted_anew(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=1, term_limit=1))
    appointed(session, people, seat, people.cleo)
    void = appointed(session, people, seat, people.dag, date(2026, 12, 24))
    seats.call_off(session, people.metadata, void, by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="term 2 in a row"), session.begin_nested():
        appointed(session, people, seat, people.cleo, date(2026, 12, 26))
    appointed(session, people, seat, people.dag, date(2026, 12, 24), date(2026, 12, 25))
    appointed(session, people, seat, people.cleo, date(2026, 12, 26))


def test_who_is_held_over_is_extended_from_today(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    row = appointed(session, people, seat, people.cleo, last=date(2026, 12, 31))
    later = new_york(date(2027, 3, 1), 9)
    again = extended(session, people, row, later)
    assert (row.until, again.since, again.until) == (later, later, None)
    assert again.term_ends_at == new_york(date(2028, 3, 1), 0)


@pytest.mark.parametrize("holds_over", [False, True])
def test_a_further_term_begins_as_one_ends_that_ended_early(
    session: Session, people: Cast, holds_over: bool
) -> None:
    facts = SeatFacts(term_months=12, cycle_ends_on=JUNE_30, holds_over=holds_over)
    seat = added(session, people, facts)
    row = appointed(session, people, seat, people.cleo)
    ended(session, people, row, date(2027, 3, 10), NOW)
    assert seats.usual_next_end(seat, people.metadata, row, NOW) == JUNE_30
    again = extended(session, people, row)
    assert again.since == row.until == new_york(date(2027, 3, 11), 0)
    assert (again.term_ends_at, again.until) == (JULY, None if holds_over else JULY)


def test_who_is_appointed_for_good_and_ends_early_is_extended(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts())
    row = appointed(session, people, seat, people.cleo)
    with pytest.raises(Conflict, match="has no end"):
        extended(session, people, row)
    ended(session, people, row, TODAY + 9 * DAY, NOW)
    with pytest.raises(Invalid, match="until when"):
        extended(session, people, row)
    again = extended(session, people, row, last=JUNE_30)
    assert (again.since, again.until) == (row.until, JULY)


@pytest.mark.parametrize("first", [TODAY + 9 * DAY, JULY_1, JULY_1 + DAY, JULY_1 + 90 * DAY])
def test_nobody_is_extended_into_another_service_of_hers(
    session: Session, people: Cast, first: date
) -> None:
    seat, other = added(session, people), added(session, people)
    row = appointed(session, people, seat, people.cleo)
    ahead = appointed(session, people, other, people.cleo, first)
    ends = row.until
    with pytest.raises(Conflict, match="Cleo Costa begins another service in Metadata on"):
        extended(session, people, row)
    assert row.until == ends
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW)
    assert extended(session, people, row).since == JULY


def test_nobody_is_extended_over_a_successor(session: Session, people: Cast) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    appointed(session, people, seat, people.dag, JULY_1)
    with pytest.raises(Conflict, match="Dag Dahl is appointed from Thu, Jul 1, 2027"):
        extended(session, people, row)


@pytest.mark.parametrize(
    ("who", "first", "last", "field"),
    [
        ("cleo", TODAY + DAY, TODAY, "last"),
        ("ben", TODAY - DAY, None, "first"),
        ("gone", TODAY, None, "person"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, people: Cast, who: str, first: date, last: date | None, field: str
) -> None:
    seat = added(session, people)
    person = people.cleo if who == "gone" else getattr(people, who)
    person.is_active = who != "gone"
    with pytest.raises(Invalid) as refusal:
        appointed(session, people, seat, person, first, last)
    assert refusal.value.field == field


def test_a_past_day_fills_the_record_where_nobody_sat(session: Session, people: Cast) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo, TODAY - 20 * DAY)
    assert row.since == new_york(TODAY - 20 * DAY, 0)
    with pytest.raises(Invalid, match="Cleo Costa has sat there since"):
        appointed(session, people, seat, people.dag, TODAY - DAY)


def test_a_guest_takes_no_seat_of_a_chair_nor_acts_for_one(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(MemberRole.CHAIR))
    with pytest.raises(Invalid, match="guests chair no group"):
        appointed(session, people, seat, people.gil)
    row = appointed(session, people, seat, people.cleo)
    with pytest.raises(Invalid) as refusal:
        leave(session, people, row, acting=people.gil)
    assert refusal.value.field == "acting"


def test_a_group_is_not_left_without_a_chair(session: Session, people: Cast) -> None:
    member, chair = added(session, people), added(session, people, SeatFacts(MemberRole.CHAIR))
    with pytest.raises(Conflict, match="without a chair"), session.begin_nested():
        appointed(session, people, member, people.ann)
    row = appointed(session, people, chair, people.ann)
    assert standing(session, people.ann).chaired == [people.metadata.id]
    with pytest.raises(Conflict, match="without a chair"), session.begin_nested():
        seats.end_term(session, people.metadata, row, last=TODAY, by=people.ann, now=NOW + DAY / 9)


def test_a_group_is_not_left_without_a_chair_on_a_day_ahead(session: Session, people: Cast) -> None:
    member, chair = added(session, people), added(session, people, SeatFacts(MemberRole.CHAIR))
    with pytest.raises(Conflict, match="without a chair"), session.begin_nested():
        appointed(session, people, member, people.ann, JULY_1)
    row = appointed(session, people, chair, people.ann)
    with pytest.raises(Conflict, match="without a chair"), session.begin_nested():
        ended(session, people, row, JUNE_30, NOW)
    appointed(session, people, added(session, people, SeatFacts(MemberRole.CHAIR)), people.cleo)
    ended(session, people, row, JUNE_30, NOW)


def test_a_chair_who_takes_up_office_by_then_counts(session: Session, people: Cast) -> None:
    chair, other = (added(session, people, SeatFacts(MemberRole.CHAIR)) for _ in range(2))
    row = appointed(session, people, chair, people.ann)
    appointed(session, people, other, people.cleo, JULY_1)
    with pytest.raises(Conflict, match="without a chair"), session.begin_nested():
        ended(session, people, row, JUNE_30 - DAY, NOW)
    ended(session, people, row, JUNE_30, NOW)
    for at, name in ((JULY - timedelta.resolution, "Ann Abara"), (JULY, "Cleo Costa")):
        assert [found for found in sitting(session, people, at) if found] == [name]


def leave(
    session: Session,
    people: Cast,
    row: Membership,
    last: date | None = None,
    acting: Person | None = None,
    first: date = TODAY,
    now: datetime = NOW,
) -> None:
    seats.set_leave(
        session,
        people.metadata,
        row,
        first=first,
        last=last,
        acting=acting,
        by=people.ann,
        now=now,
    )


def test_while_a_leave_lasts_the_alternate_has_the_rights_of_the_seat(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts(MemberRole.CO_CHAIR))
    row = appointed(session, people, seat, people.dag)
    leave(session, people, row, JUNE_30, acting=people.cleo)
    session.flush()
    for at, acts in ((NOW - timedelta.resolution, False), (NOW, True), (JULY, False)):
        who = standing(session, people.cleo, at)
        assert (people.metadata.id in who.chaired) is acts
        assert access.standings(session, [people.cleo], at)[people.cleo.id].groups == who.groups
        found = terms.presence(session, "UCLEO", None, at)
        assert found is not None
        assert bool(found.services) is acts
    assert standing(session, people.cleo).ends == {people.metadata.id: JULY}
    with pytest.raises(Conflict, match="already"):
        leave(session, people, row)
    seats.end_leave(session, row, by=people.ann, now=NOW + DAY)
    session.flush()
    assert standing(session, people.cleo, NOW + DAY).groups == {}
    with pytest.raises(Conflict, match="over already"):
        seats.end_leave(session, row, by=people.ann, now=NOW + DAY)


def test_who_acts_and_is_a_member_is_the_greater_of_the_two(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(MemberRole.CO_CHAIR))
    row = appointed(session, people, seat, people.dag)
    leave(session, people, row, acting=people.ben)
    session.flush()
    who = standing(session, people.ben)
    assert (who.groups, who.ends) == ({people.metadata.id: MemberRole.CO_CHAIR}, {})
    found = terms.presence(session, "UBEN", None, NOW)
    assert found is not None
    assert found.services == (terms.Service(people.metadata.id, MemberRole.CO_CHAIR, None),)


@pytest.mark.parametrize(("days", "is_expected"), [(-1, False), (0, True), (29, True), (30, False)])
def test_who_acts_for_somebody_on_leave_is_on_the_list_of_who_came(
    session: Session, people: Cast, days: int, is_expected: bool
) -> None:
    seat = added(session, people, SeatFacts(MemberRole.CO_CHAIR))
    row = appointed(session, people, seat, people.dag)
    last = (NOW + 29 * DAY).date()
    leave(session, people, row, last, acting=people.cleo)
    held = meeting(session, people.metadata, NOW + days * DAY)
    after = held.starts_at + DAY
    listed = meetings.checklist(session, held, now=after).expected
    acting = [attendee for attendee in listed if attendee.person == people.cleo]
    assert bool(acting) is is_expected
    if is_expected:
        assert (acting[0].is_member, acting[0].role) == (True, MemberRole.MEMBER)
        cleo = standing(session, people.cleo, after)
        assert meetings.record_own_attendance(session, held, by=cleo, now=after)
        session.flush()
        assert ledger.differences(session) == []
        assert [row.kind for row in session.exec(select(Contribution))] == [
            ContributionKind.ATTENDED
        ]


def test_a_leave_outlasts_the_term_with_its_holder(session: Session, people: Cast) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    leave(session, people, row, date(2027, 8, 1), acting=people.dag)
    extended(session, people, row)
    [line] = seats.of_group(session, people.metadata, JULY)
    assert line.incumbent is not None
    assert line.incumbent.leave is not None
    assert line.incumbent.leave.acting == people.dag


def away_on(session: Session, people: Cast, at: datetime) -> bool:
    """Whether who sits in the only seat is on leave at a moment, and Dag acts."""
    [line] = seats.of_group(session, people.metadata, at)
    assert line.incumbent is not None
    away = line.incumbent.leave is not None and line.incumbent.leave.is_current
    assert (people.metadata.id in standing(session, people.dag, at).groups) is away
    return away


def test_a_leave_that_is_ended_does_not_come_back_with_the_next_term(
    session: Session, people: Cast
) -> None:
    row = appointed(session, people, added(session, people), people.cleo)
    leave(session, people, row, acting=people.dag)
    extended(session, people, row)
    assert away_on(session, people, JULY)
    seats.end_leave(session, row, by=people.ann, now=NOW + DAY)
    moments = (NOW, NOW + DAY, JULY - DAY, JULY, JULY + DAY)
    assert [away_on(session, people, at) for at in moments] == [True, False, False, False, False]
    leave(session, people, row, first=TODAY + 2 * DAY, now=NOW + DAY)


def test_a_leave_set_after_another_term_was_given_lasts_to_its_end(
    session: Session, people: Cast
) -> None:
    row = appointed(session, people, added(session, people), people.cleo)
    following = extended(session, people, row)
    leave(session, people, row, date(2027, 7, 1), acting=people.dag)
    moments = (NOW, JULY - timedelta.resolution, JULY, JULY + DAY)
    assert [away_on(session, people, at) for at in moments] == [True, True, True, False]
    with pytest.raises(Conflict, match="already"):
        leave(session, people, following, first=JULY_1)
    seats.end_leave(session, following, by=people.ann, now=NOW + DAY)
    assert [away_on(session, people, at) for at in (NOW + DAY, JULY)] == [False, False]


def test_a_leave_may_begin_in_the_next_term(session: Session, people: Cast) -> None:
    row = appointed(session, people, added(session, people), people.cleo)
    with pytest.raises(Invalid, match="over by then"):
        leave(session, people, row, first=JULY_1)
    extended(session, people, row)
    leave(session, people, row, JULY_1, people.dag, first=JULY_1)
    moments = (NOW, JULY - timedelta.resolution, JULY, JULY + DAY)
    assert [away_on(session, people, at) for at in moments] == [False, False, True, False]
    seats.end_leave(session, row, by=people.ann, now=NOW + DAY)
    assert not away_on(session, people, JULY)


def test_a_leave_ends_with_who_is_followed_by_another(session: Session, people: Cast) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    appointed(session, people, seat, people.ben, JULY_1)
    leave(session, people, row, acting=people.dag)
    assert away_on(session, people, JULY - timedelta.resolution)
    assert not away_on(session, people, JULY)


def test_no_leave_is_set_in_a_term_that_is_over_or_called_off(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    later = appointed(session, people, seat, people.ben, JULY_1)
    seats.call_off(session, people.metadata, later, by=people.ann, now=NOW)
    seats.end_term(session, people.metadata, row, last=TODAY, by=people.ann, now=NOW + DAY / 9)
    for over, first in ((row, TODAY), (later, JULY_1)):
        with pytest.raises(Conflict, match="term is over"):
            leave(session, people, over, first=first, now=NOW + DAY / 9)
    with pytest.raises(Conflict, match="over already"):
        seats.end_leave(session, row, by=people.ann, now=NOW + DAY / 9)


def test_the_base_of_a_quorum_are_voting_seats_that_are_held(
    session: Session, people: Cast
) -> None:
    held, away, _vacant = (added(session, people) for _ in range(3))
    silent = added(session, people, SeatFacts(votes=False))
    appointed(session, people, held, people.cleo)
    leave(session, people, appointed(session, people, away, people.dag))
    appointed(session, people, silent, people.pia)
    found = seats.voting_seats(session, people.metadata, NOW)
    assert found == VotingSeats(filled=1, vacant=1, on_leave=1)


def test_vacancies_are_told_apart_and_only_of_groups_that_one_may_know_of(
    session: Session, people: Cast
) -> None:
    hidden = group(session, "Secret", chair=people.ann, channel_id="CSEC", private=True)
    seats.add(session, hidden, YEARLY, by=people.ann, now=NOW)
    added(session, people, SeatFacts(label="nobody"))
    ending = added(session, people, SeatFacts(label="soon"))
    appointed(session, people, ending, people.cleo, last=date(2027, 1, 22))
    later = added(session, people, SeatFacts(label="later"))
    appointed(session, people, later, people.dag, last=date(2027, 1, 23))
    over = added(session, people, SeatFacts(label="over", term_months=1, holds_over=True))
    appointed(session, people, over, people.pia, TODAY, TODAY)
    at = NOW + DAY

    def found(person: Person) -> list[tuple[str, str, Gap | None]]:
        lines = seats.vacancies(session, standing(session, person, at))
        return [(line.group.name, line.seat.label, line.gap) for line in lines]

    public = [
        ("Metadata", "later", Gap.ENDING),
        ("Metadata", "nobody", Gap.VACANT),
        ("Metadata", "over", Gap.HELD_OVER),
        ("Metadata", "soon", Gap.ENDING),
    ]
    assert found(people.cleo) == public
    assert found(people.dag) == [*public, ("Secret", "", Gap.VACANT)]


def test_the_roster_of_a_day_is_that_of_its_end(session: Session, people: Cast) -> None:
    seat = added(session, people)
    appointed(session, people, seat, people.cleo, TODAY + 5 * DAY)

    def served(day: date) -> tuple[list[str], list[str]]:
        roster = seats.roster_on(session, people.metadata, day, now=NOW)
        held = [line.incumbent.person.name for line in roster.seats if line.incumbent]
        return held, [other.person.name for other in roster.others]

    others = ["Ann Abara", "Ben Brook", "Gil Grau", "Pia Pons"]
    assert served(TODAY) == ([], others)
    assert served(TODAY + 4 * DAY) == ([], others)
    assert served(TODAY + 5 * DAY) == (["Cleo Costa"], others)
    assert served(BEFORE.date() - DAY) == ([], [])


@pytest.mark.parametrize(
    ("days", "begins_on"),
    [(-1, BEFORE.date()), (0, None), (1, None)],
    ids=["before", "on", "after"],
)
def test_a_roster_tells_of_a_day_before_the_record_begins(
    session: Session, people: Cast, days: int, begins_on: date | None
) -> None:
    day = BEFORE.date() + days * DAY
    assert seats.roster_on(session, people.metadata, day, now=NOW).begins_on == begins_on


@pytest.mark.parametrize(("days", "is_ahead"), [(-1, False), (0, False), (1, True)])
def test_a_roster_tells_of_a_day_ahead(
    session: Session, people: Cast, days: int, *, is_ahead: bool
) -> None:
    day = TODAY + days * DAY
    assert seats.roster_on(session, people.metadata, day, now=NOW).is_ahead is is_ahead


def test_the_roster_of_a_past_day_tells_where_people_worked_then(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    appointed(session, people, seat, people.cleo)
    at = NOW + 9 * DAY
    for who in (people.cleo, people.ben):
        terms.change_home(session, who, people.central.id, by=people.dag, now=NOW - DAY)
        terms.change_home(session, who, people.tunxis.id, by=people.dag, now=NOW + 3 * DAY)
    terms.change_home(session, people.gil, None, by=people.dag, now=NOW - DAY)
    terms.change_home(session, people.gil, people.tunxis.id, by=people.dag, now=NOW + 3 * DAY)

    def places(day: date) -> list[str]:
        roster = seats.roster_on(session, people.metadata, day, now=at)
        found = [line.incumbent for line in roster.seats if line.incumbent] + [*roster.others]
        by_name = {who.person.name: who.organization for who in found}
        return [by_name[who.name] for who in (people.cleo, people.ben, people.gil)]

    unknown = "library not known yet"
    assert places(TODAY) == places(TODAY + 2 * DAY) == ["Central", "Central", unknown]
    assert places(TODAY + 3 * DAY) == places(at.date()) == ["Tunxis"] * 3


def test_a_seat_closes_when_nobody_sits_there(session: Session, people: Cast) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    with pytest.raises(Conflict, match="Cleo Costa sits there"):
        seats.close(session, seat, by=people.ann, now=NOW)
    seats.end_term(session, people.metadata, row, last=TODAY, by=people.ann, now=NOW + DAY / 9)
    seats.close(session, seat, by=people.ann, now=NOW + DAY / 8)
    for verb in (seats.close, seats.close):
        with pytest.raises(Conflict, match="closed already"):
            verb(session, seat, by=people.ann, now=NOW + DAY)
    with pytest.raises(Conflict, match="closed"):
        appointed(session, people, seat, people.dag)
    assert seats.of_group(session, people.metadata, NOW + DAY) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (SeatFacts(label="x" * 81), "label"),
        (SeatFacts(category="x" * 61), "category"),
        (SeatFacts(term_months=0), "term_months"),
        (SeatFacts(term_months=121), "term_months"),
        (SeatFacts(term_months=1, term_limit=21), "term_limit"),
        (SeatFacts(term_limit=2), "term_months"),
        (SeatFacts(hours_a_month=201), "hours_a_month"),
        (SeatFacts(organization_id=999), "organization"),
        (SeatFacts(organization_id=0), "organization"),
    ],
)
def test_an_odd_seat_is_refused(
    session: Session, people: Cast, facts: SeatFacts, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        added(session, people, facts)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "standing_facts",
    [{"active_until": TODAY - DAY}, {"active_from": TODAY + DAY}, {"merged_into_id": 1}],
)
def test_a_seat_asks_for_no_library_that_is_not_active_today(
    session: Session, people: Cast, standing_facts: dict[str, object]
) -> None:
    for name, value in standing_facts.items():
        setattr(people.tunxis, name, value)
    with pytest.raises(Invalid, match="is not active today") as refusal:
        added(session, people, SeatFacts(organization_id=people.tunxis.id))
    assert refusal.value.field == "organization"
    assert added(session, people, SeatFacts(organization_id=people.central.id)).organization_id


def test_word_that_somebody_chairs_is_due_as_a_later_service_begins(
    session: Session, people: Cast
) -> None:
    chair, member = added(session, people, SeatFacts(MemberRole.CO_CHAIR)), added(session, people)
    found = [
        appointed(session, people, chair, people.cleo),
        appointed(session, people, chair, people.dag, JULY_1),
        appointed(session, people, member, people.pia, JULY_1),
    ]
    assert [row.chairing_due_at for row in found] == [None, JULY, None]
    assert [row.person.id for row in chairs.claim(session, JULY - timedelta.resolution)] == []
    assert [row.person.id for row in chairs.claim(session, JULY)] == [people.dag.id]


def test_a_chair_whose_appointment_is_called_off_hears_nothing(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts(MemberRole.CHAIR))
    ahead = appointed(session, people, seat, people.dag, JULY_1)
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW)
    assert not chairs.is_any_due(session, JULY)


def test_seats_are_changed_by_chairs_and_the_program_manager(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    hidden = group(session, "Secret", chair=people.ann, channel_id="CSEC", private=True)
    secret = seats.add(session, hidden, YEARLY, by=people.ann, now=NOW)
    for editor in (people.ann, people.dag):
        assert access.seat_to_edit(session, seat.id, by=standing(session, editor))[0] is seat
    with pytest.raises(NotAllowed):
        access.seat_to_edit(session, seat.id, by=standing(session, people.ben))
    unknown = []
    for number in (secret.id, 999):
        with pytest.raises(NotFound) as refusal:
            access.seat_to_edit(session, number, by=standing(session, people.ben))
        unknown.append(refusal.value.message)
    assert len(set(unknown)) == 1
    plain = serve(session, people.metadata, people.cleo)
    with pytest.raises(NotFound):
        access.term_to_edit(session, plain.id, by=standing(session, people.ann))


def test_leaving_the_group_leaves_the_seat(session: Session, people: Cast) -> None:
    seat = added(session, people)
    appointed(session, people, seat, people.cleo)
    appointed(session, people, seat, people.cleo, JULY_1)
    groups.leave(session, people.metadata, people.cleo, now=NOW + DAY)
    assert sitting(session, people, NOW + DAY) == [None]
    assert sitting(session, people, JULY) == [None]


def test_merging_two_people_leaves_one_in_each_seat(session: Session, people: Cast) -> None:
    first, second = added(session, people), added(session, people)
    appointed(session, people, first, people.cleo)
    appointed(session, people, second, people.pia, now=NOW + timedelta(hours=1))
    merge(session, people.cleo, people.pia, by=people.dag, now=NOW + DAY)
    assert sitting(session, people, NOW + DAY).count("Cleo Costa") == 1


def test_what_was_cut_for_a_successor_goes_on_after_a_merge_when_she_is_called_off(
    session: Session, people: Cast
) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    present = appointed(session, people, seat, people.cleo)
    ahead = appointed(session, people, seat, people.dag, JULY_1)
    double = person(session, "Klio Costa", at=people.tunxis)
    merge(session, people.cleo, double, by=people.dag, now=NOW + DAY)
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW + DAY)
    assert (present.until, present.uncut_until) == (None, None)
    assert sitting(session, people, JULY) == ["Cleo Costa"]


def test_what_a_merge_ends_itself_is_not_restored(session: Session, people: Cast) -> None:
    seat = added(session, people, SeatFacts(term_months=12, holds_over=True))
    present = appointed(session, people, seat, people.cleo)
    ahead = appointed(session, people, seat, people.dag, JULY_1)
    double = person(session, "Klio Costa", at=people.tunxis)
    chairs = serve(session, people.metadata, double, JULY - DAY, role=MemberRole.CHAIR)
    merge(session, people.cleo, double, by=people.dag, now=NOW + DAY)
    seats.call_off(session, people.metadata, ahead, by=people.ann, now=NOW + DAY)
    assert (present.until, chairs.until) == (JULY - DAY, None)


def test_a_database_of_postgresql_lets_no_two_sit_in_one_seat(
    session: Session, people: Cast
) -> None:
    seat = added(session, people)
    row = appointed(session, people, seat, people.cleo)
    double = serve(session, people.metadata, people.dag, NOW, NOW + DAY)
    if session.get_bind().dialect.name != "postgresql":
        row.until = None
        double.until = None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    double.seat_id = seat.id
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_who_sits_in_no_seat_stands_by_role_and_then_by_name(
    session: Session, people: Cast
) -> None:
    groups.set_role(
        session, people.metadata, people.pia.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
    )
    others = seats.roster_on(session, people.metadata, TODAY, now=NOW).others
    names = [row.person.name for row in others]
    assert names == ["Ann Abara", "Pia Pons", "Ben Brook", "Gil Grau"]
