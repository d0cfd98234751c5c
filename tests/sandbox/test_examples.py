"""slack_bolt's documented examples run unchanged, by HTTP and by web sockets, sync and async."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.driver import Declined, Sandbox, WorkspaceDriver
from tests.sandbox.apps import WAYS
from tests.sandbox.conftest import MANIFEST, wait_until
from tests.sandbox.examples import EXAMPLES

Payload = dict[str, Any]


@pytest.fixture
def manifest() -> Payload:
    changed = copy.deepcopy(MANIFEST)
    changed["features"]["slash_commands"] = [
        {"command": "/echo", "description": "Repeats"},
        {"command": "/loan", "description": "Asks for a loan"},
    ]
    changed["features"]["shortcuts"] = [
        {
            "name": "Ask for a loan",
            "type": "global",
            "callback_id": "loan_new",
            "description": "Form",
        },
        {"name": "Quote", "type": "message", "callback_id": "quote", "description": "Repeats it"},
    ]
    return changed


@pytest.fixture(params=WAYS)
def workspace(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[WorkspaceDriver]:
    """The examples run; at the end they have broken none of Slack's rules."""
    kind, _, _ = request.param.partition("-")
    with WAYS[request.param](sandbox, EXAMPLES[kind]):
        yield sandbox.workspace
    assert sandbox.workspace.refusals == []


def is_taken(workspace: WorkspaceDriver, text: str) -> bool:
    """Whether the app answers in time.

    A client may still be changing sockets; a person types again then.
    """
    try:
        workspace.command(text, as_="Ann", in_="metadata")
    except Declined:
        return False
    return True


def texts(workspace: WorkspaceDriver, channel: str) -> list[str]:
    return [message["text"] for message in workspace.channel(channel).messages]


def test_a_command_is_repeated_to_the_asker(workspace: WorkspaceDriver) -> None:
    wait_until(lambda: is_taken(workspace, "/echo hello"), seconds=20)
    wait_until(lambda: workspace.private_answers(as_="Ann"))
    assert [m["text"] for m in workspace.private_answers(as_="Ann")] == ["You said: hello"]


def test_a_button_replaces_its_message_and_says_so(workspace: WorkspaceDriver) -> None:
    workspace.command("/loan", as_="Ann", in_="metadata")
    wait_until(lambda: "A loan" in texts(workspace, "metadata"))
    workspace.click("Approve", as_="Ben")
    wait_until(lambda: "<@U0BEN> approved it" in texts(workspace, "metadata"))
    assert texts(workspace, "metadata")[2:] == ["Approved", "<@U0BEN> approved it"]


def test_a_shortcut_opens_a_form_that_is_explained_corrected_and_sent(
    workspace: WorkspaceDriver,
) -> None:
    workspace.shortcut("Ask for a loan", as_="Ann")
    wait_until(lambda: workspace.modal(as_="Ann"))
    workspace.click("Explain", as_="Ann")
    wait_until(lambda: "Any library lends." in workspace.text_of(workspace.modal(as_="Ann")))
    assert workspace.suggestions("Shelf", "m", as_="Ann") == ["Maps", "Music"]
    workspace.fill({"Title": "It", "Shelf": "Maps"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {"Title": "Three letters at least."}
    workspace.fill({"Title": "Atlas"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    wait_until(lambda: workspace.direct_messages(as_="Ann"))
    assert [m["text"] for m in workspace.direct_messages(as_="Ann")] == ["Atlas (Maps)"]


def test_a_message_is_quoted(workspace: WorkspaceDriver) -> None:
    hello = workspace.channel("metadata").messages[-1]
    workspace.shortcut("Quote", as_="Ann", on=hello)
    wait_until(lambda: workspace.private_answers(as_="Ann"))
    assert [m["text"] for m in workspace.private_answers(as_="Ann")] == ["Quoted: Hello Ann."]


def test_the_home_tab_is_shown(workspace: WorkspaceDriver) -> None:
    workspace.home(as_="Ann")
    wait_until(lambda: workspace.text_of(workspace.home(as_="Ann")) == "*Your loans*")


def test_a_mention_is_greeted_in_a_thread_and_a_message_is_answered(
    workspace: WorkspaceDriver,
) -> None:
    ts = workspace.say("@Tally", as_="Ann", in_="metadata")
    wait_until(lambda: "Hello <@U0ANN>" in texts(workspace, "metadata"))
    assert workspace.channel("metadata").messages[-1]["thread_ts"] == ts
    workspace.say("knock knock", as_="Ben", in_="app")
    wait_until(lambda: len(workspace.direct_messages(as_="Ben")) == 2)
    assert workspace.direct_messages(as_="Ben")[-1]["text"] == "Who is there?"


@pytest.mark.parametrize("workspace", ["sync-socket", "async-socket"], indirect=True)
@pytest.mark.parametrize("loss", ["refresh_requested", "warning", "drop"])
@pytest.mark.proves("socket.clients")
def test_the_librarys_clients_find_back(
    workspace: WorkspaceDriver, sandbox: Sandbox, loss: str
) -> None:
    sockets = sandbox.slack.transport.sockets
    before = set(sockets.ids())
    if loss == "drop":
        workspace.drop_sockets()
    else:
        workspace.disconnect(loss)
    wait_until(lambda: set(sockets.ids()) - before and not before & set(sockets.ids()), seconds=20)
    wait_until(lambda: is_taken(workspace, "/echo hello"), seconds=20)
    wait_until(lambda: workspace.private_answers(as_="Ann"))
