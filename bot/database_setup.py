"""Connects to the database as it is started with: reachable, and at the newest revision."""

import logging
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot import migrate
from bot.logs import redacted
from bot.preflight import NO_DRIVER, folder_problem
from bot.problems import BackupRefused, CannotStart
from migrations import StepRefused
from models import Organization, Person
from models.database import engine_for, reading, use

log = logging.getLogger(__name__)

RESTORE_MARKER = "restore_unfinished"
"""A table that is there from the moment at which a restore has replaced the rows until all is
decided.
"""
NOT_UP_TO_DATE = "The database is not up to date. Bring it there with: python -m bot migrate"


def opened(url: str) -> Engine:
    """The engine of a database that answers, used from now on.

    Raises ``CannotStart`` where there is none.
    """
    return use(answering(url))


def answering(url: str) -> Engine:
    """An engine of a database that answers. Raises ``CannotStart`` where there is none."""
    file = migrate.sqlite_file(url)
    if file and (problem := folder_problem(file.parent)):
        raise CannotStart(f"The database cannot be kept in {file.parent}: {problem}")
    try:
        engine = engine_for(url)
        with engine.connect():
            return engine
    except ModuleNotFoundError:
        raise CannotStart(NO_DRIVER) from None
    except DBAPIError as error:
        reason = redacted(str(error.orig)).strip()
        raise CannotStart(f"Cannot open the database of DATABASE_URL: {reason}") from None


def refuse_missing(url: str) -> None:
    """Raises ``CannotStart`` for an SQLite file that is not there: opening it would make one."""
    file = migrate.sqlite_file(url)
    if file and not file.exists():
        raise CannotStart(f"There is no database {file}.")


def prepared(url: str, *, now: Callable[[], datetime], target: str = "") -> Engine:
    """An opened database with every pending revision run, or at the revision ``target``; of an
    SQLite file a copy is kept first, for as long as that is of use.

    Raises ``CannotStart``, and changes nothing, where that fails or the database is of a newer
    Convene.
    """
    engine = opened(url)
    _refuse_half_restored(engine)
    try:
        copy = migrate.migrate(engine, now=now(), target=target)
    except (migrate.NewerDatabase, migrate.UnknownRevision) as trouble:
        raise CannotStart(str(trouble)) from None
    except (DBAPIError, BackupRefused, StepRefused, migrate.LostRows) as error:
        reason = redacted(str(getattr(error, "orig", error))).strip()
        where = f"to revision {target}" if target else "up to date"
        raise CannotStart(
            f"Cannot bring the database {where}, so it was left as it is: {reason}"
        ) from None
    if copy:
        log.warning(
            "the database was brought to revision %s; a copy from before is %s",
            target or migrate.newest(),
            copy,
        )
    return engine


def _refuse_half_restored(engine: Engine) -> None:
    """What a restore has not decided yet would be said twice."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        if sa.inspect(connection).has_table(RESTORE_MARKER):
            raise CannotStart(
                "A restore of this database was cut off. Do it again: python -m bot restore FILE,"
                " or finish it: python -m bot restore --told"
            )


def is_empty() -> bool:
    """Whether it holds neither a person nor an organization, and so no consortium."""
    with reading() as session:
        found = [
            session.exec(select(table.id).limit(1)).first() for table in (Person, Organization)
        ]
    return found == [None, None]
