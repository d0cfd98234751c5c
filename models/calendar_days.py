"""How a day reads in what people see: one style, with the weekday."""

from datetime import date


def day_words(day: date, today: date | None = None) -> str:
    """Such as ``Thu, Nov 19, 2026``; in the year of ``today``, where that is known, without it."""
    month_and_day = f"{day:%a}, {day:%b} {day.day}"
    is_this_year = today is not None and day.year == today.year
    return month_and_day if is_this_year else f"{month_and_day}, {day.year}"


def long_day(day: date) -> str:
    """Such as ``Thursday, November 19, 2026``."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def date_words(day: date) -> str:
    """Such as ``Nov 19, 2026``: the date alone, as people may type it."""
    return f"{day:%b} {day.day}, {day.year}"
