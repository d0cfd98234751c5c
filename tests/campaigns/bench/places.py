"""Databases for a bench: new ones, filled with the demo's year, on either engine."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from models.database import connect, disconnect
from tests.campaigns.bench.servers import Checkout
from tests.databases import Postgres


class Places(ABC):
    """Where databases are made."""

    name: str

    def __init__(self) -> None:
        self._number = 0
        self._filled: dict[str, str] = {}

    def filled(self, version: Checkout) -> str:
        """A database of its own with the demo's year, as this version makes it."""
        if version.name not in self._filled:
            url = self._new()
            version.fill(url)
            self._filled[version.name] = url
        return self.copy(self._filled[version.name])

    @abstractmethod
    def copy(self, url: str) -> str:
        """Another database with the same rows."""

    @abstractmethod
    def _new(self) -> str: ...

    def _next_name(self) -> str:
        self._number += 1
        return f"bench{self._number}"


class Files(Places):
    """SQLite."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def copy(self, url: str) -> str:
        source, copy = make_url(url).database, self._new()
        shutil.copyfile(str(source), str(make_url(copy).database))
        return copy

    def _new(self) -> str:
        return f"sqlite:///{self._folder / self._next_name()}.db"


class Databases(Places):
    """An embedded PostgreSQL."""

    name = "PostgreSQL"

    def __init__(self, server: Postgres) -> None:
        super().__init__()
        self._server = server

    def copy(self, url: str) -> str:
        return self._made(f" TEMPLATE {make_url(url).database}")

    def _new(self) -> str:
        return self._made("")

    def _made(self, like: str) -> str:
        name = self._next_name()
        engine = connect(self._server.url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}{like}"))
        disconnect()
        return make_url(self._server.url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def places(name: str, folder: Path) -> Iterator[Places]:
    """The databases of one engine, ``sqlite`` or ``postgresql``."""
    if name == "sqlite":
        yield Files(folder)
        return
    server = Postgres(folder / "postgres", durable=True)
    try:
        yield Databases(server)
    finally:
        server.stop()
