"""Whose an action is that begins with a name and a colon, and what a page makes of such a line."""

import re
from datetime import datetime

from sqlmodel import Session

from models import Group, Person
from services import dates, groups
from services.errors import Invalid
from services.tasks import TaskDraft

_NAMED = re.compile(r"^(?P<name>[^:<>@]{1,200}?)\s*:(?:\s+|$)")
_ME = ("me", "i", "myself")
_FOR_NOBODY = "nobody"
_MOST_NAMED = 5


def part_name(text: str) -> tuple[str, str]:
    """The words before the first colon, and what is behind it; no words where there is no colon."""
    found = _NAMED.match(text)
    return (found["name"], text[found.end() :]) if found else ("", text)


def owner_named(
    session: Session, group: Group, name: str, *, by: Person, now: datetime
) -> tuple[Person | None, bool]:
    """Who in the group is called so, by her whole name or by a part that is hers alone, or nobody;
    and whether the words name anybody, or nobody at all. Raises ``Invalid`` for several.
    """
    key = " ".join(name.casefold().split())
    if key in _ME:
        return by, True
    if not key or key == _FOR_NOBODY:
        return None, bool(key)
    members = [line.person for line in groups.roster(session, group, now)]
    whole = [person for person in members if person.name.casefold() == key]
    found = whole or [person for person in members if key in person.name.casefold().split()]
    if len(found) > 1:
        names = ", ".join(person.name for person in found[:_MOST_NAMED])
        raise Invalid(f"“{name}” may be {names}. Write the whole name.", field="action")
    return (found[0], True) if found else (None, False)


def draft_of(session: Session, group: Group, text: str, *, by: Person, now: datetime) -> TaskDraft:
    """The task of one line on a page: ``Ben: send norms by Friday``, else for nobody yet.

    Raises ``Invalid`` for what cannot be read.
    """
    name, rest = part_name(" ".join(text.split()))
    owner, is_named = owner_named(session, group, name, by=by, now=now)
    line = rest if is_named else " ".join(text.split())
    zone = (owner or by).zone
    remind = dates.read_reminder(line, now=now, zone=zone)
    due = dates.read_due(remind.title if remind else line, now=now, zone=zone)
    unread = due.unread or (remind.unread if remind else "")
    if unread:
        raise Invalid(f"“{line[:60]}”: {unread}", field="action")
    if not due.title:
        raise Invalid("Say what is to be done, such as “send norms by Friday”.", field="action")
    return TaskDraft(
        due.title, owner, due.due_on, group, remind_on=remind.due_on if remind else None
    )
