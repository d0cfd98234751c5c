"""Backups under fire: what a backup held is there again, whole, and nothing is said twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import select

import scheduler
from bot import backups, database_lock, database_setup, migrate, sqlite_copies
from bot.__main__ import main
from bot.backups import postgresql_tools, restoring
from bot.config import Settings
from bot.problems import BackupRefused, CannotStart
from models import Group, OutboxMessage, OutboxState, Person, metadata
from models.database import connect, disconnect, reading, unit_of_work
from services import outbox, tasks
from services.tasks import TaskDraft
from tests import factories
from tests.databases import Postgres
from tests.keys import key, to
from tests.rows import Rows, rows_of
from tests.scheduler.stand_in import StandIn, refuses, stand_in

HERE = Path(__file__).parents[2]
TUESDAY = factories.NOW
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KILLED_WRITER = """
import sys, time
from datetime import UTC, datetime
from models import Task
from models.database import connect, unit_of_work

connect(sys.argv[1])
now = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
with unit_of_work() as session:
    session.add(Task(title="Written just before the end", created_by=1, created_at=now))
with unit_of_work() as session:
    session.add(Task(title="Never finished", created_by=1, created_at=now))
    session.flush()
    print("ready", flush=True)
    time.sleep(60)
"""
OUTSIDE_OUTBOX = {
    "tasks": {"check_at"},
    "meetings": {"check_at"},
    "calls": {"check_at"},
}
"""What the scheduler writes without anybody's doing."""


@dataclass
class Home:
    """A database with the cast in it, at the newest revision, and a folder for its backups."""

    url: str
    folder: Path
    slack: StandIn

    def tick(self, now: datetime) -> None:
        scheduler.tick(lambda: now, self.slack.client)

    def rows(self) -> Rows:
        engine = connect(self.url)
        try:
            return rows_of(engine)
        finally:
            disconnect()


@pytest.fixture(params=["sqlite", "postgresql"])
def home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    url = f"sqlite:///{tmp_path / 'convene.db'}"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = _new_database(server)
        monkeypatch.setenv("PATH", f"{server.programs}:{os.environ['PATH']}")
    fill(url)
    folder = tmp_path / "kept"
    folder.mkdir()
    with stand_in() as slack:
        yield Home(url, folder, slack)
    disconnect()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """An SQLite file with the cast in it."""
    fill(f"sqlite:///{tmp_path / 'convene.db'}")
    disconnect()
    yield tmp_path / "convene.db"
    disconnect()


def tables_at_newest(engine: Engine) -> None:
    """The tables as the revisions would make them, in a moment."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            sa.text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": migrate.newest()}
        )


def tables_by_revisions(engine: Engine) -> None:
    """The same as an installation has them: what a revision can take away stands apart."""
    migrate.migrate(engine, now=TUESDAY, keeps_copy=False)


def fill(url: str, make_tables: Callable[[Engine], None] = tables_at_newest) -> None:
    """A database at the newest revision with the cast in it."""
    make_tables(connect(url))
    with unit_of_work() as session:
        group = factories.cast(session).metadata
        group.digest_from = TUESDAY - DAY


def _new_database(server: Postgres) -> str:
    engine = connect(server.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS backed_up WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE backed_up"))
    disconnect()
    return make_url(server.url).set(database="backed_up").render_as_string(hide_password=False)


def add_task(title: str, *, due_on: date) -> None:
    with unit_of_work() as session:
        ben = session.exec(select(Person).where(Person.name == "Ben Brook")).one()
        group = session.exec(select(Group)).one()
        draft = TaskDraft(title, ben, due_on=due_on, group=group)
        tasks.add(session, draft, by=ben, now=TUESDAY)


def promise(words: str, lane: str, *, now: datetime) -> None:
    with unit_of_work() as session:
        message = {"text": words, "blocks": []}
        outbox.post(session, message, to=to(lane), key=key(words.casefold()), now=now)


def state_of(words: str) -> tuple[OutboxState, dict[str, str]]:
    with reading() as session:
        wanted = select(OutboxMessage).where(OutboxMessage.key == str(key(words.casefold())))
        row = session.exec(wanted).one()
        return row.state, row.receipt


def killed_writer(url: str) -> None:
    """A process that writes, and is killed in the middle of the next transaction."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED_WRITER, url],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def plain(rows: Rows) -> Rows:
    """Without what the scheduler writes by itself."""
    return {
        table: [
            {
                name: value
                for name, value in row.items()
                if name not in OUTSIDE_OUTBOX.get(table, ())
            }
            for row in found
        ]
        for table, found in rows.items()
        if table not in ("outbox", "lanes", "circumstances", "told_reminders")
    }


