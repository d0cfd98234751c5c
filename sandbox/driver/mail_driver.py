"""The mailboxes as a story tells them: what came for whom, its links, and what mail meets."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.mail import mailboxes
from sandbox.mail.letter_parts import Attachment, LetterLink, LetterParts, parts_of
from sandbox.mail.smtp_faults import SmtpFault
from sandbox.mail.smtp_server import LOOPBACK_HOST
from sandbox.slack import Slack
from sandbox.workspace import ReceivedLetter


@dataclass(frozen=True)
class LetterView:
    """A letter as its recipient reads it."""

    letter: ReceivedLetter
    parts: LetterParts

    @property
    def id(self) -> str:
        return self.letter.id

    @property
    def mailbox(self) -> str:
        return self.letter.mailbox

    @property
    def envelope_sender(self) -> str:
        return self.letter.sender

    @property
    def received(self) -> datetime:
        return datetime.fromtimestamp(self.letter.received, UTC)

    @property
    def subject(self) -> str:
        return self.parts.subject

    @property
    def message_id(self) -> str:
        return self.parts.message_id

    @property
    def plain(self) -> str:
        return self.parts.plain or ""

    @property
    def html(self) -> str:
        return self.parts.html or ""

    @property
    def attachments(self) -> list[Attachment]:
        return self.parts.attachments

    def header(self, name: str) -> str:
        return self.parts.header(name)


class MailDriver:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    @property
    def server(self) -> tuple[str, int]:
        """Host and port, for the settings of whoever sends."""
        return LOOPBACK_HOST, self._slack.smtp_port

    @property
    def mailboxes(self) -> list[str]:
        """The addresses that the seed names or that got a letter."""
        return list(self._slack.workspace.mailboxes)

    def letters_to(self, address: str) -> list[LetterView]:
        """Oldest first."""
        return [
            LetterView(letter, parts_of(letter))
            for letter in mailboxes.letters_of(self._slack, address)
        ]

    def newest_to(self, address: str) -> LetterView:
        letters = self.letters_to(address)
        if not letters:
            raise LookupError(f"No letter came for {address}.")
        return letters[-1]

    def links(self, letter: LetterView) -> list[LetterLink]:
        """Those of the HTML in their order, then those that only the plain text has."""
        return letter.parts.links

    def link(self, letter: LetterView, words: str) -> str:
        """The address behind these words."""
        found = [link.address for link in letter.parts.links if words == link.words]
        if not found:
            known = [link.words for link in letter.parts.links]
            raise LookupError(f"The letter has no link {words!r}; it has {known}.")
        return found[0]

    def break_next(
        self, kind: str, *, to: str | None = None, times: int | None = 1, seconds: float = 60
    ) -> None:
        """The next letters, to one mailbox or to any, meet a fault of
        `sandbox.mail.smtp_faults.MAIL_KINDS`; with None as `times` all do until `mend()`.
        """
        mailbox = to and mailboxes.address_of(to)
        self._slack.mail_faults.add(SmtpFault(kind, mailbox, times, seconds))

    def mend(self) -> None:
        """Nothing is broken any longer."""
        self._slack.mail_faults.remove()
