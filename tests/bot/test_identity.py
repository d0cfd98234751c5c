"""Whom Bolt lets in: what is for this installation, and nothing that is for another."""

import json
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import Engine

from bot.config import Settings
from bot.identity import Identity
from bot.slack import bolt_app
from models.database import unit_of_work
from services import bot_account
from tests.factories import NOW, cast

TOKEN = "xoxb-1"
TOLD = {"team_id": "T1", "enterprise_id": "E1", "app_id": "A1", "user_id": "UBOT", "bot_id": "B1"}
COMMAND = {"command": "/convene", "text": "help", "user_id": "UANN", "trigger_id": "1.2"}
EVENT = {"type": "event_callback", "event": {"type": "app_mention", "user": "UANN", "text": "x"}}


def answered(body: dict[str, Any], account: dict[str, Any] | None) -> int:
    """The status with which a request is answered, once Slack has told this of Convene."""
    identity = Identity(TOKEN, now=lambda: NOW)
    if account is not None:
        identity.learn(account)
    settings = Settings(slack_bot_token=TOKEN, slack_api_url="http://127.0.0.1:9/api/")
    app = bolt_app(settings, now=lambda: NOW, identity=identity)
    # As over a socket, where nothing is signed: the endpoint has checked that before.
    request = BoltRequest(body=json.loads(json.dumps(body)), mode="socket_mode")
    status: int = app.dispatch(request).status
    return status


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (COMMAND, 200),
        (COMMAND | {"team_id": "T1"}, 200),
        (COMMAND | {"team_id": "T2"}, 403),
        (COMMAND | {"team_id": "T1", "enterprise_id": "E1", "api_app_id": "A1"}, 200),
        (COMMAND | {"team_id": "T1", "enterprise_id": "E2"}, 403),
        (COMMAND | {"team_id": "T1", "api_app_id": "A2"}, 403),
        (EVENT | {"team_id": "T2"}, 403),
        # In a shared channel the workspace may be the other one; the authorization is ours.
        (
            EVENT
            | {"team_id": "T2", "authorizations": [{"team_id": "T1"}], "event": {"type": "x"}},
            200,
        ),
        (EVENT | {"team_id": "T1", "authorizations": [{"team_id": "T2"}]}, 403),
    ],
)
def test_what_is_for_another_installation_is_refused(
    database: Engine, body: dict[str, Any], status: int
) -> None:
    with unit_of_work() as session:
        cast(session)
    assert answered(body, TOLD) == status


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_slack_does_not_tell_is_no_difference(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    body = COMMAND | {"team_id": "T1", "enterprise_id": "E2", "api_app_id": "A2"}
    assert answered(body, {"team_id": "T1"}) == 200
    assert answered(body | {"team_id": "T2"}, {"team_id": "T1"}) == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_before_slack_has_told_anything_known_people_are_served(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    assert answered(COMMAND | {"team_id": "T2"}, None) == 200


def test_who_convene_is_stays_known_and_is_that_of_the_token(database: Engine) -> None:
    first = Identity(TOKEN, now=lambda: NOW)
    assert first.account() is None
    first.learn(TOLD)
    again, other = Identity(TOKEN, now=lambda: NOW), Identity("xoxb-2", now=lambda: NOW)
    account = again.account()
    assert account is not None
    assert (account.team_id, account.bot_user_id) == ("T1", "UBOT")
    assert TOKEN not in str(account.model_dump())
    assert other.account() is None
    other.learn({"team_id": "T2", "user_id": None})
    moved = Identity("xoxb-2", now=lambda: NOW).account()
    assert moved is not None
    assert (moved.team_id, moved.bot_user_id, moved.app_id) == ("T2", "", "")
    with unit_of_work() as session:
        assert bot_account.known(session) is not None


def test_the_bot_itself_is_known_to_bolt(database: Engine) -> None:
    identity = Identity(TOKEN, now=lambda: NOW)
    unknown = identity.authorize(None, "T1")
    assert (unknown.bot_token, unknown.bot_user_id, unknown.bot_id) == (TOKEN, None, None)
    identity.learn(TOLD)
    known = identity.authorize("E1", "T1")
    assert (known.bot_user_id, known.bot_id, known.team_id) == ("UBOT", "B1", "T1")
