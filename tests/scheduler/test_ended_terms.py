"""Open tasks of a private group whose owner's term there has ended: nobody's, and told once."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    Leave,
    Membership,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Role,
    RoleKind,
    Task,
)
from models.database import reading, unit_of_work
from models.messages import ASSIGNED, Key, Recipient
from models.subjects import Subject
from scheduler import ended_terms
from services import outbox, tasks
from services.former_owners import FreedTasks
from tests.factories import BEFORE, NOW, Cast, cast
from tests.happenings import serve
from views import groups as group_views

ENDS = NOW + timedelta(days=2)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    """Ben's term in the private group ends in two days, and he has an open task there and a done
    one.
    """
    with unit_of_work() as session:
        everybody = cast(session)
        everybody.metadata.is_private = True
        session.add(everybody.metadata)
        draft = tasks.TaskDraft("Review", everybody.ben, group=everybody.metadata)
        tasks.add(session, draft, by=everybody.ann, now=NOW)
        done = tasks.add(session, draft, by=everybody.ann, now=NOW)
        tasks.finish(session, done, by=everybody.ben, now=NOW)
        terms = select(Membership).where(Membership.person_id == everybody.ben.id)
        term = session.exec(terms).one()
        term.until = ENDS
        session.add(term)
    with unit_of_work() as session:
        for row in session.exec(select(OutboxMessage)):
            session.delete(row)
    return everybody


def owners() -> list[int | None]:
    with reading() as session:
        return list(session.exec(select(Task.owner_id).order_by(col(Task.id))))


def messages() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))))


def test_they_are_nobodys_and_the_chair_hears_once(people: Cast) -> None:
    ben = people.ben.id
    assert ended_terms.free_tasks(ENDS - INSTANT) == 0
    assert (owners(), messages()) == ([ben, ben], [])
    assert ended_terms.free_tasks(ENDS) == 1
    assert owners() == [None, ben]
    [word] = messages()
    assert word.lane == "UANN"
    assert word.payload["text"] == (
        "Ben Brook is no longer in *Metadata*: 1 open task there belongs to nobody now. Give each"
        " to somebody who is in it.\n• Review (was Ben Brook's)"
    )
    for later in (ENDS, ENDS + timedelta(days=1)):
        assert ended_terms.free_tasks(later) == 0
    assert len(messages()) == 1


def test_the_cards_of_what_is_nobodys_are_drawn_anew_where_they_may_be_seen(people: Cast) -> None:
    with unit_of_work() as session:
        for row in session.exec(select(Task).order_by(col(Task.id))):
            about = Subject.of(row)
            for who in (people.ann, people.ben):
                to, key = Recipient.person(who), Key(ASSIGNED, about, who.name, None)
                outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW, subject=about)
        session.exec(sa.update(OutboxMessage).values(state=OutboxState.SENT))
    assert ended_terms.free_tasks(ENDS) == 1
    [drawn] = [row for row in messages() if row.op is OutboxOp.UPDATE]
    assert drawn.lane == people.ann.slack_id
    assert drawn.payload["text"].startswith("Review: ")
    assert "Ben" not in str(drawn.payload)
    ended_terms.free_tasks(ENDS + timedelta(days=1))
    assert len([row for row in messages() if row.op is OutboxOp.UPDATE]) == 1


def test_without_a_chair_the_program_manager_hears(people: Cast) -> None:
    with unit_of_work() as session:
        chair = session.get_one(type(people.ann), people.ann.id)
        chair.is_active = False
        session.add(chair)
    assert ended_terms.free_tasks(ENDS) == 1
    assert [word.lane for word in messages()] == ["UDAG"]


def act(
    session: Session,
    people: Cast,
    person: Person,
    since: datetime = NOW,
    until: datetime | None = None,
) -> None:
    """Let somebody act for Ann, who is on leave."""
    terms = select(Membership).where(
        Membership.group_id == people.metadata.id, Membership.person_id == people.ann.id
    )
    row = session.exec(terms).one()
    leave = Leave(membership_id=row.id, since=since, until=until, acting_person_id=person.id)
    session.add(leave)


@pytest.mark.parametrize(
    "reason",
    [
        *("public", "goes on", "left Slack", "runs all", "discharged"),
        *("acts", "acts a little longer", "acts later"),
    ],
)
def test_who_may_still_see_it_or_is_told_of_otherwise_keeps_it(people: Cast, reason: str) -> None:
    with unit_of_work() as session:
        group = session.get_one(type(people.metadata), people.metadata.id)
        ben = session.get_one(type(people.ben), people.ben.id)
        match reason:
            case "public":
                group.is_private = False
            case "goes on":
                serve(session, group, ben, since=ENDS + timedelta(days=3))
            case "left Slack":
                ben.is_active = False
            case "runs all":
                manager = RoleKind.PROGRAM_MANAGER
                session.add(Role(person_id=ben.id, kind=manager, since=BEFORE))
            case "discharged":
                group.discharged_at = NOW
            case "acts":
                act(session, people, ben)
            case "acts a little longer":
                act(session, people, ben, until=ENDS + INSTANT)
            case "acts later":
                act(session, people, ben, since=ENDS + timedelta(days=3))
        session.add(group)
        session.add(ben)
    assert ended_terms.free_tasks(ENDS) == 0
    assert owners() == [people.ben.id, people.ben.id]


@pytest.mark.parametrize(
    ("since", "until"),
    [(NOW, ENDS), (NOW, NOW), (ENDS + timedelta(days=3), ENDS + timedelta(days=3))],
)
def test_who_acted_up_to_now_or_never_came_to_it_keeps_nothing(
    people: Cast, since: datetime, until: datetime
) -> None:
    with unit_of_work() as session:
        act(session, people, people.ben, since, until)
    assert ended_terms.free_tasks(ENDS) == 1


@pytest.mark.parametrize("day", [1, 3])
def test_an_appointment_that_was_called_off_is_no_service(people: Cast, day: int) -> None:
    at = NOW + timedelta(days=day)
    with unit_of_work() as session:
        for person in (people.ben, people.cleo):
            serve(session, people.metadata, person, since=at, until=at)
        for task in session.exec(select(Task).where(Task.title == "Review").limit(1)):
            other = Task(**task.model_dump(exclude={"id"}) | {"owner_id": people.cleo.id})
            session.add(other)
    assert ended_terms.free_tasks(ENDS) == 1
    assert owners() == [None, people.ben.id, people.cleo.id]


def test_what_who_acted_and_never_was_a_member_left_is_nobodys(people: Cast) -> None:
    with unit_of_work() as session:
        act(session, people, people.cleo, until=ENDS)
        for task in session.exec(select(Task)):
            task.owner_id = people.cleo.id
            session.add(task)
    assert ended_terms.free_tasks(ENDS - INSTANT) == 0
    assert ended_terms.free_tasks(ENDS) == 1
    assert owners() == [None, people.cleo.id]


def test_a_task_of_somebody_who_never_was_a_member_is_left_alone(people: Cast) -> None:
    with unit_of_work() as session:
        for task in session.exec(select(Task)):
            task.owner_id = people.cleo.id
            session.add(task)
    assert ended_terms.free_tasks(ENDS) == 0


def test_the_message_names_some_and_counts_the_rest(people: Cast) -> None:
    with reading() as session:
        task = session.exec(select(Task)).first()
    assert task is not None
    freed = FreedTasks(people.metadata, ((people.ben, task),) * 14, ())
    text = group_views.freed(freed.group, freed.tasks)["text"]
    assert "14 open tasks there belong to nobody now" in text
    assert text.endswith("and 2 more; `/task list Metadata` shows all")
