"""What the page shows of the mailboxes: whose they are, what came, and each letter."""

import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from sandbox.errors import Declined
from sandbox.mail import mailboxes
from sandbox.mail.letter_parts import LetterParts, parts_of
from sandbox.slack import Slack
from sandbox.ui.faces import correspondent, person
from sandbox.workspace import ReceivedLetter, SandboxMailbox

Payload = dict[str, Any]
_UNDERLINES = re.compile(r"^[=-]{3,}\s*$", re.MULTILINE)
"""Of headings in plain text."""
BEGINNING = 140
"""Letters of the text that a list shows."""


def every_mailbox(slack: Slack) -> list[Payload]:
    """By name; each with how many letters it holds, and the person in Slack whose it is."""
    with slack.lock:
        letters = list(slack.workspace.letters.values())
        held = Counter(letter.mailbox for letter in letters)
        unread = Counter(letter.mailbox for letter in letters if not letter.is_read)
        rows = [
            {
                **_holder(slack, mailbox),
                "address": mailbox.address,
                "letters": held[mailbox.address],
                "unread": unread[mailbox.address],
            }
            for mailbox in slack.workspace.mailboxes.values()
        ]
        return sorted(rows, key=lambda row: str(row["name"]).casefold())


def mailbox_letters(slack: Slack, query: Payload) -> Payload:
    """Newest first."""
    address = mailboxes.address_of(query["mailbox"])
    if address not in slack.workspace.mailboxes:
        raise Declined("no_mailbox", "No letter has come for this address yet.")
    with slack.lock:
        return {"mailbox": address, "letters": _rows(slack, address)[::-1]}


def letter(slack: Slack, query: Payload) -> Payload:
    """Reading a letter marks it as read."""
    found = letter_named(slack, query["letter"])
    mailboxes.mark_read(slack, found)
    parts = parts_of(found)
    return {
        **next(row for row in _rows(slack, found.mailbox) if row["id"] == found.id),
        "to": parts.header("To"),
        "reply_to": parts.header("Reply-To"),
        "envelope_sender": found.sender,
        "plain": parts.plain,
        "html": f"/mail/{found.id}/html" if parts.html is not None else None,
        "source": f"/mail/{found.id}/source",
        "attachments": _attachments(found, parts),
        "headers": parts.headers,
    }


def letter_named(slack: Slack, letter_id: str) -> ReceivedLetter:
    found = slack.workspace.letters.get(letter_id)
    if found is None:
        raise Declined("no_letter", "This letter is no longer there.")
    return found


def _holder(slack: Slack, mailbox: SandboxMailbox) -> Payload:
    """Somebody in Slack under the id there; anybody else under the address."""
    in_slack = mailboxes.holder(slack, mailbox.address)
    return {**person(in_slack or correspondent(mailbox)), "in_slack": in_slack is not None}


def _rows(slack: Slack, address: str) -> list[Payload]:
    """Oldest first; a letter that comes again under its Message-ID says so."""
    rows, known = [], set()
    for received in mailboxes.letters_of(slack, address):
        parts = parts_of(received)
        rows.append(_row(received, parts, is_repeated=parts.message_id in known))
        known.add(parts.message_id)
    return rows


def _row(source: ReceivedLetter, parts: LetterParts, *, is_repeated: bool) -> Payload:
    name, address = parts.sender
    return {
        "id": source.id,
        "mailbox": source.mailbox,
        "from": name or address,
        "from_address": address,
        "subject": parts.subject,
        "beginning": " ".join(_UNDERLINES.sub(" ", parts.plain or "").split())[:BEGINNING],
        "received": source.received,
        "is_read": source.is_read,
        "is_repeated": is_repeated,
        "files": sum(not attachment.is_inline for attachment in parts.attachments),
    }


def _attachments(source: ReceivedLetter, parts: LetterParts) -> list[Payload]:
    return [
        {
            "name": attachment.name,
            "kind": attachment.kind,
            "size": len(attachment.content),
            "is_inline": attachment.is_inline,
            "url": f"/mail/{source.id}/attachments/{number}/{quote(attachment.name, safe='')}",
        }
        for number, attachment in enumerate(parts.attachments)
    ]
