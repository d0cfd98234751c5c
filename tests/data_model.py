"""The picture and the tables of docs/data-model.md: ``make docs`` writes them from the models."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from models import metadata

PAGE = Path(__file__).parents[1] / "docs" / "data-model.md"
BEGIN, END = "<!-- models: begin -->\n", "<!-- models: end -->\n"


def drawn(page: str) -> str:
    """The page with picture and tables of now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + picture() + "\n" + "\n".join(tables()) + END + rest.partition(END)[2]


def picture() -> str:
    """Which table points at which, as a diagram of Mermaid, which GitHub draws."""
    lines = sorted({line for table in metadata.tables.values() for line in _arrows(table)})
    return f"\n```mermaid\nerDiagram\n{''.join(lines)}```\n"


def tables() -> Iterator[str]:
    """A table of columns for each table of the database, by the modules that declare them."""
    for kind in sorted(_kinds(), key=lambda kind: (kind.__module__, _table(kind).name)):
        notes = _notes(kind)
        rows = "".join(_row(column, notes) for column in _table(kind).columns)
        says = " ".join((inspect.getdoc(kind) or "").split())
        head = "| Column | Type | What it is |\n|---|---|---|\n"
        yield f"### `{_table(kind).name}`\n\n{says}\n\n{head}{rows}"


def _arrows(table: Table) -> Iterator[str]:
    """Of several references to one table, one line with all their columns."""
    targets: dict[str, list[Column[object]]] = {}
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        targets.setdefault(key.column.table.name, []).append(key.parent)
    for target, columns in targets.items():
        least = "|o" if all(column.nullable for column in columns) else "||"
        names = ", ".join(column.name for column in columns)
        yield f'    {target} {least}--o{{ {table.name} : "{names}"\n'


def _row(column: Column[object], notes: dict[str, str]) -> str:
    kind = str(column.type.compile(sqlite.dialect())).lower()
    facts = [
        *(["key"] if column.primary_key else []),
        *(f"of {_target(key)}" for key in column.foreign_keys),
        *(["may be empty"] if column.nullable else []),
    ]
    says = ". ".join(
        [*([", ".join(facts)] if facts else []), *filter(None, [notes.get(column.name)])]
    )
    return f"| `{column.name}` | {kind} | {says.replace('|', chr(92) + '|')} |\n"


def _target(key: ForeignKey) -> str:
    return f"`{key.column.table.name}`"


def _kinds() -> list[type[SQLModel]]:
    mapped = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    return [kind for kind in mapped if kind.__module__.startswith("models")]


def _table(kind: type[SQLModel]) -> Table:
    return metadata.tables[str(kind.__tablename__)]


def _notes(kind: type[SQLModel]) -> dict[str, str]:
    """What stands under a field in the code, which Python itself does not keep."""
    source = inspect.getsource(importlib.import_module(kind.__module__))
    [node] = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    ]
    found = {}
    for field, after in pairwise(node.body):
        match field, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(note))
            ):
                found[name] = " ".join(note.replace("``", "`").split())
    return found


def main() -> None:
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
