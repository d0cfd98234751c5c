"""Who has not come to the last meetings, and who missed several in a row.

Both look at meetings with a list of who came alone: of any other nobody knows who was absent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    GroupDirection,
    Leave,
    Meeting,
    MeetingStatus,
    Membership,
    Organization,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.calendar_days import day_words
from models.database import run_plain
from models.participation import Cell, Table
from services import access, consortium, terms
from services.access import Standing
from services.attendance_lists import has_list
from services.participation.queries import ParticipationQuery, moments, period_words, title
from services.participation.questions import QueryKind

MOST_NAMED = 5
"""Meetings without a list that are named."""
EXPECTED_WORDS = (
    " Only meetings count of which there is a list of who came, and to which somebody was expected:"
    " she was a member as they began, and not on leave. Who sent an alternate that came was there."
    " Regrets were sent beforehand; absent is who sent none."
)
Of = tuple[int, int]
"""The ids of a person and of a group."""


@dataclass(frozen=True)
class ExpectedMeeting:
    """A meeting to which a member was expected."""

    person: str
    library: str
    group: str
    meeting_id: int
    title: str
    starts_at: datetime
    came: bool
    sent_regrets: bool

    @property
    def what(self) -> str:
        """What became of it."""
        return "came" if self.came else ("regrets" if self.sent_regrets else "absent")


def not_come(session: Session, query: ParticipationQuery, now: datetime, who: Standing) -> Table:
    """The members of a group who came to none of its last meetings: five queries."""
    ids = _last_ids(session, query, now)
    found = expected(session, query, now, who, ids)
    rows, keys = [], []
    for (person_id, _group), meetings in found.items():
        person, library = meetings[0].person, meetings[0].library
        absent, regrets = _counted(meetings)
        if not any(meeting.came for meeting in meetings):
            keys.append(person_id)
            rows.append((person, library, f"0 of {len(meetings)}", absent, regrets))
    few = "" if len(ids) == query.count else f" Only {len(ids)} have a list."
    missing = _missing_lists(session, query, now, who, ids)
    note = (
        f"Members of today who came to none of the last {query.count} meetings with a list, or of"
        f" those of them since they joined.{few}{EXPECTED_WORDS} {missing}"
    )
    columns = ("Person", "Library", "Came", "Absent", "Regrets")
    return Table(title(query), columns, tuple(rows), note, tuple(keys), has_total=False)


def missed(session: Session, query: ParticipationQuery, now: datetime, who: Standing) -> Table:
    """Members who missed several meetings of a group in a row: four queries."""
    zone = ZoneInfo(consortium.settings(session).zone)
    rows: list[tuple[Cell, ...]] = []
    keys = []
    for (person_id, _group), meetings in expected(session, query, now, who).items():
        run = longest_run(meetings)
        if len(run) >= query.count:
            absent, regrets = _counted(run)
            last = day_words(run[-1].starts_at.astimezone(zone).date())
            facts = (run[0].person, run[0].library, run[0].group)
            rows.append((*facts, len(run), absent, regrets, last))
            keys.append(person_id)
    note = (
        f"{period_words(session, query)} Members of today who missed {query.count} or more meetings"
        f" of a group in a row, with the longest such run.{EXPECTED_WORDS}"
        f" {_missing_lists(session, query, now, who)}"
    )
    columns = ("Person", "Library", "Group", "Missed in a row", "Absent", "Regrets", "Last missed")
    return Table(title(query), columns, tuple(rows), note, tuple(keys), has_total=False)


def longest_run(meetings: Sequence[ExpectedMeeting]) -> list[ExpectedMeeting]:
    """The longest run of meetings that somebody missed; the latest of several as long."""
    longest: list[ExpectedMeeting] = []
    run: list[ExpectedMeeting] = []
    for meeting in meetings:
        run = [] if meeting.came else [*run, meeting]
        if run and len(run) >= len(longest):
            longest = run
    return longest


def of_question(
    session: Session, query: ParticipationQuery, now: datetime, who: Standing
) -> Mapping[Of, list[ExpectedMeeting]]:
    """The meetings that a question of either kind is about, by member: three queries."""
    is_last = query.kind is QueryKind.NOT_CAME
    ids = _last_ids(session, query, now) if is_last else None
    return expected(session, query, now, who, ids)


def expected(
    session: Session,
    query: ParticipationQuery,
    now: datetime,
    who: Standing,
    ids: Sequence[int] | None = None,
) -> Mapping[Of, list[ExpectedMeeting]]:
    """To which meetings each member of today was expected, in their order, by name: those of the
    period, or with these ``ids``, in groups of which ``who`` may know.
    """
    of_meetings = _held(session, query, now) if ids is None else [col(Meeting.id).in_(ids)]
    statement = _expected(query, who).where(has_list(), *of_meetings)
    current = sa.select(col(Membership.group_id), col(Membership.person_id))
    current = current.join(Group, col(Group.id) == Membership.group_id)
    serve = {tuple(row) for row in run_plain(session, current.where(_serves(now)))}
    found: dict[Of, dict[int, ExpectedMeeting]] = defaultdict(dict)
    for person_id, group_id, *facts in run_plain(session, statement):
        if (group_id, person_id) in serve:
            meeting = ExpectedMeeting(*facts)
            found[person_id, group_id][meeting.meeting_id] = meeting
    ordered = sorted(found.items(), key=_place)
    return {of: list(meetings.values()) for of, meetings in ordered}


def _serves(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(terms.serving(now), terms.active(now))


def _place(item: tuple[Of, Mapping[int, ExpectedMeeting]]) -> tuple[str, str, Of]:
    first = next(iter(item[1].values()))
    return first.person.casefold(), first.group.casefold(), item[0]


def _expected(query: ParticipationQuery, who: Standing) -> Any:
    """Each member and meeting to which she was expected, with what became of it."""
    declined = sa.exists().where(
        col(Rsvp.meeting_id) == Meeting.id,
        col(Rsvp.person_id) == Membership.person_id,
        col(Rsvp.answer) == RsvpAnswer.NO,
    )
    away = sa.exists().where(
        col(Leave.membership_id) == Membership.id, terms.on_leave(col(Meeting.starts_at))
    )
    return (
        sa.select(
            col(Membership.person_id),
            col(Membership.group_id),
            col(Person.name),
            sa.func.coalesce(col(Organization.short_name), ""),
            col(Group.name),
            col(Meeting.id),
            col(Meeting.title),
            col(Meeting.starts_at),
            terms.was_there(),
            declined,
        )
        .select_from(Membership)
        .join(Meeting, col(Meeting.group_id) == Membership.group_id)
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(terms.serving(col(Meeting.starts_at)), ~away, col(Person.is_active).is_(True))
        .where(access.visible_groups(who), *of_people(query), *of_groups(query))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )


def of_people(query: ParticipationQuery) -> list[sa.ColumnElement[bool]]:
    """The conditions on a ``Person``, an ``Organization`` that is hers today, and her role in a
    ``Membership``.
    """
    found: list[sa.ColumnElement[bool]] = []
    if query.person:
        found.append(col(Person.id) == query.person.id)
    if query.library:
        found.append(col(Person.organization_id) == query.library.id)
    if query.category:
        found.append(col(Organization.category) == query.category)
    if query.role:
        found.append(col(Membership.role) == query.role)
    return found


def of_groups(query: ParticipationQuery) -> list[sa.ColumnElement[bool]]:
    """The conditions on a ``Group``."""
    found: list[sa.ColumnElement[bool]] = []
    if query.group:
        found.append(col(Group.id) == query.group.id)
    if query.direction:
        serving = select(GroupDirection.group_id).where(
            GroupDirection.direction_id == query.direction.id
        )
        found.append(col(Group.id).in_(serving))
    return found


def _held(
    session: Session, query: ParticipationQuery, now: datetime
) -> list[sa.ColumnElement[bool]]:
    """The conditions on a ``Meeting`` that took place in the period."""
    begins_at, ends_at = moments(session, query.period)
    return [
        col(Meeting.status) == MeetingStatus.ON,
        col(Meeting.starts_at) <= now,
        col(Meeting.starts_at) >= begins_at,
        col(Meeting.starts_at) < ends_at,
    ]


def _last_ids(session: Session, query: ParticipationQuery, now: datetime) -> list[int]:
    """The ids of the last meetings of the group that have a list, the newest first."""
    statement = sa.select(col(Meeting.id)).join(Group, col(Group.id) == Meeting.group_id)
    statement = statement.where(has_list(), *_held(session, query, now), *of_groups(query))
    newest = col(Meeting.starts_at).desc(), col(Meeting.id).desc()
    rows = run_plain(session, statement.order_by(*newest).limit(query.count))
    return [meeting_id for (meeting_id,) in rows]


def _missing_lists(
    session: Session,
    query: ParticipationQuery,
    now: datetime,
    who: Standing,
    ids: Sequence[int] | None = None,
) -> str:
    """Which meetings of the same time have no list, in a sentence."""
    statement = (
        sa.select(col(Meeting.title), col(Group.name), col(Meeting.starts_at))
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(~has_list(), access.visible_groups(who))
        .where(*_held(session, query, now), *of_groups(query))
    )
    if ids:
        oldest = sa.select(sa.func.min(Meeting.starts_at)).where(col(Meeting.id).in_(ids))
        statement = statement.where(col(Meeting.starts_at) >= oldest.scalar_subquery())
    rows = run_plain(session, statement.order_by(col(Meeting.starts_at).desc())).all()
    if not rows:
        return "Every meeting of that time has a list."
    zone = ZoneInfo(consortium.settings(session).zone)
    named = "; ".join(
        f"{name} of {group}, {day_words(starts_at.astimezone(zone).date())}"
        for name, group, starts_at in rows[:MOST_NAMED]
    )
    more = f"; and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    return f"Without a list, and so not counted: {named}{more}."


def _counted(meetings: Iterable[ExpectedMeeting]) -> tuple[int, int]:
    """To how many of several meetings somebody did not come without a word, and with regrets."""
    found = [meeting for meeting in meetings if not meeting.came]
    regrets = sum(meeting.sent_regrets for meeting in found)
    return len(found) - regrets, regrets
