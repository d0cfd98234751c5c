"""The revisions: up, down and up again on both databases, and the same tables as the models."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

import migrations
from bot import database_setup, migrate
from bot.problems import CannotStart
from models import (
    Consortium,
    Contribution,
    ContributionKind,
    GroupReminders,
    Home,
    Membership,
    MinuteLineKind,
    Minutes,
    Organization,
    Person,
    Preferences,
    Role,
    Weekday,
    metadata,
)
from models.database import connect, disconnect
from models.preferences import TaskDay
from services import departures, ledger, minutes, presence, terms
from services.recurrence import Frequency, Pattern, to_text
from tests.databases import Postgres
from tests.factories import BEFORE, cast, organization
from tests.happenings import meeting

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        yield connect(f"sqlite:///{tmp_path / 'convene.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        yield connect(_new_database(server))
    disconnect()


def _new_database(server: Postgres) -> str:
    engine = connect(server.url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS revisions WITH (FORCE)"))
        connection.execute(sa.text("CREATE DATABASE revisions"))
    return make_url(server.url).set(database="revisions").render_as_string(hide_password=False)


def test_the_revisions_have_one_newest_and_file_names_tell_it(empty: Engine) -> None:
    assert migrate.migrate(empty, now=NOW) is None
    with empty.connect() as connection:
        assert migrate.current(connection) == migrate.newest()


def test_up_down_and_up_again(empty: Engine) -> None:
    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        first = _shape(connection)
        connection.rollback()
        migrate.to_revision(connection, "base")
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
        connection.rollback()
        migrate.to_revision(connection, "head")
        assert _shape(connection) == first


def test_a_migrated_database_is_what_the_models_describe(empty: Engine) -> None:
    """Alembic's own comparison, and ours:
    it overlooks CHECK constraints and the conditions of indexes.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []
        migrated = _shape(connection)
        connection.rollback()
        migrate.to_revision(connection, "base")
        with connection.begin():
            metadata.create_all(connection)
        assert migrated == _shape(connection)


def test_nothing_pending_changes_nothing_and_copies_nothing(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW)
    assert migrate.migrate(empty, now=NOW) is None
    file = migrate.sqlite_file(str(empty.url))
    if file:
        assert [path.name for path in file.parent.glob("*.db*before*")] == []


def test_a_pending_revision_keeps_the_data_and_leaves_a_copy(empty: Engine, tmp_path: Path) -> None:
    migrate.migrate(empty, now=NOW)
    _keep_a_domain(empty)
    copy = migrate.migrate(empty, now=NOW, scripts=_with_a_rebuild(tmp_path))
    with empty.connect() as connection:
        assert migrate.current(connection) == "9999"
        # The table was dropped and built anew; what pointed at it must still be there.
        assert connection.execute(sa.text("SELECT domain FROM mail_domains")).scalars().all() == [
            "tunxis.example.edu"
        ]
    if empty.dialect.name == "sqlite":
        assert copy == tmp_path / "convene.db.20261124-143000-before-9999"
        assert copy.stat().st_mode & 0o777 == 0o600
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT version_num FROM alembic_version").fetchone() != ("9999",)
            assert kept.execute("SELECT key FROM organizations").fetchall() == [("tunxis",)]
    else:
        assert copy is None


def test_a_revision_that_fails_leaves_the_database_as_it_was(empty: Engine, tmp_path: Path) -> None:
    migrate.migrate(empty, now=NOW)
    scripts = _with_a_rebuild(tmp_path, ending="raise ZeroDivisionError")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            migrate.migrate(empty, now=NOW, scripts=scripts)
    assert _copies(empty) == []
    with empty.connect() as connection:
        assert migrate.current(connection) == migrate.newest()
        assert "motto" not in {
            row["name"] for row in sa.inspect(connection).get_columns("organizations")
        }