def test_a_round_trip_under_fire(home: Home) -> None:
    """Written, killed, backed up, written on, restored, started: exactly what the backup held, and
    nothing is said twice.
    """
    connect(home.url)
    add_task("Due today", due_on=TUESDAY.date())
    promise("Sent before", "CMETA", now=TUESDAY - HOUR)
    home.tick(TUESDAY - HOUR)
    promise("Waits in the backup", "CMETA", now=TUESDAY)
    promise("Waits as well", "UBEN", now=TUESDAY)
    disconnect()
    killed_writer(home.url)
    backup = backups.back_up(home.url, home.folder, now=TUESDAY)
    held = home.rows()
    assert {row["title"] for row in held["tasks"]} == {"Due today", "Written just before the end"}
    # Life goes on: what waited goes out, the digest of the week and reminders come, and more is
    # written.
    connect(home.url)
    add_task("Lost with the restore", due_on=TUESDAY.date() + 2 * DAY)
    for moment in range(7 * 4):
        home.tick(TUESDAY + moment * 6 * HOUR)
        home.tick(TUESDAY + moment * 6 * HOUR + MINUTE)
    disconnect()
    posted = list(home.slack.posted)
    assert ("CMETA", "Waits in the backup") in posted
    assert sum("digest" in row["key"] for row in home.rows()["outbox"]) == 1
    killed_writer(home.url)

    back = TUESDAY + 7 * DAY - MINUTE
    done = backups.restore(home.url, backup, now=back, client=home.slack.client)

    assert plain(home.rows()) == plain(held)
    assert (done.decided.arrived, done.decided.to_send, done.decided.counted) == (2, 0, 0)
    assert done.decided.planned > 0
    keys = {row["key"] for row in home.rows()["outbox"]}
    assert keys >= {row["key"] for row in held["outbox"]}
    # The one from before is there, too, with all that was lost.
    assert done.kept is not None
    assert done.kept.stat().st_size > 0
    database_setup.prepared(home.url, now=lambda: back)
    for minute in range(4):
        home.tick(back + minute * MINUTE)
    assert home.slack.posted == posted
    # What comes later comes as ever: the digest of the next week.
    home.tick(TUESDAY + 14 * DAY)
    home.tick(TUESDAY + 14 * DAY + MINUTE)
    assert any(channel == "CMETA" for channel, _ in home.slack.posted[len(posted) :])


def test_what_stands_nowhere_in_its_channel_goes_out_after_all(home: Home) -> None:
    """A machine that broke down before it could send: nobody was told."""
    promise("Never said", "CMETA", now=TUESDAY)
    promise("Said", "C2", now=TUESDAY)
    promise("Later", "C3", now=TUESDAY + DAY)
    disconnect()
    backup = backups.back_up(home.url, home.folder, now=TUESDAY)
    connect(home.url)
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "CMETA")).one()
        session.delete(row)
    home.tick(TUESDAY + MINUTE)
    disconnect()
    done = backups.restore(home.url, backup, now=TUESDAY + 5 * MINUTE, client=home.slack.client)
    assert (done.decided.arrived, done.decided.to_send, done.decided.counted) == (1, 1, 0)
    connect(home.url)
    assert state_of("Said") == (OutboxState.SENT, {"channel": "C2", "ts": "1.000000"})
    home.tick(TUESDAY + 5 * MINUTE)
    assert [text for _, text in home.slack.posted if text in ("Said", "Never said")] == [
        "Said",
        "Never said",
    ]
    assert state_of("Later")[0] is OutboxState.READY


