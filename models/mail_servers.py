"""The mail server that takes what Convene sends, and the mailbox in which answers come."""

from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How a connection to a mail server is kept from others."""

    TLS = "tls"
    """From its first byte."""
    STARTTLS = "starttls"
    """It begins in plain text, and nothing is said before it is encrypted."""
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """What takes mail by SMTP, and as whom Convene writes."""

    host: str
    port: int
    security: Security
    user: str = ""
    """Empty where the server knows Convene by its address."""
    password: str = field(default="", repr=False)
    sender: str = ""
    """The address from which Convene writes."""
    sender_name: str = ""
    reply_to: str = ""
    """Where answers go; empty for the sender's address."""
    certificates: str = ""
    """A file of the certificates that count, instead of those of the system."""
    patience: float = 10.0
    """Seconds within which each answer has to come; all of them within twice that."""
    last_patience: float = 20.0
    """Seconds within which the answer to the message itself has to come, which takes longest."""


@dataclass(frozen=True)
class Mailbox:
    """What Convene reads by IMAP: bounces, and answers of calendars."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    certificates: str = ""
    patience: float = 10.0
    """Seconds within which each answer has to come."""
