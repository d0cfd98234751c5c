"""Every table as it is, column by column: nothing that the database holds is left out but what the
permissions of a story keep back.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import Story, StoryState, metadata
from models.stories import STORY_TEXTS
from services import stories
from services.spreadsheets import to_csv

FOLDER = "tables"
_HISTORY = metadata.tables["history"]
TABLE_FILES = tuple(f"{FOLDER}/{table.name}.csv" for table in metadata.sorted_tables)


def raw_tables(session: Session) -> Iterator[tuple[str, bytes]]:
    """Each table's file and content, in the order of ``TABLE_FILES``."""
    for table in metadata.sorted_tables:
        shown = [_permitted(column) for column in table.columns]
        rows = session.connection().execute(sa.select(*shown).order_by(*table.primary_key))
        lines = ([_stored(value) for value in row] for row in rows)
        yield f"{FOLDER}/{table.name}.csv", to_csv([table.c.keys(), *lines])


def _permitted(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """A column as an export may show it: of a story that may not be quoted no word, of one that may
    name nobody neither its people nor its library, also not by who is in the history for it.
    """
    if column is _HISTORY.c.by_id:
        return sa.case((stories.is_of_unnamed_story(_HISTORY.c.subject), None), else_=column)
    table = Story.__table__  # type: ignore[attr-defined]
    if column.table is not table or column.name not in (*_STORY_WORDS, *_STORY_NAMES):
        return column
    may_quote = sa.and_(table.c.state == StoryState.SUBMITTED, table.c.quotable_at.is_not(None))
    may_show = may_quote
    if column.name in _STORY_NAMES:
        may_show = sa.and_(may_quote, table.c.nameable_at.is_not(None))
    return sa.case((may_show, column), else_=None)


_STORY_WORDS = ("title", *STORY_TEXTS, "search_key")
_STORY_NAMES = ("organization_id", "author_id", "quotable_by", "nameable_by")


def _stored(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case bytes():
            return b64encode(value).decode("ascii")
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            return str(value)
