"""The Web API through slack_sdk, unmodified: what works, and what is refused in Slack's words."""

import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ButtonElement, SectionBlock

from sandbox.driver import Sandbox
from tests.sandbox.conftest import SEED, Tally

Call = Callable[[WebClient], Any]


def error_of(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as refusal:
        call()
    return str(refusal.value.response["error"])


def test_auth_test_names_the_bot_and_its_scopes(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (
        "U0TALLY",
        "B0TALLY",
        "T0LIB",
    )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert "chat:write" in headers["x-oauth-scopes"].split(",")


@pytest.mark.proves("update.blocks")
def test_a_posted_message_can_be_updated_linked_and_deleted(
    client: WebClient, sandbox: Sandbox
) -> None:
    room = sandbox.workspace.channel("metadata")
    block = SectionBlock(text="*One*", accessory=ButtonElement(text="Go", action_id="go"))
    posted = client.chat_postMessage(channel=room.id, text="One", blocks=[block])
    assert room.messages[-1]["text"] == "One"
    assert room.messages[-1]["blocks"][0]["accessory"]["action_id"] == "go"

    client.chat_update(channel=room.id, ts=posted["ts"], text="Two")
    assert (
        room.messages[-1]["text"],
        room.messages[-1]["blocks"],
        room.messages[-1]["edited"],
    ) == (
        "Two",
        [],
        True,
    )

    client.chat_update(channel=room.id, ts=posted["ts"], text="Three", blocks=[block])
    assert (room.messages[-1]["text"], room.messages[-1]["edited"]) == ("Three", False)
    assert (
        posted["ts"]
        in client.chat_getPermalink(channel=room.id, message_ts=posted["ts"])["permalink"]
    )

    client.chat_delete(channel=room.id, ts=posted["ts"])
    assert [m["text"] for m in room.messages] == ["Good morning.", "Hello Ann."]


def test_a_user_id_as_channel_reaches_the_direct_message(
    client: WebClient, sandbox: Sandbox
) -> None:
    client.chat_postMessage(channel="U0CLEO", text="Welcome")
    assert [m["text"] for m in sandbox.workspace.direct_messages(as_="Cleo")] == ["Welcome"]


REFUSALS: list[tuple[str, Call]] = [
    (
        "no_text",
        lambda c: raw(c, "chat.postMessage", channel="C0META", blocks=[{"type": "divider"}]),
    ),
    (
        "invalid_blocks",
        lambda c: c.chat_postMessage(channel="C0META", text="t", blocks=[{"type": "x"}]),
    ),
    (
        "invalid_blocks_format",
        lambda c: c.chat_postMessage(channel="C0META", text="t", blocks="[{"),
    ),
    ("msg_too_long", lambda c: c.chat_postMessage(channel="C0META", text="x" * 4001)),
    (
        "invalid_attachments",
        lambda c: raw(c, "chat.postMessage", channel="C0META", attachments=[{}]),
    ),
    ("invalid_arguments", lambda c: c.api_call("chat.postMessage", json={"text": "t"})),
    ("not_in_channel", lambda c: c.chat_postMessage(channel="C0GEN", text="t")),
    ("channel_not_found", lambda c: c.chat_postMessage(channel="C0PRIV", text="t")),
    ("channel_not_found", lambda c: c.chat_postMessage(channel="C0NONE", text="t")),
    ("is_archived", lambda c: c.chat_postMessage(channel="C0OLD", text="t")),
    (
        "thread_not_found",
        lambda c: c.chat_postMessage(channel="C0META", text="t", thread_ts="1.000000"),
    ),
    ("cannot_dm_bot", lambda c: c.chat_postMessage(channel="U0TALLY", text="t")),
    ("user_disabled", lambda c: c.conversations_open(users="U0GONE")),
    ("user_not_found", lambda c: c.conversations_open(users="U0NONE")),
    (
        "user_not_in_channel",
        lambda c: c.chat_postEphemeral(channel="C0META", user="U0CLEO", text="t"),
    ),
    ("message_not_found", lambda c: c.chat_update(channel="C0META", ts="1.000000", text="t")),
    ("users_not_found", lambda c: c.users_lookupByEmail(email="nobody@example.org")),
    ("user_not_found", lambda c: c.users_info(user="U0NONE")),
    ("already_in_channel", lambda c: c.conversations_invite(channel="C0META", users="U0ANN")),
    ("no_user", lambda c: raw(c, "conversations.invite", channel="C0META")),
    ("method_not_supported_for_channel_type", lambda c: c.conversations_open(channel="C0META")),
    ("user_disabled", lambda c: c.conversations_open(users=["U0ANN", "U0GONE"])),
    ("cant_invite_self", lambda c: c.conversations_invite(channel="C0META", users="U0TALLY")),
    ("name_taken", lambda c: c.conversations_create(name="metadata")),
    ("invalid_name_specials", lambda c: c.conversations_create(name="With Space")),
    ("method_not_supported_for_channel_type", lambda c: c.conversations_join(channel=dm(c))),
    ("too_many_users", lambda c: c.conversations_open(users=[f"U{n}" for n in range(9)])),
    ("invalid_trigger_id", lambda c: c.views_open(trigger_id="none", view=MODAL)),
    ("invalid_arguments", lambda c: c.views_publish(user_id="U0ANN", view=MODAL)),
    ("not_found", lambda c: c.views_update(view_id="V0NONE", view=MODAL)),
    ("unknown_method", lambda c: c.api_call("chat.nonsense")),
    ("not_allowed_token_type", lambda c: c.apps_connections_open(app_token=c.token or "")),
    ("invalid_auth", lambda c: c.auth_test(token="xoxb-other")),
    ("invalid_arguments", lambda c: raw(c, "files.completeUploadExternal", files=[1])),
    ("file_not_found", lambda c: raw(c, "files.completeUploadExternal", files=[{"id": "F1"}])),
    ("invalid_arguments", lambda c: raw(c, "blocks.validate", message=[])),
    ("json_not_object", lambda c: c.api_call("auth.test", json=cast(Any, [1]))),
    ("invalid_cursor", lambda c: c.users_list(cursor="nonsense")),
    ("invalid_arguments", lambda c: raw(c, "users.list", limit="many")),
    ("invalid_ts_oldest", lambda c: c.conversations_history(channel="C0META", oldest="yesterday")),
    ("invalid_ts_latest", lambda c: c.conversations_history(channel="C0META", latest="[]")),
]
DIVIDER = {"type": "divider"}
MODAL: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [],
}


def raw(client: WebClient, method: str, **arguments: Any) -> Any:
    """A call without slack_sdk's own warnings."""
    return client.api_call(method, json=arguments)


def dm(client: WebClient) -> str:
    return str(client.conversations_open(users="U0ANN")["channel"]["id"])


@pytest.mark.parametrize(("code", "call"), REFUSALS)
@pytest.mark.proves("channel.membership", "token.kind", "refusal.pointer")
def test_refusals_come_in_slacks_words(code: str, call: Call, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refusal:
        call(client)
    answer = refusal.value.response
    assert (answer["error"], len(answer["response_metadata"]["messages"]) > 0) == (code, True)
    for message in answer["response_metadata"]["messages"]:
        assert re.fullmatch(r"\[ERROR\] .+ \[json-pointer:/\S*\]", message)


# What is wrong is called by the name that the method has for it.
PLACES: list[tuple[str, Call]] = [
    ("/channel", lambda c: c.chat_postMessage(channel="U0GONE", text="t")),
    ("/users", lambda c: c.conversations_open(users="U0NONE")),
    ("/user_id", lambda c: c.views_publish(user_id="U0NONE", view={"type": "home", "blocks": []})),
    ("/user", lambda c: c.conversations_kick(channel="C0META", user="U0CLEO")),
    ("/ts", lambda c: c.conversations_replies(channel="C0META", ts="1.000000")),
    ("/thread_ts", lambda c: c.chat_postMessage(channel="C0META", text="t", thread_ts="1.000000")),
    ("/timestamp", lambda c: c.reactions_add(channel="C0META", name="tada", timestamp="1.000000")),
    ("/message_ts", lambda c: c.chat_getPermalink(channel="C0META", message_ts="1.000000")),
    ("/purpose", lambda c: c.conversations_setPurpose(channel="C0META", purpose="x" * 251)),
]


@pytest.mark.parametrize(("place", "call"), PLACES)
@pytest.mark.proves("refusal.pointer")
def test_a_refusal_points_at_the_argument_that_was_given(
    place: str, call: Call, client: WebClient
) -> None:
    with pytest.raises(SlackApiError) as refusal:
        call(client)
    (message,) = refusal.value.response["response_metadata"]["messages"]
    assert message.endswith(f"[json-pointer:{place}]")


# No name, no members to add or remove, no end: such things only channels have.
OF_CHANNELS: list[Call] = [
    lambda c: c.conversations_invite(channel=dm(c), users="U0BEN"),
    lambda c: c.conversations_kick(channel=dm(c), user="U0ANN"),
    lambda c: c.conversations_rename(channel=dm(c), name="new"),
    lambda c: c.conversations_archive(channel=dm(c)),
    lambda c: c.conversations_unarchive(channel=dm(c)),
    lambda c: c.conversations_leave(channel=dm(c)),
    lambda c: c.conversations_close(channel="C0META"),
]


@pytest.mark.parametrize("call", OF_CHANNELS)
@pytest.mark.proves("channel.kind")
def test_direct_messages_are_no_channels(call: Call, client: WebClient, sandbox: Sandbox) -> None:
    assert error_of(lambda: call(client)) == "method_not_supported_for_channel_type"
    assert sandbox.slack.workspace.channels[dm(client)].members == ["U0ANN", "U0TALLY"]


@pytest.mark.proves("channel.opened")
def test_a_conversation_is_opened_once_for_the_same_people(client: WebClient) -> None:
    first = client.conversations_open(users=["U0ANN", "U0ANN", "U0TALLY"])
    assert first.data == {"ok": True, "channel": {"id": dm(client)}}
    assert client.conversations_open(users="U0ANN", return_im=True)["channel"]["user"] == "U0ANN"
    group = client.conversations_open(users=["U0ANN", "U0BEN"])["channel"]
    assert client.conversations_open(users=["U0BEN", "U0ANN"])["channel"]["id"] == group["id"]
    assert client.conversations_close(channel=group["id"])["ok"] is True


def test_whoever_joins_twice_is_warned(client: WebClient) -> None:
    assert "warning" not in client.conversations_join(channel="C0GEN").data
    again = client.conversations_join(channel="C0GEN")
    assert (again["ok"], again["warning"], again["response_metadata"]["warnings"]) == (
        True,
        "already_in_channel",
        ["already_in_channel"],
    )


def test_members_are_counted_for_whoever_asks(client: WebClient) -> None:
    assert "num_members" not in client.conversations_info(channel="C0META")["channel"]
    counted = client.conversations_info(channel="C0META", include_num_members=True)
    assert counted["channel"]["num_members"] == 4


@pytest.mark.proves("messages_tab")
def test_an_app_without_a_messages_tab_reaches_nobody(
    client: WebClient, manifest: dict[str, Any]
) -> None:
    channel = dm(client)
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    with Sandbox(manifest, SEED) as sandbox:
        shut = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        for target in ("U0ANN", channel):
            post = partial(shut.chat_postMessage, channel=target, text="t")
            assert error_of(post) == "messages_tab_disabled"


@pytest.mark.proves("scope.missing")
def test_a_scope_the_manifest_lacks_is_named(client: WebClient, manifest: dict[str, Any]) -> None:
    manifest["oauth_config"]["scopes"]["bot_optional"] = []
    with Sandbox(manifest, SEED) as sandbox, pytest.raises(SlackApiError) as refusal:
        WebClient(token=sandbox.bot_token, base_url=sandbox.api_url).conversations_setTopic(
            channel="C0META", topic="t"
        )
    answer = refusal.value.response
    assert (answer["error"], answer["needed"].split(",")[0]) == (
        "missing_scope",
        "channels:write.topic",
    )
    assert "chat:write" in answer["provided"].split(",")


def metadata(**fields: Any) -> Call:
    return lambda c: raw(c, "chat.postMessage", channel="C0META", text="t", metadata=fields)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (metadata(event_type="asked", event_payload={"id": "x" * 7948}), None),
        (metadata(event_type="asked", event_payload={"id": "x" * 7949}), "metadata_too_large"),
        (metadata(event_type="asked"), "invalid_metadata_schema"),
        (
            lambda c: raw(c, "chat.postMessage", channel="C0META", text="t", metadata="{"),
            "invalid_metadata_format",
        ),
    ],
)
@pytest.mark.proves("message.metadata")
def test_metadata_has_a_form_and_is_small(call: Call, code: str | None, client: WebClient) -> None:
    if code:
        assert error_of(lambda: call(client)) == code
    else:
        assert call(client)["ok"] is True