def test_a_revision_that_loses_what_others_point_at_is_undone(
    empty: Engine, tmp_path: Path
) -> None:
    migrate.migrate(empty, now=NOW)
    _keep_a_domain(empty)
    with empty.begin() as connection:
        connection.execute(sa.text(_PERSON_OF_TUNXIS))
    scripts = _with_a_rebuild(tmp_path, ending="op.execute('DELETE FROM organizations')")
    with pytest.raises((migrate.LostRows, sa.exc.IntegrityError)):
        migrate.migrate(empty, now=NOW, scripts=scripts)
    with empty.connect() as connection:
        assert migrate.current(connection) == migrate.newest()
        assert connection.execute(sa.text("SELECT key FROM organizations")).scalars().all() == [
            "tunxis"
        ]
    assert _copies(empty) == []


def test_a_newer_database_is_left_alone_and_not_copied(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW)
    with empty.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))
    for target in ("", "0001"):
        with pytest.raises(migrate.NewerDatabase, match=r"is of a newer Convene.*revision 9998"):
            migrate.migrate(empty, now=NOW, target=target)
    assert _copies(empty) == []
    with empty.connect() as connection:
        assert migrate.current(connection) == "9998"


def test_a_revision_by_its_number_and_one_that_is_not_there(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW, target="0017")
    with empty.connect() as connection:
        assert migrate.current(connection) == "0017"
    for unknown in ("0099", "head", "17"):
        with pytest.raises(migrate.UnknownRevision, match=f"no revision {unknown}: they go from"):
            migrate.migrate(empty, now=NOW, target=unknown)
    migrate.migrate(empty, now=NOW, target="0016")
    with empty.connect() as connection:
        assert migrate.current(connection) == "0016"


def test_only_the_newest_copies_from_before_revisions_stay(empty: Engine, tmp_path: Path) -> None:
    others = ("convene.db.20200101-000000-before-restore", "convene.db.notes-before-0099x")
    for name in others:
        (tmp_path / name).touch()
    migrate.migrate(empty, now=NOW)
    targets = ("0018", "0019", "0018", "0017", "0018")
    for minute, target in enumerate(targets):
        migrate.migrate(empty, now=NOW + timedelta(minutes=minute), target=target)
    copies = ["143200-before-0018", "143300-before-0017", "143400-before-0018"]
    expected = [f"convene.db.20261124-{name}" for name in copies]
    assert _copies(empty) == (expected if empty.dialect.name == "sqlite" else [])
    assert all((tmp_path / name).exists() for name in others)


def test_foreign_keys_are_kept_again_afterwards(empty: Engine) -> None:
    migrate.migrate(empty, now=NOW)
    with pytest.raises(sa.exc.IntegrityError), empty.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO mail_domains (domain, organization_id) VALUES ('x.edu', 77)")
        )


GROUP = {
    "kind": "working group",
    "charge": "",
    "is_private": False,
    "digest_time": time(9),
    "quiet_week": "one line",
    "zone": "UTC",
    "created_at": NOW,
}
PERSON = {
    "name": "Ben",
    "zone": "UTC",
    "is_guest": False,
    "is_active": True,
    "created_at": NOW,
}
CHOICES_BEFORE = {
    # By group: the hours before a meeting, and the days of tasks.
    "group_reminders": [
        ("", ""),
        ("24", "on"),
        ("168,72,48,24,4,2,1", "before,on,overdue"),
        ("24,1", "overdue,yesterday"),
        ("24,soon,999,", "yesterday"),
    ],
    # By person: kinds that are not wanted, and days off.
    "preferences": [
        ("", ""),
        ("due", "6"),
        ("due,long,nudge,remind", "0,1,2,3,4,5"),
        ("a kind that is gone,remind", "5,6,7"),
        (",due,", "5,x,-1,,6"),
    ],
}
CHOICES_AFTER: dict[str, list[tuple[list[Any], list[Any]]]] = {
    "group_reminders": [
        ([], []),
        ([24], ["on"]),
        ([168, 72, 48, 24, 4, 2, 1], ["before", "on", "overdue"]),
        ([24, 1], ["overdue"]),
        ([24], []),
    ],
    "preferences": [
        ([], []),
        (["due"], [6]),
        (["due", "long", "nudge", "remind"], [0, 1, 2, 3, 4, 5]),
        (["a kind that is gone", "remind"], [5, 6]),
        (["due"], [5, 6]),
    ],
}