def test_where_slack_cannot_be_asked_it_counts_as_told(home: Home) -> None:
    promise("Waits", "CMETA", now=TUESDAY)
    disconnect()
    backup = backups.back_up(home.url, home.folder, now=TUESDAY)
    home.slack.will(refuses("invalid_auth"))
    for client in (None, home.slack.client):
        done = backups.restore(home.url, backup, now=TUESDAY + HOUR, client=client)
        assert (done.is_looked_for, done.decided.counted, done.decided.arrived) == (False, 1, 0)
    connect(home.url)
    assert state_of("Waits") == (OutboxState.SENT, {})
    home.tick(TUESDAY + HOUR)
    assert home.slack.posted == []


def test_a_channel_that_may_not_be_read_counts_as_told_and_the_others_are_looked_at(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "LONGEST_WAIT_FOR_SLACK", timedelta())
    promise("Closed", "C1", now=TUESDAY)
    promise("Crowded", "C2", now=TUESDAY)
    promise("Open", "C3", now=TUESDAY)
    disconnect()
    backup = backups.back_up(home.url, home.folder, now=TUESDAY)
    limits = [refuses("ratelimited")] * 3
    home.slack.will(None, refuses("missing_scope"), *limits, None)
    done = backups.restore(home.url, backup, now=TUESDAY + HOUR, client=home.slack.client)
    assert (done.decided.counted, done.decided.to_send) == (2, 1)
    connect(home.url)
    assert [state_of(words)[0] for words in ("Closed", "Crowded", "Open")] == [
        OutboxState.SENT,
        OutboxState.SENT,
        OutboxState.READY,
    ]


def test_nothing_is_restored_while_convene_runs_nor_started_meanwhile(home: Home) -> None:
    disconnect()
    backup = backups.back_up(home.url, home.folder, now=TUESDAY)
    before = home.rows()
    running = pytest.raises(BackupRefused, match="Convene is running with this database")
    with database_lock.shared(home.url), database_lock.shared(home.url), running:
        backups.restore(home.url, backup, now=TUESDAY, client=None)
    with database_lock.alone(home.url):
        with (
            pytest.raises(CannotStart, match="is being restored or copied"),
            database_lock.shared(home.url),
        ):
            raise AssertionError("started")
        with (
            pytest.raises(BackupRefused, match="Convene is running"),
            database_lock.alone(home.url),
        ):
            raise AssertionError("restored twice")
    assert home.rows() == before
    backups.restore(home.url, backup, now=TUESDAY, client=None)


def test_a_process_that_was_killed_holds_no_lock(home: Home) -> None:
    program = (
        "import sys, time\n"
        "from bot import database_lock\n"
        "with database_lock.shared(sys.argv[1]):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
    )
    disconnect()
    holder = subprocess.Popen(
        [sys.executable, "-c", program, home.url], cwd=HERE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    with pytest.raises(BackupRefused), database_lock.alone(home.url):
        pass
    holder.kill()
    holder.communicate()
    for attempt in range(100):
        try:
            with database_lock.alone(home.url):
                return
        except BackupRefused:
            # PostgreSQL notices a moment later that its client is gone.
            assert attempt < 99


def test_an_older_backup_is_brought_up_and_a_newer_one_refused(home: Home) -> None:
    disconnect()
    if database := make_url(home.url).database if home.url.startswith("sqlite") else None:
        Path(database).unlink()
        fill(home.url, tables_by_revisions)
    engine = connect(home.url)
    migrate.migrate(engine, now=TUESDAY, target="0018", keeps_copy=False)
    disconnect()
    old = backups.back_up(home.url, home.folder / "old", now=TUESDAY)
    done = backups.restore(home.url, old, now=TUESDAY, client=None)
    assert done.revision == "0018"
    engine = connect(home.url)
    with engine.begin() as connection:
        assert migrate.current(connection) == migrate.newest()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))
    disconnect()
    new = backups.back_up(home.url, home.folder / "new", now=TUESDAY)
    before = home.rows()
    with pytest.raises(BackupRefused, match="is of a newer Convene"):
        backups.restore(home.url, new, now=TUESDAY, client=None)
    assert home.rows() == before


