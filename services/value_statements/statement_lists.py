"""Statements to read: one for a reader, and the list of them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Organization, StatementVersion, ValueStatement
from models.value_statements import (
    StatementLine,
    StatementPage,
    StatementScope,
    StatementState,
)
from services import access
from services.access import Standing
from services.value_statements.drafting import content_now, gaps, texts_of
from services.value_statements.publishing import content_of, latest, versions

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
    rights = access.statement_rights(scope, by=who)
    if statement.state is StatementState.DRAFT:
        content = content_now(session, statement, scope, now=who.at)
        missing = gaps(session, scope, content, today=today) if rights.may_edit else ()
        return StatementPage(statement, scope, content, rights, gaps=missing)
    content = content_of(latest(session, statement))
    return StatementPage(
        statement,
        scope,
        content,
        rights,
        versions=versions(session, statement),
        is_draft=False,
        has_unpublished_words=rights.may_edit and texts_of(session, statement) != content.texts,
    )


def listed(session: Session, who: Standing) -> list[StatementLine]:
    """The statements that ``who`` may read, drafts first, the latest period first: one query."""
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
    return [_line(*row) for row in session.execute(statement)]


def _line(
    row: ValueStatement,
    organization: Organization | None,
    group: Group | None,
    published_at: datetime | None,
) -> StatementLine:
    scope = StatementScope(row.kind, row.first_day, row.last_day, row.label, organization, group)
    return StatementLine(row, scope.title, published_at)
