"""How fresh what is known of a library is, in words."""

from models.freshness import Freshness


def stale_words(freshness: Freshness) -> str:
    """What is said beside a library whose people and contacts nobody has confirmed lately."""
    if not freshness.is_stale:
        return ""
    return f"not confirmed since {freshness.term}" if freshness.term else "never confirmed"
