"""Fixtures that every test may use:
real databases, a strict stand-in for Slack, and the bot between them.
"""

import fcntl
import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import metadata, reach
from models.database import connect, disconnect, unit_of_work
from tests import compiled_routes, migrated_files
from tests.databases import Postgres, Sqlite

if TYPE_CHECKING:
    from tests.running import Convene

compiled_routes.keep()
migrated_files.keep()

BOTH = ("sqlite", "postgresql")
TOLD = (("sqlite", "socket"), ("postgresql", "http"))
"""The databases, and the ways to Slack, with which each story is told: each database and each way,
since no code knows of both.
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: programs are waited for, and databases."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end, so the collector of garbage need not go through it.

    Nor need it go often through what tests make, which mostly goes away by itself.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)


LONG = ("tests/upgrades/", "tests/campaigns/", "tests/demo/", "tests/bot/test_run.py")
"""What takes long begins first, lest one process is at it when all others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "convene" in metafunc.fixturenames:
        metafunc.parametrize(("database", "way"), TOLD, indirect=["database"])
    elif "database" in metafunc.fixturenames and not _names_its_database(metafunc):
        metafunc.parametrize("database", BOTH, indirect=True)


def _names_its_database(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any(mark.args[0] == "database" for mark in marks)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """An embedded PostgreSQL server of this test process,
    started when the first test asks for it.
    """
    # Not below pytest's own folder: each run of pytest closes that to others, and for root the
    # server is one.
    with tempfile.TemporaryDirectory(
        prefix="convene-postgres-", ignore_cleanup_errors=True
    ) as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """The SQLite file of this test process."""
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def demo_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the demo's year up to ``NOW``, told once for all processes of a run.

    Each test module takes a copy.
    """
    from demo import loader
    from tests.factories import NOW

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    file, begun = folder / "demo-year.db", folder / "demo-year.begun.db"
    with (folder / "demo-year.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            begun.unlink(missing_ok=True)
            metadata.create_all(connect(f"sqlite:///{begun}"))
            loader.load(now=NOW)
            disconnect()
            begun.rename(file)
    return file


@pytest.fixture(scope="session", autouse=True)
def _rows_of_the_cast() -> None:
    """Decided before the first test, so that nothing of a test is in them."""
    from tests.factories import cast_rows

    cast_rows()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database with all tables, connected;
    each test that takes it runs on both engines.
    """
    home: Sqlite | Postgres = request.getfixturevalue(
        "sqlite" if request.param == "sqlite" else "postgres"
    )
    yield home.emptied()
    disconnect()


@pytest.fixture
def reach_of_the_process() -> Iterator[None]:
    """What a test sets up about media holds in that test alone."""
    yield
    reach.set_up(reach.Reach())


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A unit of work for tests of services; committed at the end, so that constraints speak."""
    with unit_of_work() as opened:
        yield opened


@pytest.fixture
def convene(database: Engine, way: str) -> Iterator["Convene"]:
    """The bot and the sandbox, with the cast of
    ``tests.factories`` in the database and in Slack.
    """
    # Bolt, Flask and the sandbox are loaded only for the tests that tell a story.
    from tests.factories import cast
    from tests.running import running

    with unit_of_work() as session:
        people = cast(session)
    with running(people, way=way) as started:
        yield started
