"""A second reader of iCalendar text, which shares nothing with the library that writes it, and a
calendar that does with invitations what RFC 5546 says.

Lines are read by the grammar of RFC 5545; zones and rules are worked out by dateutil.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from dateutil import tz
from dateutil.rrule import rrulestr

LONGEST_LINE = 75
_NAME = re.compile(r"[A-Za-z0-9-]+")
_QUOTED = r'"[^"\x00-\x08\x0a-\x1f]*"'
_BARE = r'[^";:,\x00-\x08\x0a-\x1f]*'
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_QUOTED}|{_BARE})")
_UNESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass
class Line:
    """One property, unfolded."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def line(self, name: str) -> Line:
        [line] = self.all(name)
        return line

    def text(self, name: str) -> str:
        return self.line(name).text

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def named(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]

    @property
    def events(self) -> list["Component"]:
        return self.named("VEVENT")


def parse(text: str) -> Component:
    """The calendar, strictly: fails where the grammar is broken anywhere."""
    assert text.endswith("\r\n")
    raw = text.removesuffix("\r\n").split("\r\n")
    lines: list[str] = []
    for text_line in raw:
        assert not {"\r", "\n"} & {*text_line}
        assert len(text_line.encode()) <= LONGEST_LINE, text_line
        if text_line.startswith((" ", "\t")):
            lines[-1] += text_line[1:]
        else:
            lines.append(text_line)
    stack = [Component("")]
    for line in map(_line, lines):
        if line.name == "BEGIN":
            stack.append(Component(line.value))
        elif line.name == "END":
            ended = stack.pop()
            assert ended.name == line.value
            stack[-1].parts.append(ended)
        else:
            stack[-1].lines.append(line)
    [root] = stack
    [calendar] = root.parts
    assert calendar.name == "VCALENDAR"
    assert calendar.parts
    return calendar


def _line(text: str) -> Line:
    name = _NAME.match(text)
    assert name, text
    end, parameters = name.end(), {}
    while found := _PARAMETER.match(text, end):
        assert found[1] not in parameters
        parameters[found[1]], end = found[2].strip('"'), found.end()
    assert text[end] == ":", text
    return Line(name[0], parameters, text[end + 1 :])


class Zones:
    """The zones that a calendar describes, read by dateutil; no other zone is known."""

    def __init__(self, calendar: Component) -> None:
        self._zones: dict[str, tzinfo] = {"UTC": UTC}
        for zone in calendar.named("VTIMEZONE"):
            name = zone.text("TZID")
            read: Any = tz.tzical(io.StringIO(_text(zone)))
            self._zones[name] = read.get(name)

    def moment(self, line: Line, value: str | None = None) -> datetime:
        """The UTC moment of a value."""
        value = line.value if value is None else value
        if value.endswith("Z"):
            return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        naive = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007
        return self.utc(naive, line.parameters["TZID"])

    def utc(self, naive: datetime, name: str) -> datetime:
        return naive.replace(tzinfo=self._zones[name]).astimezone(UTC)


def _text(component: Component) -> str:
    lines = [f"BEGIN:{component.name}"]
    for line in component.lines:
        parameters = "".join(f";{name}={value}" for name, value in line.parameters.items())
        lines.append(f"{line.name}{parameters}:{line.value}")
    lines += [_text(part) for part in component.parts]
    return "\r\n".join([*lines, f"END:{component.name}"])


