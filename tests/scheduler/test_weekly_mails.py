"""One mail a week tells somebody without Slack of all her groups, at her own hour."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import (
    Group,
    OutboxMessage,
    OutboxState,
    Preferences,
    QuietWeek,
    ReminderDelivery,
)
from models.database import reading, unit_of_work
from models.messages import WEEKLY, Recipient
from models.reach import Reach, set_up
from scheduler import weekly_mails
from services import already_told, groups
from services.outbox import Drop, Send, Verdict
from tests.factories import BEFORE, NOW, Cast, cast, group, person
from tests.happenings import new_york, task

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
NINE = new_york(MONDAY, 9)


@pytest.fixture
def people(database: Engine, reach_of_the_process: None) -> Cast:
    """The cast, where mail is sent, with something done in Pia's group in the last week."""
    set_up(Reach(sends_mail=True))
    with unit_of_work() as session:
        found = cast(session)
        task(session, found.ben, group_id=found.metadata.id, done_at=NINE - DAY, title="Norms")
    return found


def rows() -> list[OutboxMessage]:
    with reading() as session:
        keyed = col(OutboxMessage.key).startswith(WEEKLY.key)
        return list(session.exec(select(OutboxMessage).where(keyed)))


def promised(state: OutboxState = OutboxState.READY) -> list[str]:
    return [row.lane for row in rows() if row.state is state]


def choose(people: Cast, **facts: Any) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.pia.id, **facts))


def rechecked(now: datetime) -> Verdict:
    with unit_of_work() as session:
        message = session.exec(select(OutboxMessage)).one()
        return weekly_mails.recheck(session, message, now)


def test_who_has_no_slack_gets_one_mail_of_all_her_groups(people: Cast) -> None:
    with unit_of_work() as session:
        circle = group(session, "Circle", chair=people.ann, channel_id="CCIRCLE", private=True)
        other = group(session, "Other", chair=people.ann, channel_id="COTHER", private=True)
        groups.add(session, circle, [people.pia], by=people.ann, now=BEFORE)
        for secret in (circle, other):
            title = f"In {secret.name}"
            task(session, people.ann, group_id=secret.id, done_at=NINE - DAY, title=title)
    assert weekly_mails.queue_due(NINE) == 1
    [row] = rows()
    assert row.lane == Recipient.person(people.pia).lane
    assert row.key == f"weeks|person:{people.pia.id}|2026-W48"
    assert row.expires_at == NINE + 36 * HOUR
    text = row.payload["text"]
    assert text.index("In Circle") < text.index("Norms")
    assert "In Other" not in str(row.payload)
    assert weekly_mails.queue_due(NINE + MINUTE) == 0


@pytest.mark.parametrize(
    ("now", "count"),
    [(NINE - MINUTE, 0), (NINE, 1), (NINE + 36 * HOUR - MINUTE, 1), (NINE + 36 * HOUR, 0)],
)
def test_it_comes_at_nine_on_monday_or_not_much_later(
    people: Cast, now: datetime, count: int
) -> None:
    assert weekly_mails.queue_due(now) == count


@pytest.mark.parametrize(
    ("chosen", "at"),
    [
        ({"days_off": (0, 5, 6)}, NINE + DAY),
        ({"delivery": ReminderDelivery.DIGEST, "digest_time": time(7, 30)}, NINE - 1.5 * HOUR),
        ({"quiet_until": time(11)}, NINE + 2 * HOUR),
        ({"pause_until": MONDAY + 3 * DAY}, NINE + 3 * DAY),
    ],
)
def test_it_keeps_her_hours(people: Cast, chosen: dict[str, Any], at: datetime) -> None:
    choose(people, **chosen)
    assert [weekly_mails.queue_due(now) for now in (at - MINUTE, at)] == [0, 1]


@pytest.mark.parametrize("pause_until", [MONDAY + 7 * DAY, MONDAY + 30 * DAY])
def test_in_a_week_without_a_day_none_comes(people: Cast, pause_until: date) -> None:
    choose(people, pause_until=pause_until)
    assert [weekly_mails.queue_due(NINE + days * DAY) for days in range(7)] == [0] * 7


def test_who_declined_it_gets_none_later_either(people: Cast) -> None:
    choose(people, muted=(WEEKLY.key,))
    assert weekly_mails.queue_due(NINE) == 0
    assert promised(OutboxState.DROPPED) == [Recipient.person(people.pia).lane]


