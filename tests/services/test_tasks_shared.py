"""Tasks that several people own: done once for all, and to the credit of each."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models import Contribution, CoOwner, HistoryEntry, Person, Task
from models.tasks import TaskScope
from services import access, digests, groups, handovers, reminders, tasks, terms
from services.errors import Conflict, Invalid
from services.ledger import differences
from services.people import merging
from services.people.personal_data import everything as everything_about
from services.waiting import waiting
from tests.factories import BEFORE, NOW, Cast, cast, standing
from tests.happenings import new_york
from tests.keys import everything

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def shared(session: Session, people: Cast, *others: Person, owner: Person | None = None) -> Task:
    draft = tasks.TaskDraft(
        "Review", owner or people.ben, FRIDAY, people.metadata, co_owners=others
    )
    return tasks.add(session, draft, by=people.ann, now=NOW)


def names(session: Session, task: Task) -> list[str]:
    return [
        person.name.split()[0] for person in terms.owners_of_tasks(session, [task], NOW)[task.id]
    ]


def test_each_owner_sees_it_and_is_reminded(session: Session, people: Cast) -> None:
    task = shared(session, people, people.gil, people.ann)
    assert names(session, task) == ["Ben", "Ann", "Gil"]
    assert access.task_line(session, task, NOW).whose == "Ben Brook, Ann Abara and Gil Grau"
    for person in (people.ben, people.ann, people.gil):
        by = standing(session, person)
        page = tasks.listed(session, by, TaskScope.MINE, group=None, today=TODAY)
        assert [line.task.id for line in page.lines] == [task.id]
        assert (page.total, len(waiting(session, by, now=NOW).tasks)) == (1, 1)
        assert access.task_to_edit(session, task.id, by=by) is task
    due = reminders.tasks_due(session, new_york(FRIDAY, 9), everything(session))
    assert sorted(found.person.name for found in due if found.at <= new_york(FRIDAY, 9)) == [
        "Ann Abara",
        "Ben Brook",
        "Gil Grau",
    ]
    # A chair who shares it is not told that it is long overdue, others would be.
    late = reminders.long_overdue(session, new_york(FRIDAY, 9), everything(session))
    assert late == []


def test_it_is_done_once_and_counts_for_each(session: Session, people: Cast) -> None:
    task = shared(session, people, people.ann)
    assert tasks.finish(session, task, by=people.ann, now=NOW) is True
    assert tasks.finish(session, task, by=people.ben, now=NOW) is False
    rows = session.exec(select(Contribution.person_id, Contribution.source)).all()
    assert sorted(row[0] for row in rows) == [people.ann.id, people.ben.id]
    assert len({row[1] for row in rows}) == 2
    facts = digests.contents(session, people.metadata, BEFORE, new_york(FRIDAY, 9))
    assert [(fact.who, fact.done_by) for fact in facts.done] == [("Ben Brook and Ann Abara", None)]
    finished = tasks.listed(
        session, standing(session, people.ann), TaskScope.FINISHED, group=None, today=TODAY
    )
    assert finished.total == 1
    assert differences(session) == []
    session.delete(session.exec(select(Contribution)).all()[1])
    session.flush()
    assert len(differences(session)) == 1
    assert tasks.reopen(session, task, by=people.ben, now=NOW) is True
    assert session.exec(select(Contribution)).all() == []
    assert names(session, task) == ["Ben", "Ann"]


def test_owners_are_named_once_and_must_be_in_the_group(session: Session, people: Cast) -> None:
    task = shared(session, people, people.ben, people.ann, people.ann)
    assert names(session, task) == ["Ben", "Ann"]
    with pytest.raises(Invalid, match="Cleo Costa is not in Metadata") as refusal:
        shared(session, people, people.cleo)
    assert refusal.value.field == "co_owners"
    give: dict[str, Any] = {"group": people.metadata, "by": people.ann, "now": NOW}
    with pytest.raises(Invalid) as refusal:
        tasks.reassign(session, task, None, co_owners=[people.ann], **give)
    assert refusal.value.field == "co_owners"
    alone = tasks.TaskDraft("Mine", people.ann, co_owners=(people.ben,))
    with pytest.raises(Invalid):
        tasks.add(session, alone, by=people.ann, now=NOW)
    assert tasks.reassign(session, task, people.ben, co_owners=[people.ann], **give) is False
    assert tasks.reassign(session, task, people.ben, **give) is True
    assert names(session, task) == ["Ben"]
    tasks.finish(session, task, by=people.ann, now=NOW)
    with pytest.raises(Conflict):
        tasks.reassign(session, task, people.ben, co_owners=[people.ann], **give)


def test_one_of_several_hands_over_and_the_others_stay(session: Session, people: Cast) -> None:
    task = shared(session, people, people.ann)
    give: dict[str, Any] = {"group": people.metadata, "by": people.ann, "now": NOW}
    assert tasks.replace_owner(session, task, people.ben, people.gil, **give) is True
    assert sorted(names(session, task)) == ["Ann", "Gil"]
    assert tasks.replace_owner(session, task, people.gil, people.ann, **give) is True
    assert names(session, task) == ["Ann"]
    assert tasks.replace_owner(session, task, people.ann, None, **give) is True
    assert names(session, task) == []


def test_who_leaves_a_private_group_leaves_it_to_the_others(session: Session, people: Cast) -> None:
    people.metadata.is_private = True
    task = shared(session, people, people.gil)
    groups.remove(session, people.metadata, people.ben.id, by=people.ann, now=NOW)
    assert names(session, task) == ["Gil"]
    found = handovers.held(session, people.gil, by=standing(session, people.ann))
    assert [item.title for item in found] == ["Review"]


def test_merging_two_owners_leaves_one_with_one_credit(session: Session, people: Cast) -> None:
    task = shared(session, people, people.pia)
    tasks.finish(session, task, by=people.ann, now=NOW)
    merge = merging.merge(session, people.ben, people.pia, by=people.dag, now=NOW)
    assert (names(session, task), session.exec(select(CoOwner)).all()) == (["Ben"], [])
    assert session.exec(select(Contribution.person_id)).all() == [people.ben.id]
    assert differences(session) == []
    merging.undo(session, merge.id, by=people.dag, now=NOW)
    assert (names(session, task), differences(session)) == (["Ben", "Pia"], [])


def test_what_she_shares_is_in_her_own_record(session: Session, people: Cast) -> None:
    task = shared(session, people, people.gil)
    rows = everything_about(session, people.gil)["co_owners"]
    assert rows == [{"task_id": task.id, "person_id": people.gil.id}]
    entries = session.exec(select(HistoryEntry).where(HistoryEntry.action == "task.added")).all()
    assert entries[-1].after["co_owners"] == [people.gil.id]
