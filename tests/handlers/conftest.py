"""What the tests of handlers start from."""

import pytest
from sqlalchemy import Engine

from models.database import unit_of_work
from tests.factories import Cast, cast


@pytest.fixture
def people(database: Engine) -> Cast:
    """The cast, in the database."""
    with unit_of_work() as session:
        return cast(session)
