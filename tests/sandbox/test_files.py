"""Files that people hand in with forms, and the address where the app fetches them."""

import base64
import urllib.request
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox, Upload
from sandbox.interactions import uploads
from tests.sandbox.conftest import Tally
from tests.sandbox.page import Page
from tests.sandbox.samples import plain
from tests.sandbox.test_forms import field, form

Payload = dict[str, Any]
LISTS = {"type": "file_input", "filetypes": ["csv", "PDF"], "max_files": 2}


def open_form(sandbox: Sandbox, client: WebClient, element: Payload = LISTS) -> None:
    trigger = sandbox.slack.openings.new_trigger("U0ANN")
    client.views_open(trigger_id=trigger, view=form(field("Lists", element)))


def fetched(address: str, token: str = "") -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
        return response.headers.get_content_type(), response.read()


@pytest.mark.proves("views.files")
def test_a_form_brings_files_that_the_app_fetches(
    sandbox: Sandbox, client: WebClient, tally: Tally
) -> None:
    taken: list[Payload] = []

    @tally.bolt.view("form")
    def take(ack: Any, view: Payload) -> None:
        ((entry,),) = [list(row.values()) for row in view["state"]["values"].values()]
        taken.extend(entry["files"])
        ack()

    open_form(sandbox, client)
    sandbox.workspace.fill(
        {"Lists": [Upload("visits.csv", b"a,b"), Upload("map.pdf", b"%PDF")]}, as_="Ann"
    )
    assert sandbox.workspace.submit(as_="Ann") == {}
    assert [(f["name"], f["filetype"], f["mimetype"], f["size"], f["user"]) for f in taken] == [
        ("visits.csv", "csv", "text/csv", 3, "U0ANN"),
        ("map.pdf", "pdf", "application/pdf", 4, "U0ANN"),
    ]
    assert client.files_info(file=taken[0]["id"])["file"] == taken[0]
    assert fetched(taken[0]["url_private_download"], sandbox.bot_token)[1] == b"a,b"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            [Upload("a.csv", b"1"), Upload("b.csv", b"2"), Upload("c.csv", b"3")],
            "Please choose no more than 2.",
        ),
        ([], "Please complete this required field."),
    ],
)
@pytest.mark.proves("views.files")
def test_the_number_of_files_is_checked_first(
    files: list[Upload], problem: str, sandbox: Sandbox, client: WebClient
) -> None:
    open_form(sandbox, client)
    sandbox.workspace.fill({"Lists": files}, as_="Ann")
    assert sandbox.workspace.submit(as_="Ann") == {"Lists": problem}


def test_ten_files_are_the_most_where_nothing_is_said(sandbox: Sandbox, client: WebClient) -> None:
    open_form(sandbox, client, {"type": "file_input"})
    sandbox.workspace.fill({"Lists": [Upload(f"{n}.txt", b"x") for n in range(11)]}, as_="Ann")
    assert sandbox.workspace.submit(as_="Ann") == {"Lists": "Please choose no more than 10."}


@pytest.mark.proves("views.files")
def test_wrong_kinds_and_large_files_are_not_taken(sandbox: Sandbox, client: WebClient) -> None:
    open_form(sandbox, client)
    sandbox.workspace.fill({"Lists": [Upload("exact.csv", b"x" * 10_000_000)]}, as_="Ann")
    for wrong in (
        Upload("a.exe", b"x"),
        Upload("csv", b"x"),
        Upload("large.csv", b"x" * 10_000_001),
    ):
        with pytest.raises(Declined):
            sandbox.workspace.fill({"Lists": [wrong]}, as_="Ann")


def test_nobody_hands_in_anothers_file(sandbox: Sandbox, client: WebClient, page: Page) -> None:
    open_form(sandbox, client)
    content = base64.b64encode(b"a,b").decode()
    bens = page.do("/ui/upload", **{"as": "U0BEN", "name": "bens.csv", "content": content})["file"][
        "id"
    ]
    view = sandbox.workspace.modal(as_="Ann")
    assert view is not None
    where = {"view_id": view["id"], "block_id": "lists", "action_id": "lists"}
    assert page.do("/ui/input", **where, selected=[bens])["error"] == "invalid_file"
    unreadable = page.do("/ui/upload", name="a.csv", content="é")
    assert unreadable["error"] == "invalid_file"


@pytest.mark.proves("files.private")
def test_a_private_address_opens_with_the_token_alone(sandbox: Sandbox, client: WebClient) -> None:
    client.files_upload_v2(content=b"a,b", filename="visits.csv", channel="C0META")
    address = next(iter(sandbox.slack.workspace.files.values())).id
    private = client.files_info(file=address)["file"]["url_private"]
    assert fetched(private, sandbox.bot_token) == ("application/octet-stream", b"a,b")
    assert fetched(private)[0] == "text/html"
    assert fetched(private, "xoxb-other")[0] == "text/html"
    sandbox.slack.manifest = replace(sandbox.slack.manifest, scopes=("files:write",))
    assert fetched(private, sandbox.bot_token)[0] == "text/html"


@pytest.mark.proves("views.repeated")
def test_an_action_repeats_what_its_element_began_with(sandbox: Sandbox, client: WebClient) -> None:
    confirm = {
        "title": plain("Sure?"),
        "text": plain("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    zone = {"timezone": "America/Chicago"}
    times = {
        "type": "timepicker",
        "action_id": "t",
        "initial_time": "09:00",
        "placeholder": plain("Time"),
        **zone,
    }
    blocks = [{"type": "actions", "block_id": "b", "elements": [{**times, "confirm": confirm}]}]
    client.chat_postMessage(channel="C0META", text="When?", blocks=blocks)
    with pytest.raises(Declined):
        sandbox.workspace.choose("t", "14:30", as_="Ann")
    sent = sandbox.workspace.traffic[-1].request
    action = sent["actions"][0]
    assert {
        key: action[key] for key in ("selected_time", "initial_time", "timezone", "placeholder")
    } == {
        "selected_time": "14:30",
        "initial_time": "09:00",
        "placeholder": plain("Time"),
        **zone,
    }
    assert action["confirm"]["title"] == plain("Sure?")
    assert sent["state"]["values"]["b"]["t"] == {
        "type": "timepicker",
        "selected_time": "14:30",
        **zone,
    }


def sent_up(client: WebClient) -> str:
    """A file of the app's that it has uploaded and not shared yet."""
    ticket = client.files_getUploadURLExternal(filename="a.csv", length=3)
    urllib.request.urlopen(urllib.request.Request(ticket["upload_url"], b"a,b")).close()
    return str(ticket["file_id"])


def share(client: WebClient, file_id: str, **where: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        client.api_call("files.completeUploadExternal", json={"files": [{"id": file_id}], **where})
    return str(refusal.value.response["error"])


@pytest.mark.proves("files.shared")
def test_an_app_shares_its_own_files_into_all_channels_or_none(
    sandbox: Sandbox, client: WebClient
) -> None:
    private = uploads.upload(sandbox.slack, "U0ANN", "private.csv", "YSxi").id
    assert share(client, private, channel_id="C0META") == "file_not_found"
    own, before = sent_up(client), len(sandbox.workspace.channel("metadata").messages)
    assert share(client, own, channels="C0META,C0GEN") == "not_in_channel"
    assert share(client, own, channel_id="C0META", thread_ts="1.000000") == "thread_not_found"
    assert len(sandbox.workspace.channel("metadata").messages) == before
