"""Messages of the app: written, rewritten and removed;
by the Web API, in answers, at answer addresses.
"""

from typing import Any

from sandbox import events, payloads, rules
from sandbox.errors import SlackError
from sandbox.inputs import kept
from sandbox.rules.surfaces import nested
from sandbox.slack import Slack
from sandbox.wire import without_nulls
from sandbox.workspace import Channel, Message

Payload = dict[str, Any]
FLAGS: dict[str, Payload] = {
    "plain_text": {"emoji": True},
    "mrkdwn": {"verbatim": False},
    "input": {"optional": False, "dispatch_action": False},
}
ACTION_TYPES = frozenset(rules.ELEMENTS) - {"image"}


def with_ids(slack: Slack, blocks: list[Payload]) -> list[Payload]:
    """A copy of the blocks as Slack stores them:
    every block and element has an id, and flags are stated.
    """
    result: list[Payload] = with_flags(without_nulls(blocks))
    _fill_block_ids(slack, result)
    for block in _flat(result):
        for key in ("accessory", "element"):
            _fill_action_id(slack, block.get(key))
        for element in block.get("elements") or block.get("actions") or []:
            _fill_action_id(slack, element)
    return result


def post(
    slack: Slack,
    channel: Channel,
    *,
    text: str,
    blocks: list[Payload] | None = None,
    thread_ts: str | None = None,
    only_for: str | None = None,
    files: list[str] | None = None,
    metadata: Payload | None = None,
    at: float | None = None,
) -> Message:
    """Writes a message of the bot, now or as of `at`;
    the caller has checked it against the rules.
    """
    with slack.lock:
        message = Message(
            slack.new_ts() if at is None else slack.workspace.new_ts(at),
            channel.id,
            slack.bot.user_id,
            text,
            with_ids(slack, blocks or []),
            bot_id=slack.bot.bot_id,
            thread_ts=thread_ts,
            only_for=only_for,
            files=files or [],
            metadata=metadata,
        )
        slack.workspace.add_message(message)
    if not only_for:
        events.message_posted(slack, message)
    return message


def rewrite(
    slack: Slack,
    message: Message,
    *,
    text: str | None,
    blocks: list[Payload] | None,
    metadata: Payload | None = None,
) -> None:
    """Text alone takes the blocks away; neither leaves both; an edit with blocks carries no mark.

    Without metadata those that were there stay; an empty object takes them away.
    """
    with slack.lock:
        before = payloads.message(slack, message)
        if text is not None:
            message.text = text
            message.blocks = with_ids(slack, blocks or [])
            message.edited = not blocks
        if metadata is not None:
            message.metadata = metadata or None
        message.entries = {
            person: kept(entries, message.blocks) for person, entries in message.entries.items()
        }
        message.app_error = None
        slack.workspace.note("channel", channel=message.channel, person=message.only_for)
    if not message.only_for:
        events.message_changed(slack, message, before)


def remove(slack: Slack, message: Message) -> None:
    slack.workspace.remove_message(message)
    if not message.only_for:
        events.message_deleted(slack, message)


def checked(body: Payload) -> tuple[str, list[Payload]]:
    """The text and blocks of an answer, after the rules about messages."""
    if body.get("attachments"):
        raise SlackError(
            "invalid_attachments",
            messages=["[ERROR] the sandbox shows blocks only [json-pointer:/attachments]"],
        )
    rules.check_message(text=body.get("text"), blocks=body.get("blocks"))
    return str(body["text"]), body.get("blocks") or []


def with_flags(value: Any) -> Any:
    """A deep copy in which texts and inputs state what the app left to Slack's defaults."""
    if isinstance(value, list):
        return [with_flags(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: with_flags(item) for key, item in value.items()}
    return {**copy, **FLAGS.get(str(copy.get("type")), {}), **copy}


def _flat(blocks: list[Payload]) -> list[Payload]:
    inner = [child for block in blocks for _, child in nested(block)]
    return blocks + (_flat(inner) if inner else [])


def _fill_block_ids(slack: Slack, blocks: list[Payload]) -> None:
    for block in _flat(blocks):
        if not block.get("block_id"):
            block["block_id"] = slack.workspace.new_id("b")


def _fill_action_id(slack: Slack, element: Payload | None) -> None:
    if element is not None and element.get("type") in ACTION_TYPES and not element.get("action_id"):
        element["action_id"] = slack.workspace.new_id("a")
