"""Requests as Slack sends them: bytes with a signature over them."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

SECRET = "a-secret-of-the-bench"
_triggers = count(1)


@dataclass(frozen=True)
class Sender:
    """Somebody in a channel."""

    slack_id: str
    channel_id: str = "C0NONE"

    def ping(self) -> bytes:
        """A request that every server answers."""
        return self.command("/convene", "help", "http://127.0.0.1:1/")

    def command(self, command: str, text: str, answer_at: str) -> bytes:
        """A slash command that was typed."""
        return _post(
            {
                "token": "t",
                "team_id": "T0CONVENE",
                "team_domain": "cscu-libraries",
                "channel_id": self.channel_id,
                "channel_name": "channel",
                "user_id": self.slack_id,
                "user_name": "somebody",
                "command": command,
                "text": text,
                "api_app_id": "A0CONVENE",
                "is_enterprise_install": "false",
                "response_url": answer_at,
                "trigger_id": _trigger(),
            }
        )

    def press(self, action_id: str, value: str, answer_at: str, blocks: list[Any]) -> bytes:
        """A button that was pressed on a message in the channel."""
        payload: dict[str, Any] = {
            "type": "block_actions",
            "user": {"id": self.slack_id, "username": "somebody", "team_id": "T0CONVENE"},
            "api_app_id": "A0CONVENE",
            "token": "t",
            "container": {
                "type": "message",
                "message_ts": "1700000000.000001",
                "channel_id": self.channel_id,
                "is_ephemeral": False,
            },
            "trigger_id": _trigger(),
            "team": {"id": "T0CONVENE", "domain": "cscu-libraries"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": self.channel_id, "name": "channel"},
            "message": {"type": "message", "ts": "1700000000.000001", "text": "", "blocks": blocks},
            "state": {"values": {}},
            "response_url": answer_at,
            "actions": [
                {
                    "action_id": action_id,
                    "block_id": "card",
                    "text": {"type": "plain_text", "text": "Yes", "emoji": True},
                    "value": value,
                    "type": "button",
                    "action_ts": "1700000000.000002",
                }
            ],
        }
        return _post({"payload": json.dumps(payload)})


ANYBODY = Sender("U0NOBODY")
"""For servers that do not ask who it is."""


def _trigger() -> str:
    """Slack's name for a request, another for each: a known one would only be answered again."""
    return f"1.2.{next(_triggers)}"


def _post(fields: dict[str, str]) -> bytes:
    body = urlencode(fields)
    moment = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    lines = (
        "POST /slack/events HTTP/1.1",
        "Host: convene.example.org",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json,*/*",
        f"X-Slack-Signature: v0={digest}",
        f"X-Slack-Request-Timestamp: {moment}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/x-www-form-urlencoded",
        "",
        body,
    )
    return "\r\n".join(lines).encode()
