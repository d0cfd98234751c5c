"""The order of an agenda, what is carried and merged, against a naive model: lists of titles."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session

from models import AgendaItem, AgendaItemState, Meeting, MeetingStatus
from models.agendas import ItemDraft
from services import agendas
from tests.factories import NOW, Cast
from tests.happenings import meeting
from tests.services.state_machines import run_on

DAY = timedelta(days=1)
EXAMPLES = {"sqlite": 15, "postgresql": 4}
PLACES = st.integers(0, 20)


@dataclass
class Plan:
    """An item of the model."""

    title: str
    minutes: int
    carried: int = 0
    is_put_off: bool = False
    parts: list[str] = field(default_factory=list)


class Planning(RuleBasedStateMachine):
    """A group that meets every week, and what its members do with the agenda meanwhile."""

    session: Session
    people: Cast

    @initialize()
    def begin(self) -> None:
        self.now: datetime = NOW
        self.plans: list[Plan] = []
        self.rows: dict[str, int] = {}
        self.count = 0
        self.meetings = [
            meeting(self.session, self.people.metadata, NOW + DAY + week * 7 * DAY)
            for week in range(30)
        ]
        self.cancelled: set[int] = set()

    def _next(self) -> Meeting:
        return next(
            row
            for row in self.meetings
            if row.starts_at > self.now and row.id not in self.cancelled
        )

    def _chosen(self, place: int) -> Plan | None:
        return self.plans[place % len(self.plans)] if self.plans else None

    def _row(self, plan: Plan) -> AgendaItem:
        return self.session.get_one(AgendaItem, self.rows[plan.title])

    @rule(minutes=st.integers(1, 90))
    def add(self, minutes: int) -> None:
        self.count += 1
        plan = Plan(f"Item {self.count}", minutes)
        draft = ItemDraft(plan.title, minutes=minutes)
        row = agendas.add(
            self.session, self.people.metadata, draft, by=self.people.ben, now=self.now
        )
        self.rows[plan.title] = row.id
        self.plans.append(plan)

    @rule(place=PLACES)
    def withdraw(self, place: int) -> None:
        if plan := self._chosen(place):
            agendas.withdraw(self.session, self._row(plan), by=self.people.ann, now=self.now)
            self.plans.remove(plan)

    @rule(place=PLACES)
    def put_off_or_back(self, place: int) -> None:
        if plan := self._chosen(place):
            verb = agendas.put_back if plan.is_put_off else agendas.put_off
            verb(self.session, self._row(plan), by=self.people.ann, now=self.now)
            plan.is_put_off = not plan.is_put_off

    @rule(places=st.lists(PLACES, max_size=4))
    def order(self, places: list[int]) -> None:
        chosen = [plan for place in places if (plan := self._chosen(place))]
        first = list({plan.title: plan for plan in chosen}.values())
        ids = [self.rows[plan.title] for plan in first]
        agendas.order(self.session, self.people.metadata, ids, by=self.people.ann, now=self.now)
        self.plans = [*first, *(plan for plan in self.plans if plan not in first)]

    @rule(place=PLACES, other=PLACES)
    def merge(self, place: int, other: int) -> None:
        part, whole = self._chosen(place), self._chosen(other)
        if part is None or whole is None or part is whole:
            return
        agendas.merge(
            self.session, self._row(part), self._row(whole), by=self.people.ann, now=self.now
        )
        whole.minutes = min(720, whole.minutes + part.minutes)
        whole.carried = max(whole.carried, part.carried)
        whole.parts += [part.title, *part.parts]
        self.plans.remove(part)

    @rule()
    def cancel(self) -> None:
        row = self._next()
        if row is self.meetings[-1] or len(self.cancelled) > 5:
            return
        row.status = MeetingStatus.CANCELLED
        agendas.release(self.session, [row], now=self.now)
        self.cancelled.add(row.id)

    @rule(closed=st.lists(PLACES, max_size=3), is_pressed=st.booleans())
    def meet(self, closed: list[int], is_pressed: bool) -> None:
        """The next meeting passes; its minutes close some items, or nobody presses anything."""
        row = self._next()
        if row.starts_at > self.meetings[20].starts_at:
            return
        self.now = row.starts_at + timedelta(minutes=30)
        for place in closed:
            plan = self._chosen(place)
            if plan and not plan.is_put_off:
                item = self._row(plan)
                agendas.close(self.session, item, meeting=row, by=self.people.ann, now=self.now)
                self.plans.remove(plan)
        self.now = row.ends_at + agendas.CARRIED_AFTER
        if is_pressed:
            agendas.carry_over(self.session, row, now=self.now)
        for due in agendas.to_carry(self.session, self.now):
            agendas.carry_over(self.session, due, now=self.now)
        assert agendas.to_carry(self.session, self.now) == []
        on = [plan for plan in self.plans if not plan.is_put_off]
        self.plans = [*on, *(plan for plan in self.plans if plan.is_put_off)]
        for plan in on:
            plan.carried += 1
        for plan in self.plans:
            plan.is_put_off = False

    @invariant()
    def the_next_agenda_is_as_planned(self) -> None:
        if not hasattr(self, "meetings"):
            return
        self.session.flush()
        entries = agendas.entries(self.session, self._next())
        shown = [
            (entry.item.title, entry.item.minutes, entry.item.times_carried, {*entry.merged})
            for entry in entries
        ]
        assert shown == [
            (plan.title, plan.minutes, plan.carried, {*plan.parts})
            for plan in self.plans
            if not plan.is_put_off
        ]
        rows = agendas.open_items(self.session, self.people.metadata)
        assert [row.title for row in rows] == [plan.title for plan in self.plans]
        assert all(row.state is AgendaItemState.OPEN for row in rows)


@pytest.mark.parametrize("database", EXAMPLES)
def test_the_agenda_is_as_planned(request: pytest.FixtureRequest, database: str) -> None:
    run_on(request, database, Planning, examples=EXAMPLES[database], steps=25)
