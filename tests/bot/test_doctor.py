"""The doctor: each check says ok where all is well,
and what is wrong and how to mend it where it is not.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from slack_sdk import WebClient
from sqlmodel import select

import handlers
from bot import backups, database_setup, doctor, migrate
from bot.__main__ import main
from bot.clock import system_clock
from bot.config import BadSettings, Settings
from bot.manifest import manifest
from models import OutboxMessage, OutboxOp, OutboxState, Person
from models.database import unit_of_work
from models.messages import Medium
from models.outbox import SLACK_HOLD, hold_of
from sandbox.driver import Sandbox
from services import first_manager, outbox
from tests import factories
from tests.bot.stand_in import StandIn
from tests.databases import Postgres

CHECKS = [name for name, _ in doctor.CHECKS]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A consortium with tokens, on an SQLite file at the newest revision."""
    made = Settings(
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_api_url="http://127.0.0.1:9/api/",
        database_url=f"sqlite:///{tmp_path / 'convene.db'}",
    )
    database_setup.prepared(made.database_url, now=system_clock)
    (tmp_path / "convene.db").chmod(0o600)
    with unit_of_work() as session:
        factories.cast(session).metadata.digest_from = system_clock()
    return made


def examined(settings: Settings, *, online: bool = False) -> dict[str, doctor.Finding]:
    return {finding.check: finding for finding in doctor.examine(lambda: settings, online=online)}


def wrong(settings: Settings, *, online: bool = False) -> list[str]:
    return [
        finding.check for finding in examined(settings, online=online).values() if not finding.is_ok
    ]


def test_a_sound_installation_is_ok_line_by_line(settings: Settings) -> None:
    findings = examined(settings)
    assert list(findings) == CHECKS
    assert [finding.line() for finding in findings.values() if not finding.is_ok] == []
    assert all(finding.line().startswith("ok     ") for finding in findings.values())


def test_a_sound_installation_on_postgresql(settings: Settings, postgres: Postgres) -> None:
    postgres.emptied()
    with unit_of_work() as session:
        factories.cast(session).metadata.digest_from = system_clock()
        session.connection().execute(
            sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        )
        session.connection().execute(sa.text("TRUNCATE alembic_version"))
        insert = sa.text("INSERT INTO alembic_version VALUES (:newest)")
        session.connection().execute(insert, {"newest": migrate.newest()})
    findings = examined(replace(settings, database_url=postgres.url))
    assert [finding.line() for finding in findings.values() if not finding.is_ok] == []
    assert findings["foreign keys"].words == "PostgreSQL always keeps them."


def test_bad_settings_are_all_that_can_be_said() -> None:
    def load() -> Settings:
        raise BadSettings("PORT must be a number.", "HOST is odd.")

    assert [finding.line() for finding in doctor.examine(load)] == [
        "WRONG  settings: PORT must be a number. To mend it: Correct it in .env.",
        "WRONG  settings: HOST is odd. To mend it: Correct it in .env.",
    ]


def test_online_with_a_good_token_all_is_well(settings: Settings) -> None:
    with workspace(scopes=None) as reachable:
        findings = examined(replace(settings, **reachable), online=True)
    assert [finding.line() for finding in findings.values() if not finding.is_ok] == []
    assert findings["bot token"].words == "Slack knows it as convene in Test."
    assert findings["app token"].words == "Slack opens connections with it."


def test_a_refused_token_is_told_apart_from_a_slack_that_is_away(settings: Settings) -> None:
    with workspace(scopes=None) as reachable:
        refused = examined(
            replace(settings, **reachable | {"slack_bot_token": "xoxb-2"}), online=True
        )
    assert "invalid_auth" in refused["bot token"].words
    assert "SLACK_BOT_TOKEN" in refused["bot token"].remedy
    away = examined(settings, online=True)
    assert "cannot be reached" in away["bot token"].words
    assert "SLACK_API_URL" in away["bot token"].remedy