def test_choices_with_commas_become_lists_and_text_again(empty: Engine) -> None:
    """What nothing can mean, such as a day that no week has, is left out; the rest is kept."""
    with empty.connect() as connection:
        migrate.to_revision(connection, "0007")
        _choose(connection, CHOICES_BEFORE)
        connection.commit()
        migrate.to_revision(connection, "0008")
        assert {table: _choices(connection, table) for table in CHOICES_AFTER} == CHOICES_AFTER
        connection.rollback()
    with Session(empty) as session:
        groups = session.exec(select(GroupReminders).order_by(col(GroupReminders.group_id))).all()
        assert [(row.lead_hours, row.task_days, row.nudges) for row in groups] == [
            ((), (), 1),
            ((24,), (TaskDay.ON,), 1),
            ((168, 72, 48, 24, 4, 2, 1), tuple(TaskDay), 1),
            ((24, 1), (TaskDay.OVERDUE,), 1),
            ((24,), (), 1),
        ]
        columns = select(Preferences.muted, Preferences.days_off)
        people = session.exec(columns.order_by(col(Preferences.person_id))).all()
        assert [tuple(row) for row in people][2:4] == [
            (("due", "long", "nudge", "remind"), tuple(Weekday)[:6]),
            (("a kind that is gone", "remind"), (Weekday.SATURDAY, Weekday.SUNDAY)),
        ]
    with empty.connect() as connection:
        migrate.to_revision(connection, "0007")
        assert {table: _choices(connection, table) for table in CHOICES_AFTER} == {
            table: [tuple(",".join(map(str, items)) for items in row) for row in rows]
            for table, rows in CHOICES_AFTER.items()
        }
        connection.rollback()
        migrate.to_revision(connection, "head")
        assert {table: _choices(connection, table) for table in CHOICES_AFTER} == CHOICES_AFTER


def test_service_that_was_over_before_it_began_is_kept_as_never_begun(empty: Engine) -> None:
    july, before = datetime(2027, 7, 1, 16, tzinfo=UTC), NOW - timedelta(days=9)
    days = [(before, None), (before, NOW), (july, NOW), (july, None)]
    with empty.connect() as connection:
        migrate.to_revision(connection, "0008")
        for key, (since, until) in enumerate(days, start=1):
            named = {"id": key, "name": f"{key}", "name_key": f"{key}"}
            _insert(connection, "groups", GROUP | named)
            _insert(connection, "people", PERSON | {"id": key})
            service = {"id": key, "person_id": key, "since": since, "until": until}
            _insert(connection, "memberships", service | {"group_id": key, "role": "chair"})
            _insert(connection, "roles", service | {"kind": "director"})
        connection.commit()
        migrate.to_revision(connection, "0009")
        connection.commit()
    kept = [(before, None), (before, NOW), (july, july), (july, None)]
    with Session(empty) as session:
        # Only these: later revisions add columns.
        held = select(Membership.since, Membership.until).order_by(col(Membership.id))
        roles = session.exec(select(Role).order_by(col(Role.id))).all()
        assert list(session.exec(held)) == kept
        assert [(row.since, row.until) for row in roles] == kept
    with empty.connect() as connection:
        migrate.to_revision(connection, "0008")
        migrate.to_revision(connection, "head")


def _choose(connection: Connection, choices: dict[str, list[tuple[str, str]]]) -> None:
    for key, (hours, days) in enumerate(choices["group_reminders"], start=1):
        _insert(connection, "groups", GROUP | {"id": key, "name": f"{key}", "name_key": f"{key}"})
        row = {"group_id": key, "lead_hours": hours, "task_days": days, "nudges": 1}
        _insert(connection, "group_reminders", row | {"tells_chairs": True, "changed_at": NOW})
    for key, (muted, off) in enumerate(choices["preferences"], start=1):
        _insert(connection, "people", PERSON | {"id": key})
        row = {"person_id": key, "muted": muted, "days_off": off, "delivery": "single messages"}
        times = {"digest_time": time(8), "quiet_from": time(19), "quiet_until": time(7)}
        _insert(connection, "preferences", row | times)


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
    connection.execute(reflected.insert().values(row))


