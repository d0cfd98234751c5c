"""A letter as the bytes that go to a mail server."""

import base64
import mimetypes
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from models import OutboxMessage, Person
from models.letters import Letter
from models.mail_servers import MailServer
from scheduler.smtp import on_the_wire

ADDRESSES = ("from", "to", "reply-to")
WHOLE = ("list-unsubscribe", "message-id")
"""Headers that would be harmed if they were folded."""
INVITATION = "invite.ics"
_NOT_IN_A_NAME = re.compile(
    r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069<>()\[\]@,;:\\\".]|=\?"
)
LONGEST_FILE_NAME = 60


class _Policy(EmailPolicy):
    """That of mail, which refuses each header with the end of a line in it.

    It folds subjects and names by itself: the library's own folding loses spaces between words in
    other letters, and quotes that keep a name from being read as an address.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in WHOLE:
            return f"{name}: {value}\r\n".encode("ascii")
        if name.lower() == "subject":
            return f"{name}: {_encoded(str(value), name)}\r\n".encode("ascii")
        if name.lower() in ADDRESSES:
            [found] = value.addresses
            shown = f"{_encoded(found.display_name, name)} " if found.display_name else ""
            return f"{name}: {shown}<{found.username}@{found.domain}>\r\n".encode()
        return super().fold_binary(name, value)


def _encoded(text: str, name: str) -> str:
    """Words in other letters as a header holds them; folded where that takes several lines."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep="\r\n")


_PLAIN = _Policy(linesep="\r\n", cte_type="7bit")


def message_id(server: MailServer, mark: str) -> str:
    """The name of a message, the same each time it is sent."""
    return f"<{mark}@{on_the_wire(server.sender).rpartition('@')[2]}>"


def compose(
    letter: Letter, message: OutboxMessage, *, server: MailServer, to: Person, now: datetime
) -> bytes:
    """Plain text and HTML, the entry of a calendar where there is one, and the file of a message
    that is one.
    """
    made = _headed(server, str(to.email), to.name, letter.subject, now)
    made["Message-ID"] = message_id(server, message.mark)
    if letter.unsubscribe:
        made["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    if entry := message.payload.get("calendar"):
        method, text = str(entry["method"]), str(entry["text"])
        made.add_alternative(text, subtype="calendar", params={"method": method})
        made.add_attachment(
            text.encode(), maintype="application", subtype="ics", filename=INVITATION
        )
    if content := message.payload.get("content"):
        _attach(made, str(message.payload["filename"]), base64.b64decode(content))
    return made.as_bytes()


def compose_test(letter: Letter, *, server: MailServer, now: datetime, mark: str) -> bytes:
    """To the address from which Convene writes."""
    made = _headed(server, server.sender, server.sender_name, letter.subject, now)
    made["Message-ID"] = message_id(server, mark)
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    return made.as_bytes()


def _headed(
    server: MailServer, address: str, name: str, subject: str, now: datetime
) -> EmailMessage:
    made = EmailMessage(policy=_PLAIN)
    made["From"] = _named(server.sender_name, server.sender)
    made["To"] = _named(name, address)
    if server.reply_to:
        made["Reply-To"] = _named("", server.reply_to)
    made["Subject"] = subject
    made["Date"] = now
    # So that whoever is away answers nobody: no answer of a machine is read, and none is given.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    return made


def _named(name: str, address: str) -> Address:
    """Without what has a meaning in addresses: a name in which that stands reads well without."""
    shown = " ".join(_NOT_IN_A_NAME.sub(" ", name).split())[:LONGEST_FILE_NAME].strip()
    local, _, domain = on_the_wire(address).rpartition("@")
    return Address(shown, local, domain)


def _attach(made: EmailMessage, filename: str, content: bytes) -> None:
    guessed = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    main, _, sub = guessed.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=filename)
