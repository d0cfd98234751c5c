"""A real mail server for tests: it takes letters by SMTP, and goes wrong on demand."""

import asyncio
import socket
import ssl
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from models.mail_servers import MailServer, Security

SENDER = "convene@example.edu"


@dataclass(frozen=True)
class Fault:
    """What happens instead of an answer, at one step of a session."""

    step: str
    """``connect``, ``ehlo``, ``mail``, ``rcpt``, ``data`` (before the message), ``within`` (in the
    middle of it), ``content`` (when all of it is there, and is refused), ``after`` (when all of it
    is there, and was taken).
    """
    answer: str = ""
    """What is said; nothing, and the connection breaks off, where it is empty."""
    address: str = ""
    """Only of a session to this one."""
    seconds: float = 0
    """How long nothing is said before that."""


@dataclass(frozen=True)
class ArrivedLetter:
    """What the server took, and would put into a mailbox."""

    sender: str
    address: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.SMTPUTF8)

    def text(self, subtype: str = "plain") -> str:
        part = self.message.get_body((subtype,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class MailStandIn:
    """The server: what arrived in order, and what is to go wrong next."""

    port: int = 0
    certificates: str = ""
    security: Security = Security.NONE
    login: tuple[str, str] = ("", "")
    takes_other_letters: bool = True
    arrived: list[ArrivedLetter] = field(default_factory=list)
    sessions: int = 0
    transports: list[asyncio.Transport] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    """Each happens once, in order: the first one holds until its step is met."""

    def will(self, *faults: Fault) -> None:
        self.faults.extend(faults)

    def settings(self, **more: Any) -> MailServer:
        """Those with which Convene finds it."""
        user, password = self.login
        facts: dict[str, Any] = {
            "host": "127.0.0.1" if self.security is Security.NONE else "localhost",
            "port": self.port,
            "security": self.security,
            "user": user,
            "password": password,
            "sender": SENDER,
            "sender_name": "Convene",
            "certificates": self.certificates,
            # Long, so that no test depends on how fast a busy machine is.
            "patience": 60.0,
            "last_patience": 60.0,
        }
        return MailServer(**facts | more)

    def to(self, address: str) -> list[ArrivedLetter]:
        return [letter for letter in self.arrived if letter.address == address]

    def take_fault(self, step: str, address: str = "") -> Fault | None:
        fits = self.faults and self.faults[0].step == step
        if not fits or (self.faults[0].address and self.faults[0].address != address):
            return None
        return self.faults.popleft()


class _Session(SMTP):
    """One connection."""

    def __init__(self, home: MailStandIn, tls: ssl.SSLContext | None) -> None:
        self.home = home
        user, password = home.login
        with warnings.catch_warnings():
            # It takes a password that crosses nothing but this machine.
            warnings.simplefilter("ignore")
            super().__init__(
                _Handler(home),
                hostname="mail.example.edu",
                enable_SMTPUTF8=home.takes_other_letters,
                tls_context=tls if home.security is Security.STARTTLS else None,
                require_starttls=home.security is Security.STARTTLS,
                auth_required=bool(user),
                auth_require_tls=False,
                auth_exclude_mechanism=() if user else ("LOGIN", "PLAIN"),
                authenticator=lambda *facts: self._login(facts[-1], user, password),
            )

    @staticmethod
    def _login(given: Any, user: str, password: str) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and given == LoginPassword(
            user.encode(), password.encode()
        )
        return AuthResult(success=is_right, handled=False)

    def connection_made(self, transport: Any) -> None:
        self.home.sessions += 1
        self.home.transports.append(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        if fault := self.home.take_fault("connect"):
            await self._go_wrong(fault)
            self._break_off()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if fault := self.home.take_fault("ehlo"):
            await self._go_wrong(fault)
            return
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if fault := self.home.take_fault("mail"):
            await self._go_wrong(fault)
            return
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if fault := self.home.take_fault("rcpt", (arg or "").partition("<")[2].partition(">")[0]):
            await self._go_wrong(fault)
            return
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        address = next(iter(self.envelope.rcpt_tos), "") if self.envelope else ""
        if fault := self.home.take_fault("data", address):
            await self._go_wrong(fault)
            return
        if fault := self.home.take_fault("within", address):
            await self.push("354 go on")
            await self._reader.readline()
            await self._go_wrong(fault)
            return
        await super().smtp_DATA(arg)

    async def _go_wrong(self, fault: Fault) -> None:
        await asyncio.sleep(fault.seconds)
        if fault.answer:
            await self.push(fault.answer)
        else:
            self._break_off()

    def _break_off(self) -> None:
        cast(asyncio.Transport, self.transport).abort()


class _Handler:
    def __init__(self, home: MailStandIn) -> None:
        self.home = home

    async def handle_DATA(self, server: _Session, _session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        if fault := self.home.take_fault("content", address):
            await server._go_wrong(fault)
            return fault.answer or "451 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        self.home.arrived.append(ArrivedLetter(str(envelope.mail_from), address, content))
        if fault := self.home.take_fault("after", address):
            await server._go_wrong(fault)
            return fault.answer
        return "250 2.0.0 taken"


@contextmanager
def mail_stand_in(
    *,
    tls: ssl.SSLContext | None = None,
    port: int = 0,
    kind: type[MailStandIn] = MailStandIn,
    **more: Any,
) -> Iterator[MailStandIn]:
    """A running server on a free port, or on this one again."""
    listening = socket.create_server(("127.0.0.1", port))
    home = kind(port=listening.getsockname()[1], **more)
    loop = asyncio.new_event_loop()
    is_tls = home.security is Security.TLS
    server = loop.run_until_complete(
        loop.create_server(lambda: _Session(home, tls), sock=listening, ssl=tls if is_tls else None)
    )
    thread = threading.Thread(target=loop.run_forever, name="mail stand-in")
    thread.start()
    try:
        yield home
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(_end, loop, home.transports)
        thread.join()
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, transports: list[asyncio.Transport]) -> None:
    for transport in transports:
        transport.abort()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_later(0.01, loop.stop)