def test_a_backup_never_takes_the_place_of_a_file(home: Home) -> None:
    disconnect()
    there = home.folder / "there"
    there.write_text("a letter")
    with pytest.raises(BackupRefused, match="is there already"):
        backups.back_up(home.url, there, now=TUESDAY)
    made = backups.back_up(home.url, home.folder / "new" / "one", now=TUESDAY)
    named = backups.back_up(home.url, home.folder, now=TUESDAY)
    assert named.name.startswith("convene-20261124-143000.")
    assert [path.stat().st_mode & 0o777 for path in (made, named)] == [0o600, 0o600]
    assert sorted(path.name for path in home.folder.iterdir()) == [named.name, "new", "there"]
    with pytest.raises(BackupRefused, match="no file"):
        backups.restore(home.url, home.folder / "nothing", now=TUESDAY, client=None)
    with pytest.raises(BackupRefused):
        backups.restore(home.url, there, now=TUESDAY, client=None)


def test_a_backup_is_made_each_day_and_so_many_are_kept(home: Home) -> None:
    disconnect()
    settings = Settings(
        database_url=home.url, backup_folder=str(home.folder / "daily"), backups_kept=2
    )
    (home.folder / "daily").mkdir()
    (home.folder / "daily" / "convene-by-hand.db").touch()
    made = [backups.back_up_today(settings, now=TUESDAY + day * DAY) for day in (0, 0, 1, 2, 3)]
    assert [path is not None for path in made] == [True, False, True, True, True]
    assert [path.stem for path in backups.made(settings)] == [
        "convene-2026-11-26",
        "convene-2026-11-27",
    ]
    assert (home.folder / "daily" / "convene-by-hand.db").exists()
    off = replace(settings, backups_kept=0)
    assert (backups.folder(off), backups.back_up_today(off, now=TUESDAY + 9 * DAY)) == (None, None)


def test_two_installations_share_no_folder_of_backups(home: Home) -> None:
    disconnect()
    folder = home.folder / "shared"
    settings = Settings(database_url=home.url, backup_folder=str(folder))
    assert backups.back_up_today(settings, now=TUESDAY, owner="T1 UBOT")
    with pytest.raises(BackupRefused, match=r"of another installation \(T1 UBOT, and this is T2"):
        backups.back_up_today(settings, now=TUESDAY + DAY, owner="T2 UBOT")
    # Before Slack has told who this is, a backup is better than none.
    assert backups.back_up_today(settings, now=TUESDAY + DAY)
    assert backups.back_up_today(settings, now=TUESDAY + 2 * DAY, owner="T1 UBOT")
    assert len(backups.made(settings)) == 3


def test_an_empty_mark_counts_as_none(home: Home) -> None:
    disconnect()
    folder = home.folder / "shared"
    folder.mkdir()
    (folder / "convene-owner").write_text("\n")
    settings = Settings(database_url=home.url, backup_folder=str(folder))
    assert backups.back_up_today(settings, now=TUESDAY, owner="T1 UBOT")
    assert (folder / "convene-owner").read_text() == "T1 UBOT\n"
    assert not list(folder.glob("convene-owner?*"))
    with pytest.raises(BackupRefused, match="of another installation"):
        backups.back_up_today(settings, now=TUESDAY + DAY, owner="T2 UBOT")
    assert (folder / "convene-owner").read_text() == "T1 UBOT\n"


