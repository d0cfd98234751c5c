"""A question about participation: the period, what it is narrowed to, by what it is broken down;
and the statement that counts its figures.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Contribution,
    ContributionKind,
    Direction,
    Group,
    GroupDirection,
    MemberRole,
    Membership,
    Organization,
    Person,
)
from models.database import run_plain
from models.participation import RowKey
from services import access, consortium, dates, terms
from services.access import Standing
from services.dates import Period
from services.errors import Invalid, NotAllowed
from services.participation.questions import TITLES, UNDATED, QueryKind

Row = TypeVar("Row", Organization, Group, Direction, Person)

SO_FAR = "fiscal year to date"


class Breakdown(StrEnum):
    """What each row of the answer is."""

    LIBRARY = "library"
    GROUP = "group"
    DIRECTION = "direction"
    PERSON = "person"
    CATEGORY = "kind of library"
    ROLE = "role"
    FIGURE = "figure"


@dataclass(frozen=True)
class ParticipationQuery:
    """What somebody wants to know. None narrows nothing."""

    period: Period
    by: Breakdown = Breakdown.LIBRARY
    library: Organization | None = None
    group: Group | None = None
    direction: Direction | None = None
    person: Person | None = None
    category: str | None = None
    """A kind of library, in the consortium's words."""
    role: MemberRole | None = None
    """As what somebody served in the group when it was done."""
    kind: QueryKind = QueryKind.FIGURES
    count: int = 0
    """Of meetings, or of groups, where the question is about a number of them."""


def this_year(*, today: date, fiscal_year_start: int) -> Period:
    """The period that is meant where none is named: this fiscal year so far."""
    return dates.read_period(SO_FAR, today=today, fiscal_year_start=fiscal_year_start)


def usual_breakdown(*, library: bool, group: bool) -> Breakdown:
    """What tells most about what was asked for: of a library the groups, of both the people."""
    if library and group:
        return Breakdown.PERSON
    return Breakdown.GROUP if library else Breakdown.LIBRARY


def permitted(query: ParticipationQuery, *, by: Standing) -> ParticipationQuery:
    """The question itself, where ``by`` may ask it: the program manager, a chair of the group, the
    director of the library, or of herself.

    Every door asks here before it shows figures. Raises ``NotAllowed``.
    """
    if not access.may_ask_about(query.group, query.person, by=by, library=query.library):
        if access.directed_library(by) is not None:
            raise NotAllowed(
                "You can ask about your own library, and about the groups that you chair."
            )
        raise NotAllowed(
            "You can ask about the groups that you chair. `/participation me` shows your own"
            " record."
        )
    if query.by is Breakdown.GROUP and _is_as_director(query, by):
        # Its rows would name private groups to somebody who may not know of them.
        raise NotAllowed("For your library, ask by person, by direction or by library.")
    return query


def _is_as_director(query: ParticipationQuery, by: Standing) -> bool:
    """Whether nothing but heading the library lets ``by`` ask."""
    return not access.may_ask_about(query.group, query.person, by=by)


def choices_for(session: Session, who: Standing) -> list[Group]:
    """The groups that ``who`` may ask about:
    those she chairs, or all for the program manager; by name.
    """
    statement = select(Group).where(access.reported_groups(who)).order_by(col(Group.name_key))
    return list(session.exec(statement))


def categories(session: Session) -> list[str]:
    """The kinds of library that are declared, by name."""
    statement = sa.select(col(Organization.category)).where(col(Organization.category) != "")
    rows = run_plain(session, statement.distinct())
    return sorted((category for (category,) in rows), key=str.casefold)


def found_again(
    session: Session,
    period: Period,
    by: Breakdown,
    *,
    library_id: int | None,
    group_id: int | None,
    direction_id: int | None,
    person_id: int | None,
    **further: Any,
) -> ParticipationQuery:
    """The question that these ids narrow, and further fields of it; it must be ``permitted`` anew.

    Raises ``Invalid`` where one of them names nothing any more.
    """
    return ParticipationQuery(
        period,
        by,
        _found(session, Organization, library_id),
        _found(session, Group, group_id),
        _found(session, Direction, direction_id),
        _found(session, Person, person_id),
        **further,
    )


def _found(session: Session, table: type[Row], row_id: int | None) -> Row | None:
    row = session.get(table, row_id) if row_id else None
    if row_id and row is None:
        raise Invalid("What you asked about is no longer there. Ask again.")
    return row


Narrowed = frozenset[str]
"""By what a question is narrowed: fields of it that are filled."""


@dataclass(frozen=True)
class Figure:
    """One column: what it counts, in the database and in words."""

    label: str
    counted: sa.ColumnElement[int]
    formula: str
    is_behind: sa.ColumnElement[bool] = field(default_factory=sa.true)
    """The condition that a contribution is one of those that it counts."""


