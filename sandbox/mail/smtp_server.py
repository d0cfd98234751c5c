"""The sandbox's mail server: SMTP on the loopback, for whoever speaks it."""

import asyncio
import socket
import threading
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from sandbox.mail import mailboxes
from sandbox.mail.smtp_faults import SmtpFault
from sandbox.rules.letters import letter_problems
from sandbox.slack import Slack

LOOPBACK_HOST = "127.0.0.1"
LARGEST_LETTER = 10_000_000
"""Bytes of a letter."""
LETTER_TAKEN = "250 2.0.0 Taken"
REFUSALS = {
    "refused_for_now": "451 4.3.0 Refused for now by the sandbox; try again later",
    "refused_for_good": "550 5.1.1 Refused for good by the sandbox: no such mailbox",
    "greylisted": "451 4.7.1 Greylisted by the sandbox; try again later",
}


class SandboxEnvelope(Envelope):
    """One letter on its way, with the fault that it meets."""

    fault: SmtpFault | None = None

    def meets(self, kind: str) -> bool:
        return self.fault is not None and self.fault.kind == kind


class SandboxSmtp(SMTP):
    """aiosmtpd's side of a connection, which can also break off around DATA."""

    def _create_envelope(self) -> Envelope:
        return SandboxEnvelope()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        assert isinstance(self.envelope, SandboxEnvelope)
        if self.envelope.meets("closed_before_data"):
            await break_off(self)
        if self.envelope.meets("closed_within_data"):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readuntil(b"\r\n")
            await break_off(self)
        await super().smtp_DATA(arg)


class LetterTaker:
    """What happens with the recipients and the letters that come; aiosmtpd calls it by name."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def handle_RCPT(
        self, server: SMTP, _: Session, envelope: SandboxEnvelope, address: str, options: list[str]
    ) -> str:
        slack, mailbox = self._slack, mailboxes.address_of(address)
        fault = slack.mail_faults.take(envelope.mail_from or "", mailbox, slack.now())
        if fault and fault.kind == "silent":
            await asyncio.sleep(fault.seconds)
            await break_off(server)
        if fault and fault.kind in REFUSALS:
            self._note(envelope, [mailbox], REFUSALS[fault.kind])
            return REFUSALS[fault.kind]
        envelope.fault = envelope.fault or fault
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: SandboxEnvelope) -> str:
        content = envelope.original_content or b""
        if problems := list(letter_problems(content)):
            answer = f"554 5.6.0 {' '.join(problems)}"
            self._note(envelope, envelope.rcpt_tos, answer, refused=True)
            return answer
        mailboxes.deliver(
            self._slack,
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            content=content,
        )
        self._note(envelope, envelope.rcpt_tos, LETTER_TAKEN)
        if envelope.meets("reply_lost"):
            await break_off(server)
        return LETTER_TAKEN

    def _note(
        self, envelope: Envelope, to: list[str], answer: str, *, refused: bool = False
    ) -> None:
        """For the inspector: the letter's envelope, never its text, which holds people's links."""
        self._slack.traffic.record(
            at=self._slack.now(),
            direction="from_bot",
            what=f"mail to {', '.join(to)}",
            status=int(answer[:3]),
            request={"from": envelope.mail_from, "to": list(to)},
            response=answer,
            refused=refused,
        )


async def break_off(server: SMTP) -> None:
    """Closes the connection without a word; the end of it ends this task, too."""
    assert server.transport is not None
    server.transport.abort()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


class SmtpServer:
    """Serves in a thread of its own, from `start()` to `stop()`; port 0 takes any free one."""

    def __init__(self, slack: Slack, port: int = 0) -> None:
        self._taker = LetterTaker(slack)
        self._socket = socket.create_server((LOOPBACK_HOST, port))
        self.port: int = self._socket.getsockname()[1]
        self._connections: WeakSet[SandboxSmtp] = WeakSet()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-smtp", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        if not self._thread.is_alive():
            self._socket.close()
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._connection, sock=self._socket)
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for connection in list(self._connections):
            if connection.transport is not None:
                connection.transport.abort()  # type: ignore[attr-defined]
        # The ends of the connections are told in the next turn of the loop.
        await asyncio.sleep(0)

    def _connection(self) -> SandboxSmtp:
        options: dict[str, Any] = {"hostname": "sandbox.example", "ident": "Sandbox"}
        made = SandboxSmtp(
            self._taker,
            loop=self._loop,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST_LETTER,
            **options,
        )
        self._connections.add(made)
        return made
