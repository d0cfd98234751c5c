"""How many meetings were held, which have no list of who came, and who sent regrets.

The ledger knows who came. Beside it stands here to what each could have come, so that a meeting
that nobody recorded never reads as an absence, and one that was declined beforehand is told from
it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Attendance,
    GroupDirection,
    Meeting,
    MeetingStatus,
    Membership,
    Organization,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.database import run_plain
from models.participation import Cell, RowKey
from services import consortium, dates, terms
from services.attendance_lists import has_list
from services.participation.queries import Narrowed, ParticipationQuery, narrowing_values

LABELS = ("Meetings held", "Without a list", "Regrets", "Attendance")
NO_LIST = "no list"
NO_RATE = "–"
FORMULA = (
    "Held counts the meetings that took place while somebody was a member; without a list are those"
    " of which nobody recorded who came; regrets are those declined beforehand and not attended."
    " Attendance says to how many of these meetings each member came, of those of which that is"
    " known: there is a list, or she said so herself. Of several members theirs are added."
)


@dataclass(frozen=True)
class Held:
    """The meetings to which somebody could have come."""

    held: int = 0
    without_list: int = 0
    """Of these, where nobody saved who came."""
    regrets: int = 0
    """Of these, declined beforehand and not attended."""
    came: int = 0
    """How many times a member came to one of them."""
    known: int = 0
    """Of how many times it is known whether a member came."""

    @property
    def rate(self) -> str:
        """Such as ``7 of 9``."""
        return f"{self.came:,} of {self.known:,}" if self.known else NO_RATE


NOBODY = Held()


def _home_then() -> Any:
    """The library of a ``Person`` as a ``Meeting`` began; that of today where it is not known."""
    known = terms.home_then(col(Person.id), col(Meeting.starts_at))
    return sa.func.coalesce(known, col(Person.organization_id))


_OF_PEOPLE = {
    "person": col(Person.id) == sa.bindparam("person_id"),
    "library": _home_then() == sa.bindparam("library_id"),
    "category": _home_then().in_(
        sa.select(col(Organization.id)).where(
            col(Organization.category) == sa.bindparam("category")
        )
    ),
}
_OF_GROUPS = {
    "group": col(Meeting.group_id) == sa.bindparam("group_id"),
    "direction": col(Meeting.group_id).in_(
        sa.select(col(GroupDirection.group_id)).where(
            col(GroupDirection.direction_id) == sa.bindparam("direction_id")
        )
    ),
}
_ROLE = "role"
_IN_ROLE = col(Membership.role) == sa.bindparam("role")
_SERVED_THERE = sa.and_(
    col(Membership.group_id) == Meeting.group_id,
    col(Membership.person_id) == Attendance.person_id,
    terms.serving(col(Meeting.starts_at)),
)
_BY = (*_OF_PEOPLE, *_OF_GROUPS, _ROLE)


@dataclass(frozen=True)
class HeldMeetings:
    """The same for each row of a report, and for all rows together."""

    rows: Mapping[RowKey, Held]
    together: Held

    def of(self, key: RowKey) -> Held:
        """Those of one row."""
        return self.rows.get(key, NOBODY)


def cells(counted: tuple[int, ...], at: int, row: Held | None) -> tuple[Cell, ...]:
    """The figures of a row, and behind the one at ``at``, the meetings attended, those held.

    Nobody attended nothing where there is no list that could say otherwise.
    """
    if row is None:
        return counted
    is_unknown = counted[at] == 0 and 0 < row.held == row.without_list
    attended = NO_LIST if is_unknown else counted[at]
    beside = (row.held, row.without_list, row.regrets, row.rate)
    return (*counted[:at], attended, *beside, *counted[at + 1 :])


def by_people(session: Session, query: ParticipationQuery, now: datetime) -> HeldMeetings:
    """To what each person could have come: two queries."""
    return _counted(session, query, now, "person_id")


def by_groups(session: Session, query: ParticipationQuery, now: datetime) -> HeldMeetings:
    """What each group held while those who are asked about were in it: two queries."""
    return _counted(session, query, now, "group_id")


def in_words(session: Session, query: ParticipationQuery, now: datetime) -> str:
    """How many meetings were held and how many of them have no list, in a sentence: one query."""
    narrowed = _narrowed(query)
    of_all = _statement if narrowed & {*_OF_PEOPLE, _ROLE} else _of_meetings
    row = run_plain(session, of_all(None, narrowed), _parameters(session, query, now)).one()
    return sentence(Held(*row))


def sentence(together: Held) -> str:
    """The same of what is counted already."""
    held, missing = together.held, together.without_list
    if not held:
        return "No meeting was held."
    counted = "1 meeting was held" if held == 1 else f"{held} meetings were held"
    if not missing:
        return f"{counted}, with a list of who came{'' if held == 1 else ' to each'}."
    which = "It has" if held == 1 else f"{missing} of {held} {'has' if missing == 1 else 'have'}"
    return f"{counted}. {which} no list of who came, which is no sign that anybody was absent."


def _counted(session: Session, query: ParticipationQuery, now: datetime, key: str) -> HeldMeetings:
    narrowed, parameters = _narrowed(query), _parameters(session, query, now)
    rows = {
        row[0]: Held(*row[1:]) for row in run_plain(session, _statement(key, narrowed), parameters)
    }
    together = run_plain(session, _statement(None, narrowed), parameters).one()
    return HeldMeetings(rows, Held(*together))


def _narrowed(query: ParticipationQuery) -> Narrowed:
    return frozenset(name for name in _BY if getattr(query, name))


def _parameters(session: Session, query: ParticipationQuery, now: datetime) -> dict[str, Any]:
    """Days are those of the consortium's zone."""
    zone = consortium.settings(session).zone
    first, last = query.period.first, query.period.last
    return {
        "now": now,
        "begins_at": dates.instant(first, time.min, zone),
        "ends_at": dates.instant(last + timedelta(days=1), time.min, zone),
        **narrowing_values(query, _narrowed(query)),
    }


