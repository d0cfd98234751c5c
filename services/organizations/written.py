"""How the facts of an organization are written in forms and files, and read from there."""

import re
from datetime import date

from models.columns import NAME_LENGTH
from models.member_libraries import FormerNameFacts
from models.organizations import SHORT_NAME_LENGTH
from services.errors import Invalid

NAME_SEPARATOR = "|"
"""Between the full name, the short name and the last day of a former name."""
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_LONGEST_DOMAIN = 253
_SEPARATORS = re.compile(r"\s*[;|\n]+\s*")


def key(typed: str) -> str:
    """A short word in lower case, such as ``three-rivers``."""
    return _matching(
        _KEY, typed.casefold(), "Use letters, digits and hyphens, at most 40, such as three-rivers."
    )


def domain(typed: str) -> str:
    """A mail domain in lower case."""
    bare = typed.casefold().removeprefix("@")
    if len(bare) > _LONGEST_DOMAIN:
        raise Invalid(f"“{_quoted(typed)}” is longer than a domain can be.")
    return _matching(_DOMAIN, bare, "A mail domain reads like tunxis.example.edu.")


def former_name(typed: str) -> FormerNameFacts:
    """``Norwalk Community College | Norwalk CC | 2023-06-30``, the last two as far as known."""
    parts = [" ".join(part.split()) for part in typed.split(NAME_SEPARATOR)]
    if len(parts) > 3 or not parts[0]:
        raise Invalid(
            f"“{_quoted(typed)}” is no former name. Write it like Norwalk Community College |"
            " Norwalk CC | 2023-06-30."
        )
    name, short_name, day = (*parts, "", "")[:3]
    if len(name) > NAME_LENGTH or len(short_name) > SHORT_NAME_LENGTH:
        raise Invalid(
            f"“{_quoted(typed)}” is too long: {NAME_LENGTH} characters for the name,"
            f" {SHORT_NAME_LENGTH} for the short one."
        )
    return FormerNameFacts(name, short_name, _last_day(day))


def written_name(former: FormerNameFacts) -> str:
    """The text that reads back as ``former``."""
    day = former.used_until.isoformat() if former.used_until else ""
    parts = (_plain(former.name), _plain(former.short_name), day)
    return f" {NAME_SEPARATOR} ".join(parts).rstrip(f" {NAME_SEPARATOR}")


def _last_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(
            f"“{_quoted(typed)}” is not the last day of a name. Write it like 2023-06-30."
        ) from None


def _plain(name: str) -> str:
    """A name without what stands between names."""
    return _SEPARATORS.sub(", ", name).strip(", ")


def _matching(pattern: re.Pattern[str], typed: str, advice: str) -> str:
    if not pattern.fullmatch(typed):
        raise Invalid(f"“{_quoted(typed)}” cannot be used. {advice}")
    return typed


def _quoted(typed: str) -> str:
    short = typed if len(typed) <= 60 else f"{typed[:59]}…"
    return "".join(c if c.isprintable() else " " for c in short)
