"""The one way to the database: connect once, then open units of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel

_open_units: ContextVar[int] = ContextVar("open_units", default=0)
_engines: dict[str, Engine] = {}


def connect(url: str) -> Engine:
    """Use the database at ``url`` from now on, ``sqlite:///file`` or ``postgresql://…``."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    is_sqlite = parsed.get_backend_name() == "sqlite"
    # Parameters are what people typed, and a traceback in the log must not hold them.
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=not is_sqlite,
        **({} if is_sqlite else _POSTGRES_POOL),
    )
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    disconnect()
    _engines["write"] = engine
    _engines["read"] = engine.execution_options(sqlite_begin="DEFERRED")
    return engine


def disconnect() -> None:
    """Close every connection; safe to call when there is none."""
    if engine := _engines.pop("write", None):
        engine.dispose()
    _engines.clear()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction that may write:
    committed at the end of the block, undone if the block raises.
    """
    with _session("write") as session:
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction that only reads, and so never waits for a writer."""
    with _session("read") as session:
        yield session


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


@contextmanager
def _session(name: str) -> Iterator[Session]:
    # Objects stay readable after the commit, because views are built from them and sent afterwards.
    token = _open_units.set(_open_units.get() + 1)
    try:
        with Session(_engines[name], expire_on_commit=False) as session:
            yield session
    finally:
        _open_units.reset(token)


_POSTGRES_POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 10}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy's begin event issues BEGIN; the driver's own implicit one would come too late and
    # deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A deferred transaction that reads and then writes can lose another's update without an error.
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
