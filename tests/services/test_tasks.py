"""Tasks: adding, finishing, passing on, and what the ledger and history keep of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event, current_thread

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from models import Contribution, ContributionKind, Group, HistoryEntry, Person, Task
from models.database import unit_of_work, waiting_writers
from models.messages import ASSIGNED, Key, Recipient
from models.subjects import Subject
from models.tasks import TaskLine, TaskPage, TaskScope
from services import access, groups, outbox, tasks
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, standing

TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(hours=2)


def added(session: Session, people: Cast, **changes: object) -> Task:
    facts = {"title": "Review norm rules", "owner": people.ben, "group": people.metadata}
    draft = tasks.TaskDraft(**(facts | changes))  # type: ignore[arg-type]
    return tasks.add(session, draft, by=people.ann, now=NOW)


def ledger(session: Session) -> list[tuple[object, ...]]:
    rows = session.exec(select(Contribution)).all()
    assert {row.kind for row in rows} <= {ContributionKind.COMPLETED_TASK}
    return [(row.person_id, row.organization_id, row.group_id, row.source) for row in rows]


def actions(session: Session, task: Task) -> list[str]:
    entries = select(HistoryEntry.action).where(HistoryEntry.subject == f"task:{task.id}")
    return list(session.exec(entries.order_by(col(HistoryEntry.id))))


def test_an_added_task_is_as_it_was_asked_for(session: Session) -> None:
    people = cast(session)
    task = added(
        session,
        people,
        title="  Review\n norm rules ",
        due_on=TODAY,
        source_link="https://x.example",
    )
    assert task.model_dump(exclude={"id", "check_at"}) == {
        "title": "Review norm rules",
        "owner_id": people.ben.id,
        "library_id": None,
        "seat_id": None,
        "remind_on": None,
        "due_on": TODAY,
        "done_at": None,
        "group_id": people.metadata.id,
        "source_link": "https://x.example",
        "created_by": people.ann.id,
        "created_at": NOW,
        "done_by": None,
    }
    assert actions(session, task) == ["task.added"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \n "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"group": None}, "owner"),
        ({"group": None, "owner": None}, "owner"),
    ],
)
def test_a_task_is_refused_with_the_field_at_fault(
    session: Session, changes: dict[str, object], field: str
) -> None:
    people = cast(session)
    with pytest.raises(Invalid) as refusal:
        added(session, people, **changes)
    assert refusal.value.field == field


def test_a_task_of_ones_own_needs_no_group(session: Session) -> None:
    people = cast(session)
    task = added(session, people, owner=people.ann, group=None)
    assert (task.owner_id, task.group_id) == (people.ann.id, None)
    with pytest.raises(Invalid):
        tasks.reassign(session, task, people.ben, group=None, by=people.ann, now=NOW)


def test_a_private_groups_task_stays_within_it(session: Session) -> None:
    people = cast(session)
    council = group(session, "Council", chair=people.ann, channel_id="CPRIV", private=True)
    council.is_private = True
    assert added(session, people, group=council, owner=people.ann).group_id == council.id
    with pytest.raises(Invalid):
        added(session, people, group=council, owner=people.ben)


def test_somebody_who_has_left_gets_no_task(session: Session) -> None:
    people = cast(session)
    people.ben.is_active = False
    with pytest.raises(Invalid):
        added(session, people)


def test_a_finished_task_is_credited_to_its_owner_once(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    assert tasks.finish(session, task, by=people.ann, now=NOW) is True
    assert tasks.finish(session, task, by=people.ben, now=LATER) is False
    assert (task.done_at, task.done_by) == (NOW, people.ann.id)
    assert ledger(session) == [
        (
            people.ben.id,
            people.central.id,
            people.metadata.id,
            f"completed task|task:{task.id}|person:{people.ben.id}",
        )
    ]
    assert actions(session, task) == ["task.added", "task.done"]


def test_reopening_takes_the_credit_back(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    assert tasks.reopen(session, task, by=people.ben, now=NOW) is False
    tasks.finish(session, task, by=people.ben, now=NOW)
    assert tasks.reopen(session, task, by=people.ben, now=LATER) is True
    assert (task.done_at, task.done_by, ledger(session)) == (None, None, [])
    assert actions(session, task) == ["task.added", "task.done", "task.reopened"]


def test_a_task_of_nobody_is_credited_to_whoever_finishes_it(session: Session) -> None:
    people = cast(session)
    task = added(session, people, owner=None)
    tasks.finish(session, task, by=people.ben, now=NOW)
    assert [row[0] for row in ledger(session)] == [people.ben.id]
    tasks.reopen(session, task, by=people.ann, now=LATER)
    assert ledger(session) == []


def test_passing_on_and_another_date(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    give = {"group": people.metadata, "by": people.ann, "now": NOW}
    assert tasks.reassign(session, task, people.pia, **give) is True  # type: ignore[arg-type]
    assert tasks.reassign(session, task, people.pia, **give) is False  # type: ignore[arg-type]
    before = tasks.revision(session, task)
    assert tasks.revision(session, task) == before
    tasks.change_due(session, task, TODAY, by=people.ann, now=NOW)
    tasks.change_due(session, task, TODAY, by=people.ann, now=NOW)
    assert (task.owner_id, task.due_on) == (people.pia.id, TODAY)
    assert actions(session, task) == ["task.added", "task.reassigned", "task.due"]
    assert tasks.revision(session, task) != before


def test_a_task_of_a_group_is_given_to_its_active_members_or_taken(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    give = {"group": people.metadata, "now": NOW}
    people.pia.is_active = False
    for refused, words in (
        (people.cleo, "Cleo Costa is not in Metadata."),
        (people.pia, "no longer active"),
    ):
        with pytest.raises(Invalid, match=words) as refusal:
            tasks.reassign(session, task, refused, by=people.ann, **give)  # type: ignore[arg-type]
        assert refusal.value.field == "owner"
    with pytest.raises(Invalid, match=r"Cleo Costa is not in Metadata\."):
        added(session, people, owner=people.cleo)
    assert task.owner_id == people.ben.id
    # The program manager may change any task, and so may take one.
    assert tasks.reassign(session, task, people.dag, by=people.dag, **give) is True  # type: ignore[arg-type]
    assert tasks.reassign(session, task, people.dag, by=people.ann, **give) is False  # type: ignore[arg-type]


def test_a_finished_task_does_not_change(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    tasks.finish(session, task, by=people.ben, now=NOW)
    with pytest.raises(Conflict):
        tasks.change_due(session, task, TODAY, by=people.ann, now=NOW)
    with pytest.raises(Conflict):
        tasks.reassign(session, task, None, group=people.metadata, by=people.ann, now=NOW)


def test_who_may_change_a_task(session: Session) -> None:
    people = cast(session)
    task = added(session, people)
    for may in (people.ann, people.ben, people.dag):
        assert access.task_to_edit(session, task.id, by=standing(session, may)) is task
    for may_not in (people.cleo, people.pia, people.gil):
        with pytest.raises(NotAllowed):
            access.task_to_edit(session, task.id, by=standing(session, may_not))


def test_any_member_may_take_a_task_of_nobody_and_a_guest_may_not(session: Session) -> None:
    people = cast(session)
    task = added(session, people, owner=None)
    assert access.task_to_edit(session, task.id, by=standing(session, people.pia)) is task
    for may_not in (people.cleo, people.gil):
        with pytest.raises(NotAllowed):
            access.task_to_edit(session, task.id, by=standing(session, may_not))


def test_a_guest_finishes_what_is_hers(session: Session) -> None:
    people = cast(session)
    task = added(session, people, owner=people.gil)
    assert access.task_to_edit(session, task.id, by=standing(session, people.gil)) is task


def test_a_private_groups_task_does_not_exist_for_others(session: Session) -> None:
    people = cast(session)
    council = group(session, "Council", chair=people.ann, channel_id="CPRIV", private=True)
    task = added(session, people, group=council, owner=people.ann)
    for cannot_see in (people.ben, people.gil):
        with pytest.raises(NotFound):
            access.task_to_see(session, task.id, by=standing(session, cannot_see))


def titles(page: TaskPage) -> list[str]:
    return [line.task.title for line in page.lines]


@pytest.fixture
def people(session: Session) -> Cast:
    """Four tasks in Metadata, one of them done, one of nobody; one of Ann's own;
    one in another group.
    """
    people = cast(session)
    added(session, people, title="no date")
    added(session, people, title="next week", due_on=date(2026, 12, 1))
    added(session, people, title="late", due_on=date(2026, 11, 20), owner=None)
    tasks.finish(session, added(session, people, title="done"), by=people.ben, now=NOW)
    added(
        session, people, title="Ann's own", owner=people.ann, group=None, due_on=date(2026, 11, 23)
    )
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    added(
        session,
        people,
        title="late elsewhere",
        owner=people.cleo,
        group=reserves,
        due_on=date(2026, 11, 1),
    )
    return people


def page(
    session: Session, who: Person, which: TaskScope, of: Group | None = None, **at: int
) -> TaskPage:
    return tasks.listed(session, standing(session, who), which, group=of, today=TODAY, **at)


def test_lists_come_soonest_first(session: Session, people: Cast) -> None:
    mine = page(session, people.ben, TaskScope.MINE)
    assert (titles(mine), mine.total, mine.overdue) == (["next week", "no date"], 2, 0)
    metadata = page(session, people.cleo, TaskScope.GROUP, people.metadata)
    assert (titles(metadata), metadata.total, metadata.overdue) == (
        ["late", "next week", "no date"],
        3,
        1,
    )
    assert [line.owner and line.owner.name for line in metadata.lines] == [
        None,
        "Ben Brook",
        "Ben Brook",
    ]


def test_overdue_covers_her_groups_and_herself(session: Session, people: Cast) -> None:
    assert titles(page(session, people.ann, TaskScope.OVERDUE)) == ["late", "Ann's own"]
    assert titles(page(session, people.cleo, TaskScope.OVERDUE)) == ["late elsewhere"]
    assert titles(page(session, people.cleo, TaskScope.OVERDUE, people.metadata)) == ["late"]
    assert titles(page(session, people.dag, TaskScope.OVERDUE)) == ["late elsewhere", "late"]


def test_a_list_is_cut_into_pages(session: Session, people: Cast) -> None:
    second = page(session, people.ann, TaskScope.GROUP, people.metadata, offset=2, limit=2)
    assert (titles(second), second.total) == (["no date"], 3)


def test_my_tasks_about_some_words(session: Session, people: Cast) -> None:
    ben = standing(session, people.ben)
    about = [line.task.title for line in tasks.own_matching(session, ben, "NEXT")]
    assert about == ["next week"]
    assert [line.task.title for line in tasks.own_matching(session, ben, "%")] == []
    added(session, people, title="next")
    assert [line.task.title for line in tasks.own_matching(session, ben, "next")] == ["next"]
    assert tasks.own_matching(session, standing(session, people.cleo), "week") == []


@pytest.mark.parametrize(
    ("who", "near"), [("ann", ["Pia Pons"]), ("cleo", []), ("dag", ["Pia Pons"])]
)
def test_partners_of_her_groups(session: Session, people: Cast, who: str, near: list[str]) -> None:
    found = tasks.assignable_partners(session, standing(session, getattr(people, who)))
    assert [person.name for person in found] == near


def test_two_people_who_finish_at_once_finish_it_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        task_id = added(session, people).id
    locks = Event()

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if current_thread().name.startswith("second") and statement.endswith("FOR UPDATE"):
            locks.set()

    def finish(who: Person) -> bool:
        with unit_of_work() as session:
            task = access.task_to_edit(session, task_id, by=standing(session, who))
            return tasks.finish(session, task, by=who, now=NOW)

    event.listen(database, "before_cursor_execute", note)
    with ThreadPoolExecutor(1, thread_name_prefix="second") as pool:
        with unit_of_work() as session:
            task = access.task_to_edit(session, task_id, by=standing(session, people.ann))
            second = pool.submit(finish, people.ben)
            # The second has read the task as open and wants to lock it, or waits to begin at all.
            deadline = time.monotonic() + 10
            while not (locks.is_set() or waiting_writers()):
                assert time.monotonic() < deadline
                time.sleep(0.001)
            first = tasks.finish(session, task, by=people.ann, now=NOW)
        assert (first, second.result(timeout=10)) == (True, False)
    event.remove(database, "before_cursor_execute", note)


def shut_out(session: Session, task: Task, group: Group | None) -> set[str]:
    owner = session.get(Person, task.owner_id) if task.owner_id else None
    return tasks.shut_out(session, TaskLine(task, owner, group), LATER)


def given_by_message(session: Session, task: Task, *people: Person) -> None:
    for person in people:
        outbox.post(
            session,
            {"text": "Ann Abara gave you a task."},
            to=Recipient.person(person),
            key=Key(ASSIGNED, Subject.of(task), "1", Subject.of(person)),
            now=NOW,
            subject=Subject.of(task),
        )


def test_who_left_a_private_group_is_shut_out_of_its_tasks(session: Session) -> None:
    people = cast(session)
    people.metadata.is_private = True
    task = added(session, people)
    other = added(session, people, title="Another", owner=people.pia)
    given_by_message(session, task, people.ben, people.gil, people.ann)
    given_by_message(session, other, people.cleo)
    tasks.reassign(session, task, people.gil, group=people.metadata, by=people.ann, now=NOW)
    assert shut_out(session, task, people.metadata) == set()
    groups.remove(session, people.metadata, people.ben.id, by=people.ann, now=NOW)
    assert shut_out(session, task, people.metadata) == {"UBEN"}
    # Who leaves a private group owns nothing there any more.
    groups.remove(session, people.metadata, people.gil.id, by=people.ann, now=NOW)
    assert shut_out(session, task, people.metadata) == {"UBEN", "UGIL"}
    people.metadata.is_private = False
    session.flush()
    # Gil is a guest, who may see no more than her own groups.
    assert shut_out(session, task, people.metadata) == {"UGIL"}


def test_a_guest_who_left_and_a_former_owner_of_a_task_without_a_group_are_shut_out(
    session: Session,
) -> None:
    people = cast(session)
    task = added(session, people, owner=people.gil)
    given_by_message(session, task, people.gil)
    tasks.reassign(session, task, people.ben, group=people.metadata, by=people.ann, now=NOW)
    assert shut_out(session, task, people.metadata) == set()
    groups.remove(session, people.metadata, people.gil.id, by=people.ann, now=NOW)
    assert shut_out(session, task, people.metadata) == {"UGIL"}
    own = added(session, people, title="Mine", owner=people.ann, group=None)
    given_by_message(session, own, people.ann)
    assert shut_out(session, own, None) == set()
    given_by_message(session, own, people.ben)
    assert shut_out(session, own, None) == {"UBEN"}
