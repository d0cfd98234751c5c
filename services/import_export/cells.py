"""What a cell may hold: readers from text to a value, and the way back."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from models import Weekday
from models.member_libraries import FormerNameFacts
from services import people
from services.dates import is_zone
from services.errors import Invalid
from services.obligations import yearly_rhythms
from services.organizations.written import written_name

Reader = Callable[[str], Any]

TYPED_NOTHING = "none"
"""Typed where a cell is to be emptied: an empty cell leaves what is there."""
CELL_SEPARATOR = ";"

_SLACK_ID = re.compile(r"[A-Z][A-Z0-9]{1,31}")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?( AM)?$|[ ]12:00(:00)? AM$", re.ASCII)
"""What a spreadsheet adds to a day."""
_DAY = re.compile(r"(?P<year>(19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", re.ASCII)
_SLASHED_DAY = re.compile(
    r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>(19|20)[0-9]{2})", re.ASCII
)
_DOTTED_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>(19|20)[0-9]{2})", re.ASCII
)
_DAY_COUNT = re.compile(r"[2-7][0-9]{4}(\.0+)?", re.ASCII)
_COUNTED_FROM = date(1899, 12, 30)
"""The day 0 of the day numbers of spreadsheets."""
_NOBODY = re.compile(
    r"(tbd|tba|tbc|vacant|vacancy|to be (announced|confirmed|determined|filled|named))"
    r"([ (\[–—-].*)?"
    r"|n/?a|none|nobody|unknown|-+|—|\?+|(position|seat) (open|vacant)",
    re.IGNORECASE,
)
FIRST_YEAR, LAST_YEAR = 1900, 2099
_OPEN = "open"
"""Alone, it is nobody's name in the list of people; elsewhere it may be somebody's."""
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def line(limit: int) -> Reader:
    """A text on one line, of at most ``limit`` characters."""
    return lambda text: _short(one_line(text), limit)


def text(limit: int) -> Reader:
    """A text that may have several lines."""
    return lambda typed: _short(typed, limit)


def person_name(limit: int) -> Reader:
    """The name of a new person, and not a word for a place that nobody has."""
    read = person_named(limit)

    def read_new(typed: str) -> str:
        if one_line(typed).casefold() == _OPEN:
            raise _nobody(typed)
        return str(read(typed))

    return read_new


def person_named(limit: int) -> Reader:
    """The name or the mail address of somebody who is listed elsewhere, and not a word for a place
    that nobody has.
    """

    def read(typed: str) -> str:
        name = _short(one_line(typed), limit)
        if "@" not in name and _NOBODY.fullmatch(name):
            raise _nobody(name)
        return name

    return read


def _nobody(name: str) -> Invalid:
    return Invalid(
        f"“{_quoted(name)}” is nobody's name. Leave the row out until somebody is named."
    )


def address(typed: str) -> str | None:
    """A mail address in lower case."""
    if CELL_SEPARATOR in typed:
        raise Invalid(
            "There seem to be several email addresses in it. Write one here, and the rest in the"
            " column other_emails."
        )
    return people.checked_address(typed)


def slack_user(typed: str) -> str:
    """The id of a person in Slack."""
    return _matching(
        _SLACK_ID,
        typed,
        "A Slack id reads like U012AB3CD: see the person's profile, “Copy member ID”.",
    )


def slack_channel(typed: str) -> str:
    """The id of a channel in Slack."""
    return _matching(
        _SLACK_ID,
        typed,
        "A channel's id reads like C012AB3CD: see the end of the channel's details.",
    )


def zone(typed: str) -> str:
    """An IANA time zone."""
    if not is_zone(typed):
        raise Invalid(f"“{_quoted(typed)}” is not a time zone. Try America/New_York.")
    return typed


def staff_size(typed: str) -> int:
    """How many people work somewhere."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 5):
        raise Invalid(f"“{_quoted(typed)}” is not a whole number from 0 to 99999.")
    return int(typed)


def number(typed: str) -> int:
    """A small whole number."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
        raise Invalid(f"“{_quoted(typed)}” is not a whole number from 0 to 9999.")
    return int(typed)


def number_within(least: int, most: int) -> Reader:
    """A whole number between two others, both included."""

    def read(typed: str) -> int:
        found = number(typed)
        if not least <= found <= most:
            raise Invalid(f"“{_quoted(typed)}” is not a whole number from {least} to {most}.")
        return found

    return read


def yes_or_no(typed: str) -> bool:
    """Yes or no."""
    return bool(one_of("yes", "no")(typed) == "yes")


def clock(typed: str) -> time:
    """A time of day."""
    found = _TIME.fullmatch(typed)
    if not found:
        raise Invalid(f"“{_quoted(typed)}” is not a time of day. Write it like 09:00 or 14:30.")
    return time(int(found[1]), int(found[2]))


def day(typed: str) -> date:
    """A date, also as a spreadsheet saves it: with midnight behind it, or the month first."""
    if _DAY_COUNT.fullmatch(typed):
        counted = _COUNTED_FROM + timedelta(days=int(float(typed)))
        raise Invalid(
            f"“{_quoted(typed)}” is a date as spreadsheets count days, perhaps {counted}. Format"
            " the column as a date, or write it like 2026-11-24."
        )
    bare = _MIDNIGHT.sub("", typed)
    patterns = (_DAY, _SLASHED_DAY, _DOTTED_DAY)
    found = next(filter(None, (pattern.fullmatch(bare) for pattern in patterns)), None)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise Invalid(f"“{_quoted(typed)}” is not a date. Write it like 2026-11-24.")


def moment(typed: str) -> datetime:
    """A moment with its distance from UTC, to the minute."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(
            f"“{_quoted(typed)}” is not a moment. Write it like 2026-11-24T09:30-05:00, with its"
            " distance from UTC."
        )
    return found.astimezone(UTC).replace(second=0, microsecond=0)


