"""What a member library does: for its own people what waits and ends, for its director the figures
of this year beside those of the year before.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Call,
    CallState,
    CallUnit,
    CallUnitLibrary,
    Group,
    MemberRole,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    ValueStatement,
)
from models.member_libraries import (
    FigurePair,
    LibraryOverview,
    LibraryWork,
    LibraryYears,
    OpenCall,
    PartnerBeside,
    ServiceEnd,
)
from models.statement_figures import FigureDefinition
from models.value_statements import (
    CallRow,
    DecisionRow,
    DeliverableRow,
    FactRows,
    GivenRow,
    MeetingRow,
    StatementKind,
    StatementLine,
    StatementScope,
    StoryRow,
)
from services import access, consortium, participation, terms, value_statements
from services.access import Standing
from services.dates.arithmetic import year_before

DAYS_BEFORE_END = 90
LATEST_STATEMENTS = 6
_OF_OTHERS = {
    "deliverables-of-others",
    "meetings-attended-by-others",
    "tasks-completed-by-others",
}
"""Figures of other organizations, which are not set beside those of a library here."""

Dated = TypeVar("Dated", GivenRow, MeetingRow, CallRow, DecisionRow, DeliverableRow, StoryRow)


def shown_work(session: Session, found: LibraryOverview, who: Standing) -> LibraryWork | None:
    """What ``who`` may see of a library beside its overview; None where that is nothing."""
    if not access.may_see_library_work(found.organization, by=who):
        return None
    return work_of(session, found, who)


def work_of(session: Session, found: LibraryOverview, who: Standing) -> LibraryWork:
    """The same of a library from ``access.library_to_read``: a constant number of queries, whatever
    its size.
    """
    library = found.organization
    zone = library.zone or consortium.settings(session).zone
    return LibraryWork(
        ends=tuple(_ends(session, library, who, zone)),
        open_calls=tuple(_open_calls(session, library, who)),
        partners=_partners(session, {each.group.id for each in found.groups}, who.at),
        statements=tuple(_statements(session, library, who)),
    )


def own_library(session: Session, who: Standing) -> Organization | None:
    """The member library at which somebody works, where she may read its page."""
    library = session.get(Organization, who.person.organization_id or 0)
    return library if library and access.may_see_library_work(library, by=who) else None


def years(session: Session, library: Organization, now: datetime) -> LibraryYears:
    """The figures of this fiscal year so far of a library from ``access.library_with_record``, as a
    value statement counts them, beside those of the same days of the year before.
    """
    settings = consortium.settings(session)
    period = participation.this_year(
        today=consortium.today(session, now), fiscal_year_start=settings.fiscal_year_start
    )
    before = year_before(period.first), year_before(period.last)
    kind = StatementKind.LIBRARY
    both = StatementScope(kind, before[0], period.last, period.label, library)
    rows = value_statements.fact_rows(session, both, now=now)
    now_of, before_of = (
        value_statements.figures(rows_within(rows, *days), kind)
        for days in ((period.first, period.last), before)
    )
    shown = counted_figures()
    pairs = (
        FigurePair(figure, earlier.value)
        for figure, earlier in zip(now_of, before_of, strict=True)
        if figure.definition in shown
    )
    return LibraryYears(period.title, *before, tuple(pairs))


def counted_figures() -> tuple[FigureDefinition, ...]:
    """What is counted of a library here, in the order in which it is shown."""
    every = value_statements.definitions_of(StatementKind.LIBRARY)
    return tuple(row for row in every if row.key not in _OF_OTHERS)


def rows_within(rows: FactRows, first: date, last: date) -> FactRows:
    """The rows of some days of those of a library: what ``value_statements.fact_rows`` gives of
    these days, but for how much others did.
    """

    def dated(of_days: Iterable[Dated]) -> tuple[Dated, ...]:
        return tuple(row for row in of_days if first <= row.on <= last)

    services = tuple(
        row._replace(first=max(row.first, first), last=min(row.last, last))
        for row in rows.services
        if row.first <= last and row.last >= first
    )
    served = {row.group_number for row in services}
    return replace(
        rows,
        contributions=dated(rows.contributions),
        services=services,
        meetings=tuple(row for row in dated(rows.meetings) if row.group_number in served),
        calls=dated(rows.calls),
        decisions=dated(rows.decisions),
        commitments=tuple(row for row in rows.commitments if first <= row.first <= last),
        deliverables=tuple(
            row._replace(is_served=int(row.group_number in served))
            for row in dated(rows.deliverables)
        ),
        stories=dated(rows.stories),
        others=(),
    )


def _ends(
    session: Session, library: Organization, who: Standing, zone: str
) -> Iterable[ServiceEnd]:
    """What ends within the next days, the first end first, of groups that ``who`` may know of."""
    until = who.at + timedelta(days=DAYS_BEFORE_END)
    visible = access.visible_groups(who)
    for row in terms.ending_services(session, library.id, visible, at=who.at, until=until):
        last = terms.last_day(row.ends_at, zone)
        if last is not None:
            yield ServiceEnd(row.person, row.group, MemberRole(row.role), last)


def _open_calls(session: Session, library: Organization, who: Standing) -> Iterable[OpenCall]:
    """What the library is called to answer, what closes next first."""
    own = terms.answered_for(who.person.id, who.directed_library, who.at)
    statement = (
        select(Call, CallUnit.name, CallUnit.answered_at)
        .join(CallUnit, col(CallUnit.call_id) == Call.id)
        .join(CallUnitLibrary, col(CallUnitLibrary.unit_id) == CallUnit.id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(CallUnitLibrary.organization_id == library.id, CallUnit.excused == "")
        .where(Call.state == CallState.OPEN, sa.or_(access.visible_calls(who), own))
        .order_by(col(Call.closes_at), col(Call.id), col(CallUnit.name))
    )
    for call, unit, answered_at in session.exec(statement):
        yield OpenCall(call, unit, answered_at is not None)


def _partners(
    session: Session, group_ids: Collection[int], at: datetime
) -> tuple[PartnerBeside, ...]:
    """Who of campus partners serves in one of some groups, by name."""
    statement = (
        select(Person, Organization.short_name, Group.name)
        .join(Organization, col(Organization.id) == Person.organization_id)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(Organization.kind == OrganizationKind.PARTNER, col(Group.id).in_(group_ids))
        .where(col(Person.is_active).is_(True), terms.serving(at))
        .order_by(col(Person.name), col(Person.id), col(Group.name_key))
    )
    found: dict[int, PartnerBeside] = {}
    for person, unit, name in session.exec(statement):
        known = found.get(person.id) or PartnerBeside(person, unit, ())
        found[person.id] = replace(known, groups=(*known.groups, name))
    return tuple(found.values())


def _statements(session: Session, library: Organization, who: Standing) -> Iterable[StatementLine]:
    """Those of the library that ``who`` may read, the latest period first."""
    statement = (
        select(ValueStatement)
        .join(Group, col(Group.id) == ValueStatement.group_id, isouter=True)
        .where(ValueStatement.organization_id == library.id, access.statements_to_read(who))
        .order_by(col(ValueStatement.last_day).desc(), col(ValueStatement.id).desc())
        .limit(LATEST_STATEMENTS)
    )
    for row in session.exec(statement):
        scope = StatementScope(row.kind, row.first_day, row.last_day, row.label, library)
        yield StatementLine(row, scope.title)
