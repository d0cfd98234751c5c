"""How fresh what is known of a library is."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Freshness:
    """When a library was last confirmed, and whether that is too long ago."""

    confirmed_on: date | None = None
    term: str = ""
    """The term in which that was, such as ``fall 2025``."""
    is_stale: bool = False
    """Whether a month of a later term has passed without a confirmation."""


NOTHING_CONFIRMED = Freshness()
"""Of an organization that is not asked."""
