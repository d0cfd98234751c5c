"""Links to the app's domains, told wherever a person wrote them."""

from typing import Any

from sandbox import unfurling
from sandbox.events.subscribed import emit
from sandbox.slack import Slack
from sandbox.workspace import Message


def link_shared(slack: Slack, message: Message) -> None:
    found = unfurling.own_links(slack, message)
    if not found:
        return
    event: dict[str, Any] = {
        "type": "link_shared",
        "user": message.user,
        "channel": message.channel,
        "message_ts": message.ts,
        "unfurl_id": unfurling.unfurl_id(message),
        "source": "conversations_history",
        "is_bot_user_member": slack.bot.user_id
        in slack.workspace.channels[message.channel].members,
        "links": found,
        "event_ts": slack.new_ts(),
    }
    emit(
        slack,
        "link_shared",
        event | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    )
