"""Polls at their largest: twenty times, 150 people with the longest names, and all of them
required.
"""

from datetime import date, time, timedelta
from functools import cached_property

from models import Availability, Group, Person, Poll, PollKind, PollState
from models.polls import (
    MOST_SLOTS,
    Attendee,
    ListedPoll,
    PollCard,
    PollLine,
    PollPlan,
    PollQuestion,
    PollReading,
    PollResult,
    SlotShown,
    SlotTime,
)
from services.polls.ranking import ranked
from tests.factories import NOW
from views.polls.forms import PollForm
from views.values import LARGEST_ID, NewPoll

ZONE = "America/Argentina/ComodRivadavia"
ANSWERS = tuple(Availability)
DAY = timedelta(days=1)


class LargestPolls:
    """What there is of a poll that is called ``name``, and of a group of these people."""

    def __init__(self, name: str, group: Group, people: list[Person]) -> None:
        self.name, self.group, self.people = name, group, people

    def poll(self, state: PollState = PollState.OPEN, picked: int | None = None) -> Poll:
        return Poll(
            id=LARGEST_ID,
            group_id=LARGEST_ID,
            title=self.name,
            minutes=720,
            kind=PollKind.DATES,
            zone=ZONE,
            state=state,
            closes_at=NOW + DAY,
            opened_by=1,
            opened_at=NOW,
            reason=(self.name * 2)[:300],
            picked=picked,
        )

    @cached_property
    def slots(self) -> tuple[SlotShown, ...]:
        return tuple(
            SlotShown(LARGEST_ID - place, place, NOW + (9 + place) * DAY, 720)
            for place in range(MOST_SLOTS)
        )

    def card(self, state: PollState = PollState.OPEN, picked: int | None = None) -> PollCard:
        poll, count = self.poll(state, picked), len(self.people)
        return PollCard(poll, self.group, self.slots, count, count, self.people[0])

    @property
    def weekly(self) -> PollCard:
        slots = tuple(
            SlotShown(slot.slot_id, slot.position, slot.starts_at, 720, is_weekly=True)
            for slot in self.slots
        )
        return PollCard(self.poll(), self.group, slots, len(self.people), 0, self.people[0])

    @cached_property
    def lines(self) -> tuple[PollLine, ...]:
        return tuple(
            PollLine(
                who,
                is_required=True,
                organization=self.name,
                answers={
                    slot.slot_id: ANSWERS[(number + slot.position) % len(ANSWERS)]
                    for slot in self.slots
                    if number % 4
                },
                by_link=True,
            )
            for number, who in enumerate(self.people)
        )

    def result(self, state: PollState = PollState.OPEN) -> PollResult:
        answers = {
            (slot_id, line.person.id): given
            for line in self.lines
            for slot_id, given in line.answers.items()
        }
        attendees = [Attendee(who.id, is_required=True, library_id=who.id) for who in self.people]
        ids = [slot.slot_id for slot in self.slots]
        pairs = {(slot_id, who.id) for slot_id in ids for who in self.people}
        return PollResult(
            self.card(state),
            tuple(ranked(ids, attendees, answers, pairs)),
            self.lines,
            turns=tuple((who, 99) for who in self.people),
            turns_since=date(2026, 7, 1),
        )

    @property
    def reading(self) -> PollReading:
        plan = PollPlan(
            self.name,
            720,
            ZONE,
            tuple(SlotTime(slot.starts_at) for slot in self.slots),
            closes_at=NOW + DAY,
        )
        left_out = tuple(f"Tue, Dec 1, 2026: a holiday, {self.name}" for _ in range(10))
        compromises = ("Too few times suit everybody.",)
        return PollReading(plan, self.slots, left_out, 99, compromises, tuple(self.people), 999, 99)

    @property
    def carried(self) -> str:
        return NewPoll(LARGEST_ID, self.reading.plan, (LARGEST_ID,) * 60).text

    @property
    def question(self) -> PollQuestion:
        given = {slot.slot_id: Availability.IF_NEEDED for slot in self.slots}
        return PollQuestion(self.card(), self.people[0], given)

    @property
    def listed(self) -> list[ListedPoll]:
        return [ListedPoll(self.poll(state), self.group, 999, 999) for state in PollState] * 9

    @property
    def typed(self) -> PollForm:
        ids = tuple(who.id for who in self.people)
        words = (self.name * 15)[:3000]
        return PollForm(words, words[:200], words, words[:40], ids, (NOW.date(), time(17)))
