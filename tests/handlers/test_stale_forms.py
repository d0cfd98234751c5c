"""Each form that changes something keeps what somebody else has changed since it was opened."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from sqlmodel import Session

from handlers import convene, deliverables, preferences
from handlers.groups import charge
from handlers.organizations import changing
from handlers.representatives import topics
from handlers.routes import Answer, Ask
from models import Deliverable, Group, Organization, QuietWeek, Topic
from models.database import reading, unit_of_work
from models.preferences import TaskDay
from services import consortium, organizations, representatives
from services import deliverables as kept_deliverables
from services import preferences as kept_preferences
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from views.groups import NO_DIGEST


def as_shown(session: Session, people: Cast) -> dict[str, dict[str, Any]]:
    """The fields of each form as it shows them now."""
    group = session.get_one(Group, people.metadata.id)
    chosen = kept_preferences.of_group(session, group)
    settings = consortium.settings(session)
    hidden = settings.hidden_findings
    return {
        "digest": {
            "weekday": NO_DIGEST if group.digest_weekday is None else str(group.digest_weekday),
            "at": f"{group.digest_time:%H:%M}",
            "quiet_week": group.quiet_week.value,
        },
        "reminders": {
            "lead_hours": [str(hours) for hours in chosen.lead_hours],
            "nudges": str(chosen.nudges),
            "task_days": [day.value for day in chosen.task_days],
            "tells_chairs": "yes" if chosen.tells_chairs else "no",
        },
        "settings": {
            "name": settings.name,
            "zone": settings.zone,
            "fiscal_year_start": str(settings.fiscal_year_start),
            "reminder_lead_hours": str(settings.reminder_lead_hours),
            "days_without_meeting": str(settings.days_without_meeting),
            "many_seats": str(settings.many_seats),
            "term_days": settings.term_days,
            "findings": [key.value for key in convene.FindingKind if key not in hidden],
        },
        "deliverable": {"title": "A report", "due_on": "2027-03-01"},
        "topic": {"name": "Licensing"},
        "directors": {"directors": []},
    }


@dataclass(frozen=True)
class Door:
    """How a form is opened and sent."""

    open: Callable[[Ask], Answer]
    send: Callable[[Ask], Answer]
    is_command: bool
    row: Callable[["World"], int]


@dataclass(frozen=True)
class World:
    """What the forms change."""

    people: Cast
    deliverable: int
    topic: int
    shown: dict[str, dict[str, Any]]


DOORS = {
    "digest": Door(charge.open_digest, charge.change_digest, True, lambda _world: 0),
    "reminders": Door(preferences.open_group, preferences.change_group, True, lambda _world: 0),
    "settings": Door(convene.open_settings, convene.change_settings, True, lambda _world: 0),
    "deliverable": Door(
        deliverables.open_change, deliverables.change, False, lambda world: world.deliverable
    ),
    "topic": Door(topics.open_rename, topics.rename, False, lambda world: world.topic),
    "directors": Door(
        changing.open_directors,
        changing.change_directors,
        False,
        lambda world: world.people.central.id,
    ),
}


@pytest.fixture
def world(people: Cast) -> World:
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        due_on = NOW.date().replace(year=2027, month=3, day=1)
        row = kept_deliverables.add(session, group, "A report", due_on, by=people.dag, now=NOW)
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        return World(people, row.id, topic.id, as_shown(session, people))


def opened(world: World, name: str) -> dict[str, Any]:
    """What the form carries that Dag opens now."""
    door, dag = DOORS[name], world.people.dag
    form = shown(door.open(ask(dag) if door.is_command else pressed(dag, door.row(world))))
    found: dict[str, Any] = json.loads(form["private_metadata"])
    return found


def send(world: World, name: str, carried: dict[str, Any], /, **typed: Any) -> Ask:
    people = world.people
    fields = world.shown[name] | typed
    return sent(people.dag, fields, others=(people.ann, people.ben), **carried)


def saved(world: World, name: str) -> dict[str, Any]:
    """The fields as they are by now."""
    with reading() as session:
        now = as_shown(session, world.people)[name]
        row = session.get_one(Deliverable, world.deliverable)
        topic = session.get_one(Topic, world.topic)
        central = session.get_one(Organization, world.people.central.id)
        heads = organizations.directors_of(session, central, NOW)
    by_row: dict[str, dict[str, Any]] = {
        "deliverable": {"title": row.title, "due_on": row.due_on and row.due_on.isoformat()},
        "topic": {"name": topic.name},
        "directors": {"directors": [head.slack_id for head in heads]},
    }
    return by_row.get(name, now)


OTHERS = [
    ("digest", "weekday", "3", "at", "10:30"),
    ("digest", "quiet_week", QuietWeek.NOTHING.value, "weekday", NO_DIGEST),
    ("reminders", "nudges", "0", "lead_hours", ["48"]),
    ("reminders", "tells_chairs", "no", "task_days", [TaskDay.ON.value]),
    ("settings", "name", "Libraries", "many_seats", "3"),
    ("settings", "zone", "UTC", "findings", ["met"]),
    ("settings", "term_days", "Feb 1", "fiscal_year_start", "9"),
    ("deliverable", "title", "Another report", "due_on", "2027-05-01"),
]


@pytest.mark.parametrize(("name", "field", "value", "other", "wanted"), OTHERS)
def test_what_somebody_else_changed_in_another_field_is_kept(
    world: World, name: str, field: str, value: Any, other: str, wanted: Any
) -> None:
    carried = opened(world, name)
    text_of(DOORS[name].send(send(world, name, opened(world, name), **{field: value})))
    text_of(DOORS[name].send(send(world, name, carried, **{other: wanted})))
    found = saved(world, name)
    assert (found[field], found[other]) == (value, wanted)


SAME = [
    ("digest", "weekday", "3", "4", "Metadata: the day of the digest", "/wg digest"),
    ("digest", "at", "10:30", "11:00", "Metadata: the time of the digest", "/wg digest"),
    (
        *("reminders", "nudges", "0", "1"),
        "The reminders of Metadata: the number of questions about coming",
        "/wg reminders",
    ),
    (
        "settings",
        "zone",
        "UTC",
        "Europe/Berlin",
        "The settings: the time zone",
        "/convene settings",
    ),
    (
        "settings",
        "findings",
        ["met"],
        [],
        "The settings: the list of what the",
        "/convene settings",
    ),
    ("deliverable", "title", "B", "C", "B: the wording", "/wg charge"),
    ("topic", "name", "E-resources", "Licenses", "E-resources: the name", "/library"),
    (
        "directors",
        "directors",
        ["UANN"],
        ["UBEN"],
        "Central Library: the list of",
        "/library central",
    ),
]


@pytest.mark.parametrize(("name", "field", "first", "second", "words", "command"), SAME)
def test_a_field_that_somebody_else_changed_too_is_refused_by_name(
    world: World, name: str, field: str, first: Any, second: Any, words: str, command: str
) -> None:
    carried = opened(world, name)
    text_of(DOORS[name].send(send(world, name, opened(world, name), **{field: first})))
    before = saved(world, name)
    message, _field = refused(DOORS[name].send, send(world, name, carried, **{field: second}))
    assert message.startswith(words)
    assert "has changed since you opened this form: you did so yourself on Tue, Nov 24" in message
    assert f"open it again with `{command}" in message
    assert message.count("Nothing was") == 1
    assert saved(world, name) == before


@pytest.mark.parametrize(("name", "field", "first"), [row[:3] for row in SAME])
def test_the_same_form_twice_says_the_same(world: World, name: str, field: str, first: Any) -> None:
    carried = opened(world, name)
    for _ in range(2):
        text_of(DOORS[name].send(send(world, name, carried, **{field: first})))
        assert saved(world, name)[field] == first


def test_a_digest_keeps_its_time_of_day(world: World) -> None:
    carried = opened(world, "digest")
    text_of(charge.change_digest(send(world, "digest", carried, at="10:30")))
    with reading() as session:
        group = session.get_one(Group, world.people.metadata.id)
        assert group.digest_time == time(10, 30)
