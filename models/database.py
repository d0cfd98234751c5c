"""The one way to the database: connect once, then open units of work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from sqlalchemy import CursorResult, Engine, Executable, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext, make_url
from sqlmodel import Session, SQLModel

from models.write_queue import WriteQueue

LONGEST_WAIT = 5.0
"""Seconds that a writer waits for the others of its process, and then for those of other ones."""

_open_units: ContextVar[int] = ContextVar("open_units", default=0)
_engines: dict[str, Engine] = {}
_queues: dict[str, WriteQueue] = {}
"""The queue of an SQLite file; PostgreSQL lets many write at once, and needs none."""


def connect(url: str) -> Engine:
    """Use the database at ``url`` from now on, ``sqlite:///file`` or ``postgresql://…``."""
    return use(engine_for(url))


def engine_for(url: str) -> Engine:
    """An engine for the database at ``url``, prepared as units of work need it."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    is_sqlite = parsed.get_backend_name() == "sqlite"
    # Parameters are what people typed, and a traceback in the log must not hold them.
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=not is_sqlite,
        **_POOL,
    )
    event.listen(engine, "handle_error", _hide_values)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def use(engine: Engine) -> Engine:
    """Open units of work with this engine from now on."""
    disconnect()
    if engine.dialect.name == "sqlite":
        _queues["write"] = WriteQueue(LONGEST_WAIT)
    _engines["write"] = engine
    _engines["read"] = engine.execution_options(sqlite_begin="DEFERRED")
    return engine


def disconnect() -> None:
    """Close every connection; safe to call when there is none."""
    if engine := _engines.pop("write", None):
        engine.dispose()
    _engines.clear()
    _queues.clear()


@contextmanager
def unit_of_work(*, is_long: bool = False) -> Iterator[Session]:
    """One transaction that may write:
    committed at the end of the block, undone if the block raises.

    For one that ``is_long`` the other writers of this process wait until it ends.

    Raises ``DatabaseBusy`` where others of this process write for too long.
    """
    with _turn(is_long), _session("write") as session:
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction that only reads, and so never waits for a writer."""
    with _session("read") as session:
        yield session


def waiting_writers() -> int:
    """How many threads of this process wait until they may write; none ever does on PostgreSQL."""
    return sum(len(queue) for queue in _queues.values())


def in_unit_of_work() -> bool:
    """Whether this thread has a transaction open, in which nothing may be sent."""
    return _open_units.get() > 0


def dialect_insert(
    session: Session, table: type[SQLModel] | Table
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT in the dialect of the database, which may say what happens on a conflict."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement: sqlite.Insert | postgresql.Insert = dialect.insert(table)
    return statement


def run_plain(
    session: Session,
    statement: Executable,
    parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of a session past its objects, at a third of the cost; with several sets of
    parameters once for each.

    For columns alone, and for changes of rows that the session does not hold. What the session has
    not written yet is written before.
    """
    session.flush()
    return session.connection().execute(statement, parameters)


def _turn(is_long: bool) -> AbstractContextManager[None]:
    queue = _queues.get("write")
    return nullcontext() if queue is None else queue.turn(is_long=is_long)


@contextmanager
def _session(name: str) -> Iterator[Session]:
    # Objects stay readable after the commit, because views are built from them and sent afterwards.
    token = _open_units.set(_open_units.get() + 1)
    try:
        with Session(_engines[name], expire_on_commit=False) as session:
            yield session
    finally:
        _open_units.reset(token)


def _hide_values(context: ExceptionContext) -> None:
    # PostgreSQL adds to what failed the values of the row, or of its key.
    error = context.original_exception
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None or not diagnosis.message_detail:
        return
    whole, first = str(error), str(diagnosis.message_primary)
    for known in (error, context.sqlalchemy_exception):
        if known is not None:
            known.args = tuple(str(part).replace(whole, first) for part in known.args)


_POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 10}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy's begin event issues BEGIN; the driver's own implicit one would come too late and
    # deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT * 1000:.0f}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get("sqlite_begin") == "DEFERRED":
        # It waits for nobody and cannot fail, so it goes past all that watches over statements.
        connection.connection.driver_connection.execute("BEGIN DEFERRED")
    else:
        # A deferred transaction that reads and then writes can lose another's update without an
        # error.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
