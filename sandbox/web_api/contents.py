"""What a message of the app says: its text, blocks, metadata and thread, read and checked."""

from typing import Any

from sandbox import rules
from sandbox.errors import SlackError
from sandbox.rules.surfaces import MARKDOWN_CHARACTERS
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Channel

Payload = dict[str, Any]


def metadata(args: Arguments, *, may_be_empty: bool = False) -> Payload | None:
    given: Payload | None = args.structure("metadata", "invalid_metadata_format")
    if not (may_be_empty and given == {}):
        rules.check_metadata(given)
    return given


def change(args: Arguments) -> tuple[str | None, list[Payload]]:
    """What an edit says; nothing where it leaves text and blocks as they are."""
    is_told = any(name in args for name in ("text", "blocks", "markdown_text", "attachments"))
    return content(args) if is_told else (None, [])


def content(args: Arguments) -> tuple[str, list[Payload]]:
    if args.structure("attachments"):
        raise SlackError(
            "invalid_attachments",
            messages=["[ERROR] the sandbox shows blocks only [json-pointer:/attachments]"],
        )
    blocks = args.structure("blocks", "invalid_blocks_format")
    text = args.text("text")
    if "markdown_text" in args:
        return _marked_down(args, alone=text is None and blocks is None)
    rules.check_message(text=text, blocks=blocks)
    return text or "", blocks or []


def _marked_down(args: Arguments, *, alone: bool) -> tuple[str, list[Payload]]:
    """Standard Markdown in place of text and blocks; Slack shows it as a block of that kind."""
    if not alone:
        raise SlackError("markdown_text_conflict")
    text = args.needed("markdown_text")
    if len(text) > MARKDOWN_CHARACTERS:
        says = f"must be less than {MARKDOWN_CHARACTERS + 1} characters"
        raise SlackError("msg_too_long", messages=[f"[ERROR] {says} [json-pointer:/markdown_text]"])
    return text, [{"type": "markdown", "text": text}]


def thread(slack: Slack, channel: Channel, args: Arguments) -> str | None:
    thread_ts = args.text("thread_ts")
    if thread_ts and slack.workspace.message(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    return thread_ts
