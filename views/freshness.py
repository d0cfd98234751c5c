"""How fresh what is known of a library is, in words."""

from models.freshness import Freshness


def stale_words(freshness: Freshness) -> str:
    """What is said beside a library whose people and contacts nobody has confirmed lately."""
    if not freshness.is_stale:
        return ""
    return f"not confirmed since {freshness.term}" if freshness.term else "never confirmed"


def stale_lines(freshness: Freshness) -> list[str]:
    """The same as a sentence on a page of its own; none where it is fresh."""
    if not freshness.is_stale:
        return []
    since = f"since {freshness.term}" if freshness.term else "yet"
    return [f"Nobody has confirmed its people and contacts {since}."]