def _of_kind(kind: ContributionKind, label: str, formula: str) -> Figure:
    is_of_kind = col(Contribution.kind) == kind
    return Figure(label, sa.func.count(sa.case((is_of_kind, 1))), formula, is_of_kind)


_PEOPLE = Figure(
    "People active",
    sa.func.count(sa.distinct(col(Contribution.person_id))),
    "People active counts everybody with at least one contribution, once.",
)
_GROUPS = Figure(
    "Groups active",
    sa.func.count(sa.distinct(col(Contribution.group_id))),
    "Groups active counts the groups in which that was.",
    col(Contribution.group_id).is_not(None),
)
ATTENDED = _of_kind(
    ContributionKind.ATTENDED,
    "Meetings attended",
    "Attended counts each person once for each meeting held in the period.",
)
FIGURES = (
    _PEOPLE,
    ATTENDED,
    _of_kind(
        ContributionKind.CHAIRED,
        "Meetings chaired",
        "Chaired counts, of these, the chairs and co-chairs of the group.",
    ),
    _of_kind(
        ContributionKind.COMPLETED_TASK,
        "Tasks completed",
        "Tasks completed counts each task finished in the period once, for its owner.",
    ),
    _of_kind(
        ContributionKind.ANSWERED_CALL,
        "Calls answered",
        "Calls answered counts each call once for everybody who gave an answer to it.",
    ),
    _of_kind(
        ContributionKind.RECORDED,
        "Minutes taken",
        "Minutes taken counts each meeting once for whoever took its minutes, once circulated.",
    ),
    _GROUPS,
    Figure(
        "Contributions",
        sa.func.count(),
        "Contributions is attended plus chaired plus tasks completed plus calls answered plus"
        " minutes taken.",
    ),
)


def _without(*left_out: Figure | None) -> tuple[Figure, ...]:
    return tuple(figure for figure in FIGURES if figure not in left_out)


def shown_figures(by: Breakdown, narrowed: Narrowed) -> tuple[Figure, ...]:
    """The figures that say something of such rows."""
    match by:
        case Breakdown.PERSON:
            return _without(_PEOPLE)
        case Breakdown.GROUP:
            return _without(_PEOPLE if "person" in narrowed else None, _GROUPS)
        case _:
            return FIGURES


def role_then() -> Any:
    """As what whoever did a ``Contribution`` served in the group at that moment."""
    held = sa.select(col(Membership.role)).where(
        col(Membership.group_id) == col(Contribution.group_id),
        col(Membership.person_id) == col(Contribution.person_id),
        terms.serving(col(Contribution.occurred_at)),
    )
    latest = terms.joined_on().desc(), col(Membership.id).desc()
    return held.order_by(*latest).limit(1).correlate(Contribution).scalar_subquery()


_KEYS: dict[Breakdown, Any] = {
    Breakdown.CATEGORY: sa.func.nullif(col(Organization.category), sa.literal_column("''")),
    Breakdown.ROLE: role_then(),
    Breakdown.LIBRARY: col(Contribution.organization_id),
    Breakdown.GROUP: col(Contribution.group_id),
    Breakdown.DIRECTION: col(GroupDirection.direction_id),
    Breakdown.PERSON: col(Contribution.person_id),
}
_IN_PERIOD = sa.and_(
    col(Contribution.occurred_at) >= sa.bindparam("begins_at"),
    col(Contribution.occurred_at) < sa.bindparam("ends_at"),
)
_NARROWED_TO = {
    "library": col(Contribution.organization_id) == sa.bindparam("library_id"),
    "group": col(Contribution.group_id) == sa.bindparam("group_id"),
    "person": col(Contribution.person_id) == sa.bindparam("person_id"),
    "direction": col(Contribution.group_id).in_(
        select(GroupDirection.group_id).where(
            GroupDirection.direction_id == sa.bindparam("direction_id")
        )
    ),
    "category": col(Contribution.organization_id).in_(
        select(Organization.id).where(Organization.category == sa.bindparam("category"))
    ),
    "role": role_then() == sa.bindparam("role"),
}
_BY_WORD = ("category", "role")
"""Which of these are no rows with an id."""


def narrowed(query: ParticipationQuery) -> Narrowed:
    return frozenset(name for name in _NARROWED_TO if getattr(query, name))


def is_counted(narrowed: Narrowed) -> sa.ColumnElement[bool]:
    """The contributions that a question is about, whose ``parameters`` are given beside it."""
    return sa.and_(_IN_PERIOD, *(_NARROWED_TO[name] for name in sorted(narrowed)))


def moments(session: Session, period: Period) -> tuple[datetime, datetime]:
    """When a period begins, and when it is over. Days are those of the consortium's zone."""
    zone, after = consortium.settings(session).zone, period.last + timedelta(days=1)
    return dates.instant(period.first, time.min, zone), dates.instant(after, time.min, zone)


