"""What did not arrive, and how the queue stands: what services tell views of the outbox."""

from dataclasses import dataclass
from datetime import datetime

from models.groups import Group
from models.messages import Medium, MessageKind
from models.outbox import OutboxState
from models.people import Person

MADE_PUBLIC = "channel_made_public"
"""The trouble of a private group's channel that everybody may read by now."""

BOUNCED = "bounced"
"""The trouble of an address of which a report, or a person, said that it takes no mail."""
NO_ADDRESS = "no_address"
"""The trouble of somebody by mail without an address to which anything could be sent."""
NO_OTHER_LETTERS = "no_smtputf8"
"""The trouble of an address with other than plain letters before the @, where the mail server does
not take those.
"""


@dataclass(frozen=True)
class Undelivered:
    """One message that did not arrive."""

    kind: MessageKind
    promised_at: datetime
    error: str
    may_have_arrived: bool


@dataclass(frozen=True)
class Trouble:
    """A channel or person that something did not reach.

    Both are None for a channel of no group any more.
    """

    lane: str
    reason: str
    """Slack's word for why nothing can be said there now; empty where it takes other messages."""
    group: Group | None
    person: Person | None
    undelivered: tuple[Undelivered, ...]
    """The oldest first."""
    held: int
    """How many more messages wait until it is mended."""


@dataclass(frozen=True)
class Retried:
    """What became of what had not arrived somewhere, once somebody wanted it sent again."""

    sent: int
    """These, and what was held, go out next."""
    too_late: int
    """Their time had passed, so they were dropped."""


@dataclass(frozen=True)
class LastDigest:
    """The newest weekly digest of a group that gets any;
    ``at`` and ``state`` are None before the first.
    """

    group: Group
    at: datetime | None
    state: OutboxState | None


@dataclass(frozen=True)
class MediumQueue:
    """What is to go out by one medium at one moment."""

    medium: Medium
    trouble: str = ""
    """Its word for why it takes nothing at all; empty where it does."""
    waiting: int = 0
    oldest_due: datetime | None = None
    """Since when the longest waiting one has been due, apart from those that wait for a channel to
    be mended; None where none is due.
    """


@dataclass(frozen=True)
class Queue:
    """The outbox at one moment: how many messages are how far."""

    waiting: int
    held: int
    on_the_way: int
    in_doubt: int
    media: tuple[MediumQueue, ...]
    """One for each medium that there is."""
    troubles: tuple[Trouble, ...]
    digests: tuple[LastDigest, ...]

    @property
    def refusing(self) -> tuple[MediumQueue, ...]:
        """The media that take nothing at all."""
        return tuple(line for line in self.media if line.trouble)

    @property
    def oldest_due(self) -> datetime | None:
        """Since when the longest waiting one has been due that nothing holds;
        None where none is due.
        """
        due = [line.oldest_due for line in self.media if line.oldest_due and not line.trouble]
        return min(due, default=None)
