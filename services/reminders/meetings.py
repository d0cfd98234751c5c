"""Reminders of meetings, to those who did not decline, and nudges, to those who are silent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    GroupReminders,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    MemberRole,
    Membership,
    OutboxMessage,
    OutboxState,
    Person,
    Preferences,
    RecorderState,
    RecorderTurn,
    Rsvp,
    RsvpAnswer,
)
from models.database import run_plain
from models.messages import NUDGE, REMIND
from models.outbox import WAITING
from models.reminders import MeetingReminder
from models.subjects import Subject, Subjects
from services import access, consortium, outbox, preferences, terms
from services.preferences import SHORT_LEAD, EverybodysHours, ReminderHours
from services.reminders.due import (
    LOGGED_FOR,
    Due,
    can_be_reached,
    due_to,
    last_change,
    start_of,
)
from services.reminders.scanning import ids_of

TOO_SHORT = timedelta(hours=1)
"""A meeting set within a lead gets that reminder only if more time than this remains."""
NUDGED_BEFORE = (timedelta(days=7), timedelta(days=3))
"""How long before a meeting those who are silent are asked, the first and the second time."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class _Expected:
    """Somebody who is expected at a meeting."""

    facts: MeetingReminder
    since: datetime
    """When she joined, or the meeting was last set or moved: whichever is later."""
    leads: bool = False
    """Whether she may begin it: as a chair, or as the recorder."""


@dataclass(frozen=True)
class _Chosen:
    """What each group has chosen."""

    rows: dict[int, GroupReminders]
    usual: tuple[int, ...]

    def leads(self, group: Group) -> tuple[int, ...]:
        row = self.rows.get(group.id)
        return row.lead_hours if row else self.usual

    def nudges(self, group: Group) -> int:
        row = self.rows.get(group.id)
        return row.nudges if row else len(NUDGED_BEFORE)


def meetings_ahead(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A reminder to each member who did not say no,
    at each of the group's leads before the meeting.
    """
    if not (ids := ids_of("meeting", about)):
        return []
    everybody, chosen = preferences.reminder_hours(session, now), _chosen(session)
    return [
        due
        for expected in _expected(session, now, ids)
        if expected.facts.answer is not RsvpAnswer.NO
        for due in _reminders(expected, chosen.leads(expected.facts.group), everybody, now)
    ]


def answers_missing(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A nudge to each member who has not answered, a week and three days before a meeting.

    A meeting that is moved brings no third one: the keys do not tell the start.
    """
    if not (ids := ids_of("meeting", about)):
        return []
    everybody, chosen = preferences.reminder_hours(session, now), _chosen(session)
    return [
        due
        for expected in _expected(session, now, ids)
        if expected.facts.answer is None
        for due in _nudges(expected, chosen, everybody, now)
    ]


def reaches_usual_hours(start: datetime, leads: Sequence[int], zone: str) -> bool:
    """Whether somebody in this zone who has chosen nothing gets any reminder of a meeting: else all
    would fall on days off or quiet hours, until the next one or the meeting itself.
    """
    usual = ReminderHours(zone, Preferences(person_id=0))
    openings = ((usual.opens(moment), end) for moment, end in _spans(start, leads))
    return any(opens is not None and opens < end for opens, end in openings)


def withdraw_answered(session: Session, meeting: Meeting, person: Person, *, declined: bool) -> int:
    """Withdraw what waits for somebody about a meeting to which she has answered;
    how many rows that were.
    """
    about, to = Subject.of(meeting), Subject.of(person)
    nudge, reminder = (
        outbox.pattern(kind, subject=about, recipient=to) for kind in (NUDGE, REMIND)
    )
    parameters = {"nudge": nudge, "reminder": reminder if declined else nudge}
    return run_plain(session, _ANSWERED, parameters).rowcount


_ANSWERED = (
    sa.update(OutboxMessage)
    .where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    .where(
        sa.or_(
            outbox.fits(sa.bindparam("nudge", type_=sa.String())),
            outbox.fits(sa.bindparam("reminder", type_=sa.String())),
        )
    )
    .values(state=OutboxState.DROPPED, error="answered")
)


def _reminders(
    expected: _Expected, leads: tuple[int, ...], everybody: EverybodysHours, now: datetime
) -> Iterator[Due]:
    meeting = expected.facts.meeting
    start = meeting.starts_at
    for hours, (moment, end) in zip(leads, _spans(start, leads), strict=True):
        is_short = expected.since >= moment and start - expected.since <= TOO_SHORT
        is_followed = end <= now and end < start
        if is_short or is_followed:
            continue
        may_begin = expected.leads and HOUR * hours <= HOUR
        due = due_to(
            everybody.of(expected.facts.person),
            replace(expected.facts, may_begin=may_begin),
            kind=REMIND,
            occurrence=(str(hours), start_of(meeting)),
            moment=max(moment, expected.since),
            expires_at=end,
            now=now,
        )
        yield from [due] if due else []


def _spans(start: datetime, leads: Sequence[int]) -> list[tuple[datetime, datetime]]:
    """From when to when each reminder is of use: until the next one, the last until the start."""
    moments = [start - HOUR * hours for hours in leads]
    return list(zip(moments, [*moments[1:], start], strict=False))


def _nudges(
    expected: _Expected, chosen: _Chosen, everybody: EverybodysHours, now: datetime
) -> Iterator[Due]:
    meeting, group = expected.facts.meeting, expected.facts.group
    last = meeting.starts_at - HOUR * max([0, *chosen.leads(group)])
    wanted = NUDGED_BEFORE[len(NUDGED_BEFORE) - chosen.nudges(group) :]
    ends = (*(meeting.starts_at - before for before in wanted[1:]), last)
    for before, end in zip(wanted, ends, strict=False):
        moment = meeting.starts_at - before
        # Who has just been asked by the card, or by the news that it was moved, is not asked again
        # at once.
        if expected.since > moment or end <= now:
            continue
        due = due_to(
            everybody.of(expected.facts.person),
            expected.facts,
            kind=NUDGE,
            occurrence=str(NUDGED_BEFORE.index(before) + 1),
            moment=moment,
            expires_at=end,
            now=now,
        )
        yield from [due] if due else []


def _expected(session: Session, now: datetime, ids: Sequence[int]) -> Iterator[_Expected]:
    is_answer = sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == Person.id)
    moved = last_change("meeting", Meeting.id, ("meeting.moved",))
    leads = sa.and_(
        col(Person.slack_id).is_not(None),
        sa.or_(col(Membership.role).in_((*access.CHAIR_ROLES, MemberRole.RECORDER)), _has_agreed()),
    )
    statement: Any = (
        sa.select(Meeting, Group, Person, col(Rsvp.answer), terms.joined_on(), moved, leads)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Rsvp, is_answer, isouter=True)
        .where(col(Meeting.id).in_(ids))
        .where(col(Meeting.starts_at) > now - LOGGED_FOR)
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now))
        .where(terms.serving(now), terms.not_over(col(Meeting.starts_at)), *can_be_reached())
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    for meeting, group, person, answer, joined, moved_at, leads_it in session.exec(statement):
        facts = MeetingReminder(meeting, group, person, RsvpAnswer(answer) if answer else None)
        since = max(meeting.created_at, joined, moved_at or joined)
        yield _Expected(facts, since, leads=bool(leads_it))
    yield from _alternates(session, now, ids)


