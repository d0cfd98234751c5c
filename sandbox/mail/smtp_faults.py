"""Mail faults on demand: the next letters meet what mail servers and the network sometimes do."""

import threading
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

# Each kind with what the sender meets, and whether the letter is in the mailbox afterwards.
MAIL_KINDS = {
    "refused_for_now": "answered 451 to the recipient, and not taken",
    "refused_for_good": "answered 550 to the recipient, and not taken",
    "silent": "no answer to the recipient until the sender gives up, and not taken",
    "closed_before_data": "the connection is closed at DATA, and it is not taken",
    "closed_within_data": "the connection is closed while the letter comes, and it is not taken",
    "reply_lost": "taken, but the connection is closed before the answer",
    "greylisted": "answered 451 at first, and taken when it is tried again later",
}


class UnknownSmtpFault(Exception):
    """No fault of mail is called so."""


@dataclass
class SmtpFault:
    """Meets the next `left` letters to one mailbox, or to any; without `left`, all until it is
    taken back.

    `seconds` is how long a silence lasts in real time, and how long a greylisted letter has to wait
    by the sandbox's clock.
    """

    kind: str
    mailbox: str | None = None
    left: int | None = 1
    seconds: float = 60.0
    id: int = field(default_factory=count(1).__next__)

    def __post_init__(self) -> None:
        if self.kind not in MAIL_KINDS:
            raise UnknownSmtpFault(f"“{self.kind}” is not one of {', '.join(MAIL_KINDS)}.")

    def row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Greylisting:
    """A sender and a recipient whose first letter was put off; `until` is the sandbox's time."""

    fault: SmtpFault
    until: float
    is_over: bool = False


class SmtpFaults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[SmtpFault] = []
        self._greylist: dict[tuple[str, str], Greylisting] = {}

    def add(self, fault: SmtpFault) -> None:
        with self._lock:
            self._rows.append(fault)

    def take(self, sender: str, mailbox: str, now: float) -> SmtpFault | None:
        """What this recipient of a letter meets: the oldest fault that fits, which then has one
        letter less before it.
        """
        with self._lock:
            if (put_off := self._greylist.get((sender, mailbox))) and not put_off.is_over:
                put_off.is_over = now >= put_off.until
                return None if put_off.is_over else put_off.fault
            found = next((row for row in self._rows if self._fits(row, sender, mailbox)), None)
            if found:
                self._count(found)
            if found and found.kind == "greylisted":
                self._greylist[sender, mailbox] = Greylisting(found, now + found.seconds)
            return found

    def _fits(self, row: SmtpFault, sender: str, mailbox: str) -> bool:
        is_known = row.kind == "greylisted" and (sender, mailbox) in self._greylist
        return row.mailbox in (None, mailbox) and not is_known

    def _count(self, found: SmtpFault) -> None:
        if found.left is not None:
            found.left -= 1
            self._rows = [row for row in self._rows if row.left != 0]

    def rows(self) -> list[dict[str, Any]]:
        with self._lock:
            return [row.row() for row in self._rows]

    def remove(self, number: int | None = None) -> None:
        """One of them, or all; whom a greylisting has put off need not wait any longer."""
        with self._lock:
            self._rows = [row for row in self._rows if number not in (None, row.id)]
            self._greylist = {
                pair: put_off
                for pair, put_off in self._greylist.items()
                if number not in (None, put_off.fault.id)
            }
