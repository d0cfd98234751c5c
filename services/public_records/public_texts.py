"""What the files of a record have in common."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from models import Meeting

_NO_PART_OF_NAMES = re.compile(r"[^a-z0-9]+")
_FILE_NAME_ROOM = 40


@dataclass(frozen=True)
class PublicFile:
    """One file of a record: its path within the record, and its bytes."""

    name: str
    content: bytes

    @classmethod
    def of_text(cls, name: str, text: str) -> Self:
        """A file of plain text in UTF-8, that ends with a line break."""
        return cls(name, f"{text.rstrip()}\n".encode())


def local(at: datetime | None, zone: str) -> str:
    """A moment in a zone, to the minute and with its distance from UTC; empty for none."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") if at else ""


def meeting_name(meeting: Meeting) -> str:
    """What files and rows call a meeting: its day, its number, and the beginning of its title."""
    day = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    title = _NO_PART_OF_NAMES.sub("-", meeting.title.casefold()).strip("-")[:_FILE_NAME_ROOM]
    return f"{day.isoformat()}-{meeting.id}{f'-{title}' if title else ''}"


def one_line(text: str) -> str:
    """Typed words on one line, in which no mark of Markdown begins anything."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
