"""The command ``recompute``: whether the figures of a statement are those that its rows give."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.statement_figures import StatementFigure
    from models.value_statements import CountedRows
    from services.value_statements import StatementFiles

_LARGEST_NUMBER = 2**31 - 1
"""Of a statement: what a database takes as one."""


@click.command("recompute")
@click.argument("letter", metavar="[LETTER]", type=int, required=False)
@click.option(
    "--csv",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    required=True,
    help="The folder with the exported rows of the statement.",
)
def recompute(letter: int | None, folder: Path) -> None:
    """Count the figures of a statement again from its exported rows.

    With LETTER, the number of a published statement, they are also compared with what was
    published, which needs the database; without it nothing but the files is needed. The exit code
    is 1 where a figure differs.
    """
    from services import value_statements
    from services.errors import Invalid

    files = {
        path.name: path.read_bytes() for path in sorted(folder.glob("*.csv")) if path.is_file()
    }
    try:
        parts = _parts(value_statements.read_files(files))
    except Invalid as refusal:
        raise click.UsageError(refusal.message) from None
    is_other = [_differs(name, counted) for name, counted in parts.items()]
    if letter is not None:
        is_other.append(_differs_from_published(letter, parts))
    if any(is_other):
        raise SystemExit(1)
    count = sum(len(counted.figures) for counted in parts.values())
    click.echo(f"All {count} figures are those that the rows give.")


def _parts(files: "StatementFiles") -> "dict[str, CountedRows]":
    """The figures and rows of a statement, by the file of the figures: also of the year before,
    where that stands beside them.
    """
    from models.value_statements import CountedRows
    from services.value_statements.row_files import FIGURES, YEAR_BEFORE

    parts = {FIGURES: CountedRows(files.figures, files.rows)}
    return parts | ({f"{YEAR_BEFORE}{FIGURES}": files.year_before} if files.year_before else {})


def _differs(name: str, counted: "CountedRows") -> bool:
    """Whether some rows do not give their figures, and say which."""
    from services import value_statements
    from views.value_statements import amount

    differing = value_statements.recomputed(counted)
    for change in differing:
        figure = change.figure
        held = amount(figure, change.before or 0)
        click.echo(f"DIFFERS {_named(figure)}: {held} in {name}, {amount(figure)} counted")
    return bool(differing)


def _named(figure: "StatementFigure") -> str:
    detail = f" ({figure.detail})" if figure.detail else ""
    return f"{figure.definition.name}{detail}"


def _differs_from_published(number: int, parts: "dict[str, CountedRows]") -> bool:
    """Whether the files are of other figures than those that were published, and say so."""
    from bot import current_database, import_export
    from models import ValueStatement
    from models.database import reading
    from models.value_statements import StatementState
    from services import value_statements
    from services.archives import unzipped

    with current_database.opened(), reading() as session, import_export.errors_as_usage():
        statement = session.get(ValueStatement, number) if 0 < number <= _LARGEST_NUMBER else None
        if statement is None or statement.state is not StatementState.PUBLISHED:
            raise click.UsageError(f"There is no published statement {number}.")
        version = value_statements.latest(session, statement)
        published = _parts(value_statements.read_files(unzipped(version.rows_zip)))
    click.echo(f"{version.title}, version {version.number}")
    differing = [f"{name} is missing" for name in published if name not in parts]
    differing += [f"{name} was not published" for name in parts if name not in published]
    for name, counted in parts.items():
        if name in published:
            differing += _differences(name, counted, published[name])
    for words in differing:
        click.echo(f"DIFFERS from what was published: {words}")
    return bool(differing)


def _differences(file: str, counted: "CountedRows", published: "CountedRows") -> list[str]:
    """In what some figures and rows are other than those that were published, in words."""
    from services import value_statements

    differing = value_statements.recomputed(replace(published, rows=counted.rows))
    held, expected = (list(map(_named, each.figures)) for each in (counted, published))
    return [
        *(f"{_named(change.figure)} in {file}" for change in differing),
        *(f"{name} is missing in {file}" for name in expected if name not in held),
        *(f"{name} was not published, and is in {file}" for name in held if name not in expected),
    ]
