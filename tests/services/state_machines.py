"""Running a state machine on a real database, each example in a transaction of its own."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import Engine
from sqlmodel import Session

from models.database import disconnect
from tests.databases import Postgres, Sqlite
from tests.factories import cast


def run_on(
    request: pytest.FixtureRequest,
    database: str,
    machine: type[RuleBasedStateMachine],
    *,
    examples: int,
    steps: int,
) -> None:
    """Run ``machine``, which finds its ``session`` and the cast as ``people``."""
    home: Sqlite | Postgres = request.getfixturevalue(
        "sqlite" if database == "sqlite" else "postgres"
    )
    engine: Engine = home.emptied()
    with engine.connect() as connection:

        class OnThisDatabase(machine):  # type: ignore[valid-type, misc]
            def __init__(self) -> None:
                super().__init__()
                self.started = connection.begin()
                self.session = Session(connection, join_transaction_mode="create_savepoint")
                self.people: Any = cast(self.session)

            def teardown(self) -> None:
                self.session.close()
                self.started.rollback()

        run_state_machine_as_test(
            OnThisDatabase,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    disconnect()
