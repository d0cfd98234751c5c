"""What a request costs: a constant number of queries, whatever the size of the consortium, and as
much work of the database after ten years as after one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel

from models import (
    Attendance,
    Contribution,
    ContributionKind,
    Decision,
    HistoryEntry,
    Meeting,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Rsvp,
    RsvpAnswer,
    Task,
)
from models.database import unit_of_work
from models.messages import CARD, NUDGE, REMIND, Key
from models.subjects import Subject
from services import console, groups
from tests import decades
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, task
from tests.running import Convene


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that ran meanwhile, without those that begin and end transactions."""
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


COMMANDS = ("/wg", "/wg show", "/meet", "/task", "/task list", "/convene", "/wg help")


def test_a_command_takes_the_same_number_of_queries_in_a_large_consortium(
    convene: Convene, database: Engine
) -> None:
    for command in COMMANDS:
        convene.workspace.command(command, as_="Ann", in_="metadata")
    small = queries_of(convene, database)
    grow(convene)
    large = queries_of(convene, database)
    assert large == small
    assert {command: count for command, count in large.items() if not 0 < count <= 15} == {}


def queries_of(convene: Convene, engine: Engine) -> dict[str, int]:
    """How many each command takes."""
    taken = {}
    for command in COMMANDS:
        with counted(engine) as statements:
            convene.workspace.command(command, as_="Ann", in_="metadata")
        taken[command] = len(statements)
    return taken


def test_the_console_takes_the_same_number_of_queries_in_a_large_consortium(
    database: Engine, session: Session
) -> None:
    people = cast(session)
    wrongs(session, people, 1)
    with counted(database) as small:
        found = console.found(session, standing(session, people.dag))
    assert {lines.key for lines in found} >= {"chair", "met", "overdue", "gone", "placed"}
    for number in range(2, 30):
        wrongs(session, people, number)
    with counted(database) as large:
        found = console.found(session, standing(session, people.dag))
    assert max(len(lines.lines) for lines in found) >= 29
    assert len(large) == len(small) <= 21


def wrongs(session: Session, people: Cast, number: int) -> None:
    """A group that nobody chairs any more, with a task overdue, and somebody of no library."""
    gone = person(session, f"Gone{number} Person", slack_id=f"UGONE{number}")
    person(session, f"New{number} Person", slack_id=f"UNEW{number}")
    deserted = group(session, f"Deserted {number}", chair=gone, channel_id=f"CD{number}")
    task(session, gone, NOW.date() - timedelta(days=number), group_id=deserted.id)
    gone.is_active = False
    dead = Key(CARD, Subject("meeting", number), "announced")
    undelivered = _sent(dead, deserted.channel_id or "", NOW)
    undelivered.state = OutboxState.DEAD
    session.add(undelivered)
    session.flush()


@pytest.mark.parametrize(
    ("command", "queries"),
    [
        ("/convene help", 1),
        ("/task mine", 3),
        ("/wg list", 3),
        ("/wg show", 6),
        ("/meet next", 3),
        ("/convene mine", 5),
        ("/participation last month", 6),
        ("/task add Compare the drafts due Friday", 7),
    ],
)
def test_what_people_ask_most_takes_few_queries(
    convene: Convene, database: Engine, command: str, queries: int
) -> None:
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata)
    with counted(database) as statements:
        convene.workspace.command(command, as_="Ann", in_="metadata")
    assert len(statements) == queries


@pytest.mark.parametrize("label", ["Yes", "No", "Maybe"])
def test_an_answer_to_a_meeting_takes_few_queries(
    convene: Convene, database: Engine, label: str
) -> None:
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata)
    convene.workspace.command("/meet show", as_="Ben", in_="metadata")
    with counted(database) as statements:
        convene.workspace.click(label, as_="Ben")
    assert len(statements) == 13


def grow(convene: Convene) -> None:
    """Twenty more groups and forty more members."""
    cast = convene.cast
    with unit_of_work() as session:
        members = [
            person(session, f"M{n} Member", at=cast.tunxis, slack_id=f"UM{n}") for n in range(40)
        ]
        groups.add(session, cast.metadata, members, by=cast.ann, now=NOW)
        for number in range(20):
            another = group(session, f"Group {number}", chair=cast.ann, channel_id=f"CG{number}")
            groups.add(session, another, members[:10], by=cast.ann, now=NOW)


STEPS = 10
"""How many steps of SQLite's machine are counted as one."""
SLACK = 150
"""Counted steps, a thirtieth of a millisecond: as many as it takes to count ten years of rows in an
index, where a list says how long it is.
"""
OLD = (
    *("/convene", "/convene help", "/convene reminders", "/convene library"),
    *("/wg", "/wg show", "/wg list", "/wg decisions", "/wg digest preview", "/wg edit"),
    *("/meet", "/meet next", "/meet show", "/meet move", "/meet cancel", "/meet came"),
    *("/task", "/task mine", "/task list", "/task overdue", "/task add Compare the drafts"),
    *("/participation", "/participation last month", "/participation me last month"),
)
PRESSED = ("Yes", "No")
"""Buttons of the next meeting; each answer is another than the last."""


