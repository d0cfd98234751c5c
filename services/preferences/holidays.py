"""Holidays of the consortium and of single libraries:
days on which nobody is reminded of anything.
"""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlmodel import Session, col, delete, select

from models import Holiday, Organization, Person
from models.subjects import CONSORTIUM, Subject
from services import history
from services.errors import Invalid, NotFound

LINE = (
    "Write one day a line, such as “2026-12-25 Christmas Day” or “2026-12-24 to 2027-01-01 Winter"
    " closure”."
)
LONGEST_CLOSURE = timedelta(days=60)
"""No closure that is written in one line is longer,
since no open day is looked for further ahead.
"""

_DAY = r"\d{4}-\d\d-\d\d"
_LINE = re.compile(rf"({_DAY})(?:\s*(?:to|until|–|—|-|\.\.)\s*({_DAY}))?(?:\s+(.*))?")


def holidays_of(session: Session, organization_id: int | None, *, since: date) -> list[Holiday]:
    """The holidays of one organization, or of the whole consortium, from a day on."""
    statement = select(Holiday).where(
        Holiday.organization_id == organization_id, col(Holiday.day) >= since
    )
    return list(session.exec(statement.order_by(col(Holiday.day), col(Holiday.id))))


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
    typed = dict(_read(text))
    named = {day: name for day, name in typed.items() if day >= today}
    before = holidays_of(session, organization_id, since=today)
    kept = {
        holiday.day: holiday.name
        for holiday in before
        if through is not None and holiday.day > through
    }
    session.exec(
        delete(Holiday).where(
            col(Holiday.organization_id) == organization_id, col(Holiday.day) >= today
        )
    )
    days = sorted((kept | named).items())
    rows = [Holiday(day=day, name=name, organization_id=organization_id) for day, name in days]
    session.add_all(rows)
    subject = Subject("organization", organization_id) if organization_id else Subject(CONSORTIUM)
    history.record(
        session,
        "holidays.changed",
        subject,
        by=by,
        now=now,
        before=_by_day(before),
        after=_by_day(rows),
    )
    session.flush()
    return rows, len(typed) - len(named)


def _by_day(rows: Sequence[Holiday]) -> dict[str, str]:
    return {holiday.day.isoformat(): holiday.name for holiday in rows}


def _read(text: str) -> list[tuple[date, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wanted = [line for line in lines if not line.casefold().startswith(("day,", "date,"))]
    return [row for line in wanted for row in _read_line(line)]


def _read_line(line: str) -> list[tuple[date, str]]:
    """A name may have commas in it,
    so only a comma right after the date makes a line a row of CSV.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        [cells] = csv.reader([line])
        found = _LINE.fullmatch(" ".join(cells[:2]))
    first, last, name = found.groups() if found else ("", None, "")
    try:
        return _days(
            date.fromisoformat(first), date.fromisoformat(last or first), _name(name), line
        )
    except ValueError:
        raise Invalid(
            f"“{line[:60]}” does not begin with a date. {LINE}", field="holidays"
        ) from None


def _days(first: date, last: date, name: str, line: str) -> list[tuple[date, str]]:
    if last < first:
        raise Invalid(f"“{line[:60]}” ends before it begins. {LINE}", field="holidays")
    if last - first > LONGEST_CLOSURE:
        raise Invalid(
            f"“{line[:60]}” is longer than {LONGEST_CLOSURE.days} days. {LINE}", field="holidays"
        )
    days = (first + timedelta(days=ahead) for ahead in range(LONGEST_CLOSURE.days + 1))
    return [(day, name) for day in takewhile(lambda day: day <= last, days)]


def _name(typed: str | None) -> str:
    return " ".join((typed or "").split()).lstrip("-–—: ")[:200] or "Holiday"
