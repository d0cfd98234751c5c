"""A message as it was posted in Slack, as plain lines."""

import html
import re
from typing import Any

from sqlmodel import Session

from models.outbox import OutboxMessage
from models.stories import is_story_block
from services import people

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE = re.compile(r"<(?:mailto:|[#!])?([^<>|]*)>")
_MARKED = re.compile(r"(?<!\w)([*_~`])(\S(?:[^\n]*?\S)?)\1(?!\w)")


def plain_digest(session: Session, sent: OutboxMessage | None) -> list[str]:
    """The lines of the digest that was posted last; none where there is none, or where its words
    are not kept any more. A story of the week is left out: whoever reads the page may be none of
    those for whom it is.
    """
    if sent is None:
        return []
    blocks = [block for block in sent.payload.get("blocks", []) if not is_story_block(block)]
    texts = [text for block in blocks for text in _texts(block)]
    return [_plain(session, line) for text in texts for line in text.split("\n") if line.strip()]


def _texts(block: dict[str, Any]) -> list[str]:
    match block.get("type"):
        case "section" | "header":
            found = [block.get("text"), *block.get("fields", [])]
        case "context":
            found = block.get("elements", [])
        case _:
            found = []
    return [str(item["text"]) for item in found if isinstance(item, dict) and "text" in item]


def _plain(session: Session, text: str) -> str:
    def named(found: re.Match[str]) -> str:
        person = people.by_slack_id(session, found[1])
        return person.name if person else "somebody"

    words = _BARE.sub(r"\1", _LABELLED.sub(r"\1", _MENTION.sub(named, text)))
    return html.unescape(_MARKED.sub(r"\2", words))
