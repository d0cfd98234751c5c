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
