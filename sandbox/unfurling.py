"""Links in messages, and what the app shows of those to its own domains."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from sandbox.slack import Slack
from sandbox.workspace import Message

Payload = dict[str, Any]
LINK = re.compile(r"<(https?://[^<>|]+)(?:\|[^<>]*)?>")


def links(message: Message) -> list[str]:
    return [html.unescape(match[1]) for match in LINK.finditer(message.text)]


def own_links(slack: Slack, message: Message) -> list[Payload]:
    """The links to domains of the app's manifest, each with its domain."""
    found = [(url, _domain(slack, url)) for url in links(message)]
    return [{"url": url, "domain": domain} for url, domain in found if domain]


def is_own(slack: Slack, url: str) -> bool:
    return _domain(slack, url) is not None


def unfurl_id(message: Message) -> str:
    secret = uuid5(NAMESPACE_URL, f"unfurl/{message.channel}/{message.ts}").hex
    return f"{message.channel}.{message.ts}.{secret}"


def attachments(slack: Slack, message: Message) -> Iterator[Payload]:
    """What is shown of the links, as Slack tells it beside the message."""
    for number, (url, content) in enumerate(message.unfurls.items(), 1):
        yield {
            "id": number,
            "fallback": content.get("fallback") or "[no preview available]",
            **{key: value for key, value in content.items() if key != "fallback"},
            "bot_id": slack.bot.bot_id,
            "app_unfurl_url": url,
            "is_app_unfurl": True,
            "app_id": slack.bot.app_id,
        }


def blocks(message: Message) -> list[Payload]:
    return [block for content in message.unfurls.values() for block in content.get("blocks") or []]


def _domain(slack: Slack, url: str) -> str | None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    domains = slack.manifest.unfurl_domains
    return next((d for d in domains if host == d or host.endswith(f".{d}")), None)
