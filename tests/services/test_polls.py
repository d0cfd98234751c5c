"""Availability polls: they open, are answered, ranked, closed and picked from."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import (
    Attendance,
    Availability,
    Holiday,
    Meeting,
    Person,
    Poll,
    PollAnswer,
    PollKind,
    PollPerson,
    PollState,
    Preferences,
    Rsvp,
    RsvpAnswer,
)
from models.polls import PollPlan, SlotTime
from models.subjects import Subject
from services import access, groups, history, meetings, polls, unanswered_polls
from services.attendance_lists import SAVED
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.people import merging
from services.polls.poll_plans import usual_closing, usual_nudges
from services.polls.typed_polls import SlotWish
from services.polls.working_days import WorkingDay
from services.waiting import waiting
from tests import factories
from tests.factories import BEFORE, NOW, Cast, cast, standing
from tests.happenings import meeting
from tests.stories.test_costs import counted

YES, IF_NEEDED, NO = Availability.YES, Availability.IF_NEEDED, Availability.NO
ZONE = "America/New_York"
TERM_DAYS = "Jan 20, Aug 25"
TUESDAY = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
"""At ten in the morning in New York."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLAN = PollPlan(
    "Norms review",
    45,
    ZONE,
    (SlotTime(TUESDAY), SlotTime(TUESDAY + DAY), SlotTime(TUESDAY + 2 * DAY)),
    closes_at=NOW + 3 * DAY,
)
WEEKLY = PollPlan(
    "Norms review",
    60,
    ZONE,
    (SlotTime(weekday=0, at=time(14)), SlotTime(weekday=3, at=time(15))),
    closes_at=NOW + 3 * DAY,
    kind=PollKind.WEEKDAYS,
    first_on=date(2026, 11, 25),
    last_on=date(2027, 1, 19),
)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


@pytest.fixture
def poll(session: Session, people: Cast) -> Poll:
    return opened(session, people)


def opened(session: Session, people: Cast, plan: PollPlan = PLAN, *required: Person) -> Poll:
    ids = {person.id for person in required or (people.ann,)}
    return polls.open_poll(session, people.metadata, plan, ids, by=people.ann, now=NOW)


def say(
    session: Session, poll: Poll, who: Person, *chosen: Availability, now: datetime = NOW
) -> bool:
    """Answer the slots of a poll in their order."""
    found, _group = access.poll_to_answer(session, poll.id, by=standing(session, who, now))
    ids = [slot.id for slot in polls.slots_of(session, found)]
    return polls.answer(session, found, dict(zip(ids, chosen, strict=False)), by=who, now=now)


def reasons(session: Session, poll: Poll, people: Cast) -> list[str]:
    found = polls.result(session, poll, people.metadata, by=standing(session, people.ann), now=NOW)
    return [rank.reason for rank in found.ranks]


def test_everybody_in_the_group_is_expected_to_answer(
    session: Session, people: Cast, poll: Poll
) -> None:
    lines = polls.lines(session, poll, NOW)
    assert [(line.person.name, line.is_required) for line in lines] == [
        ("Ann Abara", True),
        ("Ben Brook", False),
        ("Gil Grau", False),
        ("Pia Pons", False),
    ]
    card = polls.card(session, poll, people.metadata)
    assert (card.people, card.answered, len(card.slots)) == (4, 0, 3)
    assert [slot.starts_at for slot in card.slots] == [TUESDAY + days * DAY for days in range(3)]