@lru_cache(maxsize=64)
def _statement(key: str | None, narrowed: Narrowed) -> Any:
    """The statement of all figures, by person or by group, or of all together: built once for each
    kind of question.
    """
    expected = _expected(narrowed)
    figures = _figures(expected)
    if key is None:
        return sa.select(*figures)
    return sa.select(expected.c[key], *figures).group_by(expected.c[key])


@lru_cache(maxsize=16)
def _of_meetings(_key: None, narrowed: Narrowed) -> Any:
    """The same of all people together, without looking at each of them; regrets are not asked."""
    missing = sa.func.count(sa.case((~has_list(), col(Meeting.id))))
    return sa.select(sa.func.count(), missing).select_from(Meeting).where(_meetings(narrowed))


def _figures(expected: Any) -> tuple[sa.ColumnElement[int], ...]:
    meeting = expected.c.meeting_id
    return (
        sa.func.count(sa.distinct(meeting)),
        sa.func.count(sa.distinct(sa.case((~expected.c.has_list, meeting)))),
        sa.func.count(sa.case((expected.c.is_regret, 1))),
        sa.func.count(sa.case((expected.c.has_come, 1))),
        sa.func.count(sa.case((sa.or_(expected.c.has_list, expected.c.has_come), 1))),
    )


def _expected(narrowed: Narrowed) -> Any:
    """Each person and meeting to which she could have come, or came, once."""
    members: Any = (
        sa.select(col(Membership.person_id), col(Meeting.id).label("meeting_id"))
        .join(Meeting, col(Meeting.group_id) == Membership.group_id)
        .where(terms.serving(col(Meeting.starts_at)))
    )
    came: Any = sa.select(
        col(Attendance.person_id), col(Attendance.meeting_id).label("meeting_id")
    ).join(Meeting, col(Meeting.id) == Attendance.meeting_id)
    if _ROLE in narrowed:
        members = members.where(_IN_ROLE)
        came = came.where(sa.exists().where(_IN_ROLE, _SERVED_THERE))
    of_query = _meetings(narrowed)
    pairs = sa.union(members.where(of_query), came.where(of_query)).subquery()
    is_hers = (col(Attendance.meeting_id) == Meeting.id) & (
        col(Attendance.person_id) == pairs.c.person_id
    )
    is_answer = (col(Rsvp.meeting_id) == Meeting.id) & (col(Rsvp.person_id) == pairs.c.person_id)
    declined = sa.and_(col(Rsvp.answer) == RsvpAnswer.NO, col(Attendance.person_id).is_(None))
    statement = (
        sa.select(
            pairs.c.person_id,
            col(Meeting.id).label("meeting_id"),
            col(Meeting.group_id).label("group_id"),
            has_list().label("has_list"),
            sa.func.coalesce(declined, sa.false()).label("is_regret"),
            col(Attendance.person_id).is_not(None).label("has_come"),
        )
        .select_from(pairs)
        .join(Meeting, col(Meeting.id) == pairs.c.meeting_id)
        .join(Person, col(Person.id) == pairs.c.person_id)
        .join(Attendance, is_hers, isouter=True)
        .join(Rsvp, is_answer, isouter=True)
    )
    of_people = [condition for name, condition in _OF_PEOPLE.items() if name in narrowed]
    return statement.where(*of_people).subquery()


def _meetings(narrowed: Narrowed) -> sa.ColumnElement[bool]:
    """The meetings of the period that were held, whose ``_parameters`` are given beside it."""
    of_groups = [condition for name, condition in _OF_GROUPS.items() if name in narrowed]
    return sa.and_(
        col(Meeting.status) == MeetingStatus.ON,
        col(Meeting.starts_at) <= sa.bindparam("now"),
        col(Meeting.starts_at) >= sa.bindparam("begins_at"),
        col(Meeting.starts_at) < sa.bindparam("ends_at"),
        *of_groups,
    )
