"""The words of human dates, and typed text brought into the plain form that the grammar reads."""

import re
from collections.abc import Iterable

from services.errors import Invalid

LONGEST_PHRASE = 200
QUOTED = 60

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WEEKDAYS = {
    **{name.lower(): number for number, name in enumerate(WEEKDAY_NAMES)},
    **{name[:3].lower(): number for number, name in enumerate(WEEKDAY_NAMES)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
MONTHS = {
    **{name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)},
    **{"sept": 9},
}
NUMBERS = {
    **{
        "a": 1,
        "an": 1,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
    },
    **{"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2},
}
# The last one of a month is written -1, as dateutil and RFC 5545 write it.
POSITIONS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5},
}


class UnreadableDate(Invalid):
    """The words make no complete reading; another division of the same line may."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words;
    the longest is tried first, so that ``sept`` is not read as ``sep``.
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


WEEKDAY = any_of(WEEKDAYS)
MONTH = any_of(MONTHS)
NUMBER = rf"\d+|{any_of(NUMBERS)}"
POSITION = any_of(POSITIONS)


def number(word: str) -> int:
    return NUMBERS[word] if word in NUMBERS else int(word)


def ordinal(count: int) -> str:
    suffix = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{suffix}"


def quoted(text: str) -> str:
    """The typed text on one line, in quotation marks, shortened to 60 characters."""
    shown = " ".join(
        "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_PHRASE]).split()
    )
    return f"“{shown if len(shown) <= QUOTED else shown[: QUOTED - 1].rstrip() + '…'}”"


# Each row: a pattern over lower-case text, and what takes its place.
_PLAIN = tuple(
    (re.compile(pattern, re.ASCII), plain)
    for pattern, plain in (
        (r"[‐‑‒–—−]", "-"),
        (r"[’ʼ]", "'"),
        (r"\b([ap])\. ?m\b\.?", r"\1m"),
        (r"[,;()]", " "),
        (r"(?<=[a-z])\.(?=\s|$)", " "),
        (r"[.!?]+\s*$", " "),
        (r"(?<!\S)(\d{4}-\d\d-\d\d)t(\d\d:\d\d)(?::00)?(?=z?(?:\s|$))", r"\1 \2"),
        (r"(\d:\d\d)z(?=\s|$)", r"\1 utc"),
    )
)


def plain(text: str, *, examples: str) -> str:
    """Lower-case words with single spaces. Only ASCII digits count as digits from here on."""
    if len(text) > LONGEST_PHRASE:
        raise UnreadableDate(f"{quoted(text)} is too long to be a date. Try {examples}.")
    for pattern, replacement in ((re.compile(r"\s+"), " "), *_PLAIN):
        text = pattern.sub(replacement, text.lower())
    words = " ".join(text.split())
    if not words:
        raise UnreadableDate(f"There is nothing to read. Try {examples}.")
    return words
