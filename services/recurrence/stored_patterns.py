"""The text in which a series is stored, both ways."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import weekdays

from services.dates import instant
from services.recurrence.patterns import Frequency, Pattern, midnight, rule_days, rule_months


def to_text(pattern: Pattern) -> str:
    """The series as iCalendar text for storage; from_text gives the same series back."""
    start = midnight(pattern.starts_on).strftime("%Y%m%d") + pattern.at.strftime("T%H%M%S")
    opening = f"DTSTART;TZID={pattern.zone}:{start}\n"
    if pattern.dates:
        return f"{opening}RDATE;VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in pattern.dates)}"
    excepted = ",".join(f"{day:%Y%m%d}" for day in pattern.except_dates)
    skipped = f"\nEXDATE;VALUE=DATE:{excepted}" if excepted else ""
    return f"{opening}RRULE:{';'.join(_rule_parts(pattern))}{skipped}"


def _rule_parts(pattern: Pattern) -> list[str]:
    days = rule_days(pattern)
    parts = [f"FREQ={pattern.freq.name}", f"INTERVAL={pattern.interval}", "WKST=MO"]
    if months := rule_months(pattern):
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    if "byweekday" in days:
        parts.append(f"BYDAY={','.join(_byday(day) for day in days['byweekday'])}")
    if "bymonthday" in days:
        parts.append(f"BYMONTHDAY={','.join(map(str, days['bymonthday']))}")
    if "bysetpos" in days:
        parts.append(f"BYSETPOS={','.join(map(str, days['bysetpos']))}")
    return parts + ([f"UNTIL={_day_end(pattern.until, pattern.zone)}"] if pattern.until else [])


def _byday(day: Any) -> str:
    return f"{day.n or ''}{weekdays[day.weekday]}"


def _day_end(day: date, zone: str) -> str:
    """The last second of a local day in UTC,
    which is what UNTIL wants beside a zone (RFC 5545, 3.3.10).
    """
    return instant(day, time(23, 59, 59), zone).strftime("%Y%m%dT%H%M%SZ")


def from_text(text: str) -> Pattern:
    """The series that to_text wrote. Raises ValueError for any other text."""
    opening = _OPENING.match(text)
    rule = _RULE.fullmatch(text, opening.end()) if opening else None
    dates = _DATES.fullmatch(text, opening.end()) if opening else None
    found = rule or dates
    if opening is None or found is None:
        raise ValueError(f"not a stored series: {text!r}")
    zone = opening["zone"]
    start = datetime.strptime(opening["start"], "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone))
    parts = {name: value for name, value in found.groupdict().items() if value}
    fields = _stored_rule(parts, zone) if rule else _stored_dates(parts)
    return Pattern(at=start.time(), zone=zone, starts_on=start.date(), **fields)


_OPENING = re.compile(r"DTSTART;TZID=(?P<zone>[^:\n]+):(?P<start>\d{8}T\d{6})\n", re.ASCII)
_DATES = re.compile(r"RDATE;VALUE=DATE:(?P<dates>[\d,]+)", re.ASCII)
_RULE = re.compile(
    r"RRULE:FREQ=(?P<freq>WEEKLY|MONTHLY);INTERVAL=(?P<interval>\d+);WKST=MO"
    r"(?:;BYMONTH=(?P<months>[\d,]+))?"
    r"(?:;BYDAY=(?P<days>[-\dA-Z,]+))?"
    r"(?:;BYMONTHDAY=(?P<monthdays>[\d,]+))?"
    r"(?:;BYSETPOS=(?P<positions>-?\d(?:,-?\d)*))?"
    r"(?:;UNTIL=(?P<until>\d{8}T\d{6}Z))?"
    r"(?:\nEXDATE;VALUE=DATE:(?P<skipped>[\d,]+))?",
    re.ASCII,
)
_DAY_CODE = re.compile(r"(?P<nth>-?\d)?(?P<weekday>MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


def _stored_dates(parts: dict[str, str]) -> dict[str, Any]:
    days = [date.fromisoformat(day) for day in parts["dates"].split(",")]
    return {"freq": Frequency.DATES, "dates": tuple(days)}


def _stored_rule(parts: dict[str, str], zone: str) -> dict[str, Any]:
    months = [int(month) for month in parts.get("months", "").split(",") if month]
    return {
        "freq": Frequency[parts["freq"]],
        "interval": int(parts["interval"]),
        "except_dates": tuple(
            date.fromisoformat(day) for day in parts.get("skipped", "").split(",") if day
        ),
        "except_months": tuple(m for m in range(1, 13) if m not in months) if months else (),
        "until": _local_day(parts["until"], zone) if "until" in parts else None,
        **_stored_days(parts),
    }


def _local_day(until: str, zone: str) -> date:
    moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).date()


def _stored_days(parts: dict[str, str]) -> dict[str, Any]:
    positions = [int(position) for position in parts.get("positions", "").split(",") if position]
    if "monthdays" in parts:
        days = [int(day) for day in parts["monthdays"].split(",")]
        return {"monthdays": (*days[: len(positions) - 1], days[-1]) if positions else tuple(days)}
    if positions:
        return {"workday": positions[0]}
    codes = [_DAY_CODE.fullmatch(code) for code in parts.get("days", "").split(",")]
    known = [code for code in codes if code]
    names = [str(weekday) for weekday in weekdays]
    return {
        "weekdays": tuple(dict.fromkeys(names.index(code["weekday"]) for code in known)),
        "nths": tuple(int(code["nth"]) for code in known if code["nth"]),
    }
