"""A day of its own for the first reminder of a task."""

from datetime import date, timedelta
from itertools import islice

import pytest
from sqlmodel import Session, select

from models import HistoryEntry, Task
from models.preferences import TaskDay
from services import dates, preferences, tasks
from services.errors import Invalid
from services.reminders import task_days
from tests.factories import NOW, Cast, cast

FRIDAY = date(2026, 12, 11)
SUNDAY = date(2026, 11, 29)
FIRST = date(2026, 12, 1)
DAY = timedelta(days=1)
ZONE = "America/New_York"


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def added(session: Session, people: Cast, due_on: date | None, remind_on: date | None) -> Task:
    draft = tasks.TaskDraft("Norms", people.ben, due_on, people.metadata, remind_on=remind_on)
    return tasks.add(session, draft, by=people.ann, now=NOW)


def days(session: Session, people: Cast, remind_on: date | None, **chosen: object) -> list[date]:
    hours = preferences.reminder_hours(session, NOW).of(people.ben)
    found = task_days(FRIDAY, hours, remind_on=remind_on, **chosen)  # type: ignore[arg-type]
    return list(islice(found, 3))


def test_it_takes_the_place_of_the_usual_first_one(session: Session, people: Cast) -> None:
    after = date(2026, 12, 14)
    assert days(session, people, None) == [FRIDAY - DAY, FRIDAY, after]
    assert days(session, people, FIRST) == [FIRST, FRIDAY, after]
    # Where it is free, the working day before it is in time.
    assert days(session, people, SUNDAY)[0] < SUNDAY
    assert days(session, people, FIRST, chosen=[TaskDay.ON]) == [FIRST, FRIDAY]
    assert days(session, people, FIRST, snoozed=FIRST + DAY)[:2] == [FIRST + DAY, FRIDAY]


@pytest.mark.parametrize(
    ("due_on", "remind_on"),
    [(None, FIRST), (FIRST, FIRST), (FIRST, FRIDAY), (FRIDAY, date(2026, 11, 23))],
)
def test_a_day_that_cannot_be_is_refused(
    session: Session, people: Cast, due_on: date | None, remind_on: date
) -> None:
    task = added(session, people, FRIDAY, FIRST)
    with pytest.raises(Invalid) as refusal:
        added(session, people, due_on, remind_on)
    assert refusal.value.field == "remind"
    with pytest.raises(Invalid):
        tasks.change_due(session, task, due_on, remind_on=remind_on, by=people.ann, now=NOW)
    assert (task.due_on, task.remind_on) == (FRIDAY, FIRST)


def test_today_is_not_too_late(session: Session, people: Cast) -> None:
    assert added(session, people, FRIDAY, date(2026, 11, 24)).remind_on == date(2026, 11, 24)


def test_it_is_changed_with_the_due_day_and_told(session: Session, people: Cast) -> None:
    task = added(session, people, FRIDAY, None)
    change = {"by": people.ann, "now": NOW}
    tasks.change_due(session, task, FRIDAY, remind_on=FIRST, **change)  # type: ignore[arg-type]
    tasks.change_due(session, task, FRIDAY, remind_on=FIRST, **change)  # type: ignore[arg-type]
    later = NOW + timedelta(days=10)
    # What has passed meanwhile does not stand in the way of what else is saved.
    tasks.change_due(session, task, FRIDAY, remind_on=FIRST, by=people.ann, now=later)
    tasks.change_due(session, task, None, **change)  # type: ignore[arg-type]
    assert (task.due_on, task.remind_on) == (None, None)
    entries = select(HistoryEntry.before, HistoryEntry.after).where(
        HistoryEntry.action == "task.due"
    )
    due = {"due_on": FRIDAY.isoformat()}
    reminder = {"remind_on": FIRST.isoformat()}
    assert [tuple(row) for row in session.exec(entries)] == [
        (due, due | reminder),
        (due | reminder, {"due_on": None}),
    ]


@pytest.mark.parametrize(
    ("line", "title", "day"),
    [
        ("Norms due Dec 11 remind Dec 1", "Norms due Dec 11", FIRST),
        ("Norms remind Dec 1 due Dec 11", "Norms due Dec 11", FIRST),
        ("Norms due Dec 11, remind me on Dec 1", "Norms due Dec 11", FIRST),
        ("Norms due Dec 11 and remind on Dec 1", "Norms due Dec 11", FIRST),
        ("Norms due Dec 11 reminder: Dec 1", "Norms due Dec 11", FIRST),
    ],
)
def test_it_is_typed(line: str, title: str, day: date) -> None:
    found = dates.read_reminder(line, now=NOW, zone=ZONE)
    assert found is not None
    assert (found.title, found.due_on, found.unread) == (title, day, "")


@pytest.mark.parametrize(
    "line",
    ["remind @ben to call Dec 1", "Send reminder letters due Dec 11", "Remind Dec 1", "Norms"],
)
def test_other_words_are_no_reminder(line: str) -> None:
    assert dates.read_reminder(line, now=NOW, zone=ZONE) is None


def test_what_cannot_be_read_of_it_is_quoted() -> None:
    found = dates.read_reminder("Norms due Dec 11 remind Decembr 1", now=NOW, zone=ZONE)
    assert found is not None
    assert "Decembr" in found.unread