@contextmanager
def steps(engine: Engine) -> Iterator[list[int]]:
    """Tens of steps of SQLite's machine that were made meanwhile."""
    made: list[int] = []

    def watch(connection: Any, *_: object) -> None:
        connection.set_progress_handler(lambda: made.append(1), STEPS)

    event.listen(engine, "checkout", watch)
    try:
        yield made
    finally:
        event.remove(engine, "checkout", watch)


def test_a_command_costs_after_ten_years_what_it_costs_after_one(
    convene: Convene, database: Engine
) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("counts the steps of SQLite's machine, and PostgreSQL tells of none")
    live_through_a_year(convene)
    young = costs(convene, database)
    decades.age(database, 10, now=NOW)
    old = costs(convene, database)
    grown = {
        line: (steps_young, old[line])
        for line, steps_young in young.items()
        if old[line] > 1.3 * steps_young + SLACK
    }
    assert grown == {}
    assert all(young.values())


def costs(convene: Convene, database: Engine) -> dict[str, int]:
    """Tens of steps that each command takes, and each button."""
    counted_steps = {}
    for line in OLD:
        with steps(database) as made:
            convene.workspace.command(line, as_="Ann", in_="metadata")
        counted_steps[line] = len(made)
    for label in PRESSED:
        convene.workspace.command("/meet show", as_="Ben", in_="metadata")
        with steps(database) as made:
            convene.workspace.click(label, as_="Ben")
        counted_steps[label] = len(made)
    return counted_steps


def live_through_a_year(convene: Convene) -> None:
    """A meeting every week with answers and attendance, and for each a finished task, a decision
    and the messages that were sent; and one meeting ahead.
    """
    people = convene.cast
    with unit_of_work() as session:
        for number in range(1, 51):
            starts_at = NOW - timedelta(weeks=number)
            session.add(
                Meeting(
                    id=number,
                    group_id=people.metadata.id,
                    title=f"Norms {number}",
                    starts_at=starts_at,
                    zone="America/New_York",
                    created_at=starts_at,
                )
            )
            session.flush()
            session.add_all(left_behind(people, number, starts_at))
        meeting(session, people.metadata)


def left_behind(people: Cast, number: int, at: datetime) -> list[SQLModel]:
    """What one meeting of the year leaves in the tables."""
    group_id, subject = people.metadata.id, f"meeting:{number}"
    return [
        *(
            row
            for person in (people.ann, people.ben)
            for row in (
                Rsvp(
                    meeting_id=number,
                    person_id=person.id,
                    answer=RsvpAnswer.YES,
                    answered_at=at,
                ),
                Attendance(
                    meeting_id=number,
                    person_id=person.id,
                    recorded_by=people.ann.id,
                    recorded_at=at,
                ),
                Contribution(
                    person_id=person.id,
                    organization_id=person.organization_id,
                    group_id=group_id,
                    kind=ContributionKind.ATTENDED,
                    source=f"attended|{subject}|person:{person.id}",
                    occurred_at=at,
                ),
            )
        ),
        Task(
            title=f"Task {number}",
            group_id=group_id,
            owner_id=people.ann.id,
            created_by=people.ann.id,
            created_at=at,
            done_at=at,
            done_by=people.ann.id,
        ),
        Decision(
            group_id=group_id,
            meeting_id=number,
            wording="We share one file",
            recorded_by=people.ann.id,
            recorded_at=at,
        ),
        HistoryEntry(at=at, action="meeting.scheduled", subject=subject, before={}, after={}),
        *(_sent(key, people.ben.slack_id or "", at) for key in _keys(people, number)),
        _sent(Key(CARD, Subject("meeting", number), "announced"), "CMETADATA", at, subject),
    ]


def _keys(people: Cast, number: int) -> Iterator[Key]:
    about, to = Subject("meeting", number), Subject.of(people.ben)
    yield from (Key(REMIND, about, (str(hours), "20260101T1400Z"), to) for hours in (24, 1))
    yield from (Key(NUDGE, about, which, to) for which in ("1", "2"))


def _sent(key: Key, lane: str, at: datetime, subject: str = "") -> OutboxMessage:
    return OutboxMessage(
        key=str(key),
        lane=lane,
        subject=subject,
        op=OutboxOp.POST,
        payload={"text": "A meeting is ahead"},
        state=OutboxState.SENT,
        due_at=at,
        wake_at=at,
        created_at=at,
    )
