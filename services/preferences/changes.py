"""What people and chairs choose about reminders, and putting one off."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from models import (
    Group,
    GroupReminders,
    Person,
    Preferences,
    ReminderDelivery,
    Snooze,
    Task,
    Weekday,
)
from models.columns import LONG_AGO
from models.preferences import TaskDay
from models.subjects import Subject
from services import consortium, history, terms
from services.errors import Conflict, Invalid, NotAllowed

GROUP_WORDS = {
    "lead_hours": "list of reminders before a meeting",
    "nudges": "number of questions about coming",
    "task_days": "list of reminders of tasks",
    "tells_chairs": "choice whether chairs hear of late tasks",
}
"""The fields of the form of a group, by their names in the history, and what they are called."""
LEADS = (168, 72, 48, 24, 4, 2, 1)
"""The hours before a meeting among which a chair chooses."""
SHORT_LEAD = 1
MINUTES_A_DAY = 24 * 60
SHORTEST_DAY = 60
"""How many minutes of a day quiet hours leave at least."""
LONGEST_BREAK = timedelta(days=366)
"""Neither a pause nor a snooze may be longer:
in a later year somebody has mistyped it, or means to leave.
"""


def of_person(session: Session, person: Person) -> Preferences:
    """What a person has chosen, or the defaults."""
    return session.get(Preferences, person.id) or Preferences(person_id=person.id)


def change(
    session: Session,
    person: Person,
    *,
    delivery: ReminderDelivery,
    digest_time: time,
    muted: Collection[str],
    quiet_from: time,
    quiet_until: time,
    days_off: Collection[int],
    pause_until: date | None,
    now: datetime,
    keeps_quiet: bool = True,
    wants_story_prompts: bool | None = None,
) -> Preferences:
    """Keep a person's own choice. Raises ``Invalid`` with the field at fault.

    None of ``wants_story_prompts`` leaves that as it is.
    Who keeps no quiet hours is given such that end where they begin, which nobody can choose.
    """
    if keeps_quiet:
        _check_quiet(quiet_from, quiet_until)
    if len(set(days_off)) == 7:
        raise Invalid("Leave at least one day, or pause until a date instead.", field="days_off")
    _check_pause(pause_until, now.astimezone(ZoneInfo(person.zone)).date())
    quiet_until = quiet_until if keeps_quiet else quiet_from
    # Two first choices at once would both be written as new.
    itself = select(Person.id).where(Person.id == person.id)
    session.exec(itself.with_for_update(key_share=True)).first()
    chosen = of_person(session, person)
    before = _facts(chosen)
    chosen.delivery, chosen.digest_time, chosen.pause_until = delivery, digest_time, pause_until
    chosen.quiet_from, chosen.quiet_until = quiet_from, quiet_until
    chosen.muted = tuple(sorted(set(muted)))
    chosen.days_off = tuple(day for day in Weekday if day in days_off)
    if wants_story_prompts is not None:
        chosen.wants_story_prompts = wants_story_prompts
    session.add(chosen)
    _record_change(session, person, before, _facts(chosen), now)
    return chosen


def _record_change(
    session: Session, person: Person, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> None:
    if after != before:
        subject = Subject.of(person)
        history.record(
            session, "preferences.changed", subject, by=person, now=now, before=before, after=after
        )


def write_less(session: Session, person: Person, *, now: datetime) -> Preferences:
    """Remind ``person`` in one message a day at most, and leave all else as she chose it."""
    return _deliver(session, person, ReminderDelivery.DIGEST, now)


def write_each(session: Session, person: Person, *, now: datetime) -> Preferences:
    """Remind ``person`` of each thing at its own moment, and leave all else as she chose it."""
    return _deliver(session, person, ReminderDelivery.SINGLE, now)


def _deliver(
    session: Session, person: Person, delivery: ReminderDelivery, now: datetime
) -> Preferences:
    chosen = of_person(session, person)
    pause = chosen.pause_until
    today = now.astimezone(ZoneInfo(person.zone)).date()
    return change(
        session,
        person,
        delivery=delivery,
        digest_time=chosen.digest_time,
        muted=chosen.muted,
        quiet_from=chosen.quiet_from,
        quiet_until=chosen.quiet_until,
        days_off=chosen.days_off,
        # A pause that is over cannot be chosen any more.
        pause_until=pause if pause is not None and pause > today else None,
        now=now,
        keeps_quiet=chosen.quiet_from != chosen.quiet_until,
    )


def _check_quiet(begins: time, ends: time) -> None:
    if begins == ends:
        raise Invalid(
            "Quiet hours cannot end at the hour at which they begin. Choose another hour, or untick"
            " “Keep quiet hours” above.",
            field="quiet_until",
        )
    if (_minutes(begins) - _minutes(ends)) % MINUTES_A_DAY < SHORTEST_DAY:
        raise Invalid(
            "That leaves less than an hour of the day. Choose other hours, or pause until a date"
            " instead.",
            field="quiet_until",
        )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _check_pause(until: date | None, today: date) -> None:
    if until is None:
        return
    if until <= today:
        raise Invalid(
            "That day has come already. Choose a day after today, or leave this empty for no"
            " pause.",
            field="pause_until",
        )
    if until > today + LONGEST_BREAK:
        raise Invalid(
            "A pause lasts a year at most. Choose an earlier day; for longer, untick every kind"
            " above.",
            field="pause_until",
        )


def of_group(session: Session, group: Group) -> GroupReminders:
    """What a group's chair has chosen, or the defaults."""
    return session.get(GroupReminders, group.id) or default_for(session, group)


