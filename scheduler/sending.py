"""One message on its way out, and what the answer of Slack proves about it."""

import base64
import re
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from models import OutboxMessage, OutboxOp
from models.messages import Recipient
from services.outbox import Doubtful, Gone, NotSent, Outcome, Refused, Sent, TooRich

TIMEOUT = timedelta(seconds=10)
"""How long one call to Slack may take."""

WITHOUT_INSTALLATION = timedelta(seconds=60)
"""How long to leave Slack alone after it said that the app is not welcome."""
WITHOUT_CONNECTION = timedelta(seconds=5)
WITHOUT_RETRY_AFTER = timedelta(seconds=30)

MARK = "convene_message"
"""The type under which a post carries its mark."""

MISSING_SCOPE = "missing_scope"
NOT_INSTALLED = frozenset(
    {
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "account_inactive",
        MISSING_SCOPE,
        "not_allowed_token_type",
        "team_access_not_granted",
        "org_login_required",
        "access_denied",
    }
)
NOT_IN_CHANNEL = "not_in_channel"
CLOSED = frozenset(
    {
        NOT_IN_CHANNEL,
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "user_not_visible",
        "cannot_dm_bot",
    }
)
"""What ends not one message but all to that channel or person."""
TOO_MANY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
TOO_RICH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
NOT_THERE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch"}
)
# Slack says of these that some part of the work may have been done.
UNCLEAR = frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "duplicate_message_not_found",
        "duplicate_channel_not_found",
    }
)
TOO_LARGE_FOR_A_PROXY = (413, 414)

_CODE = re.compile(r"[a-z0-9_]{1,64}")


def send(client: WebClient, message: OutboxMessage) -> Outcome:
    """Send ``message`` to Slack once: never within a unit of work,
    and with a client that does not retry by itself.
    """
    return _outcome(lambda: _SENDERS[message.op](client, message), message.op)


def _outcome(call: Callable[[], Outcome], op: OutboxOp) -> Outcome:
    try:
        return call()
    except SlackApiError as error:
        return _refusal(error.response, op)
    except URLError as error:
        return _unreached(error)
    except Exception as error:
        # Whatever else went wrong, it may have gone wrong after Slack took the message.
        return Doubtful(f"{type(error).__name__}: {error}")


def _post(client: WebClient, message: OutboxMessage) -> Outcome:
    """A public channel where Convene is not yet, such as an imported group's, is joined first.

    Where Slack wants nobody to join now, nothing else than this message waits for it.
    """
    try:
        return _posted(client, message)
    except SlackApiError as refusal:
        if refusal.response.get("error") != NOT_IN_CHANNEL:
            raise
        answer = _joining_refused(client, message)
        if answer is not None and retry_after(answer):
            return NotSent("conversations.join: ratelimited")
        if answer is not None:
            raise
    return _posted(client, message)


def _joining_refused(client: WebClient, message: OutboxMessage) -> SlackResponse | None:
    """How Slack refused that the channel of a message is joined; None where it is joined."""
    try:
        client.conversations_join(channel=message.recipient.address)
    except SlackApiError as refusal:
        answer: SlackResponse = refusal.response
        return answer
    return None


def _posted(client: WebClient, message: OutboxMessage) -> Outcome:
    answer = client.chat_postMessage(
        channel=message.recipient.address,
        unfurl_links=False,
        unfurl_media=False,
        link_names=False,
        **_words(message),
        **_marked(message),
    )
    return _receipt(answer)


def _update(client: WebClient, message: OutboxMessage) -> Outcome:
    where = {"channel": message.payload["channel"], "ts": message.payload["ts"]}
    return _receipt(client.chat_update(link_names=False, **where, **_words(message)))


def _file(client: WebClient, message: OutboxMessage) -> Outcome:
    opened = _outcome(lambda: Sent({"channel": channel_of(client, message.recipient)}), message.op)
    if isinstance(opened, Doubtful):
        return NotSent(opened.error)
    if not isinstance(opened, Sent):
        return opened
    answer = client.files_upload_v2(
        channel=opened.receipt["channel"],
        content=base64.b64decode(message.payload["content"]),
        filename=message.payload["filename"],
        title=message.payload["filename"],
        initial_comment=message.payload["text"],
    )
    return Sent(opened.receipt | {"file": answer["files"][0]["id"]})


_SENDERS: dict[OutboxOp, Callable[[WebClient, OutboxMessage], Outcome]] = {
    OutboxOp.POST: _post,
    OutboxOp.UPDATE: _update,
    OutboxOp.FILE: _file,
}


def channel_of(client: WebClient, recipient: Recipient) -> str:
    """The channel of a file or a history: a person's id stands for none, unlike with a message."""
    if not recipient.is_person:
        return recipient.address
    return str(client.conversations_open(users=recipient.address)["channel"]["id"])


def _words(message: OutboxMessage) -> dict[str, Any]:
    return {name: message.payload[name] for name in ("text", "blocks") if name in message.payload}


def _marked(message: OutboxMessage) -> dict[str, Any]:
    """What lets the post be found again.

    Members can read metadata, so it holds no name and no key.
    """
    if not message.mark:
        return {}
    return {"metadata": {"event_type": MARK, "event_payload": {"k": message.mark}}}


def _receipt(answer: SlackResponse) -> Outcome:
    receipt = {name: answer.get(name) for name in ("channel", "ts")}
    if all(receipt.values()):
        return Sent(receipt)
    return Doubtful("Slack said yes but not where")


def _refusal(answer: SlackResponse, op: OutboxOp) -> Outcome:
    code = str(answer.get("error", ""))
    if pause := retry_after(answer):
        return NotSent("ratelimited", pause=pause, is_pace=True)
    if answer.status_code in TOO_LARGE_FOR_A_PROXY:
        return Refused(f"HTTP {answer.status_code}")
    if not is_clean_refusal(answer):
        return Doubtful(f"HTTP {answer.status_code}: {code}")
    # Files need a permission of their own, without which everything else can still go out.
    if code in NOT_INSTALLED and not (op is OutboxOp.FILE and code == MISSING_SCOPE):
        return NotSent(code, pause=WITHOUT_INSTALLATION, is_unwelcome=True)
    if code in TOO_RICH:
        return TooRich(code)
    if op is OutboxOp.UPDATE and code in NOT_THERE:
        return Gone(code)
    return Refused(code, closes_lane=code in CLOSED)


def is_clean_refusal(answer: SlackResponse) -> bool:
    """Whether Slack said no for a reason of its own, and did nothing."""
    code = str(answer.get("error", ""))
    return answer.status_code == 200 and code not in UNCLEAR and _CODE.fullmatch(code) is not None


def retry_after(answer: SlackResponse) -> timedelta | None:
    """How long Slack wants to be left alone; None where it did not complain of too many calls."""
    if answer.status_code != 429 and str(answer.get("error", "")) not in TOO_MANY:
        return None
    headers: dict[str, str] = answer.headers
    stated = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    # A pause of nothing would be a second request at once.
    return timedelta(seconds=max(int(stated), 1)) if stated.isdecimal() else WITHOUT_RETRY_AFTER


def _unreached(error: URLError) -> Outcome:
    """Only these prove that Slack never saw the message;
    a connection can break off after it was read.
    """
    proofs = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
    if isinstance(error.reason, proofs):
        return NotSent(f"{type(error.reason).__name__}: {error.reason}", pause=WITHOUT_CONNECTION)
    return Doubtful(f"{type(error.reason).__name__}: {error.reason}")