def _choices(connection: Connection, table: str) -> list[tuple[Any, Any]]:
    first, second = {
        "group_reminders": ("lead_hours", "task_days"),
        "preferences": ("muted", "days_off"),
    }[table]
    key = "group_id" if table == "group_reminders" else "person_id"
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
    rows = connection.execute(
        sa.select(reflected.c[first], reflected.c[second]).order_by(reflected.c[key])
    )
    return [(row[0], row[1]) for row in rows]


_PERSON_OF_TUNXIS = """
    INSERT INTO people (id, name, zone, is_guest, is_active, organization_id, created_at)
    VALUES (1, 'Ann Abara', 'America/New_York', false, true, 1, '2026-11-24 00:00:00')
"""
"""With her library nothing else goes: PostgreSQL takes the domains away by itself."""


def _keep_a_domain(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO organizations (id, key, name, short_name, kind)"
                " VALUES (1, 'tunxis', 'Tunxis Library', 'Tunxis', 'library')"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO mail_domains (domain, organization_id)"
                " VALUES ('tunxis.example.edu', 1)"
            )
        )


def _copies(engine: Engine) -> list[str]:
    """The copies from before revisions beside an SQLite file, by name."""
    file = migrate.sqlite_file(str(engine.url))
    return sorted(path.name for path in file.parent.glob("*.db.2026*-before-*")) if file else []


def _with_a_rebuild(tmp_path: Path, *, ending: str = "pass") -> Path:
    """The revisions and one more, which rebuilds a table that others point at."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts)
    (scripts / "versions" / "9999_rebuild.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{migrate.newest()}"


def upgrade():
    with op.batch_alter_table("organizations", recreate="auto") as batch:
        batch.add_column(sa.Column("motto", sa.String(40), server_default="", nullable=False))
        batch.alter_column("short_name", type_=sa.String(80))
    {ending}
"""
    )
    return scripts


