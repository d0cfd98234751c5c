"""Slack's notation in stored text: what is escaped, and the tokens for people and channels."""

import html
import re
from collections.abc import Callable
from typing import Any

MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>")
# What ends a sentence ends the link.
LINK = re.compile(r"""(?<![<|])\bhttps?://[^\s<>]*[^\s<>.,;:!?)'"]""")
MENTION_OR_LINK = re.compile(f"{MENTION.pattern}|{LINK.pattern}")
TOKEN = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


def rich_text(text: str, block_id: str) -> dict[str, Any]:
    """The block that Slack's client makes of typed text:
    plain pieces, people, channels and links.
    """
    pieces: list[dict[str, Any]] = []
    end = 0
    for match in TOKEN.finditer(text):
        pieces += [_plain(text[end : match.start()]), _piece(match)]
        end = match.end()
    pieces.append(_plain(text[end:]))
    section = {
        "type": "rich_text_section",
        "elements": [piece for piece in pieces if piece.get("text") != ""],
    }
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": html.unescape(text)}


def _piece(match: re.Match[str]) -> dict[str, Any]:
    if match["sign"] == "@":
        return {"type": "user", "user_id": match["target"]}
    if match["sign"] == "#":
        return {"type": "channel", "channel_id": match["target"]}
    if match["sign"] == "!":
        return {"type": "broadcast", "range": match["target"]}
    return {"type": "link", "url": html.unescape(match["target"])}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_around(text: str, token: re.Pattern[str], keep: Callable[[re.Match[str]], str]) -> str:
    """The text escaped, except for the tokens, each of which becomes what `keep` makes of it."""
    pieces, end = [], 0
    for match in token.finditer(text):
        pieces += [escaped(text[end : match.start()]), keep(match)]
        end = match.end()
    return "".join([*pieces, escaped(text[end:])])
