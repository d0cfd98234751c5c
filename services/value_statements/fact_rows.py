"""The rows from which the figures of a statement are counted: one function for each file.

Days are those of the consortium's zone. What private groups are called, and what they said, is in
no row but those of their own annual report.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Call,
    CallState,
    CallUnit,
    CallUnitLibrary,
    Commitment,
    Contribution,
    Decision,
    Deliverable,
    Direction,
    Group,
    GroupDirection,
    Meeting,
    MeetingStatus,
    Offer,
    Organization,
    Person,
    Seat,
)
from models.database import run_plain
from models.stories import StoryAudience
from models.value_statements import (
    CallResultRow,
    CallRow,
    CommitmentRow,
    DecisionRow,
    DeliverableRow,
    FactRows,
    GivenRow,
    GroupRow,
    MeetingRow,
    OthersRow,
    ServiceRow,
    StatementKind,
    StatementScope,
    StoryRow,
    VacancyRow,
)
from services import consortium, dates, seats, stories, terms
from services.attendance_lists import has_list
from services.value_statements.call_results import call_results
from services.value_statements.hidden_groups import without_private_words

OUTSIDE_GROUPS = "Outside any group"


@dataclass(frozen=True)
class _Question:
    """A scope as the statements of SQL want it."""

    scope: StatementScope
    zone: ZoneInfo
    begins_at: datetime
    ends_at: datetime
    """The first moment after the period, or now while it goes on."""

    @property
    def organization_id(self) -> int | None:
        return self.scope.organization.id if self.scope.organization else None

    @property
    def group_id(self) -> int | None:
        return self.scope.group.id if self.scope.group else None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, both included; the last is today while the period goes on."""
        last = (self.ends_at - timedelta(microseconds=1)).astimezone(self.zone).date()
        return self.scope.first, last

    def narrowed_to(self, group: Any, organization: Any = None) -> sa.ColumnElement[bool]:
        """The condition that a row is of the group, or of the organization, if there is one."""
        if self.group_id is not None:
            return group == self.group_id  # type: ignore[no-any-return]
        if self.organization_id is not None and organization is not None:
            return organization == self.organization_id  # type: ignore[no-any-return]
        return sa.true()

    def within(self, moment: Any) -> sa.ColumnElement[bool]:
        return sa.and_(moment >= self.begins_at, moment < self.ends_at)


def fact_rows(session: Session, scope: StatementScope, *, now: datetime) -> FactRows:
    """All rows of a scope up to now: a constant number of queries, whatever its size."""
    zone = consortium.settings(session).zone
    begins_at = dates.instant(scope.first, time.min, zone)
    ends_at = min(now, dates.instant(scope.last + timedelta(days=1), time.min, zone))
    question = _Question(scope, ZoneInfo(zone), begins_at, max(begins_at, ends_at))
    groups = _groups(session)
    services = tuple(_services(session, question))
    served = {row.group_number for row in services}
    rows = FactRows(
        contributions=tuple(_contributions(session, question)),
        services=services,
        meetings=tuple(_meetings(session, question, served)),
        calls=tuple(_calls(session, question)),
        call_results=tuple(_call_results(session, question)),
        decisions=tuple(_decisions(session, question)),
        commitments=tuple(_commitments(session, question)),
        deliverables=tuple(_deliverables(session, question, served)),
        others=tuple(_others(session, question)),
        vacancies=tuple(_vacancies(session, question)),
        stories=tuple(_stories(session, question)),
    )
    return without_private_words(session, _with_groups(rows, groups), question.group_id)


def _with_groups(rows: FactRows, groups: Mapping[int, GroupRow]) -> FactRows:
    """The same rows with those groups of which they speak, by their numbers."""
    used = {
        row.group_number
        for kind in (
            rows.contributions,
            rows.services,
            rows.meetings,
            rows.calls,
            rows.call_results,
            rows.decisions,
            rows.deliverables,
            rows.vacancies,
        )
        for row in kind
    }
    known = (groups[number] for number in sorted(used) if number in groups)
    return replace(rows, groups=tuple(known))


def _groups(session: Session) -> dict[int, GroupRow]:
    """Every group by its number."""
    directions: dict[int, list[str]] = {}
    serving = (
        sa.select(col(GroupDirection.group_id), col(Direction.name))
        .join(Direction, col(Direction.id) == GroupDirection.direction_id)
        .order_by(col(Direction.position), col(Direction.id))
    )
    for group_id, name in run_plain(session, serving):
        directions.setdefault(group_id, []).append(name)
    columns = (col(Group.id), col(Group.name), col(Group.kind))
    found = {0: GroupRow(0, OUTSIDE_GROUPS, "", "")}
    for number, name, kind in run_plain(session, sa.select(*columns)):
        serves = "; ".join(directions.get(number, ()))
        found[number] = GroupRow(number, name, str(kind), serves)
    return found


