"""Who takes the minutes of a meeting: suggested by turns, agreed or declined, or named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Leave,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    MemberRole,
    Membership,
    Person,
    RecorderState,
    RecorderTurn,
    Rsvp,
    RsvpAnswer,
)
from models.columns import LONG_AGO
from models.meetings import RecorderSuggestion, TurnsTaken
from models.messages import RECORDER_SUGGESTED
from models.subjects import Subject
from services import consortium, history, pauses, preferences, terms
from services.errors import Conflict, Invalid
from services.presence.recorder_credits import credit_recorder

WORKING_DAYS_BEFORE = 2
"""So long before a meeting somebody is asked to take its minutes."""
_LOOKED_AHEAD = timedelta(days=21)
_DAY = timedelta(days=1)
_NOT_ASKED = (MemberRole.CHAIR, MemberRole.CO_CHAIR, MemberRole.OBSERVER)


@dataclass(frozen=True)
class _Candidate:
    person: Person
    last_at: datetime | None
    """The start of the latest meeting whose minutes she took."""
    since: datetime


def recorder_of(session: Session, meeting: Meeting) -> Person | None:
    """Who takes the minutes of a meeting: the recorder by her role, else who has agreed."""
    by_role = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.group_id == meeting.group_id, Membership.role == MemberRole.RECORDER)
        .where(terms.serving(meeting.starts_at))
        .order_by(col(Person.name), col(Person.id))
    )
    if found := session.exec(by_role).first():
        return found
    turn = _turn(session, meeting)
    return session.get(Person, turn.person_id) if turn and _is_agreed(turn) else None


def recorder_name() -> Any:
    """What the recorder of a ``Meeting`` is called, as part of another question."""
    by_role = (
        sa.select(col(Person.name))
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(col(Membership.group_id) == Meeting.group_id)
        .where(col(Membership.role) == MemberRole.RECORDER, terms.serving(col(Meeting.starts_at)))
        .order_by(col(Person.name), col(Person.id))
        .limit(1)
    )
    agreed = (
        sa.select(col(Person.name))
        .join(RecorderTurn, col(RecorderTurn.person_id) == Person.id)
        .where(col(RecorderTurn.meeting_id) == Meeting.id)
        .where(col(RecorderTurn.state) == RecorderState.AGREED)
    )
    return sa.func.coalesce(
        by_role.correlate(Meeting).scalar_subquery(), agreed.correlate(Meeting).scalar_subquery()
    )


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether somebody is to be asked by now to take the minutes of a meeting, or whoever agreed is
    in the group no more.
    """
    return bool(_to_ask(session, now) or _gone(session, now))


def free_gone(session: Session, now: datetime) -> list[RecorderSuggestion]:
    """Free of the minutes whoever agreed to take them and is no member when the meeting is held;
    who that was.
    """
    found = []
    for gone in _gone(session, now):
        session.refresh(gone.meeting, with_for_update=True)
        turn = session.get(RecorderTurn, (gone.meeting.id, gone.person.id), with_for_update=True)
        if turn and _is_agreed(turn):
            state = RecorderState.DECLINED
            _set(session, gone.meeting, gone.person.id, state, by=None, now=now)
            found.append(gone)
    return found


def _gone(session: Session, now: datetime) -> list[RecorderSuggestion]:
    """Who agreed to take the minutes of meetings ahead and is no member at their hour."""
    serves = sa.exists().where(
        col(Membership.group_id) == Meeting.group_id,
        col(Membership.person_id) == Person.id,
        terms.serving(col(Meeting.starts_at)),
    )
    is_there = sa.and_(col(Person.is_active).is_(True), serves.correlate(Meeting, Person))
    statement: Any = (
        sa.select(Meeting, Group, Person)
        .select_from(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(RecorderTurn, col(RecorderTurn.meeting_id) == Meeting.id)
        .join(Person, col(Person.id) == RecorderTurn.person_id)
        .where(col(RecorderTurn.state) == RecorderState.AGREED, ~is_there)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) > now)
        .where(terms.active(now))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [RecorderSuggestion(*row) for row in session.execute(statement)]