@pytest.mark.proves("message.markdown_text")
def test_markdown_text_stands_alone(client: WebClient, sandbox: Sandbox) -> None:
    client.chat_postMessage(channel="C0META", markdown_text="x" * 12_000)
    (block,) = sandbox.workspace.channel("metadata").messages[-1]["blocks"]
    assert (block["type"], block["text"]) == ("markdown", "x" * 12_000)
    too_long = lambda: client.chat_postMessage(channel="C0META", markdown_text="x" * 12_001)  # noqa: E731
    assert error_of(too_long) == "msg_too_long"
    both = lambda: client.chat_postMessage(channel="C0META", text="t", markdown_text="t")  # noqa: E731
    assert error_of(both) == "markdown_text_conflict"


def edit(client: WebClient, **fields: Any) -> Any:
    """Changes a message that has a block and metadata, and returns it as it was left."""
    about = {"event_type": "asked", "event_payload": {"id": 1}}
    posted = client.chat_postMessage(channel="C0META", text="t", blocks=[DIVIDER], metadata=about)
    client.api_call("chat.update", json={"channel": "C0META", "ts": posted["ts"], **fields})
    answer = client.conversations_history(channel="C0META", limit=1, include_all_metadata=True)
    return answer["messages"][0]


@pytest.mark.proves("update.metadata")
def test_an_edit_keeps_changes_or_removes_metadata(client: WebClient) -> None:
    assert edit(client, text="u")["metadata"]["event_payload"] == {"id": 1}
    new = {"event_type": "answered", "event_payload": {}}
    assert edit(client, text="u", metadata=new)["metadata"] == new
    assert "metadata" not in edit(client, text="u", metadata={})
    assert error_of(lambda: edit(client, metadata={"event_type": "x"})) == "invalid_metadata_schema"


