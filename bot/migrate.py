"""Brings the database to the newest revision, or another, after a copy of an SQLite file."""

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

import migrations
from bot import sqlite_copies

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(migrations.__file__).parent
COPIES_KEPT = 3
"""So many copies from before revisions stay beside an SQLite file, the newest."""


class NewerDatabase(Exception):
    """The database stands at a revision that this program does not know."""

    REMEDY = "Start that version, or restore a backup."

    def __init__(self, standing: str) -> None:
        self.words = (
            f"This database is of a newer Convene: it stands at revision {standing}, and this"
            f" program knows none after {newest()}."
        )
        super().__init__(f"{self.words} {self.REMEDY}")


class UnknownRevision(Exception):
    """No revision has this number."""

    def __init__(self, number: str, scripts: Path) -> None:
        first, *_, last = revisions(scripts)
        super().__init__(f"There is no revision {number}: they go from {first} to {last}.")


class LostRows(Exception):
    """A revision would leave rows that point nowhere, so it was undone."""


def newest(scripts: Path = SCRIPTS) -> str:
    """The newest revision, told from the file names:
    starting up must not cost the import of Alembic.
    """
    return max(revisions(scripts))


def revisions(scripts: Path = SCRIPTS) -> list[str]:
    """All revisions, the first one first."""
    files = (scripts / "versions").glob("[0-9]*_*.py")
    return sorted(path.name.partition("_")[0] for path in files)


def current(connection: Connection) -> str | None:
    """The revision at which the database stands; None for a new one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def migrate(
    engine: Engine,
    *,
    now: datetime,
    scripts: Path = SCRIPTS,
    target: str = "",
    keeps_copy: bool = True,
) -> Path | None:
    """Run what is pending, or go up or down to ``target``.

    Returns the copy made of an SQLite file that held data, where one was. If a revision fails, the
    database is as it was before, and no copy is left. Raises ``NewerDatabase`` and
    ``UnknownRevision`` before anything is done.
    """
    target = target or newest(scripts)
    with _without_foreign_keys(engine) as connection:
        standing = current(connection)
        connection.rollback()
        if standing and standing not in revisions(scripts):
            raise NewerDatabase(standing)
        if target not in revisions(scripts):
            raise UnknownRevision(target, scripts)
        if standing == target:
            return None
        wants_copy = keeps_copy and standing
        copy = back_up(engine, now=now, name=f"before-{target}") if wants_copy else None
        try:
            to_revision(connection, target, scripts=scripts)
        except BaseException:
            if copy:
                copy.unlink(missing_ok=True)
            raise
    if copy:
        _forget_old_copies(engine, scripts)
    return copy


def to_revision(connection: Connection, revision: str, *, scripts: Path = SCRIPTS) -> None:
    """Go up, or down, to ``revision``: a number, ``head`` or ``base``."""
    from alembic import command

    standing = current(connection) or "0000"
    connection.rollback()
    down = revision == "base" or (revision != "head" and revision < standing)
    (command.downgrade if down else command.upgrade)(_config(connection, scripts), revision)


def draft(message: str, *, scripts: Path = SCRIPTS) -> None:
    """Write the next revision: what the models have that the revisions lack."""
    from alembic import command

    with sa.create_engine("sqlite://").connect() as connection:
        to_revision(connection, "head", scripts=scripts)
        command.revision(_config(connection, scripts), message, autogenerate=True)


def back_up(engine: Engine, *, now: datetime, name: str) -> Path | None:
    """A consistent copy beside an SQLite file, also while others write;
    None for other databases.
    """
    file = sqlite_file(str(engine.url))
    if file is None:
        return None
    copy = file.with_name(f"{file.name}.{now:%Y%m%d-%H%M%S}-{name}")
    sqlite_copies.copy(file, copy)
    return copy


def _forget_old_copies(engine: Engine, scripts: Path) -> None:
    file = sqlite_file(str(engine.url))
    assert file is not None
    endings = tuple(f"-before-{revision}" for revision in revisions(scripts))
    copies = sorted(
        path
        for path in file.parent.glob(f"{glob.escape(file.name)}.*-before-*")
        if path.name.endswith(endings)
    )
    for old in copies[:-COPIES_KEPT]:
        old.unlink(missing_ok=True)


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for one in memory and for other databases."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (
        None,
        "",
        ":memory:",
    )
    return Path(str(parsed.database)) if is_file else None


def is_same(url: str, other: str) -> bool:
    """Whether two addresses are of one database."""
    file, another = sqlite_file(url), sqlite_file(other)
    if file and another:
        return file.resolve() == another.resolve()
    first, second = (
        make_url(address).set(drivername="x")._replace(password=None) for address in (url, other)
    )
    return first == second and not file and not another


def _config(connection: Connection, scripts: Path) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["check"] = _check_foreign_keys
    return config


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    # Batch mode rebuilds a table by dropping the old one, which would cascade into all rows that
    # point at it. The pragma does nothing inside a transaction, so it goes to the driver before one
    # begins.
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({str(row[0]) for row in broken}))
            raise LostRows(f"{len(broken)} rows of {tables} would point nowhere")