def suggest_due(session: Session, now: datetime) -> list[RecorderSuggestion]:
    """Suggest somebody for each meeting that is to be asked about by now, has no recorder, and
    waits for nobody's answer; each is in the table from this unit of work on. No other meeting is
    locked.
    """
    found = []
    for meeting, group in _to_ask(session, now):
        session.refresh(meeting, with_for_update=True)
        found.append(_suggest(session, meeting, group, now))
    return [suggestion for suggestion in found if suggestion]


def _to_ask(session: Session, now: datetime) -> list[tuple[Meeting, Group]]:
    """The meetings of which somebody else is to be asked."""
    due = _due(session, now)
    if not due:
        return []
    hours = preferences.reminder_hours(session, now)
    return [
        (meeting, group)
        for meeting, group, person, is_able in due
        if not (person and is_able and hours.of(person).wants(RECORDER_SUGGESTED))
        and (person or _next(session, meeting, _able(session, meeting, now)))
    ]


def _due(session: Session, now: datetime) -> list[tuple[Meeting, Group, Person | None, bool]]:
    """The meetings to be asked about by now that have no recorder, each with whoever is asked and
    whether she can do it: one query, and another where there are any.
    """
    by_role = sa.exists().where(
        col(Membership.group_id) == Meeting.group_id,
        col(Membership.role) == MemberRole.RECORDER,
        terms.serving(col(Meeting.starts_at)),
    )
    can = sa.exists().where(
        col(Membership.person_id) == Person.id,
        *_conditions(col(Meeting.group_id), col(Meeting.id), col(Meeting.starts_at), now),
    )
    suggested = sa.and_(
        col(RecorderTurn.meeting_id) == Meeting.id,
        col(RecorderTurn.state) == RecorderState.SUGGESTED,
    )
    statement: Any = (
        sa.select(Meeting, Group, Person, can.correlate(Meeting, Person))
        .select_from(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(RecorderTurn, suggested, isouter=True)
        .join(Person, col(Person.id) == RecorderTurn.person_id, isouter=True)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Group.suggests_recorder).is_(True))
        .where(col(Meeting.starts_at) > now, col(Meeting.starts_at) <= now + _LOOKED_AHEAD)
        .where(terms.active(now), ~_has_agreed().correlate(Meeting), ~by_role)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    rows = session.execute(statement).all()
    if not rows:
        return []
    off = preferences.consortium_holidays(session, now)
    return [
        (meeting, group, person, bool(is_able))
        for meeting, group, person, is_able in rows
        if asked_from(meeting, group.zone, off) <= now and not _falls_in_pause(session, meeting)
    ]


def _falls_in_pause(session: Session, meeting: Meeting) -> bool:
    group = session.get_one(Group, meeting.group_id)
    day = meeting.starts_at.astimezone(ZoneInfo(group.zone)).date()
    return pauses.on_days(session, group, [day]) is not None


def asked_from(meeting: Meeting, zone: str, off: Collection[date]) -> datetime:
    """When the day begins on which somebody is asked about a meeting: two working days before."""
    day, left = meeting.starts_at.astimezone(ZoneInfo(zone)).date(), WORKING_DAYS_BEFORE
    while left:
        day -= _DAY
        left -= day.weekday() < 5 and day not in off
    return terms.first_moment(day, zone)


def agree(session: Session, meeting: Meeting, person: Person, *, now: datetime) -> None:
    """Let somebody who was asked take the minutes of a meeting from ``access.meeting_to_answer``.

    Raises ``Conflict`` where somebody else takes them by now, or nobody asks her any more, and
    ``Invalid`` where she is no member then.
    """
    turn = _turn(session, meeting)
    if turn is None or turn.person_id != person.id:
        raise Conflict(f"Somebody else is asked by now to take the minutes of {meeting.title}.")
    _refuse_strangers(session, meeting, person)
    if not _is_agreed(turn):
        _set(session, meeting, person.id, RecorderState.AGREED, by=person, now=now)


def decline(session: Session, meeting: Meeting, person: Person, *, now: datetime) -> bool:
    """Free somebody from the minutes of a meeting, without a reason; whether she had agreed to take
    them. Once more does nothing.
    """
    turn = session.get(RecorderTurn, (meeting.id, person.id))
    if turn is None or turn.state is RecorderState.DECLINED:
        return False
    had_agreed = _is_agreed(turn)
    _set(session, meeting, person.id, RecorderState.DECLINED, by=person, now=now)
    return had_agreed


