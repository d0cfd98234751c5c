"""What the app posts to an answer address (`response_url`) after a command or a button."""

from typing import Any

from sandbox import posting
from sandbox.errors import CIRCUMSTANCES, SlackError
from sandbox.openings import ResponseUrl
from sandbox.slack import Slack
from sandbox.web_api import Answer, met

Payload = dict[str, Any]
METHOD = "response_url"
"""The name under which its uses are written down, and can be broken on demand."""


def answer(slack: Slack, token: str, body: Any) -> Answer:
    """What the app meets at one use of the address."""
    result, fault = met(slack, METHOD, None, lambda: Answer(*_try(slack, token, body)))
    slack.traffic.record(
        at=slack.now(),
        direction="from_bot",
        what=METHOD,
        status=0 if result.is_reset else result.status,
        request=body,
        response=f"fault on demand: {fault.kind}" if fault else result.body,
        refused=fault is None and not result.body["ok"] and result.body["error"] not in CIRCUMSTANCES,
    )
    return result


def _try(slack: Slack, token: str, body: Any) -> tuple[int, Payload]:
    try:
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        _apply(slack, slack.openings.use_response(token, slack.now()), body)
    except SlackError as error:
        return (404 if error.code.endswith("_url") else 400), error.body()
    return 200, {"ok": True}


def _apply(slack: Slack, opening: ResponseUrl, body: Payload) -> None:
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
        _say(slack, opening, body, text, blocks)


def _say(slack: Slack, opening: ResponseUrl, body: Payload, text: str, blocks: list[Payload]) -> None:
    only_for = None if body.get("response_type") == "in_channel" else opening.person
    posting.post(
        slack,
        slack.workspace.channels[opening.channel],
        text=text,
        blocks=blocks,
        thread_ts=body.get("thread_ts"),
        only_for=only_for,
    )
