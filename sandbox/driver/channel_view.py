"""A channel as a story looks at it."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack import Slack
from sandbox.ui import reads
from sandbox.workspace import Channel

Payload = dict[str, Any]


@dataclass(frozen=True)
class ChannelView:
    """A channel as everybody in it sees it."""

    slack: Slack
    channel: Channel

    @property
    def id(self) -> str:
        return self.channel.id

    @property
    def messages(self) -> list[Payload]:
        """Oldest first, threads included, without ephemerals."""
        found = self.slack.workspace.messages.get(self.channel.id, [])
        return [reads.message(self.slack, m, "") for m in found if m.only_for is None]