def _contributions(session: Session, question: _Question) -> Iterator[GivenRow]:
    days = _days(question)
    if days is None:
        return iter(())
    given = _given(question, days)
    statement = (
        sa.select(
            given.c.day,
            given.c.person_id,
            col(Person.name),
            sa.func.coalesce(col(Organization.key), ""),
            given.c.group_id,
            given.c.kind,
            given.c.count,
        )
        .join_from(given, Person, col(Person.id) == given.c.person_id)
        .join(Organization, col(Organization.id) == given.c.organization_id, isouter=True)
    )
    rows = sorted((*key, str(kind), count) for *key, kind, count in run_plain(session, statement))
    return (GivenRow._make(row) for row in rows)


def _given(question: _Question, days: sa.CTE) -> sa.CTE:
    """How many contributions of each kind there were on each day, by person, library and group."""
    # Coalesced, SQLite looks for the days in the index of moments instead of building one for them.
    owner = sa.func.coalesce(col(Contribution.organization_id), 0)
    keys = (
        days.c.day,
        col(Contribution.person_id),
        owner.label("organization_id"),
        sa.func.coalesce(col(Contribution.group_id), 0).label("group_id"),
        col(Contribution.kind),
    )
    moment = col(Contribution.occurred_at)
    of_the_day = sa.and_(
        moment >= days.c.begins,
        moment < days.c.ends,
        question.within(moment),
        question.narrowed_to(col(Contribution.group_id), owner),
    )
    # An outer join, so that SQLite goes through the days and not through the whole ledger; a day
    # without anything has no person.
    return (
        sa.select(*keys, sa.func.count().label("count"))
        .join_from(days, Contribution, of_the_day, isouter=True)
        .group_by(*keys)
        .cte("given")
    )


def _days(question: _Question) -> sa.CTE | None:
    """The days of the period until now, each with its first moment and that of the next: what the
    database groups by, so that it hands over no more than a row for each day. None where it has
    not begun.
    """
    first, last = question.days
    starts = [
        dates.instant(first + timedelta(days=number), time.min, str(question.zone))
        for number in range((last - first).days + 2)
    ]
    moment = sa.inspect(Contribution).columns["occurred_at"].type
    rows = [
        (first + timedelta(days=number), begins, ends)
        for number, (begins, ends) in enumerate(pairwise(starts))
        if begins < question.ends_at
    ]
    if not rows:
        return None
    columns = (sa.column("day", sa.Date), sa.column("begins", moment), sa.column("ends", moment))
    return sa.values(*columns, name="days").data(rows).cte("days")


def _services(session: Session, question: _Question) -> Iterator[ServiceRow]:
    spans = terms.service_spans(
        session,
        question.begins_at,
        question.ends_at,
        organization_id=question.organization_id,
        group_id=question.group_id,
    )
    for span in spans:
        first = span.since.astimezone(question.zone).date()
        last = (span.until - timedelta(microseconds=1)).astimezone(question.zone).date()
        yield ServiceRow(
            span.person_id,
            span.person,
            span.organization_key,
            span.group_id,
            str(span.role),
            first,
            last,
            span.hours_a_month,
        )


