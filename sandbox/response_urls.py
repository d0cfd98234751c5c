"""What the app posts to an answer address (`response_url`) after a command or a button."""

from typing import Any

from sandbox import posting
from sandbox.errors import CIRCUMSTANCES, SlackError
from sandbox.openings import ResponseUrl
from sandbox.slack import Slack
from sandbox.web_api import ApiResponse, contents, met
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Channel

Payload = dict[str, Any]
METHOD = "response_url"
"""The name under which its uses are written down, and can be broken on demand."""
STATUS = {
    **dict.fromkeys(("no_such_url", "expired_url", "used_url", "channel_not_found"), 404),
    "channel_is_archived": 410,
}


def answer(slack: Slack, token: str, body: Any) -> ApiResponse:
    """What the app meets at one use of the address."""
    result, fault = met(slack, METHOD, None, lambda: ApiResponse(*_try(slack, token, body)))
    slack.traffic.record(
        at=slack.now(),
        direction="from_bot",
        what=METHOD,
        status=0 if result.is_reset else result.status,
        request=body,
        response=f"fault on demand: {fault.kind}" if fault else result.body,
        refused=fault is None
        and not result.body["ok"]
        and result.body["error"] not in CIRCUMSTANCES,
    )
    return result


def _try(slack: Slack, token: str, body: Any) -> tuple[int, Payload]:
    try:
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        with slack.lock:
            _apply(slack, slack.openings.use_response(token, slack.now()), body)
    except SlackError as error:
        return STATUS.get(error.code, 400), error.body()
    return 200, {"ok": True}


def _apply(slack: Slack, opening: ResponseUrl, body: Payload) -> None:
    channel = _open_channel(slack, opening.channel)
    pressed = slack.workspace.message(opening.channel, opening.message_ts or "")
    # A button in the preview of a link stands in a message of somebody else.
    original = pressed if pressed and pressed.bot_id else None
    if body.get("delete_original"):
        if original:
            posting.remove(slack, original)
        return
    text, blocks = posting.checked(body)
    # Only an address that came from a message's own button can replace that message.
    if body.get("replace_original") and original:
        posting.rewrite(slack, original, text=text, blocks=blocks)
    else:
        only_for = None if body.get("response_type") == "in_channel" else opening.person
        thread_ts = contents.thread(slack, channel, Arguments(body))
        posting.post(
            slack, channel, text=text, blocks=blocks, thread_ts=thread_ts, only_for=only_for
        )


def _open_channel(slack: Slack, channel_id: str) -> Channel:
    """The channel of the address, which may have gone since."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("channel_is_archived")
    return channel
