"""What a request costs: a constant number of queries, whatever the size of the consortium."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from models.database import unit_of_work
from services import groups
from tests.factories import NOW, group, person
from tests.running import Convene


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that ran meanwhile, without those that begin and end transactions."""
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "command", ["/wg", "/wg show", "/meet", "/task", "/task list", "/convene", "/wg help"]
)
def test_a_command_takes_the_same_number_of_queries_in_a_large_consortium(
    convene: Convene, database: Engine, command: str
) -> None:
    workspace = convene.workspace
    workspace.command(command, as_="Ann", in_="metadata")
    with counted(database) as small:
        workspace.command(command, as_="Ann", in_="metadata")
    grow(convene)
    with counted(database) as large:
        workspace.command(command, as_="Ann", in_="metadata")
    assert len(large) == len(small)
    assert len(large) <= 15


def grow(convene: Convene) -> None:
    """Twenty more groups and forty more members."""
    cast = convene.cast
    with unit_of_work() as session:
        members = [
            person(session, f"M{n} Member", at=cast.tunxis, slack_id=f"UM{n}") for n in range(40)
        ]
        groups.add(session, cast.metadata, members, by=cast.ann, now=NOW)
        for number in range(20):
            another = group(session, f"Group {number}", chair=cast.ann, channel_id=f"CG{number}")
            groups.add(session, another, members[:10], by=cast.ann, now=NOW)
