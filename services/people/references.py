"""Where the database speaks of a person: by the foreign keys, so that no table is forgotten."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from models import metadata
from models.subjects import Subject


def pointing(*, apart: Sequence[str] = ()) -> list[tuple[sa.Table, list[sa.Column[Any]]]]:
    """The tables with columns that hold a person, and these columns; those ``apart`` left out."""
    found = []
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if _is_person(column)]
        if columns and table.name not in apart:
            found.append((table, columns))
    return found


def subjects(ids: Iterable[int]) -> list[str]:
    """The texts of the subjects that people with these ids are."""
    return [str(Subject("person", person_id)) for person_id in ids]


def _is_person(column: sa.Column[Any]) -> bool:
    return any(key.target_fullname == "people.id" for key in column.foreign_keys)
