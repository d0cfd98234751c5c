"""People as the page shows them, and who may look at it."""

import zlib
from typing import Any

from sandbox.interactions.requests import actor
from sandbox.slack import Slack
from sandbox.workspace import SandboxMailbox, User

Payload = dict[str, Any]
COLOURS = (
    "#7a4e2d",
    "#2f6f62",
    "#4b5fa8",
    "#8a3f5c",
    "#5d6b2f",
    "#6a4a9c",
    "#a0522d",
    "#2b6a8f",
    "#7b5a00",
    "#44606e",
)


def reader(slack: Slack, person_id: str) -> User:
    """Somebody of the workspace, or whoever holds a mailbox and has no account there."""
    mailbox = slack.workspace.mailboxes.get(person_id)
    return correspondent(mailbox) if mailbox else actor(slack, person_id)


def correspondent(mailbox: SandboxMailbox) -> User:
    """The holder of a mailbox, whose id is the address; such a person is in no channel."""
    address = mailbox.address
    name = mailbox.name or address
    return User(address, address, name, mailbox.title, email=address, tz=mailbox.tz)


def person(source: User) -> Payload:
    words = source.real_name.split()
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"
    return {
        "id": source.id,
        "name": source.real_name,
        "username": source.name,
        "title": source.title,
        "email": source.email,
        "tz": source.tz,
        "is_guest": source.is_guest,
        "is_bot": source.is_bot,
        "deleted": source.deleted,
        "initials": initials,
        "avatar": COLOURS[zlib.crc32(source.id.encode()) % len(COLOURS)],
    }
