"""Letters: what a message becomes that goes out by mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.messages import MessageKind
from models.people import Person


@dataclass(frozen=True)
class LetterFacts:
    """What a letter says beside the words of its message."""

    person: Person
    kind: MessageKind
    title: str = ""
    """Of what it is about, as typed; empty where that has none."""
    starts_at: datetime | None = None
    """When that begins, of a meeting."""
    group: str = ""
    """The group that it is about, by name; empty for none."""
    consortium: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the people that the words mention, by their ids in Slack."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """The groups whose channels the words name, by the ids of those."""
    page: str = ""
    """The address of her own page, with a token of its own; empty where there are no pages."""


@dataclass(frozen=True)
class Letter:
    """Everything that she reads, in plain text and in HTML, both complete."""

    subject: str
    """On one line."""
    text: str
    html: str
    unsubscribe: str
    """Where one request ends all mail to her; empty where there are no pages."""
