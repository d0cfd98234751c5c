"""Column types that every table shares."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

NAME_LENGTH = 200
TEXT_LENGTH = 3000


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
