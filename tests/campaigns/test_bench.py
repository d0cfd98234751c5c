"""The bench measures what it says: real answers, and a past that is made of the present."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import (
    Contribution,
    ContributionKind,
    HistoryEntry,
    Meeting,
    Rsvp,
    RsvpAnswer,
    Task,
    metadata,
)
from models.database import connect, disconnect, reading, unit_of_work
from tests import decades
from tests.campaigns.bench import kinds, report, servers
from tests.campaigns.bench.driver import Load, WrongAnswer, drive
from tests.campaigns.bench.report import Figures
from tests.campaigns.bench.signed import ANYBODY
from tests.factories import BEFORE, NOW, Cast, cast
from views import meetings as meeting_views


def test_every_person_is_answered_as_often_as_she_asks() -> None:
    with servers.slack() as api, servers.bare(api) as server:
        server.wait_until_it_answers()
        before = server.processor_seconds()
        load = drive(server.port, [[ANYBODY.ping()] * 3, [ANYBODY.ping()] * 2])
        assert server.processor_seconds() > before
        assert server.megabytes() > 5
    assert len(load.waits) == 5
    assert load.answer == b"Thanks."
    assert 0 < max(load.waits) <= load.seconds


def test_a_request_that_is_not_signed_is_no_figure() -> None:
    with servers.slack() as api, servers.bare(api) as server:
        server.wait_until_it_answers()
        forged = ANYBODY.ping().replace(b"v0=", b"v0=0")
        with pytest.raises(WrongAnswer, match="401"):
            drive(server.port, [[forged]])


def test_the_button_that_is_pressed_stands_on_a_card() -> None:
    assert kinds.CARD[-1]["block_id"] == meeting_views.CARD


def test_a_row_says_how_many_times_as_much() -> None:
    ours = Figures(Load([0.004] * 200, seconds=1.0), processor_seconds=0.6)
    bare = Figures(Load([0.001] * 200, seconds=0.25), processor_seconds=0.2)
    assert report.beside_bare("help", ours, bare) == [
        *("help", "4.0", "4.0", "4.0", "3.0", "1.0", "4.00")
    ]


def test_the_past_repeats_what_is_over_and_nothing_that_is_ahead(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = connect(url)
    people = _filled(engine)
    added = decades.age(engine, 3, now=NOW)
    with reading() as session:
        held = session.exec(select(Meeting).order_by(col(Meeting.starts_at))).all()
        open_tasks = session.exec(select(Task.done_at).where(col(Task.done_at).is_(None))).all()
        done = session.exec(select(Task.done_at).where(col(Task.done_at).is_not(None))).all()
        answers = session.exec(select(Rsvp.meeting_id)).all()
        credited = session.exec(select(Contribution.source).order_by(col(Contribution.id))).all()
        history = session.exec(select(HistoryEntry.id)).all()
    disconnect()
    last = NOW - timedelta(days=7)
    assert [row.starts_at for row in held] == [
        *(last - 2 * decades.YEAR, last - decades.YEAR, last, NOW + timedelta(days=7))
    ]
    assert all(row.group_id == people.metadata.id for row in held)
    assert (len(open_tasks), len(done)) == (1, 3)
    assert sorted(answers) == sorted(row.id for row in held[:3])
    assert len(credited) == len(set(credited)) == 3
    # Twice the meeting, its answer, its credit, the finished task, and what history tells.
    assert added == 2 * 4 + len(history) * 2 // 3


def _filled(engine: Engine) -> Cast:
    metadata.create_all(engine)
    with unit_of_work() as session:
        people = cast(session)
        session.add_all(
            _meeting(number, people, NOW + timedelta(days=days))
            for number, days in ((1, -7), (2, 7))
        )
        session.flush()
        session.add_all([_answer(people), _task(people, NOW), _task(people, None), _credit(people)])
    return people


def _meeting(number: int, people: Cast, starts_at: datetime) -> Meeting:
    return Meeting(
        id=number,
        group_id=people.metadata.id,
        title="Norms",
        starts_at=starts_at,
        zone="America/New_York",
        created_at=BEFORE,
    )


def _answer(people: Cast) -> Rsvp:
    return Rsvp(meeting_id=1, person_id=people.ben.id, answer=RsvpAnswer.YES, answered_at=BEFORE)


def _task(people: Cast, done_at: datetime | None) -> Task:
    return Task(title="Norms", group_id=people.metadata.id, created_at=BEFORE, done_at=done_at)


def _credit(people: Cast) -> Contribution:
    return Contribution(
        person_id=people.ben.id,
        group_id=people.metadata.id,
        kind=ContributionKind.ATTENDED,
        source=f"attended|meeting:1|person:{people.ben.id}",
        occurred_at=BEFORE,
    )