def _meetings(session: Session, question: _Question, served: Iterable[int]) -> Iterator[MeetingRow]:
    """Those held; for an organization those of the groups in which its people served."""
    statement = (
        sa.select(col(Meeting.starts_at), col(Meeting.group_id), col(Meeting.title), has_list())
        .where(col(Meeting.status) == MeetingStatus.ON, question.within(col(Meeting.starts_at)))
        .where(question.narrowed_to(col(Meeting.group_id)))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    if question.organization_id is not None:
        statement = statement.where(col(Meeting.group_id).in_(set(served)))
    for at, group_id, title, is_listed in run_plain(session, statement):
        yield MeetingRow(at.astimezone(question.zone).date(), group_id, title, int(is_listed))


def _calls(session: Session, question: _Question) -> Iterator[CallRow]:
    """A row for each unit that was called; what it chose is in none."""
    statement = (
        sa.select(
            col(Call.closed_at),
            col(Call.group_id),
            col(Call.question),
            col(Call.kind),
            col(CallUnit.name),
            col(CallUnit.excused),
            col(CallUnit.answered_at),
        )
        .join(CallUnit, col(CallUnit.call_id) == Call.id)
        .where(col(Call.state) == CallState.CLOSED, question.within(col(Call.closed_at)))
        .where(question.narrowed_to(col(Call.group_id)))
        .order_by(col(Call.closed_at), col(Call.id), col(CallUnit.name), col(CallUnit.id))
    )
    if question.organization_id is not None:
        statement = statement.where(_is_part_of_unit(question.organization_id))
    for at, group_id, text, kind, unit, excused, answered_at in run_plain(session, statement):
        answer = "answered" if answered_at else "excused" if excused else "no answer"
        day = at.astimezone(question.zone).date()
        yield CallRow(day, group_id, text, str(kind), unit, answer)


def _call_results(session: Session, question: _Question) -> Iterable[CallResultRow]:
    """What calls came to, of the council's page alone."""
    if question.scope.kind is not StatementKind.QUARTER:
        return ()
    return call_results(session, question.begins_at, question.ends_at, zone=question.zone)


def _is_part_of_unit(organization_id: int) -> sa.ColumnElement[bool]:
    """The condition that a ``CallUnit`` is a library, or that the library is part of it."""
    parts = sa.select(col(CallUnitLibrary.unit_id)).where(
        col(CallUnitLibrary.organization_id) == organization_id
    )
    return sa.or_(col(CallUnit.organization_id) == organization_id, col(CallUnit.id).in_(parts))


def _decisions(session: Session, question: _Question) -> Iterator[DecisionRow]:
    statement = (
        sa.select(col(Decision.recorded_at), col(Decision.group_id), col(Decision.wording))
        .where(question.within(col(Decision.recorded_at)))
        .where(question.narrowed_to(col(Decision.group_id)))
        .order_by(col(Decision.recorded_at), col(Decision.id))
    )
    if question.organization_id is not None:
        statement = statement.where(
            terms.served_from(question.organization_id, Decision.group_id, Decision.recorded_at)
        )
    for at, group_id, wording in run_plain(session, statement):
        yield DecisionRow(at.astimezone(question.zone).date(), group_id, wording)


def _commitments(session: Session, question: _Question) -> Iterator[CommitmentRow]:
    statement = (
        sa.select(
            col(Commitment.starts_on),
            col(Commitment.ends_on),
            col(Call.question),
            col(Offer.vendor),
            col(CallUnit.name),
            col(Commitment.cents),
            sa.func.coalesce(col(Commitment.saved_cents), 0),
            col(Commitment.saved_how),
        )
        .join(CallUnit, col(CallUnit.id) == Commitment.unit_id)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Offer, col(Offer.call_id) == Call.id)
        .where(col(Commitment.starts_on).between(*question.days))
        .where(question.narrowed_to(col(Call.group_id)))
        .order_by(col(Commitment.starts_on), col(Commitment.id))
    )
    if question.organization_id is not None:
        statement = statement.where(_is_part_of_unit(question.organization_id))
    return (CommitmentRow._make(row) for row in run_plain(session, statement))


def _deliverables(
    session: Session, question: _Question, served: Iterable[int]
) -> Iterator[DeliverableRow]:
    statement = (
        sa.select(col(Deliverable.done_on), col(Deliverable.group_id), col(Deliverable.title))
        .where(col(Deliverable.done_on).between(*question.days))
        .where(question.narrowed_to(col(Deliverable.group_id)))
        .order_by(col(Deliverable.done_on), col(Deliverable.id))
    )
    own = set(served)
    for on, group_id, title in run_plain(session, statement):
        is_own = question.organization_id is None or group_id in own
        yield DeliverableRow(on, group_id, title, int(is_own))


def _others(session: Session, question: _Question) -> Iterator[OthersRow]:
    """What people of other organizations did, of a statement about one alone."""
    if question.organization_id is None:
        return
    elsewhere = sa.or_(
        col(Contribution.organization_id).is_(None),
        col(Contribution.organization_id) != question.organization_id,
    )
    statement = (
        sa.select(col(Contribution.kind), sa.func.count())
        .where(question.within(col(Contribution.occurred_at)), elsewhere)
        .group_by(col(Contribution.kind))
        .order_by(col(Contribution.kind))
    )
    for kind, count in run_plain(session, statement):
        yield OthersRow(str(kind), count)


def _vacancies(session: Session, question: _Question) -> Iterator[VacancyRow]:
    """Of the consortium's own pages and of a group's annual report."""
    if question.scope.kind is StatementKind.LIBRARY:
        return
    at = question.ends_at
    open_seats = (
        sa.select(Seat)
        .join(Group, col(Group.id) == Seat.group_id)
        .where(terms.active(at), seats.is_vacant(at), question.narrowed_to(col(Seat.group_id)))
        .order_by(col(Group.name_key), col(Seat.id))
    )
    for seat in session.execute(open_seats).scalars():
        yield VacancyRow(seat.group_id, seats.named(seat))


def _stories(session: Session, question: _Question) -> Iterator[StoryRow]:
    first, last = question.days
    for story in stories.shareable(
        session,
        organization_id=question.organization_id,
        group_id=question.group_id,
        first=first,
        last=last,
        audience=audience_of(question.scope.kind),
    ):
        yield StoryRow(story.submitted_on, story.id)


def audience_of(kind: StatementKind) -> StoryAudience:
    """For whom a story must be to stand in a statement: provosts and directors read all but the
    annual report of a group.
    """
    return StoryAudience.MEMBERS if kind is StatementKind.GROUP else StoryAudience.DIRECTORS
