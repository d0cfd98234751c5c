"""Connects to the database as it is started with: reachable, and at the newest revision."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot import migrate
from bot.logs import redacted
from bot.problems import CannotStart
from models import Organization, Person
from models.database import connect, reading

log = logging.getLogger(__name__)

NO_DRIVER = (
    "DATABASE_URL names PostgreSQL, and its driver is not installed. Install it with: "
    "pip install 'psycopg[binary]>=3.3,<4'"
)


def opened(url: str) -> Engine:
    """The engine of a database that answers. Raises ``CannotStart`` where there is none."""
    if file := migrate.sqlite_file(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = connect(url)
        with engine.connect():
            return engine
    except ModuleNotFoundError:
        raise CannotStart(NO_DRIVER) from None
    except DBAPIError as error:
        reason = redacted(str(error.orig)).strip()
        raise CannotStart(f"Cannot open the database of DATABASE_URL: {reason}") from None


def prepared(url: str, *, now: Callable[[], datetime]) -> Engine:
    """An opened database with every pending revision run;
    of an SQLite file a copy is kept first.
    """
    engine = opened(url)
    try:
        copy = migrate.migrate(engine, now=now())
    except DBAPIError as error:
        reason = redacted(str(error.orig)).strip()
        raise CannotStart(
            f"Cannot bring the database up to date, so it was left as it is: {reason}"
        ) from None
    if copy:
        log.warning(
            "the database was brought to revision %s; a copy from before is %s",
            migrate.newest(),
            copy,
        )
    return engine


def is_empty() -> bool:
    """Whether it holds neither a person nor an organization, and so no consortium."""
    with reading() as session:
        found = [
            session.exec(select(table.id).limit(1)).first() for table in (Person, Organization)
        ]
    return found == [None, None]
