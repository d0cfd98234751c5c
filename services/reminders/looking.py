"""What a beat looks at: not all tasks and meetings, but those about which something may be to say.

Each task and meeting carries the moment before which nothing is due about it as things are. It is
written after each look, and put back by whatever changes the row. So a beat reads what is due, and
not what there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Meeting, Task
from models.columns import NEVER
from models.meetings import IS_ON
from models.tasks import REMINDED_OF
from services.reminders.due import Due, Only

AT_ONCE = 200
"""So many are looked at in one transaction, lest people who write wait for it."""
SOON = timedelta(days=2)
AGAIN = timedelta(days=1)
"""A law may change a zone's clocks: what lies far ahead is looked at once more a day before."""

Thing = tuple[str, int]
"""``("task", 12)``."""


def waking(session: Session, now: datetime) -> list[Only]:
    """The tasks and meetings about which something may be due by now,
    some at a time: two queries.
    """
    asleep = sa.select(col(Meeting.id)).where(sa.text(IS_ON), col(Meeting.look_at) <= now)
    of_meetings = list(session.scalars(asleep.order_by(col(Meeting.look_at))))
    of_tasks = sa.select(col(Task.id)).where(sa.text(REMINDED_OF), col(Task.look_at) <= now)
    awake = [("meeting", one) for one in of_meetings]
    awake += [("task", one) for one in session.scalars(of_tasks.order_by(col(Task.look_at)))]
    return [only(awake[first : first + AT_ONCE]) for first in range(0, len(awake), AT_ONCE)]


def spoken_of(keys: Iterable[str]) -> Only:
    """The tasks and meetings of which reminders with these keys speak."""
    return only(_thing(key) for key in keys)


def only(named: Iterable[Thing]) -> Only:
    by_noun = defaultdict(set)
    for noun, number in named:
        by_noun[noun].add(number)
    return Only(meetings=frozenset(by_noun["meeting"]), tasks=frozenset(by_noun["task"]))


def things(looked_at: Only) -> list[Thing]:
    """The meetings and tasks themselves, in order."""
    return [
        *(("meeting", one) for one in sorted(looked_at.meetings)),
        *(("task", one) for one in sorted(looked_at.tasks)),
    ]


def lock(session: Session, looked_at: Only) -> None:
    """Let nobody change these before the commit, since when to look next depends on it."""
    for table, ids in ((Meeting, looked_at.meetings), (Task, looked_at.tasks)):
        if ids:
            rows = sa.select(col(table.id)).where(col(table.id).in_(ids)).order_by(col(table.id))
            session.execute(rows.with_for_update())


def next_looks(
    looked_at: Only, found: Sequence[Due], *, unsaid: Mapping[str, datetime], now: datetime
) -> dict[Thing, datetime]:
    """When each is to be looked at next. ``unsaid`` is when to look again at what could not be said
    now.

    A reminder that will never be allowed while it is of use is looked at when it has passed, to be
    noted.
    """
    moments: dict[Thing, list[datetime]] = defaultdict(list)
    for one in found:
        if one.at > now and not one.is_passed(now):
            moments[_thing(one.key)].append(min(one.at, one.expires_at))
    for key, at in unsaid.items():
        moments[_thing(key)].append(at)
    return {
        thing: _once_more(min(moments[thing], default=NEVER), now) for thing in things(looked_at)
    }


def again(keys: Iterable[str], at: datetime) -> dict[Thing, datetime]:
    """Looks at all of which reminders with these keys speak."""
    return {_thing(key): at for key in keys}


def look_next(session: Session, looks: Mapping[Thing, datetime]) -> None:
    """Write down when each is to be looked at next."""
    for table, noun in ((Meeting, "meeting"), (Task, "task")):
        rows = [{"row": number, "at": at} for (kind, number), at in looks.items() if kind == noun]
        one = sa.update(table).where(col(table.id) == sa.bindparam("row"))
        if rows:
            session.connection().execute(one.values(look_at=sa.bindparam("at")), rows)


def _once_more(at: datetime, now: datetime) -> datetime:
    return at - AGAIN if at < NEVER and at - now > SOON else at


def _thing(key: str) -> Thing:
    """What the reminder with this key speaks of: the key reads ``kind|task:12|…``."""
    noun, _, number = key.split("|")[1].partition(":")
    return noun, int(number)
