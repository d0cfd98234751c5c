"""Checks of the database and its tables."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import backups, database_setup, migrate
from bot.claiming import new_code
from bot.clock import clock_for, system_clock
from bot.doctor.installation import CheckFailed, Installation
from bot.problems import CannotStart
from models.database import reading
from services import ledger

BACKUP_OVERDUE = timedelta(days=2)
ROOM_NEEDED = 3
"""Times the size of the file: the copy, and what a revision rebuilds."""


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


def check_migrations(installation: Installation) -> str:
    """What is pending is no fault: it is what an upgrade looks like before its first start."""
    standing = standing_revision()
    if standing == migrate.newest():
        return f"The database is at the newest revision, {standing}."
    if standing is None:
        return f"The database is new. The next start makes its tables, at {migrate.newest()}."
    pending = [number for number in migrate.revisions() if number > standing]
    if not pending:
        newer = migrate.NewerDatabase(standing)
        raise CheckFailed(newer.words, newer.REMEDY)
    file = migrate.sqlite_file(installation.settings.database_url)
    before = _copied(file) if file else "Back it up before: python -m bot backup FILE."
    return (
        f"The database is at revision {standing}. The next start brings it to {pending[-1]}"
        f" ({len(pending)} {'revision' if len(pending) == 1 else 'revisions'}). {before}"
    )


def check_backups(installation: Installation) -> str:
    settings = installation.settings
    place = backups.folder(settings)
    if installation.in_sandbox:
        return "The sandbox's database is not backed up."
    if place is None:
        why = "BACKUPS_KEPT is 0" if not settings.backups_kept else "BACKUP_FOLDER is not set"
        return f"None is made each day, since {why}. By hand: python -m bot backup FILE."
    made = backups.made(settings)
    file = migrate.sqlite_file(settings.database_url)
    if not file and shutil.which("pg_dump") is None:
        raise CheckFailed(
            "PostgreSQL's pg_dump is not installed here, so no daily backup can be made.",
            "Install PostgreSQL's client programs, or set BACKUPS_KEPT=0 and back up by its means.",
        )
    if place.exists() and not os.access(place, os.W_OK):
        raise CheckFailed(
            f"Nothing can be written to {place}, so no daily backup can be made.",
            "Let Convene write there, or name another folder in BACKUP_FOLDER.",
        )
    if not made:
        return f"The first is made in {place} when Convene runs."
    newest = made[-1]
    written = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    if system_clock() - written > BACKUP_OVERDUE:
        raise CheckFailed(
            f"The newest is {newest}, of {written:%Y-%m-%d %H:%M} UTC.",
            "See that the bot, or its scheduler process, is running, and look into its log.",
        )
    return f"The newest is {newest}; {len(made)} of at most {settings.backups_kept} are there."


def standing_revision() -> str | None:
    """The revision at which the database stands."""
    with reading() as session:
        return migrate.current(session.connection())


def _copied(file: Path) -> str:
    """Raises ``CheckFailed`` where there is no room for the copy of an SQLite file."""
    size, free = file.stat().st_size, shutil.disk_usage(file.parent).free
    if free < ROOM_NEEDED * size:
        raise CheckFailed(
            f"There is no room for the copy that is made before the upgrade: {file} has {size}"
            f" bytes, and {free} are free.",
            "Make room on the disk.",
        )
    return f"A copy of the file is kept beside it first ({size} bytes; {free} are free)."


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


def check_program_manager(installation: Installation) -> str:
    if installation.in_sandbox:
        return "The demo consortium has one."
    if code := new_code(clock_for(installation.settings.clock_url)()):
        raise CheckFailed(
            "Nobody is the program manager yet.",
            f"Type “/convene claim {code}” in Slack within a day: whoever does becomes it. Or"
            " import people with that role.",
        )
    return "There is one."


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
