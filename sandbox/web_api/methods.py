"""The table of methods: what each does, which scopes it takes, with which token, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.rates import SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4, Rate
from sandbox.slack import Slack
from sandbox.web_api import (
    bookmarks,
    chat,
    conversations,
    files,
    permissions,
    reactions,
    scheduled,
    unfurls,
    users,
    views,
    workspaces,
)
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.permissions import any_of

Payload = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """`scopes` names those of which any one opens the method; some then ask for that of the
    channel.

    `wants` is the kind of token the method takes.
    """

    function: Callable[[Slack, Arguments], Payload]
    rate: Rate
    scopes: tuple[str, ...] = ()
    wants: str = "bot"


READ = any_of(permissions.READ)
HISTORY = any_of(permissions.HISTORY)
CREATE = ("channels:manage", "groups:write")
INVITE = any_of(permissions.INVITE)
TOPIC = any_of(permissions.TOPIC)
WRITE = ("chat:write",)
BOOKMARK = ("bookmarks:write",)
PEOPLE = ("users:read",)

METHODS: dict[str, Method] = {
    "api.test": Method(workspaces.api_test, TIER_4, wants="none"),
    "apps.connections.open": Method(workspaces.connections_open, TIER_1, wants="app"),
    "auth.test": Method(workspaces.auth_test, SPECIAL),
    "blocks.validate": Method(workspaces.blocks_validate, TIER_3, wants="none"),
    "bookmarks.add": Method(bookmarks.add, TIER_2, BOOKMARK),
    "bookmarks.edit": Method(bookmarks.edit, TIER_2, BOOKMARK),
    "bookmarks.list": Method(bookmarks.list_, TIER_3, ("bookmarks:read",)),
    "bookmarks.remove": Method(bookmarks.remove, TIER_2, BOOKMARK),
    "bots.info": Method(workspaces.bots_info, TIER_3, PEOPLE),
    "chat.delete": Method(chat.delete, TIER_3, WRITE),
    "chat.deleteScheduledMessage": Method(scheduled.take_back, TIER_3, WRITE),
    "chat.getPermalink": Method(chat.get_permalink, SPECIAL),
    "chat.postEphemeral": Method(chat.post_ephemeral, TIER_4, WRITE),
    "chat.postMessage": Method(chat.post_message, SPECIAL, WRITE),
    "chat.scheduleMessage": Method(scheduled.schedule, TIER_3, WRITE),
    "chat.scheduledMessages.list": Method(scheduled.list_, TIER_3),
    "chat.unfurl": Method(unfurls.unfurl, TIER_3, ("links:write",)),
    "chat.update": Method(chat.update, TIER_3, WRITE),
    "conversations.archive": Method(conversations.archive, TIER_2, CREATE),
    "conversations.close": Method(conversations.close, TIER_2, ("im:write", "mpim:write")),
    "conversations.create": Method(conversations.create, TIER_2, CREATE),
    "conversations.history": Method(conversations.history, TIER_3, HISTORY),
    "conversations.info": Method(conversations.info, TIER_3, READ),
    "conversations.invite": Method(conversations.invite, TIER_3, INVITE),
    "conversations.join": Method(conversations.join, TIER_3, ("channels:join",)),
    "conversations.kick": Method(conversations.kick, TIER_3, CREATE),
    "conversations.leave": Method(conversations.leave, TIER_3, CREATE),
    "conversations.list": Method(conversations.list_, TIER_2, READ),
    "conversations.members": Method(conversations.members_, TIER_4, READ),
    "conversations.open": Method(conversations.open_, TIER_3, ("im:write", "mpim:write")),
    "conversations.rename": Method(conversations.rename, TIER_2, CREATE),
    "conversations.replies": Method(conversations.replies, TIER_3, HISTORY),
    "conversations.setPurpose": Method(conversations.set_purpose, TIER_2, TOPIC),
    "conversations.setTopic": Method(conversations.set_topic, TIER_2, TOPIC),
    "conversations.unarchive": Method(conversations.unarchive, TIER_2, CREATE),
    "files.completeUploadExternal": Method(files.complete_upload, TIER_4, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, TIER_4, ("files:write",)),
    "files.info": Method(files.info, TIER_4, ("files:read",)),
    "reactions.add": Method(reactions.add, TIER_3, ("reactions:write",)),
    "reactions.get": Method(reactions.get, TIER_3, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, TIER_2, ("reactions:write",)),
    "team.info": Method(workspaces.team_info, TIER_3, ("team:read",)),
    "users.conversations": Method(users.conversations, TIER_3, READ),
    "users.info": Method(users.info, TIER_4, PEOPLE),
    "users.list": Method(users.list_, TIER_2, PEOPLE),
    "users.lookupByEmail": Method(users.lookup_by_email, TIER_3, ("users:read.email",)),
    "views.open": Method(views.open_, TIER_4),
    "views.publish": Method(views.publish, TIER_4),
    "views.push": Method(views.push, TIER_4),
    "views.update": Method(views.update, TIER_4),
}
