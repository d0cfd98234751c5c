"""Saving a form that was open while somebody else changed the same thing.

A form carries a digest of each field that it shows. A field that the person left as it was shown
stays as it is by now; one that she and somebody else have changed is refused.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import HistoryEntry, Person
from models.calendar_days import day_words
from models.subjects import Subject
from services.errors import Conflict

ENTRIES_SEARCHED = 50
"""In how many of the newest entries it is looked up who changed a field."""

_IN_FORM = (
    "What you typed is still in the form below this: copy it, close the form, and open it again{}."
)
_ON_PAGE = (
    "The form shows how it is now. What you typed is on the page before this: your browser goes"
    " back to it."
)


def digests(shown: Mapping[str, Any]) -> str:
    """What a form carries along of the fields that it shows, by name."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in shown.items())


def merged(
    session: Session,
    typed: Mapping[str, Any],
    present: Mapping[str, Any],
    seen: str,
    *,
    about: Subject,
    title: str,
    words: Mapping[str, str],
    by: Person,
    command: str = "",
    acts: Collection[str] = (),
    is_page: bool = False,
) -> dict[str, Any]:
    """The fields to save: as typed where the person changed what the form showed, else as they are.
    ``seen`` is of ``digests``; a field of which it does not tell is as typed.
    ``words`` call each field, ``title`` the thing, and ``command`` opens the form again; a
    page is shown anew by itself. In the history the field is changed by entries that name it, or by
    the ``acts`` where it names none.
    Raises ``Conflict`` where somebody else has changed one, too.
    """
    shown, saved = _read(seen), {}
    way = _ON_PAGE if is_page else _IN_FORM.format(f" with `{command}`" if command else "")
    for name, value in typed.items():
        digest = shown.get(name)
        if digest == _digest(value):
            saved[name] = present[name]
        elif digest in (None, _digest(present[name])) or value == present[name]:
            saved[name] = value
        else:
            change = _change(session, about, name, by, acts)
            raise Conflict(
                f"{title}: the {words[name]} has changed since you opened this form{change}."
                f" Nothing was saved. {way}"
            )
    return saved


def _read(seen: str) -> dict[str, str]:
    """The digests by name. Raises ``Conflict`` for a text of another kind, as an older version
    wrote it.
    """
    parts = [part.partition(":") for part in seen.split()]
    if not all(digest for _name, _colon, digest in parts):
        raise Conflict("I cannot tell what this form showed. Nothing was saved: open it again.")
    return {name: digest for name, _colon, digest in parts}


def _change(session: Session, about: Subject, name: str, by: Person, acts: Collection[str]) -> str:
    """Who changed a field last, and when; empty where the history does not tell."""
    newest = select(HistoryEntry).where(HistoryEntry.subject == str(about))
    newest = newest.order_by(col(HistoryEntry.id).desc()).limit(ENTRIES_SEARCHED)
    entries = session.exec(newest)
    entry = next((row for row in entries if row.action in acts or _changes(row, name)), None)
    person = session.get(Person, entry.by_id) if entry and entry.by_id else None
    if entry is None or person is None:
        return ""
    local = entry.at.astimezone(ZoneInfo(by.zone))
    who = "you did so yourself" if person.id == by.id else f"{person.name} did so"
    return f": {who} on {day_words(local.date())} at {local:%H:%M}"


def _changes(entry: HistoryEntry, name: str) -> bool:
    """Whether an entry tells of another value; some name all fields, also those that stay."""
    is_named = name in entry.before and name in entry.after
    return is_named and entry.before[name] != entry.after[name]


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:10]
