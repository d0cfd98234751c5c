"""Events: built as Slack builds them, sent only where the manifest subscribes, retried once at once."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sandbox.workspace import Channel, Message

if TYPE_CHECKING:
    from sandbox.slack import Slack

Payload = dict[str, Any]
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


class Queue:
    """Sends events in their order from one background thread, so that nobody waits for the app."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-events")

    def put(self, slack: "Slack", event: Payload) -> None:
        self._pool.submit(_deliver, slack, _envelope(slack, event))

    def settle(self, timeout: float = 30) -> None:
        """Waits until every event put so far was delivered or given up."""
        self._pool.submit(lambda: None).result(timeout)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def emit(slack: "Slack", subscription: str, event: Payload) -> None:
    if subscription in slack.manifest.events:
        slack.queue.put(slack, event)


def message_posted(slack: "Slack", message: Message) -> None:
    """`message` events for channels the bot is in, and `app_mention` where a person named it."""
    channel = slack.workspace.channels[message.channel]
    if slack.bot.user_id not in channel.members:
        return
    event = _message_event(slack, message, channel)
    emit(slack, f"message.{_family(channel)}", {"type": "message", **event, "channel_type": _type(channel)})
    mentioned = f"<@{slack.bot.user_id}>" in message.text
    if mentioned and channel.kind != "im" and message.bot_id is None:
        emit(slack, "app_mention", {"type": "app_mention", **event})


def member_moved(
    slack: "Slack", kind: str, channel: Channel, person: str, inviter: str | None = None
) -> None:
    """`member_joined_channel` or `member_left_channel`, told to a bot that is in the channel."""
    if slack.bot.user_id not in {*channel.members, person}:
        return
    event: Payload = {
        "type": kind,
        "user": person,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": slack.team.id,
        "event_ts": slack.new_ts(),
    }
    emit(slack, kind, {**event, "inviter": inviter} if inviter else event)


def verify_url(slack: "Slack") -> bool:
    """Slack's check that an address answers for the app: it must repeat the challenge."""
    challenge = slack.workspace.new_id("challenge")
    body = {"token": slack.verification_token, "challenge": challenge, "type": "url_verification"}
    ack = slack.delivery.send(json.dumps(body), "application/json")
    slack.traffic.record(
        at=slack.now(),
        direction="to_bot",
        what="url_verification",
        status=ack.status,
        request=body,
        response=ack.problem or ack.body,
    )
    answer = ack.json
    return ack.problem is None and challenge in (ack.body, answer.get("challenge") if answer else None)


def _deliver(slack: "Slack", envelope: Payload) -> None:
    body = json.dumps(envelope)
    ack = slack.delivery.send(body, "application/json")
    _record(slack, envelope, ack.status, ack.body, ack.problem)
    if ack.problem:
        reason = (
            "connection_failed"
            if ack.status == 0 and ack.problem == "dispatch_failed"
            else REASONS[ack.problem]
        )
        again = slack.delivery.send(
            body, "application/json", {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
        )
        _record(slack, envelope, again.status, again.body, again.problem, retry=True)


def _record(
    slack: "Slack", envelope: Payload, status: int, body: str, problem: str | None, *, retry: bool = False
) -> None:
    what = f"event {envelope['event']['type']}" + (" (retry 1)" if retry else "")
    slack.traffic.record(
        at=slack.now(),
        direction="to_bot",
        what=what,
        status=status,
        request=envelope,
        response=problem or body,
    )


def _envelope(slack: "Slack", event: Payload) -> Payload:
    # Random, because an app remembers the ids it has seen, also over a reset of the sandbox.
    event_id = f"Ev{secrets.token_hex(6).upper()}"
    return {
        "token": slack.verification_token,
        "team_id": slack.team.id,
        "api_app_id": slack.bot.app_id,
        "event": {**event, "event_ts": event.get("event_ts") or slack.new_ts()},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(slack.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team.id,
                "user_id": slack.bot.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def _message_event(slack: "Slack", message: Message, channel: Channel) -> Payload:
    event: Payload = {
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": channel.id,
        "team": slack.team.id,
        "event_ts": message.ts,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    if message.bot_id:
        event.update(bot_id=message.bot_id, app_id=slack.bot.app_id, blocks=message.blocks)
    return event


def _family(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "groups" if channel.is_private else "channels"


def _type(channel: Channel) -> str:
    return {"im": "im", "mpim": "mpim", "groups": "group", "channels": "channel"}[_family(channel)]
