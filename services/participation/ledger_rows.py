"""The rows behind a figure: those of the ledger, or the meetings that somebody missed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Contribution, Group, Organization, Person
from models.database import run_plain
from models.participation import RowKey, Table
from services import access, consortium
from services.access import Standing
from services.errors import Invalid
from services.participation import queries
from services.participation.absences import of_question
from services.participation.lists import NO_NAME
from services.participation.queries import Breakdown, ParticipationQuery
from services.participation.questions import COUNTED, QueryKind
from services.participation.reports import compared_periods

MOST_LISTED = 20_000
"""Rows that a list holds: a file of more is no use to a person."""
WITH_ROWS = (QueryKind.FIGURES, QueryKind.COMPARED, *COUNTED)
"""The kinds of question whose figures have rows behind them; the others list them already."""
COLUMNS = ("Day", "Person", "Library", "Group", "What", "Row")


def behind(
    session: Session,
    query: ParticipationQuery,
    keys: tuple[RowKey, ...] = (),
    *,
    by: Standing,
    now: datetime,
) -> Table:
    """The rows behind the answer to a query that is ``permitted``, or behind one row of it, whose
    key is the only one of ``keys``. Raises ``Invalid`` for more than a list holds.
    """
    if query.kind in COUNTED:
        return _meetings(session, query, keys, by, now)
    periods = [query.period]
    if query.kind is QueryKind.COMPARED:
        periods = [*reversed(compared_periods(session, query.period, now))]
    found = [
        row
        for period in periods
        for row in _contributions(session, replace(query, period=period), keys, by)
    ]
    if len(found) > MOST_LISTED:
        raise Invalid(
            f"These are more than {MOST_LISTED:,} rows. Ask about a shorter time, a group or a"
            " library."
        )
    note = (
        f"{len(found):,} rows of the ledger, each what one person did once; the export has them as"
        " contributions.csv, with the same names in its column source. A group of which you may not"
        " know is not named."
    )
    return Table(_title(query), COLUMNS, tuple(found), note, has_total=False)


def _title(query: ParticipationQuery) -> str:
    return f"The rows behind: {queries.title(query)}"


def _contributions(
    session: Session, query: ParticipationQuery, keys: tuple[RowKey, ...], by: Standing
) -> Iterable[tuple[Any, ...]]:
    zone = ZoneInfo(consortium.settings(session).zone)
    # Apart from what is shown of them, since the keys of rows join tables of their own.
    counted = queries.with_keys(sa.select(col(Contribution.id)), query.by)
    counted = counted.where(queries.is_counted(queries.narrowed(query)))
    for key in keys:
        counted = counted.where(_is_behind(query.by, key))
    is_hidden = sa.and_(col(Group.id).is_not(None), ~access.visible_groups(by))
    statement = (
        sa.select(
            col(Contribution.occurred_at),
            col(Person.name),
            sa.func.coalesce(col(Organization.short_name), NO_NAME),
            sa.case((is_hidden, NO_NAME), else_=sa.func.coalesce(col(Group.name), NO_NAME)),
            col(Contribution.kind),
            col(Contribution.source),
        )
        .join(Person, col(Person.id) == Contribution.person_id)
        .join(Organization, col(Organization.id) == Contribution.organization_id, isouter=True)
        .join(Group, col(Group.id) == Contribution.group_id, isouter=True)
        .where(col(Contribution.id).in_(counted))
        .order_by(col(Contribution.occurred_at), col(Contribution.id))
        .limit(MOST_LISTED + 1)
    )
    for occurred_at, *cells in run_plain(session, statement, queries.parameters(session, query)):
        yield (_day(occurred_at, zone), *cells)


def _is_behind(by: Breakdown, key: RowKey) -> sa.ColumnElement[bool]:
    if by is Breakdown.FIGURE:
        return next(row.is_behind for row in queries.FIGURES if row.label == key)
    return queries.has_key(by, key)


def _meetings(
    session: Session,
    query: ParticipationQuery,
    keys: tuple[RowKey, ...],
    by: Standing,
    now: datetime,
) -> Table:
    """The meetings to which people were expected, and what became of it."""
    zone = ZoneInfo(consortium.settings(session).zone)
    found = [
        (_day(meeting.starts_at, zone), *_facts(meeting))
        for (person_id, _group), meetings in of_question(session, query, now, by).items()
        for meeting in meetings
        if not keys or person_id in keys
    ]
    if len(found) > MOST_LISTED:
        raise Invalid("These are too many rows. Ask about a shorter time, or a group.")
    note = (
        f"{len(found):,} meetings with a list, each with one member who was expected there. The"
        " export has who came as attendance.csv, and answers as answers.csv."
    )
    return Table(_title(query), COLUMNS, tuple(found), note, has_total=False)


def _facts(meeting: Any) -> tuple[str, ...]:
    return (meeting.person, meeting.library or NO_NAME, meeting.group, meeting.what, meeting.title)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    day: date = moment.astimezone(zone).date()
    return day.isoformat()
