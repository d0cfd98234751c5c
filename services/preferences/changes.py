"""What people, chairs and the program manager choose about reminders."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from sqlmodel import Session, col, delete, select

from models import (
    Delivery,
    Group,
    GroupReminders,
    Holiday,
    Organization,
    Person,
    Preferences,
    Snooze,
    Task,
)  # fmt: skip
from services import consortium, history
from services.errors import Conflict, Invalid, NotAllowed, NotFound

LEADS = (168, 72, 48, 24, 4, 2, 1)
"""The hours before a meeting among which a chair chooses."""
SHORT_LEAD = 1
LINE = "Write one day a line, such as “2026-12-25 Christmas Day”."


def of_person(session: Session, person: Person) -> Preferences:
    """What a person has chosen, or the defaults."""
    return session.get(Preferences, person.id) or Preferences(person_id=person.id)


def change(
    session: Session,
    person: Person,
    *,
    delivery: Delivery,
    digest_time: time,
    muted: Sequence[str],
    quiet_from: time,
    quiet_until: time,
    days_off: Sequence[int],
    pause_until: date | None,
    now: datetime,
) -> Preferences:
    """Keep a person's own choice. Raises ``Invalid`` where no day would be left."""
    if len(set(days_off)) == 7:
        raise Invalid("Leave at least one day, or pause until a date instead.", field="days_off")
    chosen = of_person(session, person)
    before = _facts(chosen)
    chosen.delivery, chosen.digest_time, chosen.pause_until = delivery, digest_time, pause_until
    chosen.quiet_from, chosen.quiet_until = quiet_from, quiet_until
    chosen.muted, chosen.days_off = _listed(sorted(set(muted))), _listed(sorted(set(days_off)))
    session.add(chosen)
    subject, after = f"person:{person.id}", _facts(chosen)
    if after != before:
        history.record(
            session, "preferences.changed", subject, by=person, now=now, before=before, after=after
        )
    return chosen


def of_group(session: Session, group: Group) -> GroupReminders:
    """What a group's chair has chosen, or the defaults."""
    return session.get(GroupReminders, group.id) or default_for(session, group)


def default_for(session: Session, group: Group) -> GroupReminders:
    """As long before as the consortium has set, and again an hour before."""
    leads = {consortium.settings(session).reminder_lead_hours, SHORT_LEAD}
    hours = _listed(sorted(leads, reverse=True))
    return GroupReminders(group_id=group.id, lead_hours=hours, changed_at=group.created_at)


def change_group(
    session: Session,
    group: Group,
    *,
    lead_hours: Sequence[int],
    nudges: int,
    tells_chairs: bool,
    by: Person,
    now: datetime,
) -> GroupReminders:
    """Keep the choice for a group from ``access.group_to_edit``."""
    if any(hours not in range(1, 169) for hours in lead_hours):
        raise Invalid("Reminders can go out 1 to 168 hours before a meeting.", field="lead_hours")
    if nudges not in range(3):
        raise Invalid("A member who has not answered is asked again at most twice.", field="nudges")
    chosen = of_group(session, group)
    before = _facts(chosen)
    chosen.lead_hours = _listed(sorted(set(lead_hours), reverse=True))
    chosen.nudges, chosen.tells_chairs = nudges, tells_chairs
    after = _facts(chosen)
    if after != before:
        chosen.changed_at = now
        history.record(
            session, "reminders.changed", f"group:{group.id}", by=by, now=now, before=before, after=after
        )
    session.add(chosen)
    return chosen


def holidays_of(session: Session, organization_id: int | None, *, since: date) -> list[Holiday]:
    """The holidays of one organization, or of the whole consortium, from a day on."""
    statement = select(Holiday).where(Holiday.organization_id == organization_id, col(Holiday.day) >= since)
    return list(session.exec(statement.order_by(col(Holiday.day), col(Holiday.id))))


def set_holidays(
    session: Session, text: str, organization_id: int | None, *, by: Person, today: date, now: datetime
) -> list[Holiday]:
    """Replace the holidays from today on by those of ``text``: a date and a name a line, or rows of CSV."""
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise NotFound("That library is not on the list any more. Choose another one.")
    named = {day: name for day, name in _read(text) if day >= today}
    before = {one.day.isoformat(): one.name for one in holidays_of(session, organization_id, since=today)}
    session.exec(
        delete(Holiday).where(
            col(Holiday.organization_id) == organization_id
            if organization_id
            else col(Holiday.organization_id).is_(None),
            col(Holiday.day) >= today,
        )
    )
    rows = [
        Holiday(day=day, name=name, organization_id=organization_id) for day, name in sorted(named.items())
    ]
    session.add_all(rows)
    subject = f"organization:{organization_id}" if organization_id else "consortium"
    after = {one.day.isoformat(): one.name for one in rows}
    history.record(session, "holidays.changed", subject, by=by, now=now, before=before, after=after)
    session.flush()
    return rows


def snooze(session: Session, task: Task, until: date, *, by: Person, today: date, now: datetime) -> None:
    """Keep silent about a task until a day of its owner. Its due day stays as it is."""
    if task.owner_id != by.id:
        raise NotAllowed("Only the owner of a task is reminded of it, so only the owner can put that off.")
    if task.done_at is not None:
        raise Conflict("This task is done already, so nothing reminds you of it any more.")
    if until <= today:
        raise Invalid("Choose a day after today.", field="until")
    row = session.get(Snooze, (task.id, by.id)) or Snooze(task_id=task.id, person_id=by.id, until=until)
    row.until = until
    session.add(row)
    after = {"until": until.isoformat()}
    history.record(session, "task.snoozed", f"task:{task.id}", by=by, now=now, after=after)


def _facts(chosen: Preferences | GroupReminders) -> dict[str, object]:
    return chosen.model_dump(mode="json", exclude={"person_id", "group_id", "changed_at"})


def _listed(values: Iterable[object]) -> str:
    return ",".join(str(value) for value in values)


def _read(text: str) -> list[tuple[date, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_read_line(line) for line in lines if not line.casefold().startswith(("day,", "date,"))]


def _read_line(line: str) -> tuple[date, str]:
    [cells] = csv.reader([line])
    day, name = (cells[0], cells[1]) if len(cells) > 1 else (line[:10], line[10:])
    try:
        return date.fromisoformat(day.strip()), " ".join(name.split())[:200] or "Holiday"
    except ValueError:
        raise Invalid(f"“{line[:60]}” does not begin with a date. {LINE}", field="holidays") from None
