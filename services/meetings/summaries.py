"""One look at each of some meetings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Group,
    HistoryEntry,
    Meeting,
    MeetingAlternate,
    Person,
    Rsvp,
    RsvpAnswer,
    Series,
    reach,
)
from models.database import run_plain
from models.meetings import AgendaTotals, PartialAttendance, Summary
from models.presence import MeetingQuorum
from models.subjects import Subject
from services import agendas, presence, recurrence, terms
from services.attendance_lists import claimed_late, has_list

_Answers = dict[int, dict[int, RsvpAnswer]]


def summary(session: Session, meeting: Meeting, *, now: datetime) -> Summary:
    """One look at one meeting."""
    return summaries(session, [meeting], now=now)[0]


def summaries(session: Session, meetings: Sequence[Meeting], *, now: datetime) -> list[Summary]:
    """One look at each meeting, in the order given: six queries at most, however many, and one
    more where somebody without Slack has answered. Each that has begun, of a group with a quorum,
    takes those of ``presence.quorum``, too: ask about few of them at once.
    """
    ids = [meeting.id for meeting in meetings]
    surroundings = _surroundings(session, ids) if ids else {}
    members = _members(session, meetings)
    answers, by_link = _answers(session, ids) if ids else ({}, {})
    recorders = _recorders(session, members, answers, by_link)
    # Nobody has come to what has not begun, so mostly there is nothing to ask.
    begun = [meeting.id for meeting in meetings if meeting.starts_at <= now]
    came = _came(session, begun) if begun else {}
    late = claimed_late(session, [meeting for meeting in meetings if meeting.id in came], came)
    sends = [number for number, row in surroundings.items() if row.has_alternates]
    sent = presence.alternates(session, sends) if sends else {}
    quorums = _quorums(session, meetings, surroundings, now)
    goes_on = {number: terms.is_active(row.Group, now) for number, row in surroundings.items()}
    return [
        Summary(
            meeting=meeting,
            group=surroundings[meeting.id].Group,
            repeats=_rhythm(surroundings[meeting.id].pattern or ""),
            agenda=AgendaTotals(surroundings[meeting.id].items, surroundings[meeting.id].taken),
            **_by_answer(members[meeting.id], answers.get(meeting.id, {})),
            without_slack=_without_slack(members[meeting.id]),
            came=[line.person for line in came.get(meeting.id, ())],
            attendance={line.person.id: line.row for line in came.get(meeting.id, ())},
            claimed_late=frozenset(late.get(meeting.id, ())),
            has_list=bool(surroundings[meeting.id].has_list),
            recorder=surroundings[meeting.id].recorder or "",
            alternates=sent.get(meeting.id, []),
            quorum=quorums.get(meeting.id),
            recorders=recorders.get(meeting.id, {}),
            by_link=frozenset(by_link.get(meeting.id, ())),
            takes_answers=goes_on[meeting.id] and meeting.takes_answers(now),
            takes_claims=goes_on[meeting.id] and meeting.takes_claims(now),
        )
        for meeting in meetings
    ]


def _quorums(
    session: Session, meetings: Sequence[Meeting], surroundings: Mapping[int, Any], now: datetime
) -> dict[int, MeetingQuorum]:
    """Who is present at each meeting that has begun, where its charge asks for a quorum."""
    return {
        meeting.id: presence.quorum(session, meeting, now)
        for meeting in meetings
        if meeting.starts_at <= now and surroundings[meeting.id].Group.quorum
    }


def _without_slack(members: Sequence[Person]) -> list[Person]:
    return [person for person in members if person.slack_id is None and person.is_active]


def _surroundings(session: Session, ids: list[int]) -> dict[int, Any]:
    """By the id of each meeting: its group, the pattern of its series, how many items its agenda
    has and how many minutes they take, whether it has a list, who takes the minutes, and whether
    anybody sends an alternate.
    """
    return {row.id: row for row in session.execute(_SURROUNDINGS, {"ids": ids})}


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


def _came(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[PartialAttendance]]:
    found: dict[int, list[PartialAttendance]] = {}
    for person, row in session.exec(_CAME, params={"ids": list(meeting_ids)}):
        found.setdefault(row.meeting_id, []).append(PartialAttendance(person, row))
    return found


def _answers(session: Session, meeting_ids: Sequence[int]) -> tuple[_Answers, dict[int, set[int]]]:
    """The answers by meeting and person, and by meeting who gave hers by link."""
    found: _Answers = defaultdict(dict)
    linked: dict[int, set[int]] = defaultdict(set)
    rows = run_plain(session, _ANSWERS, {"ids": list(meeting_ids)}).all()
    for meeting_id, person_id, answer, by_link in rows:
        found[meeting_id][person_id] = RsvpAnswer(answer)
        if by_link:
            linked[meeting_id].add(person_id)
    return found, linked


def _recorders(
    session: Session,
    members: dict[int, list[Person]],
    answers: _Answers,
    by_link: dict[int, set[int]],
) -> dict[int, dict[int, str]]:
    """Who recorded the answers of people without Slack that they did not give by link, as history
    tells; mostly nothing to ask.
    """
    partners = {person.id for found in members.values() for person in found if not person.slack_id}
    concerned = [
        meeting
        for meeting, given in answers.items()
        if partners & given.keys() - by_link.get(meeting, set())
    ]
    if not concerned:
        return {}
    subjects = {str(Subject("meeting", meeting)): meeting for meeting in concerned}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = run_plain(session, _RECORDERS, {"subjects": list(subjects)})
    for about, after, name in rows:
        meeting = subjects[about]
        if after.get("person") in partners - by_link.get(meeting, set()):
            found[meeting][after["person"]] = name
    return found


def _by_answer(members: list[Person], answers: dict[int, RsvpAnswer]) -> dict[str, Any]:
    """Answers of those who have left the group since are not counted."""
    by_answer: dict[RsvpAnswer, list[Person]] = {answer: [] for answer in RsvpAnswer}
    for person in members if answers else ():
        if answer := answers.get(person.id):
            by_answer[answer].append(person)
    silent = [person for person in members if person.is_active and person.id not in answers]
    return {
        "yes": by_answer[RsvpAnswer.YES],
        "no": by_answer[RsvpAnswer.NO],
        "maybe": by_answer[RsvpAnswer.MAYBE],
        "not_answered": [person for person in silent if reach.medium_of(person)],
        "not_asked": [person for person in silent if not reach.medium_of(person)],
        "answers": answers,
    }


_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_ITEMS, _TAKEN = agendas.totals_columns(Meeting)
_SURROUNDINGS = (
    sa.select(
        col(Meeting.id),
        Group,
        col(Series.pattern),
        _ITEMS.label("items"),
        _TAKEN.label("taken"),
        has_list().label("has_list"),
        presence.recorder_name().label("recorder"),
        sa.exists().where(col(MeetingAlternate.meeting_id) == Meeting.id).label("has_alternates"),
    )
    .join(Group, col(Group.id) == Meeting.group_id)
    .join(Series, col(Series.id) == Meeting.series_id, isouter=True)
    .where(col(Meeting.id).in_(_IDS))
)
_CAME = (
    select(Person, Attendance)
    .join(Attendance, col(Attendance.person_id) == Person.id)
    .where(col(Attendance.meeting_id).in_(_IDS))
    .order_by(col(Person.name), col(Person.id))
)
_RECORDERS = (
    sa.select(col(HistoryEntry.subject), col(HistoryEntry.after), col(Person.name))
    .join(Person, col(Person.id) == HistoryEntry.by_id)
    .where(col(HistoryEntry.subject).in_(sa.bindparam("subjects", expanding=True)))
    .where(col(HistoryEntry.action) == "meeting.answered")
    .order_by(col(HistoryEntry.id))
)
_ANSWERS = sa.select(
    col(Rsvp.meeting_id), col(Rsvp.person_id), col(Rsvp.answer), col(Rsvp.by_link)
).where(col(Rsvp.meeting_id).in_(_IDS))