def test_slots_are_kept_in_their_order(session: Session, people: Cast) -> None:
    poll = opened(session, people, replace(PLAN, slots=PLAN.slots[::-1]))
    moments = [slot.starts_at for slot in polls.slots_of(session, poll)]
    assert moments == sorted(slot.starts_at for slot in PLAN.slots if slot.starts_at)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(PLAN, title=""), "title"),
        (replace(PLAN, minutes=4), "length"),
        (replace(PLAN, minutes=721), "length"),
        (replace(PLAN, slots=PLAN.slots[:1]), "slots"),
        (replace(PLAN, slots=(*PLAN.slots, PLAN.slots[0])), "slots"),
        (replace(PLAN, slots=tuple(SlotTime(TUESDAY + n * HOUR) for n in range(21))), "slots"),
        (replace(PLAN, slots=(SlotTime(NOW), *PLAN.slots)), "slots"),
        (replace(PLAN, slots=(*PLAN.slots, SlotTime(NOW + 367 * DAY))), "slots"),
        (replace(PLAN, closes_at=NOW + HOUR - timedelta(seconds=1)), "closes"),
        (replace(PLAN, closes_at=TUESDAY + timedelta(seconds=1)), "closes"),
        (replace(WEEKLY, closes_at=NOW + 90 * DAY + HOUR), "closes"),
        (replace(PLAN, nudge_days=(3, 2, 1)), "nudges"),
        (replace(PLAN, nudge_days=(1, 2)), "nudges"),
        (replace(PLAN, nudge_days=(31,)), "nudges"),
        (replace(PLAN, nudge_days=(0,)), "nudges"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(
    session: Session, people: Cast, plan: PollPlan, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(session, people, plan)
    assert refused.value.field == field


def test_the_bounds_themselves_are_fine(session: Session, people: Cast) -> None:
    slots = tuple(SlotTime(TUESDAY + n * HOUR) for n in range(20))
    plan = replace(PLAN, slots=slots, closes_at=TUESDAY, nudge_days=(30, 1))
    assert len(polls.slots_of(session, opened(session, people, plan))) == 20
    early = replace(PLAN, title="Early", closes_at=NOW + HOUR, minutes=5)
    assert opened(session, people, early).closes_at == NOW + HOUR


def test_the_same_poll_opens_once(session: Session, people: Cast, poll: Poll) -> None:
    with pytest.raises(Conflict, match="open in Metadata already"):
        opened(session, people)
    polls.cancel(session, poll, "Another day", by=people.ann, now=NOW)
    assert opened(session, people).id != poll.id


def test_only_members_are_required(session: Session, people: Cast) -> None:
    with pytest.raises(Invalid, match="among the members"):
        opened(session, people, PLAN, people.cleo)


def test_the_later_answer_stands(session: Session, people: Cast, poll: Poll) -> None:
    assert say(session, poll, people.ben, YES, NO, IF_NEEDED)
    assert not say(session, poll, people.ben, YES, NO, IF_NEEDED)
    assert say(session, poll, people.ben, NO, NO, YES, now=NOW + HOUR)
    assert list(polls.own_answers(session, poll, people.ben).values()) == [NO, NO, YES]
    moments = session.exec(select(PollAnswer.given_at).distinct()).all()
    assert list(moments) == [NOW + HOUR]


def test_one_answer_may_hold_for_all_that_is_left_open(
    session: Session, people: Cast, poll: Poll
) -> None:
    slots = polls.slots_of(session, poll)
    given = {slots[1].id: NO}
    polls.answer(session, poll, given, rest=YES, by=people.ben, now=NOW)
    assert list(polls.own_answers(session, poll, people.ben).values()) == [YES, NO, YES]
    with pytest.raises(Invalid) as refused:
        polls.answer(session, poll, given, by=people.ben, now=NOW)
    assert refused.value.field == "slot0"


def test_slots_of_another_poll_are_passed_over(session: Session, people: Cast, poll: Poll) -> None:
    other = opened(session, people, replace(PLAN, title="Other"))
    foreign = {slot.id: YES for slot in polls.slots_of(session, other)}
    polls.answer(session, poll, foreign, rest=NO, by=people.ben, now=NOW)
    assert set(polls.own_answers(session, poll, people.ben).values()) == {NO}
    assert polls.own_answers(session, other, people.ben) == {}


def test_who_joined_later_answers_and_is_on_the_list(
    session: Session, people: Cast, poll: Poll
) -> None:
    with pytest.raises(NotAllowed, match="Only members of Metadata"):
        say(session, poll, people.cleo, YES, YES, YES)
    groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW)
    say(session, poll, people.cleo, YES, YES, YES)
    row = session.get_one(PollPerson, (poll.id, people.cleo.id))
    assert not row.is_required
    assert polls.card(session, poll, people.metadata).people == 5


def test_nobody_answers_what_has_ended(session: Session, people: Cast, poll: Poll) -> None:
    last = poll.closes_at - timedelta(seconds=1)
    say(session, poll, people.ben, YES, YES, YES, now=last)
    with pytest.raises(Conflict, match="is closed"):
        say(session, poll, people.ben, NO, NO, NO, now=poll.closes_at)
    polls.cancel(session, poll, "Nobody has time", by=people.ann, now=NOW)
    with pytest.raises(Conflict, match="was cancelled"):
        say(session, poll, people.ben, NO, NO, NO)


def test_polls_of_a_private_group_are_unknown_to_others(session: Session, people: Cast) -> None:
    hidden = factories.group(session, "Search", chair=people.ann, channel_id="CHID", private=True)
    poll = polls.open_poll(session, hidden, PLAN, set(), by=people.ann, now=NOW)
    for door in (
        access.poll_to_see,
        access.poll_answers_to_see,
        access.poll_to_answer,
        access.poll_to_run,
        access.poll_to_change,
    ):
        with pytest.raises(NotFound):
            door(session, poll.id, by=standing(session, people.cleo))
    assert polls.listed(session, standing(session, people.cleo), size=10).lines == ()
    listed = polls.listed(session, standing(session, people.ann), size=10)
    assert [line.poll for line in listed.lines] == [poll]


def test_a_list_comes_page_by_page_in_two_queries(session: Session, people: Cast) -> None:
    made = [
        opened(
            session,
            people,
            replace(PLAN, title=f"Poll {number}", closes_at=NOW + DAY + HOUR * number),
        )
        for number in range(5)
    ]
    who = standing(session, people.ann)

    def page(number: int) -> tuple[list[int], int, int]:
        found = polls.listed(session, who, page=number, size=2)
        return [line.poll.id for line in found.lines], found.number, found.left

    ids = [poll.id for poll in made]
    assert page(0) == (ids[:2], 0, 3)
    assert page(1) == (ids[2:4], 1, 1)
    assert page(2) == (ids[4:], 2, 0)
    # A page that is not there any more is the first.
    assert page(3) == page(0)
    with counted(session.get_bind()) as statements:  # type: ignore[arg-type]
        page(1)
    assert len(statements) == 2


def test_answers_are_for_the_group_and_running_for_its_chairs(
    session: Session, people: Cast, poll: Poll
) -> None:
    with pytest.raises(NotAllowed, match="Only members of Metadata see"):
        access.poll_answers_to_see(session, poll.id, by=standing(session, people.cleo))
    access.poll_answers_to_see(session, poll.id, by=standing(session, people.dag))
    access.poll_answers_to_see(session, poll.id, by=standing(session, people.pia))
    with pytest.raises(NotAllowed, match="Only a chair"):
        access.poll_to_run(session, poll.id, by=standing(session, people.ben))
    access.poll_to_run(session, poll.id, by=standing(session, people.dag))


def test_the_reason_is_said(session: Session, people: Cast, poll: Poll) -> None:
    say(session, poll, people.ann, YES, IF_NEEDED, NO)
    say(session, poll, people.ben, NO, YES, YES)
    say(session, poll, people.pia, NO, IF_NEEDED, YES)
    assert reasons(session, poll, people) == [
        "The required person can come; 1 of 1 library; 3 of 4 people, 2 only if needed",
        "The required person can come; 1 of 1 library; 1 of 4 people",
        "0 of 1 required person can come, 1 cannot; 1 of 1 library; 2 of 4 people",
    ]


def test_who_has_left_is_not_counted(session: Session, people: Cast, poll: Poll) -> None:
    say(session, poll, people.ben, YES, YES, YES)
    groups.leave(session, people.metadata, people.ben, now=NOW)
    assert reasons(session, poll, people)[0].endswith("0 of 3 people")


def test_hours_outside_somebodys_day_count_against_a_slot(
    session: Session, people: Cast, poll: Poll
) -> None:
    people.ben.zone = "Asia/Tokyo"
    session.add(people.ben)
    session.flush()
    say(session, poll, people.ben, YES, YES, YES)
    assert reasons(session, poll, people)[0].endswith(
        "1 of 4 people, 1 outside their own working day"
    )


def test_the_silent_and_those_who_can_never_come_are_known(
    session: Session, people: Cast, poll: Poll
) -> None:
    say(session, poll, people.ann, NO, NO, NO)
    say(session, poll, people.ben, NO, NO, NO)
    lines = polls.lines(session, poll, NOW)
    assert [line.person.name for line in polls.not_answered(lines)] == ["Gil Grau", "Pia Pons"]
    assert [line.person.name for line in lines if polls.refuses_all(line)] == ["Ann Abara"]
    silent = unanswered_polls.silent(session, [poll.id], NOW)
    assert [person.name for _, _, person in silent] == ["Gil Grau", "Pia Pons"]


def test_what_waits_is_what_has_no_answer(session: Session, people: Cast, poll: Poll) -> None:
    def waits(who: Person, now: datetime = NOW) -> list[tuple[int, str]]:
        found = waiting(session, standing(session, who, now), now=now).polls
        return [(line.poll.id, line.group_name) for line in found]

    other = opened(session, people, replace(PLAN, title="Sooner", closes_at=NOW + DAY))
    assert waits(people.ben) == [(other.id, "Metadata"), (poll.id, "Metadata")]
    assert waits(people.ben, other.closes_at) == [(poll.id, "Metadata")]
    assert waits(people.ben, poll.closes_at) == []
    say(session, poll, people.ben, YES, YES, YES)
    assert waits(people.ben) == [(other.id, "Metadata")]
    assert waits(people.cleo) == []
    groups.leave(session, people.metadata, people.ben, now=NOW)
    assert waits(people.ben) == []


def test_a_poll_closes_once_at_its_moment(session: Session, people: Cast, poll: Poll) -> None:
    assert polls.due_to_close(session, poll.closes_at - timedelta(seconds=1)) == []
    assert polls.close_due(session, poll.id, NOW) is None
    late = poll.closes_at + HOUR
    assert polls.due_to_close(session, poll.closes_at) == [poll.id]
    found = polls.close_due(session, poll.id, late)
    assert found is not None
    assert (found[0].state, found[0].closed_at) == (PollState.CLOSED, poll.closes_at)
    assert polls.close_due(session, poll.id, late) is None


def test_a_pick_becomes_a_meeting_with_each_yes_and_no(
    session: Session, people: Cast, poll: Poll
) -> None:
    say(session, poll, people.ann, NO, YES, NO)
    say(session, poll, people.ben, YES, IF_NEEDED, NO)
    say(session, poll, people.pia, YES, YES, NO)
    say(session, poll, people.gil, YES, NO, YES)
    slot = polls.slot_at(session, poll, 1)
    lines = polls.lines(session, poll, NOW)
    plan = polls.meeting_plan(session, poll, slot, " Room 2 ", "", now=NOW)
    assert (plan.starts_at, plan.minutes, plan.place) == (TUESDAY + DAY, 45, "Room 2")
    held = meetings.schedule(session, people.metadata, plan, by=people.ann, now=NOW)
    polls.pick(session, poll, slot, held, by=people.ann, now=NOW)
    coming = polls.carry_over(session, poll, slot, held, lines)
    assert {person.name for person in coming} == {"Ann Abara", "Pia Pons"}
    answers = {row.person_id: row.answer for row in session.exec(select(Rsvp)).all()}
    assert answers == {
        people.ann.id: RsvpAnswer.YES,
        people.pia.id: RsvpAnswer.YES,
        people.gil.id: RsvpAnswer.NO,
    }
    assert (poll.state, poll.picked, poll.meeting_id) == (PollState.CLOSED, 1, held.id)
    with pytest.raises(Conflict, match="picked already"):
        access.poll_to_run(session, poll.id, by=standing(session, people.ann))


def test_those_who_cannot_are_known_before_the_required_first(
    session: Session, people: Cast, poll: Poll
) -> None:
    say(session, poll, people.ben, NO, YES, YES)
    say(session, poll, people.ann, NO, YES, YES)
    lines = polls.lines(session, poll, NOW)
    refusing = polls.cannot_come(lines, polls.slot_at(session, poll, 0))
    assert [line.person.name for line in refusing] == ["Ann Abara", "Ben Brook"]
    assert polls.cannot_come(lines, polls.slot_at(session, poll, 1)) == []


def test_a_weekly_pattern_becomes_a_series_without_holidays(session: Session, people: Cast) -> None:
    session.add(Holiday(day=date(2026, 12, 24), name="Closed"))
    poll = opened(session, people, WEEKLY)
    say(session, poll, people.ben, YES, YES)
    slot = polls.slot_at(session, poll, 1)
    plan = polls.meeting_plan(session, poll, slot, "", "every two weeks", now=NOW)
    held = meetings.schedule(session, people.metadata, plan, by=people.ann, now=NOW)
    lines = polls.lines(session, poll, NOW)
    assert polls.carry_over(session, poll, slot, held, lines) == []
    days = session.exec(select(Meeting.recurrence_date).order_by(Meeting.starts_at)).all()  # type: ignore[arg-type,type-var]
    assert list(days) == [date(2026, 11, 26), date(2026, 12, 10), date(2027, 1, 7)]
    with pytest.raises(Invalid, match="how often"):
        polls.meeting_plan(session, poll, slot, "", "monthly", now=NOW)


def test_a_pattern_that_is_over_becomes_nothing(session: Session, people: Cast) -> None:
    poll = opened(session, people, WEEKLY)
    slot = polls.slot_at(session, poll, 0)
    with pytest.raises(Invalid, match="has passed"):
        polls.meeting_plan(session, poll, slot, "", "weekly", now=NOW + 60 * DAY)


def test_closing_and_who_is_required_may_change_while_it_is_open(
    session: Session, people: Cast, poll: Poll
) -> None:
    later = NOW + 4 * DAY
    polls.change(session, poll, later, {people.ben.id}, (), by=people.ann, now=NOW)
    assert (poll.closes_at, poll.nudge_days) == (later, ())
    required = [line.person for line in polls.lines(session, poll, NOW) if line.is_required]
    assert required == [people.ben]
    with pytest.raises(Invalid) as refused:
        polls.change(session, poll, later, {people.cleo.id}, (), by=people.ann, now=NOW)
    assert refused.value.field == "required"
    with pytest.raises(Invalid) as refused:
        polls.change(session, poll, NOW + 30 * DAY, set(), (), by=people.ann, now=NOW)
    assert refused.value.field == "closes"


def test_it_is_cancelled_with_a_reason(session: Session, people: Cast, poll: Poll) -> None:
    for words in (" ", "x" * 301):
        with pytest.raises(Invalid) as refused:
            polls.cancel(session, poll, words, by=people.ann, now=NOW)
        assert refused.value.field == "reason"
    polls.cancel(session, poll, "x" * 300, by=people.ann, now=NOW)
    assert poll.state is PollState.CANCELLED
    with pytest.raises(Conflict, match="was cancelled"):
        access.poll_to_run(session, poll.id, by=standing(session, people.ann))


def test_a_poll_ends_with_its_group(session: Session, people: Cast, poll: Poll) -> None:
    groups.discharge(session, people.metadata, reason="Done", by=people.dag, now=NOW)
    assert polls.left_by_groups(session, NOW) == [people.metadata.id]
    assert polls.end_with_group(session, people.metadata, by=None, now=NOW) == [poll]
    assert poll.state is PollState.CANCELLED
    assert polls.end_with_group(session, people.metadata, by=None, now=NOW) == []
    assert polls.left_by_groups(session, NOW) == []


def attended(session: Session, people: Cast, who: Person, starts_at: datetime) -> None:
    _came(session, meeting(session, people.metadata, starts_at), who)


def _came(session: Session, held: Meeting, who: Person) -> None:
    """By her own word: no list is saved."""
    session.add(
        Attendance(meeting_id=held.id, person_id=who.id, recorded_by=who.id, recorded_at=NOW)
    )
    session.flush()


def test_whose_turn_it_is_to_meet_early_or_late_is_for_chairs_and_herself(
    session: Session, people: Cast, poll: Poll
) -> None:
    evening = datetime(2026, 10, 6, 23, 30, tzinfo=UTC)
    attended(session, people, people.ben, evening)
    attended(session, people, people.ben, evening + 7 * DAY)
    attended(session, people, people.ben, datetime(2026, 10, 7, 15, tzinfo=UTC))
    attended(session, people, people.pia, evening + 14 * DAY)
    attended(session, people, people.pia, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    def turns(who: Person) -> list[tuple[str, int]]:
        found = polls.result(session, poll, people.metadata, by=standing(session, who), now=NOW)
        assert found.turns_since == date(2026, 7, 1)
        return [(person.name, count) for person, count in found.turns]

    assert turns(people.ann) == [("Ben Brook", 2), ("Pia Pons", 1)]
    assert turns(people.dag) == turns(people.ann)
    assert turns(people.pia) == [("Pia Pons", 1)]
    assert turns(people.gil) == []


def test_turns_are_counted_in_all_groups_that_the_reader_may_know_of(
    session: Session, people: Cast, poll: Poll
) -> None:
    evening = datetime(2026, 10, 6, 23, 30, tzinfo=UTC)
    public = factories.group(session, "Courier", chair=people.cleo, channel_id="CCOUR")
    hidden = factories.group(session, "Search", chair=people.dag, channel_id="CHID", private=True)
    groups.add(session, hidden, [people.ben], by=people.dag, now=BEFORE)
    for number, where in enumerate((people.metadata, public, public, hidden)):
        held = meeting(session, where, evening + number * DAY)
        _came(session, held, people.ben)

    def count(who: Person) -> int:
        found = polls.result(session, poll, people.metadata, by=standing(session, who), now=NOW)
        return {person.name: count for person, count in found.turns}["Ben Brook"]

    # Tuesday to Friday: Ann does not know of the group of Friday.
    assert count(people.ann) == 3
    assert count(people.ben) == count(people.dag) == 4


@pytest.mark.parametrize(
    ("answer", "came", "is_saved", "counted"),
    [
        (RsvpAnswer.YES, False, False, True),
        (RsvpAnswer.YES, False, True, False),
        (RsvpAnswer.YES, True, False, True),
        (RsvpAnswer.YES, True, True, True),
        (RsvpAnswer.NO, True, True, True),
        (RsvpAnswer.MAYBE, False, False, False),
        (RsvpAnswer.NO, False, False, False),
        (None, True, False, True),
    ],
)
def test_who_said_yes_counts_as_there_until_a_list_says_otherwise(
    session: Session,
    people: Cast,
    poll: Poll,
    answer: RsvpAnswer | None,
    came: bool,
    is_saved: bool,
    counted: bool,
) -> None:
    held = meeting(session, people.metadata, datetime(2026, 10, 6, 23, 30, tzinfo=UTC))
    if answer:
        session.add(
            Rsvp(meeting_id=held.id, person_id=people.ben.id, answer=answer, answered_at=BEFORE)
        )
    if came:
        _came(session, held, people.ben)
    if is_saved:
        history.record(session, SAVED, Subject.of(held), by=people.ann, now=NOW)
    session.flush()
    found = polls.result(session, poll, people.metadata, by=standing(session, people.ann), now=NOW)
    assert found.turns == (((people.ben, 1),) if counted else ())


@pytest.mark.parametrize(
    ("starts_at", "minutes", "fits"),
    [
        (datetime(2026, 12, 1, 13, 0, tzinfo=UTC), 60, True),
        (datetime(2026, 12, 1, 12, 59, tzinfo=UTC), 60, False),
        (datetime(2026, 12, 1, 22, 0, tzinfo=UTC), 60, True),
        (datetime(2026, 12, 1, 22, 0, tzinfo=UTC), 61, False),
        (datetime(2026, 12, 5, 15, 0, tzinfo=UTC), 60, False),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), 60, True),
        (datetime(2026, 12, 1, 21, 0, tzinfo=UTC), 12 * 60, False),
    ],
)
def test_a_working_day_is_that_of_her_own_clock(
    starts_at: datetime, minutes: int, fits: bool
) -> None:
    assert WorkingDay(ZONE).holds(starts_at, minutes) is fits


