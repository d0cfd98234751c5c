"""Holidays of the consortium and of single libraries:
days on which nobody is reminded of anything.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, select

from models import Group, Holiday, Membership, Organization, Person
from models.preferences import LONGEST_CLOSURE
from models.subjects import CONSORTIUM, Subject
from services import consortium, history, terms
from services.dates.arithmetic import Reference
from services.dates.days import dated_day
from services.dates.words import UnreadableDate
from services.errors import Invalid, NotFound

HOW_TO_TYPE = (
    "Write one day a line, such as “Dec 25 Christmas Day”, “2026-12-25 Christmas Day” or"
    " “2026-12-24 to 2027-01-01 Winter closure”."
)

_MOST_HOLIDAY_WORDS = 5
"""Of a day: ``Friday, December 25, 2026`` has four."""
_BETWEEN = re.compile(r"\s*(?P<link>(?:to|until|through)\b|–|—|-|\.\.)\s*", re.IGNORECASE)
_JOINED = re.compile(r"(\d{4}-\d\d-\d\d)\s*-\s*(?=\d{4}-\d\d-)")


def holidays_of(session: Session, organization_id: int | None, *, since: date) -> list[Holiday]:
    """The holidays of one organization, or of the whole consortium, from a day on."""
    statement = select(Holiday).where(
        Holiday.organization_id == organization_id, col(Holiday.day) >= since
    )
    return list(session.exec(statement.order_by(col(Holiday.day), col(Holiday.id))))


def closures_of(
    session: Session, group: Group, *, since: date, now: datetime
) -> dict[date, list[str]]:
    """From a day on the days on which libraries of a group's members are closed, soonest first,
    with their names in order: one query. Those of the whole consortium are not among them.
    """
    theirs = (
        select(col(Person.organization_id))
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.group_id == group.id, terms.serving(now), col(Person.is_active))
    )
    statement = (
        select(col(Holiday.day), col(Organization.short_name))
        .join(Organization, col(Organization.id) == Holiday.organization_id)
        .where(col(Holiday.day) >= since, col(Organization.id).in_(theirs))
        .order_by(col(Holiday.day), col(Organization.short_name))
        .distinct()
    )
    found: dict[date, list[str]] = {}
    for day, name in session.exec(statement):
        found.setdefault(day, []).append(name)
    return found


def set_holidays(
    session: Session,
    text: str,
    organization_id: int | None,
    *,
    by: Person,
    today: date,
    now: datetime,
    through: date | None = None,
) -> tuple[list[Holiday], int]:
    """Replace the holidays from today on by those of ``text``: a day, or a first and a last one,
    and a name.

    Rows of CSV are read, too. ``through`` is the last day that the writer saw: what is later stays.
    Also tells how many days had passed already and were left out.
    """
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise NotFound("That library is not on the list any more. Choose another one.")
    typed = dict(_read(text, today))
    named = {day: name for day, name in typed.items() if day >= today}
    # Two at once would each leave their own list beside that of the other.
    consortium.lock(session)
    before = holidays_of(session, organization_id, since=today)
    kept = {
        holiday.day: holiday.name
        for holiday in before
        if through is not None and holiday.day > through
    }
    rows = _replace(session, kept | named, organization_id, since=today)
    _note_change(session, organization_id, before, rows, by, now)
    session.flush()
    return rows, len(typed) - len(named)


def _replace(
    session: Session, names: dict[date, str], organization_id: int | None, *, since: date
) -> list[Holiday]:
    theirs = (col(Holiday.organization_id) == organization_id, col(Holiday.day) >= since)
    session.exec(delete(Holiday).where(*theirs))
    days = sorted(names.items())
    rows = [Holiday(day=day, name=name, organization_id=organization_id) for day, name in days]
    session.add_all(rows)
    return rows


def _note_change(
    session: Session,
    organization_id: int | None,
    before: Sequence[Holiday],
    after: Sequence[Holiday],
    by: Person,
    now: datetime,
) -> None:
    subject = Subject("organization", organization_id) if organization_id else Subject(CONSORTIUM)
    old, new = _by_day(before), _by_day(after)
    if new != old:
        history.record(session, "holidays.changed", subject, by=by, now=now, before=old, after=new)


def _by_day(rows: Sequence[Holiday]) -> dict[str, str]:
    return {holiday.day.isoformat(): holiday.name for holiday in rows}


def _read(text: str, today: date) -> list[tuple[date, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wanted = [line for line in lines if not line.casefold().startswith(("day,", "date,"))]
    return [row for line in wanted for row in _read_line(line, today)]


def _read_line(line: str, today: date) -> list[tuple[date, str]]:
    """A day, or a first and a last one, and a name. Without a year, it is the next such day."""
    words = _JOINED.sub(r"\1 – ", _cells(line))
    reference = Reference(today=today, anchor=today, soonest=today)
    first, rest = _leading_day(words, reference, line)
    if first is None:
        raise Invalid(f"“{line[:60]}” does not begin with a date. {HOW_TO_TYPE}", field="holidays")
    link = _BETWEEN.match(rest)
    after = replace(reference, anchor=max(first, today))
    last, name = _leading_day(rest[link.end() :], after, line) if link else (None, "")
    if link and last is None and link["link"].isalpha():
        raise Invalid(
            f"“{line[:60]}” has no last day that I can read. {HOW_TO_TYPE}", field="holidays"
        )
    return _days(first, last or first, _name(name if last else rest), line)


def _cells(line: str) -> str:
    """A name may have commas in it, so only a whole cell with a date makes a line a row of CSV."""
    [cells] = csv.reader([line])
    is_row = len(cells) > 1 and _ISO.fullmatch(cells[0].strip())
    return " ".join(cells[:2]) if is_row else line


_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:\s*(?:to|until|–|—|-|\.\.)\s*\d{4}-\d\d-\d\d)?")


def _leading_day(text: str, reference: Reference, line: str) -> tuple[date | None, str]:
    """The longest day with which a text begins, and what follows it."""
    ends = [found.end() for found in re.finditer(r"\S+?(?=\s|$|–|—|\.\.)", text)][
        :_MOST_HOLIDAY_WORDS
    ]
    for end in reversed(ends):
        if text[:end].endswith(("-", "–", "—")):
            continue
        try:
            day = dated_day(text[:end].rstrip(",:"), reference)
        except UnreadableDate:
            continue
        except Invalid as refusal:
            raise Invalid(
                f"“{line[:60]}”: {refusal.message} {HOW_TO_TYPE}", field="holidays"
            ) from None
        return day, text[end:].strip()
    return None, text


def _days(first: date, last: date, name: str, line: str) -> list[tuple[date, str]]:
    if last < first:
        raise Invalid(f"“{line[:60]}” ends before it begins. {HOW_TO_TYPE}", field="holidays")
    if last - first > LONGEST_CLOSURE:
        raise Invalid(
            f"“{line[:60]}” is longer than {LONGEST_CLOSURE.days} days. {HOW_TO_TYPE}",
            field="holidays",
        )
    return [(first + timedelta(days=ahead), name) for ahead in range((last - first).days + 1)]


def _name(typed: str | None) -> str:
    return " ".join((typed or "").split()).lstrip("-–—: ")[:200] or "Holiday"