def test_nothing_old_is_deleted_while_nobody_knows_whose_it_is(home: Home) -> None:
    disconnect()
    settings = Settings(
        database_url=home.url, backup_folder=str(home.folder / "shared"), backups_kept=1
    )
    assert backups.back_up_today(settings, now=TUESDAY, owner="T1 UBOT")
    assert backups.back_up_today(settings, now=TUESDAY + DAY)
    assert len(backups.made(settings)) == 2
    assert backups.back_up_today(settings, now=TUESDAY + 2 * DAY, owner="T1 UBOT")
    assert len(backups.made(settings)) == 1


def test_what_a_killed_process_left_unfinished_goes_after_a_day(file: Path) -> None:
    folder = file.parent / "backups"
    folder.mkdir()
    names = (
        folder / "convene-2026-11-23.db.0123abcd.part",
        file.with_name(f"{file.name}.20261123-080000-before-0020.89abcdef.part"),
    )
    others = (folder / "convene-mine.part", folder / "other.db.0123abcd.part")
    fresh = folder / "convene-2026-11-24.db.0123abce.part"
    for path in (*names, *others, fresh):
        path.touch()
    for path in (*names, *others):
        os.utime(path, (0, time.time() - sqlite_copies.ABANDONED - 60))
    daily = backups.DailyBackups(Settings(database_url=f"sqlite:///{file}"), now=lambda: TUESDAY)
    daily._make()
    assert [path.exists() for path in (*names, *others, fresh)] == [False, False, True, True, True]


def test_by_itself_a_backup_lies_beside_an_sqlite_file_and_nowhere_for_postgresql() -> None:
    assert backups.folder(Settings()) == Path("var/backups")
    assert backups.folder(Settings(database_url="postgresql://h/x")) is None


def test_the_log_of_a_crashed_process_does_not_undo_a_restore(file: Path) -> None:
    """What lies in a ``-wal`` from before belongs to the file from before."""
    url = f"sqlite:///{file}"
    backup = backups.back_up(url, file.with_name("backup.db"), now=TUESDAY)
    killed_writer(url)
    assert file.with_name("convene.db-wal").stat().st_size > 0
    done = backups.restore(url, backup, now=TUESDAY, client=None)
    assert done.kept is not None
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "backup.db",
        "convene.db",
        "convene.db.20261124-143000-before-restore",
        "convene.db.lock",
    ]
    assert titles(file) == []
    assert titles(done.kept) == ["Written just before the end"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_database_is_kept_with_its_log_and_replaced(file: Path) -> None:
    url = f"sqlite:///{file}"
    backup = backups.back_up(url, file.with_name("backup.db"), now=TUESDAY)
    killed_writer(url)
    file.write_bytes(b"no database any more" * 500)
    done = backups.restore(url, backup, now=TUESDAY, client=None)
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"no database any more")
    assert done.kept.with_name(f"{done.kept.name}-wal").exists()
    assert not file.with_name("convene.db-wal").exists()
    assert titles(file) == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:20000]), "is damaged"),
        (lambda path: path.write_bytes(b"x" * 4096), "is damaged: file is not a database"),
        (lambda path: path.write_bytes(b""), "holds no Convene"),
        (lambda path: lose_a_row(path), r"is damaged: rows of \w+ point nowhere"),
        (lambda path: path.unlink(), "There is no file"),
    ],
    ids=["cut off", "no database", "empty", "lost rows", "gone"],
)
def test_a_backup_that_is_not_sound_leaves_the_database_alone(
    file: Path, spoil: object, words: str
) -> None:
    url = f"sqlite:///{file}"
    backup = backups.back_up(url, file.with_name("backup.db"), now=TUESDAY)
    assert callable(spoil)
    spoil(backup)
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match=words):
        backups.restore(url, backup, now=TUESDAY, client=None)
    assert file.read_bytes() == before
    assert not [*file.parent.glob("*before-restore*"), *file.parent.glob("*.restored*")]


