"""The bookmark that leads to a group's charge: there once, changed when it leads elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

import handlers
from bot.manifest import manifest
from models.database import unit_of_work
from models.messages import STARTED
from sandbox.driver import Sandbox
from sandbox.workspace import Bookmark
from scheduler import charge_bookmarks, delivery
from services import bot_account
from services.group_channels import BOOKMARK_TITLE
from services.outbox import Sent
from tests.factories import NOW

SEED: dict[str, Any] = {
    "team": {"id": "T1", "name": "Test"},
    "bot": {"user_id": "UB", "bot_id": "B1", "name": "Convene"},
    "users": [{"id": "UANN", "name": "ann", "real_name": "Ann Abara"}],
    "channels": [{"id": "COPEN", "name": "open", "members": ["UB"]}],
}
SCOPES = ("bookmarks:write", "bookmarks:read")


@pytest.fixture
def known(database: Engine) -> None:
    with unit_of_work() as session:
        bot_account.learn(session, {"user_id": "UB"}, token="xoxb-1", now=NOW)


def slack(*granted: str) -> Sandbox:
    made = manifest(handlers.route_table())
    made["oauth_config"]["scopes"]["bot_optional"] = [*granted, "im:history"]
    return Sandbox(manifest=made, seed=SEED)


@pytest.fixture
def running() -> Iterator[Sandbox]:
    with slack(*SCOPES) as sandbox:
        yield sandbox


def arrive(sandbox: Sandbox) -> None:
    """An introduction arrives in the channel, and what follows it is done."""
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    posted = client.chat_postMessage(channel="COPEN", text="Metadata works here from now on.")
    charge_bookmarks.follow(client, Sent({"channel": "COPEN", "ts": posted["ts"]}))


def shown(sandbox: Sandbox) -> list[tuple[str, str]]:
    """The bookmarks of the channel: who wrote each last, and where it leads."""
    found = sandbox.slack.workspace.channels["COPEN"].bookmarks
    return [(row.updated_by, row.link.partition("ts=")[2]) for row in found]


def test_it_leads_to_the_introduction_and_is_there_once(known: None, running: Sandbox) -> None:
    arrive(running)
    messages = running.slack.workspace.messages["COPEN"]
    assert shown(running) == [("UB", messages[-1].ts)]
    arrive(running)
    assert shown(running) == [("UB", messages[-1].ts)]
    assert len({message.ts for message in messages}) == 2


def test_what_people_have_put_there_stays(known: None, running: Sandbox) -> None:
    channel = running.slack.workspace.channels["COPEN"]
    theirs = Bookmark("Bk0", BOOKMARK_TITLE, "https://example.org/ts=1", "UANN", 1)
    channel.bookmarks.append(theirs)
    arrive(running)
    arrive(running)
    assert [who for who, _link in shown(running)] == ["UANN", "UB"]
    assert theirs.link == "https://example.org/ts=1"


def test_nothing_else_that_arrives_puts_one_there() -> None:
    assert {STARTED.key: charge_bookmarks.follow} == delivery.FOLLOWED_BY


def test_whoever_does_not_know_itself_puts_none_there(database: Engine, running: Sandbox) -> None:
    arrive(running)
    assert shown(running) == []


@pytest.mark.parametrize("granted", [(), SCOPES[:1], SCOPES[1:]])
def test_without_the_permissions_there_is_none(known: None, granted: tuple[str, ...]) -> None:
    with slack(*granted) as sandbox:
        arrive(sandbox)
        assert shown(sandbox) == []


@pytest.mark.parametrize("fault", ["error:too_many_bookmarks", "reset", "http_500"])
@pytest.mark.parametrize("method", ["bookmarks.list", "chat.getPermalink", "bookmarks.add"])
def test_what_slack_refuses_is_nobodys_error(
    known: None, running: Sandbox, method: str, fault: str
) -> None:
    running.workspace.break_next(method, fault)
    arrive(running)
    assert shown(running) == []
    # It is there as soon as there is another introduction, and its change may fail, too.
    arrive(running)
    [(_who, first)] = shown(running)
    running.workspace.break_next("bookmarks.edit", fault)
    arrive(running)
    assert shown(running) == [("UB", first)]
