"""PostgreSQL's own programs: pg_dump writes a backup, pg_restore and psql put it back."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from bot import config
from bot.database_setup import RESTORE_MARKER
from bot.logs import redacted
from bot.problems import BackupRefused
from bot.sqlite_copies import MINE_ALONE, take_place, unfinished_beside
from models import metadata

TABLES = [*(table.name for table in metadata.sorted_tables), "alembic_version"]
_NO_TOOL = (
    "{tool} is not installed here. Install PostgreSQL's client programs, of the server's version"
    " or newer (Debian and Ubuntu: postgresql-client), or back up and restore with the means of"
    " whoever runs the server; then “python -m bot restore --told” after it, before Convene starts."
)


def dump(url: str, target: Path) -> None:
    """Write Convene's tables to ``target``; raises ``BackupRefused`` where that is not possible."""
    if target.exists():
        raise BackupRefused(f"{target} is there already. Name another file, or move it away.")
    unfinished = unfinished_beside(target)
    tables = [f"--table={name}" for name in TABLES]
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MINE_ALONE))
        _run("pg_dump", [*_PLAIN, "--format=custom", f"--file={unfinished}", *tables], url)
        if not revision(unfinished):
            raise BackupRefused("The database holds no Convene.")
        take_place(unfinished, target)
    except OSError as error:
        raise BackupRefused(f"Cannot write {target}: {error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def revision(file: Path) -> str:
    """The revision at which the database stood that a dump is of; empty where it is of no Convene.

    Reading it reads the dump's list, too, so a file that was cut off is refused here.
    """
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    rows = _run("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    lines = rows.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("COPY ")]
    return lines[starts[0] + 1] if starts else ""


def put_back(url: str, file: Path, *, schema: str) -> None:
    """Replace Convene's tables by those of a dump, and leave the marker: all in one transaction."""
    with tempfile.TemporaryDirectory(prefix="convene-restore-") as folder:
        script = Path(folder) / "script.sql"
        _run("pg_restore", [*_PLAIN, f"--file={script}", str(file)])
        names = ", ".join(f'"{schema}"."{name}"' for name in [*TABLES, RESTORE_MARKER])
        _run(
            "psql",
            [
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--single-transaction",
                f"--command=DROP TABLE IF EXISTS {names} CASCADE",
                f"--file={script}",
                f'--command=CREATE TABLE "{schema}".{RESTORE_MARKER} ()',
            ],
            url,
        )


_PLAIN = ["--no-owner", "--no-privileges"]


def _run(tool: str, words: list[str], url: str = "") -> str:
    """What the program printed. Passwords travel in its environment, which nobody else can read."""
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(_NO_TOOL.format(tool=tool))
    address, password = _connection(url)
    finished = subprocess.run(  # noqa: S603 - a program of PostgreSQL, with words of our own
        [program, *words, *address],
        env=config.environment_with(**password, PGAPPNAME="convene-backup"),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        reason = redacted(finished.stderr.strip() or f"exit code {finished.returncode}")
        raise BackupRefused(f"{tool} did not work: {reason}")
    return finished.stdout


def _connection(url: str) -> tuple[list[str], dict[str, str]]:
    if not url:
        return [], {}
    parsed = make_url(url)
    # ``set`` leaves alone what is None.
    plain = parsed.set(drivername="postgresql")._replace(password=None)
    address = plain.render_as_string(hide_password=False)
    password = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    return [f"--dbname={address}"], password