def test_the_database_is_no_backup_of_itself(file: Path) -> None:
    with pytest.raises(BackupRefused, match="is the database itself"):
        backups.restore(f"sqlite:///{file}", file, now=TUESDAY, client=None)


def test_a_damaged_database_is_not_backed_up_as_if_it_were_sound(file: Path) -> None:
    lose_a_row(file)
    target = file.with_name("backup.db")
    with pytest.raises(BackupRefused, match="is damaged, so no copy was made of it"):
        backups.back_up(f"sqlite:///{file}", target, now=TUESDAY)
    assert not [*file.parent.glob("backup.db*")]


def test_a_raw_copy_with_its_log_can_be_restored_too(file: Path) -> None:
    url = f"sqlite:///{file}"
    killed_writer(url)
    raw = file.with_name("raw.db")
    for ending in ("", "-wal"):
        raw.with_name(f"raw.db{ending}").write_bytes(
            file.with_name(f"convene.db{ending}").read_bytes()
        )
    backups.restore(url, raw, now=TUESDAY, client=None)
    assert titles(file) == ["Written just before the end"]


def test_a_dump_that_was_cut_off_is_refused(home: Home) -> None:
    disconnect()
    if home.url.startswith("sqlite"):
        pytest.skip("a test of PostgreSQL")
    backup = backups.back_up(home.url, home.folder / "x.dump", now=TUESDAY)
    backup.write_bytes(backup.read_bytes()[:3000])
    before = home.rows()
    with pytest.raises(BackupRefused, match="pg_restore did not work"):
        backups.restore(home.url, backup, now=TUESDAY, client=None)
    assert home.rows() == before