def test_a_week_in_which_nothing_is_to_be_told_brings_none(people: Cast) -> None:
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        metadata.quiet_week = QuietWeek.NOTHING
    assert weekly_mails.queue_due(NINE + 7 * DAY) == 0
    assert promised(OutboxState.DROPPED) == [Recipient.person(people.pia).lane]


@pytest.mark.parametrize("how", ["no server", "slack", "stopped", "left", "no digest", "new"])
def test_who_is_told_otherwise_or_not_at_all_gets_none(people: Cast, how: str) -> None:
    set_up(Reach(sends_mail=how != "no server"))
    with unit_of_work() as session:
        pia, metadata = session.merge(people.pia), session.merge(people.metadata)
        pia.slack_id = "UPIA" if how == "slack" else None
        pia.mail_stopped_at = NOW if how == "stopped" else None
        metadata.digest_weekday = None if how == "no digest" else metadata.digest_weekday
        if how in ("left", "new"):
            groups.remove(session, metadata, pia.id, by=people.ann, now=NINE - HOUR)
        if how == "new":
            session.flush()
            groups.add(session, metadata, [pia], by=people.ann, now=NINE + MINUTE)
    assert weekly_mails.queue_due(NINE + 2 * MINUTE) == 0
    assert rows() == []


def test_the_next_one_tells_what_happened_since_the_last_that_arrived(people: Cast) -> None:
    weekly_mails.queue_due(NINE + HOUR)
    with unit_of_work() as session:
        session.exec(select(OutboxMessage)).one().state = OutboxState.SENT
        for title, at in (("Early", NINE + HOUR - MINUTE), ("Late", NINE + HOUR + MINUTE)):
            task(session, people.ben, group_id=people.metadata.id, done_at=at, title=title)
    assert weekly_mails.queue_due(NINE + 7 * DAY) == 1
    text = rows()[1].payload["text"]
    assert ("Late" in text, "Early" in text, "Norms" in text) == (True, False, False)


def test_after_one_that_did_not_arrive_nothing_is_lost(people: Cast) -> None:
    weekly_mails.queue_due(NINE)
    with unit_of_work() as session:
        session.exec(select(OutboxMessage)).one().state = OutboxState.DROPPED
    assert weekly_mails.queue_due(NINE + 7 * DAY) == 1
    assert rows()[1].payload["since"] == str(NINE)


def test_a_group_that_she_left_meanwhile_is_taken_out_as_it_goes_out(people: Cast) -> None:
    with unit_of_work() as session:
        circle = group(session, "Circle", chair=people.ann, channel_id="CCIRCLE", private=True)
        groups.add(session, circle, [people.pia], by=people.ann, now=BEFORE)
        task(session, people.ann, group_id=circle.id, done_at=NINE - DAY, title="Secret")
    weekly_mails.queue_due(NINE)
    assert rechecked(NINE) == Send()
    assert "Secret" in str(rows()[0].payload)
    with unit_of_work() as session:
        groups.remove(session, session.merge(circle), people.pia.id, by=people.ann, now=NINE)
    assert rechecked(NINE + MINUTE) == Send()
    assert "Secret" not in str(rows()[0].payload)
    assert "Norms" in rows()[0].payload["text"]


@pytest.mark.parametrize(
    "column", ["slack_id", "mail_stopped_at", "mail_bounced_at", "is_active", "declined"]
)
def test_it_is_dropped_where_it_would_come_twice_or_is_not_wanted(
    people: Cast, column: str
) -> None:
    weekly_mails.queue_due(NINE)
    if column == "declined":
        choose(people, muted=(WEEKLY.key,))
    else:
        value = {"slack_id": "UPIA", "is_active": False}.get(column, NOW)
        with unit_of_work() as session:
            setattr(session.merge(people.pia), column, value)
    assert isinstance(rechecked(NINE + MINUTE), Drop)


def test_each_gets_a_mail_of_her_own(people: Cast) -> None:
    with unit_of_work() as session:
        metadata = session.merge(people.metadata)
        more = [person(session, f"Partner{number} Lee") for number in range(3)]
        groups.add(session, metadata, more, by=people.ann, now=BEFORE)
    assert weekly_mails.queue_due(NINE) == 4
    assert len(set(promised())) == 4


def test_a_restored_database_counts_it_as_told(people: Cast) -> None:
    with unit_of_work() as session:
        already_told.decide(session, {}, NINE)
    assert promised(OutboxState.SENT) == [Recipient.person(people.pia).lane]
    assert weekly_mails.queue_due(NINE + MINUTE) == 0
