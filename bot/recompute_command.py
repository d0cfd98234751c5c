"""The command ``recompute``: whether the figures of a statement are those that its rows give."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from models.statement_figures import StatementFigure
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
    from views.value_statements import amount

    files = {
        path.name: path.read_bytes() for path in sorted(folder.glob("*.csv")) if path.is_file()
    }
    try:
        read, differing = value_statements.recomputed(files)
    except Invalid as refusal:
        raise click.UsageError(refusal.message) from None
    for change in differing:
        figure = change.figure
        held = amount(figure, change.before or 0)
        click.echo(f"DIFFERS {_named(figure)}: {held} in figures.csv, {amount(figure)} counted")
    is_other = letter is not None and _differs_from_published(letter, read)
    if differing or is_other:
        raise SystemExit(1)
    click.echo(f"All {len(read.figures)} figures are those that the rows give.")


def _named(figure: "StatementFigure") -> str:
    detail = f" ({figure.detail})" if figure.detail else ""
    return f"{figure.definition.name}{detail}"


def _differs_from_published(number: int, read: "StatementFiles") -> bool:
    """Whether the files are of other figures than those that were published, and say so."""
    from bot import current_database, import_export
    from models import ValueStatement
    from models.database import reading
    from models.value_statements import StatementState
    from services import value_statements

    with current_database.opened(), reading() as session, import_export.errors_as_usage():
        statement = session.get(ValueStatement, number) if 0 < number <= _LARGEST_NUMBER else None
        if statement is None or statement.state is not StatementState.PUBLISHED:
            raise click.UsageError(f"There is no published statement {number}.")
        version = value_statements.latest(session, statement)
        frozen = value_statements.content_of(session, version)
        counted = tuple(value_statements.recount(read.rows, figure) for figure in frozen.figures)
        differing = value_statements.changes(frozen.figures, counted)
    click.echo(f"{version.title}, version {version.number}")
    for change in differing:
        click.echo(f"DIFFERS from what was published: {_named(change.figure)}")
    held, expected = (list(map(_named, each.figures)) for each in (read, frozen))
    missing = [name for name in expected if name not in held]
    added = [name for name in held if name not in expected]
    for words, names in (("is missing in", missing), ("was not published, and is in", added)):
        for name in names:
            click.echo(f"DIFFERS from what was published: {name} {words} figures.csv")
    return bool(differing or missing or added)