def test_a_restore_of_postgresql_that_was_cut_off_is_not_started(home: Home) -> None:
    disconnect()
    if home.url.startswith("sqlite"):
        pytest.skip("a test of PostgreSQL")
    engine = connect(home.url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE restore_unfinished ()"))
    promise("Waits", "C1", now=TUESDAY)
    with pytest.raises(CannotStart, match="A restore of this database was cut off"):
        database_setup.prepared(home.url, now=lambda: TUESDAY)
    disconnect()
    done = backups.count_as_told(home.url, now=TUESDAY, client=None)
    assert done.decided.counted == 1
    database_setup.prepared(home.url, now=lambda: TUESDAY)


def test_others_that_are_connected_are_named(home: Home) -> None:
    disconnect()
    if home.url.startswith("sqlite"):
        pytest.skip("a test of PostgreSQL")
    other = database_setup.answering(f"{home.url}&application_name=psql")
    named = pytest.raises(BackupRefused, match=r"connected.*: psql \(1\)")
    with other.connect(), named, database_lock.alone(home.url):
        pass
    other.dispose()


def test_a_password_stands_in_no_argument_of_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[list[str], dict[str, str]]] = []

    def run(words: list[str], *, env: dict[str, str], **_how: object) -> object:
        calls.append((words, env))
        return subprocess.CompletedProcess(words, 1, "", "not today")

    monkeypatch.setattr(postgresql_tools.subprocess, "run", run)
    monkeypatch.setattr(postgresql_tools.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    with pytest.raises(BackupRefused, match="not today"):
        postgresql_tools.dump("postgresql://convene:s3cret@db.example/convene", tmp_path / "x")
    [(words, env)] = calls
    assert env["PGPASSWORD"] == "s3cret"
    assert [word for word in words if "s3cret" in word] == []
    assert "--dbname=postgresql://convene@db.example/convene" in words


def test_who_is_second_leaves_the_backup_of_the_first_alone(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "same.db"
    mine, theirs = (sqlite_copies.unfinished_beside(target) for _ in range(2))
    assert mine != theirs
    mine.write_text("whole")
    theirs.write_text("late")
    sqlite_copies.take_place(mine, target)
    with pytest.raises(BackupRefused, match="another was first"):
        sqlite_copies.take_place(theirs, target)
    assert target.read_text() == "whole"


def test_a_log_that_cannot_be_read_is_not_left_out_in_silence(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect_to = sqlite3.connect

    class ReadOnly:
        def execute(self, _statement: str) -> None:
            raise sqlite3.OperationalError("attempt to write a readonly database")

        def close(self) -> None:
            pass

    def only_reading(address: str, *, uri: bool) -> Any:
        return ReadOnly() if "mode=rw" in address else connect_to(address, uri=uri)

    monkeypatch.setattr(sqlite_copies.sqlite3, "connect", only_reading)
    assert sqlite_copies.revision(file) == migrate.newest()
    file.with_name(f"{file.name}-wal").write_bytes(b"the last changes")
    assert "copy both files" in sqlite_copies.unsoundness(file)


def test_without_postgresqls_programs_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="pg_dump is not installed here"):
        backups.back_up("postgresql://h/x", tmp_path / "x.dump", now=TUESDAY)
    assert [*tmp_path.iterdir()] == []


def titles(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [str(row[0]) for row in connection.execute("SELECT title FROM tasks")]


def lose_a_row(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM organizations WHERE key = 'tunxis'")
        connection.commit()


def convene(*words: str | Path, **settings: str) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=settings)


def test_the_commands(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    url = {"DATABASE_URL": "sqlite:///convene.db"}
    connect(f"sqlite:///{file}")
    promise("Waits", "C1", now=datetime.now(UTC))
    disconnect()
    made = convene("backup", "kept.db", **url)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout.startswith("kept.db holds everything up to now (")
    again = convene("backup", "kept.db", **url)
    assert (again.exit_code, again.stderr) == (
        2,
        "kept.db is there already. Name another file, or move it away.\n",
    )
    back = convene("restore", "kept.db", **url)
    assert (back.exit_code, back.stderr) == (0, "")
    lines = back.stdout.splitlines()
    assert lines[0] == f"The database is what kept.db holds, at revision {migrate.newest()}."
    assert lines[1].startswith("The database from before is kept as convene.db.20")
    assert lines[2:4] == [
        "Slack could not be asked what stands in its channels.",
        "1 of 1 waiting messages cannot be looked for, and count as told.",
    ]
    assert lines[-1] == "Start Convene when you are ready."
    for words in (("restore",), ("restore", "kept.db", "--told")):
        wrong = convene(*words, **url)
        assert (wrong.exit_code, "Name the backup, or say --told." in wrong.stderr) == (2, True)
    by_hand = convene("restore", "--told", **url)
    assert (by_hand.exit_code, "kept as" in by_hand.stdout) == (0, False)
    with database_lock.shared(url["DATABASE_URL"]):
        assert convene("backup", "while-running.db", **url).exit_code == 0
        running = convene("restore", "kept.db", **url)
    assert (running.exit_code, running.stderr) == (2, f"{database_lock.IN_USE}\n")
    nowhere = convene("backup", "x.db", DATABASE_URL="sqlite:///nowhere/convene.db")
    assert (nowhere.exit_code, "There is no database" in nowhere.stderr) == (2, True)


def test_while_convene_runs_the_backup_of_today_is_made(file: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{file}")
    daily = backups.DailyBackups(settings, now=lambda: TUESDAY, owner=lambda: "T1 UBOT")
    daily.start()
    made = file.parent / "backups" / "convene-2026-11-24.db"
    deadline = time.monotonic() + 20
    while not made.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    daily.stop()
    assert backups.made(settings) == [made]
    assert titles(made) == []
    assert (made.parent / "convene-owner").read_text() == "T1 UBOT\n"


def test_a_backup_of_today_that_fails_is_logged(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file.parent / "backups").write_text("no folder")
    daily = backups.DailyBackups(Settings(database_url=f"sqlite:///{file}"), now=lambda: TUESDAY)
    daily.start()
    deadline = time.monotonic() + 20
    while not caplog.records and time.monotonic() < deadline:
        time.sleep(0.02)
    daily.stop()
    assert "the backup of today could not be made: Cannot make the folder" in caplog.text
