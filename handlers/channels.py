"""What Slack knows of a channel, asked before a unit of work is opened."""

from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from services.errors import Invalid

INVITE = "I cannot see that channel. Open it, type `/invite @Convene`, and send the form again."
CHANNEL_FIELD = "channel"


@dataclass(frozen=True)
class Channel:
    """A channel that a group can work in."""

    id: str
    name: str
    is_private: bool


class Channels:
    """Looks channels up, and joins public ones so that messages can be posted there.

    Never within a unit of work.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def __call__(self, channel_id: str) -> Channel:
        """Raises ``Invalid`` on the channel field where I could not post there."""
        try:
            found = self._client.conversations_info(channel=channel_id)["channel"]
            if not found.get("is_member") and not found.get("is_private"):
                self._client.conversations_join(channel=channel_id)
        except SlackApiError as error:
            if error.response.get("error") not in (
                "channel_not_found",
                "is_archived",
                "missing_scope",
            ):
                raise
            raise Invalid(INVITE, field=CHANNEL_FIELD) from None
        if found.get("is_archived"):
            raise Invalid("That channel is archived. Choose another one.", field=CHANNEL_FIELD)
        if found.get("is_private") and not found.get("is_member"):
            raise Invalid(INVITE, field=CHANNEL_FIELD)
        return Channel(found["id"], found["name"], bool(found.get("is_private")))

    def link(self, channel_id: str, ts: str) -> str:
        """The address of a message; empty where I cannot see it."""
        try:
            return str(
                self._client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"]
            )
        except SlackApiError as error:
            if error.response.get("error") not in ("channel_not_found", "message_not_found"):
                raise
            return ""
