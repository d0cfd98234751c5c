"""What became of a vote against a naive model, over random meetings, lists, leaves and terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import (
    Attendance,
    Group,
    Leave,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    Person,
    Representation,
    RepresentationKind,
    Seat,
)
from models.subjects import Subject
from models.voting_rights import VoteState, VotingRule
from services import history, seats, voting_rights
from services.attendance_lists import SAVED
from services.voting_rights import state_after
from tests.factories import BEFORE, NOW, Cast, cast, group

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST = 20
STEPS = st.integers(0, LAST)
NAMES = ("ann", "ben", "cleo")
"""Ann and Ben are of Central, Cleo of Tunxis."""
LONG = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Sitting:
    """Somebody sits in a seat from a step until before another one, or for good."""

    name: str
    seat: int
    begins: int
    ends: int | None
    leaves: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True)
class Gathering:
    """A meeting at a step, which lasts an hour."""

    step: int
    came: frozenset[str]
    has_list: bool = True
    is_cancelled: bool = False


@dataclass(frozen=True)
class Past:
    """All that happened: seat 0 is a representative's of Tunxis, 1 a member's, 2 has no vote."""

    sittings: tuple[Sitting, ...]
    gatherings: tuple[Gathering, ...]
    alternate: tuple[int, int]
    """From when until when Ben, of Central, is named to speak for Tunxis, and Cleo does."""


def moment(step: int) -> datetime:
    return NOW - (LAST + 1 - step) * DAY


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    """Terms of one person, or in one seat, do not overlap."""
    free = {("seat", number): 0 for number in range(3)} | {("who", name): 0 for name in NAMES}
    sittings: list[Sitting] = []
    for _ in range(draw(st.integers(1, 6))):
        name, seat = draw(st.sampled_from(NAMES)), draw(st.sampled_from((0, 0, 1, 2)))
        soonest = max(free["seat", seat], free["who", name])
        begins = soonest + draw(st.sampled_from((0, 0, 0, 1, 3)))
        length = draw(st.sampled_from((None, 0, 2, 5, 9)))
        if begins > LAST:
            continue
        ends = None if length is None else begins + length
        free["seat", seat] = free["who", name] = LAST + 9 if ends is None else ends
        leaves = draw(st.lists(st.tuples(STEPS, st.none() | STEPS), max_size=1))
        sound = tuple((first, last) for first, last in leaves if last is None or last >= first)
        sittings.append(Sitting(name, seat, begins, ends, sound))
    gatherings = st.builds(
        Gathering,
        STEPS,
        st.frozensets(st.sampled_from(NAMES), max_size=2),
        st.sampled_from((True, True, True, False)),
        st.sampled_from((False, False, False, False, True)),
    )
    held = draw(st.lists(gatherings, max_size=12))
    first, last = sorted((draw(STEPS), draw(STEPS)))
    return Past(tuple(sittings), tuple(held), (first, last))


def naive_state(letters: str, lost_after: int, regained_after: int) -> VoteState:
    """By looking for so many misses, and so many visits after them, in a row of letters."""
    while (lost := letters.find("m" * lost_after)) >= 0:
        letters = letters[lost + lost_after :]
        back = letters.find("c" * regained_after)
        if back < 0:
            return VoteState.LOST
        letters = letters[back + regained_after :]
    near = "m" * (lost_after - 1)
    return VoteState.AT_RISK if near and letters.endswith(near) else VoteState.HELD


def naive_letters(past: Past, name: str, at: datetime) -> str:
    """A letter for each meeting of somebody who sits there at a moment, hour by hour."""
    hers = [each for each in past.sittings if each.name == name and each.seat != 2]
    since = int((at - moment(0)) / DAY)
    while any(holds(each, since - 1) for each in hers):
        since -= 1
    letters = ""
    for meeting in sorted(past.gatherings, key=lambda each: each.step):
        [*there] = [each for each in hers if holds(each, meeting.step)]
        counts = meeting.has_list and not meeting.is_cancelled and meeting.step >= since
        if not there or not counts or moment(meeting.step) + HOUR > at:
            continue
        away = any(
            first <= meeting.step and (last is None or last > meeting.step)
            for first, last in there[0].leaves
        )
        if not away:
            letters += "c" if is_there(past, there[0], meeting) else "m"
    return letters


def is_there(past: Past, sitting: Sitting, meeting: Gathering) -> bool:
    first, last = past.alternate
    speaks = first <= meeting.step < last and "cleo" in meeting.came
    return sitting.name in meeting.came or (sitting.seat == 0 and speaks)


def holds(sitting: Sitting, step: int) -> bool:
    return sitting.begins <= step and (sitting.ends is None or sitting.ends > step)


def written(session: Session, people: Cast, past: Past, where: Group) -> dict[int, Membership]:
    """The past in the database; the services by the number of their sitting."""
    places = [
        Seat(
            group_id=where.id,
            role=MemberRole.MEMBER if number else MemberRole.REPRESENTATIVE,
            votes=number != 2,
            organization_id=None if number else people.tunxis.id,
            created_at=BEFORE,
        )
        for number in range(3)
    ]
    session.add_all(places)
    session.flush()
    services = {}
    for number, sitting in enumerate(past.sittings):
        row = Membership(
            group_id=where.id,
            person_id=who(people, sitting.name).id,
            seat_id=places[sitting.seat].id,
            since=moment(sitting.begins),
            until=None if sitting.ends is None else moment(sitting.ends),
        )
        session.add(row)
        session.flush()
        services[number] = row
        for first, last in sitting.leaves:
            ends = None if last is None else moment(last)
            session.add(Leave(membership_id=row.id, since=moment(first), until=ends))
    for name, kind in (
        ("cleo", RepresentationKind.REPRESENTATIVE),
        ("ben", RepresentationKind.ALTERNATE),
    ):
        since, until = map(moment, past.alternate)
        session.add(
            Representation(
                organization_id=people.tunxis.id,
                group_id=where.id,
                person_id=who(people, name).id,
                kind=kind,
                since=since,
                until=until,
            )
        )
    for gathering in past.gatherings:
        gather(session, people, where, gathering)
    session.flush()
    return services


def gather(session: Session, people: Cast, where: Group, gathering: Gathering) -> None:
    starts_at = moment(gathering.step)
    row = Meeting(
        group_id=where.id,
        title="Monthly call",
        starts_at=starts_at,
        zone="UTC",
        created_at=BEFORE,
        status=MeetingStatus.CANCELLED if gathering.is_cancelled else MeetingStatus.ON,
    )
    session.add(row)
    session.flush()
    for name in gathering.came:
        number = who(people, name).id
        session.add(
            Attendance(
                meeting_id=row.id, person_id=number, recorded_by=number, recorded_at=starts_at
            )
        )
    if gathering.has_list:
        history.record(session, SAVED, Subject.of(row), by=None, now=starts_at)


def who(people: Cast, name: str) -> Person:
    found: Person = getattr(people, name)
    return found


def test_what_became_of_a_vote_is_what_the_naive_model_says(session: Session) -> None:
    people, count = cast(session), 0

    @given(pasts(), st.integers(1, 3), st.none() | st.integers(1, 3), STEPS, st.booleans())
    @LONG
    def check(
        past: Past, lost_after: int, regained_after: int | None, step: int, is_over: bool
    ) -> None:
        nonlocal count
        count += 1
        where = group(session, f"Group {count}", chair=people.dag, channel_id=f"C{count}")
        where.vote_lost_after, where.vote_regained_after = lost_after, regained_after
        services = written(session, people, past, where)
        at = moment(step) + (HOUR if is_over else HOUR - timedelta(seconds=1))
        expected = {
            services[number].id: naive_state(
                naive_letters(past, sitting.name, at), lost_after, regained_after or 2
            )
            for number, sitting in enumerate(past.sittings)
            if sitting.seat != 2 and holds(sitting, step)
        }
        found = voting_rights.held_votes(session, where, at)
        assert {vote.membership.id: vote.state for vote in found} == expected
        _check_base(session, where, expected, at)

    check()


def _check_base(
    session: Session, where: Group, expected: dict[int, VoteState], at: datetime
) -> None:
    """The seats of those who have lost the vote are in no base, and no others are left out."""
    base = seats.voting_seats(session, where, at)
    away = {
        leave.membership_id
        for leave in session.exec(select(Leave))
        if leave.since <= at and (leave.until is None or leave.until > at)
    }
    there = [state for number, state in expected.items() if number not in away]
    lost = there.count(VoteState.LOST)
    assert (base.without_vote, base.filled) == (lost, len(there) - lost)
    assert base.on_leave == len(expected) - len(there)


@given(st.text("mc", max_size=30), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_meetings_in_a_row_are_counted_as_they_read(
    letters: str, lost_after: int, regained_after: int
) -> None:
    came: Sequence[bool] = [letter == "c" for letter in letters]
    state = state_after(VotingRule(lost_after, regained_after), came)
    assert state is naive_state(letters, lost_after, regained_after)
