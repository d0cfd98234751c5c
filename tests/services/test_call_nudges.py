"""Who is nudged about a call that her unit has not answered, when, and how often."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from models import Call, Holiday, Person, Preferences, RepresentationKind, Role, RoleKind, Weekday
from models.calls import Capacity, Respondent, UnitKind
from models.seats import SeatFacts
from models.subjects import Subject
from services import calls, groups, seats
from services.reminders import Due
from services.reminders.calls import calls_unanswered, to_nudge
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import new_york
from tests.open_calls import answer, open_call, represent, unit_of

DAY = timedelta(days=1)
CLOSES = new_york(date(2026, 12, 9), 17)
"""A Wednesday."""
FIRST, SECOND, THIRD = (new_york(date(2026, 12, day), 9) for day in (2, 7, 8))


@pytest.fixture
def people(session: Session) -> Cast:
    """Ann speaks for Central, Ben is her alternate, and Cleo directs Tunxis."""
    people = cast(session)
    represent(session, people.ann, people.central, people.metadata)
    alternate = RepresentationKind.ALTERNATE
    represent(session, people.ben, people.central, people.metadata, alternate)
    session.add(Role(person_id=people.cleo.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    return people


@pytest.fixture
def call(session: Session, people: Cast) -> Call:
    return open_call(session, people.metadata, people.dag, closes_at=CLOSES, nudge_days=(7, 2, 1))


def nudges(session: Session, call: Call, now: datetime = NOW) -> list[tuple[str, str, datetime]]:
    """Name, number and moment of every nudge that is due or ahead."""
    return [
        (due.person.name.split()[0], due.key.occurrence[0], due.at)
        for due in found(session, call, now)
    ]


def found(session: Session, call: Call, now: datetime = NOW) -> list[Due]:
    return calls_unanswered(session, now, frozenset([Subject.of(call)]))


def test_each_nudge_reaches_one_more(session: Session, people: Cast, call: Call) -> None:
    session.add(Role(person_id=people.gil.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    assert sorted(nudges(session, call)) == [
        ("Ann", "1", FIRST),
        ("Ann", "2", SECOND),
        ("Ann", "3", THIRD),
        ("Ben", "2", SECOND),
        ("Ben", "3", THIRD),
        ("Cleo", "1", FIRST),
        ("Cleo", "2", SECOND),
        ("Cleo", "3", THIRD),
    ]


@pytest.mark.parametrize(
    ("capacities", "step", "nudged"),
    [
        ("rep alt dir", 0, "rep"),
        ("rep alt dir", 1, "rep alt"),
        ("rep alt dir", 2, "rep alt dir"),
        ("rep alt dir", 4, "rep alt dir"),
        ("alt dir", 0, "alt"),
        ("alt dir", 1, "alt"),
        ("dir", 0, "dir"),
        ("dir", 1, "dir"),
        ("", 0, ""),
    ],
)
def test_where_there_is_nobody_whoever_comes_next_is_nudged(
    capacities: str, step: int, nudged: str
) -> None:
    words = {"rep": Capacity.REPRESENTATIVE, "alt": Capacity.ALTERNATE, "dir": Capacity.DIRECTOR}
    someone = Person(id=1, name="Ann", slack_id="UANN", created_at=BEFORE)
    who = [Respondent(someone, words[word]) for word in capacities.split()]
    expected = [words[word] for word in nudged.split()]
    assert [each.capacity for each in to_nudge(UnitKind.LIBRARY, who, step)] == expected


def test_whom_no_message_reaches_stands_in_nobodys_way(session: Session, people: Cast) -> None:
    unreached = Respondent(Person(id=1, name="Pia", created_at=BEFORE), Capacity.REPRESENTATIVE)
    ben = Respondent(people.ben, Capacity.ALTERNATE)
    assert to_nudge(UnitKind.LIBRARY, [unreached, ben], 0) == [ben]


def test_an_answer_or_an_excuse_ends_them_and_taking_it_back_does_not(
    session: Session, people: Cast, call: Call
) -> None:
    central, tunxis = unit_of(session, call, "Central"), unit_of(session, call, "Tunxis")
    answer(session, call, central, people.ann)
    calls.excuse(session, call, tunxis, "closed for repairs", by=people.dag, now=NOW)
    assert nudges(session, call) == []
    calls.excuse(session, call, tunxis, "", by=people.dag, now=NOW)
    assert {name for name, _, _ in nudges(session, call)} == {"Cleo"}


def test_nothing_comes_once_it_is_closed_or_its_group_has_ended(
    session: Session, people: Cast, call: Call
) -> None:
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    assert found(session, call) == []
    people.metadata.discharged_at = None
    session.flush()
    assert found(session, call) != []
    calls.close_early(session, call, people.metadata, "All have answered", by=people.dag, now=NOW)
    assert found(session, call) == []


def test_whoever_was_just_asked_is_not_nudged_at_once(session: Session, people: Cast) -> None:
    opened = FIRST + timedelta(minutes=1)
    call = open_call(
        session,
        people.metadata,
        people.dag,
        opened_at=opened,
        closes_at=CLOSES,
        nudge_days=(7, 2),
    )
    assert {number for _, number, _ in nudges(session, call, opened)} == {"2"}


def test_days_off_and_holidays_put_it_off_until_the_next_one_is_due(
    session: Session, people: Cast, call: Call
) -> None:
    session.add(Holiday(organization_id=people.central.id, name="Founders", day=FIRST.date()))
    session.add(Preferences(person_id=people.cleo.id, days_off=tuple(Weekday)))
    session.flush()
    assert [line for line in nudges(session, call) if line[1] == "1"] == [
        ("Ann", "1", new_york(date(2026, 12, 3), 7))
    ]


def test_an_extension_brings_no_more_than_was_declared(
    session: Session, people: Cast, call: Call
) -> None:
    keys = {str(due.key) for due in found(session, call)}
    calls.extend(session, call, CLOSES + 7 * DAY, "Snow", by=people.dag, now=NOW)
    later = found(session, call)
    assert {str(due.key) for due in later} == keys
    assert min(due.at for due in later) == FIRST + 7 * DAY


def test_each_is_of_use_until_the_next_and_the_last_until_closing(
    session: Session, people: Cast, call: Call
) -> None:
    ends = {due.key.occurrence[0]: due.expires_at for due in found(session, call)}
    assert ends == {"1": SECOND, "2": THIRD, "3": CLOSES}
    late = [due for due in found(session, call, FIRST + DAY / 24 * 2) if due.facts.late_from]
    assert {due.facts.late_from for due in late} == {FIRST}


def test_a_declined_kind_does_not_come(session: Session, people: Cast, call: Call) -> None:
    session.add(Preferences(person_id=people.cleo.id, muted=("unanswered",)))
    session.flush()
    assert "Cleo" not in {name for name, _, _ in nudges(session, call)}


def test_who_answers_for_several_units_has_one_nudge_for_all(
    session: Session, people: Cast
) -> None:
    metadata, ann = people.metadata, people.ann
    chair, recorder = (
        seats.add(session, metadata, SeatFacts(label=name, term_months=12), by=ann, now=NOW)
        for name in ("Chair", "Recorder")
    )
    seats.appoint(session, chair, metadata, people.ben, first=NOW.date(), by=ann, now=NOW)
    held = seats.appoint(session, recorder, metadata, people.gil, first=NOW.date(), by=ann, now=NOW)
    away = partial(seats.set_leave, session, metadata, held, acting=people.ben, by=ann)
    away(first=NOW.date(), last=None, now=NOW)
    call = open_call(
        session, metadata, ann, unit_kind=UnitKind.SEAT, closes_at=CLOSES, nudge_days=(7,)
    )
    [nudge] = found(session, call)
    assert [unit.name for unit in nudge.facts.units] == ["member Chair", "member Recorder"]  # type: ignore[attr-defined]
    key = nudge.key
    answer(
        session, call, unit_of(session, call, "member Chair"), people.ben, capacity=Capacity.HOLDER
    )
    [nudge] = found(session, call)
    assert nudge.key == key
    assert [unit.name for unit in nudge.facts.units] == ["member Recorder"]  # type: ignore[attr-defined]
