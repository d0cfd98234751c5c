"""files.*: uploads in three steps, kept in the sandbox and shared into channels."""

import base64
from typing import Any

from sandbox import posting, rules
from sandbox.errors import SlackError
from sandbox.filing import file as described
from sandbox.slack import Slack
from sandbox.web_api import contents, places
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Channel, File

Payload = dict[str, Any]
MOST_ALT_TEXT = 1000


def get_upload_url(slack: Slack, args: Arguments) -> Payload:
    name, size = args.needed("filename"), args.number("length", 0)
    if size <= 0:
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] must be more than 0 [json-pointer:/length]"]
        )
    alt_txt = args.text("alt_txt") or ""
    if len(alt_txt) > MOST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = File(
        slack.workspace.new_id("F"),
        name,
        slack.bot.user_id,
        alt_txt=alt_txt,
        size=size,
        created=int(slack.now()),
    )
    slack.workspace.files[file.id] = file
    return {"upload_url": f"{slack.address}/upload/{file.id}", "file_id": file.id}


def receive(slack: Slack, file_id: str, content: bytes) -> bool:
    file = slack.workspace.files.get(file_id)
    if file is None or file.content or len(content) != file.size:
        return False
    file.content = base64.b64encode(content).decode()
    return True


def may_download(slack: Slack, authorization: str) -> bool:
    shown = authorization.removeprefix("Bearer ")
    is_app = shown == slack.secrets.bot_token and not slack.shut_out
    return is_app and "files:read" in slack.manifest.scopes


def complete_upload(slack: Slack, args: Arguments) -> Payload:
    files = [_uploaded(slack, row) for row in args.objects("files")]
    targets = [*args.names("channels"), *args.names("channel_id")]
    for channel in [places.writable(slack, target) for target in targets]:
        _share(slack, files, channel, args)
    return {"files": [described(slack, file) for file in files]}


def info(slack: Slack, args: Arguments) -> Payload:
    file = slack.workspace.files.get(args.needed("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": described(slack, file)}


def _uploaded(slack: Slack, row: Payload) -> File:
    """A file that the app has sent; those that people handed in are not its own to share."""
    file = slack.workspace.files.get(str(row.get("id")))
    if file is None or not file.content or file.user != slack.bot.user_id:
        raise SlackError("file_not_found")
    file.title = str(row.get("title") or file.name)
    return file


def _share(slack: Slack, files: list[File], channel: Channel, args: Arguments) -> None:
    blocks = args.structure("blocks", "invalid_blocks_format") or []
    rules.check_blocks(blocks)
    thread_ts = contents.thread(slack, channel, args)
    for file in files:
        file.shared_in.append(channel.id)
    posting.post(
        slack,
        channel,
        text=args.text("initial_comment") or "",
        blocks=blocks,
        thread_ts=thread_ts,
        files=[file.id for file in files],
    )
