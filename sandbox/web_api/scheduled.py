"""chat.scheduleMessage and its companions: messages for later."""

from typing import Any

from sandbox import payloads, posting, scheduled_messages
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api import contents, places
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Scheduled

Payload = dict[str, Any]
LAST = 2**53


def schedule(slack: Slack, args: Arguments) -> Payload:
    channel = places.writable(slack, places.named(slack, args.needed("channel")))
    text, blocks = contents.content(args)
    row = scheduled_messages.schedule(
        slack,
        channel,
        _moment(args),
        text=text,
        blocks=posting.with_ids(slack, blocks),
        thread_ts=contents.thread(slack, channel, args),
        metadata=contents.metadata(args),
    )
    return {
        "scheduled_message_id": row.id,
        "channel": channel.id,
        "post_at": row.post_at,
        "message": payloads.delayed_message(slack, row),
    }


def take_back(slack: Slack, args: Arguments) -> Payload:
    channel = places.known(slack, args.needed("channel"))
    scheduled_messages.take_back(slack, channel, args.needed("scheduled_message_id"))
    return {}


def list_(slack: Slack, args: Arguments) -> Payload:
    """What still waits, soonest first;
    of one channel where it is named, and within `oldest` and `latest`.
    """
    channel = places.known(slack, args.needed("channel")).id if "channel" in args else None
    oldest, latest = args.number("oldest", 0), args.number("latest", LAST)
    if oldest > latest:
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] is after latest [json-pointer:/oldest]"]
        )
    rows = sorted(slack.workspace.scheduled.values(), key=lambda row: row.post_at)
    found = [r for r in rows if channel in (None, r.channel) and oldest <= r.post_at <= latest]
    page, more = args.page(found)
    return {"scheduled_messages": [_waiting(row) for row in page], **more}


def _waiting(row: Scheduled) -> Payload:
    return {
        "id": row.id,
        "channel_id": row.channel,
        "post_at": row.post_at,
        "date_created": row.created,
        "text": row.text,
    }


def _moment(args: Arguments) -> int:
    try:
        return int(args.needed("post_at"))
    except ValueError:
        raise SlackError("invalid_time") from None