def wish(first: date, last: date, **more: object) -> SlotWish:
    return SlotWish(first, last, **more)  # type: ignore[arg-type]


NEXT_WEEK = wish(date(2026, 11, 30), date(2026, 12, 6), between=(time(9), time(12)))


def offered(session: Session, people: Cast, wanted: SlotWish, minutes: int = 45) -> list[str]:
    found = polls.proposal(
        session, people.metadata, "Norms review", wanted, minutes, zone=ZONE, now=NOW
    )
    return polls.as_lines(found.plan)


def test_mornings_of_a_week_are_three_times_a_day(session: Session, people: Cast) -> None:
    lines = offered(session, people, NEXT_WEEK)
    assert len(lines) == 15
    assert lines[:3] == [
        "Monday, November 30, 2026, 9:00 AM EST (America/New_York)",
        "Monday, November 30, 2026, 10:00 AM EST (America/New_York)",
        "Monday, November 30, 2026, 11:00 AM EST (America/New_York)",
    ]
    assert lines[-1].startswith("Friday, December 4, 2026, 11:00 AM")
    assert (
        polls.read_slots(lines, now=NOW, zone=ZONE).slots
        == polls.read_slots(lines[::-1], now=NOW, zone=ZONE).slots
    )


def test_holidays_and_closings_are_left_out_and_said(session: Session, people: Cast) -> None:
    session.add(Holiday(day=date(2026, 11, 30), name="Founders’ Day"))
    session.add(Holiday(day=date(2026, 12, 2), name="Snow", organization_id=people.central.id))
    session.add(Holiday(day=date(2026, 12, 3), name="Elsewhere", organization_id=people.tunxis.id))
    session.flush()
    found = polls.proposal(
        session, people.metadata, "Norms review", NEXT_WEEK, 45, zone=ZONE, now=NOW
    )
    assert found.left_out == (
        "Mon, Nov 30, 2026: a holiday, Founders’ Day",
        "Wed, Dec 2, 2026: Central is closed",
    )
    assert len(found.plan.slots) == 9


