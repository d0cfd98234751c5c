"""What a report on participation holds:
the value object that passes from the figures to the words.
"""

from dataclasses import dataclass

Cell = str | int


@dataclass(frozen=True)
class Table:
    """A report as every door shows it: Slack, a file, and later a page render the same cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    """The formula in words."""
