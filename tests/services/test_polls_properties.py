"""Which slot of a poll suits best, against a plain model, and that the printed reason is true."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models import Availability, PollKind
from models.polls import Attendee, PollPlan, SlotRank, SlotTime
from services import access, polls
from services.dates import instant
from services.polls.poll_results import first_moment
from services.polls.ranking import ranked
from services.polls.working_days import WorkingDay
from tests.factories import NOW, cast, standing

YES, IF_NEEDED, NO = Availability.YES, Availability.IF_NEEDED, Availability.NO
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Kolkata", "UTC")

Answers = dict[tuple[int, int], Availability]
Case = tuple[list[int], list[Attendee], Answers, set[tuple[int, int]]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    slots = list(range(1, draw(st.integers(1, 6)) + 1))
    count = draw(st.integers(1, 8))
    people = [
        Attendee(
            100 + number,
            is_required=draw(st.booleans()),
            library_id=draw(st.sampled_from((None, 7, 8, 9))),
        )
        for number in range(count)
    ]
    answers: Answers = {}
    for person in people:
        if draw(st.integers(0, 3)):
            for slot in slots:
                answers[slot, person.person_id] = draw(st.sampled_from((YES, IF_NEEDED, NO)))
    pairs = [(slot, person.person_id) for slot in slots for person in people]
    outside = draw(st.sets(st.sampled_from(pairs)))
    return slots, people, answers, outside


def is_better(left: int, right: int, case: Case) -> bool:
    """Whether one slot suits better than another: each rule in turn, written out."""
    slots, people, answers, outside = case

    def coming(slot: int) -> list[Attendee]:
        return [p for p in people if answers.get((slot, p.person_id)) in (YES, IF_NEEDED)]

    rules: tuple[Callable[[int], int], ...] = (
        lambda slot: (
            -len([p for p in people if p.is_required and answers.get((slot, p.person_id)) == NO])
        ),
        lambda slot: len([p for p in coming(slot) if p.is_required]),
        lambda slot: len({p.library_id for p in coming(slot)} - {None}),
        lambda slot: len(coming(slot)),
        lambda slot: len([p for p in coming(slot) if answers[slot, p.person_id] == YES]),
        lambda slot: -len([p for p in coming(slot) if (slot, p.person_id) in outside]),
        lambda slot: -slots.index(slot),
    )
    for rule in rules:
        if rule(left) != rule(right):
            return rule(left) > rule(right)
    return False


@given(case=cases())
def test_each_slot_is_better_than_those_behind_it(case: Case) -> None:
    found = [rank.slot_id for rank in ranked(*case)]
    assert sorted(found) == case[0]
    for place, slot in enumerate(found):
        assert all(is_better(slot, later, case) for later in found[place + 1 :])


@given(case=cases(), seed=st.randoms(use_true_random=False))
def test_the_order_of_answers_and_of_people_does_not_matter(case: Case, seed: object) -> None:
    slots, people, answers, outside = case
    mixed, turned = list(answers.items()), list(people)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    seed.shuffle(turned)  # type: ignore[attr-defined]
    first = [(rank.slot_id, rank.reason) for rank in ranked(slots, people, answers, outside)]
    second = [(r.slot_id, r.reason) for r in ranked(slots, turned, dict(mixed), outside)]
    assert first == second


@given(case=cases(), slot=st.integers(1, 6))
def test_a_slot_that_a_required_person_refuses_is_below_those_that_none_refuses(
    case: Case, slot: int
) -> None:
    found = ranked(*case)
    refused = [rank.required_refuse for rank in found]
    assert refused == sorted(refused)


def counts(reason: str) -> dict[str, int]:
    """The numbers that a reason prints, by what they count."""
    found: dict[str, int] = {}
    required = re.match(r"(The|Both|All (\d+)) required (?:person|people) can come", reason)
    if required:
        count = {"The": 1, "Both": 2}.get(required[1]) or int(required[2])
        found |= {"required": count, "required_come": count, "refuse": 0, "silent": 0}
    elif some := re.match(r"(\d+) of (\d+) required (?:person|people) can come", reason):
        found |= {"required": int(some[2]), "required_come": int(some[1])}
        first = reason.split(";")[0]
        refuse, silent = re.search(r"(\d+) cannot", first), re.search(r"(\d+) ha\w+ not", first)
        found["refuse"] = int(refuse[1]) if refuse else 0
        found["silent"] = int(silent[1]) if silent else 0
    if covered := re.search(r"(\d+) of (\d+) librar", reason):
        found |= {"covered": int(covered[1]), "libraries": int(covered[2])}
    heads = re.search(r"(\d+) of (\d+) (?:person|people)(?! can)(.*)$", reason.split("; ")[-1])
    assert heads, reason
    needed, outside = re.search(r"(\d+) only if", heads[3]), re.search(r"(\d+) outside", heads[3])
    found |= {"come": int(heads[1]), "people": int(heads[2])}
    found["if_needed"] = int(needed[1]) if needed else 0
    found["outside"] = int(outside[1]) if outside else 0
    return found


@given(case=cases())
def test_the_printed_reason_is_true(case: Case) -> None:
    _slots, people, answers, outside = case
    for rank in ranked(*case):
        chosen = {p.person_id: answers.get((rank.slot_id, p.person_id)) for p in people}
        come = [p for p in people if chosen[p.person_id] in (YES, IF_NEEDED)]
        required = [p for p in people if p.is_required]
        expected = {
            "come": len(come),
            "people": len(people),
            "if_needed": sum(chosen[p.person_id] is IF_NEEDED for p in people),
            "outside": sum((rank.slot_id, p.person_id) in outside for p in come),
        }
        libraries = {p.library_id for p in people} - {None}
        if libraries:
            covered = len({p.library_id for p in come} - {None})
            expected |= {"libraries": len(libraries), "covered": covered}
        if required:
            expected |= {
                "required": len(required),
                "required_come": sum(p in come for p in required),
                "refuse": sum(chosen[p.person_id] is NO for p in required),
                "silent": sum(chosen[p.person_id] is None for p in required),
            }
        assert counts(rank.reason) == expected, rank.reason
        assert rank.reason[0].isupper() or rank.reason[0].isdigit()
        assert everybody(rank) == sorted(p.person_id for p in people)


def everybody(rank: SlotRank) -> list[int]:
    return sorted((*rank.yes, *rank.if_needed, *rank.no, *rank.silent))


JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: JANUARY + timedelta(minutes=n))


@given(at=moments, zone=st.sampled_from(ZONES), minutes=st.integers(5, 720))
def test_a_day_holds_what_each_of_its_minutes_lies_in(
    at: datetime, zone: str, minutes: int
) -> None:
    """Against a walk through all minutes of the meeting, on the local clock."""
    walked = [(at + timedelta(minutes=n)).astimezone(ZoneInfo(zone)) for n in range(0, minutes)]
    works = all(
        local.weekday() < 5 and 8 * 60 <= local.hour * 60 + local.minute < 18 * 60
        for local in walked
    )
    assert WorkingDay(zone).holds(at, minutes) is works


@given(
    weekday=st.integers(0, 6),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_weekly_slot_is_first_on_its_weekday_at_its_wall_time(
    weekday: int, hour: int, zone: str, first: date
) -> None:
    moment = first_moment(SlotTime(weekday=weekday, at=time(hour)), zone, first)
    days = [first + timedelta(days=n) for n in range(7)]
    [day] = [day for day in days if day.weekday() == weekday]
    assert moment == instant(day, time(hour), zone)


AGREED = PollPlan(
    "Norms review",
    45,
    ZONES[0],
    tuple(SlotTime(NOW + timedelta(days=8 + n)) for n in range(3)),
    closes_at=NOW + timedelta(days=3),
    kind=PollKind.DATES,
)


def test_answers_in_any_order_leave_the_last_of_each(session: Session) -> None:
    """A few orders of the same acts: what stands is what each chose last, and the rank is alike."""
    people = cast(session)
    acts = [
        (people.ann, (YES, NO, IF_NEEDED)),
        (people.ben, (NO, YES, YES)),
        (people.pia, (IF_NEEDED, IF_NEEDED, NO)),
    ]
    seen = set()
    for turn, order in enumerate(((0, 1, 2), (2, 0, 1), (1, 2, 0), (1, 0, 2, 0))):
        plan = PollPlan(**{**vars(AGREED), "title": f"Norms review {turn}"})
        poll = polls.open_poll(
            session, people.metadata, plan, {people.ann.id}, by=people.ann, now=NOW
        )
        ids = [slot.id for slot in polls.slots_of(session, poll)]
        for place in order:
            person, chosen = acts[place]
            found, _ = access.poll_to_answer(session, poll.id, by=standing(session, person))
            polls.answer(session, found, dict(zip(ids, chosen, strict=True)), by=person, now=NOW)
        result = polls.result(
            session, poll, people.metadata, by=standing(session, people.ann), now=NOW
        )
        seen.add(tuple((ids.index(rank.slot_id), rank.reason) for rank in result.ranks))
    assert len(seen) == 1