def test_where_no_day_is_left_the_reason_is_said(session: Session, people: Cast) -> None:
    session.add(Holiday(day=date(2026, 11, 27), name="Day after"))
    session.flush()
    friday = wish(date(2026, 11, 27), date(2026, 11, 27))
    with pytest.raises(Invalid, match="Fri, Nov 27, 2026: a holiday, Day after"):
        offered(session, people, friday)
    with pytest.raises(Invalid, match="So long a meeting"):
        offered(session, people, NEXT_WEEK, 181)


def test_meetings_of_members_are_avoided_and_not_told(session: Session, people: Cast) -> None:
    hidden = factories.group(session, "Search", chair=people.ben, channel_id="CHID", private=True)
    meeting(session, hidden, datetime(2026, 11, 30, 14, 30, tzinfo=UTC), minutes=30)
    found = polls.proposal(
        session, people.metadata, "Norms review", NEXT_WEEK, 45, zone=ZONE, now=NOW
    )
    lines = polls.as_lines(found.plan)
    assert lines[0].startswith("Monday, November 30, 2026, 10:00 AM")
    assert found.busy == 1
    assert "Search" not in repr((found.left_out, found.compromises))


def test_only_what_lies_within_everybodys_day_is_offered(session: Session, people: Cast) -> None:
    people.ben.zone = "America/Los_Angeles"
    session.add(Preferences(person_id=people.pia.id, quiet_from=time(15), quiet_until=time(9)))
    session.flush()
    whole_day = wish(date(2026, 11, 30), date(2026, 12, 1))
    lines = offered(session, people, whole_day, 60)
    assert [line.split(", ")[3].split(" EST")[0] for line in lines] == 2 * [
        "11:00 AM",
        "12:00 PM",
        "1:00 PM",
        "2:00 PM",
    ]


