"""Whose circumstances changed, so that reminders to her may come at other moments than was thought.

Where somebody lives, what she chose, when she is off, which groups she is in and what their chairs
chose: no verb has to think of reminders when it changes any of that. It is compared with what was
last seen, and where it differs, her tasks and the meetings and tasks of her groups are scanned
again.
"""

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Circumstances, Group, GroupReminders, Membership, Person, Preferences
from models.columns import LONG_AGO
from models.database import dialect_insert
from services import consortium, preferences, terms
from services.reminders.nouns import REMINDED

_PEOPLE: Any = sa.select(
    col(Person.id),
    col(Person.zone),
    col(Person.slack_id),
    col(Person.is_active),
    col(Person.organization_id),
    *(column for column in Preferences.__table__.columns),  # type: ignore[attr-defined]
).join(Preferences, col(Preferences.person_id) == Person.id, isouter=True)
_SERVICE: Any = (
    sa.select(
        col(Membership.person_id),
        col(Membership.id),
        col(Membership.group_id),
        col(Membership.role),
        *terms.changes(sa.bindparam("at")),
        col(GroupReminders.lead_hours),
        col(GroupReminders.nudges),
        col(GroupReminders.task_days),
        col(GroupReminders.tells_chairs),
    )
    .join(Group, col(Group.id) == Membership.group_id)
    .join(GroupReminders, col(GroupReminders.group_id) == Group.id, isouter=True)
    .order_by(col(Membership.id))
)


def changed(session: Session, now: datetime) -> dict[int, str]:
    """The people whose circumstances are not those that were last seen, with what they are:
    five queries.
    """
    seen = dict(
        session.execute(sa.select(col(Circumstances.person_id), col(Circumstances.digest))).all()
    )
    present = _present(session, now)
    return {person: digest for person, digest in present.items() if seen.get(person) != digest}


def note(session: Session, people: dict[int, str], now: datetime) -> None:
    """Have everything scanned that concerns these people, and note as what they were seen."""
    for row in REMINDED:
        concerned = sa.update(row.table).where(sa.text(row.is_open), row.concerns(people, now))
        session.exec(concerned.values(check_at=LONG_AGO))
    seen = dialect_insert(session, Circumstances)
    seen = seen.on_conflict_do_update(
        index_elements=["person_id"], set_={"digest": seen.excluded.digest}
    )
    rows = [{"person_id": person, "digest": digest} for person, digest in people.items()]
    session.connection().execute(seen, rows)


def _present(session: Session, now: datetime) -> dict[int, str]:
    service: dict[int, list[object]] = defaultdict(list)
    for person, *facts in session.execute(_SERVICE, {"at": now}):
        service[person].append(facts)
    everybody = consortium.settings(session).reminder_lead_hours
    off = preferences.days_off(session, now)
    return {
        person: _digest(everybody, facts, service[person], off.get(None), off.get(facts[3]))
        for person, *facts in session.execute(_PEOPLE)
    }


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()
