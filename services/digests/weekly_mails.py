"""The week in all groups of somebody whom mail reaches: one mail, at her own hour."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, OutboxMessage, OutboxState, Person, reach
from models.messages import WEEKLY, Key, expiry, is_of_use, readable
from models.subjects import Subject
from services import outbox, preferences, terms
from services.dates import instant
from services.digests.timing import LONGEST_WINDOW, WEEK
from services.preferences import ReminderHours

NINE, MIDNIGHT = time(9), time(0)


@dataclass(frozen=True)
class WeeklyMail:
    """What one person is to be told of her week."""

    person: Person
    key: Key
    slot: datetime
    """When it was to come."""
    since: datetime
    groups: tuple[Group, ...]
    """Those in which she serves, by name, but for those that want no digest."""
    is_declined: bool = False

    @property
    def expires_at(self) -> datetime | None:
        return expiry(WEEKLY, self.slot)


@dataclass(frozen=True)
class _Served:
    """The groups in which one person serves, each with the moment at which she joined it."""

    person: Person
    groups: list[tuple[Group, datetime]]


def mails_due(session: Session, now: datetime) -> list[WeeklyMail]:
    """The mails whose hour has come and of which nothing is decided yet: no query where no mail is
    sent, else a constant number.

    One comes to whoever has no Slack account, at nine or at the hour of her personal digest, on the
    first day of the week that is neither a holiday nor one of her days off. It tells nothing of
    groups that she joined after that.
    """
    served = _served(session, now) if reach.current().sends_mail else []
    if not served:
        return []
    everybody = preferences.reminder_hours(session, now)
    mails = (_mail(row, everybody.of(row.person), now) for row in served)
    due = {mail.key: mail for mail in mails if mail is not None}
    decided = outbox.known(session, due)
    last = _last_sent(session, now) if due.keys() - decided else {}
    return [
        WeeklyMail(
            mail.person,
            key,
            mail.slot,
            max(last.get(mail.person.id, mail.since), mail.slot - LONGEST_WINDOW),
            mail.groups,
            mail.is_declined,
        )
        for key, mail in due.items()
        if key not in decided
    ]


def told_by_mail(session: Session, person_id: int, now: datetime) -> tuple[Group, ...]:
    """The groups of which somebody may be told as a mail goes out: none any more where she has
    joined Slack, where mail does not reach her, and where she declined it.
    """
    if not reach.current().sends_mail:
        return ()
    for served in _served(session, now, [person_id]):
        if preferences.reminder_hours(session, now).of(served.person).wants(WEEKLY):
            return tuple(group for group, _joined in served.groups)
    return ()


def _served(
    session: Session, now: datetime, person_ids: Collection[int] | None = None
) -> list[_Served]:
    """Whom only mail reaches, of all or of some, with the groups that they are told of."""
    statement: Any = (
        sa.select(Person, Group, terms.joined_on())
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(col(Person.slack_id).is_(None), reach.is_reachable(), col(Person.is_active))
        .where(terms.serving(now), terms.active(now), col(Group.digest_weekday).is_not(None))
        .order_by(col(Person.id), col(Group.name), col(Group.id), terms.joined_on())
    )
    if person_ids is not None:
        statement = statement.where(col(Person.id).in_(person_ids))
    found: dict[int, _Served] = {}
    for person, group, joined in session.execute(statement):
        groups = found.setdefault(person.id, _Served(person, [])).groups
        # Who serves in two seats of a group has been in it since the first.
        groups += [(group, joined)] if group.id not in {known.id for known, _ in groups} else []
    return list(found.values())


def _mail(served: _Served, hours: ReminderHours, now: datetime) -> WeeklyMail | None:
    """None where her hour has not come, or has long passed."""
    monday = hours.today(now) - timedelta(days=hours.today(now).weekday())
    slot = _slot(hours, monday)
    if slot is None or now < slot or not is_of_use(WEEKLY, slot, now):
        return None
    groups = tuple(group for group, joined in served.groups if joined <= slot)
    year, week, _ = monday.isocalendar()
    key = Key(WEEKLY, occurrence=f"{year}-W{week:02}", recipient=Subject.of(served.person))
    declined = not hours.wants(WEEKLY)
    return WeeklyMail(served.person, key, slot, slot - WEEK, groups, declined) if groups else None


def _slot(hours: ReminderHours, monday: date) -> datetime | None:
    """The hour of the mail in the week of a Monday; None where she is not to be disturbed in it."""
    day = next((day for day in _week(monday) if not hours.is_off(day)), None)
    if day is None:
        return None
    return hours.opens(instant(day, MIDNIGHT if hours.has_digest else NINE, hours.zone))


def _week(monday: date) -> list[date]:
    return [monday + timedelta(days=ahead) for ahead in range(7)]


def _last_sent(session: Session, now: datetime) -> dict[int, datetime]:
    """Until when the last mail told that each person got, as far as that matters."""
    sent = select(OutboxMessage.key, OutboxMessage.created_at).where(
        outbox.keyed(WEEKLY),
        col(OutboxMessage.state) == OutboxState.SENT,
        col(OutboxMessage.created_at) > now - LONGEST_WINDOW,
    )
    found: dict[int, datetime] = {}
    for text, at in session.exec(sent.order_by(col(OutboxMessage.created_at))):
        found |= {int(key.recipient.id): at for key in readable([text]) if key.recipient}
    return found
