"""Taking the name of somebody who is forgotten out of published rows; the figures stay."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session, select

from models import StatementVersion
from models.value_statements import GivenRow, ServiceRow
from services.archives import unzipped, zipped
from services.value_statements.row_files import files_of, read_files

Named = TypeVar("Named", GivenRow, ServiceRow)


def forget_in_rows(session: Session, person_ids: Collection[int], name: str) -> None:
    """Let the published rows of these people's records be those of ``name``."""
    for version in session.exec(select(StatementVersion)):
        files = read_files(unzipped(version.rows_zip))
        rows = replace(
            files.rows,
            contributions=_renamed(files.rows.contributions, person_ids, name),
            services=_renamed(files.rows.services, person_ids, name),
        )
        if rows != files.rows:
            version.rows_zip = zipped(files_of(version.title, files._replace(rows=rows)).items())
            session.add(version)


def _renamed(rows: tuple[Named, ...], person_ids: Collection[int], name: str) -> tuple[Named, ...]:
    return tuple(
        row._replace(person=name) if row.person_number in person_ids else row for row in rows
    )
