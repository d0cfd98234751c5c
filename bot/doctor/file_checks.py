"""Checks of the files of an installation."""

from pathlib import Path

from bot import migrate
from bot.config import DOTENV
from bot.doctor.installation import CheckFailed, Installation

BEYOND_ITS_USER = 0o077
"""What a file's mode allows to anybody but its user."""


def check_private_files(installation: Installation) -> str:
    """``.env`` holds tokens, and the database names and addresses."""
    database = migrate.sqlite_file(installation.settings.database_url)
    files = [file for file in (DOTENV, database) if file and file.exists()]
    if not files:
        return "There is neither a file .env nor a database file."
    open_files = [file for file in files if file.stat().st_mode & BEYOND_ITS_USER]
    if open_files:
        shown = ", ".join(f"{file} ({_mode(file)})" for file in open_files)
        raise CheckFailed(
            f"Other users of this machine may read or change {shown}.",
            f"chmod 600 {' '.join(map(str, open_files))}",
        )
    return f"Only their user may read {' and '.join(map(str, files))}."


def _mode(file: Path) -> str:
    return f"{file.stat().st_mode & 0o777:o}"