@pytest.mark.proves("update.content")
def test_an_edit_keeps_the_rules_of_messages(client: WebClient) -> None:
    kept = edit(client)
    assert (kept["text"], [block["type"] for block in kept["blocks"]]) == ("t", ["divider"])
    marked = edit(client, markdown_text="*u*")["blocks"]
    assert [(block["type"], block["text"]) for block in marked] == [("markdown", "*u*")]
    assert error_of(lambda: edit(client, blocks=[])) == "no_text"
    assert error_of(lambda: edit(client, text="u", attachments=[{}])) == "invalid_attachments"
    assert error_of(lambda: edit(client, text="u", markdown_text="u")) == "markdown_text_conflict"


@pytest.mark.proves("update.archived")
def test_nothing_changes_in_an_archived_channel(client: WebClient, sandbox: Sandbox) -> None:
    ts = client.chat_postMessage(channel="C0META", text="One")["ts"]
    sandbox.workspace.archive("metadata", as_="Ann")
    assert (
        error_of(lambda: client.chat_update(channel="C0META", ts=ts, text="Two")) == "is_inactive"
    )


@pytest.mark.parametrize("channel", ["#metadata", "metadata", "U0ANN"])
@pytest.mark.proves("update.id")
def test_an_update_names_its_channel_by_id(channel: str, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="metadata", text="One")["ts"]
    assert (
        error_of(lambda: client.chat_update(channel=channel, ts=ts, text="Two"))
        == "channel_not_found"
    )


