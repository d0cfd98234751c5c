"""Amounts of money: whole cents of a dollar, never a fraction."""

MOST_CENTS = 1_000_000_000
"""The greatest amount that is typed: ten million dollars."""


def in_dollars(cents: int) -> str:
    """Such as ``$1,234.50``."""
    return f"${cents // 100:,}.{cents % 100:02}"