def _has_agreed() -> sa.Exists:
    """The condition that a ``Person`` agreed to take the minutes of a ``Meeting``."""
    agreed = sa.exists().where(
        col(RecorderTurn.meeting_id) == Meeting.id,
        col(RecorderTurn.person_id) == Person.id,
        col(RecorderTurn.state) == RecorderState.AGREED,
    )
    return agreed.correlate(Meeting, Person)


def _alternates(session: Session, now: datetime, ids: Sequence[int]) -> Iterator[_Expected]:
    """Who comes in the place of a member, of a group that everybody may know of, and is none
    herself.
    """
    is_answer = sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == Person.id)
    is_member = sa.exists().where(
        col(Membership.group_id) == Meeting.group_id,
        col(Membership.person_id) == Person.id,
        terms.serving(now),
        terms.not_over(col(Meeting.starts_at)),
    )
    moved = last_change("meeting", Meeting.id, ("meeting.moved",))
    statement: Any = (
        sa.select(Meeting, Group, Person, col(Rsvp.answer), col(MeetingAlternate.sent_at), moved)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(MeetingAlternate, col(MeetingAlternate.meeting_id) == Meeting.id)
        .join(Person, col(Person.id) == MeetingAlternate.alternate_id)
        .join(Rsvp, is_answer, isouter=True)
        .where(col(Meeting.id).in_(ids))
        .where(col(Meeting.starts_at) > now - LOGGED_FOR, col(Group.is_private).is_(False))
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now), *can_be_reached())
        .where(~is_member.correlate(Meeting, Person))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    for meeting, group, person, answer, sent_at, moved_at in session.exec(statement):
        facts = MeetingReminder(meeting, group, person, RsvpAnswer(answer) if answer else None)
        yield _Expected(facts, max(meeting.created_at, sent_at, moved_at or sent_at))


def _chosen(session: Session) -> _Chosen:
    usual = {consortium.settings(session).reminder_lead_hours, SHORT_LEAD}
    rows = {row.group_id: row for row in session.exec(select(GroupReminders))}
    return _Chosen(rows, tuple(sorted(usual, reverse=True)))
