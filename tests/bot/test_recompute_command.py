"""The command that counts the figures of a statement again from its exported rows."""

from pathlib import Path

import pytest

from models.database import connect, disconnect, unit_of_work
from models.value_statements import StatementKind, StatementScope
from services import value_statements
from services.archives import unzipped
from tests.bot.test_import_export import convene, folder
from tests.factories import NOW, cast
from tests.services.test_value_statements import (
    A_YEAR_BEFORE,
    FIRST,
    IN_AUGUST,
    LAST,
    TODAY,
    met,
    served_for_long,
)

__all__ = ["folder"]


@pytest.fixture
def rows(folder: Path, tmp_path: Path) -> Path:
    """The exported rows of a statement, beside the database in which it is published."""
    connect(f"sqlite:///{tmp_path / 'convene.db'}")
    with unit_of_work() as session:
        people = cast(session)
        served_for_long(session, people)
        for at in (IN_AUGUST, A_YEAR_BEFORE):
            met(session, people.metadata, at, [people.ann, people.ben], people.ann)
        scope = StatementScope(StatementKind.CONSORTIUM, FIRST, LAST, "Summer")
        row, _new = value_statements.draft(session, scope, by=people.dag, now=NOW, today=TODAY)
        version = value_statements.publish(session, row, scope, by=people.dag, now=NOW, today=TODAY)
        files = unzipped(version.rows_zip)
    disconnect()
    out = tmp_path / "rows"
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    return out


def test_the_rows_give_the_figures_with_and_without_the_database(
    rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = convene("recompute", "1", "--csv", rows)
    assert (done.exit_code, "are those that the rows give" in done.output) == (0, True), done.output
    assert "Value statement of the consortium: Summer, version 1" in done.output
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert convene("recompute", "--csv", rows).exit_code == 0


def test_a_changed_row_or_figure_is_named(rows: Path) -> None:
    file = rows / "contributions.csv"
    kept = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join(kept[:-1]), encoding="utf-8")
    done = convene("recompute", "1", "--csv", rows)
    assert done.exit_code == 1
    assert "DIFFERS meetings-attended/1: 2 in figures.csv, 1 counted" in done.output
    assert "DIFFERS from what was published: meetings-attended/1" in done.output
    file.write_text("\n".join(kept), encoding="utf-8")
    figures = rows / "figures.csv"
    text = figures.read_text("utf-8-sig").replace(
        "meetings-attended,1,,2", "meetings-attended,1,,9"
    )
    figures.write_text(text, encoding="utf-8")
    done = convene("recompute", "1", "--csv", rows)
    assert done.exit_code == 1
    assert "DIFFERS meetings-attended/1: 9 in figures.csv, 2 counted" in done.output
    assert "from what was published" not in done.output


def test_the_year_before_is_counted_again_too(rows: Path) -> None:
    file = rows / "year-before-contributions.csv"
    kept = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join(kept[:-1]), encoding="utf-8")
    done = convene("recompute", "1", "--csv", rows)
    assert done.exit_code == 1
    differs = "DIFFERS meetings-attended/1: 2 in year-before-figures.csv, 1 counted"
    assert differs in done.output
    published = "from what was published: meetings-attended/1 in year-before-figures.csv"
    assert published in done.output
    for path in rows.glob("year-before-*"):
        path.unlink()
    assert convene("recompute", "--csv", rows).exit_code == 0
    done = convene("recompute", "1", "--csv", rows)
    missing = "from what was published: year-before-figures.csv is missing"
    assert (done.exit_code, missing in done.output) == (1, True)


def test_what_cannot_be_read_is_refused(rows: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for words, expected in (
        (("--csv", empty), "statement.csv is missing"),
        (("2", "--csv", rows), "no published statement 2"),
        (("1", "--csv", tmp_path / "nowhere"), "does not exist"),
        (("1",), "Missing option"),
    ):
        result = convene("recompute", *words)
        assert (result.exit_code, expected in result.output) == (2, True), result.output


HUGE = "9" * 4000
BIG_CELL = "x" * 200_000


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "figures.csv",
            "meetings-attended,1,,2",
            f"meetings-attended,1,,{HUGE}",
            "no whole number",
        ),
        ("contributions.csv", "attended,1", f"attended,{HUGE}", "not as it was exported"),
        ("contributions.csv", "attended,1", "attended,-1", "-2 counted"),
        ("contributions.csv", "Ann Abara", BIG_CELL, "cannot be read"),
        ("contributions.csv", "Ann Abara", '"Ann', "1 counted"),
        ("contributions.csv", "2026-08-12", "0000-00-00", "not as it was exported"),
        ("statement.csv", "kind,consortium", "kind,", "of which kind"),
        ("statement.csv", "name,value", "", "The first line of statement.csv"),
        ("groups.csv", "number,", "number\0,", "The first line of groups.csv"),
        (
            "figures.csv",
            "meetings-attended,1,,2\r\n",
            "",
            "DIFFERS from what was published: meetings-attended/1 is missing in figures.csv",
        ),
        (
            "figures.csv",
            "meetings-attended,1,,2",
            "meetings-attended,1,,9\r\nmeetings-attended,1,,2",
            "a line before has meetings-attended, too",
        ),
        (
            "figures.csv",
            "meetings-attended,1,,2",
            "meetings-attended,1,Nowhere,0\r\nmeetings-attended,1,,2",
            "meetings-attended/1 (Nowhere) was not published, and is in figures.csv",
        ),
    ],
)
def test_a_file_that_was_tampered_with_is_named_and_crashes_nothing(
    rows: Path, file: str, old: str, new: str, expected: str
) -> None:
    path = rows / file
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text, text
    path.write_bytes(text.replace(old, new).encode())
    result = convene("recompute", "1", "--csv", rows)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (1, 2)
    assert expected in result.output.replace("\n", " ")[:2000], result.output[:2000]


def test_files_without_any_figure_are_no_proof(rows: Path) -> None:
    (rows / "figures.csv").write_text("figure,version,of,value\r\n", encoding="utf-8")
    result = convene("recompute", "--csv", rows)
    assert (result.exit_code, "has no figures" in result.output) == (2, True)


def test_odd_folders_and_numbers_are_refused(rows: Path) -> None:
    for number in ("0", "-1", HUGE[:40], "9223372036854775807"):
        result = convene("recompute", "--csv", rows, "--", number)
        assert (result.exit_code, "no published statement" in result.output) == (2, True)
    (rows / "groups.csv").unlink()
    (rows / "groups.csv").mkdir()
    result = convene("recompute", "--csv", rows)
    assert (result.exit_code, "groups.csv is missing" in result.output) == (2, True)
