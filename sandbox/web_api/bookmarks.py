"""bookmarks.*: the links above a channel, as far as an app may put them there."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api import places
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Bookmark, Channel

Payload = dict[str, Any]
MOST_BOOKMARKS = 100


def add(slack: Slack, args: Arguments) -> Payload:
    channel = _changeable(slack, args)
    title = args.needed("title")
    if args.needed("type") != "link":
        raise SlackError("invalid_bookmark_type")
    link = _link(args.text("link") or "")
    with slack.lock:
        if len(channel.bookmarks) >= MOST_BOOKMARKS:
            raise SlackError("too_many_bookmarks")
        made = Bookmark(
            slack.workspace.new_id("Bk"), title, link, slack.bot.user_id, int(slack.now())
        )
        channel.bookmarks.append(made)
        slack.workspace.note("world")
    return {"bookmark": _payload(slack, channel, made)}


def edit(slack: Slack, args: Arguments) -> Payload:
    channel = _changeable(slack, args)
    found = _named(channel, args)
    link = _link(args.text("link") or "") if "link" in args else found.link
    with slack.lock:
        found.title, found.link = args.text("title") or found.title, link
        found.updated_by, found.updated = slack.bot.user_id, int(slack.now())
        slack.workspace.note("world")
    return {"bookmark": _payload(slack, channel, found)}


def list_(slack: Slack, args: Arguments) -> Payload:
    channel = places.known(slack, args.needed("channel_id"))
    return {"bookmarks": [_payload(slack, channel, found) for found in channel.bookmarks]}


def remove(slack: Slack, args: Arguments) -> Payload:
    channel = _changeable(slack, args)
    with slack.lock:
        channel.bookmarks.remove(_named(channel, args))
        slack.workspace.note("world")
    return {}


def _changeable(slack: Slack, args: Arguments) -> Channel:
    """A channel that the app is in; no others, and no archived ones, take bookmarks from it."""
    channel = places.known(slack, args.needed("channel_id"))
    if channel.is_archived or slack.bot.user_id not in channel.members:
        raise SlackError("permission_denied")
    return channel


def _named(channel: Channel, args: Arguments) -> Bookmark:
    wanted = args.needed("bookmark_id")
    found = next((row for row in channel.bookmarks if row.id == wanted), None)
    if found is None:
        raise SlackError("not_found")
    return found


def _link(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise SlackError("invalid_link")
    return text


def _payload(slack: Slack, channel: Channel, source: Bookmark) -> Payload:
    return {
        "id": source.id,
        "channel_id": channel.id,
        "title": source.title,
        "link": source.link,
        "emoji": "",
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": source.created,
        "date_updated": source.updated,
        "rank": "",
        "last_updated_by_user_id": source.updated_by,
        "last_updated_by_team_id": slack.team.id,
        "shortcut_id": None,
        "app_id": None,
    }
