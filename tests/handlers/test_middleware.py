"""Meeting new people, also where several of somebody's requests arrive at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine
from sqlmodel import select

from handlers import middleware
from handlers.middleware import Directory
from handlers.routes import Ask, Surface
from models import OutboxMessage, Person
from models.database import reading, unit_of_work
from services import bot_account, people
from services.errors import NotAllowed
from tests.factories import NOW, cast


class Slack:
    """Answers who somebody is only once both have asked."""

    def __init__(self) -> None:
        self._both = Barrier(2)

    def users_info(self, user: str) -> dict[str, Any]:
        self._both.wait()
        return {
            "user": {"id": user, "profile": {"real_name": "Noor Nour", "email": "noor@x.example"}}
        }


def test_two_first_requests_at_once_meet_one_person(database: Engine) -> None:
    directory = Directory(Slack(), NOW)  # type: ignore[arg-type]
    with ThreadPoolExecutor() as both:
        met = list(both.map(directory, [["UNEW"], ["UNEW"]]))
    with reading() as session:
        known = session.exec(select(Person.id)).all()
    assert [[person.id for person in people] for people in met] == [known, known]


class Asked:
    """Says of each person what ``facts`` holds, and notes who was asked about."""

    def __init__(self, **facts: Any) -> None:
        self.names: list[str] = []
        self._facts = facts

    def users_info(self, user: str) -> dict[str, Any]:
        self.names.append(user)
        if "error" in self._facts:
            raise SlackApiError("no", {"error": self._facts["error"]})  # type: ignore[no-untyped-call]
        return {"user": {"id": user, "profile": {"real_name": "Ann Abara"}} | self._facts}


def ask_of(slack: Asked, surface: Surface = Surface.COMMAND) -> Ask:
    body = {"user_id": "UANN", "channel_id": "CMETA"}
    return middleware.ask(body, surface=surface, client=slack, now=NOW)  # type: ignore[arg-type]


def never_asked(**facts: Any) -> None:
    """Ann, as a file brings her whose Slack id it tells."""
    with unit_of_work() as session:
        ann = cast(session).ann
        bot_account.learn(session, {"team_id": "TOURS"}, token="xoxb-1", now=NOW)
        ann.asked_slack_at = None
        for name, value in facts.items():
            setattr(ann, name, value)


def test_slack_is_asked_before_the_first_act_of_somebody_imported(database: Engine) -> None:
    never_asked()
    slack = Asked(is_restricted=True)
    assert ask_of(slack).person.is_guest
    assert ask_of(slack).person.is_guest
    assert slack.names == ["UANN"]


def test_what_slack_says_counts_and_not_what_a_file_says(database: Engine) -> None:
    never_asked(is_guest=True)
    assert not ask_of(Asked()).person.is_guest


def test_nobody_acts_while_slack_does_not_say_what_she_is(database: Engine) -> None:
    never_asked()
    for error in ("internal_error", "ratelimited"):
        with pytest.raises(SlackApiError):
            ask_of(Asked(error=error))
    with pytest.raises(NotAllowed):
        ask_of(Asked(deleted=True))


def test_the_workspaces_of_a_person_are_all_that_slack_names() -> None:
    user = {"id": "U1", "team_id": "T1", "enterprise_user": {"teams": ["T2", "T3"]}}
    assert people.profile_of(user).teams == ("T1", "T2", "T3")
    assert people.profile_of({"id": "U1"}).teams == ()
    assert people.profile_of({"id": "U1", "is_stranger": True}).is_stranger


class Newcomer(Asked):
    """Tells of somebody whose address is that of no library."""

    def users_info(self, user: str) -> dict[str, Any]:
        super().users_info(user)
        profile = {"real_name": "Noor Nour", "email": "noor@elsewhere.example"}
        return {"user": {"id": user, "profile": profile}}


def questions() -> int:
    """How many are to be asked at which library they work."""
    with reading() as session:
        keys = session.exec(select(OutboxMessage.key)).all()
    return sum(key.startswith("place|") for key in keys)


def test_who_is_only_named_is_not_written_to(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    slack = Newcomer()
    Directory(slack, NOW)(["UNEW"])  # type: ignore[arg-type]
    assert questions() == 0


def test_who_acts_is_asked_once_where_she_works(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    slack, body = Newcomer(), {"user_id": "UNEW", "channel_id": "CMETA"}
    Directory(slack, NOW)(["UNEW"])  # type: ignore[arg-type]
    for _ in range(2):
        middleware.ask(body, surface=Surface.COMMAND, client=slack, now=NOW)  # type: ignore[arg-type]
        assert questions() == 1
