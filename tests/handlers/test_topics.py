"""Renaming a topic by a form that shows what it was called a while ago."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from handlers.representatives import topics
from handlers.routes import Ask
from models import Topic
from models.database import reading, unit_of_work
from services import representatives
from tests.factories import NOW, Cast, cast
from tests.handlers.asks import pressed, refused, sent, shown, text_of


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def carried(people: Cast) -> dict[str, Any]:
    """What the form of a topic carries along."""
    with unit_of_work() as session:
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        number = topic.id
    form = shown(topics.open_rename(pressed(people.dag, number)))
    found: dict[str, Any] = json.loads(form["private_metadata"])
    return found


def form_of(people: Cast, name: str, carried: dict[str, Any]) -> Ask:
    return sent(people.dag, {"name": name}, **carried)


def name() -> str:
    with reading() as session:
        return session.get_one(Topic, 1).name


def test_a_topic_that_was_renamed_meanwhile_is_not_renamed_again(
    people: Cast, carried: dict[str, Any]
) -> None:
    text_of(topics.rename(form_of(people, "E-resources", carried)))
    message, field = refused(topics.rename, form_of(people, "Licenses", carried))
    assert message.startswith(
        "E-resources: the name has changed since you opened this form: you did so yourself on"
    )
    assert "Nothing was saved." in message
    assert field is None
    assert name() == "E-resources"
    # The same form sent once more says the same again.
    text_of(topics.rename(form_of(people, " E-resources ", carried)))
    assert name() == "E-resources"


def test_a_topic_that_was_closed_meanwhile_is_not_renamed(
    people: Cast, carried: dict[str, Any]
) -> None:
    topics.close(sent(people.dag, {}, topic=carried["topic"]))
    words = "The topic Licensing was closed already."
    assert refused(topics.rename, form_of(people, "Licenses", carried))[0] == words
    assert name() == "Licensing"


def test_a_form_of_an_older_version_renames(people: Cast, carried: dict[str, Any]) -> None:
    with unit_of_work() as session:
        topic = session.get_one(Topic, 1)
        representatives.rename_topic(session, topic, "E-resources", by=people.dag, now=NOW)
    text_of(topics.rename(form_of(people, "Licenses", {"topic": carried["topic"]})))
    assert name() == "Licenses"
