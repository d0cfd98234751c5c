"""What of this machine would stop Convene, looked over before anything starts."""

import os
import ssl
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from bot import migrate
from bot.config import Settings
from bot.problems import CannotStart

NO_DRIVER = (
    "DATABASE_URL names PostgreSQL, and its driver is not installed. Install it with: "
    "pip install 'psycopg[binary]>=3.3,<4'"
)


def check(settings: Settings) -> None:
    """Raises ``CannotStart`` with everything that has to be mended first."""
    problems = [*_certificates(settings), *_libraries(settings), *_files(settings)]
    if problems:
        raise CannotStart(*problems)


def _certificates(settings: Settings) -> Iterator[str]:
    if not settings.ssl_cert_file:
        return
    try:
        ssl.create_default_context(cafile=settings.ssl_cert_file)
    except ssl.SSLError:
        yield (
            f"SSL_CERT_FILE is no file of certificates: {settings.ssl_cert_file}. It needs lines"
            " with BEGIN CERTIFICATE (PEM)."
        )
    except OSError as error:
        yield (
            f"SSL_CERT_FILE cannot be read ({error.strerror}): {settings.ssl_cert_file}. Correct"
            " the path, or leave it empty for the certificates of the system."
        )


def _libraries(settings: Settings) -> Iterator[str]:
    if settings.database_url.startswith("postgres") and find_spec("psycopg") is None:
        yield NO_DRIVER


def _files(settings: Settings) -> Iterator[str]:
    file = migrate.sqlite_file(settings.database_url)
    if file is None:
        return
    if file.is_dir():
        yield f"DATABASE_URL names a folder, {file}. Name a file in it, such as {file}/convene.db."
        return
    if problem := folder_problem(file.parent):
        yield f"The database cannot be kept in {file.parent}: {problem}"
    elif file.exists() and not os.access(file, os.R_OK | os.W_OK):
        yield (
            f"The database {file} is not the user's who runs Convene. Start it as the user whose it"
            f" is, or give it away: chown {_user()} {file}"
        )


def folder_problem(folder: Path) -> str:
    """Why no file can be written into a folder, which is made where it is missing; else nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{error.strerror}. Make the folder by hand, for the user {_user()}."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the user {_user()} may not write there. Give it away: chown {_user()} {folder}"
    return ""


def _user() -> str:
    return str(os.geteuid()) if hasattr(os, "geteuid") else "who runs Convene"
