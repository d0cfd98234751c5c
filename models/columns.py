"""Column types that every table shares."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

NAME_LENGTH = 200
TEXT_LENGTH = 3000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
KEY_LENGTH = 200
KEY_TYPE: Any = sa.String(KEY_LENGTH).with_variant(
    sa.String(KEY_LENGTH, collation="C"), "postgresql"
)
"""The column type of a message's key: in byte order, so that its index finds all keys that begin
alike, as SQLite's does.
"""
CHECK_AT: dict[str, Any] = {"onupdate": lambda: LONG_AGO, "server_default": "1970-01-01 00:00:00"}
"""For the moment at which a row is to be checked next for reminders:
whatever changes the row makes that at once.
"""


def enum_type(enum: type[StrEnum], *, name: str = "") -> Any:
    """A portable column type that stores an enum's value; SQLAlchemy would store its name.

    ``name`` is that of the constraint, which stays as it is where the class gets another name.
    """
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
        name=name or enum.__name__.lower(),
    )


def tuple_of(item: Callable[[Any], Any]) -> Any:
    """A column type for a few plain values, such as numbers or members of an enum."""
    return TupleOf(item)


class TupleOf(sa.types.TypeDecorator[tuple[Any, ...]]):
    """A few plain values in one column of JSON, in an order that means something or is fixed.

    A tuple cannot be changed in place, which no session would notice. What a later version wrote
    and this one does not know is left out.
    """

    impl = sa.JSON
    cache_ok = True

    def __init__(self, item: Callable[[Any], Any]) -> None:
        super().__init__()
        self.item = item

    def process_bind_param(self, value: Iterable[Any] | None, _dialect: sa.Dialect) -> Any:
        return None if value is None else list(value)

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> tuple[Any, ...] | None:
        return None if value is None else tuple(self._known(value))

    def _known(self, values: Iterable[Any]) -> Iterable[Any]:
        for value in values:
            try:
                yield self.item(value)
            except ValueError:
                continue