def next_in_turn(session: Session, meeting: Meeting, now: datetime) -> Person | None:
    """Who would be asked next to take the minutes of a meeting: two queries, and one more."""
    found = _next(session, meeting, _able(session, meeting, now))
    return found.person if found else None


def name_recorder(
    session: Session, meeting: Meeting, person: Person, *, by: Person, now: datetime
) -> bool:
    """Let a member take the minutes of a meeting from ``access.meeting_to_edit``; whether that is
    new. Whoever was to take them is free. Raises ``Invalid`` for somebody who is no member then.
    """
    _refuse_strangers(session, meeting, person)
    turn = _turn(session, meeting)
    if turn and turn.person_id == person.id and _is_agreed(turn):
        return False
    if turn and turn.person_id != person.id:
        session.delete(turn)
        session.flush()
    _set(session, meeting, person.id, RecorderState.AGREED, by=by, now=now)
    return True


def _refuse_strangers(session: Session, meeting: Meeting, person: Person) -> None:
    members = terms.members_at(session, {meeting.group_id: {meeting.starts_at}})
    if not any(term.person.id == person.id and term.holds(meeting.starts_at) for term in members):
        raise Invalid(f"{person.name} is no member of the group when {meeting.title} is held.")


def turns_taken(session: Session, group: Group, now: datetime) -> list[TurnsTaken]:
    """Who took the minutes of which meetings of a group in this fiscal year, by name: one query."""
    since = fiscal_year_begins(session, group, now)
    statement = (
        select(Person, Meeting)
        .join(RecorderTurn, col(RecorderTurn.person_id) == Person.id)
        .join(Meeting, col(Meeting.id) == RecorderTurn.meeting_id)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(RecorderTurn.state == RecorderState.AGREED)
        .where(col(Meeting.starts_at) >= since, col(Meeting.starts_at) <= now)
        .order_by(col(Person.name), col(Person.id), col(Meeting.starts_at))
    )
    people: dict[int, Person] = {}
    held: dict[int, list[date]] = {}
    for person, meeting in session.exec(statement):
        people[person.id] = person
        day = meeting.starts_at.astimezone(ZoneInfo(group.zone)).date()
        held.setdefault(person.id, []).append(day)
    return [TurnsTaken(people[number], tuple(days)) for number, days in held.items()]


def fiscal_year_begins(session: Session, group: Group, now: datetime) -> datetime:
    """The first moment of the fiscal year, in the zone of a group."""
    today = now.astimezone(ZoneInfo(group.zone)).date()
    return terms.first_moment(consortium.fiscal_year_begins(session, today), group.zone)


def set_suggesting(
    session: Session, group: Group, *, suggests: bool, by: Person, now: datetime
) -> None:
    """Choose whether in a group from ``access.group_to_edit`` somebody is asked each time."""
    if group.suggests_recorder == suggests:
        return
    group.suggests_recorder = suggests
    session.add(group)
    history.record(
        session,
        "group.suggests",
        Subject.of(group),
        by=by,
        now=now,
        before={"suggests_recorder": not suggests},
        after={"suggests_recorder": suggests},
    )


def _suggest(
    session: Session, meeting: Meeting, group: Group, now: datetime
) -> RecorderSuggestion | None:
    """Whoever was asked and can do it no more is passed over without a word."""
    if recorder_of(session, meeting):
        return None
    able = _able(session, meeting, now)
    turn = _turn(session, meeting)
    if turn and turn.person_id in {candidate.person.id for candidate in able}:
        return None
    if turn:
        turn.state, turn.changed_at = RecorderState.DECLINED, now
        session.add(turn)
        session.flush()
    first = _next(session, meeting, able)
    if first is None:
        return None
    session.add(
        RecorderTurn(
            meeting_id=meeting.id,
            person_id=first.person.id,
            state=RecorderState.SUGGESTED,
            changed_at=now,
        )
    )
    session.flush()
    return RecorderSuggestion(meeting, group, first.person)


def _next(session: Session, meeting: Meeting, able: Collection[_Candidate]) -> _Candidate | None:
    """Whose turn it is among those who were not asked about a meeting yet."""
    turned = set(
        session.exec(select(RecorderTurn.person_id).where(RecorderTurn.meeting_id == meeting.id))
    )
    waiting = [candidate for candidate in able if candidate.person.id not in turned]
    return min(waiting, key=_place, default=None)


