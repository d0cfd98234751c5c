"""A strict small mailbox by IMAP for tests: it knows the few commands that Convene may use."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from models.mail_servers import Mailbox, Security

USER, PASSWORD = "convene", "secret"
_COMMAND = re.compile(r"(?P<tag>\S+) (?P<command>.+)")
_LOGIN = re.compile(r'LOGIN "?(?P<user>[^" ]+)"? "(?P<password>[^"]+)"')
_FETCH = re.compile(r"UID FETCH (?P<uid>\d+) \(BODY\.PEEK\[\]<0\.(?P<most>\d+)>\)")
_STORE = re.compile(r"UID STORE (?P<uid>\d+) \+FLAGS\.SILENT \(\\Seen\)")


@dataclass
class MailboxStandIn:
    """What is in the mailbox, and what was read of it."""

    port: int = 0
    messages: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    """Commands that it does not know: none of them may be used."""
    breaks_off_at: str = ""
    """The command at which the connection breaks off."""

    def settings(self, **more: Any) -> Mailbox:
        facts: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": Security.NONE,
            "user": USER,
            "password": PASSWORD,
        }
        return Mailbox(**facts | more)

    @property
    def unread(self) -> list[int]:
        return [uid for uid in range(1, len(self.messages) + 1) if uid not in self.seen]


class _Connection(socketserver.StreamRequestHandler):
    server: "_Server"
    is_known = False

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
            found = _COMMAND.fullmatch(line)
            assert found is not None
            if self._is_over(found["command"]):
                return
            self._answer(found["tag"], found["command"])

    def _is_over(self, command: str) -> bool:
        at = self.server.home.breaks_off_at
        return bool(at) and command.startswith(at)

    def _answer(self, tag: str, command: str) -> None:
        home = self.server.home
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        elif found := _LOGIN.fullmatch(command):
            self.is_known = (found["user"], found["password"]) == (USER, PASSWORD)
            self._say(f"{tag} {'OK' if self.is_known else 'NO'} login")
        elif command == "LOGOUT":
            self._say("* BYE", f"{tag} OK done")
        elif not self.is_known:
            self._say(f"{tag} NO log in first")
        elif command in ("SELECT INBOX", "NOOP"):
            self._say(f"* {len(home.messages)} EXISTS", f"{tag} OK done")
        elif command == "UID SEARCH UNSEEN":
            self._say(f"* SEARCH {' '.join(map(str, home.unread))}".rstrip(), f"{tag} OK done")
        elif found := _FETCH.fullmatch(command):
            content = home.messages[int(found["uid"]) - 1][: int(found["most"])]
            self._say(f"* {found['uid']} FETCH (UID {found['uid']} BODY[]<0> {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
            self._say(f"{tag} OK done")
        elif found := _STORE.fullmatch(command):
            home.seen.add(int(found["uid"]))
            self._say(f"{tag} OK done")
        else:
            home.refused.append(command)
            self._say(f"{tag} BAD what is that")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.home = MailboxStandIn(port=self.server_address[1])

    def handle_error(self, *_facts: Any) -> None:
        """A client that breaks off, or wants no such certificate, is no fault of the server."""


@contextmanager
def imap_stand_in(tls: ssl.SSLContext | None = None) -> Iterator[MailboxStandIn]:
    """A running one on a free port."""
    server = _Server(tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.home
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
