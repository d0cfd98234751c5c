"""Seats and terms against a naive model: a list of who was to sit where, from when until when; what
is declared of each seat; and who works where, and directs the library.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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

from models import MemberRole, Membership, Organization, Person, Seat
from models.seats import Gap, SeatFacts
from services import organizations, seats
from services import people as directory
from services.errors import Refusal
from tests.factories import NOW, Cast, standing
from tests.happenings import new_york
from tests.services.state_machines import run_on

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
DAYS = st.integers(-40, 400)
LENGTHS = st.integers(0, 200)
PEOPLE = ("ben", "cleo", "pia", "dag")
IN_SLACK = ("ben", "cleo", "dag")
LIBRARIES = ("central", "tunxis")
ROLES = (MemberRole.MEMBER, MemberRole.OBSERVER, MemberRole.CO_CHAIR)
EXAMPLES = {"sqlite": 15, "postgresql": 4}


@dataclass
class Sat:
    """A term of the model: ``wanted`` is where it ends unless somebody follows."""

    seat: int
    person: str
    begins: datetime
    wanted: datetime | None
    agreed: datetime | None
    role: MemberRole = MemberRole.MEMBER
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
        self.facts = [replace(found, votes=found.is_voting) for found in facts]
        self.homes: dict[str, str | None] = dict.fromkeys(PEOPLE)
        self.homes |= {"ben": "central", "cleo": "tunxis"}
        self.directors: set[str] = set()
        # Whoever is a member without a seat already is in the model, too.
        for name in ("ben", "pia"):
            self.model.append(
                Sat(-1, name, datetime(2026, 6, 1, 13, tzinfo=NOW.tzinfo), None, None)
            )
        self.appoint(seat=0, person="cleo", first=0, length=30)
        self.appoint(seat=1, person="dag", first=0, length=200)

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
        facts = self.facts[seat]
        wanted = None if facts.holds_over else ends
        self.rows[row.id] = Sat(seat, person, begins, wanted, ends, facts.role)
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
        wanted = None if self.facts[seat].holds_over else row.term_ends_at
        begins = max(self._end(current) or current.agreed, self.now)
        agreed = row.term_ends_at
        self.rows[row.id] = Sat(seat, current.person, begins, wanted, agreed, current.role)
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

    @rule(
        seat=st.integers(0, 1),
        role=st.sampled_from(ROLES),
        votes=st.booleans(),
        holds_over=st.booleans(),
        library=st.sampled_from((None, *LIBRARIES)),
        cycle=st.none() | DAYS,
        months=st.sampled_from((6, 12, 24)),
    )
    def change(
        self,
        seat: int,
        role: MemberRole,
        votes: bool,
        holds_over: bool,
        library: str | None,
        cycle: int | None,
        months: int,
    ) -> None:
        before = self.facts[seat]
        facts = SeatFacts(
            role=role,
            votes=votes,
            holds_over=holds_over,
            organization_id=self._library(library).id if library else None,
            cycle_ends_on=self.today + cycle * DAY if cycle is not None else None,
            term_months=months,
        )
        held = [
            sat
            for sat in self._of_seat(seat)
            if (end := self._end(sat)) is None or end > max(self.now, sat.begins)
        ]
        is_changing = holds_over != before.holds_over
        if is_changing and any(self._is_past(sat, self.now) for sat in held):
            with pytest.raises(Refusal):
                self._change(seat, facts)
            return
        self._change(seat, facts)
        self.facts[seat] = facts
        for sat in held:
            sat.role = role if sat.role is before.role else sat.role
            if is_changing and sat.wanted == (None if before.holds_over else sat.agreed):
                sat.wanted = None if holds_over else sat.agreed

    @rule(library=st.sampled_from(LIBRARIES), chosen=st.sets(st.sampled_from(IN_SLACK)))
    def direct(self, library: str, chosen: set[str]) -> None:
        if any(self._home(name) != library for name in chosen):
            with pytest.raises(Refusal):
                self._direct(library, chosen)
            return
        self._direct(library, chosen)
        self.directors -= {name for name in PEOPLE if self._home(name) == library}
        self.directors |= chosen

    @rule(person=st.sampled_from(IN_SLACK), library=st.sampled_from(LIBRARIES))
    def move(self, person: str, library: str) -> None:
        """Whoever moves directs neither library."""
        home = self._library(library)
        by, now = self.people.ann, self.now
        directory.place(self.session, self._person(person), home.id, by=by, now=now)
        if self._home(person) != library:
            self.directors.discard(person)
        self.homes[person] = library

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
    def seats_are_as_they_were_declared(self) -> None:
        lines = seats.of_group(self.session, self.people.metadata, self.now)
        found = {self._number(line.seat): line for line in lines}
        for seat, facts in enumerate(self.facts):
            line, current = found[seat], self._current(seat)
            assert SeatFacts.of(line.seat) == facts
            assert (line.incumbent.role if line.incumbent else None) == (
                current.role if current else None
            )
        held = [self._current(seat) for seat, facts in enumerate(self.facts) if facts.votes]
        voting = seats.voting_seats(self.session, self.people.metadata, self.now)
        assert (voting.filled, voting.vacant) == (
            sum(sat is not None for sat in held),
            sum(sat is None for sat in held),
        )

    @invariant()
    def who_directs_is_who_was_named_and_works_there(self) -> None:
        for library in LIBRARIES:
            found = organizations.directors_of(self.session, self._library(library), self.now)
            named = {name for name in self.directors if self._home(name) == library}
            assert {person.name for person in found} == {self._person(name).name for name in named}

    @invariant()
    def who_does_not_fit_works_elsewhere(self) -> None:
        for seat, facts in enumerate(self.facts):
            misfits = seats.misfits(self.session, self.seats[seat], self.now)
            held = {
                sat.person
                for sat in self._of_seat(seat)
                if (end := self._end(sat)) is None or end > max(self.now, sat.begins)
            }
            assert {person.name for person in misfits} == {
                self._person(name).name
                for name in held
                if facts.organization_id is not None
                and facts.organization_id != self._home_id(name)
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

    def _is_past(self, sat: Sat, at: datetime) -> bool:
        """Whether she sits there past the term that was agreed."""
        return self._holds(sat, at) and sat.agreed is not None and sat.agreed <= at

    def _library(self, name: str) -> Organization:
        found: Organization = getattr(self.people, name)
        return found

    def _home(self, name: str) -> str | None:
        return self.homes[name]

    def _home_id(self, name: str) -> int | None:
        home = self._home(name)
        return self._library(home).id if home else None

    def _change(self, seat: int, facts: SeatFacts) -> None:
        with self.session.begin_nested():
            group, by, now = self.people.metadata, self.people.ann, self.now
            seats.change(self.session, self.seats[seat], group, facts, by=by, now=now)

    def _direct(self, library: str, chosen: set[str]) -> None:
        with self.session.begin_nested():
            named = [self._person(name) for name in sorted(chosen)]
            home, by, now = self._library(library), self.people.ann, self.now
            organizations.set_directors(self.session, home, named, by=by, now=now)

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
