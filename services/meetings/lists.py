"""Meetings to show: the coming ones, those held, and one look at each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from models import (
    Attendance,
    Group,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Rsvp,
    RsvpAnswer,
    Series,
)
from models.database import run_plain
from models.meetings import Summary
from models.messages import CARD, Key
from models.subjects import CHANGE, Subject, subject_column
from services import access, outbox, recurrence, terms
from services.access import Standing

CLAIM_HOURS = 72
"""For how long after a meeting's end a member may say that she came."""
ANNOUNCED_DAYS = 7
"""How many days before a meeting of a series its card is posted."""
LONGEST = timedelta(minutes=720)
REDRAWN_WITHIN = timedelta(days=2)
"""A card is redrawn so long after its last turn, were Convene down meanwhile."""


def subject(meeting: Meeting) -> Subject:
    """How history, ledger and outbox call a meeting."""
    return Subject.of(meeting)


def card_key(meeting: Meeting) -> Key:
    """The outbox key of a meeting's card: whoever posts it first, there is one."""
    return Key(CARD, subject(meeting), "announced")


def ends_at(meeting: Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


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
    of a group, of one's own, or of all one may see.
    """
    if group is not None and not access.may_see_group(group, by=who):
        return []
    is_own = group is None and not everywhere
    parameters: dict[str, Any] = {"at": now, "after": now - LONGEST}
    if group is not None:
        statement = _COMING_OF_GROUPS
        parameters["group_ids"] = [group.id]
    elif is_own:
        statement = _COMING_OF_GROUPS
        parameters["group_ids"] = access.own_groups(who)
    else:
        statement = _COMING.where(access.visible_groups(who))
    # Lengths differ, so the end is looked at here; few meetings can be under way at once.
    running = 50
    found = [
        meeting
        for meeting in session.exec(statement, params=parameters | {"limit": limit + running})
        if ends_at(meeting) > now and not (is_own and _comes_too_late(meeting, who))
    ]
    return found[:limit]


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


def to_announce(session: Session, now: datetime) -> list[Meeting]:
    """Meetings of series within a week whose card was never promised:
    two queries, however many there are.
    """
    statement = (
        select(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(col(Meeting.series_id).is_not(None), Meeting.status == MeetingStatus.ON)
        .where(Meeting.starts_at > now, Meeting.starts_at <= now + timedelta(days=ANNOUNCED_DAYS))
        .where(col(Group.channel_id).is_not(None), terms.active(now))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    near = session.exec(statement).all()
    promised = outbox.known(session, [card_key(meeting) for meeting in near])
    return [meeting for meeting in near if card_key(meeting) not in promised]


def with_outdated_card(session: Session, now: datetime) -> list[Meeting]:
    """Meetings whose card was drawn last before they started, or before the time was over in which
    members may say that they came: one query.

    Such a card asks who comes, and should ask who came, or asks that, and should ask no more.
    """
    name = subject_column("meeting", col(Meeting.id))
    drawn = sa.select(col(OutboxMessage.id)).where(col(OutboxMessage.subject) == name)
    has_card = drawn.where(
        col(OutboxMessage.op) == OutboxOp.POST, col(OutboxMessage.state) == OutboxState.SENT
    )
    redrawn_at = (
        sa.select(sa.func.max(OutboxMessage.created_at))
        .where(col(OutboxMessage.subject) == name, col(OutboxMessage.op) == OutboxOp.UPDATE)
        .scalar_subquery()
    )
    closing = timedelta(hours=CLAIM_HOURS)
    statement: Any = (
        sa.select(Meeting, redrawn_at)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) <= now)
        .where(col(Meeting.starts_at) > now - closing - LONGEST - REDRAWN_WITHIN)
        .where(sa.or_(redrawn_at.is_(None), redrawn_at < col(Meeting.starts_at), _is_old(now)))
        .where(has_card.exists())
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [
        meeting
        for meeting, last in session.execute(statement)
        if last is None or last < _turns_at(meeting, now)
    ]


def _is_old(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that nobody may say any more that she came, or soon may not."""
    return col(Meeting.starts_at) < now - timedelta(hours=CLAIM_HOURS)


def _turns_at(meeting: Meeting, now: datetime) -> datetime:
    """When the card of a meeting that has started last came to ask something else."""
    closed_at = ends_at(meeting) + timedelta(hours=CLAIM_HOURS)
    return closed_at if closed_at < now else meeting.starts_at


def summary(session: Session, meeting: Meeting, *, now: datetime) -> Summary:
    """One look at one meeting."""
    return summaries(session, [meeting], now=now)[0]


def summaries(session: Session, meetings: Sequence[Meeting], *, now: datetime) -> list[Summary]:
    """One look at each meeting, in the order given: four queries at most, however many."""
    ids = [meeting.id for meeting in meetings]
    surroundings = _surroundings(session, ids) if ids else {}
    members = _members(session, meetings)
    answers = _answers(session, ids) if ids else {}
    # Nobody has come to what has not begun, so mostly there is nothing to ask.
    begun = [meeting.id for meeting in meetings if meeting.starts_at <= now]
    came = _came(session, begun) if begun else {}
    return [
        Summary(
            meeting=meeting,
            group=surroundings[meeting.id][0],
            repeats=surroundings[meeting.id][1],
            **_by_answer(members[meeting.id], answers.get(meeting.id, {})),
            without_slack=[person for person in members[meeting.id] if person.slack_id is None],
            came=came.get(meeting.id, []),
            takes_answers=takes_answers(meeting, now),
            takes_claims=_is_on(meeting) and _claims_are_open(meeting, now),
        )
        for meeting in meetings
    ]


def answers_of(person: Person, summaries: Sequence[Summary]) -> dict[int, RsvpAnswer]:
    """This person's own answers by meeting id."""
    return {
        summary.meeting.id: summary.answers[person.id]
        for summary in summaries
        if person.id in summary.answers
    }


def revision(session: Session, summary: Summary) -> tuple[str, str]:
    """What a card shows: the meeting's last change, and whether it asks who comes or who came."""
    last = run_plain(session, _LAST_CHANGE, {"subject": str(subject(summary.meeting))}).scalar_one()
    asks = "coming" if summary.takes_answers else ("came" if summary.takes_claims else "nothing")
    return str(Subject(CHANGE, last)) if last else "unchanged", asks


def _comes_too_late(meeting: Meeting, who: Standing) -> bool:
    """Whether it is known that she serves in the group no more when the meeting begins."""
    return not access.may_answer(meeting, by=who)


def takes_answers(meeting: Meeting, now: datetime) -> bool:
    """Whether people may say now if they come."""
    return _is_on(meeting) and now < meeting.starts_at


def _is_on(meeting: Meeting) -> bool:
    return meeting.status is MeetingStatus.ON


def _claims_are_open(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now <= ends_at(meeting) + timedelta(hours=CLAIM_HOURS)


def _surroundings(session: Session, ids: list[int]) -> dict[int, tuple[Group, str]]:
    """The group of each meeting, and the rhythm of its series in words."""
    rows = session.execute(_SURROUNDINGS, {"ids": ids})
    return {meeting: (group, _rhythm(pattern or "")) for meeting, group, pattern in rows}


@lru_cache(maxsize=512)
def _rhythm(pattern: str) -> str:
    return recurrence.describe(recurrence.from_text(pattern)) if pattern else ""


def _members(session: Session, meetings: Sequence[Meeting]) -> dict[int, list[Person]]:
    """Who is a member at the hour of each meeting."""
    hours: dict[int, set[datetime]] = defaultdict(set)
    for meeting in meetings:
        hours[meeting.group_id].add(meeting.starts_at)
    found = terms.members_at(session, hours)
    return {
        meeting.id: [
            term.person
            for term in found
            if term.group_id == meeting.group_id and term.holds(meeting.starts_at)
        ]
        for meeting in meetings
    }


def _came(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[Person]]:
    return _by_meeting(session, _CAME, meeting_ids)


def _by_meeting(
    session: Session, statement: Select[int, Person], meeting_ids: Sequence[int]
) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    for meeting_id, person in session.exec(statement, params={"ids": list(meeting_ids)}):
        found[meeting_id].append(person)
    return found


def _answers(session: Session, meeting_ids: Sequence[int]) -> dict[int, dict[int, RsvpAnswer]]:
    found: dict[int, dict[int, RsvpAnswer]] = defaultdict(dict)
    for meeting_id, person_id, answer in run_plain(session, _ANSWERS, {"ids": list(meeting_ids)}):
        found[meeting_id][person_id] = RsvpAnswer(answer)
    return found


def _by_answer(members: list[Person], answers: dict[int, RsvpAnswer]) -> dict[str, Any]:
    """Answers of those who have left the group since are not counted."""
    by_answer: dict[RsvpAnswer, list[Person]] = {answer: [] for answer in RsvpAnswer}
    for person in members if answers else ():
        if answer := answers.get(person.id):
            by_answer[answer].append(person)
    return {
        "yes": by_answer[RsvpAnswer.YES],
        "no": by_answer[RsvpAnswer.NO],
        "maybe": by_answer[RsvpAnswer.MAYBE],
        "silent": sum(person.is_active and person.id not in answers for person in members),
        "answers": answers,
    }


_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
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
_LAST_CHANGE = select(sa.func.max(HistoryEntry.id)).where(
    HistoryEntry.subject == sa.bindparam("subject")
)
_SURROUNDINGS = (
    sa.select(col(Meeting.id), Group, col(Series.pattern))
    .join(Group, col(Group.id) == Meeting.group_id)
    .join(Series, col(Series.id) == Meeting.series_id, isouter=True)
    .where(col(Meeting.id).in_(_IDS))
)
_CAME = (
    select(Attendance.meeting_id, Person)
    .join(Person, col(Person.id) == Attendance.person_id)
    .where(col(Attendance.meeting_id).in_(_IDS))
    .order_by(col(Person.name), col(Person.id))
)
_ANSWERS = sa.select(col(Rsvp.meeting_id), col(Rsvp.person_id), col(Rsvp.answer)).where(
    col(Rsvp.meeting_id).in_(_IDS)
)
