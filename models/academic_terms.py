"""Academic terms: they begin each year on days that the consortium declares."""

from dataclasses import dataclass
from datetime import date

TERM_DAYS = "Jan 20, Aug 25"
"""When terms begin where nobody has said otherwise, as people type it."""
TERM_DAYS_LENGTH = 60
_SUMMER, _FALL = 6, 8
"""The months with which these seasons begin."""


@dataclass(frozen=True)
class AcademicTerm:
    """One term of one year, by its first day."""

    begins_on: date
    name: str
    """Such as ``fall 2026``."""


def season(day: date) -> str:
    """The season and year by which the term that begins on a day is called."""
    if day.month >= _FALL:
        return f"fall {day.year}"
    return f"{'summer' if day.month >= _SUMMER else 'spring'} {day.year}"
