"""A chart as every door draws it: bars, each with its label and its figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BarChart:
    """One bar for each label, in the given order."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    """None below zero, one for each label."""
    unit: str = ""
    """What is counted, such as ``meetings attended``."""
