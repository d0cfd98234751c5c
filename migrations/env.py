"""Runs the revisions on the connection that ``bot.migrate`` hands over, in one transaction."""

from typing import Any

import sqlalchemy as sa
from alembic import context

import models

ONE_AT_A_TIME = 0x434F4E56
"""The advisory lock that makes processes starting together
migrate one after another on PostgreSQL.
"""


def number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new revision the number after the newest, so that file names sort as they run."""
    newest = context.script.get_current_head() or "0000"
    directives[0].rev_id = f"{int(newest) + 1:04d}"


connection: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=models.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    process_revision_directives=number,
)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    context.run_migrations()
    context.config.attributes["check"](connection)