def test_a_refused_app_token_is_told_before_it_is_needed(settings: Settings) -> None:
    with workspace(scopes=None) as reachable:
        wrong_one = replace(settings, **reachable | {"slack_app_token": "xapp-2"})
        refused = examined(wrong_one, online=True)
        over_http = examined(replace(wrong_one, slack_mode="http"), online=True)
    assert [name for name, finding in refused.items() if not finding.is_ok] == ["app token"]
    assert "connections:write" in refused["app token"].remedy
    assert over_http["app token"].line() == "ok     app token: Over HTTP none is needed."


def test_a_missing_scope_is_named_with_its_reason(settings: Settings) -> None:
    with workspace(scopes=["commands", "chat:write"]) as reachable:
        finding = examined(replace(settings, **reachable), online=True)["scopes"]
    assert not finding.is_ok
    assert "files:write (Give the participation table as a CSV file)" in finding.words
    assert "commands (" not in finding.words
    assert "install the app again" in finding.remedy


@pytest.mark.parametrize(
    ("seconds", "is_ok"), [(30, True), (-30, True), (200, False), (-200, False)]
)
def test_the_clock_is_compared_with_slacks(settings: Settings, seconds: int, is_ok: bool) -> None:
    there = datetime.now(UTC) + timedelta(seconds=seconds)
    with StandIn(headers={"Date": f"{there:%a, %d %b %Y %H:%M:%S} GMT"}) as slack:
        finding = examined(replace(settings, slack_api_url=slack.url), online=True)["clock"]
    assert finding.is_ok is is_ok
    assert ("time synchronisation" in finding.remedy) is not is_ok


