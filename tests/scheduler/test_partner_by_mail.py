"""A partner over a real mail server: reminded, asked, told of her week, and then in Slack; of a
private group only those in it read anything.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Group, OutboxMessage, OutboxOp, Person
from models.database import reading, unit_of_work
from models.reach import Reach, set_up
from scheduler import reminders, weekly_mails
from scheduler.delivery import deliver_due
from services import bot_account, groups, people
from services.people import Profile
from tests.factories import BEFORE, NOW, Cast, cast, group
from tests.happenings import meeting, new_york, task
from tests.mail_stand_in import MailStandIn, mail_stand_in
from tests.scheduler.stand_in import StandIn, stand_in

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY = new_york(date(2026, 11, 23), 9)
PIA = "pia@writing.example.edu"
IN_SLACK = Profile("UPIA", "Pia Pons", PIA, "America/New_York", is_guest=False)
SECRET = "Hush"


@pytest.fixture
def mail(reach_of_the_process: None) -> Iterator[MailStandIn]:
    set_up(Reach(sends_mail=True, public_url="https://convene.example.edu"))
    with mail_stand_in() as running:
        yield running


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def cast_of(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def subjects(mail: MailStandIn, address: str = PIA) -> list[str]:
    return [str(letter.message["Subject"]) for letter in mail.to(address)]


def deliver(mail: MailStandIn, slack: StandIn, now: datetime = NOW) -> None:
    """All that waits, however few may go out at once."""
    for seconds in range(0, 20, 2):
        moment = now + timedelta(seconds=seconds)
        deliver_due(moment, slack.client, "worker", mail=mail.settings())


def join_slack(session: Session) -> Person:
    bot_account.learn(session, {"team_id": "TOURS"}, token="xoxb-1", now=NOW)
    return people.meet(session, IN_SLACK, now=NOW)


def test_each_thing_is_told_her_once_first_by_mail_and_then_in_slack(
    cast_of: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    with unit_of_work() as session:
        meeting(session, cast_of.metadata, title="Norms")
        meeting(session, cast_of.metadata, NOW + WEEK, title="Later")
        task(session, cast_of.pia, NOW.date(), title="Labels", group_id=cast_of.metadata.id)
        task(session, cast_of.ben, group_id=cast_of.metadata.id, done_at=MONDAY - DAY)
    for now in (MONDAY, NOW):
        weekly_mails.queue_due(now)
        reminders.queue_due(now)
        deliver(mail, slack, now)
    by_mail = subjects(mail)
    # Of her task she hears on the day before it is due, and on that day.
    assert Counter(re.split("[:?]", line)[0] for line in by_mail) == {
        "Reminder": 1,
        "The week in your groups": 1,
        "Will you come": 2,
        "Your task": 2,
    }
    with unit_of_work() as session:
        join_slack(session)
    reminders.queue_due(NOW + timedelta(minutes=1))
    weekly_mails.queue_due(NOW + timedelta(minutes=1))
    deliver(mail, slack, NOW + timedelta(minutes=1))
    assert subjects(mail) == by_mail
    assert "UPIA" not in [channel for channel, _ in slack.posted]
    reminders.queue_due(NOW + 23 * HOUR)
    deliver(mail, slack, NOW + 23 * HOUR)
    assert subjects(mail) == by_mail
    assert [channel for channel, _ in slack.posted].count("UPIA") == 1


def test_what_still_waited_for_her_goes_to_slack_alone(
    cast_of: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    with unit_of_work() as session:
        meeting(session, cast_of.metadata, title="Norms")
    reminders.queue_due(NOW)
    with unit_of_work() as session:
        join_slack(session)
    deliver(mail, slack)
    assert subjects(mail) == []
    assert [channel for channel, _ in slack.posted].count("UPIA") == 1


def test_a_private_group_is_in_no_mail_of_whoever_is_not_in_it_any_more(
    cast_of: Cast, mail: MailStandIn, slack: StandIn
) -> None:
    with unit_of_work() as session:
        secret = group(session, SECRET, chair=cast_of.ann, channel_id="CSEC", private=True)
        groups.add(session, secret, [cast_of.pia], by=cast_of.ann, now=BEFORE)
        meeting(session, secret, title=f"{SECRET} meeting")
        task(session, cast_of.pia, NOW.date(), title=f"{SECRET} task", group_id=secret.id)
        task(session, cast_of.ann, group_id=secret.id, done_at=MONDAY - DAY, title=f"{SECRET} done")
        task(session, cast_of.ben, group_id=cast_of.metadata.id, done_at=MONDAY - DAY)
    weekly_mails.queue_due(MONDAY)
    reminders.queue_due(NOW)
    with reading() as session:
        waiting = session.exec(select(OutboxMessage).where(col(OutboxMessage.op) == OutboxOp.POST))
        hers = [row for row in waiting if row.lane.startswith("mail:")]
    assert sum(SECRET in str(row.payload) for row in hers) >= 3
    with unit_of_work() as session:
        row = session.get_one(Group, secret.id)
        groups.remove(session, row, cast_of.pia.id, by=cast_of.ann, now=MONDAY)
    deliver(mail, slack, MONDAY)
    deliver(mail, slack)
    texts = [letter.text() for letter in mail.to(PIA)]
    assert texts, "she still hears of her other group"
    assert [text for text in texts if SECRET in text] == []
