"""Reminders of commitments before their notice date and their end."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Call, CallUnit, Commitment, Group, Offer, Person
from models.messages import COMMITTED
from models.offers import CommitmentLine
from models.reminders import CommitmentReminder, Deadline
from models.subjects import Subjects
from services import leaders, preferences, terms
from services.dates import instant
from services.preferences import EverybodysHours
from services.reminders.calls import to_nudge
from services.reminders.due import MORNING, Due, due_to
from services.reminders.scanning import ids_of

_MANAGERS = "managers"
_STILL_OF_INTEREST = timedelta(days=3)
Concerned = tuple[Person, str, tuple[CommitmentLine, ...]]
"""Somebody who is reminded, what tells this reminder from others, and of which commitments."""


class _Lead(NamedTuple):
    deadline: Deadline
    days: int
    next_days: int
    """How many days before the next reminder comes; -1 for the end of the day itself."""


def commitments_ending(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A reminder on each of the days that an offer declares before the notice date, and before the
    end, at nine in the zone of each person: to whoever speaks for a unit of its own commitment, and
    to the program managers of all that have the same day. Nine queries at most.
    """
    ids = ids_of("offer", about)
    lines = _lines(session, now, ids) if ids else []
    if not lines:
        return []
    people = terms.respondents(session, {line.unit.id for line in lines}, now)
    managers = leaders.managers_in_slack(session, now)
    everybody = preferences.reminder_hours(session, now)
    return [
        due
        for deadline, of_day in _by_deadline(lines).items()
        for lead in _leads(deadline, of_day[0].offer)
        for concerned in (
            *((person, _MANAGERS, tuple(of_day)) for person in managers),
            *(
                (each.person, str(line.unit.id), (line,))
                for line in of_day
                for each in to_nudge(line.call.unit_kind, people.get(line.unit.id, ()), 0)
            ),
        )
        for due in _due(lead, concerned, everybody, now)
    ]


def _due(
    lead: _Lead, concerned: Concerned, everybody: EverybodysHours, now: datetime
) -> Iterator[Due]:
    person, name, lines = concerned
    begins = instant(lead.deadline.day - timedelta(days=lead.days), MORNING, person.zone)
    ends = instant(lead.deadline.day - timedelta(days=lead.next_days), MORNING, person.zone)
    closed_at = lines[0].call.closed_at
    # What was decided only after that day is known to everybody.
    if closed_at is None or begins < closed_at:
        return
    kind = "notice" if lead.deadline.is_notice else "end"
    due = due_to(
        everybody.of(person),
        CommitmentReminder(lines, lead.deadline, person),
        kind=COMMITTED,
        occurrence=(name, kind, f"{lead.deadline.day:%Y%m%d}", str(lead.days)),
        moment=begins,
        expires_at=ends,
        now=now,
    )
    yield from [due] if due else []


def _by_deadline(lines: Sequence[CommitmentLine]) -> dict[Deadline, list[CommitmentLine]]:
    """The commitments of each offer by the days that are ahead of them."""
    found: dict[Deadline, list[CommitmentLine]] = {}
    for line in lines:
        row = line.commitment
        days = [(row.notice_on, True), (row.ends_on, False)]
        for day, is_notice in days:
            if day is not None:
                deadline = Deadline(line.offer.id, day, is_notice=is_notice)
                found.setdefault(deadline, []).append(line)
    return found


def _leads(deadline: Deadline, offer: Offer) -> list[_Lead]:
    following = (*offer.lead_days[1:], -1)
    return [
        _Lead(deadline, days, later)
        for days, later in zip(offer.lead_days, following, strict=False)
    ]


def _lines(session: Session, now: datetime, ids: Sequence[int]) -> list[CommitmentLine]:
    statement: Any = (
        sa.select(Commitment, CallUnit, Call, Offer, Group)
        .join(CallUnit, col(CallUnit.id) == Commitment.unit_id)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Offer, col(Offer.call_id) == Call.id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(col(Offer.id).in_(ids))
        .where(col(Commitment.ended_on).is_(None))
        .where(col(Commitment.ends_on) > now.date() - _STILL_OF_INTEREST)
        .order_by(col(CallUnit.name), col(CallUnit.id))
    )
    return [CommitmentLine(*row) for row in session.execute(statement)]