def recorded(session: Session, group: Group) -> dict[str, Any]:
    """What the form of a group's reminders shows, as the history keeps it."""
    return _facts(of_group(session, group))


def default_for(session: Session, group: Group) -> GroupReminders:
    """As long before as the consortium has set, and again an hour before."""
    leads = {consortium.settings(session).reminder_lead_hours, SHORT_LEAD}
    hours = tuple(sorted(leads, reverse=True))
    return GroupReminders(group_id=group.id, lead_hours=hours, changed_at=group.created_at)


def change_group(
    session: Session,
    group: Group,
    *,
    lead_hours: Collection[int],
    nudges: int,
    task_days: Collection[TaskDay],
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
    chosen.lead_hours = tuple(sorted(set(lead_hours), reverse=True))
    chosen.nudges, chosen.tells_chairs = nudges, tells_chairs
    chosen.task_days = tuple(day for day in TaskDay if day in task_days)
    after = _facts(chosen)
    if after != before:
        chosen.changed_at = now
        history.record(
            session,
            "reminders.changed",
            Subject.of(group),
            by=by,
            now=now,
            before=before,
            after=after,
        )
    session.add(chosen)
    return chosen


def snooze(
    session: Session, task: Task, until: date, *, by: Person, today: date, now: datetime
) -> None:
    """Keep silent about a task until a day of its owner. Its due day stays as it is."""
    check_snooze(session, task, by=by, now=now)
    if until <= today:
        raise Invalid("Choose a day after today.", field="until")
    if until > today + LONGEST_BREAK:
        raise Invalid(
            "Choose a day within a year. For longer, change the due date of the task instead.",
            field="until",
        )
    row = session.get(Snooze, (task.id, by.id)) or Snooze(
        task_id=task.id, person_id=by.id, until=until
    )
    row.until = until
    task.check_at = LONG_AGO
    session.add_all([row, task])
    after = {"until": until.isoformat()}
    history.record(session, "task.snoozed", Subject.of(task), by=by, now=now, after=after)


def check_snooze(session: Session, task: Task, *, by: Person, now: datetime) -> None:
    """Refuse where ``by`` is not reminded of the task, so that there is nothing to put off."""
    if task.done_at is not None:
        raise Conflict("This task is done already, so nothing reminds you of it any more.")
    owners = terms.owners_of_tasks(session, [task], now)[task.id]
    if by.id not in {owner.id for owner in owners}:
        raise NotAllowed(
            "Only the owner of a task is reminded of it, so only the owner can put that off. "
            "To be done with it, hand it over or change its due date."
        )
    if task.due_on is None:
        raise Conflict(
            "This task has no due date any more, so nothing reminds you of it. Give it one with "
            "“Change due date”."
        )


def _facts(chosen: Preferences | GroupReminders) -> dict[str, Any]:
    return chosen.model_dump(mode="json", exclude={"person_id", "group_id", "changed_at"})
