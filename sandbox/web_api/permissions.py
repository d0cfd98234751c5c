"""Scopes by the kind of conversation: what opens public channels opens no private ones."""

from collections.abc import Mapping

from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Channel

Scopes = Mapping[str, tuple[str, ...]]

# For each kind the scopes of which any one is enough.
READ = {
    "public_channel": ("channels:read",),
    "private_channel": ("groups:read",),
    "im": ("im:read",),
    "mpim": ("mpim:read",),
}
HISTORY = {
    "public_channel": ("channels:history",),
    "private_channel": ("groups:history",),
    "im": ("im:history",),
    "mpim": ("mpim:history",),
}
MANAGE = {
    "public_channel": ("channels:manage",),
    "private_channel": ("groups:write",),
    "im": ("im:write",),
    "mpim": ("mpim:write",),
}
INVITE = {
    "public_channel": ("channels:write.invites", "channels:manage"),
    "private_channel": ("groups:write.invites", "groups:write"),
}
TOPIC = {
    "public_channel": ("channels:write.topic", "channels:manage"),
    "private_channel": ("groups:write.topic", "groups:write"),
    "im": ("im:write.topic", "im:write"),
    "mpim": ("mpim:write.topic", "mpim:write"),
}
KINDS = tuple(READ)


def kind(channel: Channel) -> str:
    """Slack's word for it in the argument `types`."""
    if channel.kind != "channel":
        return channel.kind
    return "private_channel" if channel.is_private else "public_channel"


def any_of(table: Scopes) -> tuple[str, ...]:
    """The scopes with which a method may be called at all."""
    return tuple(scope for scopes in table.values() for scope in scopes)


def need(slack: Slack, scopes: tuple[str, ...]) -> None:
    """Raises `missing_scope` unless one of these is granted."""
    granted = slack.manifest.scopes
    if scopes and not set(scopes) & set(granted):
        raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(granted))


def need_for(slack: Slack, table: Scopes, channel: Channel) -> None:
    need(slack, table.get(kind(channel), ()))
