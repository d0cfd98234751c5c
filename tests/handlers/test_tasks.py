"""From the typed line to the saved task:
what is said back is what is saved, in the owner's own days.
"""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import delete, select

from handlers.routes import Ask, Open, Reply, Surface
from handlers.tasks import adding, changing, lists
from models import HistoryEntry, OutboxMessage, Person, Task
from models.database import reading, unit_of_work
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from services import access, groups
from services.errors import Invalid, Refusal
from tests.factories import NOW, Cast, cast
from views import tasks as views

# Everything that a request can bring once control characters and lone surrogates are taken out.
TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)
ANYTHING = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


class Slack:
    """Finds the cast by Slack id, and no channel."""

    def __init__(self, *known: Person) -> None:
        self._known = {person.slack_id: person for person in known}

    def __call__(self, slack_ids: list[str]) -> Any:
        found = [self._known[slack_id] for slack_id in slack_ids if slack_id in self._known]
        if len(found) < len(slack_ids):
            raise Invalid("Slack does not let me see that person.")
        return found

    def link(self, channel_id: str, ts: str) -> str:
        raise AssertionError("no message was chosen")


def ask(
    who: Person,
    text: str = "",
    *,
    now: datetime = NOW,
    others: tuple[Person, ...] = (),
    **facts: Any,
) -> Ask:
    """What the middleware makes of a command typed in the channel of Metadata."""
    with reading() as session:
        standing = access.standing(session, who, now)
        here = groups.named(session, "Metadata", by=standing)
    slack = Slack(who, *others)
    usual: dict[str, Any] = {
        "surface": Surface.COMMAND,
        "group": here,
        "people": slack,
        "channels": slack,
    }
    return Ask(who=standing, now=now, text=text, **(usual | facts))


def saved() -> list[Task]:
    with reading() as session:
        return list(session.exec(select(Task)))


def forget() -> None:
    with unit_of_work() as session:
        for table in (Task, OutboxMessage, HistoryEntry):
            session.exec(delete(table))


@ANYTHING
@given(text=TYPED)
def test_no_line_crashes_and_what_is_saved_is_said(people: Cast, text: str) -> None:
    for typed in (text, f"{text} @Ben due Friday", f"{text} by {text}", f"x {text} in {text}"):
        try:
            answer = adding.add(ask(people.ann, typed, others=(people.ben,)))
        except Refusal:
            assert saved() == []
            continue
        if isinstance(answer, Open):
            check_view(answer.view)
            continue
        assert isinstance(answer, Reply)
        check_message(**answer.message)
        [task] = saved()
        assert views.due_words(task.due_on, date(2026, 11, 24)) in text_of(answer.message)
        forget()


@ANYTHING
@given(text=TYPED)
def test_no_list_crashes(people: Cast, text: str) -> None:
    for command in (lists.mine, lists.listed, lists.overdue, changing.done_by_words):
        try:
            answer = command(ask(people.ann, text))
        except Refusal:
            continue
        assert isinstance(answer, Reply)
        check_message(**answer.message)


@pytest.mark.parametrize(
    ("zone", "now", "due_on"),
    [
        ("America/New_York", datetime(2026, 11, 24, 14, 30, tzinfo=UTC), date(2026, 11, 25)),
        ("Pacific/Auckland", datetime(2026, 11, 24, 14, 30, tzinfo=UTC), date(2026, 11, 26)),
        ("America/New_York", datetime(2026, 11, 1, 4, 30, tzinfo=UTC), date(2026, 11, 2)),
        ("America/New_York", datetime(2027, 3, 15, 3, 30, tzinfo=UTC), date(2027, 3, 15)),
    ],
)
def test_tomorrow_is_the_owners_tomorrow(
    people: Cast, zone: str, now: datetime, due_on: date
) -> None:
    with unit_of_work() as session:
        ben = session.get(Person, people.ben.id)
        assert ben is not None
        ben.zone = zone
    answer = adding.add(ask(people.ann, "Labels <@UBEN> due tomorrow", now=now, others=(ben,)))
    [task] = saved()
    assert task.due_on == due_on
    assert isinstance(answer, Reply)
    asker_today = now.astimezone(ZoneInfo(people.ann.zone)).date()
    assert views.due_words(due_on, asker_today) in answer.message["text"]


def test_a_message_button_that_names_no_task_is_refused(people: Cast) -> None:
    for value in ("", "x", "999", "999|card", "-1", "1e3", "٣"):
        for click in (
            changing.done,
            changing.reopen,
            changing.take,
            changing.open_due,
            changing.open_reassign,
        ):
            with pytest.raises(Refusal):
                click(ask(people.ann, value=value, surface=Surface.MESSAGE))
