"""Copying everything between SQLite and PostgreSQL, row by row."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from bot import database_copy, database_lock
from bot.__main__ import main
from bot.problems import BackupRefused
from models import Circumstances, DigestedReminder, Lane, metadata
from models.database import connect, disconnect, engine_for, unit_of_work
from tests.bot.test_backups import fill, tables_at_newest
from tests.databases import Postgres
from tests.factories import NOW
from tests.rows import rows_of


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, demo_year: Path) -> str:
    """An SQLite database with the demo's year, and texts that languages order differently."""
    file = shutil.copy(demo_year, tmp_path_factory.mktemp("full") / "convene.db")
    tables_at_newest(connect(url := f"sqlite:///{file}"))
    with unit_of_work() as session:
        for name in ("a", "B", "_", "é", "Z", "mail:1"):
            session.add(Lane(name=name, next_at=NOW + timedelta(microseconds=1)))
            session.add(DigestedReminder(key=name, digest_key="x"))
        session.add(Circumstances(person_id=1, digest="x"))
        # What a later version wrote, and this one does not know.
        session.connection().execute(
            sa.text('UPDATE group_reminders SET task_days = \'["on", "sometime"]\'')
        )
    disconnect()
    return url


@pytest.fixture
def targets(postgres: Postgres, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty database of each kind."""
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS copied WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE copied"))
    engine.dispose()
    address = make_url(postgres.url).set(database="copied")
    urls = {
        "postgresql": address.render_as_string(hide_password=False),
        "sqlite": f"sqlite:///{tmp_path / 'copied.db'}",
    }
    for url in urls.values():
        tables_at_newest(connect(url))
    yield urls
    disconnect()


@pytest.fixture
def engine_of() -> Iterator[Callable[[str], Engine]]:
    """Engines that are gone after the test."""
    made: list[Engine] = []

    def engine_of(url: str) -> Engine:
        made.append(engine_for(url))
        return made[-1]

    yield engine_of
    for engine in made:
        engine.dispose()


EngineOf = Callable[[str], Engine]


def test_there_and_back_again_row_by_row(
    full: str, targets: dict[str, str], engine_of: EngineOf
) -> None:
    counts = database_copy.copy(engine_of(full), engine_of(targets["postgresql"]))
    assert sum(counts.values()) > 5000
    again = database_copy.copy(engine_of(targets["postgresql"]), engine_of(targets["sqlite"]))
    assert again == counts
    assert set(counts) == {table.name for table in metadata.sorted_tables}
    assert rows_of(engine_of(targets["sqlite"])) == rows_of(engine_of(full))
    # The next row gets an id that none has.
    connect(targets["postgresql"])
    with unit_of_work() as session:
        for table in metadata.sorted_tables:
            if [column.name for column in table.primary_key] == ["id"]:
                sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
                following = session.execute(sa.select(sa.func.nextval(sequence))).scalar_one()
                newest = session.execute(sa.select(sa.func.max(table.c.id))).scalar_one()
                # What is the only row of its table has no sequence.
                assert following == (None if table.c.id.default else (newest or 0) + 1)


def test_a_database_that_holds_anything_is_not_filled(
    full: str, targets: dict[str, str], engine_of: EngineOf
) -> None:
    connect(targets["sqlite"])
    with unit_of_work() as session:
        session.add(Lane(name="C1", next_at=NOW))
    disconnect()
    before = rows_of(engine_of(targets["sqlite"]))
    with pytest.raises(BackupRefused, match=r"holds rows already \(lanes\)"):
        database_copy.copy(engine_of(full), engine_of(targets["sqlite"]))
    assert rows_of(engine_of(targets["sqlite"])) == before


def test_a_row_that_differs_undoes_all(
    full: str, targets: dict[str, str], engine_of: EngineOf
) -> None:
    target = engine_of(targets["sqlite"])
    with target.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER t AFTER INSERT ON tasks WHEN NEW.id = 3 BEGIN"
                " UPDATE tasks SET title = 'spoiled' WHERE id = 3; END"
            )
        )
    with pytest.raises(BackupRefused, match="Row 3 of tasks differs in the copy"):
        database_copy.copy(engine_of(full), target)
    assert all(rows == [] for rows in rows_of(target).values())


def test_what_the_other_database_refuses_undoes_all(
    full: str, targets: dict[str, str], engine_of: EngineOf
) -> None:
    target = engine_of(targets["postgresql"])
    with target.begin() as connection:
        connection.execute(sa.text("ALTER TABLE tasks ADD CHECK (id <> 3)"))
    with pytest.raises(BackupRefused, match="The rows could not be copied, so none was:"):
        database_copy.copy(engine_of(full), target)
    assert all(rows == [] for rows in rows_of(target).values())


def convene(*words: str, **settings: str) -> Result:
    return CliRunner().invoke(main, words, env=settings)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine_of: EngineOf) -> None:
    monkeypatch.chdir(tmp_path)
    fill("sqlite:///convene.db")
    disconnect()
    given = {"DATABASE_URL": "sqlite:///convene.db"}
    done = convene("copy", "--to", "sqlite:///other/new.db", **given)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "rows of" in done.stdout
    assert "were copied and compared." in done.stdout
    source, target = (
        rows_of(engine_of(url)) for url in ("sqlite:///convene.db", "sqlite:///other/new.db")
    )
    assert source == target
    refusals = {
        "sqlite:///other/new.db": "holds rows already",
        "sqlite:///./convene.db": "is the database of DATABASE_URL itself",
        "mysql://x": "It must look like",
    }
    for url, words in refusals.items():
        refused = convene("copy", "--to", url, **given)
        assert (refused.exit_code, words in refused.stderr) == (2, True)
    with database_lock.shared("sqlite:///convene.db"):
        running = convene("copy", "--to", "sqlite:///third.db", **given)
    assert (running.exit_code, running.stderr) == (2, f"{database_lock.IN_USE}\n")
    without = convene("copy", **given)
    assert (without.exit_code, "set COPY_TO, or say --to" in without.stderr) == (2, True)
    unseen = convene("copy", COPY_TO="sqlite:///unseen.db", **given)
    assert (unseen.exit_code, (tmp_path / "unseen.db").exists()) == (0, True)
    refused = convene("copy", COPY_TO="mysql://x", **given)
    assert (refused.exit_code, "COPY_TO: It must look like" in refused.stderr) == (2, True)
    missing = convene("copy", "--to", "sqlite:///x.db", DATABASE_URL="sqlite:///no.db")
    assert (missing.exit_code, "There is no database no.db" in missing.stderr) == (2, True)
    assert not (tmp_path / "no.db").exists()
