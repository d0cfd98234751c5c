"""Names hold each letter and its accents as one character, as whatever is typed does"""

import logging
from collections.abc import Sequence
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LENGTHS = {"name": 200, "name_key": 200, "short_name": 60}

log = logging.getLogger("migrations")


def upgrade() -> None:
    _compose_all("people", ["name"])
    _compose_all("organizations", ["name", "short_name"])
    _compose_groups()


def downgrade() -> None:
    """Nothing changes: nobody can tell from a composed name how it was typed."""


def _compose_all(table_name: str, columns: Sequence[str]) -> None:
    table = sa.table(table_name, sa.column("id", sa.Integer), *map(_text, columns))
    for row in op.get_bind().execute(sa.select(table)).all():
        _write(table, row, columns)


def _compose_groups() -> None:
    """A group whose composed name another one has stays as it is."""
    groups = sa.table("groups", sa.column("id", sa.Integer), _text("name"), _text("name_key"))
    rows = op.get_bind().execute(sa.select(groups).order_by(groups.c.id)).all()
    taken = {row.name_key for row in rows}
    for row in rows:
        composed = _composed(row.name_key, LENGTHS["name_key"])
        if composed != row.name_key and composed in taken:
            log.warning("group %d keeps its name: another group has %r", row.id, composed)
            continue
        taken.add(composed)
        _write(groups, row, ["name", "name_key"])


def _write(table: sa.TableClause, row: sa.Row[tuple[object, ...]], columns: Sequence[str]) -> None:
    found = row._mapping
    composed = {column: _composed(found[column], LENGTHS[column]) for column in columns}
    if any(composed[column] != found[column] for column in columns):
        op.execute(sa.update(table).where(table.c.id == found["id"]).values(composed))


def _composed(text: str, length: int) -> str:
    """A few letters become longer."""
    return normalize("NFC", text)[:length]


def _text(name: str) -> sa.ColumnClause[str]:
    return sa.column(name, sa.String)
