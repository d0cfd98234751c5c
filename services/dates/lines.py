"""One-line commands: the title, and the day in it."""

import re
from datetime import date, datetime
from string import whitespace

from services.dates.days import read_day
from services.dates.words import LONGEST, UnreadableDate
from services.errors import Invalid

# The same for what may follow "by": a day and some mentions.
_LONGEST_TAIL = 2 * LONGEST

_DUE = re.compile(r"(?<!\S)(?:due|by):?(?=\s|$)", re.IGNORECASE)
_MENTIONS = ("@", "<@", "#", "<#")
_LOOSE_END = whitespace + ",;:–—-"


def split_due(text: str, *, now: datetime, zone: str) -> tuple[str, date | None, str]:
    """The title, the due date and its words: "Norm rules due Friday" is ("Norm rules", …,
    "Friday").

    The last ``due`` or ``by`` with a day behind it counts. Mentions behind the day move to the
    title. Raises Invalid when what follows ``due`` names no day, and when the day has passed; a
    ``by`` without a day belongs to the title.
    """
    for match in reversed(list(_DUE.finditer(text))):
        promised = match[0].lower().startswith("due")
        if not promised and len(text) - match.end() > _LONGEST_TAIL:
            continue
        words, mentions = _without_mentions(text[match.end() :])
        try:
            day = read_day(words, now=now, zone=zone)
        except UnreadableDate as unreadable:
            if promised:
                raise Invalid(f"I cannot read the due date. {unreadable.message}") from None
            continue
        return _title(_without_due(text[: match.start()]), mentions), day, words
    return text.strip(), None, ""


def _without_mentions(tail: str) -> tuple[str, str]:
    words = tail.split()
    end = len(words)
    while end and words[end - 1].startswith(_MENTIONS):
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def _without_due(head: str) -> str:
    """In "due by Friday" both words belong to the date."""
    return re.sub(r"(?<!\S)due\s*$", "", head, flags=re.IGNORECASE)


def _title(head: str, mentions: str = "") -> str:
    return f"{head.rstrip(_LOOSE_END)} {mentions}".strip()
