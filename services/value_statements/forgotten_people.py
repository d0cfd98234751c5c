"""Taking the name of somebody who is forgotten out of published rows, and counting those in which
others typed it; the figures stay.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session, select

from models import StatementVersion
from models.value_statements import FactRows, GivenRow, ServiceRow
from services.archives import unzipped, zipped
from services.value_statements.row_files import ROW_FILES, files_of, read_files

Named = TypeVar("Named", GivenRow, ServiceRow)


def forget_in_rows(session: Session, person_ids: Collection[int], name: str) -> None:
    """Let the published rows of these people's records be those of ``name``."""
    for version in session.exec(select(StatementVersion)):
        files = read_files(unzipped(version.rows_zip))
        before = files.year_before
        kept = files._replace(
            rows=_without_names(files.rows, person_ids, name),
            year_before=before
            and replace(before, rows=_without_names(before.rows, person_ids, name)),
        )
        if kept != files:
            version.rows_zip = zipped(files_of(version.title, kept).items())
            session.add(version)


def _without_names(rows: FactRows, person_ids: Collection[int], name: str) -> FactRows:
    return replace(
        rows,
        contributions=_renamed(rows.contributions, person_ids, name),
        services=_renamed(rows.services, person_ids, name),
    )


def count_naming(session: Session, is_in: Callable[[list[str]], bool]) -> int:
    """In how many published versions the rows hold a text in which ``is_in`` finds somebody."""
    archives = session.exec(select(StatementVersion.rows_zip))
    return sum(is_in(_texts(read_files(unzipped(archive)).rows)) for archive in archives)


def _texts(rows: FactRows) -> list[str]:
    every = (row for each in ROW_FILES for row in getattr(rows, each.field))
    return list({cell for row in every for cell in row if isinstance(cell, str)})


def _renamed(rows: tuple[Named, ...], person_ids: Collection[int], name: str) -> tuple[Named, ...]:
    return tuple(
        row._replace(person=name) if row.person_number in person_ids else row for row in rows
    )
