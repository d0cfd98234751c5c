"""What the tests of services start from."""

import pytest
from sqlmodel import Session

from services import bot_account
from tests.factories import NOW


@pytest.fixture
def our_workspace(session: Session) -> None:
    """Slack has told which workspace Convene serves."""
    bot_account.learn(session, {"team_id": "TOURS"}, token="xoxb-1", now=NOW)
