"""One message to a mail server, and what its answers prove about it."""

import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from models.deliveries import NO_ADDRESS, NO_OTHER_LETTERS
from models.elapsed import elapsed
from models.mail_servers import MailServer, Security
from services.outbox import Doubtful, NotSent, Outcome, Refused, Sent

if TYPE_CHECKING:
    from smtplib import SMTP

LONGEST_SENDING = timedelta(seconds=2 * MailServer.patience + MailServer.last_patience)
"""How long all of it may take."""
WHILE_UNWELCOME = timedelta(seconds=60)
"""How long to leave a server alone that takes nothing from Convene as it is set up now."""
WHILE_BUSY = timedelta(seconds=30)
WHILE_AWAY = timedelta(seconds=5)

OK = 250
FORWARDED = (250, 251, 252)
SEND_THE_DATA = 354
CLOSING = 421
END = b".\r\n"
"""Of a message, on a line of its own."""
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_BAD_ADDRESS = re.compile(r"5\.(1\.\d+|2\.[01])|")
"""Of a refusal that blames the address, or nothing in particular; a rule of the server's own, such
as that it relays for nobody, says nothing about it.
"""
_ADDRESS = re.compile(r"[^\s@<>\"\\(),:;\[\]\x00-\x1f\x7f]+@[^\s@<>\"\\(),:;\[\]\x00-\x1f\x7f]+")


