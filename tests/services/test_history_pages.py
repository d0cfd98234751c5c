"""Reading the history: by whom, of what, and only what the reader may know of."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from models import Group, MemberRole, Person
from models.history import HistoryPage
from models.subjects import Subject
from services import decisions, groups, history, people, preferences, tasks
from services.access import check_history_of
from services.errors import NotAllowed
from services.history_pages import ENTRIES, page
from services.tasks import TaskDraft
from tests.factories import NOW, Cast, cast, group, standing
from views.history.verbs import VERBS

PRODUCT = Path(__file__).parents[2]


@pytest.fixture
def cast_of(session: Session) -> Cast:
    return cast(session)


def acts(found: HistoryPage) -> list[str]:
    return [line.entry.action for line in found.lines]


def add_task(session: Session, title: str, by: Person, in_: Group | None) -> None:
    owner = None if in_ else by
    tasks.add(session, TaskDraft(title=title, owner=owner, group=in_), by=by, now=NOW)


def test_the_newest_comes_first_with_the_names_of_all(session: Session, cast_of: Cast) -> None:
    groups.set_role(
        session, cast_of.metadata, cast_of.ben.id, MemberRole.CO_CHAIR, by=cast_of.ann, now=NOW
    )
    add_task(session, "Review norm rules", cast_of.ann, cast_of.metadata)
    first, second, *_ = page(session, standing(session, cast_of.ann)).lines
    assert (first.who, first.group, first.thing) == ("Ann Abara", "Metadata", "Review norm rules")
    assert (second.entry.action, second.thing) == ("membership.role", "Ben Brook")
    assert second.entry.before == {"role": "member"}


def test_a_chair_reads_her_groups_and_the_program_manager_all(
    session: Session, cast_of: Cast
) -> None:
    secret = group(session, "Secret", chair=cast_of.cleo, channel_id="CSECRET", private=True)
    add_task(session, "Hidden", cast_of.cleo, secret)
    people.place(session, cast_of.ben, cast_of.tunxis.id, by=cast_of.dag, now=NOW)
    ann, cleo, dag, ben = (
        page(session, standing(session, who))
        for who in (cast_of.ann, cast_of.cleo, cast_of.dag, cast_of.ben)
    )
    assert {line.group for line in ann.lines} == {"Metadata"}
    assert {line.group for line in cleo.lines} == {"Secret"}
    assert acts(dag)[:2] == ["person.placed", "task.added"]
    assert dag.lines[1].thing == "Hidden"
    assert ben.lines == ()


def test_what_people_set_for_themselves_stays_with_them(session: Session, cast_of: Cast) -> None:
    for who in (cast_of.ann, cast_of.dag):
        add_task(session, f"Own of {who.name}", who, None)
    add_task(session, "Shared", cast_of.ann, cast_of.metadata)
    history.record(session, "preferences.changed", Subject.of(cast_of.ben), by=cast_of.ben, now=NOW)
    found = page(session, standing(session, cast_of.dag)).lines
    assert [line.thing for line in found[:2]] == ["Shared", "Own of Dag Dahl"]
    assert "Own of Ann Abara" not in [line.thing for line in found]
    assert "preferences.changed" not in [line.entry.action for line in found]


def test_a_person_is_found_by_what_she_did_and_what_befell_her(
    session: Session, cast_of: Cast
) -> None:
    add_task(session, "By Ann", cast_of.ann, cast_of.metadata)
    groups.remove(session, cast_of.metadata, cast_of.ben.id, by=cast_of.ann, now=NOW)
    dag = standing(session, cast_of.dag)
    of_ben = page(session, dag, person_id=cast_of.ben.id)
    assert acts(of_ben) == ["membership.ended", "membership.began"]
    assert of_ben.lines[0].entry.before == {"role": "member"}
    of_ann = page(session, dag, person_id=cast_of.ann.id, group_id=cast_of.metadata.id)
    assert "task.added" in acts(of_ann)
    assert page(session, dag, person_id=cast_of.cleo.id).lines == ()


def test_pages_follow_each_other_without_a_gap(session: Session, cast_of: Cast) -> None:
    for number in range(ENTRIES + 1):
        add_task(session, f"Task {number}", cast_of.ann, cast_of.metadata)
    dag = standing(session, cast_of.dag)
    first = page(session, dag, group_id=cast_of.metadata.id)
    # Something new does not shift what follows.
    add_task(session, "Later", cast_of.ann, cast_of.metadata)
    rest = page(session, dag, group_id=cast_of.metadata.id, below=first.below)
    assert len(first.lines) == ENTRIES
    assert [line.thing for line in first.lines[:2]] == ["Task 12", "Task 11"]
    assert rest.lines[0].thing == "Task 0"
    assert rest.below is None


def note(session: Session, title: str, by: Person, in_: Group, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    draft = TaskDraft(title=title, owner=None, group=in_)
    tasks.add(session, draft, by=by, now=now)


def test_entries_stand_by_their_moment_however_they_were_written(
    session: Session, cast_of: Cast
) -> None:
    moments = [(number * 7) % (2 * ENTRIES + 3) // 2 + 1 for number in range(2 * ENTRIES + 3)]
    for number, minutes in enumerate(moments):
        note(session, f"{number}", cast_of.ann, cast_of.metadata, minutes)
    dag, shown, below = standing(session, cast_of.dag), [], None
    for _ in range(2):
        found = page(session, dag, group_id=cast_of.metadata.id, below=below)
        shown += [line.thing for line in found.lines]
        below = found.below
    order = sorted(range(len(moments)), key=lambda number: (moments[number], number))
    assert shown == [f"{number}" for number in reversed(order)][: 2 * ENTRIES]
    assert below is not None


def test_a_page_goes_on_though_the_last_entry_is_gone(session: Session, cast_of: Cast) -> None:
    for number in range(ENTRIES + 3):
        note(session, f"{number}", cast_of.ann, cast_of.metadata, number)
    dag = standing(session, cast_of.dag)
    first = page(session, dag, group_id=cast_of.metadata.id)
    session.delete(first.lines[-1].entry)
    session.flush()
    rest = page(session, dag, group_id=cast_of.metadata.id, below=first.below)
    assert [line.thing for line in rest.lines[:3]] == ["2", "1", "0"]


def test_exactly_one_page_leaves_nothing(session: Session, cast_of: Cast) -> None:
    dag = standing(session, cast_of.dag)
    already = len(page(session, dag).lines)
    for number in range(ENTRIES - already):
        add_task(session, f"Task {number}", cast_of.ann, cast_of.metadata)
    found = page(session, dag)
    assert (len(found.lines), found.below) == (ENTRIES, None)


def test_a_decision_that_was_taken_back_is_still_of_its_group(
    session: Session, cast_of: Cast
) -> None:
    written = decisions.write_down(
        session, cast_of.metadata, decided=["One norms file"], by=cast_of.ann, now=NOW
    )
    decisions.take_back(session, written.decisions[0], by=cast_of.ann, now=NOW)
    session.flush()
    found = page(session, standing(session, cast_of.ann)).lines
    assert [(line.entry.action, line.thing) for line in found[:2]] == [
        ("decision.taken back", "One norms file"),
        ("decision.recorded", "One norms file"),
    ]


def test_holidays_are_of_the_consortium_and_of_no_group(session: Session, cast_of: Cast) -> None:
    preferences.set_holidays(
        session, "Dec 25 Christmas", None, by=cast_of.dag, today=NOW.date(), now=NOW
    )
    [newest, *_] = page(session, standing(session, cast_of.dag)).lines
    assert (newest.thing, newest.group) == ("Test Consortium", None)
    assert all(
        line.entry.action != "holidays.changed"
        for line in page(session, standing(session, cast_of.ann)).lines
    )


def test_only_who_leads_a_group_may_ask_for_it(session: Session, cast_of: Cast) -> None:
    for who in (cast_of.ann, cast_of.dag):
        check_history_of(cast_of.metadata, by=standing(session, who))
    for who in (cast_of.ben, cast_of.cleo, cast_of.gil):
        with pytest.raises(NotAllowed, match="Only a chair of Metadata"):
            check_history_of(cast_of.metadata, by=standing(session, who))


def test_a_page_costs_the_same_however_much_it_names(database: Engine, session: Session) -> None:
    people = cast(session)
    counted: list[str] = []
    sa.event.listen(database, "before_cursor_execute", lambda *facts: counted.append(str(facts[2])))
    dag = standing(session, people.dag)

    def queries() -> int:
        session.flush()
        counted.clear()
        page(session, dag)
        return len(counted)

    add_task(session, "Task", people.ann, people.metadata)
    few = queries()
    for number in range(ENTRIES):
        somebody = [people.ann, people.ben][number % 2]
        add_task(session, f"Task {number}", somebody, people.metadata)
    assert queries() <= few


def test_every_act_that_is_written_has_words() -> None:
    calls = (
        call
        for file in (PRODUCT / "services").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in ("record", "_note")
    )
    named = (call.args[1] for call in calls if len(call.args) > 1)
    written = {str(name.value) for name in named if isinstance(name, ast.Constant)}
    assert len(written) > 25
    assert written - set(VERBS) == set()