def test_where_too_few_suit_everybody_some_that_suit_most_are_offered(
    session: Session, people: Cast
) -> None:
    people.ben.zone = "Asia/Tokyo"
    session.add(people.ben)
    session.flush()
    found = polls.proposal(
        session, people.metadata, "Norms review", NEXT_WEEK, 45, zone=ZONE, now=NOW
    )
    assert len(found.plan.slots) == 5
    assert found.compromises == (
        "Too few times suit everybody: 5 of these lie outside the working day of some, or when"
        " they meet elsewhere (1 of 4 people at most).",
    )


def test_twenty_are_the_most_spread_over_days_and_hours(session: Session, people: Cast) -> None:
    month = wish(date(2026, 12, 1), date(2026, 12, 31))
    lines = offered(session, people, month, 60)
    assert len(lines) == 20
    assert len({line.split(", ")[1] for line in lines}) == 20
    assert len({line.split(", ")[3] for line in lines}) == 8
    long_week = wish(date(2026, 11, 30), date(2026, 12, 4))
    days = [line.split(",")[0] for line in offered(session, people, long_week, 60)]
    assert {day: days.count(day) for day in days} == dict.fromkeys(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), 4
    )


def test_nothing_is_proposed_before_people_could_answer(session: Session, people: Cast) -> None:
    this_week = wish(date(2026, 11, 24), date(2026, 11, 25))
    lines = offered(session, people, this_week, 60)
    assert lines[0].startswith("Wednesday, November 25, 2026, 10:00 AM")


