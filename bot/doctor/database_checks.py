"""Checks of the database and its tables."""

from bot import database_setup, migrate
from bot.doctor.installation import CheckFailed, Installation
from bot.problems import CannotStart
from models.database import reading
from services import ledger


def check_database(installation: Installation) -> str:
    file = migrate.sqlite_file(installation.settings.database_url)
    if file and not file.exists():
        raise CheckFailed(
            f"There is no file {file} yet.", "Start the bot, or run: python -m bot migrate."
        )
    try:
        engine = database_setup.opened(installation.settings.database_url)
    except CannotStart as trouble:
        raise CheckFailed(
            str(trouble), "Start the database, or correct DATABASE_URL in .env."
        ) from None
    return f"{'SQLite' if file else 'PostgreSQL'} answers at {engine.url.render_as_string()}."


def check_migrations(_installation: Installation) -> str:
    with reading() as session:
        standing = migrate.current(session.connection())
    if standing != migrate.newest():
        raise CheckFailed(
            f"The database is at revision {standing or 'none'}, and the program needs"
            f" {migrate.newest()}.",
            "Start the bot, or run: python -m bot migrate.",
        )
    return f"The database is at the newest revision, {standing}."


def check_foreign_keys(_installation: Installation) -> str:
    with reading() as session:
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return "PostgreSQL always keeps them."
        if not connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
            raise CheckFailed(
                "SQLite does not keep them.", "Use an SQLite that was built with foreign keys."
            )
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise CheckFailed(
            f"{len(broken)} rows of {tables} point nowhere.",
            "Restore the newest good copy of the file.",
        )
    return "SQLite keeps them, and every row points at something."


def check_ledger(_installation: Installation) -> str:
    with reading() as session:
        differences = ledger.differences(session)
    if differences:
        raise CheckFailed(
            f"{len(differences)} contributions disagree with what they stem from, such as:"
            f" {differences[0]}",
            "Save the attendance or the task named here again, or restore a copy of the database.",
        )
    return "Every contribution agrees with the attendance and the tasks it stems from."
