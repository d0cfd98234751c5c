"""Seats and terms against a naive model: a list of who was to sit where, from when until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sqlmodel import Session, select

from models import Membership, Person, Seat
from models.seats import Gap, SeatFacts
from services import seats
from services.errors import Refusal
from tests.factories import NOW, Cast, standing
from tests.happenings import new_york
from tests.services.state_machines import run_on

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
DAYS = st.integers(-40, 400)
LENGTHS = st.integers(0, 200)
PEOPLE = ("ben", "cleo", "pia", "dag")
EXAMPLES = {"sqlite": 15, "postgresql": 4}


@dataclass
class Sat:
    """A term of the model: ``wanted`` is where it ends unless somebody follows."""

    seat: int
    person: str
    begins: datetime
    wanted: datetime | None
    agreed: datetime | None
    is_void: bool = False


class Seating(RuleBasedStateMachine):
    """What chairs do with two seats, one of which is held over, while the days pass."""

    session: Session
    people: Cast

    @initialize()
    def begin(self) -> None:
        self.now, self.today = NOW, TODAY
        self.model: list[Sat] = []
        self.rows: dict[int, Sat] = {}
        group = self.people.metadata
        facts = (SeatFacts(term_months=12, holds_over=True), SeatFacts(term_months=6, votes=False))
        self.seats = [
            seats.add(self.session, group, found, by=self.people.ann, now=NOW) for found in facts
        ]
        # Whoever is a member without a seat already is in the model, too.
        for name in ("ben", "pia"):
            self.model.append(
                Sat(-1, name, datetime(2026, 6, 1, 13, tzinfo=NOW.tzinfo), None, None)
            )

    @rule(seat=st.integers(0, 1), person=st.sampled_from(PEOPLE), first=DAYS, length=LENGTHS)
    def appoint(self, seat: int, person: str, first: int, length: int) -> None:
        day = self.today + first * DAY
        begins = self.now if first == 0 else new_york(day, 0)
        ends = new_york(day + (length + 1) * DAY, 0)
        if self._is_refused(seat, person, begins, is_past=first < 0):
            with pytest.raises(Refusal):
                self._appoint(seat, person, day, day + length * DAY)
            return
        row = self._appoint(seat, person, day, day + length * DAY)
        wanted = None if self.seats[seat].holds_over else ends
        self.rows[row.id] = Sat(seat, person, begins, wanted, ends)
        self.model.append(self.rows[row.id])

    @rule(seat=st.integers(0, 1))
    def extend(self, seat: int) -> None:
        current = self._current(seat)
        if current is None or current.agreed is None:
            return
        hers = [sat for sat in self._standing() if sat.person == current.person]
        if any(sat.begins > self.now for sat in (*hers, *self._of_seat(seat))):
            with pytest.raises(Refusal):
                self._extend(seat, current)
            return
        row = self._extend(seat, current)
        wanted = None if self.seats[seat].holds_over else row.term_ends_at
        begins = max(self._end(current) or current.agreed, self.now)
        self.rows[row.id] = Sat(seat, current.person, begins, wanted, row.term_ends_at)
        self.model.append(self.rows[row.id])

    @rule(seat=st.integers(0, 1), after=st.integers(0, 90))
    def leave(self, seat: int, after: int) -> None:
        current = self._current(seat)
        if current is None:
            return
        last = self.today + after * DAY
        at = self.now if after == 0 else new_york(last + DAY, 0)
        ends = self._end(current)
        group, row = self.people.metadata, self._row(current)
        if ends is not None and at > ends:
            with pytest.raises(Refusal):
                seats.end_term(
                    self.session, group, row, last=last, by=self.people.ann, now=self.now
                )
            return
        seats.end_term(self.session, group, row, last=last, by=self.people.ann, now=self.now)
        for sat in self._of_seat(seat):
            if sat.person == current.person and sat.begins > self.now:
                sat.is_void = True
        current.wanted = at
        current.is_void = at <= current.begins

    @rule(seat=st.integers(0, 1))
    def call_off(self, seat: int) -> None:
        later = [sat for sat in self._of_seat(seat) if sat.begins > self.now]
        if later:
            group, row = self.people.metadata, self._row(later[0])
            seats.call_off(self.session, group, row, by=self.people.ann, now=self.now)
            later[0].is_void = True

    @rule(days=st.sampled_from((1, 20, 100, 250)))
    def days_pass(self, days: int) -> None:
        self.today += days * DAY
        self.now = new_york(self.today, 9, 30)

    @invariant()
    def no_two_overlap(self) -> None:
        every = self.session.exec(select(Membership)).all()
        rows = [row for row in every if row.until is None or row.until > row.since]
        for left, right in combinations(rows, 2):
            is_beside = left.seat_id is not None and left.seat_id == right.seat_id
            is_hers = left.person_id == right.person_id
            if is_beside or is_hers:
                first, second = sorted((left, right), key=lambda row: row.since)
                assert first.until is not None
                assert first.until <= second.since

    @invariant()
    def rosters_are_those_of_the_model(self) -> None:
        for day in self._days():
            at = self.now if day == self.today else new_york(day + DAY, 0) - timedelta.resolution
            found = seats.roster_on(self.session, self.people.metadata, day, now=self.now)
            sitting = {
                (self._number(line.seat), line.incumbent.person.name, line.incumbent.is_held_over)
                for line in found.seats
                if line.incumbent
            }
            others = {(-1, person.person.name, False) for person in found.others}
            assert sitting | {found for found in others if self._is_known(found[1])} == {
                (
                    sat.seat,
                    self._person(sat.person).name,
                    sat.agreed is not None and sat.agreed <= at,
                )
                for sat in self.model
                if self._holds(sat, at)
            }

    @invariant()
    def vacancies_are_those_of_the_model(self) -> None:
        who = standing(self.session, self.people.dag, self.now)
        lines = seats.vacancies(self.session, who)
        found = {self._number(line.seat): line.gap for line in lines}
        assert found == {seat: gap for seat in (0, 1) if (gap := self._gap(seat))}

    def _gap(self, seat: int) -> Gap | None:
        current = self._current(seat)
        if current is None:
            return Gap.VACANT
        ends = self._end(current) or current.agreed
        is_followed = any(sat.begins > self.now for sat in self._of_seat(seat))
        if is_followed or ends is None or ends > self.now + timedelta(days=60):
            return None
        return Gap.HELD_OVER if current.agreed and current.agreed <= self.now else Gap.ENDING

    def _is_refused(self, seat: int, person: str, begins: datetime, *, is_past: bool) -> bool:
        hers = [sat for sat in self._standing() if sat.person == person]
        if any(sat.begins == begins for sat in (*hers, *self._of_seat(seat))):
            return True
        if any(self._holds(sat, begins) for sat in self._of_seat(seat) if sat.person == person):
            return True
        if not is_past:
            return False
        return any(
            (end := self._end(sat)) is None or end > begins for sat in (*hers, *self._of_seat(seat))
        )

    def _days(self) -> Iterator[date]:
        yield from (self.today + days * DAY for days in (-30, 0, 45, 200))

    def _standing(self) -> list[Sat]:
        return [sat for sat in self.model if not sat.is_void]

    def _of_seat(self, seat: int) -> list[Sat]:
        return sorted(
            (sat for sat in self._standing() if sat.seat == seat), key=lambda sat: sat.begins
        )

    def _current(self, seat: int) -> Sat | None:
        return next((sat for sat in self._of_seat(seat) if self._holds(sat, self.now)), None)

    def _end(self, sat: Sat) -> datetime | None:
        """Where it was to end, or where the next one in the seat or of the person begins."""
        later = [
            other.begins
            for other in self._standing()
            if other is not sat
            and (other.person == sat.person or (other.seat == sat.seat and sat.seat >= 0))
            and other.begins >= sat.begins
        ]
        return min((*later, *([sat.wanted] if sat.wanted else [])), default=None)

    def _holds(self, sat: Sat, at: datetime) -> bool:
        end = self._end(sat)
        return not sat.is_void and sat.begins <= at and (end is None or end > at)

    def _row(self, sat: Sat) -> Membership:
        number = next(number for number, found in self.rows.items() if found is sat)
        return self.session.exec(select(Membership).where(Membership.id == number)).one()

    def _person(self, name: str) -> Person:
        found: Person = getattr(self.people, name)
        return found

    def _is_known(self, name: str) -> bool:
        return name in {self._person(person).name for person in PEOPLE}

    def _number(self, seat: Seat) -> int:
        return [found.id for found in self.seats].index(seat.id)

    def _appoint(self, seat: int, person: str, first: date, last: date) -> Membership:
        with self.session.begin_nested():
            return seats.appoint(
                self.session,
                self.seats[seat],
                self.people.metadata,
                self._person(person),
                first=first,
                last=last,
                by=self.people.ann,
                now=self.now,
            )

    def _extend(self, seat: int, current: Sat) -> Membership:
        with self.session.begin_nested():
            return seats.extend(
                self.session,
                self.seats[seat],
                self.people.metadata,
                self._row(current),
                by=self.people.ann,
                now=self.now,
            )


@pytest.mark.parametrize("database", EXAMPLES)
def test_seats_are_as_the_naive_model_has_them(
    database: str, request: pytest.FixtureRequest
) -> None:
    run_on(request, database, Seating, examples=EXAMPLES[database], steps=12)
