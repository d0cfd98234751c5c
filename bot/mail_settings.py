"""Settings of mail: how they are read, and what can be wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Self

from models.mail_servers import Mailbox, MailServer, Security
from models.reach import Reach

USUAL_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
MAILBOX_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_ADDRESS = re.compile(r"[^\s@<>\",;:()\[\]\\]{1,64}@[^\s@<>\",;:()\[\]\\]{1,255}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_NAMED = re.compile(r"(?P<name>[^<>@\"]*)<(?P<address>[^<>]*)>")


class _Kind(StrEnum):
    SENDING = "SMTP"
    READING = "IMAP"


@dataclass(frozen=True)
class MailSettings:
    """What the settings say about mail."""

    server: MailServer | None = None
    """What takes mail from Convene; None where none is sent."""
    mailbox: Mailbox | None = None
    """Where answers and bounces come; None where nothing is read."""

    def reach(self, public_url: str) -> Reach:
        """By what people are reached, with these pages. Answers go where they are read, else to a
        person.
        """
        if self.server is None:
            return Reach(public_url=public_url)
        to_people = self.server.reply_to or self.server.sender
        answers = self.server.sender if self.mailbox else to_people
        return Reach(
            sends_mail=True,
            public_url=public_url,
            mailbox=answers,
            reads_answers=self.mailbox is not None,
        )

    @classmethod
    def read(cls, values: Mapping[str, str], certificates: str, problems: list[str]) -> Self:
        """From the texts of the settings, by their names in small letters; adds to ``problems``
        what is wrong with them.
        """
        return cls(
            server=_server(values, certificates, problems),
            mailbox=_mailbox(values, certificates, problems),
        )


SETTING_NAMES = (
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_user",
    "smtp_password",
    "mail_from",
    "mail_reply_to",
    "imap_host",
    "imap_port",
    "imap_security",
    "imap_user",
    "imap_password",
)
"""The settings that are read here."""


def _server(values: Mapping[str, str], certificates: str, problems: list[str]) -> MailServer | None:
    if not values["smtp_host"]:
        problems += _orphans(values, "SMTP_HOST", ("smtp_user", "smtp_password", "mail_from"))
        return None
    if not values["mail_from"]:
        problems.append(
            "MAIL_FROM is needed with SMTP_HOST: the address from which Convene writes, such as"
            " Convene <convene@example.edu>."
        )
    security = _security(values, _Kind.SENDING, problems)
    name, address = _mailbox_address(values["mail_from"], "MAIL_FROM", problems)
    _, reply_to = _mailbox_address(values["mail_reply_to"], "MAIL_REPLY_TO", problems)
    user, password = _login(values, _Kind.SENDING, problems)
    return MailServer(
        host=_host(values["smtp_host"], "SMTP_HOST", problems),
        port=_port(values["smtp_port"], USUAL_PORTS[security], "SMTP_PORT", problems),
        security=security,
        user=user,
        password=password,
        sender=address,
        sender_name=name,
        reply_to=reply_to,
        certificates=certificates,
    )


def _mailbox(values: Mapping[str, str], certificates: str, problems: list[str]) -> Mailbox | None:
    if not values["imap_host"]:
        problems += _orphans(values, "IMAP_HOST", ("imap_user", "imap_password"))
        return None
    if not values["smtp_host"]:
        problems.append(
            "IMAP_HOST is set but SMTP_HOST is not: what comes back is read where mail is sent."
        )
    security = _security(values, _Kind.READING, problems)
    user, password = _login(values, _Kind.READING, problems, is_needed=True)
    return Mailbox(
        host=_host(values["imap_host"], "IMAP_HOST", problems),
        port=_port(values["imap_port"], MAILBOX_PORTS[security], "IMAP_PORT", problems),
        security=security,
        user=user,
        password=password,
        certificates=certificates,
    )


def _orphans(values: Mapping[str, str], host: str, names: tuple[str, ...]) -> list[str]:
    return [
        f"{name.upper()} is set but {host} is not: set both, or neither."
        for name in names
        if values[name]
    ]


def _security(values: Mapping[str, str], kind: _Kind, problems: list[str]) -> Security:
    name = f"{kind}_SECURITY"
    usual = Security.STARTTLS if kind is _Kind.SENDING else Security.TLS
    text = values[name.lower()].lower() or usual
    if text not in tuple(Security):
        problems.append(f"{name} must be one of {', '.join(Security)}, not {text!r}.")
        return usual
    security = Security(text)
    if security is Security.NONE and not _is_here(values[f"{kind.lower()}_host"]):
        problems.append(
            f"{name} may be none only for a server of this machine: people's mail and the password"
            " would cross the network for anybody to read. Use tls or starttls."
        )
    return security


def _login(
    values: Mapping[str, str], kind: _Kind, problems: list[str], *, is_needed: bool = False
) -> tuple[str, str]:
    user, password = (values[f"{kind.lower()}_{part}"] for part in ("user", "password"))
    if bool(user) != bool(password) or (is_needed and not user):
        wanted = "Set both." if is_needed else "Set both, or neither."
        problems.append(f"{kind}_USER and {kind}_PASSWORD belong together. {wanted}")
    return user, password


def _mailbox_address(text: str, name: str, problems: list[str]) -> tuple[str, str]:
    """The name and the address in ``Convene <convene@example.edu>``; either may stand alone."""
    if not text:
        return "", ""
    named = _NAMED.fullmatch(text)
    address = named["address"].strip() if named else text
    if not _ADDRESS.fullmatch(address) or not text.isprintable():
        problems.append(
            f"{name} must be a mail address, such as convene@example.edu or"
            f" Convene <convene@example.edu>, not {text!r}."
        )
    return (named["name"].strip() if named else ""), address


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(text: str, name: str, problems: list[str]) -> str:
    try:
        ip_address(text)
    except ValueError:
        if not _HOST.fullmatch(text):
            problems.append(
                f"{name} must be the name of a server such as mail.example.edu, without a port and"
                f" without smtp://, not {text!r}."
            )
    return text


def _port(text: str, usual: int, name: str, problems: list[str]) -> int:
    if not text:
        return usual
    if text.isascii() and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    problems.append(f"{name} must be a number from 1 to 65535, not {text!r}.")
    return usual
