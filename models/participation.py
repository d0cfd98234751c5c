"""What a report on participation holds:
the value objects that pass from the figures to the words.
"""

from dataclasses import dataclass

from models.bar_charts import BarChart

Cell = str | int
RowKey = str | int | None
"""By what a row is told from others: an id, a kind of library, a role; None for what has none."""


@dataclass(frozen=True)
class Table:
    """A report as every door shows it: Slack, a file, and later a page render the same cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    """The formula in words."""
    keys: tuple[RowKey, ...] = ()
    """Of each row but the one that sums up."""
    has_total: bool = True
    """Whether the last row sums up the others."""
    chart: BarChart | None = None
    """One column of it, where that tells more at a glance."""


@dataclass(frozen=True)
class ReportChoice:
    """A way to break participation down, or a question about it, as a form offers it."""

    by: str
    title: str