def test_a_weekly_pattern_has_weekdays_and_hours(session: Session, people: Cast) -> None:
    semester = wish(
        date(2026, 11, 25),
        date(2027, 1, 19),
        kind=PollKind.WEEKDAYS,
        weekdays=(1, 3),
        between=(time(13), time(15)),
    )
    found = polls.proposal(
        session, people.metadata, "Norms review", semester, 60, zone=ZONE, now=NOW
    )
    assert polls.as_lines(found.plan) == [
        "Tuesdays 1:00 PM",
        "Tuesdays 2:00 PM",
        "Thursdays 1:00 PM",
        "Thursdays 2:00 PM",
    ]
    assert (found.plan.first_on, found.plan.last_on) == (date(2026, 11, 25), date(2027, 1, 19))
    typed = polls.read_slots(polls.as_lines(found.plan), now=NOW, zone=ZONE)
    assert (typed.kind, typed.slots) == (PollKind.WEEKDAYS, found.plan.slots)


def test_a_weekly_hour_at_which_somebody_meets_mostly_is_avoided(
    session: Session, people: Cast
) -> None:
    semester = wish(
        date(2026, 11, 25),
        date(2026, 12, 22),
        kind=PollKind.WEEKDAYS,
        weekdays=(1,),
        between=(time(9), time(17)),
    )
    for week in range(2):
        meeting(session, people.metadata, TUESDAY + 7 * week * DAY)
    lines = offered(session, people, semester, 60)
    assert "Tuesdays 10:00 AM" not in lines
    assert len(lines) == 7