def _place(candidate: _Candidate) -> tuple[datetime, datetime, int]:
    """Who never served comes first, by the longest service; then who served longest ago."""
    return candidate.last_at or LONG_AGO, candidate.since, candidate.person.id


def _able(session: Session, meeting: Meeting, now: datetime) -> list[_Candidate]:
    """The members who could take the minutes, in Slack: one query, and one for their choices."""
    at = meeting.starts_at
    turned = (
        sa.select(sa.func.max(Meeting.starts_at))
        .join(RecorderTurn, col(RecorderTurn.meeting_id) == Meeting.id)
        .where(col(RecorderTurn.person_id) == Person.id, col(Meeting.group_id) == meeting.group_id)
        .where(col(RecorderTurn.state) == RecorderState.AGREED, col(Meeting.id) != meeting.id)
        .where(col(Meeting.status) == MeetingStatus.ON)
        .correlate(Person)
        .scalar_subquery()
    )
    statement: Any = (
        sa.select(Person, turned, terms.joined_on())
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(*_conditions(meeting.group_id, meeting.id, at, now))
        .order_by(col(Person.id))
    )
    hours = preferences.reminder_hours(session, now)
    return [
        _Candidate(person, last_at, since)
        for person, last_at, since in session.execute(statement)
        if hours.of(person).wants(RECORDER_SUGGESTED)
    ]


def _conditions(group_id: Any, meeting_id: Any, at: Any, now: datetime) -> Any:
    """The conditions that a ``Person`` by her ``Membership`` could take the minutes of a meeting at
    ``at``, which is given by values or by columns of ``Meeting``.
    """
    is_away = sa.exists().where(col(Leave.membership_id) == Membership.id, terms.on_leave(at))
    return (
        col(Membership.group_id) == group_id,
        col(Membership.role).not_in(_NOT_ASKED),
        terms.serving(now),
        terms.not_over(at),
        ~is_away.correlate(Membership, Meeting),
        ~_cannot_come(meeting_id),
        col(Person.slack_id).is_not(None),
        col(Person.is_active).is_(True),
    )


def _cannot_come(meeting_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a ``Person`` sent regrets to a meeting, or sends her alternate."""
    said_no = sa.exists().where(
        col(Rsvp.meeting_id) == meeting_id,
        col(Rsvp.person_id) == Person.id,
        col(Rsvp.answer) == RsvpAnswer.NO,
    )
    sends = sa.exists().where(
        col(MeetingAlternate.meeting_id) == meeting_id,
        col(MeetingAlternate.person_id) == Person.id,
    )
    return sa.or_(said_no.correlate(Person, Meeting), sends.correlate(Person, Meeting))


def _has_agreed() -> sa.Exists:
    return sa.exists().where(
        col(RecorderTurn.meeting_id) == Meeting.id,
        col(RecorderTurn.state) == RecorderState.AGREED,
    )


def _turn(session: Session, meeting: Meeting) -> RecorderTurn | None:
    """Who was asked about a meeting, or has agreed, and did not decline."""
    return session.exec(
        select(RecorderTurn).where(
            RecorderTurn.meeting_id == meeting.id, RecorderTurn.state != RecorderState.DECLINED
        )
    ).first()


def _is_agreed(turn: RecorderTurn) -> bool:
    return turn.state is RecorderState.AGREED


def _set(
    session: Session,
    meeting: Meeting,
    person_id: int,
    state: RecorderState,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Write down what becomes of somebody's turn. That she declined when she was asked is not kept
    in the history: nobody asks why, and nobody is to count it.
    """
    turn = session.get(RecorderTurn, (meeting.id, person_id)) or RecorderTurn(
        meeting_id=meeting.id, person_id=person_id, state=state, changed_at=now
    )
    before, turn.state, turn.changed_at = turn.state, state, now
    session.add(turn)
    session.flush()
    credit_recorder(session, meeting, recorder_of(session, meeting))
    agreed = RecorderState.AGREED
    if agreed in (before, state):
        facts = [{"recorder": person_id} if at is agreed else {} for at in (before, state)]
        history.record(
            session,
            "meeting.recorder",
            Subject.of(meeting),
            by=by,
            now=now,
            before=facts[0] if before is not state else {},
            after=facts[1],
        )
