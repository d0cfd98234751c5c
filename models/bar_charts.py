"""A chart as every door draws it: bars, each with its label and its figure."""

from dataclasses import dataclass

MOST_BAR_PARTS = 6
"""Kinds that can be told apart in one bar."""


@dataclass(frozen=True)
class BarPart:
    """What the bars of a chart have of one kind."""

    name: str
    values: tuple[int, ...]
    """One for each label."""


@dataclass(frozen=True)
class BarChart:
    """One bar for each label, in the given order."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    """None below zero, one for each label."""
    unit: str = ""
    """What is counted, such as ``meetings attended``."""
    parts: tuple[BarPart, ...] = ()
    """Of what kinds the bars consist, whose values add up to theirs; ``MOST_BAR_PARTS`` at most."""
