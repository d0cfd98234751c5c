"""Column types that every table shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

NAME_LENGTH = 200
TEXT_LENGTH = 3000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
LOOKED_AT: dict[str, Any] = {"onupdate": lambda: LONG_AGO, "server_default": "1970-01-01 00:00:00"}
"""For the moment at which a row is to be looked at next:
whatever changes the row makes that at once.
"""


def enum_type(enum: type[StrEnum]) -> Any:
    """A portable column type that stores an enum's value; SQLAlchemy would store its name."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
        name=enum.__name__.lower(),
    )
