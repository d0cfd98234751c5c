"""What is said about tasks, at its longest and with the strangest names."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models import Group, GroupKind, Person, Task
from models.tasks import TaskLine, TaskPage, TaskScope
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from views import tasks as views
from views.values import TaskListAt

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NAMES = ("x" * 200, "<!channel> & *b* _i_ ~s~ `c` " * 6, "ספריית הקהילה " * 14)


def person(
    name: str, *, number: int = 1, slack_id: str | None = "UANN", is_guest: bool = False
) -> Person:
    return Person(id=number, name=name[:200], slack_id=slack_id, is_guest=is_guest, created_at=NOW)


def line(name: str = "Metadata", *, number: int = 1, **facts: Any) -> TaskLine:
    group = Group(id=1, name=name[:200], name_key=name, kind=GroupKind.COUNCIL, created_at=NOW)
    given: dict[str, Any] = {"due_on": date(2026, 11, 20), "group_id": 1, "owner_id": 1}
    task = Task(id=number, title=(name * 40)[:500], created_at=NOW, **(given | facts))
    return TaskLine(task, person(name) if task.owner_id else None, group if task.group_id else None)


ANN = person("Ann Abara")


def listing(
    lines: list[TaskLine], asker: Person = ANN, *, total: int = 0, news: str = ""
) -> dict[str, Any]:
    return views.listed(
        TaskPage(lines, total or len(lines), 1),
        TaskListAt(TaskScope.GROUP, 1),
        group=lines[0].group if lines else None,
        asker=asker,
        today=TODAY,
        may_edit=lambda _task: True,
        may_add=True,
        news=news,
        undo=lines[0].task if news else None,
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("total", [0, 1000])
def test_a_page_of_the_longest_tasks_is_within_the_limits(name: str, total: int) -> None:
    message = listing(
        [line(name, number=n, done_at=None) for n in range(10)],
        total=total,
        news="Done. Thank you.",
    )
    check_message(**message)
    check_view(
        {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": message["blocks"]}
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("facts", [{}, {"done_at": NOW}, {"owner_id": None}, {"group_id": None}])
def test_a_card_is_within_the_limits(name: str, facts: dict[str, Any]) -> None:
    shown = line(name, source_link="https://x.example/?a=1&b=2", **facts)
    check_message(**views.card(shown, asker=ANN, today=TODAY, may_edit=True))
    check_message(**views.added(shown, asker=person("Zoe", number=9), today=TODAY))
    check_message(**views.several([shown] * 10, name, asker=ANN, today=TODAY))
    if shown.owner:
        check_message(**views.assigned(shown, to=shown.owner, by=person(name), today=TODAY))


@pytest.mark.parametrize("name", NAMES)
def test_forms_are_within_the_limits(name: str) -> None:
    groups = [
        Group(id=n, name=name[:200], name_key=f"{n}", kind=GroupKind.COUNCIL, created_at=NOW)
        for n in range(150)
    ]
    partners = [person(name, number=n, slack_id=None) for n in range(150)]
    source = {"channel": "C1", "ts": "1.2"}
    form = views.new(groups, partners, owner=ANN, group_id=3, title=name * 20, source=source)
    check_view(form)
    check_view(views.new([], [], owner=ANN, group_id=None))
    check_view(views.change_due(line(name)))
    check_view(views.reassign(line(name), [], partners))


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "no due date"),
        (date(2026, 11, 20), "overdue since Fri, Nov 20"),
        (TODAY, "due today, Tue, Nov 24"),
        (date(2026, 11, 27), "due Fri, Nov 27"),
    ],
)
def test_due_in_words(due_on: date | None, words: str) -> None:
    assert views.due_words(due_on, TODAY) == words


def labels(message: dict[str, Any]) -> list[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row if "text" in element]


@pytest.mark.parametrize(
    ("facts", "is_guest", "offered"),
    [
        ({}, False, ["Done", "Change due date", "Hand over"]),
        ({}, True, ["Done"]),
        ({"owner_id": None}, False, ["Take it", "Done", "Change due date", "Hand over"]),
        ({"group_id": None}, False, ["Done", "Change due date"]),
        ({"done_at": NOW}, False, ["Reopen"]),
    ],
)
def test_a_card_offers_what_can_be_done(
    facts: dict[str, Any], is_guest: bool, offered: list[str]
) -> None:
    asker = person("Gil", is_guest=is_guest)
    assert labels(views.card(line(**facts), asker=asker, today=TODAY, may_edit=True)) == offered
    assert labels(views.card(line(**facts), asker=asker, today=TODAY, may_edit=False)) == []


def test_a_task_of_nobody_says_so_and_state_is_told_in_words() -> None:
    message = listing([line(owner_id=None)])
    assert "overdue since Fri, Nov 20 · owner: nobody yet" in text_of(message)
    assert message["text"].startswith("Open tasks of Metadata: 1 open task, 1 overdue.")


def test_an_empty_list_is_good_news() -> None:
    assert "Nothing is open here. Well done." in text_of(listing([]))


def test_somebody_without_slack_must_be_told_by_the_asker() -> None:
    task = line().task
    given = TaskLine(task, person("Pia", slack_id=None), None)
    message = views.added(given, asker=person("Zoe", number=9), today=TODAY)
    assert "I cannot write to Pia, who has no Slack account: please tell them." in text_of(message)


def test_who_finishes_a_task_reads_for_whom_it_counts() -> None:
    cleo = person("Cleo & Costa", number=99)
    done = line().task
    texts = [
        views.finished(TaskLine(done, owner, None), asker=ANN, is_new=True)
        for owner in (None, ANN, cleo)
    ]
    assert texts == [
        "Done. Thank you.",
        "Done. Thank you.",
        "Done. Thank you. It counts for Cleo &amp; Costa, whose task it is.",
    ]
    twice = views.finished(TaskLine(done, ANN, None), asker=ANN, is_new=False)
    assert twice == "This was done already, and counts once."
