"""Copies of SQLite files: whole though others write, proven sound, and only for their owner."""

import glob
import os
import re
import secrets
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from bot.problems import BackupRefused

UNFINISHED = ".part"
"""What the name of a copy ends in until it is whole."""
_NAME_OF_ITS_OWN = re.compile(r"\.[0-9a-f]{8}\.part")
ABANDONED = 24 * 60 * 60.0
"""Seconds after which nobody writes a copy any more that was not finished."""
MINE_ALONE = 0o600


def copy(source: Path, target: Path) -> None:
    """Write what ``source`` holds at this moment, also what its ``-wal`` holds, to ``target``.

    It is written beside its place and comes there whole, on the disk, or not at all. Raises
    ``BackupRefused`` where something is there already, or the copy is not sound.
    """
    if target.exists():
        raise BackupRefused(f"{target} is there already. Name another file, or move it away.")
    unfinished = unfinished_beside(target)
    try:
        _write(source, unfinished)
        trouble = unsoundness(unfinished)
        if trouble:
            raise BackupRefused(f"{source} is damaged, so no copy was made of it: {trouble}")
        take_place(unfinished, target)
    except (sqlite3.Error, OSError) as error:
        raise BackupRefused(f"Cannot copy {source} to {target}: {error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    to_disk(target.parent)


def unfinished_beside(target: Path) -> Path:
    """A name of its own for what is being written: another process may be at the same."""
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{UNFINISHED}")


def remove_unfinished(folder: Path, start: str) -> None:
    """Remove what processes that were killed have left here, of names with this start."""
    oldest = time.time() - ABANDONED
    for path in folder.glob(f"{glob.escape(start)}*{UNFINISHED}"):
        with suppress(OSError):
            if _NAME_OF_ITS_OWN.search(path.name) and path.stat().st_mtime < oldest:
                path.unlink()


def take_place(unfinished: Path, target: Path) -> None:
    """Give what is whole its name. Raises ``BackupRefused`` where another was first."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise BackupRefused(f"{target} is there already: another was first.") from None
    except OSError:
        # Some file systems have no links.
        unfinished.rename(target)


def unsoundness(file: Path) -> str:
    """What is wrong with an SQLite file, by its own check; empty where nothing is."""
    try:
        with closing(_for_reading(file)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            lost = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    except sqlite3.Error as error:
        return str(error)
    if found != ["ok"]:
        return "; ".join(found)
    return f"rows of {lost[0][0]} point nowhere" if lost else ""


def revision(file: Path) -> str:
    """The revision at which an SQLite file stands; empty where it holds no Convene."""
    try:
        with closing(_for_reading(file)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return ""
    return str(row[0]) if row else ""


def _write(source: Path, unfinished: Path) -> None:
    # Made by itself first: what SQLite makes may be read by others.
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MINE_ALONE))
    with closing(_for_reading(source)) as old, closing(sqlite3.connect(unfinished)) as new:
        old.backup(new)
        # A file that is alone needs no companions beside it.
        new.execute("PRAGMA journal_mode = DELETE")
    to_disk(unfinished)


def _for_reading(file: Path) -> sqlite3.Connection:
    """A connection that sees what a ``-wal`` beside the file holds, too.

    Where nothing can be written beside it, the file is read as it lies there.
    """
    if not file.is_file():
        raise sqlite3.OperationalError(f"there is no file {file}")
    address = file.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=rw", uri=True)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except sqlite3.OperationalError:
        connection.close()
        rest = file.with_name(f"{file.name}-wal")
        if rest.exists() and rest.stat().st_size:
            raise sqlite3.OperationalError(
                f"{rest.name} beside it cannot be read here, and without it the last changes would"
                " be missing: copy both files to a folder that can be written to, and name that"
            ) from None
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def to_disk(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
