"""People, channels and values as a story names them."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sandbox.mrkdwn import rich_text
from sandbox.rules.objects import all_options
from sandbox.slack import Slack
from sandbox.workspace import Channel, User

Payload = dict[str, Any]


def person(slack: Slack, who: str) -> User:
    """By id, user name, real name, or a first name that only one person has."""
    people = list(slack.workspace.people.values())
    for candidate in people:
        if who in (candidate.id, candidate.name, candidate.real_name):
            return candidate
    matches = [candidate for candidate in people if _first(candidate) == who]
    if len(matches) != 1:
        raise LookupError(f"There is no person, or more than one, called {who!r}.")
    return matches[0]


def channel(slack: Slack, name: str, reader: User | None = None) -> Channel:
    """By id or name; "app" is the reader's direct message with the app."""
    if name == "app" and reader:
        return slack.workspace.direct_message(reader.id, slack.bot.user_id)
    found = slack.workspace.channels.get(name) or slack.workspace.channel_named(
        name.removeprefix("#")
    )
    if found is None:
        raise LookupError(f"There is no channel {name!r}.")
    return found


def mentioned(slack: Slack, text: str) -> str:
    """Typed names as mentions; longest first, so that `@Ann Lee` is not read as `@Ann`."""
    people = list(slack.workspace.people.values())
    sharing = Counter(_first(user) for user in people)
    unshared = {
        f"@{_first(user)}": f"<@{user.id}>" for user in people if sharing[_first(user)] == 1
    }
    names = unshared | {
        f"@{name}": f"<@{user.id}>" for user in people for name in (user.real_name, user.name)
    }
    channels = list(slack.workspace.channels.values())
    names |= {f"#{place.name}": f"<#{place.id}>" for place in channels if place.name}
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w<])(?:{longest_first})(?!\w)", lambda match: names[match[0]], text)


def named(slack: Slack, text: str) -> str:
    """Mentions as names."""
    for user in list(slack.workspace.people.values()):
        text = text.replace(f"<@{user.id}>", f"@{user.real_name}")
    for place in list(slack.workspace.channels.values()):
        text = text.replace(f"<#{place.id}>", f"#{place.name}")
    return text


@dataclass(frozen=True)
class Upload:
    """A file that somebody hands in with a form."""

    name: str
    content: bytes


def value(slack: Slack, element: Payload, given: Any, offered: list[Payload]) -> Any:
    """What the page would send for a value as a story writes it."""
    if isinstance(given, list | tuple | set):
        return [value(slack, element, item, offered) for item in given]
    if isinstance(given, datetime):
        return int(given.timestamp())
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, time):
        return f"{given:%H:%M}"
    return None if given is None else _single(slack, element, given, offered)


def _first(user: User) -> str:
    return user.real_name.partition(" ")[0]


def _single(slack: Slack, element: Payload, given: Any, offered: list[Payload]) -> Any:
    kind = element["type"].removeprefix("multi_")
    if kind == "users_select":
        return person(slack, given).id
    if kind in ("channels_select", "conversations_select"):
        return channel(slack, given).id
    if kind == "rich_text_input":
        return {"type": "rich_text", "elements": rich_text(str(given), "")["elements"]}
    if kind.endswith("_text_input") or kind == "number_input":
        return str(given)
    for option in [*all_options(element), *offered]:
        if given in (option["text"]["text"], option.get("value")):
            return option["value"]
    return given
