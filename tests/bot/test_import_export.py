"""The commands that bring CSV files in and everything out: what they print, and how they end."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session, create_engine, select

from bot.__main__ import main
from models import OutboxMessage, Person, metadata
from tests.factories import NOW

LIBRARIES = "key,name,kind\ntunxis,Tunxis Library,library\n"
PEOPLE = "email,name,organization\nann@tunxis.example.edu,Ann Abara,tunxis\n"
GROUPS = "name,kind,charge\nReserves,task force,One policy.\n"
MEMBERSHIPS = "group,person,role\nReserves,ann@tunxis.example.edu,chair\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files in a folder, beside an empty database that is up to date."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'convene.db'}")
    assert convene("migrate").exit_code == 0
    folder = tmp_path / "files"
    folder.mkdir()
    texts = {"libraries": LIBRARIES, "people": PEOPLE, "groups": GROUPS, "memberships": MEMBERSHIPS}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def convene(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def last_line(result: Result) -> str:
    return result.output.splitlines()[-1]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(folder: Path) -> None:
    first, second = convene("import", folder), convene("import", folder, "--dry-run")
    assert first.output == second.output
    assert (first.exit_code, first.output.splitlines()) == (
        0,
        [
            "libraries.csv: 1 rows, 0 unchanged",
            "  + Tunxis Library",
            "people.csv: 1 rows, 0 unchanged",
            "  + Ann Abara",
            "groups.csv: 1 rows, 0 unchanged",
            "  + Reserves",
            "memberships.csv: 1 rows, 0 unchanged",
            "  + Ann Abara in Reserves as chair",
            "4 to create, 0 to change, 0 unchanged. Nothing was written: add --apply.",
        ],
    )


def test_applying_twice_doubles_nothing(folder: Path) -> None:
    assert last_line(convene("import", folder, "--apply")) == "4 created, 0 changed, 0 unchanged."
    assert last_line(convene("import", folder, "--apply")) == "0 created, 0 changed, 4 unchanged."
    (folder / "people.csv").write_text(
        PEOPLE.replace("Ann Abara", "Ann B. Abara"), encoding="utf-8"
    )
    changed = convene("import", folder / "people.csv", "--apply")
    assert changed.output.splitlines() == [
        "people.csv: 1 rows, 0 unchanged",
        "  ~ Ann B. Abara: name “Ann Abara” → “Ann B. Abara”",
        "0 created, 1 changed, 0 unchanged.",
    ]


def test_one_fault_keeps_everything_out(folder: Path) -> None:
    (folder / "memberships.csv").write_text(MEMBERSHIPS.replace("ann@", "an@"), encoding="utf-8")
    refused = convene("import", folder, "--apply")
    assert (refused.exit_code, refused.output.splitlines()) == (
        1,
        [
            "memberships.csv, line 2, person: Nobody is known as “an@tunxis.example.edu”. "
            "Add them to people.csv, or correct it.",
            "1 to mend. Nothing was written.",
        ],
    )
    assert "4 to create" in last_line(_mended(folder))


def _mended(folder: Path) -> Result:
    (folder / "memberships.csv").write_text(MEMBERSHIPS, encoding="utf-8")
    return convene("import", folder)


def test_a_file_with_a_fault_in_every_line_does_not_flood_the_screen(folder: Path) -> None:
    (folder / "libraries.csv").write_text("key,name,kind\n" + "x,X\n" * 1000, encoding="utf-8")
    lines = convene("import", folder / "libraries.csv").output.splitlines()
    assert (len(lines), lines[-2:]) == (
        202,
        ["… and 800 more.", "1000 to mend. Nothing was written."],
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        bytes(range(256)) * 40,
        b"key,name,kind\n" + b"x" * 1_000_000,
        b'"' * 4001,
        b"\xff\xfe",
    ],
)
def test_whatever_a_file_holds_it_ends_in_words(folder: Path, content: bytes) -> None:
    (folder / "libraries.csv").write_bytes(content)
    result = convene("import", folder / "libraries.csv", "--apply")
    assert (result.exit_code, last_line(result).endswith("Nothing was written.")) == (1, True)


def test_wrong_usage_ends_with_2(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "rooms.csv").write_text("x")
    for words, expected in (
        (["import"], "Missing argument"),
        (["import", tmp_path / "nowhere"], "nowhere"),
        (["import", tmp_path / "void"], "holds none of libraries.csv"),
        (["import", tmp_path / "rooms.csv"], "rooms.csv is none of libraries.csv"),
        (["import", folder, folder / "people.csv"], "people.csv was given twice"),
        (["export", folder / "people.csv"], "is a file"),
    ):
        result = convene(*words)
        assert (result.exit_code, expected in result.output) == (2, True), result.output


def test_a_database_that_is_not_up_to_date_is_left_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    result = convene("import", folder)
    assert (result.exit_code, "python -m bot migrate" in result.output) == (2, True)


def test_what_is_exported_comes_in_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convene("import", folder, "--apply")
    out = tmp_path / "out"
    exported = convene("export", out)
    assert (exported.exit_code, len(list(out.iterdir()))) == (0, 35)
    assert len(list((out / "tables").iterdir())) == len(metadata.sorted_tables)
    assert {file.stat().st_mode & 0o777 for file in out.rglob("*.csv")} == {0o600}
    assert last_line(convene("import", out)).startswith("0 to create, 0 to change, 4 unchanged.")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    convene("migrate")
    assert last_line(convene("import", out, "--apply")) == "4 created, 0 changed, 0 unchanged."


def test_an_import_is_looked_at_and_taken_back_once(folder: Path) -> None:
    nothing = convene("undo-import")
    assert (nothing.exit_code, "no import to take back" in nothing.output) == (1, True)
    convene("import", folder, "--apply")
    looked = convene("undo-import")
    assert (looked.exit_code, last_line(looked)) == (
        0,
        "Nothing was changed: run it again with --apply to take it back.",
    )
    assert "groups 1, homes 1, mail_domains" not in looked.output
    assert "groups 1, homes 1, memberships 1, organizations 1, people 1" in looked.output
    assert last_line(convene("import", folder)).startswith("0 to create")
    assert last_line(convene("undo-import", "--apply")) == "It is taken back."
    assert last_line(convene("import", folder)).startswith("4 to create")
    assert convene("undo-import", "--apply").exit_code == 1


def test_files_that_are_there_are_overwritten_only_by_force(folder: Path) -> None:
    refused = convene("export", folder)
    assert (refused.exit_code, "libraries.csv" in refused.output) == (2, True)
    assert (folder / "libraries.csv").read_text() == LIBRARIES
    assert convene("export", folder, "--force").exit_code == 0
    header = (folder / "libraries.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.startswith("key,name,short_name,kind,mail_domains,category,zone,")


def test_who_met_convene_before_is_asked_once_where_she_works(folder: Path) -> None:
    engine = create_engine(f"sqlite:///{folder.parent / 'convene.db'}")
    with Session(engine) as session:
        for number in range(2):
            name, slack_id = f"Person {number}", f"UMET{number}"
            session.add(Person(name=name, slack_id=slack_id, created_at=NOW))
        session.commit()
    asks = "Convene asks 2 people privately about their library."
    assert asks in convene("import", folder, "--apply").output.splitlines()
    assert "Convene asks" not in convene("import", folder, "--apply").output
    with Session(engine) as session:
        keys = list(session.exec(select(OutboxMessage.key, OutboxMessage.lane)))
    assert keys == [("place|person:1", "UMET0"), ("place|person:2", "UMET1")]


def test_who_leaves_the_library_that_she_directs_is_named(folder: Path) -> None:
    libraries, people = folder / "libraries.csv", folder / "people.csv"
    libraries.write_text(LIBRARIES + "central,Central Library,library\n", encoding="utf-8")
    columns = "email,name,organization,roles\nann@tunxis.example.edu,Ann Abara,{},director\n"
    people.write_text(columns.format("tunxis"), encoding="utf-8")
    assert "does not tell these people" not in convene("import", folder, "--apply").output
    people.write_text(columns.format("central"), encoding="utf-8")
    words = [
        "Convene does not tell these people, or those who follow them: please do.",
        "  Ann Abara leaves Tunxis Library: no longer directs it.",
    ]
    assert convene("import", people).output.splitlines()[-2:] == words
    assert convene("import", people, "--apply").output.splitlines()[-2:] == words
    assert "does not tell these people" not in convene("import", people, "--apply").output
