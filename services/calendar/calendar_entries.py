"""Meetings as calendars know them: an entry for each, or one that repeats for a whole series.

An entry keeps its UID for ever, and its sequence only rises. All entries of a series have the sum
of the sequences of its meetings, so that whatever changes in it, each entry that is sent is newer
than all that were sent before.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AgendaItem, CalendarIdentity, Group, HistoryEntry, Meeting, MeetingStatus, Series
from models.calendar_feeds import THE_IDENTITY
from models.database import dialect_insert, run_plain
from models.subjects import Subject
from services import agendas, recurrence, terms
from services.calendar.rhythms import (
    excepted_moments,
    is_repeating_entry,
    last_moment,
    moments_between,
    rule_of,
)
from services.recurrence import Pattern

MOST_LINES = 20
"""How many items of an agenda a calendar shows."""
CHANGING_ACTIONS = ("scheduled", "moved", "edited", "cancelled")
"""What can happen to a meeting that its entry shows."""


@dataclass(frozen=True)
class CalendarEntry:
    """One VEVENT: a meeting, an occurrence of a series that is not like the others, or a series."""

    uid: str
    title: str
    place: str
    group: str
    """The name of its group."""
    is_private: bool
    zone: str
    starts_at: datetime
    minutes: int
    sequence: int
    created_at: datetime
    changed_at: datetime
    is_cancelled: bool = False
    meeting_id: int | None = None
    """None for a whole series."""
    occurrence: datetime | None = None
    """Of a series, the moment at which its rule puts this meeting."""
    occurrence_zone: str = ""
    rule: dict[str, Any] = field(default_factory=dict)
    """Of a series, by which it repeats."""
    without: tuple[datetime, ...] = ()
    """At which moments of the rule there is no meeting."""
    agenda: tuple[str, ...] = ()
    """What is on its agenda, each item in a line. It raises no sequence: nobody is told of it."""


@dataclass(frozen=True)
class CalendarItem:
    """What has one UID: a single meeting, or a series with its meetings that differ."""

    subject: Subject
    entries: tuple[CalendarEntry, ...]
    """The whole of it; of a series the rule comes first."""
    occurrences: dict[int, CalendarEntry] = field(default_factory=dict)
    """Of a series, each of its meetings as an entry of its own, by the id of the meeting."""
    ends_at: datetime | None = None
    """When the last meeting that is known is over; None where a series goes on."""
    series: Subject | None = None
    """Of which series it is one meeting apart; all its meetings share the UID."""
    meeting_ids: frozenset[int] = frozenset()
    """Its own meetings; of a series, also of one meeting apart, all that were ever made."""

    @property
    def is_cancelled(self) -> bool:
        return self.entries[0].is_cancelled

    @property
    def entries_with_agendas(self) -> tuple[CalendarEntry, ...]:
        """The whole of it, with those occurrences apart that have an agenda, too."""
        apart = {entry.meeting_id for entry in self.entries}
        more = (
            entry
            for entry in self.occurrences.values()
            if entry.agenda and not entry.is_cancelled and entry.meeting_id not in apart
        )
        return (*self.entries, *more)

    @property
    def is_series(self) -> bool:
        return bool(self.occurrences)


@dataclass(frozen=True)
class _Source:
    """What the entries of a series are made from."""

    series: Series
    group: Group
    pattern: Pattern
    meetings: list[Meeting]
    """All that were ever made, by their days in the series."""


_Agendas = dict[int, tuple[tuple[str, ...], datetime]]
"""By the id of a meeting, the lines of its agenda, and when that last changed."""


def identity(session: Session) -> str:
    """The name of this deployment in the UID of every entry; made when it is first wanted."""
    uid = session.exec(_UID).first()
    if uid is None:
        made = dialect_insert(session, CalendarIdentity).on_conflict_do_nothing()
        session.connection().execute(made, {"id": THE_IDENTITY, "uid": f"{uuid4()}"})
        uid = session.exec(_UID).one()
    return uid


_UID = select(CalendarIdentity.uid).where(CalendarIdentity.id == THE_IDENTITY)


def items(session: Session, meetings: Collection[Meeting]) -> list[CalendarItem]:
    """What calendars are to show of these meetings, in their order: eight queries at most.

    A meeting of a series that is one repeating entry stands for the whole series, once.
    """
    if not meetings:
        return []
    uid = identity(session)
    sources = _sources(session, {row.series_id for row in meetings if row.series_id})
    groups = _groups(session, {row.group_id for row in meetings})
    every = [*meetings, *(row for source in sources.values() for row in source.meetings)]
    changed = _changes(session, {row.id for row in every})
    planned = _agendas(session, every)
    found: dict[Subject, CalendarItem] = {}
    for row in meetings:
        source = sources.get(row.series_id or 0)
        subject = Subject.of(source.series if source else row)
        if subject not in found:
            found[subject] = (
                _series_item(source, subject, uid, changed, planned)
                if source
                else _single_item(row, groups[row.group_id], subject, uid, changed, planned)
            )
    return list(found.values())


def apart(item: CalendarItem, meeting: Meeting) -> CalendarItem:
    """A meeting of a series as an item of its own, for whoever comes to no other."""
    entry = item.occurrences[meeting.id]
    return replace(
        item,
        subject=Subject.of(meeting),
        entries=(entry,),
        occurrences={},
        ends_at=meeting.ends_at,
        series=item.subject,
    )


def apart_items(item: CalendarItem, meetings: Collection[Meeting]) -> list[CalendarItem]:
    """Of a series, those of these meetings that are in it, each by itself; else the item."""
    if not item.is_series:
        return [item]
    return [apart(item, meeting) for meeting in meetings if meeting.id in item.occurrences]


def without_meetings(
    item: CalendarItem, entries: Sequence[CalendarEntry], meeting_ids: Collection[int]
) -> tuple[CalendarEntry, ...]:
    """Entries of a series for whoever comes to all of it but to these meetings."""
    found = (item.occurrences.get(number) for number in meeting_ids)
    gone = {entry.occurrence for entry in found if entry and entry.occurrence}
    return tuple(
        replace(entry, without=tuple(sorted({*entry.without, *gone}))) if entry.rule else entry
        for entry in entries
        if entry.meeting_id not in meeting_ids
    )


def subject_of(session: Session, meeting: Meeting) -> Subject:
    """The series of a meeting where that is one repeating entry, else the meeting."""
    sources = _sources(session, {meeting.series_id} if meeting.series_id else set())
    source = sources.get(meeting.series_id or 0)
    return Subject.of(source.series if source else meeting)


def is_series(session: Session, meeting: Meeting) -> bool:
    """Whether a calendar has a meeting as part of one entry that repeats."""
    return subject_of(session, meeting) != Subject.of(meeting)


def is_held(meeting: Meeting, group: Group) -> bool:
    """Whether a meeting is on, in a group that is not discharged by then."""
    return meeting.status is MeetingStatus.ON and terms.is_active(group, meeting.starts_at)


def _ends_with(meeting: Meeting, group: Group) -> bool:
    """Whether a meeting is not held since its group was discharged, which is one change more."""
    return meeting.status is MeetingStatus.ON and not is_held(meeting, group)


def _single_item(
    meeting: Meeting,
    group: Group,
    subject: Subject,
    uid: str,
    changed: dict[int, datetime],
    planned: _Agendas,
) -> CalendarItem:
    entry = CalendarEntry(
        uid=f"meeting-{meeting.id}@{uid}",
        title=meeting.title,
        place=meeting.place,
        group=group.name,
        is_private=group.is_private,
        zone=meeting.zone,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        sequence=meeting.sequence + _ends_with(meeting, group),
        created_at=meeting.created_at,
        changed_at=changed.get(meeting.id, meeting.created_at),
        is_cancelled=not is_held(meeting, group),
        meeting_id=meeting.id,
    )
    entries, ids = (_with_agenda(entry, planned),), frozenset({meeting.id})
    return CalendarItem(subject, entries, ends_at=meeting.ends_at, meeting_ids=ids)


def _series_item(
    source: _Source, subject: Subject, uid: str, changed: dict[int, datetime], planned: _Agendas
) -> CalendarItem:
    whole = _whole(source, uid, changed)
    by_rule = _by_rule(source)
    occurrences = {
        meeting.id: _with_agenda(_occurrence(whole, meeting, source, by_rule), planned)
        for meeting in source.meetings
    }
    kept = [occurrences[row.id] for row in source.meetings if is_held(row, source.group)]
    apart = [entry for entry in kept if not _is_like(entry, whole)]
    goes_on = _last_day(source) is None
    ends_at = None if goes_on else max(row.ends_at for row in source.meetings)
    ids = frozenset(occurrences)
    return CalendarItem(subject, (whole, *apart), occurrences, ends_at, meeting_ids=ids)


def _whole(source: _Source, uid: str, changed: dict[int, datetime]) -> CalendarEntry:
    """The entry that repeats, without the days on which nothing is held.

    It begins with the first day of all, also where that was cancelled: weeks and months are counted
    from there.
    """
    series, pattern = source.series, source.pattern
    by_rule = _by_rule(source)
    first, held = _first_day(source), _held_days(source)
    last = _last_day(source)
    until = last_moment(pattern, first, last) if last else None
    without = [moment for day, moment in by_rule.items() if day not in held]
    without += excepted_moments(pattern, first)
    return CalendarEntry(
        uid=f"series-{series.id}@{uid}",
        title=series.title,
        place=series.place,
        group=source.group.name,
        is_private=source.group.is_private,
        zone=pattern.zone,
        starts_at=by_rule[first],
        minutes=series.minutes,
        sequence=sum(meeting.sequence for meeting in source.meetings)
        + any(_ends_with(meeting, source.group) for meeting in source.meetings),
        created_at=series.created_at,
        changed_at=max(changed.get(meeting.id, meeting.created_at) for meeting in source.meetings),
        is_cancelled=_is_complete(source) and not held,
        rule=rule_of(pattern, last=until),
        without=tuple(moment for moment in sorted(without) if until is None or moment <= until),
    )


def _occurrence(
    whole: CalendarEntry, meeting: Meeting, source: _Source, by_rule: dict[date, datetime]
) -> CalendarEntry:
    return replace(
        whole,
        title=meeting.title,
        place=meeting.place,
        zone=meeting.zone,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        created_at=meeting.created_at,
        is_cancelled=not is_held(meeting, source.group),
        meeting_id=meeting.id,
        occurrence=by_rule[_day(meeting)],
        occurrence_zone=whole.zone,
        rule={},
        without=(),
    )


def _with_agenda(entry: CalendarEntry, planned: _Agendas) -> CalendarEntry:
    found = planned.get(entry.meeting_id or 0)
    if found is None:
        return entry
    lines, changed_at = found
    return replace(entry, agenda=lines, changed_at=max(entry.changed_at, changed_at))


def _is_like(entry: CalendarEntry, whole: CalendarEntry) -> bool:
    """Whether the rule alone says all of an occurrence."""
    return (
        entry.starts_at == entry.occurrence
        and entry.minutes == whole.minutes
        and entry.title == whole.title
        and entry.place == whole.place
    )


def _by_rule(source: _Source) -> dict[date, datetime]:
    """The days of the rule for which it is decided whether there is a meeting."""
    made_until = source.series.made_until or _day(source.meetings[-1])
    last = max(made_until, _day(source.meetings[-1]))
    return moments_between(source.pattern, _first_day(source), last)


def _held_days(source: _Source) -> set[date]:
    return {_day(row) for row in source.meetings if is_held(row, source.group)}


def _last_day(source: _Source) -> date | None:
    """On which day a series ends that makes no more meetings; None where it goes on for ever."""
    if source.series.ended_at is not None:
        return max([*_held_days(source), _first_day(source)])
    discharged = terms.discharge_day(source.group, source.pattern.zone)
    days = [day for day in (discharged, source.pattern.until) if day is not None]
    return max(min(days), _first_day(source)) if days else None


def _is_complete(source: _Source) -> bool:
    """Whether no more meetings of a series will be made."""
    last, made_until = _last_day(source), source.series.made_until
    is_made = last is not None and made_until is not None and made_until >= last
    return is_made or source.series.ended_at is not None


def _first_day(source: _Source) -> date:
    return _day(source.meetings[0])


def _day(meeting: Meeting) -> date:
    if meeting.recurrence_date is None:
        raise ValueError(f"meeting {meeting.id} has no day in its series")
    return meeting.recurrence_date


def _sources(session: Session, series_ids: set[int]) -> dict[int, _Source]:
    """The series among these that are one repeating entry, by their ids."""
    if not series_ids:
        return {}
    rows = session.exec(
        select(Series, Group)
        .join(Group, col(Group.id) == Series.group_id)
        .where(col(Series.id).in_(series_ids))
    ).all()
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    every = select(Meeting).where(col(Meeting.series_id).in_(series_ids))
    for meeting in session.exec(every.order_by(col(Meeting.recurrence_date))):
        meetings[meeting.series_id or 0].append(meeting)
    found = {}
    for series, group in rows:
        pattern = recurrence.from_text(series.pattern)
        source = _Source(series, group, pattern, meetings[series.id])
        if is_repeating_entry(pattern) and _keeps_to_rule(source):
            found[series.id] = source
    return found


def _keeps_to_rule(source: _Source) -> bool:
    """Whether every meeting has its day in the rule; one from elsewhere could not be named."""
    days = [row.recurrence_date for row in source.meetings]
    return bool(days) and None not in days and set(days) <= _by_rule(source).keys()


def _agendas(session: Session, meetings: Sequence[Meeting]) -> _Agendas:
    """What is on the agendas of these meetings: nothing of those without any."""
    found = agendas.titles(session, {meeting.id for meeting in meetings})
    if not found:
        return {}
    group_of = {meeting.id: meeting.group_id for meeting in meetings}
    changed = agendas.last_changes(session, {group_of[number] for number in found})
    return {
        number: (
            tuple(_line(item, place) for place, item in enumerate(rows[:MOST_LINES], 1))
            + ((f"and {len(rows) - MOST_LINES} more",) if len(rows) > MOST_LINES else ()),
            changed.get(group_of[number], rows[0].proposed_at),
        )
        for number, rows in found.items()
    }


def _line(item: AgendaItem, place: int) -> str:
    minutes = f", {item.minutes} min" if item.minutes else ""
    return f"{place}. {item.title} (to {item.purpose}{minutes})"


def _groups(session: Session, group_ids: set[int]) -> dict[int, Group]:
    rows: Sequence[Group] = session.exec(select(Group).where(col(Group.id).in_(group_ids))).all()
    return {group.id: group for group in rows}


def _changes(session: Session, meeting_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these meetings last became what it is."""
    subjects = {str(Subject("meeting", number)): number for number in meeting_ids}
    rows = run_plain(session, _LAST_CHANGES, {"subjects": list(subjects)})
    return {subjects[subject]: at for subject, at in rows}


_LAST_CHANGES = (
    sa.select(col(HistoryEntry.subject), sa.func.max(HistoryEntry.at))
    .where(col(HistoryEntry.subject).in_(sa.bindparam("subjects", expanding=True)))
    .where(col(HistoryEntry.action).in_([f"meeting.{verb}" for verb in CHANGING_ACTIONS]))
    .group_by(col(HistoryEntry.subject))
)