def test_a_thread_is_read_from_any_of_its_messages(client: WebClient, sandbox: Sandbox) -> None:
    root = sandbox.workspace.channel("metadata").messages[0]["ts"]
    sandbox.workspace.say("Hello", as_="Ben", in_="metadata", thread_ts=root)
    last = client.chat_postMessage(channel="C0META", text="Hello both", thread_ts=root)["ts"]
    client.chat_postEphemeral(channel="C0META", user="U0ANN", text="psst", thread_ts=root)
    found = client.conversations_replies(channel="C0META", ts=last)["messages"]
    assert [message["text"] for message in found] == ["Good morning.", "Hello", "Hello both"]
    counted = {"reply_count": 2, "reply_users_count": 2, "latest_reply": last, "thread_ts": root}
    assert {key: found[0][key] for key in counted} == counted
    assert client.conversations_history(channel="C0META")["messages"][-1]["reply_count"] == 2
    assert [message.get("parent_user_id") for message in found] == [None, "U0ANN", "U0ANN"]
    gone = lambda: client.conversations_replies(channel="C0META", ts="1.000000")  # noqa: E731
    assert error_of(gone) == "thread_not_found"


@pytest.mark.parametrize(
    ("person", "code"),
    [("U0TALLY", "cant_kick_self"), ("U0NONE", "user_not_found"), ("U0CLEO", "not_in_channel")],
)
def test_somebody_is_taken_out_of_a_channel(person: str, code: str, client: WebClient) -> None:
    client.conversations_kick(channel="C0META", user="U0BEN")
    assert "U0BEN" not in client.conversations_members(channel="C0META")["members"]
    assert error_of(lambda: client.conversations_kick(channel="C0META", user=person)) == code


