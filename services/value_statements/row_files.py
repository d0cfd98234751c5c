"""The rows of a statement as files, and back: what anybody needs to count its figures again."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, get_type_hints

from models.statement_figures import BY_NAME, StatementFigure
from models.value_statements import (
    CallResultRow,
    CallRow,
    CommitmentRow,
    CountedRows,
    DecisionRow,
    DeliverableRow,
    FactRows,
    GivenRow,
    GroupRow,
    MeetingRow,
    OthersRow,
    ServiceRow,
    StatementKind,
    StoryRow,
    VacancyRow,
)
from services.errors import Invalid
from services.spreadsheets import to_csv, unguarded

FIGURES = "figures.csv"
STATEMENT = "statement.csv"
MOST_DIGITS = 18
"""Of a number in a file: more than any that a statement counts."""


class RowFile(NamedTuple):
    """One kind of rows: where they are in ``FactRows``, in which file, and of which type."""

    field: str
    file: str
    row: Any
    is_later: bool = False
    """Whether the archives of the first statements do not have it."""


ROW_FILES = (
    RowFile("groups", "groups.csv", GroupRow),
    RowFile("contributions", "contributions.csv", GivenRow),
    RowFile("services", "services.csv", ServiceRow),
    RowFile("meetings", "meetings.csv", MeetingRow),
    RowFile("calls", "calls.csv", CallRow),
    RowFile("call_results", "call_results.csv", CallResultRow, is_later=True),
    RowFile("decisions", "decisions.csv", DecisionRow),
    RowFile("commitments", "commitments.csv", CommitmentRow),
    RowFile("deliverables", "deliverables.csv", DeliverableRow),
    RowFile("others", "others.csv", OthersRow),
    RowFile("vacancies", "vacancies.csv", VacancyRow),
    RowFile("stories", "stories.csv", StoryRow),
)


YEAR_BEFORE = "year-before-"
"""How the names of the files of the year before begin."""


class StatementFiles(NamedTuple):
    """What the files of a statement say."""

    kind: StatementKind
    rows: FactRows
    figures: tuple[StatementFigure, ...]
    year_before: CountedRows | None = None


def files_of(title: str, content: StatementFiles) -> dict[str, bytes]:
    """Each file's name and content."""
    about = [("title", title), ("kind", str(content.kind))]
    before = _files_of(content.year_before) if content.year_before else {}
    return {
        STATEMENT: to_csv([("name", "value"), *about]),
        **_files_of(CountedRows(content.figures, content.rows)),
        **{f"{YEAR_BEFORE}{name}": file for name, file in before.items()},
    }


def _files_of(counted: CountedRows) -> dict[str, bytes]:
    figures = [
        (row.definition.key, str(row.definition.version), row.detail, str(row.value))
        for row in counted.figures
    ]
    return {
        FIGURES: to_csv([("figure", "version", "of", "value"), *figures]),
        **{each.file: _written(each.row, getattr(counted.rows, each.field)) for each in ROW_FILES},
    }


def read_files(files: Mapping[str, bytes]) -> StatementFiles:
    """What such files say. Raises ``Invalid`` with the file and the line that cannot be read."""
    about = dict(_cells(STATEMENT, files, ("name", "value")))
    try:
        kind = StatementKind(about.get("kind", ""))
    except ValueError:
        raise Invalid(f"{STATEMENT} does not say of which kind the statement is.") from None
    before = _counted(files, YEAR_BEFORE) if f"{YEAR_BEFORE}{FIGURES}" in files else None
    counted = _counted(files)
    return StatementFiles(kind, counted.rows, counted.figures, before)


def _counted(files: Mapping[str, bytes], of: str = "") -> CountedRows:
    """The figures and rows of those files whose names begin with ``of``."""
    rows = {each.field: tuple(_read(each, files, of)) for each in ROW_FILES}
    return CountedRows(read_figures(files, of), FactRows(**rows))


def read_figures(files: Mapping[str, bytes], of: str = "") -> tuple[StatementFigure, ...]:
    """The figures that such files say, whatever their rows, or those whose names begin with ``of``.
    Raises ``Invalid`` as ``read_files`` does.
    """
    file, header = f"{of}{FIGURES}", ("figure", "version", "of", "value")
    found: dict[tuple[str, str], StatementFigure] = {}
    for line, cells in enumerate(_cells(file, files, header), 2):
        figure = _figure(file, line, cells)
        name = (figure.definition.key, figure.detail)
        if name in found:
            raise Invalid(f"{file}, line {line}: a line before has {name[0]}, too.")
        found[name] = figure
    if not found:
        raise Invalid(f"{file} has no figures. Export the rows of the statement again.")
    return tuple(found.values())


def _figure(file: str, line: int, cells: list[str]) -> StatementFigure:
    key, version, detail, value = cells
    definition = BY_NAME.get(f"{key}/{version}")
    if definition is None:
        raise Invalid(f"{file}, line {line}: I know no figure {key}, version {version}.")
    try:
        return StatementFigure(definition, _whole(value), detail)
    except ValueError:
        shown = value[:MOST_DIGITS]
        raise Invalid(f"{file}, line {line}: {shown} is no whole number.") from None


def _written(kind: Any, rows: Iterable[NamedTuple]) -> bytes:
    return to_csv([kind._fields, *([str(cell) for cell in row] for row in rows)])


def _read(each: RowFile, files: Mapping[str, bytes], of: str) -> Iterable[Any]:
    types, file = get_type_hints(each.row), f"{of}{each.file}"
    if each.is_later and file not in files:
        return
    for line, cells in enumerate(_cells(file, files, each.row._fields), 2):
        try:
            yield each.row(
                *(_value(types[name], cell) for name, cell in zip(types, cells, strict=True))
            )
        except ValueError:
            raise Invalid(f"{file}, line {line} is not as it was exported.") from None


def _value(kind: type, cell: str) -> Any:
    if kind is date:
        return date.fromisoformat(cell)
    return _whole(cell) if kind is int else cell


def _whole(cell: str) -> int:
    """A number as it was exported. Raises ``ValueError`` for any other text."""
    if len(cell) > MOST_DIGITS:
        raise ValueError
    return int(cell)


def _cells(file: str, files: Mapping[str, bytes], header: tuple[str, ...]) -> list[list[str]]:
    if file not in files:
        raise Invalid(f"{file} is missing. Export the rows of the statement again.")
    try:
        text = files[file].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{file} is no text in UTF-8. Export the rows again.") from None
    try:
        first, *lines = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    except csv.Error:
        raise Invalid(f"{file} cannot be read as CSV. Export the rows again.") from None
    if tuple(first) != header:
        raise Invalid(f"The first line of {file} is not {', '.join(header)}.")
    wrong = next((n for n, cells in enumerate(lines, 2) if len(cells) != len(header)), None)
    if wrong is not None:
        raise Invalid(f"{file}, line {wrong} has not {len(header)} cells.")
    return [[unguarded(cell) for cell in cells] for cells in lines]
