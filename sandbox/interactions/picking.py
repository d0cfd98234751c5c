"""People and channels that a person may pick in a menu:
they exist, are seen, and pass its filter.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.errors import Declined
from sandbox.interactions.uploads import may_hand_in
from sandbox.slack import Slack
from sandbox.workspace import Channel, User

Payload = dict[str, Any]


def check(slack: Slack, person: User, element: Payload, chosen: Payload) -> None:
    """Declines what the menu would not have offered."""
    kind = element["type"].removeprefix("multi_")
    may_pick = MENUS.get(kind)
    if may_pick is None:
        return
    for picked in _picked(chosen):
        if not may_pick(slack, person, element, picked):
            raise Declined(*_words(kind, picked))


def _words(kind: str, picked: str) -> tuple[str, str]:
    if kind == "file_input":
        return (
            "invalid_file",
            "This file is larger than 10 MB, or not of a kind that is asked for here.",
        )
    return "option_not_found", f"“{picked}” is not one of the choices."


def _picked(chosen: Payload) -> Iterator[str]:
    for key, value in chosen.items():
        if (key.startswith("selected_") or key == "files") and value:
            yield from value if isinstance(value, list) else [value]


def _somebody(slack: Slack, _: User, __: Payload, picked: str) -> bool:
    person = slack.person(picked)
    return person is not None and not person.deleted


def _public_channel(slack: Slack, person: User, _: Payload, picked: str) -> bool:
    channel = slack.workspace.channels.get(picked)
    return channel is not None and channel.is_open_to_all and _is_seen(slack, person, channel)


def _conversation(slack: Slack, person: User, element: Payload, picked: str) -> bool:
    channel = slack.workspace.channels.get(picked)
    if channel is None or not _is_seen(slack, person, channel):
        return False
    rules = element.get("filter") or {}
    with_bot = channel.kind == "im" and slack.bot.user_id in channel.members
    if rules.get("exclude_bot_users") and with_bot:
        return False
    return _sort(channel) in (rules.get("include") or SORTS)


def _is_seen(slack: Slack, person: User, channel: Channel) -> bool:
    return not channel.is_archived and slack.workspace.may_see(person.id, channel)


def _sort(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "private" if channel.is_private else "public"


SORTS = ("im", "mpim", "private", "public")
MENUS: dict[str, Callable[[Slack, User, Payload, str], bool]] = {
    "users_select": _somebody,
    "channels_select": _public_channel,
    "conversations_select": _conversation,
    "file_input": may_hand_in,
}
