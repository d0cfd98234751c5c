"""When a zone changes its clocks, as calendars want it: the rules of a VTIMEZONE."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

YEARS_AHEAD = 10
"""For so many years the rule of a zone is checked, or its changes are listed."""
_DAY = timedelta(days=1)
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class ClockChange:
    """From when on the clocks of a zone show something else.

    ``onsets`` are wall times as they are shown before the change (RFC 5545, 3.6.5). With ``month``
    and ``weekday`` the change comes back each year.
    """

    name: str
    offset_before: timedelta
    offset: timedelta
    onsets: tuple[datetime, ...]
    month: int = 0
    weekday: str = ""
    """Such as ``2SU``, the second Sunday, or ``-1SU``, the last."""

    @property
    def is_to_summer(self) -> bool:
        return self.offset > self.offset_before


@lru_cache(maxsize=64)
def clock_changes(zone: str, year: int) -> tuple[ClockChange, ...]:
    """Every change from the beginning of ``year`` on, and where none is in that year, what holds at
    its beginning: whatever comes after ``year`` lies behind one of these.
    """
    info = ZoneInfo(zone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    found: dict[tuple[str, timedelta, timedelta], list[datetime]] = defaultdict(list)
    for before, after in _transitions(info, start):
        wall = (after.astimezone(UTC) + _offset(before)).replace(tzinfo=None)
        found[after.tzname() or zone, _offset(before), _offset(after)].append(wall)
    changes = [_change(*kind, onsets, year) for kind, onsets in found.items()]
    if any(change.onsets[0].year == year for change in changes):
        return tuple(changes)
    return (_opening(start.astimezone(info), zone), *changes)


def _opening(at: datetime, zone: str) -> ClockChange:
    onset = at.replace(tzinfo=None)
    return ClockChange(at.tzname() or zone, _offset(at), _offset(at), (onset,))


def _change(
    name: str, before: timedelta, after: timedelta, onsets: list[datetime], year: int
) -> ClockChange:
    every_year = [onset.year for onset in onsets] == [*range(year, year + YEARS_AHEAD)]
    weekday = _weekday_of_each(onsets) if every_year else ""
    if not weekday:
        return ClockChange(name, before, after, tuple(onsets))
    return ClockChange(name, before, after, (onsets[0],), onsets[0].month, weekday)


def _weekday_of_each(onsets: Sequence[datetime]) -> str:
    """By which weekday of the month all of these come, where their month and hour are the same."""
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) > 1:
        return ""
    day = _BYDAY[onsets[0].weekday()]
    counts = {(onset.day - 1) // 7 + 1 for onset in onsets}
    if len(counts) == 1 and counts <= {1, 2, 3, 4}:
        return f"{counts.pop()}{day}"
    is_last = all((onset + 7 * _DAY).month != onset.month for onset in onsets)
    return f"-1{day}" if is_last else ""


def _transitions(info: ZoneInfo, start: datetime) -> list[tuple[datetime, datetime]]:
    """The last second before each change of the offset, and the first one after it."""
    found = []
    at = start.astimezone(info)
    end = start.replace(year=start.year + YEARS_AHEAD)
    while at < end:
        later = (at.astimezone(UTC) + _DAY).astimezone(info)
        if _offset(later) != _offset(at):
            found.append(_narrowed(at.astimezone(UTC), later.astimezone(UTC), info))
        at = later
    return found


def _narrowed(before: datetime, after: datetime, info: ZoneInfo) -> tuple[datetime, datetime]:
    second = timedelta(seconds=1)
    offset = _offset(before.astimezone(info))
    while after - before > second:
        middle = before + (after - before) // (2 * second) * second
        if _offset(middle.astimezone(info)) == offset:
            before = middle
        else:
            after = middle
    return before.astimezone(info), after.astimezone(info)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
