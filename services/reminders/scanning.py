"""What a beat scans: not all tasks and meetings, but those about which something may be to say.

Each thing of a reminded noun carries the moment before which nothing is due about it as things are.
It is written after each scan, and put back by whatever changes the row. So a beat reads what is
due, and not what there is.

Where somebody lives, how she is reached, what she chose, when she is off, which groups she is in,
what their chairs chose, and which tasks she has by her library or her seat: no verb has to think of
reminders when it changes any of that. It is compared with what was last seen, and where it differs,
her tasks and the meetings and tasks of her groups are scanned again.
"""

import functools
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    Circumstances,
    Decision,
    Group,
    GroupReminders,
    Meeting,
    Membership,
    Offer,
    Person,
    Poll,
    Preferences,
    Task,
    reach,
)
from models.calls import IS_OPEN
from models.columns import LONG_AGO, NEVER
from models.database import dialect_insert, run_plain
from models.decisions import HAS_REVIEW_DATE
from models.meetings import IS_ON
from models.messages import Key
from models.offers import IS_COMMITTED
from models.polls import POLL_IS_OPEN
from models.subjects import Subject, Subjects
from models.tasks import REMINDED_OF
from services import consortium, preferences, terms
from services.reminders.due import Due

Condition = sa.ColumnElement[bool]
ASKED_AFTER = timedelta(days=4)
"""For how long after its end chairs are asked who came to a meeting."""


@dataclass(frozen=True)
class RemindedNoun:
    """A noun whose table has a column ``check_at``."""

    noun: str
    table: Any
    is_open: str
    """The condition under which a row is scanned at all; that of the index over ``check_at``."""
    concerns: Callable[[Collection[int], datetime], Condition]
    """Which of the open rows are to be scanned when the circumstances of these people changed."""
    at_least_every: timedelta | None = None
    """How often it is scanned whatever else holds; None where each change is noticed."""


_IS_REMINDED_OF = (col(Task.done_at).is_(None), col(Task.due_on).is_not(None))


def ids_of(noun: str, about: Subjects) -> list[int]:
    """The numbers of those subjects that are of this noun, in order."""
    return sorted(int(subject.id) for subject in about if subject.noun == noun)


def _meetings_of(people: Collection[int], now: datetime) -> Condition:
    since = now - ASKED_AFTER - timedelta(hours=12)
    return sa.and_(col(Meeting.starts_at) > since, col(Meeting.group_id).in_(_groups_of(people)))


def _tasks_of(people: Collection[int], now: datetime) -> Condition:
    of_group = col(Task.group_id).in_(_groups_of(people))
    owners = terms.task_owners(now, *_IS_REMINDED_OF)
    theirs = sa.select(owners.c.task_id).where(owners.c.person_id.in_(people))
    return sa.or_(col(Task.id).in_(theirs), of_group)


def _decisions_of(people: Collection[int], _now: datetime) -> Condition:
    return col(Decision.group_id).in_(_groups_of(people))


def _groups_of(people: Collection[int]) -> Any:
    return select(Membership.group_id).where(col(Membership.person_id).in_(people))


def _all_of_them(_people: Collection[int], _now: datetime) -> Condition:
    """Of calls, polls and offers few are open at a time."""
    return sa.true()


REMINDED = (
    RemindedNoun("meeting", Meeting, IS_ON, _meetings_of),
    RemindedNoun("task", Task, REMINDED_OF, _tasks_of),
    # Who answers for a unit follows from terms, leaves and whoever directs a library.
    RemindedNoun("call", Call, IS_OPEN, _all_of_them, at_least_every=timedelta(hours=1)),
    # Whoever joins or leaves a group, or changes her hours, may be nudged or not.
    RemindedNoun("poll", Poll, POLL_IS_OPEN, _all_of_them, at_least_every=timedelta(hours=1)),
    RemindedNoun("offer", Offer, IS_COMMITTED, _all_of_them, at_least_every=timedelta(days=1)),
    RemindedNoun("decision", Decision, HAS_REVIEW_DATE, _decisions_of),
)
_LATEST = {row.noun: row.at_least_every for row in REMINDED if row.at_least_every}


