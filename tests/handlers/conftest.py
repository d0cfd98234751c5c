"""What the tests of handlers start from."""

import pytest
from sqlalchemy import Engine

from models.database import unit_of_work
from models.reach import Reach, set_up
from tests.factories import Cast, cast


@pytest.fixture
def people(database: Engine) -> Cast:
    """The cast, in the database."""
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def with_pages(reach_of_the_process: None) -> None:
    """Where people have pages of their own, and no mail is sent."""
    set_up(Reach(public_url="https://convene.example.org"))