def parameters(session: Session, query: ParticipationQuery) -> dict[str, Any]:
    """What the condition of ``is_counted`` is given beside it."""
    begins_at, ends_at = moments(session, query.period)
    return {
        "begins_at": begins_at,
        "ends_at": ends_at,
        **narrowing_values(query, narrowed(query)),
    }


def narrowing_values(query: ParticipationQuery, names: Narrowed) -> dict[str, Any]:
    """The parameters that say to what a question is narrowed."""
    return {
        name if name in _BY_WORD else f"{name}_id": (
            getattr(query, name) if name in _BY_WORD else getattr(query, name).id
        )
        for name in names
    }


@lru_cache(maxsize=64)
def _counting(by: Breakdown, narrowed: Narrowed) -> Any:
    """The statement of all figures: one row a key, and one marked with 1 of all together.

    It is built once for each kind of question. People who took part for two keys count once in the
    last row, so it is no sum of the others.
    """
    counted = [figure.counted for figure in shown_figures(by, narrowed)]
    condition = is_counted(narrowed)
    together: Any = sa.select(sa.literal_column("1"), sa.null(), *counted).select_from(Contribution)
    if by is Breakdown.FIGURE:
        return together.where(condition)
    key = _KEYS[by].label("row_key")
    each = with_keys(sa.select(sa.literal_column("0"), key, *counted), by)
    return sa.union_all(each.where(condition).group_by("row_key"), together.where(condition))


def with_keys(statement: Any, by: Breakdown) -> Any:
    """A statement about contributions, with the table in which the keys of its rows are."""
    statement = statement.select_from(Contribution)
    if by is Breakdown.DIRECTION:
        serves = col(GroupDirection.group_id) == col(Contribution.group_id)
        return statement.join(GroupDirection, serves, isouter=True)
    if by is Breakdown.CATEGORY:
        is_credited = col(Organization.id) == col(Contribution.organization_id)
        return statement.join(Organization, is_credited, isouter=True)
    return statement


def has_key(by: Breakdown, key: RowKey) -> sa.ColumnElement[bool]:
    """The condition that a contribution counts in the row of a key."""
    return sa.true() if by is Breakdown.FIGURE else _KEYS[by].is_not_distinct_from(key)


@dataclass(frozen=True)
class LedgerFigures:
    """What was counted."""

    by_key: dict[RowKey, tuple[int, ...]]
    """Contributions without a key are under None."""
    total: tuple[int, ...]


def count(session: Session, query: ParticipationQuery) -> LedgerFigures:
    statement = _counting(query.by, narrowed(query))
    by_key: dict[RowKey, tuple[int, ...]] = {}
    total: tuple[int, ...] = ()
    rows = run_plain(session, statement, parameters(session, query)).all()
    for is_total, key, *counted in rows:
        if is_total:
            total = tuple(counted)
        else:
            by_key[key] = tuple(counted)
    return LedgerFigures(by_key, total)


def title(query: ParticipationQuery) -> str:
    """What was asked, in a line."""
    of = [
        query.person.name if query.person else "",
        query.library.short_name if query.library else "",
        query.category or "",
        query.group.name if query.group else "",
        query.direction.name if query.direction else "",
        f"as {query.role}" if query.role else "",
    ]
    whose = ", ".join(part for part in of if part)
    is_open = query.kind is QueryKind.NOT_CAME
    period = query.period.label if is_open else query.period.title
    days = "" if query.kind in UNDATED else period
    about = ", ".join(part for part in (whose, days) if part)
    return f"{_subject(query)}: {about}" if about else _subject(query)


def _subject(query: ParticipationQuery) -> str:
    by = "" if query.by is Breakdown.FIGURE else f" by {query.by}"
    match query.kind:
        case QueryKind.FIGURES:
            return f"Participation{by}"
        case QueryKind.COMPARED:
            return f"Participation{by} compared with the year before"
        case QueryKind.NOT_CAME:
            return f"Who has not come to the last {query.count} meetings"
        case QueryKind.MISSED:
            return f"Who missed {query.count} meetings in a row"
        case QueryKind.NO_GROUP:
            is_narrowed = query.group or query.direction
            return "Libraries with nobody in" if is_narrowed else "Libraries in no group"
        case QueryKind.MOST_SEATS:
            return (
                f"Who serves in {query.count} or more groups" if query.count else TITLES[query.kind]
            )
        case _:
            return TITLES[query.kind]


def period_words(session: Session, query: ParticipationQuery) -> str:
    """The first and the last day, and whose work counts where."""
    period, zone = query.period, consortium.settings(session).zone
    first, last = dates.echo_day(period.first), dates.echo_day(period.last)
    return f"From {first} to {last}, days in {zone}."