AT_ONCE = 200
"""So many are scanned in one transaction, lest people who write wait for it."""
SOON = timedelta(days=2)
EARLIER = timedelta(days=1)
"""A law may change a zone's clocks: what lies far ahead is scanned once more a day before."""


def due_subjects(session: Session, now: datetime) -> list[Subjects]:
    """The things about which something may be due by now, some at a time; a query a noun."""
    due: list[Subject] = []
    for row in REMINDED:
        found = run_plain(session, _DUE[row.noun], {"at": now}).scalars()
        due += [Subject(row.noun, number) for number in found]
    return [frozenset(due[first : first + AT_ONCE]) for first in range(0, len(due), AT_ONCE)]


_DUE: dict[str, Any] = {
    row.noun: sa.select(col(row.table.id))
    .where(sa.text(row.is_open), col(row.table.check_at) <= sa.bindparam("at"))
    .order_by(col(row.table.check_at))
    for row in REMINDED
}


def scan_anew(session: Session) -> None:
    """Have everything scanned again at the next beat, whatever was written down about when."""
    for row in REMINDED:
        session.exec(sa.update(row.table).where(sa.text(row.is_open)).values(check_at=LONG_AGO))


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
    for subject in about:
        if subject.noun in _LATEST:
            moments[subject].append(now + _LATEST[subject.noun])
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


_SEEN: Any = sa.select(col(Circumstances.person_id), col(Circumstances.digest))
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
        col(Group.agenda_hours),
    )
    .join(Group, col(Group.id) == Membership.group_id)
    .join(GroupReminders, col(GroupReminders.group_id) == Group.id, isouter=True)
    .order_by(col(Membership.id))
)


def changed_people(session: Session, now: datetime) -> dict[int, str]:
    """The people whose circumstances are not those that were last seen, with what they are:
    six queries.
    """
    seen = dict(run_plain(session, _SEEN).all())
    present = _present(session, now)
    return {person: digest for person, digest in present.items() if seen.get(person) != digest}


def note_people(session: Session, people: dict[int, str], now: datetime) -> None:
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
    for person, *facts in run_plain(session, _SERVICE, {"at": now}):
        service[person].append(facts)
    held: dict[int, list[int]] = defaultdict(list)
    if run_plain(session, _IS_ANY_HELD).scalar_one():
        for task_id, person in session.execute(_held(now)):
            held[person].append(task_id)
    everybody = consortium.settings(session).reminder_lead_hours
    off = preferences.days_off(session, now)
    return {
        person: _digest(
            everybody,
            library,
            facts,
            service[person],
            held[person],
            off.get(None),
            off.get(library),
        )
        for person, library, *facts in run_plain(session, _people(reach.current()))
    }


_IS_ANY_HELD = sa.select(
    sa.or_(
        *(
            sa.select(1).where(col(holder) > 0).exists()
            for holder in (Task.library_id, Task.seat_id)
        )
    )
)
"""Whether a library or a seat holds a task, or did: one look into an index for each."""


def _held(now: datetime) -> Any:
    """The open tasks that a library or a seat holds, each with who owns it at the moment: that
    changes by its day, and nobody touches a row of the task.
    """
    owners = terms.task_holders(now, *_IS_REMINDED_OF)
    return sa.select(owners.c.task_id, owners.c.person_id).order_by(*owners.c)


@functools.cache
def _people(_reach: reach.Reach) -> Any:
    """What people are and chose, and whether messages reach them as this process is set up."""
    return sa.select(
        col(Person.id),
        col(Person.organization_id),
        col(Person.zone),
        col(Person.slack_id),
        col(Person.is_active),
        col(Person.is_guest),
        reach.is_reachable().label("is_reachable"),
        *(column for column in Preferences.__table__.columns),  # type: ignore[attr-defined]
    ).join(Preferences, col(Preferences.person_id) == Person.id, isouter=True)


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()
