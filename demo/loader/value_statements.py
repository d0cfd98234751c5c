"""The value statements of the demo, and what its libraries declared as saved."""

from datetime import timedelta
from itertools import cycle

from sqlmodel import col, select

from demo.loader.world import World
from demo.year.value_statements import SAVINGS, STATEMENTS, DemoStatement
from models import Commitment, Organization
from models.value_statements import StatementKind, StatementScope
from services import commitments, consortium, value_statements
from services.stale_forms import digests


def load(world: World) -> None:
    """Let savings be declared, and statements be written and published, as people would."""
    _declare_savings(world)
    for statement in STATEMENTS:
        _write(world, statement)


def _declare_savings(world: World) -> None:
    manager = world.people["dag"]
    rows = world.session.exec(select(Commitment).order_by(col(Commitment.id)))
    for row, declared in zip(rows, cycle(SAVINGS), strict=False):
        if declared is None:
            continue
        words, percent = declared
        commitments.declare_saving(
            world.session,
            row,
            row.cents * percent // 100,
            words,
            seen=digests(commitments.saving_of(row)),
            by=manager,
            now=world.now,
        )


def _write(world: World, statement: DemoStatement) -> None:
    session, manager = world.session, world.people["dag"]
    at = world.now - timedelta(days=statement.days_ago)
    today = consortium.today(session, at)
    period = value_statements.read_statement_period(session, statement.period, today=today)
    scope = StatementScope(statement.kind, period.first, period.last, period.label)
    if statement.kind is StatementKind.LIBRARY:
        known = select(Organization).where(Organization.key == statement.about)
        library = session.exec(known).one()
        scope = value_statements.scope_for(period, library=library)
    elif statement.kind is StatementKind.GROUP:
        scope = value_statements.scope_for(period, group=world.groups[statement.about])
    row, _is_new = value_statements.draft(session, scope, by=manager, now=at, today=today)
    value_statements.write(
        session,
        row,
        {str(part): text for part, text in statement.texts.items()},
        seen="",
        title=scope.title,
        by=manager,
        now=at,
    )
    if statement.is_published:
        value_statements.publish(session, row, scope, by=manager, now=at, today=today)
