"""Meetings to show: the coming ones, and those held."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    Person,
    Rsvp,
    RsvpAnswer,
    reach,
)
from models.database import run_plain
from models.meetings import LONGEST_MEETING, AnswerTotals, MeetingLine
from models.reach import Reach
from services import access, presence, terms
from services.access import Standing


def upcoming(
    session: Session,
    who: Standing,
    group: Group | None = None,
    *,
    now: datetime,
    limit: int = 100,
    everywhere: bool = False,
) -> list[Meeting]:
    """Meetings that are on and not over, soonest first:
    of a group, of one's own with those to which one is sent, or of all one may see.
    """
    if group is not None and not access.may_see_group(group, by=who):
        return []
    is_own = group is None and not everywhere
    parameters: dict[str, Any] = {"at": now, "after": now - LONGEST_MEETING}
    if group is not None:
        statement = _COMING_OF_GROUPS
        parameters["group_ids"] = [group.id]
    elif is_own:
        statement = _COMING_OF_HER
        parameters |= {"group_ids": access.own_groups(who), "person_id": who.person.id}
    else:
        statement = _COMING.where(access.visible_groups(who))
    # Lengths differ, so the end is looked at here; few meetings can be under way at once.
    running = 50
    found = [
        meeting
        for meeting in session.exec(statement, params=parameters | {"limit": limit + running})
        if meeting.ends_at > now
    ]
    return (_expecting(session, found, who) if is_own else found)[:limit]


def _expecting(session: Session, meetings: Sequence[Meeting], who: Standing) -> list[Meeting]:
    """Those of these meetings that expect her, as far as is known: she is a member then, or is sent
    there.
    """
    too_late = {meeting.id for meeting in meetings if _comes_too_late(meeting, who)}
    if too_late:
        too_late -= presence.sent_to_which(session, too_late, who.person)
    return [meeting for meeting in meetings if meeting.id not in too_late]


def lines(
    session: Session, meetings: Sequence[Meeting], reader: Person, *, now: datetime
) -> list[MeetingLine]:
    """Each coming meeting of active groups in a line, in the order given: one query.

    It counts the members at the hour of each, and their answers, as ``summaries`` names them.
    """
    if not meetings:
        return []
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    facts: dict[int, tuple[str, RsvpAnswer | None]] = {}
    parameters = {"ids": [meeting.id for meeting in meetings], "reader_id": reader.id}
    for row in run_plain(session, _lines_of(reach.current()), parameters).all():
        facts[row.id] = row.name, row.own
        if row.answer is not None:
            counts[row.id][RsvpAnswer(row.answer).value] += row.people
        elif row.is_active:
            counts[row.id]["not_answered" if row.is_reachable else "not_asked"] += row.people
    return [
        MeetingLine(
            meeting,
            group=facts[meeting.id][0],
            totals=AnswerTotals(**counts[meeting.id]),
            own=facts[meeting.id][1],
            takes_answers=meeting.takes_answers(now),
        )
        for meeting in meetings
    ]


def next_ahead(session: Session, group: Group, *, now: datetime, title: str = "") -> Meeting | None:
    """The group's next meeting that has not started,
    or the next one whose title has these words.
    """
    statement = select(Meeting).where(
        Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON, Meeting.starts_at > now
    )
    if title:
        statement = statement.where(col(Meeting.title).icontains(title, autoescape=True))
    soonest = statement.order_by(col(Meeting.starts_at), col(Meeting.id))
    return session.exec(soonest.limit(1)).first()


def latest_held(
    session: Session, group: Group, *, now: datetime, title: str = ""
) -> Meeting | None:
    """The group's meeting that started last, over or not, or the last that has these words."""
    statement = select(Meeting).where(
        Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON, Meeting.starts_at <= now
    )
    if title:
        statement = statement.where(col(Meeting.title).icontains(title, autoescape=True))
    latest = statement.order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    return session.exec(latest.limit(1)).first()


def held(session: Session, group: Group, since: datetime, until: datetime) -> list[Meeting]:
    """The group's meetings that were on and started from ``since``
    until before ``until``, in order.
    """
    statement = select(Meeting).where(
        Meeting.group_id == group.id,
        Meeting.status == MeetingStatus.ON,
        Meeting.starts_at >= since,
        Meeting.starts_at < until,
    )
    return list(session.exec(statement.order_by(col(Meeting.starts_at), col(Meeting.id))))


def _comes_too_late(meeting: Meeting, who: Standing) -> bool:
    """Whether it is known that she serves in the group no more when the meeting begins."""
    return not access.may_answer(meeting, by=who)


@lru_cache(maxsize=8)
def _lines_of(_reach: Reach) -> Any:
    """What ``lines`` reads, where messages reach people as it says."""
    is_reachable = reach.is_reachable()
    serves = sa.and_(
        col(Membership.group_id) == col(Meeting.group_id), terms.serving(col(Meeting.starts_at))
    )
    answers = sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == Person.id)
    is_own = sa.and_(
        col(_OWN.meeting_id) == Meeting.id, col(_OWN.person_id) == sa.bindparam("reader_id")
    )
    return (
        sa.select(
            col(Meeting.id),
            col(Group.name),
            col(_OWN.answer).label("own"),
            col(Rsvp.answer),
            col(Person.is_active),
            is_reachable.label("is_reachable"),
            sa.func.count(col(Person.id)).label("people"),
        )
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, serves, isouter=True)
        .join(Person, col(Person.id) == col(Membership.person_id), isouter=True)
        .join(Rsvp, answers, isouter=True)
        .join(_OWN, is_own, isouter=True)
        .where(col(Meeting.id).in_(sa.bindparam("ids", expanding=True)))
        .group_by(
            col(Meeting.id),
            col(Group.name),
            col(_OWN.answer),
            col(Rsvp.answer),
            col(Person.is_active),
            is_reachable,
        )
    )


_OWN = aliased(Rsvp)
_COMING = (
    select(Meeting)
    .join(Group, col(Group.id) == Meeting.group_id)
    .where(terms.active(sa.bindparam("at")))
    .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > sa.bindparam("after"))
    .order_by(col(Meeting.starts_at), col(Meeting.id))
    .limit(sa.bindparam("limit", type_=sa.Integer()))
)
_COMING_OF_GROUPS = _COMING.where(
    col(Meeting.group_id).in_(sa.bindparam("group_ids", expanding=True))
)
_COMING_OF_HER = _COMING.where(
    sa.or_(
        col(Meeting.group_id).in_(sa.bindparam("group_ids", expanding=True)),
        presence.sent_to(sa.bindparam("person_id")),
    )
)
