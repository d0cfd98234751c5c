"""Messages for later: posted when the clock reaches them, withdrawn, refused,
and kept over a restart.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.sandbox.conftest import MANIFEST, NOW, SEED

SOON = int(NOW.timestamp()) + 600
DAY = 24 * 3600


def texts(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in sandbox.workspace.channel("metadata").messages[2:]]


def later(client: WebClient, text: str = "Later", at: int = SOON, **more: Any) -> str:
    answer = client.chat_scheduleMessage(channel="C0META", text=text, post_at=at, **more)
    return str(answer["scheduled_message_id"])


def refused(call: Callable[[], Any]) -> tuple[str, list[str]]:
    with pytest.raises(SlackApiError) as refusal:
        call()
    answer = refusal.value.response
    return answer["error"], answer["response_metadata"]["messages"]


@pytest.mark.proves("scheduled.posted")
def test_a_message_for_later_is_posted_as_of_its_time(client: WebClient, sandbox: Sandbox) -> None:
    later(client, "Second", SOON + 60)
    later(client, "First")
    sandbox.workspace.move_clock(timedelta(seconds=599))
    assert texts(sandbox) == []
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert texts(sandbox) == ["First", "Second"]
    assert [float(m["ts"]) for m in sandbox.workspace.channel("metadata").messages[2:]] == [
        SOON,
        SOON + 60,
    ]
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_what_waits_is_listed_soonest_first_and_within_a_time(client: WebClient) -> None:
    second, first = later(client, "Second", SOON + 60), later(client, "First")
    rows = client.chat_scheduledMessages_list(channel="C0META")["scheduled_messages"]
    created = int(NOW.timestamp())
    assert rows[0] == {
        "id": first,
        "channel_id": "C0META",
        "post_at": SOON,
        "date_created": created,
        "text": "First",
    }
    assert [row["id"] for row in rows] == [first, second]
    late = client.chat_scheduledMessages_list(oldest=str(SOON + 1), latest=str(SOON + DAY))
    assert [row["id"] for row in late["scheduled_messages"]] == [second]
    backwards = refused(lambda: client.chat_scheduledMessages_list(oldest="9", latest="1"))
    assert backwards == ("invalid_arguments", ["[ERROR] is after latest [json-pointer:/oldest]"])


@pytest.mark.proves("scheduled.moment")
def test_a_moment_lies_in_the_future_and_within_120_days(client: WebClient) -> None:
    now = int(NOW.timestamp())
    later(client, at=now + 120 * DAY)
    assert refused(lambda: later(client, at=now)) == (
        "time_in_past",
        ["[ERROR] must be in the future [json-pointer:/post_at]"],
    )
    assert refused(lambda: later(client, at=now + 120 * DAY + 1)) == (
        "time_too_far",
        ["[ERROR] must be within 120 days [json-pointer:/post_at]"],
    )
    assert refused(lambda: later(client, at="noon"))[0] == "invalid_time"  # type: ignore[arg-type]


@pytest.mark.proves("scheduled.window")
def test_at_most_thirty_wait_within_five_minutes_of_a_channel(client: WebClient) -> None:
    for number in range(30):
        later(client, at=SOON + number * 10)
    assert refused(lambda: later(client, at=SOON + 299))[0] == "restricted_too_many"
    assert refused(lambda: later(client, at=SOON))[0] == "restricted_too_many"
    later(client, at=SOON + 300)
    later(client, at=SOON - 300)
    client.conversations_join(channel="C0GEN")
    client.chat_scheduleMessage(channel="#general", text="Elsewhere", post_at=SOON)


@pytest.mark.proves("scheduled.withdrawn")
def test_it_can_be_taken_back_until_a_minute_before(client: WebClient, sandbox: Sandbox) -> None:
    early, late = later(client, "Early", SOON + 61), later(client, "Late", SOON + 59)
    sandbox.workspace.move_clock(timedelta(seconds=600))
    client.chat_deleteScheduledMessage(channel="C0META", scheduled_message_id=early)
    gone = "invalid_scheduled_message_id"
    delete = client.chat_deleteScheduledMessage
    assert refused(lambda: delete(channel="C0META", scheduled_message_id=late))[0] == gone
    assert refused(lambda: delete(channel="C0META", scheduled_message_id=early))[0] == gone
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert texts(sandbox) == ["Late"]


@pytest.mark.proves("scheduled.metadata")
def test_with_metadata_it_is_never_posted(client: WebClient, sandbox: Sandbox) -> None:
    later(client, metadata={"event_type": "loan_asked", "event_payload": {"id": "12"}})
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert texts(sandbox) == []
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_where_the_app_may_no_longer_write_nothing_is_posted(
    client: WebClient, sandbox: Sandbox
) -> None:
    later(client)
    sandbox.workspace.archive("metadata", as_="Ann")
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert "Later" not in texts(sandbox)
    assert refused(lambda: later(client, at=SOON + DAY))[0] == "is_archived"


def test_a_message_for_later_keeps_the_rules_of_messages(client: WebClient) -> None:
    assert refused(lambda: later(client, "x" * 4001))[0] == "msg_too_long"
    assert refused(lambda: later(client, blocks=[{"type": "x"}]))[0] == "invalid_blocks"
    assert refused(lambda: later(client, thread_ts="1.000000"))[0] == "thread_not_found"


def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.json"
    with Sandbox(MANIFEST, SEED, clock=NOW, data=data) as first:
        later(WebClient(token=first.bot_token, base_url=first.api_url))
    with Sandbox(MANIFEST, SEED, clock=NOW, data=data) as second:
        second.workspace.move_clock(timedelta(hours=1))
        assert texts(second) == ["Later"]
