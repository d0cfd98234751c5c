"""Every figure of a statement against a naive model over the exported rows, over random histories:
people who move between libraries, services that begin and end, renames, merges and corrections.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import (
    Call,
    CallKind,
    CallState,
    CallUnit,
    CallUnitLibrary,
    Commitment,
    Consortium,
    ContributionKind,
    Deliverable,
    Group,
    MeetingStatus,
    Offer,
    Organization,
    Person,
    Seat,
    VotingUnit,
)
from models.calls import IfSilent, UnitKind
from models.offers import CostFormula
from models.stories import StoryAudience, StoryPermission
from models.value_statements import StatementKind, StatementScope
from services import (
    contributions,
    dates,
    decisions,
    groups,
    meetings,
    organizations,
    tasks,
    terms,
    value_statements,
)
from services.errors import Refusal
from services.import_export.raw_tables import raw_tables
from services.meetings import MeetingPlan
from services.people import merging
from services.tasks import TaskDraft
from tests.factories import BEFORE, NOW, cast, group, organization, person
from tests.keys import about
from tests.services.test_stories import submitted
from tests.services.value_statement_model import NaiveModel, tables_of

LONG = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SHORT = settings(LONG, max_examples=6)
ZONES = ("America/New_York", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata")
PERIODS = (
    "this fiscal year",
    "last quarter",
    "this academic year",
    "2026",
    "this semester",
    "October 3 to November 20",
    "last month",
)
HOURS = st.integers(0, 24 * 176)
"""After the beginning, up to NOW: early June to late November, over a change of the clocks."""


@dataclass(frozen=True)
class Event:
    """Something that happens at an hour; the numbers choose whom and what it is about."""

    hour: int
    verb: str
    who: int
    where: int


EVENTS = st.lists(
    st.builds(
        Event,
        HOURS,
        st.sampled_from(
            (
                *("meet", "meet", "meet", "task", "task", "decide", "deliver", "move", "move"),
                *("join", "join", "leave", "rename", "correct", "discharge", "merge", "cancel"),
                *("call", "call", "call", "credit", "credit", "seat", "seat", "story", "story"),
            )
        ),
        st.integers(0, 4),
        st.integers(0, 2),
    ),
    max_size=45,
)


class World:
    """Five people, three libraries and three groups, to which things happen."""

    def __init__(self, session: Session) -> None:
        self.session = session
        known = cast(session)
        self.by = known.dag
        third = organization(session, "asnuntuck")
        eve = person(session, "Eve Eads", at=third, slack_id="UEVE")
        reserves = group(session, "Reserves", chair=known.cleo, channel_id="CRES")
        secret = group(session, "Secret", chair=eve, channel_id="CSEC", private=True)
        reserves.hours_a_month, known.metadata.hours_a_month = 3, 10
        session.add_all((reserves, known.metadata))
        self.people = [known.ann, known.ben, known.cleo, known.pia, eve]
        self.libraries = [known.central, known.tunxis, third]
        self.groups = [known.metadata, reserves, secret]
        self.held: list[tuple[Any, set[int]]] = []

    def run(self, event: Event) -> None:
        now = BEFORE + timedelta(hours=event.hour)
        verb: Callable[[Person, Group, datetime, Event], None] = getattr(self, event.verb)
        # What cannot be done at that moment does not happen.
        try:
            with self.session.begin_nested():
                verb(self.people[event.who], self.groups[event.where], now, event)
                self.session.flush()
        except Refusal:
            self.session.expire_all()

    def meet(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        plan = MeetingPlan(f"Meeting {event.hour}", now + timedelta(minutes=5), where.zone)
        held = meetings.schedule(self.session, where, plan, by=who, now=now)
        found = terms.members_at(self.session, {where.id: {plan.starts_at}})
        present = {term.person.id for term in found if term.holds(plan.starts_at)}
        came = {number for number in present if (number + event.hour) % 3}
        self.held.append((held, came))
        if event.who != 4:
            after = now + timedelta(hours=2)
            meetings.record_attendance(self.session, held, came, by=self.by, now=after)

    def cancel(self, _who: Person, _where: Group, _now: datetime, event: Event) -> None:
        if self.held:
            held, _came = self.held[event.hour % len(self.held)]
            held.status = MeetingStatus.CANCELLED
            self.session.add(held)

    def correct(self, who: Person, _where: Group, now: datetime, _event: Event) -> None:
        if self.held:
            held, came = self.held[-1]
            at = max(now, held.starts_at + timedelta(hours=3))
            kept = came - {who.id}
            meetings.record_attendance(self.session, held, kept, by=self.by, now=at)

    def task(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        draft = TaskDraft(f"Task {event.hour}", who, None, where)
        done = tasks.add(self.session, draft, by=who, now=now)
        tasks.finish(self.session, done, by=who, now=now + timedelta(minutes=event.hour % 90))

    def decide(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        wordings = [f"Decision {event.hour}"]
        decisions.write_down(self.session, where, decided=wordings, by=who, now=now)

    def deliver(self, _who: Person, where: Group, now: datetime, event: Event) -> None:
        self.session.add(
            Deliverable(
                group_id=where.id, title=f"Thing {event.hour}", done_on=now.date(), created_at=now
            )
        )

    def move(self, who: Person, _where: Group, now: datetime, event: Event) -> None:
        home = self.libraries[event.where].id
        terms.change_home(self.session, who, home, by=self.by, now=now)

    def call(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        """A call that closes at once, of each library and of the first two as a voting unit, and
        what one of them pays by it from some days later on.
        """
        states = CallState.OPEN, CallState.CANCELLED, *(3 * (CallState.CLOSED,))
        row = Call(
            group_id=where.id,
            question=f"Call {event.hour}",
            kind=CallKind.OFFER,
            unit_kind=UnitKind.LIBRARY,
            state=states[event.hour % len(states)],
            if_silent=IfSilent.NO_ANSWER,
            drafted_by=who.id,
            drafted_at=now,
            closes_at=now,
            closed_at=None if event.hour % len(states) == 0 else now,
        )
        self.session.add(row)
        self.session.flush()
        days: dict[str, Any] = {"first_day": now.date(), "last_day": now.date()}
        self.session.add(Offer(call_id=row.id, vendor="Acme", formula=CostFormula.EQUAL, **days))
        self.answer(row, now, event)

    def answer(self, call: Call, now: datetime, event: Event) -> None:
        both = VotingUnit(key=f"both{event.hour}", name=f"Both {event.hour}")
        self.session.add(both)
        self.session.flush()
        homes = list({home.id: home for home in self.libraries}.values())
        for index, home in enumerate((None, *homes)):
            about_whom = {"organization_id": home.id} if home else {"voting_unit_id": both.id}
            unit = CallUnit(
                call_id=call.id,
                name=home.name if home else both.name,
                answered_at=now if (event.hour + index) % 3 else None,
                excused="Closed" if (event.hour + index) % 2 else "",
                **about_whom,
            )
            self.session.add(unit)
            self.session.flush()
            for part in () if home else homes[:2]:
                self.session.add(CallUnitLibrary(unit_id=unit.id, organization_id=part.id))
            if index == event.who % 3:
                self.commit(unit, now, event)

    def commit(self, unit: CallUnit, now: datetime, event: Event) -> None:
        first = now.date() + timedelta(days=event.hour % 40)
        last = first + timedelta(days=365)
        row = Commitment(unit_id=unit.id, cents=99, starts_on=first, ends_on=last)
        row.saved_cents = 700 + event.hour if event.hour % 2 else None
        self.session.add(row)

    def credit(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        kinds = (ContributionKind.ANSWERED_CALL, ContributionKind.RECORDED)
        contributions.credit(
            self.session,
            who,
            kinds[event.hour % 2],
            of=about(f"meeting:{event.hour + 1}"),
            group_id=where.id,
            occurred_at=now,
        )

    def seat(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        hours = event.hour % 8 or None
        row = Seat(group_id=where.id, created_at=now, hours_a_month=hours)
        row.closed_at = now + timedelta(days=30) if event.hour % 3 == 0 else None
        self.session.add(row)
        self.session.flush()
        term = terms.current(self.session, where, who.id, now)
        if term and event.hour % 2:
            term.seat_id = row.id
            self.session.add(term)

    def story(self, who: Person, where: Group, now: datetime, event: Event) -> None:
        audiences, permissions = tuple(StoryAudience), tuple(StoryPermission)
        hour = event.hour
        submitted(
            self.session,
            who,
            at=now,
            group_id=where.id if hour % 3 else None,
            organization_id=self.libraries[hour % len(self.libraries)].id,
            audience=audiences[hour // 3 % len(audiences)],
            permissions=frozenset(permissions[: hour // 5 % 3]),
            hides_group=hour % 2 == 0,
        )

    def join(self, who: Person, where: Group, now: datetime, _event: Event) -> None:
        groups.add(self.session, where, [who], by=self.by, now=now)

    def leave(self, who: Person, where: Group, now: datetime, _event: Event) -> None:
        groups.remove(self.session, where, who.id, by=self.by, now=now)

    def rename(self, _who: Person, where: Group, _now: datetime, event: Event) -> None:
        where.name = where.name_key = f"renamed {where.id} at {event.hour}"
        self.session.add(where)

    def discharge(self, _who: Person, where: Group, now: datetime, event: Event) -> None:
        if event.who == 0 and event.where == 1:
            groups.discharge(self.session, where, by=self.by, now=now)

    def merge(self, who: Person, _where: Group, now: datetime, event: Event) -> None:
        if event.where == 0:
            other = self.people[(event.who + 1) % 5]
            merging.merge(self.session, who, other, by=self.by, now=now)
            self.people = [who if row.id == other.id else row for row in self.people]
        elif event.where == 1:
            merged, heir = self.libraries[1], self.libraries[2]
            organizations.merge(self.session, merged, heir, by=self.by, now=now)
            self.libraries = [heir if row.id == merged.id else row for row in self.libraries]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@LONG
@given(events=EVENTS, zone=st.sampled_from(ZONES))
def test_each_figure_is_what_the_exported_rows_give(
    session: Session, period: str, events: list[Event], zone: str
) -> None:
    with session.begin_nested() as savepoint:
        check(session, period, events, zone)
        savepoint.rollback()
    session.expunge_all()
    session.info.clear()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@SHORT
@given(events=EVENTS, zone=st.sampled_from(ZONES), period=st.sampled_from(PERIODS))
def test_each_figure_is_what_the_exported_rows_give_on_postgresql(
    session: Session, period: str, events: list[Event], zone: str
) -> None:
    with session.begin_nested() as savepoint:
        check(session, period, events, zone)
        savepoint.rollback()
    session.expunge_all()
    session.info.clear()


def check(session: Session, period: str, events: list[Event], zone: str) -> None:
    world = World(session)
    consortium = session.get_one(Consortium, 1)
    consortium.zone = zone
    session.add(consortium)
    session.flush()
    for event in sorted(events, key=lambda event: event.hour):
        world.run(event)
    session.flush()
    today = NOW.astimezone(UTC).date()
    days = value_statements.read_statement_period(session, period, today=today)
    tables = tables_of(dict(raw_tables(session)))
    scopes = [
        StatementScope(StatementKind.CONSORTIUM, days.first, days.last, days.label),
        *(of(days, organization=row) for row in world.libraries),
        *(of(days, group=row) for row in world.groups),
    ]
    for scope in scopes:
        rows = value_statements.fact_rows(session, scope, now=NOW)
        counted = {
            row.definition.key: row.value
            for row in value_statements.figures(rows, scope.kind)
            if not row.detail
        }
        model = NaiveModel(
            tables,
            zone,
            days.first,
            days.last,
            NOW,
            organization=scope.organization.id if scope.organization else None,
            group=scope.group.id if scope.group else None,
        )
        naive = {key: value for key, value in model.figures().items() if key in counted}
        assert {key: counted[key] for key in naive} == naive, scope.title


def of(
    days: dates.Period, *, organization: Organization | None = None, group: Group | None = None
) -> StatementScope:
    kind = StatementKind.LIBRARY if organization else StatementKind.GROUP
    return StatementScope(kind, days.first, days.last, days.label, organization, group)
