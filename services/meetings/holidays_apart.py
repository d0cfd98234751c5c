"""Series that leave out the holidays which are known when they are scheduled."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.dates import marks
from services.errors import Invalid
from services.meetings.plans import MeetingPlan
from services.recurrence import MOST_SKIPPED, Frequency, first_moments, occurrences

_PHRASE = re.compile(
    r"[,;]?\s*\b(?:except|excluding|skipping|skip|but not|not|without)(?: on| for)?"
    r"(?: the| all| public| federal)*\s+holidays\b",
    re.IGNORECASE,
)


def split_holidays(text: str) -> tuple[str, bool]:
    """Words of time without "except holidays", and whether they had it.

    Before the words of time it belongs to a title: "Planning without holidays every Monday".
    """
    spans = [found.span() for found in _PHRASE.finditer(text) if _follows_time(text, found)]
    if not spans:
        return text, False
    ends, begins = [0, *(end for _start, end in spans)], [*(start for start, _end in spans), None]
    rest = "".join(text[end:start] for end, start in zip(ends, begins, strict=True))
    return " ".join(rest.split()), True


def _follows_time(text: str, found: re.Match[str]) -> bool:
    """Whether words stand behind those of time, and not before a rhythm."""
    before, behind = text[: found.start()], text[found.end() :]
    return marks.run(before) is not None and not marks.rhythms_named(behind)


def on_holidays(plan: MeetingPlan, holidays: Mapping[date, object]) -> list[date]:
    """The days of a series that fall on one of these, soonest first."""
    if plan.pattern is None or not holidays:
        return []
    first, last = plan.pattern.starts_on, max(holidays)
    days = occurrences(plan.pattern, after=date.fromordinal(first.toordinal() - 1), until=last)
    return [day for day, _moment in days if day in holidays]


def without_holidays(plan: MeetingPlan, holidays: Mapping[date, str]) -> MeetingPlan:
    """The same series without these days; a single meeting stays as it is.

    Raises ``Invalid`` where nothing of it would be left, and where there are too many of them.
    """
    found = on_holidays(plan, holidays)
    if plan.pattern is None or not found:
        return plan
    if plan.pattern.freq is Frequency.DATES:
        left = tuple(day for day in plan.pattern.dates if day not in found)
        if not left:
            raise Invalid("All of these days are holidays. Choose others.", field="when")
        pattern = replace(plan.pattern, dates=left)
    else:
        skipped = sorted({*plan.pattern.except_dates, *found})
        if len(skipped) > MOST_SKIPPED:
            raise Invalid(
                f"This series would skip {len(skipped)} days, and {MOST_SKIPPED} are the most that"
                " one can. Give it an earlier last day.",
                field="when",
            )
        pattern = replace(plan.pattern, except_dates=tuple(skipped))
    starts = first_moments(pattern, 1)
    if not starts:
        raise Invalid("All of its days are holidays. Choose others.", field="when")
    return replace(plan, pattern=pattern, starts_at=starts[0])
