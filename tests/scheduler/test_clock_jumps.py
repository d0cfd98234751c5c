"""What is said, and when, after the machine's clock was set while messages waited."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Lane, OutboxMessage, OutboxState
from models.database import unit_of_work
from models.outbox import SLACK_HOLD
from scheduler import reminders
from scheduler.clock_recovery import recover, recover_if_set_back
from scheduler.delivery import deliver_due
from services import outbox
from services.outbox import CLOCKS_DIFFER, LONGEST_PAUSE, PACE
from tests.factories import NOW, cast
from tests.happenings import meeting
from tests.keys import key, to, word
from tests.scheduler.stand_in import StandIn, loses_reply, ratelimited, stand_in

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
AT_ONCE = {"hello", "paced", "refused", "doubted", "first"}


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def promise(name: str, lane: str, **more: Any) -> None:
    with unit_of_work() as session:
        outbox.post(session, {"text": name}, to=to(lane), key=key(name), now=NOW, **more)


def sent_words() -> set[str]:
    with unit_of_work() as session:
        sent = select(OutboxMessage.key).where(col(OutboxMessage.state) == OutboxState.SENT)
        return {word(text) for text in session.exec(sent)}


def some_waits(slack: StandIn) -> None:
    """One message sent, one behind it, one refused, one in doubt, one due later, one soon of no
    use, and one that nothing was done about yet.
    """
    slack.will(None, loses_reply, ratelimited)
    promise("first", "C1")
    promise("doubted", "C2")
    promise("refused", "C3")
    deliver_due(NOW, slack.client, "one")
    promise("paced", "C1")
    promise("later", "C4", due_at=NOW + 2 * DAY)
    promise("brief", "C5", expires_at=NOW + 2 * HOUR)
    promise("hello", "C6")


@pytest.mark.parametrize(
    ("by", "at_once", "two_days_on"),
    [
        (-3 * DAY, AT_ONCE | {"brief"}, set()),
        (-HOUR, AT_ONCE | {"brief"}, set()),
        (-LONGEST_PAUSE / 2, AT_ONCE | {"brief"}, set()),
        (HOUR, AT_ONCE | {"brief"}, {"later"}),
        (3 * DAY, AT_ONCE | {"later"}, set()),
    ],
    ids=["3 days back", "1 hour back", "minutes back", "1 hour ahead", "3 days ahead"],
)
def test_what_is_said_after_the_clock_was_set(
    database: Engine, slack: StandIn, by: timedelta, at_once: set[str], two_days_on: set[str]
) -> None:
    some_waits(slack)
    then = NOW + by
    if by < timedelta():
        recover(then)
    deliver_due(then, slack.client, "one")
    assert sent_words() == at_once
    deliver_due(then + 2 * DAY, slack.client, "one")
    assert sent_words() == at_once | two_days_on
    assert len(slack.posted) == len(at_once | two_days_on)


def test_what_was_dropped_while_the_clock_was_ahead_is_said_after_all(
    database: Engine, slack: StandIn
) -> None:
    promise("brief", "C5", expires_at=NOW + HOUR)
    deliver_due(NOW + 3 * DAY, slack.client, "one")
    assert sent_words() == set()
    recover(NOW + SECOND)
    deliver_due(NOW + SECOND, slack.client, "one")
    assert sent_words() == {"brief"}


def test_a_reminder_whose_time_seemed_over_comes_in_its_time(database: Engine) -> None:
    with unit_of_work() as session:
        meeting(session, cast(session).metadata)
    reminders.queue_due(NOW + DAY)
    assert reminded() == [OutboxState.DROPPED] * 3
    recover(NOW)
    assert reminded() == []
    reminders.queue_due(NOW + 23 * HOUR)
    assert reminded() == [OutboxState.READY] * 3


def test_a_clock_that_was_set_back_meanwhile_is_noticed_at_the_start(
    database: Engine, slack: StandIn
) -> None:
    assert recover_if_set_back(NOW) == 0
    promise("hello", "C6")
    assert recover_if_set_back(NOW - CLOCKS_DIFFER) == 0
    assert recover_if_set_back(NOW - HOUR) == 1
    assert recover_if_set_back(NOW - HOUR) == 0
    deliver_due(NOW - HOUR, slack.client, "one")
    assert sent_words() == {"hello"}
    with unit_of_work() as session:
        row = session.exec(select(OutboxMessage)).one()
        row.state, row.last_try = OutboxState.UNSURE, NOW + HOUR
    assert recover_if_set_back(NOW) == 1


FURTHEST = LONGEST_PAUSE + CLOCKS_DIFFER
"""A hold that another machine wrote, whose clock is a little ahead."""


@pytest.mark.parametrize(
    ("lane", "longest"),
    [("C1", PACE + CLOCKS_DIFFER), (SLACK_HOLD, LONGEST_PAUSE + CLOCKS_DIFFER)],
    ids=["a lane", "all of Slack"],
)
def test_a_hold_further_off_than_the_longest_is_none(
    session: Session, lane: str, longest: timedelta
) -> None:
    outbox.post(session, {"text": "x"}, to=to("C1"), key=key("x"), now=NOW)
    session.add(Lane(name=lane, next_at=NOW + longest))
    session.flush()
    assert outbox.claim(session, now=NOW, worker="one") is None
    assert outbox.claim(session, now=NOW - SECOND, worker="one") is None
    # Its moment must have come by the clock of now.
    row = session.exec(select(OutboxMessage)).one()
    row.due_at = row.wake_at = NOW - HOUR
    session.flush()
    assert outbox.claim(session, now=NOW - SECOND, worker="one") is not None


@pytest.mark.parametrize(
    ("held", "pause", "until"),
    [
        (timedelta(minutes=5), timedelta(minutes=1), timedelta(minutes=5)),
        (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=5)),
        (LONGEST_PAUSE, timedelta(minutes=1), LONGEST_PAUSE),
        (FURTHEST, timedelta(minutes=1), FURTHEST),
        (FURTHEST + SECOND, timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(), timedelta(days=9), LONGEST_PAUSE),
    ],
)
def test_the_longest_pause_counts_that_there_can_be(
    session: Session, held: timedelta, pause: timedelta, until: timedelta
) -> None:
    session.add(Lane(name="C1", next_at=NOW + held))
    session.flush()
    outbox.hold(session, "C1", pause, now=NOW)
    session.expire_all()
    assert session.exec(select(Lane.next_at)).one() == NOW + until


def reminded() -> list[OutboxState]:
    """How the reminders of the meeting stand."""
    with unit_of_work() as session:
        rows = session.exec(select(OutboxMessage)).all()
        return [row.state for row in rows if row.key.startswith("remind|")]
