"""What is in a discharged group is read by whoever may read it, and changed by nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models import Decision, Group, Meeting, Person, Question, Task
from models.tasks import TaskLine
from services import access, decisions
from services.access import Standing
from services.errors import NotAllowed, NotFound
from tests.factories import NOW, cast, standing
from tests.happenings import meeting, task
from tests.services.access.everybody import ALL, LEADS, MEMBERS, Everybody, everybody

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Things:
    """One of each kind in the group; the task is the observer's, the question the member's."""

    meeting: Meeting
    owner: Person
    task: Task
    free_task: Task
    question: Question
    decision: Decision


def things(session: Session, here: Everybody) -> Things:
    written = decisions.write_down(
        session, here.group, decided=["Yes"], raised=["Why?"], by=here.people["member"], now=NOW
    )
    return Things(
        meeting(session, here.group),
        here.people["observer"],
        task(session, here.people["observer"], group_id=here.group.id),
        task(session, group_id=here.group.id),
        written.questions[0],
        written.decisions[0],
    )


RULES: dict[str, Callable[[Things, Group, Standing], bool]] = {
    "edit meeting": lambda _, group, by: access.may_edit_meeting(group, by=by),
    "schedule": lambda _, group, by: access.may_schedule(group, by=by),
    "edit task": lambda found, group, by: access.may_edit_task(
        TaskLine(found.task, found.owner, group), by=by
    ),
    "edit free task": lambda found, group, by: access.may_edit_task(
        TaskLine(found.free_task, None, group), by=by
    ),
    "settle": lambda found, group, by: access.may_settle(found.question, group, by=by),
    "take back": lambda _, group, by: access.may_take_back(group, by=by),
    "edit group": lambda _, group, by: access.may_edit_group(group, by=by),
    "work": lambda _, group, by: access.may_work_in(group, by=by),
    "join": lambda _, group, by: access.may_join(group, by=by),
}
FETCHES: dict[str, tuple[Callable[..., Any], Callable[[Things], Any]]] = {
    "meeting_to_edit": (access.meeting_to_edit, lambda found: found.meeting),
    "meeting_to_answer": (access.meeting_to_answer, lambda found: found.meeting),
    "task_to_edit": (access.task_to_edit, lambda found: found.task),
    "free task_to_edit": (access.task_to_edit, lambda found: found.free_task),
    "question_to_edit": (access.question_to_edit, lambda found: found.question),
    "decision_to_edit": (access.decision_to_edit, lambda found: found.decision),
}
READS: dict[str, tuple[Callable[..., Any], Callable[[Things], Any]]] = {
    "meeting_to_see": (access.meeting_to_see, lambda found: found.meeting),
    "task_to_see": (access.task_to_see, lambda found: found.task),
    "question_to_see": (access.question_to_see, lambda found: found.question),
}


def test_whoever_may_change_it_up_to_the_discharge_may_not_from_then_on(session: Session) -> None:
    here = everybody(session)
    found = things(session, here)

    def allowed(discharged_at: datetime | None) -> dict[str, set[str]]:
        here.group.discharged_at = discharged_at
        return {
            name: here.who(lambda by, may=may: may(found, here.group, by))  # type: ignore[misc]
            for name, may in RULES.items()
        }

    before = allowed(None)
    assert all("manager" in who for who in before.values())
    assert allowed(NOW + MOMENT) == before
    assert not any(allowed(NOW).values())


def test_nobody_is_given_a_thing_to_change_and_everybody_is_told_why(session: Session) -> None:
    here = everybody(session)
    found = things(session, here)
    here.group.discharged_at = NOW + MOMENT
    session.flush()
    for fetch, which in FETCHES.values():
        for who in LEADS:
            assert fetch(session, which(found).id, by=here.standings[who]) is which(found)
    here.group.discharged_at = NOW
    session.flush()
    for fetch, which in FETCHES.values():
        for by in here.standings.values():
            with pytest.raises(NotAllowed, match="Metadata was discharged, so nothing in it can"):
                fetch(session, which(found).id, by=by)


def test_a_private_group_is_as_unknown_after_its_discharge_as_before(session: Session) -> None:
    here = everybody(session)
    found = things(session, here)
    here.group.discharged_at, here.group.is_private = NOW, True
    session.flush()
    for fetch, which in FETCHES.values():
        for who in ALL - MEMBERS - {"manager"}:
            with pytest.raises(NotFound):
                fetch(session, which(found).id, by=here.standings[who])


def test_what_is_in_it_is_read_as_before(session: Session) -> None:
    here = everybody(session)
    found = things(session, here)
    here.group.discharged_at = NOW
    session.flush()
    for fetch, which in READS.values():
        for by in here.standings.values():
            assert fetch(session, which(found).id, by=by) is which(found)


def test_a_guest_whose_group_was_discharged_knows_of_it_no_more(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    people.metadata.discharged_at = NOW
    session.flush()
    with pytest.raises(NotFound):
        access.meeting_to_see(session, ahead.id, by=standing(session, people.gil))


def test_nobody_comes_or_goes_in_it(session: Session) -> None:
    here = everybody(session)
    for who in ALL:
        by = here.standings[who]
        assert access.group_to_join_or_leave(session, here.group.id, by=by) is here.group
    here.group.discharged_at = NOW
    session.flush()
    for who in ALL:
        with pytest.raises(NotAllowed, match="Metadata was discharged"):
            access.group_to_join_or_leave(session, here.group.id, by=here.standings[who])
