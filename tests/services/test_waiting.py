"""What waits for somebody, and what keeps its place after she pressed a button."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from models import RsvpAnswer
from models.waiting import SeenOnHome
from services import meetings, tasks
from services.waiting import waiting
from tests.factories import NOW, Cast, cast, standing
from tests.happenings import meeting, task
from tests.open_calls import answer, open_call, represent, unit_of

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def test_a_finished_task_keeps_its_place_among_those_that_were_seen(
    session: Session, people: Cast
) -> None:
    last, first, new = (
        task(session, people.ben, (NOW + days * DAY).date(), title=f"in {days} days")
        for days in (3, 2, 1)
    )
    of_another = task(session, people.ann, done_at=NOW)
    tasks.finish(session, first, by=people.ben, now=NOW)
    ben = standing(session, people.ben)
    seen = SeenOnHome(tasks=(first.id, last.id, of_another.id))
    shown = waiting(session, ben, now=NOW, seen=seen).to_show
    assert [line.task for line in shown] == [first, last, new]
    assert [line.task for line in waiting(session, ben, now=NOW).to_show] == [new, last]


def test_a_finished_task_of_a_discharged_group_offers_nothing_that_would_be_refused(
    session: Session, people: Cast
) -> None:
    done = task(session, people.ben, group_id=people.metadata.id, done_at=NOW - DAY)
    alone = task(session, people.ben, done_at=NOW - DAY)
    seen = SeenOnHome(tasks=(done.id, alone.id))

    def shown() -> list[int]:
        ben = standing(session, people.ben)
        return [line.task.id for line in waiting(session, ben, now=NOW, seen=seen).to_show]

    assert shown() == [done.id, alone.id]
    people.metadata.discharged_at = NOW
    session.flush()
    assert shown() == [alone.id]


def test_answered_meetings_and_those_she_was_at_stay_where_they_were_seen(
    session: Session, people: Cast
) -> None:
    ben = standing(session, people.ben)
    ahead = meeting(session, people.metadata, NOW + DAY)
    over = meeting(session, people.metadata, NOW - DAY)
    meetings.record_rsvp(session, ahead, RsvpAnswer.MAYBE, by=ben, now=NOW)
    meetings.record_own_attendance(session, over, by=ben, now=NOW)
    found = waiting(session, ben, now=NOW)
    assert (found.to_answer, found.to_confirm) == ([], [])
    found = waiting(session, ben, now=NOW, seen=SeenOnHome(meetings=(ahead.id, over.id)))
    assert [(line.meeting, line.answer) for line in found.to_answer] == [(ahead, RsvpAnswer.MAYBE)]
    assert [(line.meeting, line.came) for line in found.to_confirm] == [(over, True)]


def test_calls_wait_until_the_unit_has_answered_or_it_closes(
    session: Session, people: Cast
) -> None:
    group, dag = people.metadata, people.dag
    represent(session, people.cleo, people.tunxis, group)
    later = open_call(session, group, dag, closes_at=NOW + 9 * DAY)
    first = open_call(session, group, dag, closes_at=NOW + 2 * DAY)
    unit = unit_of(session, first, "Tunxis")

    def shown(days: int = 0) -> list[int]:
        now = NOW + days * DAY
        found = waiting(session, standing(session, people.cleo, now), now=now)
        assert bool(found) is bool(found.calls)
        return [line.call.id for line in found.calls]

    assert shown() == [first.id, later.id]
    assert shown(2) == [later.id]
    answer(session, first, unit, people.cleo)
    assert shown() == [later.id]
    assert waiting(session, standing(session, people.dag), now=NOW).calls == []