@pytest.mark.proves("update.own")
def test_other_peoples_messages_cannot_be_changed(client: WebClient, sandbox: Sandbox) -> None:
    ts = sandbox.workspace.channel("metadata").messages[0]["ts"]
    assert (
        error_of(lambda: client.chat_update(channel="C0META", ts=ts, text="t"))
        == "cant_update_message"
    )
    assert error_of(lambda: client.chat_delete(channel="C0META", ts=ts)) == "cant_delete_message"


@pytest.mark.proves("ephemeral.reach")
def test_ephemerals_are_seen_by_one_and_reached_by_no_method(
    client: WebClient, sandbox: Sandbox
) -> None:
    sent = client.chat_postEphemeral(channel="C0META", user="U0ANN", text="psst")
    ts = sent["message_ts"]
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["psst"]
    assert sandbox.workspace.private_answers(as_="Ben") == []
    assert (
        error_of(lambda: client.chat_update(channel="C0META", ts=ts, text="t"))
        == "message_not_found"
    )
    assert "psst" not in [
        m["text"] for m in client.conversations_history(channel="C0META")["messages"]
    ]


@pytest.mark.proves("ephemeral.thread")
def test_an_ephemeral_in_a_thread_is_shown_where_there_is_a_reply(
    client: WebClient, sandbox: Sandbox
) -> None:
    where = {
        "channel": "C0META",
        "thread_ts": sandbox.workspace.channel("metadata").messages[0]["ts"],
    }
    assert client.chat_postEphemeral(**where, user="U0ANN", text="unseen")["message_ts"]
    client.chat_postMessage(**where, text="A reply")
    client.chat_postEphemeral(**where, user="U0ANN", text="seen")
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["seen"]


def test_joining_lets_the_bot_write_and_private_channels_stay_unknown(client: WebClient) -> None:
    client.conversations_join(channel="C0GEN")
    client.chat_postMessage(channel="C0GEN", text="Here I am")
    kinds = "public_channel,private_channel"
    names = [
        c["name"] for c in client.conversations_list(types=kinds, exclude_archived=True)["channels"]
    ]
    assert names == ["metadata", "general"]


def test_lists_come_in_pages(client: WebClient) -> None:
    names = [member["name"] for page in client.users_list(limit=2) for member in page["members"]]
    assert names == ["tally", "ann", "ben", "cleo", "gus", "gone"]


def test_email_needs_its_scope(client: WebClient) -> None:
    assert client.users_lookupByEmail(email="ANN@central.example")["user"]["id"] == "U0ANN"
    assert (
        client.users_info(user="U0ANN", include_locale=True)["user"]["profile"]["email"]
        == "ann@central.example"
    )


