"""What a report on participation holds:
the value objects that pass from the figures to the words.
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


@dataclass(frozen=True)
class ReportChoice:
    """A way to break participation down, as a form offers it."""

    by: str
    title: str