def rhythm(typed: str) -> str:
    """When something comes back every year or term, in the words that are kept."""
    return yearly_rhythms.describe(yearly_rhythms.read(typed))


def weekday(typed: str) -> Weekday:
    """A day of the week, by its English name or the first three letters."""
    names = [candidate.name.lower() for candidate in Weekday]
    found = [
        candidate
        for candidate in Weekday
        if len(typed) >= 3 and candidate.name.lower().startswith(typed.casefold())
    ]
    if not found:
        raise Invalid(
            f"“{_quoted(typed)}” is not a weekday. Write {_choice(names)}, or none for no digest."
        )
    return found[0]


def one_of(*choices: str) -> Reader:
    """One of a closed set, in any letter case."""

    def read(typed: str) -> str:
        bare = one_line(typed).casefold()
        if bare not in choices:
            raise Invalid(
                f"“{_quoted(typed)}” is not possible here. Write {_choice(list(choices))}."
            )
        return bare

    return read


def member_of(closed: type[StrEnum]) -> Reader:
    """A member of an enum; spaces and underscores are the same."""
    choose = one_of(*(member.value.replace("_", " ") for member in closed))
    by_name = {member.value.replace("_", " "): member for member in closed}
    return lambda typed: by_name[choose(typed.replace("_", " "))]


def many(reader: Reader) -> Reader:
    """Several values with semicolons between, each once, in alphabetical order."""

    def read(typed: str) -> tuple[Any, ...]:
        if typed.casefold() == TYPED_NOTHING:
            return ()
        parts = [part.strip() for part in typed.split(CELL_SEPARATOR)]
        return tuple(sorted({reader(part) for part in parts if part}))

    return read


def in_order(reader: Reader) -> Reader:
    """Several values with semicolons between, each once, in the order in which they stand."""

    def read(typed: str) -> tuple[Any, ...]:
        if typed.casefold() == TYPED_NOTHING:
            return ()
        parts = [part.strip() for part in typed.split(CELL_SEPARATOR)]
        return tuple(dict.fromkeys(reader(part) for part in parts if part))

    return read


def or_nothing(reader: Reader) -> Reader:
    """What ``reader`` reads, or None for the word none."""
    return lambda typed: None if typed.casefold() == TYPED_NOTHING else reader(typed)


def written(value: Any, nothing: str = "") -> str:
    """The text that reads back as ``value``."""
    match value:
        case None:
            return nothing
        case bool():
            return "yes" if value else "no"
        case Weekday():
            return value.name.lower()
        case tuple():
            return CELL_SEPARATOR.join(written(part) for part in value)
        case FormerNameFacts():
            return written_name(value)
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def one_line(typed: str) -> str:
    """The text with single spaces."""
    return " ".join(typed.split())


def tidy_name(stored: str) -> str:
    """A stored text on one line, as reading it from a file gives it."""
    return one_line(_visible(stored))


def tidy_lines(stored: str) -> str:
    """A stored text of several lines, as reading it from a file gives it."""
    return _visible(stored.replace("\r\n", "\n").replace("\r", "\n")).strip()


def composed(typed: str) -> str:
    """The text with each letter and its accents as one character, however they were typed."""
    return unicodedata.normalize("NFC", typed)


def odd_character(typed: str) -> str | None:
    """The first character that is neither to be seen nor a space or the end of a line."""
    return next(
        (c for c in typed if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")), None
    )


def _visible(stored: str) -> str:
    return composed("".join(c for c in stored if not odd_character(c)))


def _short(value: str, limit: int) -> str:
    if len(value) > limit:
        raise Invalid(f"“{_quoted(value)}” has {len(value)} characters. At most {limit} fit.")
    return value


def _matching(pattern: re.Pattern[str], typed: str, advice: str) -> str:
    if not pattern.fullmatch(typed):
        raise Invalid(f"“{_quoted(typed)}” cannot be used. {advice}")
    return typed


def _choice(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _quoted(typed: str) -> str:
    short = typed if len(typed) <= 60 else f"{typed[:59]}…"
    return "".join(c if c.isprintable() else " " for c in short)
