"""Nudges to those who have not said when they can meet, and to nobody else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Person, Poll, reach
from models.messages import POLL_UNANSWERED
from models.reminders import PollReminder
from models.subjects import Subjects
from services import preferences, unanswered_polls
from services.dates import instant
from services.preferences import EverybodysHours
from services.reminders.due import MORNING, Due, due_to
from services.reminders.scanning import ids_of


def polls_unanswered(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A nudge on each of the days that a poll declares, at nine in the zone of each person who is
    on its list, serves in the group, and has not answered; on no holiday of her library. Three
    queries.

    A poll that closes at another moment brings no more of them: the keys do not tell the closing.
    """
    ids = ids_of("poll", about)
    found = unanswered_polls.silent(session, ids, now) if ids else []
    everybody = preferences.reminder_hours(session, now)
    return [
        due
        for poll, group, person in found
        if reach.medium_of(person)
        for due in _nudges(poll, group, person, everybody, now)
    ]


def _nudges(
    poll: Poll, group: Group, person: Person, everybody: EverybodysHours, now: datetime
) -> list[Due]:
    last_day = poll.closes_at.astimezone(ZoneInfo(person.zone)).date()
    begins = [
        instant(last_day - timedelta(days=before), MORNING, person.zone)
        for before in poll.nudge_days
    ]
    found = []
    for step, moment in enumerate(begins):
        # Who has just been asked, by the poll itself, is not nudged at once.
        if moment < poll.opened_at:
            continue
        due = due_to(
            everybody.of(person),
            PollReminder(poll, group, person),
            kind=POLL_UNANSWERED,
            occurrence=str(step + 1),
            moment=moment,
            expires_at=min([poll.closes_at, *begins[step + 1 :]]),
            now=now,
        )
        found += [due] if due else []
    return found
