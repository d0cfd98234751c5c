"""The form of holidays, and what is said after a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from models import (
    Holiday,
    Organization,
)
from models.calendar_days import day_words
from models.payloads import Block, Element, Message, View
from models.preferences import LONGEST_CLOSURE
from views import values
from views.elements import message, section
from views.inputs import (
    field,
    modal,
    option,
    select,
    text_input,
)
from views.texts import esc, joined, plural, short

HOLIDAYS_SEND = "reminders.holidays.send"
HOLIDAYS_OF = "reminders.holidays.of"
HOLIDAYS_ROOM = 3000


def holidays(
    rows: Sequence[Holiday], organizations: Sequence[Organization], chosen: Organization | None
) -> View:
    """The program manager's form: the holidays of the whole consortium, or of one organization.

    It carries along whose they are, and the last day where there are more than fit into the field.
    """
    whose = values.HolidaysOf(chosen.id if chosen else None).text
    spans = _spans(rows)
    shown = _fitting(spans)
    lines = "\n".join(_holiday(span) for span in shown)
    through = shown[-1].last if len(shown) < len(spans) else None
    later = f" It ends on {day_words(through)}; later ones stay as they are." if through else ""
    blocks = [
        section(
            "On a holiday nobody is reminded of anything; what falls on it comes on the next"
            " working day. On one of the whole consortium the weekly digests wait, too."
        ),
        _whose(organizations, whose),
        _lines(lines, later, whose),
    ]
    private = values.private(whose=whose, through=through.isoformat() if through else "")
    return modal(HOLIDAYS_SEND, "Holidays", blocks, submit="Save", close="Cancel", private=private)


def holiday_choices(organizations: Sequence[Organization]) -> list[Element]:
    """Whose holidays there are: those of all, and those of each library."""
    return [
        option("The whole consortium", values.HolidaysOf().text),
        *(option(organization.short_name, organization.id) for organization in organizations),
    ]


def _whose(organizations: Sequence[Organization], whose: str) -> Block:
    element = select(HOLIDAYS_OF, holiday_choices(organizations), initial=whose)
    hint = "Another choice here shows another list."
    return field("whose", "Whose holidays", element, hint=hint) | {"dispatch_action": True}


def _lines(lines: str, later: str, whose: str) -> Block:
    return field(
        "holidays",
        "Holidays from today on",
        text_input(
            "reminders.holidays",
            initial=lines,
            placeholder="2026-12-25 Christmas Day",
            multiline=True,
            limit=HOLIDAYS_ROOM,
        ),
        hint=(
            "One a line, such as 2026-12-25 Christmas Day, or 2026-12-24 to 2027-01-01 Winter"
            " closure. Rows of a CSV file are read, too. What you save replaces this"
            f" list.{later}"
        ),
        optional=True,
        content=whose,
    )


def holidays_changed(
    rows: Sequence[Holiday], whose: Organization | None, *, passed: int = 0
) -> Message:
    """To the program manager, after a change. ``passed`` counts the days that were left out."""
    who = esc(short(whose.short_name, 80)) if whose else "the whole consortium"
    spans = _spans(rows)
    days = joined((f"{_days_of(span)} ({esc(short(span.name, 60))})" for span in spans[:20]), "; ")
    more = f"; and {len(spans) - 20} more" if len(spans) > 20 else ""
    left_out = f"{plural(passed, 'day that has', 'days that have')} passed already: left out."
    saved = f"Saved {plural(len(rows), 'holiday')} of {who}" + (f": {days}{more}." if rows else ".")
    return message(joined([saved, left_out if passed else ""], " "))


@dataclass(frozen=True)
class _Span:
    """Days in a row that have one name."""

    first: date
    last: date
    name: str


def _spans(rows: Sequence[Holiday]) -> list[_Span]:
    spans: list[_Span] = []
    for holiday in rows:
        before = spans[-1] if spans else None
        if before and _goes_on(before, holiday):
            spans[-1] = replace(before, last=holiday.day)
        else:
            spans.append(_Span(holiday.day, holiday.day, holiday.name))
    return spans


def _goes_on(span: _Span, holiday: Holiday) -> bool:
    follows = holiday.day == span.last + timedelta(days=1) and holiday.name == span.name
    return follows and holiday.day - span.first <= LONGEST_CLOSURE


def _fitting(spans: Sequence[_Span]) -> Sequence[_Span]:
    """As many as fit into the field; the last one is shown in full or not at all."""
    ends = accumulate(len(_holiday(span)) + 1 for span in spans)
    return spans[: sum(end <= HOLIDAYS_ROOM for end in ends)]


def _holiday(span: _Span) -> str:
    """As it is typed."""
    last = f" to {span.last.isoformat()}" if span.last > span.first else ""
    return f"{span.first.isoformat()}{last} {span.name}"


def _days_of(span: _Span) -> str:
    return day_words(span.first) + (f" to {day_words(span.last)}" if span.last > span.first else "")