def _shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database knows of its tables."""
    inspector = sa.inspect(connection)
    return {
        table: {
            "columns": [str(column) for column in inspector.get_columns(table)],
            "checks": _sorted(inspector.get_check_constraints(table)),
            "uniques": _sorted(inspector.get_unique_constraints(table)),
            "foreign keys": _sorted(inspector.get_foreign_keys(table)),
            "indexes": _sorted(_index(row) for row in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _index(row: Any) -> dict[str, Any]:
    options = {name: str(value) for name, value in row.pop("dialect_options", {}).items()}
    return {**row, "options": options}


def _sorted(rows: Any) -> list[str]:
    return sorted(str(row) for row in rows)


def test_addresses_lose_the_marks_that_nobody_sees_and_nothing_else(empty: Engine) -> None:
    kept = {1: "ann\u200b@x.edu", 2: "ben@x.edu", 3: "ben\u200e@x.edu", 4: None}
    with empty.connect() as connection:
        migrate.to_revision(connection, "0011")
        for key, email in kept.items():
            _insert(connection, "people", PERSON | {"id": key, "email": email})
        connection.commit()
        for revision in ("head", "0011", "head"):
            migrate.to_revision(connection, revision)
        found = connection.execute(sa.text("SELECT email FROM people ORDER BY id")).scalars().all()
    assert found == ["ann@x.edu", "ben@x.edu", "ben\u200e@x.edu", None]


def test_a_consortium_that_was_there_gets_the_usual_rules_of_the_console(empty: Engine) -> None:
    row = {"id": 1, "name": "Kept", "zone": "UTC", "fiscal_year_start": 10}
    with empty.connect() as connection:
        migrate.to_revision(connection, "0015")
        _insert(connection, "consortium", row | {"reminder_lead_hours": 48})
        connection.commit()
        for revision in ("0016", "0015", "head"):
            migrate.to_revision(connection, revision)
        connection.commit()
    with Session(empty) as session:
        assert session.exec(select(Consortium)).one().model_dump() == {
            **row,
            "reminder_lead_hours": 48,
            "days_without_meeting": 60,
            "many_seats": 4,
            "term_days": "Jan 20, Aug 25",
            "hidden_findings": (),
        }


def test_who_had_left_before_is_no_news_and_who_leaves_afterwards_is(empty: Engine) -> None:
    row = {"name": "Kept", "zone": "UTC", "is_guest": False, "created_at": NOW}
    with empty.connect() as connection:
        migrate.to_revision(connection, "0016")
        for number, is_active in enumerate((True, False, True), 1):
            _insert(connection, "people", row | {"id": number, "is_active": is_active})
        connection.commit()
        migrate.to_revision(connection, "head")
        connection.commit()
    with Session(empty) as session:
        assert departures.not_announced(session) == []
        session.get_one(Person, 3).is_active = False
        assert departures.not_announced(session) == [3]
        told_at = [session.get_one(Person, number).departure_told_at for number in (1, 2, 3)]
        assert [moment is not None for moment in told_at] == [False, True, False]


def test_stored_names_are_composed_and_a_name_that_is_taken_stays(
    empty: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    typed, composed = "Rene\u0301", "Ren\u00e9"
    groups = {1: composed, 2: typed, 3: "E\u0301quite\u0301", 4: "Maps", 5: "u\u0308\u0304"}
    longest = "a" * 58 + "\u0958"
    with empty.connect() as connection:
        migrate.to_revision(connection, "0018")
        _insert(connection, "people", PERSON | {"id": 1, "name": typed})
        _insert(connection, "people", PERSON | {"id": 2, "name": composed})
        place = {"id": 1, "key": "k", "name": typed, "kind": "library"}
        _insert(connection, "organizations", place | {"short_name": typed})
        place |= {"id": 2, "key": "l", "name": "Plain"}
        _insert(connection, "organizations", place | {"short_name": longest})
        for number, name in groups.items():
            named = {"id": number, "name": name, "name_key": name.casefold()}
            _insert(connection, "groups", GROUP | named)
        connection.commit()
        for revision in ("head", "0018", "head"):
            migrate.to_revision(connection, revision)
        texts = {
            f"{table}.{column}": connection.execute(
                sa.text(f"SELECT {column} FROM {table} ORDER BY id")
            )
            .scalars()
            .all()
            for table, column in (
                ("people", "name"),
                ("organizations", "name"),
                ("organizations", "short_name"),
                ("groups", "name"),
                ("groups", "name_key"),
            )
        }
    assert texts == {
        "people.name": [composed, composed],
        "organizations.name": [composed, "Plain"],
        "organizations.short_name": [composed, "a" * 58 + "\u0915\u093c"],
        "groups.name": [composed, typed, "\u00c9quit\u00e9", "Maps", "\u01d6"],
        "groups.name_key": ["ren\u00e9", "rene\u0301", "\u00e9quit\u00e9", "maps", "\u01d6"],
    }
    assert "group 2 keeps its name: another group has" in caplog.text


SERIES = {"group_id": 1, "minutes": 60, "place": "", "created_at": NOW}


@pytest.mark.parametrize(
    ("monthdays", "ended_at", "is_refused"),
    [
        ((5, 20), None, True),
        ((15, 31), None, True),
        ((20,), None, False),
        ((31,), None, False),
        ((5, 20), NOW, False),
    ],
)
def test_series_that_the_version_before_would_misread_are_named_and_nothing_is_taken_back(
    empty: Engine, monthdays: tuple[int, ...], ended_at: datetime | None, is_refused: bool
) -> None:
    pattern = Pattern(
        Frequency.MONTHLY, at=time(9), zone="UTC", starts_on=date(2026, 1, 5), monthdays=monthdays
    )
    row = {"id": 1, "title": "Norms", "pattern": to_text(pattern), "ended_at": ended_at}
    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        _insert(connection, "groups", GROUP | {"id": 1, "name": "Maps", "name_key": "maps"})
        _insert(connection, "series", SERIES | row)
        connection.commit()
    url = empty.url.render_as_string(hide_password=False)
    wanted = "0020" if not is_refused else migrate.newest()
    if is_refused:
        with pytest.raises(CannotStart, match="“Norms” of Maps") as refusal:
            database_setup.prepared(url, now=lambda: NOW, target="0020")
        assert "to revision 0020, so it was left as it is" in str(refusal.value)
    else:
        database_setup.prepared(url, now=lambda: NOW, target="0020")
    with connect(url).connect() as connection:
        assert migrate.current(connection) == wanted


def test_the_homes_of_people_begin_when_they_were_first_known(empty: Engine) -> None:
    place = {"id": 1, "key": "k", "name": "Kept", "short_name": "Kept", "kind": "library"}
    with empty.connect() as connection:
        migrate.to_revision(connection, "0024")
        _insert(connection, "organizations", place)
        _insert(connection, "people", PERSON | {"id": 1, "organization_id": 1})
        _insert(connection, "people", PERSON | {"id": 2})
        gone = {"id": 3, "organization_id": 1, "merged_into_id": 2}
        _insert(connection, "people", PERSON | gone)
        connection.commit()
        for revision in ("head", "0024", "head"):
            migrate.to_revision(connection, revision)
        connection.commit()
    with Session(empty) as session:
        [home] = session.exec(select(Home))
        assert (home.person_id, home.organization_id) == (1, 1)
        assert terms.home_at(session, 1, NOW) == 1
        assert terms.home_at(session, 1, NOW - timedelta(seconds=1)) is None
        assert [row.until for row in terms.homes_of(session, session.get_one(Person, 1))] == [None]
        assert terms.misplaced(session) == []
        kept = session.get_one(Organization, 1)
        assert (kept.merged_into_id, kept.voting_unit_id, kept.active_until) == (None, None, None)


def test_minutes_and_polls_of_before_are_credited_and_stay_over_revisions(empty: Engine) -> None:
    """As the code of today would: to the library of that day, and of whoever agreed, else wrote."""
    with empty.connect() as connection:
        migrate.to_revision(connection, "head")
        connection.commit()
    with Session(empty) as session:
        people = cast(session)
        library = organization(session, "orono")
        for starts_at, agreed in ((NOW - DAY, None), (NOW - HOUR, people.ben)):
            held = meeting(session, people.metadata, starts_at)
            if agreed:
                presence.name_recorder(session, held, agreed, by=people.ann, now=BEFORE)
            by: dict[str, Any] = {"by": people.ann, "now": NOW}
            minutes.write(session, held, MinuteLineKind.NOTE, ["It costs 21"], **by)
            minutes.close(session, held, **by)
            minutes.circulate(session, held, is_public=False, **by)
        open_one = meeting(session, people.metadata, NOW)
        minutes.write(session, open_one, MinuteLineKind.NOTE, ["We met"], **by)
        terms.change_home(session, people.ann, library.id, by=people.dag, now=NOW + HOUR)
        session.commit()
        before = _credited(session)
    assert len(before) == 2
    with empty.connect() as connection:
        for revision in ("0057", "head", "0057", "head"):
            migrate.to_revision(connection, revision)
        connection.commit()
    with Session(empty) as session:
        assert _credited(session) == before
        assert ledger.differences(session) == []


def _credited(session: Session) -> list[Any]:
    rows = select(Contribution, Minutes.recorder_id).join(
        Minutes, col(Minutes.recorder_id) == Contribution.person_id
    )
    held = rows.where(Contribution.kind == ContributionKind.RECORDED)
    return [
        (row.model_dump(exclude={"id"}), number)
        for row, number in session.exec(held.order_by(Contribution.source))
    ]
