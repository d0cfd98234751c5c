"""What a beat scans: not all tasks and meetings, but those about which something may be to say.

Each thing of a reminded noun carries the moment before which nothing is due about it as things are.
It is written after each scan, and put back by whatever changes the row. So a beat reads what is
due, and not what there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from models.columns import NEVER
from models.messages import Key
from models.subjects import Subject, Subjects
from services.reminders.due import Due
from services.reminders.nouns import REMINDED, ids_of

AT_ONCE = 200
"""So many are scanned in one transaction, lest people who write wait for it."""
SOON = timedelta(days=2)
EARLIER = timedelta(days=1)
"""A law may change a zone's clocks: what lies far ahead is scanned once more a day before."""


def due_subjects(session: Session, now: datetime) -> list[Subjects]:
    """The things about which something may be due by now, some at a time; a query a noun."""
    due: list[Subject] = []
    for row in REMINDED:
        ids = sa.select(col(row.table.id)).where(
            sa.text(row.is_open), col(row.table.check_at) <= now
        )
        found = session.scalars(ids.order_by(col(row.table.check_at)))
        due += [Subject(row.noun, number) for number in found]
    return [frozenset(due[first : first + AT_ONCE]) for first in range(0, len(due), AT_ONCE)]


def subjects_of(keys: Iterable[Key]) -> Subjects:
    """The things of which reminders with these keys speak."""
    return frozenset(key.subject for key in keys if key.subject)


def lock(session: Session, about: Subjects) -> None:
    """Let nobody change these before the commit, since when to scan next depends on it."""
    for row in REMINDED:
        if ids := ids_of(row.noun, about):
            number = col(row.table.id)
            session.execute(
                sa.select(number).where(number.in_(ids)).order_by(number).with_for_update()
            )


def next_checks(
    about: Subjects,
    found: Sequence[Due],
    *,
    unsaid: Mapping[Key, datetime],
    now: datetime,
) -> dict[Subject, datetime]:
    """When each is to be scanned next. ``unsaid`` is when to come back to what could not be said
    now.

    A reminder that will never be allowed while it is of use is scanned when it has passed, to be
    noted.
    """
    moments: dict[Subject, list[datetime]] = defaultdict(list)
    for due in found:
        if due.at > now and not due.is_passed(now):
            moments[due.facts.subject].append(min(due.at, due.expires_at))
    for key, at in unsaid.items():
        if key.subject:
            moments[key.subject].append(at)
    return {subject: _earlier(min(moments[subject], default=NEVER), now) for subject in about}


def check(session: Session, moments: Mapping[Subject, datetime]) -> None:
    """Write down when each is to be scanned next."""
    for noun in REMINDED:
        rows = [
            {"row": subject.id, "at": moments[subject]}
            for subject in sorted(moments, key=lambda subject: subject.id)
            if subject.noun == noun.noun
        ]
        if rows:
            update = sa.update(noun.table).where(col(noun.table.id) == sa.bindparam("row"))
            session.connection().execute(update.values(check_at=sa.bindparam("at")), rows)


def _earlier(at: datetime, now: datetime) -> datetime:
    return at - EARLIER if at < NEVER and at - now > SOON else at
