"""A plan on its way from the page that says it back to the click that saves it.

It travels in a button's value or in a form's hidden text; what comes back is checked again like
anything that is typed.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.forms import OLD_FORM
from handlers.routes import Ask, unreadable
from models import Group, Meeting
from models.meetings import MeetingReading
from services import dates, meetings, pauses, preferences, recurrence, reminders
from services.errors import Invalid
from services.meetings import DaysOff, MeetingPlan
from views.values import YEARS, MeetingMove, MeetingTime, NewMeeting, OddValue

_LOOKED_AT = 60
"""How many meetings of a series are looked at for a pause."""
ValueT = TypeVar("ValueT", NewMeeting, MeetingMove)


def said_back(
    session: Session, plan: MeetingPlan, group: Group, ask: Ask, *, skips_nothing: bool = False
) -> MeetingReading:
    """The reading of a plan on the asker's clock, with the holidays of the whole consortium and the
    days on which libraries of the group's members are closed.
    """
    since = _since(plan, ask)
    closures = preferences.closures_of(session, group, since=since, now=ask.now)
    off = DaysOff(_holidays(session, since), closures)
    reading = meetings.reading_of(plan, zone=ask.person.zone, off=off)
    leads = preferences.of_group(session, group).lead_hours
    is_reminded = reminders.reaches_usual_hours(plan.starts_at, leads, plan.zone)
    starts = (
        recurrence.first_moments(plan.pattern, _LOOKED_AT) if plan.pattern else [plan.starts_at]
    )
    days = {start.astimezone(ZoneInfo(group.zone)).date() for start in starts}
    return replace(
        reading,
        skips_nothing=skips_nothing,
        is_without_reminder=not is_reminded,
        in_pause=pauses.on_days(session, group, days),
    )


def without_holidays(session: Session, plan: MeetingPlan, ask: Ask) -> MeetingPlan:
    """The same series without the holidays of the whole consortium that are known today."""
    return meetings.without_holidays(plan, _holidays(session, _since(plan, ask)))


def _since(plan: MeetingPlan, ask: Ask) -> date:
    return min(plan.starts_at, ask.now).date() - timedelta(days=1)


def _holidays(session: Session, since: date) -> dict[date, str]:
    return {row.day: row.name for row in preferences.holidays_of(session, None, since=since)}


def with_group(group: Group, plan: MeetingPlan) -> str:
    """A plan for a new meeting."""
    pattern = recurrence.to_text(plan.pattern) if plan.pattern else ""
    return NewMeeting(group.id, plan.title, pattern, _time_of(plan)).text


def with_meeting(meeting: Meeting, plan: MeetingPlan, *, sequence: int) -> str:
    """A new time for a meeting as it was when the person saw it."""
    return MeetingMove(meeting.id, sequence, _time_of(plan)).text


def read_plan(ask: Ask) -> tuple[int, MeetingPlan]:
    """The group's id and the plan that a button or a form carried.

    Raises ``Invalid`` for anything that is not of this making.
    """
    new = _read(ask, NewMeeting)
    plan = _plan(new.time, new.title, NewMeeting)
    return new.group_id, replace(plan, pattern=_pattern(new.pattern) if new.pattern else None)


def read_move(ask: Ask) -> tuple[MeetingMove, MeetingPlan]:
    """The meeting that a button or a form speaks of, and its new time.

    Raises ``Invalid`` for anything that is not of this making.
    """
    move = _read(ask, MeetingMove)
    return move, _plan(move.time, "", MeetingMove)


def _read(ask: Ask, kind: type[ValueT]) -> ValueT:
    if ask.value:
        return ask.read(kind)
    try:
        return kind.of(ask.private)
    except OddValue:
        raise Invalid(OLD_FORM) from None


def _plan(time: MeetingTime, title: str, kind: type[ValueT]) -> MeetingPlan:
    if not dates.is_zone(time.zone):
        raise unreadable(kind)
    return MeetingPlan(title, time.at, time.zone, time.minutes, time.place)


def _pattern(text: str) -> recurrence.Pattern:
    try:
        pattern = recurrence.from_text(text)
    except (ValueError, KeyError, OverflowError, OSError):
        raise unreadable(NewMeeting) from None
    if pattern.starts_on.year not in YEARS:
        raise unreadable(NewMeeting)
    return pattern


def _time_of(plan: MeetingPlan) -> MeetingTime:
    return MeetingTime(plan.starts_at, plan.zone, plan.minutes, plan.place)
