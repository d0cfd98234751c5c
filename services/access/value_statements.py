"""Who may draft, read and publish value statements, and have the rows behind their figures."""

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Organization
from models.value_statements import (
    StatementKind,
    StatementScope,
    StatementState,
    ValueStatement,
)
from services.access.groups import may_lead, may_see_group, visible_groups
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import NotAllowed, NotFound

_NO_STATEMENT = "There is no such statement any more. `/value` lists those that you may read."


def may_draft(scope: StatementScope, *, by: Standing) -> bool:
    """Whether ``by`` may write a statement, and publish it: the program manager each; a director
    that of her library, and a chair the annual report of her group.
    """
    if by.is_program_manager:
        return True
    match scope.kind:
        case StatementKind.LIBRARY:
            library = scope.organization
            return library is not None and library.id == by.directed_library
        case StatementKind.GROUP:
            return scope.group is not None and may_lead(scope.group.id, by=by)
        case _:
            return False


def may_draft_any(by: Standing) -> bool:
    """Whether there is a statement that ``by`` may write."""
    return by.allows(Needs.REPORTS)


def may_draft_all(by: Standing) -> bool:
    """Whether ``by`` may write those of every library and group, and of the consortium."""
    return by.is_program_manager


def check_draft(scope: StatementScope, *, by: Standing) -> None:
    """Raises ``NotAllowed`` where ``by`` may not write this statement, with who may."""
    if may_draft(scope, by=by):
        return
    match scope.kind:
        case StatementKind.LIBRARY:
            whose = f"a director of {scope.organization.short_name if scope.organization else ''}"
        case StatementKind.GROUP:
            whose = f"a chair of {scope.group.name if scope.group else ''}"
        case _:
            raise NotAllowed("Only the program manager writes this statement. Ask them for it.")
    raise NotAllowed(f"Only {whose} or the program manager writes this statement. Ask one of them.")


def may_see_statement(statement: ValueStatement, scope: StatementScope, *, by: Standing) -> bool:
    """Whether ``by`` may read a statement: a draft whoever writes it; when it is published, that of
    a library its people, that of a group whoever may know of the group, and others whoever belongs
    to the consortium.
    """
    if may_draft(scope, by=by):
        return True
    if statement.state is StatementState.DRAFT:
        return False
    match scope.kind:
        case StatementKind.LIBRARY:
            own = by.person.organization_id
            return not by.person.is_guest and own == statement.organization_id
        case StatementKind.GROUP:
            return scope.group is not None and may_see_group(scope.group, by=by)
        case _:
            return by.allows(Needs.LIBRARIAN) or bool(by.groups)


def statement_to_see(
    session: Session, statement_id: int, *, by: Standing
) -> tuple[ValueStatement, StatementScope]:
    """A statement that ``by`` may read. One that she may not know of is not there."""
    statement = session.get(ValueStatement, statement_id)
    if statement is None:
        raise NotFound(_NO_STATEMENT)
    scope = scope_of(session, statement)
    if not may_see_statement(statement, scope, by=by):
        raise NotFound(_NO_STATEMENT)
    return statement, scope


def statement_to_edit(
    session: Session, statement_id: int, *, by: Standing
) -> tuple[ValueStatement, StatementScope]:
    """A statement whose words ``by`` may change, and which she may publish; locked until the
    commit.
    """
    statement, scope = statement_to_see(session, statement_id, by=by)
    check_draft(scope, by=by)
    return locked(session, statement, gone=_NO_STATEMENT), scope


def statement_with_rows(
    session: Session, statement_id: int, *, by: Standing
) -> tuple[ValueStatement, StatementScope]:
    """A statement of which ``by`` may have the rows behind the figures, which name people."""
    statement, scope = statement_to_see(session, statement_id, by=by)
    if not may_draft(scope, by=by):
        raise NotAllowed(
            "The rows behind these figures name people. Ask whoever published the statement."
        )
    return statement, scope


def scope_of(session: Session, statement: ValueStatement) -> StatementScope:
    """Of whom a statement speaks."""
    return StatementScope(
        statement.kind,
        statement.first_day,
        statement.last_day,
        statement.label,
        session.get(Organization, statement.organization_id) if statement.organization_id else None,
        session.get(Group, statement.group_id) if statement.group_id else None,
    )


def statements_to_write(by: Standing) -> sa.ColumnElement[bool]:
    """The condition that ``by`` may write a ``ValueStatement``."""
    if by.is_program_manager:
        return sa.true()
    return sa.or_(
        col(ValueStatement.organization_id) == (by.directed_library or 0),
        col(ValueStatement.group_id).in_(by.chaired),
    )


def statements_to_read(by: Standing) -> sa.ColumnElement[bool]:
    """The condition that ``by`` may read a ``ValueStatement``, joined with its ``Group`` from the
    outside.
    """
    own = 0 if by.person.is_guest else (by.person.organization_id or 0)
    belongs = by.allows(Needs.LIBRARIAN) or bool(by.groups)
    wide = (StatementKind.CONSORTIUM, StatementKind.QUARTER) if belongs else ()
    published = sa.and_(
        col(ValueStatement.state) == StatementState.PUBLISHED,
        sa.or_(
            col(ValueStatement.organization_id) == own,
            sa.and_(col(Group.id).is_not(None), visible_groups(by)),
            col(ValueStatement.kind).in_(wide),
        ),
    )
    return sa.or_(statements_to_write(by), published)
