"""Who may answer for a library, and who leads for a chair, against a naive model: lists of who was
named, from when until when.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlmodel import Session

from models import Organization, Person, Representation, RepresentationKind
from models.representatives import RepresentedSubject
from services import access, deputies, groups, organizations, people, representatives
from services.errors import Refusal
from tests.factories import BEFORE, NOW, Cast, organization, person, standing
from tests.happenings import new_york
from tests.services.state_machines import run_on

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
LIBRARIES = st.sampled_from(("central", "tunxis", "norwalk"))
WHO = st.sampled_from(("ava", "bo", "cam", "dee", "eli"))
SUBJECTS = st.integers(0, 1)
KINDS = st.sampled_from(tuple(RepresentationKind))
EXAMPLES = {"sqlite": 8, "postgresql": 2}


@dataclass
class Named:
    """One who was named: ``wanted`` is where it ends unless somebody follows."""

    library: str
    subject: int
    kind: RepresentationKind
    person: str
    begins: datetime
    wanted: datetime | None
    is_void: bool = False


@dataclass
class NamedDeputy:
    """A deputy of the chair in the model."""

    person: str
    begins: datetime
    ends: datetime


class Naming(RuleBasedStateMachine):
    """What directors, chairs and the program manager do while people move and libraries merge."""

    session: Session
    people: Cast

    @initialize()
    def begin(self) -> None:
        self.now, self.today = NOW, TODAY
        self.named: dict[int, Named] = {}
        self.deputies: list[NamedDeputy] = []
        self.merged: set[str] = set()
        self.libraries: dict[str, Organization] = {
            "central": self.people.central,
            "tunxis": self.people.tunxis,
            "norwalk": organization(self.session, "norwalk"),
        }
        self.persons: dict[str, Person] = {}
        self.homes: dict[str, list[tuple[datetime, str]]] = {}
        homes = ("central", "central", "tunxis", "tunxis", "norwalk")
        for name, home in zip(("ava", "bo", "cam", "dee", "eli"), homes, strict=True):
            row = person(self.session, name, at=self.libraries[home], slack_id=f"U{name.upper()}")
            self.persons[name], self.homes[name] = row, [(BEFORE, home)]
        group = self.people.metadata
        groups.add(self.session, group, [*self.persons.values()], by=self.people.ann, now=NOW)
        topic = representatives.add_topic(self.session, "Licensing", by=self.people.dag, now=NOW)
        self.subjects = (
            RepresentedSubject(group.name, group_id=group.id),
            RepresentedSubject(topic.name, topic_id=topic.id),
        )

    @rule(
        library=LIBRARIES,
        subject=SUBJECTS,
        kind=KINDS,
        who=WHO,
        first=st.integers(-2, 120),
        length=st.none() | st.integers(0, 90),
    )
    def appoint(
        self,
        library: str,
        subject: int,
        kind: RepresentationKind,
        who: str,
        first: int,
        length: int | None,
    ) -> None:
        self._pass_a_minute()
        day = self.today + first * DAY
        last = None if length is None else day + length * DAY
        begins = self.now if first == 0 else new_york(day, 0)
        ends = None if last is None else new_york(last + DAY, 0)
        new = Named(library, subject, kind, who, begins, ends)
        if first < 0 or self._is_refused(new, last):
            with pytest.raises(Refusal):
                self._appoint(new, day, last)
            return
        self.named[self._appoint(new, day, last).id] = new

    @rule(number=st.integers(0, 20))
    def end(self, number: int) -> None:
        self._pass_a_minute()
        ahead = [row_id for row_id, row in self.named.items() if self._is_ahead(row)]
        if ahead:
            row_id = ahead[number % len(ahead)]
            row = self.session.get_one(Representation, row_id)
            representatives.end(self.session, row, by=self.people.dag, now=self.now)
            self._end(self.named[row_id])

    @rule(who=WHO, library=LIBRARIES)
    def move(self, who: str, library: str) -> None:
        self._pass_a_minute()
        home = self.libraries[library]
        if library in self.merged:
            return
        people.place(self.session, self.persons[who], home.id, by=self.people.dag, now=self.now)
        self._move(who, library)

    @rule(library=LIBRARIES, name=st.sampled_from(("Old", "New", "Other")))
    def rename(self, library: str, name: str) -> None:
        if library in self.merged:
            return
        row = self.libraries[library]
        facts = organizations.facts_of(self.session, row)
        facts = replace(facts, name=f"{name} {library}", short_name=f"{name} {library}")
        organizations.change(
            self.session, row, facts, was_renamed=True, by=self.people.dag, now=self.now
        )

    @precondition(lambda self: not self.merged and len(self.named) > 2)
    @rule(library=st.sampled_from(("tunxis", "norwalk")))
    def merge(self, library: str) -> None:
        self._pass_a_minute()
        rows = self.libraries[library], self.libraries["central"]
        organizations.merge(self.session, *rows, by=self.people.dag, now=self.now)
        self.merged.add(library)
        for who in self.persons:
            if self._home(who, self.now) == library:
                self._move(who, "central")

    @rule(who=WHO, length=st.integers(-1, 90))
    def name_deputy(self, who: str, length: int) -> None:
        self._pass_a_minute()
        last = self.today + length * DAY
        by = standing(self.session, self.people.ann, self.now)
        others = [row for row in self._deputies_at(self.now) if row.person != who]
        until = new_york(last + DAY, 0)
        same = [row for row in self._deputies_at(self.now) if row.ends == until]
        if length < 0 or others or same:
            with pytest.raises(Refusal), self.session.begin_nested():
                deputies.name(
                    self.session, self.people.metadata, self.persons[who], last=last, by=by
                )
            return
        deputies.name(self.session, self.people.metadata, self.persons[who], last=last, by=by)
        self._end_deputies()
        self.deputies.append(NamedDeputy(who, self.now, until))

    @rule()
    def end_deputy(self) -> None:
        self._pass_a_minute()
        by = standing(self.session, self.people.ann, self.now)
        if not self._deputies_at(self.now):
            with pytest.raises(Refusal):
                deputies.end(self.session, self.people.metadata, by=by)
            return
        deputies.end(self.session, self.people.metadata, by=by)
        self._end_deputies()

    @rule(days=st.sampled_from((1, 20, 100)))
    def days_pass(self, days: int) -> None:
        self.today += days * DAY
        self.now = new_york(self.today, 9, 30)

    @invariant()
    def who_may_answer_is_as_in_the_model(self) -> None:
        libraries = list(self.libraries.values())
        for at in self._moments():
            for who, row in self.persons.items():
                by = standing(self.session, row, at)
                for number, subject in enumerate(self.subjects):
                    found = access.answerable_libraries(self.session, libraries, subject, by=by)
                    expected = {
                        library
                        for library in self.libraries
                        if self._may_answer(who, library, number, at)
                    }
                    assert {library.key for library in found} == expected

    @invariant()
    def who_leads_for_the_chair_is_as_in_the_model(self) -> None:
        for at in self._moments():
            leading = {
                who
                for who, row in self.persons.items()
                if standing(self.session, row, at).chairs(self.people.metadata.id)
            }
            assert leading == {row.person for row in self._deputies_at(at)}

    def _moments(self) -> tuple[datetime, ...]:
        days = (self.today + days * DAY for days in (-30, 45))
        return self.now, *(new_york(day + DAY, 0) - timedelta.resolution for day in days)

    def _may_answer(self, who: str, library: str, subject: int, at: datetime) -> bool:
        return (
            library not in self.merged
            and self._home(who, at) == library
            and any(
                row.person == who and self._holds(row, at)
                for row in self._of_place(library, subject)
            )
        )

    def _is_refused(self, new: Named, last: date | None) -> bool:
        if new.library in self.merged or self._home(new.person, self.now) != new.library:
            return True
        rivals = [row for row in self._of_place(new.library, new.subject) if _rivals(row, new)]
        if new.begins > self.now and any(row.begins == new.begins for row in rivals):
            return True
        return any(
            (row.person, row.kind) == (new.person, new.kind)
            and self._holds(row, new.begins)
            and self._last_day(row) == last
            for row in rivals
        )

    def _last_day(self, row: Named) -> date | None:
        end = self._ends(row)
        return end and (end - timedelta.resolution).astimezone(new_york(TODAY, 0).tzinfo).date()

    def _move(self, who: str, library: str) -> None:
        self.homes[who].append((self.now, library))
        for row in self.named.values():
            if row.person == who and row.library != library and self._is_ahead(row):
                self._end(row)

    def _end(self, row: Named) -> None:
        if row.begins >= self.now:
            row.is_void = True
        else:
            row.wanted = self.now

    def _is_ahead(self, row: Named) -> bool:
        end = self._ends(row)
        return not row.is_void and (end is None or end > self.now)

    def _home(self, who: str, at: datetime) -> str | None:
        return next((home for since, home in reversed(self.homes[who]) if since <= at), None)

    def _of_place(self, library: str, subject: int) -> list[Named]:
        return [
            row
            for row in self.named.values()
            if (row.library, row.subject) == (library, subject) and not row.is_void
        ]

    def _ends(self, row: Named) -> datetime | None:
        """Where it was to end, or where the next one in its place begins."""
        later = [
            other.begins
            for other in self._of_place(row.library, row.subject)
            if other is not row and _rivals(other, row) and other.begins >= row.begins
        ]
        return min((*later, *([row.wanted] if row.wanted else [])), default=None)

    def _holds(self, row: Named, at: datetime) -> bool:
        end = self._ends(row)
        return row.begins <= at and (end is None or end > at)

    def _deputies_at(self, at: datetime) -> list[NamedDeputy]:
        return [row for row in self.deputies if row.begins <= at < row.ends]

    def _end_deputies(self) -> None:
        for row in self._deputies_at(self.now):
            row.ends = self.now

    def _pass_a_minute(self) -> None:
        self.now += timedelta(minutes=1)

    def _appoint(self, new: Named, first: date, last: date | None) -> Representation:
        with self.session.begin_nested():
            return representatives.appoint(
                self.session,
                self.libraries[new.library],
                self.subjects[new.subject],
                new.kind,
                self.persons[new.person],
                first=first,
                last=last,
                by=self.people.dag,
                now=self.now,
            ).row


def _rivals(left: Named, right: Named) -> bool:
    """Whether two of one place may not hold at once."""
    return left.kind is right.kind or left.person == right.person


@pytest.mark.parametrize("database", EXAMPLES)
def test_who_may_answer_is_as_the_naive_model_has_it(
    database: str, request: pytest.FixtureRequest
) -> None:
    run_on(request, database, Naming, examples=EXAMPLES[database], steps=14)