def test_typed_times_are_taken_as_they_are(session: Session, people: Cast) -> None:
    typed = polls.read_slots(["Dec 8 2pm", "Dec 2 at 14:00 PT"], now=NOW, zone=ZONE)
    found = polls.of_typed(session, people.metadata, "Norms", typed, 30, None, zone=ZONE, now=NOW)
    assert [slot.starts_at for slot in found.plan.slots] == [
        datetime(2026, 12, 2, 22, tzinfo=UTC),
        datetime(2026, 12, 8, 19, tzinfo=UTC),
    ]
    assert found.required == (people.ann,)
    assert (found.people, found.libraries) == (4, 1)
    weekly = polls.read_slots(["Mondays 2pm", "Tuesdays at 9:30"], now=NOW, zone=ZONE)
    pattern = polls.of_typed(
        session, people.metadata, "Norms", weekly, 30, None, zone=ZONE, now=NOW
    )
    assert pattern.plan.last_on == date(2027, 1, 19)


@pytest.mark.parametrize(
    "lines",
    [["Dec 8 2pm", "Mondays 2pm"], ["Dec 8"], ["Mondays"], ["Mondays xx"], ["Mondays 9am PT"]],
)
def test_lines_that_are_no_times_are_refused(lines: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        polls.read_slots(lines, now=NOW, zone=ZONE)
    assert refused.value.field == "slots"


@pytest.mark.parametrize(
    ("slots", "closes_at"),
    [
        ((SlotTime(TUESDAY + 7 * DAY),), datetime(2026, 11, 27, 22, tzinfo=UTC)),
        ((SlotTime(TUESDAY - 4 * DAY),), datetime(2026, 11, 26, 22, tzinfo=UTC)),
        ((SlotTime(NOW + 4 * HOUR),), NOW + 2 * HOUR),
        ((SlotTime(NOW + HOUR),), NOW + HOUR),
    ],
)
def test_a_poll_usually_closes_some_days_ahead_and_before_its_first_time(
    slots: tuple[SlotTime, ...], closes_at: datetime
) -> None:
    assert usual_closing(slots, PollKind.DATES, ZONE, NOW) == closes_at


def test_a_result_takes_as_many_queries_for_sixty_people_and_twenty_slots(
    database: Engine, session: Session, people: Cast
) -> None:
    small = opened(session, people)
    say(session, small, people.ben, YES, NO, YES)
    more = [
        factories.person(session, f"Person{n} Number", at=people.tunxis, slack_id=f"UMORE{n}")
        for n in range(56)
    ]
    big_group = factories.group(session, "Big", chair=people.ann, channel_id="CBIG")
    groups.add(
        session, big_group, [people.ben, people.pia, people.gil, *more], by=people.ann, now=BEFORE
    )
    slots = tuple(SlotTime(TUESDAY + n * HOUR) for n in range(20))
    plan = replace(PLAN, slots=slots)
    big = polls.open_poll(session, big_group, plan, {people.ann.id}, by=people.ann, now=NOW)
    ids = [slot.id for slot in polls.slots_of(session, big)]
    for place, person in enumerate(more):
        given = {slot: (YES, IF_NEEDED, NO)[(place + n) % 3] for n, slot in enumerate(ids)}
        polls.answer(session, big, given, by=person, now=NOW)
    who = standing(session, people.ann)
    session.commit()

    def cost(poll: Poll, group_id: int) -> int:
        session.expire_all()
        with counted(database) as statements:
            found = polls.result(
                session, poll, session.get_one(type(people.metadata), group_id), by=who, now=NOW
            )
        assert found.ranks
        return len(statements)

    assert cost(small, people.metadata.id) == cost(big, big_group.id) <= 14


def test_merging_two_records_leaves_the_newer_answers(
    session: Session, people: Cast, poll: Poll
) -> None:
    say(session, poll, people.ben, YES, YES, YES)
    say(session, poll, people.pia, NO, NO, NO, now=NOW + HOUR)
    merging.merge(session, people.ben, people.pia, by=people.dag, now=NOW + 2 * HOUR)
    session.expire_all()
    assert list(polls.own_answers(session, poll, people.ben).values()) == [NO, NO, NO]
    assert session.exec(select(sa.func.count()).select_from(PollPerson)).one() == 3


@pytest.mark.parametrize(
    ("closes_at", "days"),
    [
        # Nine in the morning two days before is 14:00 UTC on November 24.
        (datetime(2026, 11, 26, 22, tzinfo=UTC), ()),
        (datetime(2026, 11, 27, 22, tzinfo=UTC), (2,)),
    ],
)
def test_no_nudge_is_announced_whose_day_has_passed(
    closes_at: datetime, days: tuple[int, ...]
) -> None:
    assert usual_nudges(closes_at, "America/New_York", NOW) == days
    assert polls.nudges_ahead((2,), closes_at, "America/New_York", NOW) == days
    assert polls.nudges_ahead((4, 1), closes_at, "America/New_York", NOW) == (1,)
