"""The command that counts the figures of a statement again from its exported rows."""

from pathlib import Path

import pytest

from models.database import connect, disconnect, unit_of_work
from models.value_statements import StatementKind, StatementScope
from services import value_statements
from services.archives import unzipped
from tests.bot.test_import_export import convene, folder
from tests.factories import NOW, cast
from tests.services.test_value_statements import FIRST, IN_AUGUST, LAST, TODAY, met

__all__ = ["folder"]


@pytest.fixture
def rows(folder: Path, tmp_path: Path) -> Path:
    """The exported rows of a statement, beside the database in which it is published."""
    connect(f"sqlite:///{tmp_path / 'convene.db'}")
    with unit_of_work() as session:
        people = cast(session)
        met(session, people.metadata, IN_AUGUST, [people.ann, people.ben], people.ann)
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
