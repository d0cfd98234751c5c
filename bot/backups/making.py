"""Making a backup of whichever database there is."""

from datetime import datetime
from pathlib import Path

from bot import migrate, sqlite_copies
from bot.backups import postgresql_tools
from bot.problems import BackupRefused


def back_up(url: str, place: Path, *, now: datetime) -> Path:
    """Write a backup to the file ``place``, or into it under a name of its own where it is a
    folder; Convene may run meanwhile. It is whole and sound, or not there at all.

    Raises ``BackupRefused`` where it cannot be made.
    """
    file = migrate.sqlite_file(url)
    target = place / name_of(file, f"{now:%Y%m%d-%H%M%S}") if place.is_dir() else place
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(f"Cannot make the folder {target.parent}: {error.strerror}.") from None
    write(url, target)
    return target


def write(url: str, target: Path) -> None:
    """Write a backup to a file that is not there yet."""
    file = migrate.sqlite_file(url)
    if file is None:
        postgresql_tools.dump(url, target)
        return
    if not file.exists():
        raise BackupRefused(f"There is no database {file} to back up.")
    if not sqlite_copies.revision(file):
        raise BackupRefused(f"{file} holds no Convene.")
    sqlite_copies.copy(file, target)


def name_of(file: Path | None, when: str) -> str:
    """What a backup is called: an SQLite file stays one, and PostgreSQL's is a dump."""
    return f"convene-{when}.{'db' if file else 'dump'}"
