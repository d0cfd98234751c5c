"""What the demo tells about one group's year."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupYear:
    """What one group talked about and worked on in twelve months, oldest first."""

    group: str
    topics: tuple[str, ...]
    """Titles for meetings and agenda items, at least one for each meeting of the year."""
    tasks: tuple[str, ...]
