"""Slack's notation in stored text: what is escaped, and the tokens for people and channels."""

import re
from collections.abc import Callable

MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>")
LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>]+")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_around(text: str, token: re.Pattern[str], keep: Callable[[re.Match[str]], str]) -> str:
    """The text escaped, except for the tokens, each of which becomes what `keep` makes of it."""
    pieces, end = [], 0
    for match in token.finditer(text):
        pieces += [escaped(text[end : match.start()]), keep(match)]
        end = match.end()
    return "".join([*pieces, escaped(text[end:])])
