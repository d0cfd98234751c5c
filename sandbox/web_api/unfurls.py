"""chat.unfurl: what the app shows of links that people wrote."""

from typing import Any

from sandbox import events, payloads, posting, rules, unfurling
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Message

Payload = dict[str, Any]


def unfurl(slack: Slack, args: Arguments) -> Payload:
    """The same message once more changes what is shown of it."""
    unfurls = _unfurls(args)
    message = _named_by_id(slack, args) if _has_id(args) else _named_by_ts(slack, args)
    for url, content in unfurls.items():
        _check(slack, message, url, content)
    with slack.lock:
        before = payloads.message(slack, message)
        for url, content in unfurls.items():
            blocks = posting.with_ids(slack, content.get("blocks") or [])
            message.unfurls[url] = {**content, "blocks": blocks} if blocks else content
        slack.workspace.note("channel", channel=message.channel)
    events.message_changed(slack, message, before)
    return {}


def _unfurls(args: Arguments) -> dict[str, Payload]:
    if "unfurls" not in args:
        raise SlackError("missing_unfurls")
    given = args.structure("unfurls", "invalid_unfurls_format")
    if not isinstance(given, dict) or not all(
        isinstance(content, dict) for content in given.values()
    ):
        raise SlackError("invalid_unfurls_format")
    return given


def _has_id(args: Arguments) -> bool:
    return "unfurl_id" in args or "source" in args


def _named_by_id(slack: Slack, args: Arguments) -> Message:
    for name in ("unfurl_id", "source"):
        if name not in args:
            raise SlackError(f"missing_{name}")
    if args.text("source") != "conversations_history":
        raise SlackError("invalid_source")
    everywhere = (m for messages in slack.workspace.messages.values() for m in messages)
    wanted = args.text("unfurl_id")
    return _found(next((m for m in everywhere if unfurling.unfurl_id(m) == wanted), None))


def _named_by_ts(slack: Slack, args: Arguments) -> Message:
    for name in ("channel", "ts"):
        if name not in args:
            raise SlackError(f"missing_{name}")
    channel = slack.workspace.channels.get(args.needed("channel"))
    if channel is None:
        raise SlackError("cannot_find_channel")
    return _found(slack.workspace.message(channel.id, args.needed("ts")))


def _found(message: Message | None) -> Message:
    if message is None or message.only_for:
        raise SlackError("cannot_find_message")
    return message


def _check(slack: Slack, message: Message, url: str, content: Payload) -> None:
    if not unfurling.is_own(slack, url):
        raise SlackError("cannot_unfurl_url")
    if url not in unfurling.links(message):
        raise SlackError("cannot_unfurl_message")
    if "blocks" in content:
        rules.check_blocks(content["blocks"])
    elif not content.get("title") and not content.get("text"):
        raise SlackError("cannot_parse_attachment")