class Failed(Exception):
    """The server, or the way to it, said no; what follows from that."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


@dataclass(frozen=True)
class Envelope:
    """To whom, and with which name of the message."""

    address: str
    message_id: str


def transmit(server: MailServer, envelope: Envelope, compose: Callable[[], bytes]) -> Outcome:
    """Send one message. It is composed once the server takes mail for the address, and not before.

    1. Whatever fails before the server wants the message proves that nothing was sent.
    2. From the first byte of it to the answer to its last, only an answer proves anything.
    3. What comes after that answer changes nothing any more.
    """
    started = elapsed()
    try:
        smtp = connection(server, started)
    except Failed as failed:
        return failed.outcome
    try:
        return _transmitted(smtp, server, envelope, compose, started)
    except Failed as failed:
        return failed.outcome
    finally:
        _leave(smtp)


def connection(server: MailServer, started: timedelta | None = None) -> "SMTP":
    """A connection on which mail can be sent. Raises ``Failed``; whoever takes it closes it."""
    began = elapsed() if started is None else started
    try:
        made = _dialled(server)
    except Exception as error:
        raise Failed(_not_welcomed(error)) from error
    try:
        _greet(made, server, began)
    except Exception as error:
        made.close()
        raise Failed(_not_welcomed(error)) from error
    return made


def _dialled(server: MailServer) -> "SMTP":
    import smtplib

    name, seconds = _own_name(), server.patience
    if server.security is not Security.TLS:
        return smtplib.SMTP(server.host, server.port, name, seconds)
    tls = _tls(server.certificates)
    return smtplib.SMTP_SSL(server.host, server.port, name, timeout=seconds, context=tls)


def _greet(smtp: "SMTP", server: MailServer, started: timedelta) -> None:
    _wait_for(smtp, server, started)
    smtp.ehlo_or_helo_if_needed()
    if server.security is Security.STARTTLS:
        _wait_for(smtp, server, started)
        smtp.starttls(context=_tls(server.certificates))
        smtp.ehlo_or_helo_if_needed()
    if server.user:
        _wait_for(smtp, server, started)
        smtp.login(server.user, server.password)


def _transmitted(
    smtp: "SMTP",
    server: MailServer,
    envelope: Envelope,
    compose: Callable[[], bytes],
    started: timedelta,
) -> Outcome:
    try:
        _address(smtp, server, envelope, started)
        content = compose()
        _wait_for(smtp, server, started)
        code, text = smtp.docmd("DATA")
    except (OSError, EOFError) as error:
        # Also what smtplib makes of a connection that broke.
        raise Failed(_away(error)) from error
    if code != SEND_THE_DATA:
        return _refused_content(code, text)
    return _answer_to(smtp, server, envelope, content)


def _address(smtp: "SMTP", server: MailServer, envelope: Envelope, started: timedelta) -> None:
    """Name sender and recipient. An address with other letters needs a server that takes them."""
    address = on_the_wire(envelope.address)
    is_international = not address.isascii()
    if is_international and not smtp.has_extn("smtputf8"):
        raise Failed(Refused(NO_OTHER_LETTERS, closes_lane=True))
    _wait_for(smtp, server, started)
    code, text = smtp.mail(on_the_wire(server.sender), ["SMTPUTF8"] if is_international else [])
    if code != OK:
        raise Failed(_unwelcome(code, text))
    _wait_for(smtp, server, started)
    code, text = smtp.rcpt(address)
    if code not in FORWARDED:
        raise Failed(_refused_address(code, text))


def _answer_to(smtp: "SMTP", server: MailServer, envelope: Envelope, content: bytes) -> Outcome:
    """Send the message itself: from here on, silence proves nothing."""
    try:
        assert smtp.sock is not None
        smtp.sock.settimeout(server.last_patience)
        smtp.send(_LEADING_DOT.sub(b"..", content) + END)
        code, text = smtp.getreply()
    except Exception as error:
        return Doubtful(type(error).__name__)
    if code == OK:
        return Sent({"message_id": envelope.message_id})
    if 400 <= code < 600:
        return _refused_content(code, text)
    return Doubtful(f"odd answer {code}")


def _refused_content(code: int, text: bytes) -> Outcome:
    if code == CLOSING:
        return NotSent(_said(code, text), pause=WHILE_BUSY)
    if 400 <= code < 500:
        return NotSent(_said(code, text))
    return Refused(_said(code, text))


def _refused_address(code: int, text: bytes) -> Outcome:
    """Later, never, or never as Convene is set up now."""
    error = _said(code, text)
    if code == CLOSING:
        return NotSent(error, pause=WHILE_BUSY)
    if 400 <= code < 500:
        return NotSent(error)
    if code in (530, 535):
        return NotSent(error, pause=WHILE_UNWELCOME, is_unwelcome=True)
    return Refused(error, closes_lane=_BAD_ADDRESS.fullmatch(_enhanced(text)) is not None)


def _unwelcome(code: int, text: bytes) -> Outcome:
    """The server takes nothing from Convene: for a while, or as it is set up now."""
    if 400 <= code < 500:
        return NotSent(_said(code, text), pause=WHILE_BUSY)
    return NotSent(_said(code, text), pause=WHILE_UNWELCOME, is_unwelcome=True)


def _not_welcomed(error: Exception) -> Outcome:
    import smtplib

    match error:
        case Failed(outcome=outcome):
            return outcome
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            return _unwelcome(error.smtp_code, text if isinstance(text, bytes) else text.encode())
        case smtplib.SMTPServerDisconnected():
            return _away(error)
        case ssl.SSLCertVerificationError() | ssl.SSLError() | smtplib.SMTPException():
            name = "certificate" if isinstance(error, ssl.SSLCertVerificationError) else ""
            return NotSent(name or type(error).__name__, pause=WHILE_UNWELCOME, is_unwelcome=True)
        case OSError() | EOFError():
            return _away(error)
    raise error


def _away(error: Exception) -> Outcome:
    pause = WHILE_BUSY if isinstance(error, TimeoutError) else WHILE_AWAY
    return NotSent(type(error).__name__, pause=pause)


def _wait_for(smtp: "SMTP", server: MailServer, started: timedelta) -> None:
    """Give the next answer its time, and all of them together no more than there is."""
    left = 2 * server.patience - (elapsed() - started).total_seconds()
    if left <= 0:
        raise TimeoutError
    if smtp.sock is not None:
        smtp.sock.settimeout(min(left, server.patience))


def _leave(smtp: "SMTP") -> None:
    """Say goodbye, if that is quick; it is done either way."""
    with suppress(Exception):
        if smtp.sock is not None:
            smtp.sock.settimeout(1)
        smtp.quit()
    smtp.close()


def on_the_wire(address: str) -> str:
    """An address as servers write it: a name of a domain in other letters has one in plain letters,
    the part before it has none.
    """
    if not _ADDRESS.fullmatch(address):
        raise Failed(Refused(NO_ADDRESS, closes_lane=True))
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise Failed(Refused("no_domain", closes_lane=True)) from None


def _said(code: int, text: bytes) -> str:
    """The server's codes. What it says beside them may name people, and stays out of every log."""
    return " ".join(part for part in (str(code), _enhanced(text)) if part)


def _enhanced(text: bytes) -> str:
    found = _ENHANCED.match(text)
    return found[1].decode() if found else ""


@cache
def _tls(certificates: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates or None)


def _own_name() -> str:
    """How Convene calls this machine. To look a better name up may take seconds."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
