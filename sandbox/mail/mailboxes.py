"""The mailboxes: every address that the seed names or that got a letter has one."""

import base64
from email.utils import getaddresses

from sandbox.mail.letter_parts import LetterParts
from sandbox.slack import Slack
from sandbox.workspace import ReceivedLetter, SandboxMailbox, User

KEPT_IN_A_MAILBOX = 500
"""Letters; the oldest go first."""


def address_of(text: str) -> str:
    """An address as a mailbox is called: capitals make no difference."""
    return text.strip().casefold()


def deliver(
    slack: Slack, *, sender: str, recipients: list[str], content: bytes
) -> list[ReceivedLetter]:
    """Puts a letter into the mailbox of each of its recipients."""
    names = _names(content)
    with slack.lock:
        received = [
            _put(slack, address, names.get(address, ""), sender, content)
            for address in dict.fromkeys(address_of(recipient) for recipient in recipients)
        ]
        slack.workspace.note("mail")
        return received


def letters_of(slack: Slack, address: str) -> list[ReceivedLetter]:
    """Oldest first."""
    with slack.lock:
        letters = slack.workspace.letters.values()
        return [letter for letter in letters if letter.mailbox == address_of(address)]


def mark_read(slack: Slack, letter: ReceivedLetter) -> None:
    with slack.lock:
        if not letter.is_read:
            letter.is_read = True
            slack.workspace.note("mail")


def holder(slack: Slack, address: str) -> User | None:
    """The person in Slack whose mailbox this is."""
    people = slack.workspace.people.values()
    fitting = (p for p in people if p.email and address_of(p.email) == address and not p.deleted)
    return next(fitting, None)


def _put(slack: Slack, address: str, name: str, sender: str, content: bytes) -> ReceivedLetter:
    workspace = slack.workspace
    mailbox = workspace.mailboxes.setdefault(
        address, SandboxMailbox(address, name, tz=workspace.team.zone)
    )
    mailbox.name = mailbox.name or name
    letter = ReceivedLetter(
        workspace.new_id("L"),
        address,
        sender,
        slack.now(),
        base64.b64encode(content).decode(),
    )
    workspace.letters[letter.id] = letter
    for old in letters_of(slack, address)[:-KEPT_IN_A_MAILBOX]:
        del workspace.letters[old.id]
    return letter


def _names(content: bytes) -> dict[str, str]:
    """How the letter calls those to whom it goes, by address."""
    parts = LetterParts(content)
    pairs = getaddresses([parts.header("To"), parts.header("Cc")])
    return {address_of(address): name for name, address in pairs if name}
