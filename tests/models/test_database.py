"""The way to the database: what it does where a row is there already, on both engines."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Lane, metadata
from models.database import dialect_insert

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def _insert_new(session: Session, names: list[str]) -> list[str]:
    statement = dialect_insert(session, Lane).on_conflict_do_nothing(index_elements=["name"])
    rows = [{"name": name, "next_at": NOW, "trouble": ""} for name in names]
    return sorted(session.connection().execute(statement.returning(col(Lane.name)), rows).scalars())


def test_only_rows_that_are_new_come_back(session: Session) -> None:
    assert _insert_new(session, ["C1", "C2"]) == ["C1", "C2"]
    assert _insert_new(session, ["C2", "C3"]) == ["C3"]
    assert _insert_new(session, ["C1", "C2", "C3"]) == []


@pytest.mark.parametrize(("limit", "kept"), [("b", "a"), ("a", "a"), ("", "new")])
def test_a_row_that_is_there_changes_under_a_condition(
    session: Session, limit: str, kept: str
) -> None:
    session.add(Lane(name="C1", next_at=NOW, trouble="a"))
    session.flush()
    session.expunge_all()
    statement = dialect_insert(session, Lane).values(name="C1", next_at=NOW, trouble="new")
    where = col(Lane.trouble) > limit
    changed = statement.on_conflict_do_update(
        index_elements=["name"], set_={"trouble": statement.excluded.trouble}, where=where
    )
    session.execute(changed)
    assert session.exec(select(Lane.trouble)).one() == kept


def test_a_plain_table_is_taken_too(session: Session) -> None:
    lanes = metadata.tables["lanes"]
    statement = dialect_insert(session, lanes).values(name="C1", next_at=NOW, trouble="")
    for _ in range(2):
        session.execute(statement.on_conflict_do_nothing())
    assert session.scalars(sa.select(lanes.c.name)).all() == ["C1"]