@dataclass(frozen=True, order=True)
class Happening:
    """One meeting in somebody's calendar."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str


@dataclass
class _Event:
    component: Component
    zones: Zones

    @property
    def starts_at(self) -> datetime:
        return self.zones.moment(self.component.line("DTSTART"))

    @property
    def length(self) -> timedelta:
        return self.zones.moment(self.component.line("DTEND")) - self.starts_at

    @property
    def sequence(self) -> int:
        return int(self.component.text("SEQUENCE"))

    @property
    def occurrence(self) -> datetime | None:
        lines = self.component.all("RECURRENCE-ID")
        return self.zones.moment(lines[0]) if lines else None

    @property
    def is_cancelled(self) -> bool:
        return self.component.text("STATUS") == "CANCELLED"

    def at(self, starts_at: datetime) -> Happening:
        place = self.component.all("LOCATION")
        return Happening(
            starts_at,
            starts_at + self.length,
            self.component.text("SUMMARY"),
            place[0].text if place else "",
        )

    def moments(self, until: datetime) -> list[datetime]:
        """When the event is, by its rule and without its exceptions."""
        if not self.component.has("RRULE"):
            return [self.starts_at] if self.starts_at <= until else []
        start = self.component.line("DTSTART")
        naive = datetime.strptime(start.value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
        zone = start.parameters.get("TZID", "UTC")
        rule = self.component.text("RRULE")
        ends = re.search(r";UNTIL=(\w+)", rule)
        last = self.zones.moment(start, ends[1]) if ends else until
        found = []
        for at in rrulestr(rule.replace(ends[0] if ends else ";;", ""), dtstart=naive):
            moment = self.zones.utc(at, zone)
            if moment > min(last, until):
                break
            found.append(moment)
        assert found == [] or found[0] == self.starts_at
        without = {
            self.zones.moment(line, value)
            for line in self.component.all("EXDATE")
            for value in line.value.split(",")
        }
        assert without <= set(found) | {moment for moment in without if moment > until}
        return [moment for moment in found if moment not in without]


class MailCalendar:
    """The calendar of somebody who takes every invitation that comes by mail, or a whole feed."""

    def __init__(self) -> None:
        self._whole: dict[str, _Event] = {}
        self._apart: dict[tuple[str, datetime], _Event] = {}

    def take(self, method: str, text: str) -> None:
        calendar = parse(text)
        assert calendar.text("METHOD") == method
        [uid] = {event.text("UID") for event in calendar.events}
        zones = Zones(calendar)
        events = [_Event(component, zones) for component in calendar.events]
        whole = [event for event in events if event.occurrence is None]
        self._check_sequence(uid, events)
        if whole:
            [self._whole[uid]] = whole
            self._apart = {key: held for key, held in self._apart.items() if key[0] != uid}
        for event in events:
            if event.occurrence is not None:
                self._apart[uid, event.occurrence] = event
        assert all(event.is_cancelled is (method == "CANCEL") for event in events)

    def _check_sequence(self, uid: str, events: Iterable[_Event]) -> None:
        """What comes later is newer, or says the same again."""
        for event in events:
            held = self._whole.get(uid)
            if event.occurrence is not None:
                held = self._apart.get((uid, event.occurrence), held)
            assert held is None or event.sequence >= held.sequence

    def happenings(self, until: datetime) -> list[Happening]:
        """All that the calendar shows."""
        return sorted(_expanded(self._whole, self._apart, until))


def in_feed(text: str, until: datetime) -> list[Happening]:
    """All that a calendar shows that fetches this."""
    calendar = parse(text)
    zones = Zones(calendar)
    events = [_Event(component, zones) for component in calendar.events]
    whole = {e.component.text("UID"): e for e in events if e.occurrence is None}
    apart = {(e.component.text("UID"), e.occurrence): e for e in events if e.occurrence}
    assert len(whole) + len(apart) == len(events)
    return sorted(_expanded(whole, apart, until))


def _expanded(
    whole: dict[str, _Event], apart: dict[tuple[str, datetime], _Event], until: datetime
) -> Iterable[Happening]:
    for uid, event in whole.items():
        if event.is_cancelled:
            continue
        replaced = {occurrence for held, occurrence in apart if held == uid}
        for moment in event.moments(until):
            if moment not in replaced:
                yield event.at(moment)
    for (uid, _occurrence), event in apart.items():
        is_gone = uid in whole and whole[uid].is_cancelled
        if not event.is_cancelled and not is_gone and event.starts_at <= until:
            yield event.at(event.starts_at)
