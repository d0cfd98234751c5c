"""Charges that end soon: who hears of it, 90, 60 and 30 days before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, OutboxMessage, Person
from models.messages import SUNSET_NEAR, Key
from models.subjects import Subject
from models.sunset_notices import SunsetNotice
from services import leaders, outbox, preferences, terms

WARNINGS = (90, 60, 30)
"""Days before the last one of a charge."""
_DAY = timedelta(days=1)
_END_SOON = (
    select(Group)
    .where(terms.active(sa.bindparam("at")))
    .where(col(Group.sunset_on) >= sa.bindparam("first"))
    .where(col(Group.sunset_on) <= sa.bindparam("last"))
    .order_by(col(Group.id))
)
_Warning = tuple[Person, Group, date, int]
"""Who is to hear that the charge of which group ends on which day, and how many days before."""


def notices(session: Session, now: datetime) -> list[SunsetNotice]:
    """Who is to hear of which charge, and did not: one query where none ends soon, else a constant
    number.

    The chairs and the program manager hear. Who begins to hear late, such as of a sunset that was
    moved, hears only the warning of the day; who declined such messages hears none. A warning that
    was dropped because it was not due then, such as of a sunset that was moved away and back, was
    not heard.
    """
    days = {"first": now.date() - _DAY, "last": now.date() + (WARNINGS[0] + 1) * _DAY}
    groups = session.exec(_END_SOON, params={"at": now, **days}).all()
    warnings = _warnings(session, groups, now)
    known = outbox.known(session, warnings, dropped_as=outbox.NO_LONGER_DUE)
    new = {key: warning for key, warning in warnings.items() if key not in known}
    return _notices(session, new, now)


def still_wanted(session: Session, message: OutboxMessage, now: datetime) -> SunsetNotice | None:
    """The warning that waits, if it is still to be said as things are: the charge ends on the same
    day, no later warning is due, and its recipient is still to hear.
    """
    key = Key.parse(message.key)
    assert key.subject is not None, "keys of this kind have one"
    statement = select(Group).where(Group.id == key.subject.id, terms.active(now))
    warnings = _warnings(session, session.exec(statement).all(), now)
    wanted = {key: warnings[key]} if key in warnings else {}
    return next(iter(_notices(session, wanted, now)), None)


def days_before(sunset_on: date, today: date) -> int | None:
    """Which warning is the one of a day; None where none is."""
    left = (sunset_on - today).days
    due = [days for days in WARNINGS if left <= days]
    return min(due) if due and left >= 0 else None


def _warnings(session: Session, groups: Sequence[Group], now: datetime) -> dict[Key, _Warning]:
    """The warnings of the day of these groups, told before or not, wanted or not."""
    warned = [
        (group, group.sunset_on, days)
        for group in groups
        if group.sunset_on and (days := days_before(group.sunset_on, _today(group, now)))
    ]
    if not warned:
        return {}
    managers = leaders.managers_in_slack(session, now)
    chairs = leaders.chairs_in_slack(session, [group.id for group, _on, _days in warned], now)
    return {
        _key(group, sunset_on, days, person): (person, group, sunset_on, days)
        for group, sunset_on, days in warned
        for person in _each_once((*chairs[group.id], *managers))
    }


def _notices(
    session: Session, warnings: Mapping[Key, _Warning], now: datetime
) -> list[SunsetNotice]:
    """Those of these warnings that are wanted, each for the hour at which it may be said."""
    if not warnings:
        return []
    everybody = preferences.reminder_hours(session, now)
    return [
        SunsetNotice(
            person,
            group,
            sunset_on,
            days_before=days,
            days_left=(sunset_on - _today(group, opens_at)).days,
            key=key,
            opens_at=opens_at,
        )
        for key, (person, group, sunset_on, days) in warnings.items()
        if (hours := everybody.of(person)).wants(SUNSET_NEAR)
        and (opens_at := hours.opens(now)) is not None
    ]


def _today(group: Group, now: datetime) -> date:
    return now.astimezone(ZoneInfo(group.zone)).date()


def _each_once(people: Sequence[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def _key(group: Group, sunset_on: date, days: int, person: Person) -> Key:
    occurrence = (f"{sunset_on:%Y%m%d}", str(days))
    return Key(SUNSET_NEAR, Subject.of(group), occurrence, Subject.of(person))