def test_files_that_others_may_read_are_named_with_their_mode(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch(0o600)
    assert examined(settings)["private files"].is_ok
    (tmp_path / ".env").chmod(0o640)
    finding = examined(settings)["private files"]
    assert finding.words == "Other users of this machine may read or change .env (640)."
    assert finding.remedy == "chmod 600 .env"
    (tmp_path / "convene.db").chmod(0o604)
    assert str(tmp_path / "convene.db") in examined(settings)["private files"].remedy


def test_an_installation_without_a_program_manager_gets_a_code(settings: Settings) -> None:
    tampered(settings, "DELETE FROM roles")
    assert wrong(settings) == ["program manager"]
    remedy = examined(settings)["program manager"].remedy
    found = re.search(r"/convene claim ([A-Z0-9]{4}(?:-[A-Z0-9]{4}){2})”", remedy)
    assert found
    database_setup.opened(settings.database_url)
    with unit_of_work() as session:
        dag = session.exec(select(Person).where(Person.slack_id == "UDAG")).one()
        first_manager.claim(session, found[1], by=dag, now=system_clock())
    assert wrong(settings) == []


def test_a_database_that_is_not_there_ends_the_list(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "other.db"
    findings = examined(replace(settings, database_url=f"sqlite:///{missing}"))
    assert list(findings)[-1] == "database"
    assert "There is no file" in findings["database"].words
    assert not missing.exists()


def test_a_database_that_does_not_answer(settings: Settings) -> None:
    nobody = replace(settings, database_url="postgresql://convene:hunter2@127.0.0.1:1/convene")
    finding = examined(nobody)["database"]
    assert "Cannot open the database" in finding.words
    assert "hunter2" not in finding.line()


def test_before_an_upgrade_it_says_what_the_next_start_will_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database_setup.prepared(settings.database_url, now=system_clock, target="0018")
    pending = [number for number in migrate.revisions() if number > "0018"]
    findings = examined(settings)
    assert list(findings)[-1] == "migrations"
    assert all(finding.is_ok for finding in findings.values())
    words = findings["migrations"].words
    assert words.startswith(
        f"The database is at revision 0018. The next start brings it to {migrate.newest()}"
        f" ({len(pending)} revision"
    )
    assert "A copy of the file is kept beside it first" in words
    size = migrate.sqlite_file(settings.database_url).stat().st_size  # type: ignore[union-attr]
    for free, is_ok in ((3 * size, True), (3 * size - 1, False)):
        usage = shutil._ntuple_diskusage(0, 0, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place, usage=usage: usage)
        finding = examined(settings)["migrations"]
        assert (finding.is_ok, "no room" in finding.words) == (is_ok, not is_ok)


def test_a_database_without_tables_will_get_them(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "new.db").touch()
    findings = examined(replace(settings, database_url=f"sqlite:///{tmp_path / 'new.db'}"))
    assert findings["migrations"].words.startswith("The database is new. The next start makes")
    assert list(findings)[-1] == "migrations"


def test_a_database_of_a_newer_program(settings: Settings) -> None:
    tampered(settings, "UPDATE alembic_version SET version_num = '9998'")
    findings = examined(settings)
    assert list(findings)[-1] == "migrations"
    assert findings["migrations"].words.startswith("This database is of a newer Convene")
    assert findings["migrations"].line().count("restore a backup") == 1


def test_a_row_that_points_nowhere(settings: Settings) -> None:
    tampered(settings, "DELETE FROM organizations WHERE key = 'tunxis'")
    assert wrong(settings) == ["foreign keys"]
    assert "mail_domains" in examined(settings)["foreign keys"].words


@pytest.mark.parametrize(
    ("state", "minutes_ago", "is_ok"),
    [
        (OutboxState.READY, 5, True),
        (OutboxState.READY, 11, False),
        (OutboxState.UNSURE, 11, False),
        (OutboxState.SENT, 600, True),
        (OutboxState.DROPPED, 600, True),
        (OutboxState.DEAD, 600, False),
        (OutboxState.DEAD, 60 * 24 * 8, False),
    ],
)
def test_the_outbox(settings: Settings, state: OutboxState, minutes_ago: int, is_ok: bool) -> None:
    queue(settings, state, system_clock() - timedelta(minutes=minutes_ago))
    assert wrong(settings) == ([] if is_ok else ["outbox"])


def test_what_did_not_arrive_is_told_with_its_place_and_slacks_reason(settings: Settings) -> None:
    queue(settings, OutboxState.DEAD, system_clock())
    assert examined(settings)["outbox"].words == (
        "1 messages did not arrive, and 0 are held: CMETA (Metadata): channel_not_found."
    )


def test_an_app_that_slack_does_not_welcome(settings: Settings) -> None:
    database_setup.opened(settings.database_url)
    with unit_of_work() as session:
        outbox.close(session, SLACK_HOLD, "token_revoked", now=system_clock())
    assert wrong(settings) == ["outbox"]
    assert (
        "takes nothing from the app (token_revoked); 0 messages wait."
        in examined(settings)["outbox"].words
    )


def test_a_mail_server_that_takes_nothing(settings: Settings) -> None:
    database_setup.opened(settings.database_url)
    with unit_of_work() as session:
        outbox.close(session, hold_of(Medium.MAIL), "535", now=system_clock())
    assert wrong(settings) == ["outbox"]
    words = examined(settings)["outbox"].words
    assert "Mail takes nothing from the app (535); 0 messages wait." in words
    assert "Slack takes nothing" not in words


@pytest.mark.parametrize(("days_ago", "is_ok"), [(14, True), (16, False)])
def test_a_group_without_a_digest_for_two_weeks(
    settings: Settings, days_ago: int, is_ok: bool
) -> None:
    queue(settings, OutboxState.SENT, system_clock() - timedelta(days=days_ago), subject="digest:1")
    assert wrong(settings) == ([] if is_ok else ["digests"])
    day = f"{system_clock() - timedelta(days=days_ago):%Y-%m-%d}"
    assert f"in Metadata {day}." in examined(settings)["digests"].words


def test_a_contribution_without_its_source(settings: Settings) -> None:
    tampered(
        settings,
        "INSERT INTO contributions (person_id, kind, source, occurred_at) "
        "VALUES (1, 'attended', 'attended|meeting:99|person:1', '2026-11-01 12:00:00')",
    )
    assert wrong(settings) == ["ledger"]


def test_the_command_ends_with_1_where_something_is_wrong(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "DATABASE_URL": settings.database_url,
    }
    well = CliRunner().invoke(main, ["doctor"], env=given)
    assert (well.exit_code, well.stdout.count("\n"), "WRONG" in well.stdout) == (
        0,
        len(CHECKS),
        False,
    )
    tampered(settings, "UPDATE alembic_version SET version_num = '9998'")
    ill = CliRunner().invoke(main, ["doctor"], env=given)
    assert (ill.exit_code, ill.stdout.count("WRONG")) == (1, 1)


def tampered(settings: Settings, statement: str) -> None:
    """Do to the file what the program would never do."""
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def queue(settings: Settings, state: OutboxState, at: datetime, subject: str = "") -> None:
    database_setup.opened(settings.database_url)
    row = OutboxMessage(
        key="k",
        lane="CMETA",
        op=OutboxOp.POST,
        payload={},
        state=state,
        due_at=at,
        wake_at=at,
        created_at=at,
        error="channel_not_found" if state is OutboxState.DEAD else "",
        subject=subject,
    )
    with unit_of_work() as session:
        session.add(row)


@contextmanager
def workspace(*, scopes: list[str] | None) -> Iterator[dict[str, Any]]:
    """A strict stand-in that has granted ``scopes``, or all that the manifest asks for."""
    made = manifest(handlers.route_table())
    if scopes is not None:
        made["oauth_config"]["scopes"]["bot"] = scopes
        # Slack takes no manifest whose events lack their scopes.
        made["settings"]["event_subscriptions"]["bot_events"] = []
    seed = {
        "team": {"id": "T1", "name": "Test"},
        "bot": {"user_id": "UB", "bot_id": "B1", "name": "Convene"},
    }
    with Sandbox(manifest=made, seed=seed) as running:
        yield {
            "slack_api_url": running.api_url,
            "slack_bot_token": running.bot_token,
            "slack_app_token": running.app_token,
        }


def test_what_is_kept_is_shown(settings: Settings) -> None:
    long_ago = system_clock() - timedelta(days=31)
    queue(settings, OutboxState.SENT, long_ago)
    tampered(settings, """UPDATE outbox SET payload = '{"text": "Hello"}'""")
    words = examined(settings)["retention"].words
    assert words.startswith("1 messages hold their words, 1 of them for too long: they go in the")
    assert "which is kept for 7 years." in words
    words = examined(replace(settings, history_years=0))["retention"].words
    assert words.endswith("which is kept for ever.")


@pytest.mark.parametrize(("hours", "is_ok"), [(47, True), (49, False)])
def test_a_daily_backup_that_is_missing(settings: Settings, hours: int, is_ok: bool) -> None:
    assert examined(settings)["backups"].words.startswith("The first is made in ")
    made = backups.back_up_today(settings, now=system_clock())
    assert made is not None
    written = (system_clock() - timedelta(hours=hours)).timestamp()
    os.utime(made, (written, written))
    finding = examined(settings)["backups"]
    assert (finding.is_ok, str(made) in finding.words) == (is_ok, True)


def test_where_no_daily_backup_is_made_it_says_why(settings: Settings) -> None:
    off = examined(replace(settings, backups_kept=0))["backups"]
    assert "None is made each day, since BACKUPS_KEPT is 0." in off.words
    sandbox = examined(replace(settings, slack_bot_token="", slack_app_token=""))["backups"]
    assert sandbox.words == "The sandbox's database is not backed up."


def test_a_slack_that_is_away_is_asked_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    auth_test = WebClient.auth_test

    def counted(client: WebClient, **facts: Any) -> Any:
        calls.append("auth.test")
        return auth_test(client, **facts)

    monkeypatch.setattr(WebClient, "auth_test", counted)
    away = examined(settings, online=True)
    assert [name for name in ("bot token", "scopes", "clock") if away[name].is_ok] == []
    assert calls == ["auth.test"]
