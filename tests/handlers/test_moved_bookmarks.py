"""The bookmark to a group's charge goes along where the group moves to another channel."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

import handlers
from bot.manifest import manifest
from handlers.channels import Channels
from handlers.groups import describing
from models import Group, OutboxMessage, OutboxState
from models.database import reading, unit_of_work
from models.messages import STARTED, Key, Recipient
from models.subjects import Subject
from sandbox.driver import Sandbox
from sandbox.workspace import Bookmark
from services import bot_account, group_channels, outbox
from services.group_channels import BOOKMARK_TITLE
from tests.factories import NOW, Cast, cast
from tests.handlers.asks import ask

SEED: dict[str, Any] = {
    "team": {"id": "T1", "name": "Test"},
    "bot": {"user_id": "UB", "bot_id": "B1", "name": "Convene"},
    "users": [{"id": "UANN", "name": "ann", "real_name": "Ann Abara"}],
    "channels": [
        {"id": "COLD", "name": "old", "members": ["UB"]},
        {"id": "CNEW", "name": "new", "members": ["UB"]},
    ],
}


@pytest.fixture
def running() -> Iterator[Sandbox]:
    made = manifest(handlers.route_table())
    granted = ["bookmarks:write", "bookmarks:read", "im:history"]
    made["oauth_config"]["scopes"]["bot_optional"] = granted
    with Sandbox(manifest=made, seed=SEED) as sandbox:
        yield sandbox


@pytest.fixture
def introduced(running: Sandbox, database: Engine) -> Cast:
    """Metadata was introduced in the old channel, without a bookmark so far."""
    posted = client(running).chat_postMessage(channel="COLD", text="Metadata works here.")
    with unit_of_work() as session:
        people = cast(session)
        people.metadata.channel_id = "CNEW"
        bot_account.learn(session, {"user_id": "UB"}, token="xoxb-1", now=NOW)
        key, to = Key(STARTED, Subject.of(people.metadata)), Recipient.channel("COLD")
        assert group_channels.introduction(session, people.metadata) is None
        outbox.post(session, {"text": "x", "blocks": []}, to=to, key=key, now=NOW)
        assert group_channels.introduction(session, people.metadata) is None
        row = session.get_one(OutboxMessage, 1)
        row.state, row.receipt = OutboxState.SENT, {"channel": "COLD", "ts": posted["ts"]}
        assert group_channels.introduction(session, people.metadata) == ("COLD", posted["ts"])
    return people


def client(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


def put(sandbox: Sandbox, channel_id: str, link: str = "https://example.org/charge") -> None:
    facts = {"title": BOOKMARK_TITLE, "type": "link", "link": link}
    client(sandbox).bookmarks_add(channel_id=channel_id, **facts)


def move(sandbox: Sandbox, people: Cast, former: str | None = "COLD") -> None:
    with reading() as session:
        group = session.get_one(Group, people.metadata.id)
    request = ask(people.ann, here="", channels=Channels(client(sandbox)))
    describing.move_bookmark(request, group, former)


def links(sandbox: Sandbox, channel_id: str) -> list[str]:
    return [row.link for row in sandbox.slack.workspace.channels[channel_id].bookmarks]


def test_it_goes_along_once_and_what_people_have_put_there_stays(
    running: Sandbox, introduced: Cast
) -> None:
    theirs = Bookmark("Bk0", BOOKMARK_TITLE, "https://example.org/theirs", "UANN", 1)
    running.slack.workspace.channels["COLD"].bookmarks.append(theirs)
    put(running, "COLD")
    for _ in range(2):
        move(running, introduced)
        assert links(running, "COLD") == [theirs.link]
        assert len(links(running, "CNEW")) == 1


def test_what_convene_has_put_into_the_new_channel_before_leads_there(
    running: Sandbox, introduced: Cast
) -> None:
    put(running, "COLD")
    put(running, "CNEW", "https://example.org/of-another-group")
    move(running, introduced)
    assert links(running, "CNEW") == ["https://example.org/charge"]
    assert links(running, "COLD") == []


def test_where_there_was_none_it_leads_to_the_introduction(
    running: Sandbox, introduced: Cast
) -> None:
    move(running, introduced)
    [link] = links(running, "CNEW")
    assert "COLD" in link


@pytest.mark.parametrize("is_deleted", [False, True])
def test_where_the_former_channel_shows_none_it_leads_to_the_introduction(
    running: Sandbox, introduced: Cast, is_deleted: bool
) -> None:
    put(running, "COLD")
    if not is_deleted:
        running.workspace.break_next("bookmarks.list", "error:not_in_channel")
    move(running, introduced, "CGONE" if is_deleted else "COLD")
    [link] = links(running, "CNEW")
    assert "COLD" in link
    assert len(links(running, "COLD")) == 1


@pytest.mark.parametrize("former", [None, "CNEW"])
def test_a_group_that_does_not_move_gets_none(
    running: Sandbox, introduced: Cast, former: str | None
) -> None:
    move(running, introduced, former)
    assert links(running, "CNEW") == []


@pytest.mark.parametrize("fault", ["error:missing_scope", "reset", "http_500"])
@pytest.mark.parametrize("method", ["bookmarks.list", "bookmarks.add", "bookmarks.remove"])
def test_what_slack_refuses_is_nobodys_error(
    running: Sandbox, introduced: Cast, method: str, fault: str
) -> None:
    put(running, "COLD")
    running.workspace.break_next(method, fault)
    move(running, introduced)
    assert len(links(running, "COLD")) == 1
    # The next time, it is done.
    move(running, introduced)
    assert (links(running, "COLD"), len(links(running, "CNEW"))) == ([], 1)
