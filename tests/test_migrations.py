"""The revisions: up, down and up again on both databases, and the same tables as the models."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

import migrations
from bot import migrate
from models import metadata
from models.database import connect, disconnect
from tests.databases import Postgres

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        yield connect(f"sqlite:///{tmp_path / 'convene.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        yield connect(_new_database(server))
    disconnect()


def _new_database(server: Postgres) -> str:
    engine = connect(server.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS revisions WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE revisions"))
    return make_url(server.url).set(database="revisions").render_as_string(hide_password=False)


def test_the_revisions_have_one_newest_and_file_names_tell_it(empty: Engine) -> None:
    assert migrate.migrate(empty, now=NOW) is None
    with empty.connect() as connection:
        assert migrate.current(connection) == migrate.newest()


def test_up_down_and_up_again(empty: Engine) -> None:
    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        first = _shape(connection)
        connection.rollback()
        migrate.to_revision(connection, "base")
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
        connection.rollback()
        migrate.to_revision(connection, "head")
        assert _shape(connection) == first


def test_a_migrated_database_is_what_the_models_describe(empty: Engine) -> None:
    """Alembic's own comparison, and ours:
    it overlooks CHECK constraints and the conditions of indexes.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []
        migrated = _shape(connection)
        connection.rollback()
        migrate.to_revision(connection, "base")
        with connection.begin():
            metadata.create_all(connection)
        assert migrated == _shape(connection)


def test_nothing_pending_changes_nothing_and_copies_nothing(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW)
    assert migrate.migrate(empty, now=NOW) is None
    file = migrate.sqlite_file(str(empty.url))
    if file:
        assert [path.name for path in file.parent.glob("*.db*before*")] == []


def test_a_pending_revision_keeps_the_data_and_leaves_a_copy(empty: Engine, tmp_path: Path) -> None:
    migrate.migrate(empty, now=NOW)
    with empty.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO organizations (id, key, name, short_name, kind)"
                " VALUES (1, 'tunxis', 'Tunxis Library', 'Tunxis', 'library')"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO mail_domains (domain, organization_id)"
                " VALUES ('tunxis.example.edu', 1)"
            )
        )
    copy = migrate.migrate(empty, now=NOW, scripts=_with_a_rebuild(tmp_path))
    with empty.connect() as connection:
        assert migrate.current(connection) == "9999"
        # The table was dropped and built anew; what pointed at it must still be there.
        assert connection.execute(sa.text("SELECT domain FROM mail_domains")).scalars().all() == [
            "tunxis.example.edu"
        ]
    if empty.dialect.name == "sqlite":
        assert copy == tmp_path / "convene.db.20261124-143000-before-9999"
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT version_num FROM alembic_version").fetchone() != ("9999",)
            assert kept.execute("SELECT key FROM organizations").fetchall() == [("tunxis",)]
    else:
        assert copy is None


def test_a_revision_that_fails_leaves_the_database_as_it_was(empty: Engine, tmp_path: Path) -> None:
    migrate.migrate(empty, now=NOW)
    scripts = _with_a_rebuild(tmp_path, ending="raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        migrate.migrate(empty, now=NOW, scripts=scripts)
    with empty.connect() as connection:
        assert migrate.current(connection) == migrate.newest()
        assert "motto" not in {
            row["name"] for row in sa.inspect(connection).get_columns("organizations")
        }


def test_foreign_keys_are_kept_again_afterwards(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW)
    with pytest.raises(sa.exc.IntegrityError), empty.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO mail_domains (domain, organization_id) VALUES ('x.edu', 77)")
        )


def _with_a_rebuild(tmp_path: Path, *, ending: str = "pass") -> Path:
    """The revisions and one more, which rebuilds a table that others point at."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts)
    (scripts / "versions" / "9999_rebuild.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{migrate.newest()}"


def upgrade():
    with op.batch_alter_table("organizations", recreate="auto") as batch:
        batch.add_column(sa.Column("motto", sa.String(40), server_default="", nullable=False))
        batch.alter_column("short_name", type_=sa.String(80))
    {ending}
"""
    )
    return scripts


def _shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database knows of its tables."""
    inspector = sa.inspect(connection)
    return {
        table: {
            "columns": [str(column) for column in inspector.get_columns(table)],
            "checks": _sorted(inspector.get_check_constraints(table)),
            "uniques": _sorted(inspector.get_unique_constraints(table)),
            "foreign keys": _sorted(inspector.get_foreign_keys(table)),
            "indexes": _sorted(_index(row) for row in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _index(row: Any) -> dict[str, Any]:
    options = {name: str(value) for name, value in row.pop("dialect_options", {}).items()}
    return {**row, "options": options}


def _sorted(rows: Any) -> list[str]:
    return sorted(str(row) for row in rows)