def test_a_channel_is_created_and_people_are_invited(client: WebClient, sandbox: Sandbox) -> None:
    channel = client.conversations_create(name="reserves", is_private=True)["channel"]
    client.conversations_invite(channel=channel["id"], users=["U0ANN", "U0GONE"], force=True)
    assert (channel["is_private"], channel["is_channel"]) == (True, False)
    assert client.conversations_members(channel=channel["id"])["members"] == ["U0TALLY", "U0ANN"]
    assert client.conversations_open(users=["U0ANN", "U0BEN"])["channel"]["is_mpim"] is True


def test_an_invitation_of_several_names_each_who_cannot_come(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refusal:
        client.conversations_invite(channel="C0META", users=["U0CLEO", "U0ANN", "U0GONE"])
    answer = refusal.value.response
    assert (answer["error"], answer["errors"]) == (
        "already_in_channel",
        [
            {"user": "U0ANN", "ok": False, "error": "already_in_channel"},
            {"user": "U0GONE", "ok": False, "error": "user_disabled"},
        ],
    )
    assert "U0CLEO" not in client.conversations_members(channel="C0META")["members"]


def test_a_file_is_uploaded_in_three_steps_and_can_be_fetched(
    client: WebClient, sandbox: Sandbox
) -> None:
    client.files_upload_v2(
        content=b"a,b\n1,2\n", filename="visits.csv", channel="C0META", initial_comment="Visits"
    )
    newest = sandbox.workspace.channel("metadata").messages[-1]
    assert (newest["text"], newest["files"][0]["name"]) == ("Visits", "visits.csv")
    with urllib.request.urlopen(sandbox.address + newest["files"][0]["url"]) as response:
        assert response.read() == b"a,b\n1,2\n"


def test_blocks_validate_needs_no_token_and_points_at_the_place(sandbox: Sandbox) -> None:
    stranger = WebClient(base_url=sandbox.api_url)
    assert stranger.blocks_validate(blocks=[{"type": "divider"}])["ok"] is True
    with pytest.raises(SlackApiError) as refusal:
        stranger.blocks_validate(view={**MODAL, "title": {"type": "plain_text", "text": "x" * 25}})
    assert refusal.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


@pytest.mark.parametrize(
    ("headers", "code"), [({}, "not_authed"), ({"Authorization": "Bearer no"}, "invalid_auth")]
)
def test_calls_without_a_good_token_are_refused(
    headers: dict[str, str], code: str, sandbox: Sandbox
) -> None:
    request = urllib.request.Request(sandbox.api_url + "auth.test", b"", headers)
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["error"] == code


def test_broken_payloads_are_refusals_and_circumstances_are_not(
    client: WebClient, sandbox: Sandbox
) -> None:
    error_of(lambda: client.chat_postMessage(channel="C0GEN", text="t"))
    assert sandbox.workspace.refusals == []
    error_of(lambda: raw(client, "chat.postMessage", channel="C0META", text=""))
    assert [(entry.what, entry.response["error"]) for entry in sandbox.workspace.refusals] == [
        ("chat.postMessage", "no_text")
    ]


@pytest.mark.proves("token.hidden")
def test_traffic_hides_what_opens_anything(
    client: WebClient, sandbox: Sandbox, tally: Tally
) -> None:
    addresses: list[str] = []

    @tally.bolt.command("/wg")
    def listen(ack: Any, body: dict[str, Any]) -> None:
        ack(f"{sandbox.bot_token} and {sandbox.app_token}")
        addresses.append(body["response_url"])

    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    client.auth_test(token=sandbox.bot_token)
    client.apps_connections_open(app_token=sandbox.app_token)
    shown = json.dumps([asdict(entry) for entry in sandbox.workspace.traffic])
    (secret,) = [address.rpartition("/")[2] for address in addresses]
    ticket = str(client.apps_connections_open(app_token=sandbox.app_token)["url"])
    signatures = [headers["X-Slack-Signature"] for headers, _ in tally.raw]
    for hidden in (
        sandbox.bot_token,
        sandbox.app_token,
        sandbox.signing_secret,
        secret,
        *signatures,
    ):
        assert hidden not in shown
    assert re.sub("ticket=[^&]*", "ticket=(hidden)", ticket) in json.dumps(
        sandbox.workspace.traffic[-1].response
    )
