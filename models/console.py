"""What the program manager's Home shows of the whole consortium: value objects."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FindingRules:
    """From where on something is a finding."""

    days_without_meeting: int = 60
    seats: int = 4
    """Who serves in as many groups is shown, as a load to relieve."""


@dataclass(frozen=True)
class FindingLine:
    """One group, person or library of which a finding speaks, with the figures that it needs."""

    id: int
    name: str
    count: int = 0
    since: date | None = None
    is_chair: bool = False
    """Of somebody who left: whether she still chairs a group."""


@dataclass(frozen=True)
class FoundLines:
    """All lines of one finding, by name: nothing is ranked."""

    key: str
    lines: tuple[FindingLine, ...]
