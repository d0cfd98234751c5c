"""Whom messages reach, by which medium: the condition and the function say the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from models import Person
from models.messages import Medium
from models.reach import Reach, is_reachable, medium_of, set_up
from tests.factories import BEFORE

THEN = datetime(2026, 3, 2, 15, tzinfo=UTC)

IN_SLACK = {"slack_id": "U1"}
BY_MAIL = {"email": "dana@example.org"}
CASES = [
    ({}, None, None),
    (IN_SLACK, Medium.SLACK, Medium.SLACK),
    (BY_MAIL, None, Medium.MAIL),
    (IN_SLACK | BY_MAIL, Medium.SLACK, Medium.SLACK),
    (BY_MAIL | {"mail_stopped_at": THEN}, None, None),
    (BY_MAIL | {"mail_bounced_at": THEN}, None, None),
    (IN_SLACK | BY_MAIL | {"mail_stopped_at": THEN}, Medium.SLACK, Medium.SLACK),
]


@pytest.mark.parametrize(("facts", "without_server", "with_server"), CASES)
@pytest.mark.usefixtures("reach_of_the_process")
def test_the_medium_of_somebody(
    session: Session,
    facts: dict[str, Any],
    without_server: Medium | None,
    with_server: Medium | None,
) -> None:
    somebody = Person(name="Dana Reyes", created_at=BEFORE, **facts)
    session.add(somebody)
    session.flush()
    for sends_mail, medium in ((False, without_server), (True, with_server)):
        set_up(Reach(sends_mail=sends_mail))
        found = session.exec(select(Person).where(is_reachable())).all()
        assert (medium_of(somebody), found == [somebody]) == (medium, medium is not None)
