"""Statements to read: one for a reader, and the list of them."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Contribution, Group, Organization, StatementVersion, ValueStatement
from models.stories import StoryAudience
from models.value_statements import (
    StatementContent,
    StatementLine,
    StatementPage,
    StatementScope,
    StatementState,
)
from services import access, consortium, stories
from services.access import Standing
from services.value_statements.fact_rows import audience_of
from services.value_statements.hidden_groups import for_guests
from services.value_statements.publishing import content_of, latest, versions
from services.value_statements.statement_drafts import content_now, gaps, texts_of

MOST_STATEMENTS = 40


def page_of(
    session: Session,
    statement: ValueStatement,
    scope: StatementScope,
    who: Standing,
    *,
    today: date,
) -> StatementPage:
    """A statement that ``access.statement_to_see`` gave, as ``who`` reads it: a draft as it would
    be published now, else the version that stands.
    """
    may_write = access.may_draft(scope, by=who)
    begins = _record_begins(session, scope)
    if statement.state is StatementState.DRAFT:
        content = content_now(session, statement, scope, now=who.at)
        content = _with_stories(session, content, scope, who)
        missing = gaps(session, scope, content, today=today) if may_write else ()
        return StatementPage(
            statement, scope, content, may_write, gaps=missing, record_begins=begins
        )
    content = content_of(session, latest(session, statement))
    content = _with_stories(session, content, scope, who)
    if scope.group is None and not may_write and access.reads_own_groups_alone(who):
        content = replace(content, rows=for_guests(content.rows, access.own_groups(who)))
    return StatementPage(
        statement,
        scope,
        content,
        may_write,
        versions=versions(session, statement),
        is_draft=False,
        has_unpublished_words=may_write and texts_of(session, statement) != content.texts,
        record_begins=begins,
    )


def _record_begins(session: Session, scope: StatementScope) -> date | None:
    """The day from which on anything at all is known, where it is within the period."""
    first = session.scalar(sa.select(sa.func.min(col(Contribution.occurred_at))))
    if first is None:
        return None
    day = first.astimezone(ZoneInfo(consortium.settings(session).zone)).date()
    return day if scope.first < day <= scope.last else None


def _with_stories(
    session: Session, content: StatementContent, scope: StatementScope, who: Standing
) -> StatementContent:
    """What a statement says with the words of those of its stories that may be quoted to ``who``
    now.
    """
    audience = audience_of(scope.kind)
    if scope.group is None and access.reads_own_groups_alone(who):
        audience = StoryAudience.PUBLIC
    numbers = [row.number for row in content.rows.stories]
    found = stories.still_shareable(
        session,
        numbers,
        audience,
        organization_id=scope.organization.id if scope.organization else None,
    )
    return replace(content, stories=tuple(found))


def listed(session: Session, who: Standing) -> list[StatementLine]:
    """The statements that ``who`` may read, drafts first, the latest period first: two
    queries.
    """
    published = (
        sa.select(sa.func.min(col(StatementVersion.published_at)))
        .where(col(StatementVersion.statement_id) == ValueStatement.id)
        .correlate(ValueStatement)
        .scalar_subquery()
    )
    statement = (
        sa.select(ValueStatement, Organization, Group, published)
        .join(Organization, col(Organization.id) == ValueStatement.organization_id, isouter=True)
        .join(Group, col(Group.id) == ValueStatement.group_id, isouter=True)
        .where(access.statements_to_read(who))
        .order_by(
            col(ValueStatement.state),
            col(ValueStatement.last_day).desc(),
            col(ValueStatement.id),
        )
        .limit(MOST_STATEMENTS)
    )
    zone = ZoneInfo(consortium.settings(session).zone)
    return [_line(*row, zone=zone) for row in session.execute(statement)]


def _line(
    row: ValueStatement,
    organization: Organization | None,
    group: Group | None,
    published_at: datetime | None,
    *,
    zone: ZoneInfo,
) -> StatementLine:
    scope = StatementScope(row.kind, row.first_day, row.last_day, row.label, organization, group)
    published_on = published_at.astimezone(zone).date() if published_at else None
    return StatementLine(row, scope.title, published_on)
