"""How long something takes, in whole minutes."""

import re
from fractions import Fraction

from services.dates.phrases import PhraseKind, Phrases, row
from services.dates.words import NUMBER, UnreadableDate, number, plain, quoted
from services.deferred_patterns import DeferredPattern
from services.errors import Invalid

SHORTEST_MINUTES = 5
LONGEST_MINUTES = 720

_LENGTH_EXAMPLES = "“45 min”, “1h” or “1.5 hours”"
_HOUR_UNIT = r"(?:hours?|hrs?|h)"
_MINUTE = r"(?:minutes?|mins?|m)"
_WITH_UNIT = (
    r"half an hour",
    r"an hour and a half",
    rf"(?:\d+(?:\.\d+)?|{NUMBER}) ?{_HOUR_UNIT}(?: ?(?:and )?\d+(?: ?{_MINUTE})?)?",
    rf"(?:{NUMBER}) ?{_MINUTE}",
)
WITH_UNIT = "|".join(_WITH_UNIT)
_WITHOUT_UNIT = r"\d+:[0-5]\d|\d+"
_ANY = DeferredPattern(rf"(?:for )?(?P<length>{WITH_UNIT}|{_WITHOUT_UNIT})", re.ASCII)
_HOURS = DeferredPattern(
    rf"(?P<hours>[\d.]+|[a-z ]+?) ?{_HOUR_UNIT}(?: ?(?:and )?(?P<minutes>\d+)(?: ?{_MINUTE})?)?",
    re.ASCII,
)
_SPOKEN = {"half an hour": 30, "an hour and a half": 90}

ROWS = (
    row(PhraseKind.LENGTH, rf"for (?P<length>{WITH_UNIT}|{_WITHOUT_UNIT})|(?P<plain>{WITH_UNIT})"),
)


def read_length(text: str) -> int:
    """Minutes, from 5 to 720: "45" (a bare number is minutes), "45 min", "1.5 hours",
    "1:30", "an hour".
    """
    match = _ANY.fullmatch(plain(text, examples=_LENGTH_EXAMPLES))
    if not match:
        raise UnreadableDate(f"I cannot read {quoted(text)} as a length. Try {_LENGTH_EXAMPLES}.")
    return bounded(minutes_of(match["length"]), text)


def typed(found: Phrases, text: str) -> int | None:
    """The minutes of the length among the phrases of a text, if there is one."""
    if PhraseKind.LENGTH not in found:
        return None
    caught = found[PhraseKind.LENGTH].caught
    return bounded(minutes_of(caught.get("length") or caught["plain"]), text)


def bounded(minutes: int, text: str) -> int:
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            f"{quoted(text)} is not between 5 minutes and 12 hours. Try {_LENGTH_EXAMPLES}."
        )
    return minutes


def minutes_of(length: str) -> int:
    """The minutes of a length in one of the forms above, without bounds."""
    if length in _SPOKEN:
        return _SPOKEN[length]
    if ":" in length:
        hours, minutes = length.split(":")
        return int(hours) * 60 + int(minutes)
    match = _HOURS.fullmatch(length)
    if match:
        return round(_count(match["hours"]) * 60) + int(match["minutes"] or 0)
    return int(_count(re.sub(rf" ?{_MINUTE}$", "", length)))


def _count(word: str) -> Fraction:
    return Fraction(word) if word[0].isdigit() else Fraction(number(word))
