"""Putting a backup in the place of the database, and deciding what counts as told."""

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path

import sqlalchemy as sa
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import database_lock, database_setup, migrate, sqlite_copies
from bot.backups import making, postgresql_tools
from bot.logs import redacted
from bot.problems import BackupRefused
from models import OutboxMessage
from models.database import disconnect, reading, unit_of_work
from scheduler import finding
from services import already_told
from services.already_told import Decided
from services.outbox import SearchFailed, SearchResult

SEARCHES = 3
"""How often a channel is searched where Slack wants fewer calls."""
LONGEST_WAIT_FOR_SLACK = timedelta(seconds=60)
RESTORED = ".restored"
"""What the name of the file ends in that is to take the database's place."""


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    revision: str
    """At which the backup stood; the database is at the newest now."""
    kept: Path | None
    """The database from before; None where there was none."""
    decided: Decided
    is_looked_for: bool
    """Whether Slack could be asked what stands in its channels."""


def restore(url: str, source: Path, *, now: datetime, client: WebClient | None) -> Restored:
    """Put the backup ``source`` in the place of the database.

    Only a backup that is whole and of this Convene or an older one takes it, all at once; the
    database from before is kept. Raises ``BackupRefused`` otherwise, and while Convene runs.
    """
    with database_lock.alone(url):
        file = migrate.sqlite_file(url)
        try:
            if file:
                return _restore_file(file, source, now, client)
            return _restore_dump(url, source, now, client)
        finally:
            disconnect()


def count_as_told(url: str, *, now: datetime, client: WebClient | None) -> Restored:
    """Decide what counts as told in a database that was put back by other means."""
    with database_lock.alone(url):
        engine = database_setup.opened(url)
        try:
            with engine.connect() as connection:
                standing = migrate.current(connection) or ""
            _refuse_unknown(standing)
            return _decided(engine, standing, None, now, client)
        finally:
            disconnect()


def _restore_file(file: Path, source: Path, now: datetime, client: WebClient | None) -> Restored:
    if not source.is_file():
        raise BackupRefused(f"There is no file {source}.")
    if file.exists() and file.samefile(source):
        raise BackupRefused(f"{source} is the database itself. Name a backup of it.")
    trouble = sqlite_copies.unsoundness(source)
    if trouble:
        raise BackupRefused(f"{source} is damaged: {trouble}. The database was left alone.")
    standing = sqlite_copies.revision(source)
    _refuse_unknown(standing)
    new = file.with_name(f"{file.name}{RESTORED}")
    _forget(new)
    try:
        sqlite_copies.copy(source, new)
        engine = database_setup.opened(f"sqlite:///{new}")
        done = _decided(engine, standing, None, now, client)
        disconnect()
        _make_single(new)
        kept = _keep(file, now)
        new.replace(file)
    finally:
        disconnect()
        _forget(new)
    sqlite_copies.to_disk(file.parent)
    return Restored(done.revision, kept, done.decided, done.is_looked_for)


def _restore_dump(url: str, source: Path, now: datetime, client: WebClient | None) -> Restored:
    standing = postgresql_tools.revision(source)
    _refuse_unknown(standing)
    engine = database_setup.answering(url)
    with engine.connect() as connection:
        schema = str(connection.execute(sa.text("SELECT current_schema()")).scalar())
        replaced = migrate.current(connection)
    engine.dispose()
    if replaced and replaced not in migrate.revisions():
        raise BackupRefused(
            f"{migrate.NewerDatabase(replaced)} This one would leave tables of it behind: restore"
            " with that newer version, and go down with its “migrate --to” afterwards."
        )
    kept = _free(source.with_name(f"convene.{now:%Y%m%d-%H%M%S}-before-restore.dump"))
    if replaced:
        making.write(url, kept)
    postgresql_tools.put_back(url, source, schema=schema)
    engine = database_setup.opened(url)
    return _decided(engine, standing, kept if replaced else None, now, client)


def _refuse_unknown(standing: str) -> None:
    if not standing:
        raise BackupRefused("It holds no Convene. The database was left alone.")
    if standing not in migrate.revisions():
        raise BackupRefused(str(migrate.NewerDatabase(standing)))


def _decided(
    engine: sa.Engine, standing: str, kept: Path | None, now: datetime, client: WebClient | None
) -> Restored:
    """Bring it up to date, look for what waits, decide, and take the marker away."""
    try:
        migrate.migrate(engine, now=now, keeps_copy=False)
    except (sa.exc.DBAPIError, migrate.LostRows) as error:
        reason = redacted(str(getattr(error, "orig", None) or error)).strip()
        raise BackupRefused(
            f"The backup cannot be brought up to date: {reason}. With SQLite nothing was changed;"
            " with PostgreSQL restore another backup, or the one that was kept, before you start."
        ) from None
    client = client if client and _answers(client) else None
    with reading() as session:
        messages = already_told.waiting(session, now)
    results = {message.id: _searched(client, message) for message in messages} if client else {}
    with unit_of_work(is_long=True) as session:
        decided = already_told.decide(session, results, now)
        if engine.dialect.name == "postgresql":
            session.connection().execute(
                sa.text(f"DROP TABLE IF EXISTS {database_setup.RESTORE_MARKER}")
            )
    return Restored(standing, kept, decided, client is not None)


def _answers(client: WebClient) -> bool:
    try:
        client.auth_test()
    except (SlackApiError, SlackClientError, OSError):
        return False
    return True


def _searched(client: WebClient, message: OutboxMessage) -> SearchResult:
    for _ in range(SEARCHES - 1):
        result = finding.find(client, message)
        if not isinstance(result, SearchFailed):
            return result
        time.sleep(min(result.pause, LONGEST_WAIT_FOR_SLACK).total_seconds())
    return finding.find(client, message)


def _make_single(file: Path) -> None:
    """Nothing of it may lie in a ``-wal`` when it takes its place."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    trouble = sqlite_copies.unsoundness(file)
    if trouble:
        raise BackupRefused(f"The restored database is damaged: {trouble}")
    sqlite_copies.to_disk(file)


def _keep(file: Path, now: datetime) -> Path | None:
    """Keep the database from before under a name with the date, whole; also one that is damaged.

    The file itself stays in its place until another takes it, so there is one at any moment.
    """
    if not file.exists():
        return None
    kept = _free(file.with_name(f"{file.name}.{now:%Y%m%d-%H%M%S}-before-restore"))
    with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        os.link(file, kept)
    except OSError:
        shutil.copy2(file, kept)
    rest = file.with_name(f"{file.name}-wal")
    if rest.exists():
        rest.replace(kept.with_name(f"{kept.name}-wal"))
    for ending in ("-shm", "-journal"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    return kept


def _free(file: Path) -> Path:
    """The same place, or one beside it where something is there already."""
    others = (file.with_name(f"{file.name}-{number}") for number in count(2))
    return next(place for place in chain([file], others) if not place.exists())


def _forget(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
