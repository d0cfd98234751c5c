"""The command line: what it prints, how it ends, and that it loads only what it needs."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import database_lock
from bot.__main__ import main
from models.release import release

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "demo",
    "doctor",
    "export",
    "health",
    "import",
    "manifest",
    "migrate",
    "run",
    "sandbox",
    "scheduler",
    "web",
}


def convene(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


def test_help_names_every_command() -> None:
    result = convene("--help")
    assert result.exit_code == 0
    assert set(main.commands) >= COMMANDS
    assert all(name in result.stdout for name in main.commands)


def test_the_version_is_told_in_one_line() -> None:
    result = convene("--version")
    assert (result.exit_code, result.stdout) == (0, f"Convene {release()}\n")


def test_bad_settings_are_told_all_at_once_and_end_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = convene("run", PORT="many", SLACK_MODE="fax")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Convene cannot start:\n"
        "- SLACK_MODE must be one of socket, http, not 'fax'.\n"
        "- PORT must be a number from 1 to 65535, not 'many'.\n"
    )


@pytest.mark.parametrize("command", ["web", "scheduler"])
def test_a_process_of_many_needs_a_slack(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = convene(command)
    assert result.exit_code == 2
    assert "SLACK_BOT_TOKEN is not set" in result.stderr


def test_migrate_makes_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        result = convene("migrate", DATABASE_URL="sqlite:///made/convene.db")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith("The database is at revision 0")
    assert (tmp_path / "made" / "convene.db").exists()


def test_migrate_goes_to_a_revision_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"DATABASE_URL": "sqlite:///convene.db"}
    convene("migrate", **given)
    assert convene("migrate", "--to", "0018", **given).stdout == (
        "The database is at revision 0018.\n"
    )
    refused = convene("migrate", "--to", "0077", **given)
    assert refused.exit_code == 2
    assert "There is no revision 0077" in refused.stderr
    with database_lock.shared(given["DATABASE_URL"]):
        running = convene("migrate", "--to", "0017", **given)
    assert (running.exit_code, running.stderr) == (2, f"{database_lock.IN_USE}\n")
    assert convene("migrate", **given).exit_code == 0
    assert len([*tmp_path.glob("convene.db.*-before-*")]) == 2


def test_a_newer_database_is_said_each_time_and_fills_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"DATABASE_URL": "sqlite:///convene.db"}
    convene("migrate", **given)
    with closing(sqlite3.connect("convene.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9998'")
        connection.commit()
    for _ in range(2):
        result = convene("migrate", **given)
        assert result.exit_code == 2
        assert "This database is of a newer Convene: it stands at revision 9998" in result.stderr
    assert [*tmp_path.glob("*-before-*")] == []


def test_a_database_that_is_none_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.db").write_text(
        "shopping list, and some more so that it is long enough to be read\n" * 9
    )
    result = convene("migrate", DATABASE_URL="sqlite:///notes.db")
    assert result.exit_code == 2
    assert "Cannot open the database of DATABASE_URL: file is not a database" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_postgresql_that_is_away_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = convene("migrate", DATABASE_URL="postgresql://convene:hunter2@127.0.0.1:1/convene")
    assert result.exit_code == 2
    assert "Cannot open the database of DATABASE_URL" in result.stderr
    assert "hunter2" not in result.stderr


def test_the_manifest_is_printed_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = convene("manifest")
    assert printed.exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert convene("manifest", "--check").exit_code == 1
    Path("manifest.json").write_text(printed.stdout, encoding="utf-8")
    assert convene("manifest", "--check").exit_code == 0
    Path("manifest.json").write_text(printed.stdout.replace("/wg", "/group"), encoding="utf-8")
    differing = convene("manifest", "--check")
    assert (differing.exit_code, differing.stderr) == (
        1,
        "Error: manifest.json differs from the routes. Write it anew with: make manifest\n",
    )


def test_the_manifest_for_http_wants_a_public_address() -> None:
    refused = convene("manifest", "--http", "http://localhost")
    assert refused.exit_code == 2
    assert "begins with https://" in refused.stderr
    assert (
        '"request_url": "https://a.example/slack/events"'
        in convene("manifest", "--http", "https://a.example").stdout
    )


def test_the_link_is_one_line() -> None:
    assert convene("manifest", "--link").stdout.startswith(
        "https://api.slack.com/apps?new_app=1&manifest_json="
    )


@pytest.mark.parametrize(
    ("words", "not_loaded"),
    [
        (
            ["--version"],
            {"sqlalchemy", "slack_sdk", "flask", "alembic", "dotenv", "psycopg", "apscheduler"},
        ),
        (
            ["--help"],
            {"sqlalchemy", "slack_sdk", "flask", "alembic", "dotenv", "psycopg", "apscheduler"},
        ),
        (["manifest"], {"alembic", "psycopg", "apscheduler", "flask", "waitress"}),
        (["migrate", "--help"], {"sqlalchemy", "alembic"}),
    ],
)
def test_a_command_loads_only_what_it_needs(words: list[str], not_loaded: set[str]) -> None:
    program = [sys.executable, "-X", "importtime", "-m", "bot", *words]
    result = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = (line for line in result.stderr.splitlines() if line.startswith("import time:"))
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert loaded & not_loaded == set()
    assert "click" in loaded
