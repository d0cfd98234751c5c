"""Old buttons and forms of a discharged group change nothing, whoever presses them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from handlers import decisions, preferences
from handlers.groups import members
from handlers.meetings import answering, changing, listing
from handlers.routes import Ask, Reply
from handlers.tasks import changing as tasks
from handlers.tasks import lists
from models import Group, HistoryEntry, Task
from models.database import reading, unit_of_work
from models.tasks import TaskScope
from services import decisions as written_down
from services import waiting
from services.errors import NotAllowed
from tests.factories import NOW, Cast, standing
from tests.handlers.asks import ask, pressed, refused, sent, text_of
from tests.happenings import meeting, task
from views import decisions as decision_views
from views import meetings as meeting_views
from views import tasks as task_views
from views.values import MeetingButton, TaskButton, TaskListAt


class Leftovers:
    """What Metadata left behind: an old card of each kind, with its numbers."""

    def __init__(self, session: Session, people: Cast) -> None:
        self.group = people.metadata.id
        self.ahead = meeting(session, people.metadata).id
        self.held = meeting(session, people.metadata, NOW - timedelta(hours=2)).id
        self.task = task(session, people.ben, group_id=self.group).id
        self.free = task(session, group_id=self.group).id
        written = written_down.write_down(
            session, people.metadata, decided=["Yes"], raised=["Why?"], by=people.ben, now=NOW
        )
        self.question, self.decision = written.questions[0].id, written.decisions[0].id


def discharged(people: Cast) -> Leftovers:
    with unit_of_work() as session:
        found = Leftovers(session, people)
        session.get_one(Group, people.metadata.id).discharged_at = NOW
    return found


Verb = tuple[Callable[[Ask], Any], Callable[[Leftovers], Any]]
BUTTONS: dict[str, Verb] = {
    "yes": (answering.yes, lambda old: MeetingButton(old.ahead).text),
    "came": (answering.came, lambda old: MeetingButton(old.held).text),
    "checklist": (answering.open_checklist, lambda old: old.held),
    "move": (changing.open_move, lambda old: old.ahead),
    "cancel": (changing.open_cancel, lambda old: old.ahead),
    "done": (tasks.done, lambda old: TaskButton(old.task).text),
    "take": (tasks.take, lambda old: TaskButton(old.free).text),
    "reopen": (tasks.reopen, lambda old: TaskButton(old.task).text),
    "due": (tasks.open_due, lambda old: TaskButton(old.task).text),
    "reassign": (tasks.open_reassign, lambda old: TaskButton(old.task).text),
    "snooze": (preferences.snooze_tomorrow, lambda old: old.task),
    "settle": (decisions.open_settle, lambda old: old.question),
    "take back": (decisions.take_back, lambda old: old.decision),
    "write": (decisions.open_write, lambda old: old.group),
    "write of meeting": (decisions.open_write_of_meeting, lambda old: old.held),
    "join": (members.join_one, lambda old: old.group),
    "leave": (members.leave_one, lambda old: old.group),
}
FORMS: dict[str, tuple[Callable[[Ask], Any], Callable[[Leftovers], dict[str, Any]]]] = {
    "checklist": (answering.save_checklist, lambda old: {"meeting": old.held}),
    "move": (changing.say_back, lambda old: {"meeting": old.ahead, "sequence": 0}),
    "cancel": (changing.cancel_now, lambda old: {"meeting": old.ahead, "sequence": 0}),
    "due": (tasks.change_due, lambda old: {"task": old.task}),
    "reassign": (tasks.reassign, lambda old: {"task": old.task}),
    "settle": (decisions.settle, lambda old: {"question": old.question}),
    "write": (decisions.write, lambda old: {"group": old.group}),
    "write of meeting": (decisions.write, lambda old: {"meeting": old.held}),
}


def changes() -> list[int]:
    with reading() as session:
        return list(session.exec(select(HistoryEntry.id)))


def test_old_buttons_and_forms_are_refused_in_words_that_say_why(people: Cast) -> None:
    old, before = discharged(people), changes()
    fields = {"decided": "One norms file", "when": "Friday 10am", "due": "Friday"}
    for who in (people.dag, people.ann, people.ben):
        acts = {name: (run, pressed(who, value(old))) for name, (run, value) in BUTTONS.items()}
        acts |= {
            f"form of {name}": (run, sent(who, fields, **carries(old)))
            for name, (run, carries) in FORMS.items()
        }
        if who is people.ben:
            # Who holds a task may still finish it.
            acts = {name: act for name, act in acts.items() if name not in ("done", "reopen")}
        said_why = {name: refused(run, request)[0] for name, (run, request) in acts.items()}
        assert said_why == dict.fromkeys(
            acts, "Metadata was discharged, so nothing in it can change any more."
        )
    assert changes() == before


def test_what_it_left_is_shown_without_anything_to_press(people: Cast) -> None:
    old = discharged(people)
    pages = [
        lists.show(pressed(people.dag, TaskButton(old.task).text)),
        lists.next_page(pressed(people.dag, TaskListAt(TaskScope.GROUP, old.group).text)),
        listing.show_one(pressed(people.dag, old.ahead)),
        listing.show_one(pressed(people.dag, old.held)),
        decisions.listed(pressed(people.dag, old.group)),
    ]
    assert [text_of(page) for page in pages if isinstance(page, Reply)]
    offered = {
        element.get("action_id")
        for page in pages
        if isinstance(page, Reply)
        for element in _elements(page.message)
    }
    changing_it = {
        task_views.DONE,
        task_views.TAKE,
        meeting_views.MOVE,
        meeting_views.CANCEL,
        meeting_views.CHECKLIST,
        decision_views.WRITE,
        decision_views.WRITE_OF_MEETING,
        decision_views.SETTLE,
        decision_views.TAKE_BACK,
    }
    assert not offered & changing_it
    assert "Review norm rules" in text_of(pages[1])


def test_what_it_left_open_waits_for_nobody_but_stands_in_its_own_list(people: Cast) -> None:
    with unit_of_work() as session:
        late = date(2026, 11, 20)
        task(session, people.ben, late, title="Old labels", group_id=people.metadata.id)
        task(session, people.ben, late, title="My own")

    def seen() -> list[bool]:
        with reading() as session:
            mine = waiting.waiting(session, standing(session, people.ben), now=NOW).tasks
        texts = [
            " ".join(line.task.title for line in mine),
            text_of(lists.mine(ask(people.ben, here=""))),
            text_of(lists.overdue(ask(people.ben, here=""))),
            text_of(lists.next_page(pressed(people.ben, TaskListAt(TaskScope.MINE, 0, 1).text))),
        ]
        assert all("My own" in text for text in texts)
        return ["Old labels" in text for text in texts]

    assert seen() == [True] * 4
    discharged(people)
    assert seen() == [False] * 4
    everything = TaskListAt(TaskScope.GROUP, people.metadata.id).text
    assert "Old labels" in text_of(lists.next_page(pressed(people.ben, everything)))
    with pytest.raises(NotAllowed, match="Metadata was discharged"):
        tasks.done(pressed(people.ann, TaskButton(own_task(people)).text))


def own_task(people: Cast) -> int:
    with reading() as session:
        statement = select(Task.id).where(
            Task.owner_id == people.ben.id, Task.title == "Old labels"
        )
        return session.exec(statement).one()


def test_who_holds_a_task_of_a_discharged_group_may_finish_it_and_no_more(people: Cast) -> None:
    old = discharged(people)
    everything = TaskListAt(TaskScope.GROUP, people.metadata.id).text
    page = lists.next_page(pressed(people.ben, everything))
    assert isinstance(page, Reply)
    offered = {element["action_id"] for element in _elements(page.message)}
    assert task_views.DONE in offered
    assert not offered & {task_views.TAKE, "menu"}
    for run, state in ((tasks.done, True), (tasks.reopen, False)):
        text_of(run(pressed(people.ben, TaskButton(old.task).text)))
        with reading() as session:
            assert (session.get_one(Task, old.task).done_at is not None) is state
    text_of(tasks.done_by_words(ask(people.ben, "Review norm rules", here="")))
    with reading() as session:
        assert session.get_one(Task, old.task).done_by == people.ben.id


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every part of a message that may be pressed."""
    if isinstance(node, dict):
        if "action_id" in node:
            yield node
        for part in node.values():
            yield from _elements(part)
    elif isinstance(node, list):
        for part in node:
            yield from _elements(part)
