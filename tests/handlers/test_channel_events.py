"""What Slack says of the channels of groups, late, twice and out of order."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import channel_events
from models import Group, Lane, OutboxMessage, Person
from models.database import reading, unit_of_work
from models.messages import CHANNEL_NEWS
from services import groups, outbox
from services.groups import Charge
from tests.factories import NOW, Cast, group

HOUR = timedelta(hours=1)
NAMES = {"archived": "channel_archive", "deleted": "channel_deleted"}


def happens(what: str, at: str, channel: str = "CMETA") -> None:
    event = {"channel": channel, "event_ts": at}
    if what == "unarchived":
        channel_events.unarchived(event, NOW)
    else:
        channel_events.CHANGES[NAMES[what]](event, NOW)


def closed() -> list[tuple[str, str]]:
    """The channels to which nothing goes, and why."""
    with reading() as session:
        rows = session.exec(select(Lane).where(Lane.trouble != "")).all()
        return [(row.name, row.trouble) for row in rows]


def news() -> list[str]:
    """Whom a message about a channel waits for."""
    with reading() as session:
        is_news = (outbox.keyed(CHANNEL_NEWS), OutboxMessage.state == "ready")
        return sorted(row.lane for row in session.exec(select(OutboxMessage).where(*is_news)))


def discharge(people: Cast) -> None:
    with unit_of_work() as session:
        dag = session.get_one(Person, people.dag.id)
        metadata = session.get_one(Group, people.metadata.id)
        groups.discharge(session, metadata, by=dag, now=NOW - HOUR)


@pytest.mark.parametrize("what", ["archived", "deleted"])
def test_an_event_that_comes_again_after_a_later_one_closes_nothing(
    people: Cast, what: str
) -> None:
    happens(what, "2.1")
    [(channel, _)] = closed()
    assert (channel, news()) == ("CMETA", ["UANN", "UDAG"])
    happens("unarchived", "10.1")
    assert closed() == []
    for late in ("2.1", "9.9"):
        happens(what, late)
        assert (closed(), news()) == ([], ["UANN", "UDAG"])
    happens(what, "10.2")
    assert closed()[0][0] == "CMETA"
    assert len(news()) == 4
    happens("unarchived", "10.1")
    assert closed()[0][0] == "CMETA"
    happens("unarchived", "10.3")
    assert closed() == []


def test_an_opening_that_comes_before_the_closing_it_follows_holds(people: Cast) -> None:
    happens("unarchived", "1.2")
    happens("archived", "1.1")
    assert (closed(), news()) == ([], [])


def test_events_without_a_moment_are_all_taken_at_their_word(people: Cast) -> None:
    for what, is_closed in (("archived", True), ("unarchived", False), ("archived", True)):
        happens(what, "")
        assert bool(closed()) is is_closed


def test_a_channel_opens_again_whatever_became_of_its_group(people: Cast) -> None:
    happens("archived", "1.1")
    discharge(people)
    assert closed() == [("CMETA", "is_archived")]
    happens("unarchived", "1.2")
    assert closed() == []


def test_a_channel_that_a_group_has_left_opens_again(people: Cast) -> None:
    happens("archived", "1.1")
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).channel_id = "CNEW"
    happens("unarchived", "1.2", channel="COTHER")
    assert closed() == [("CMETA", "is_archived")]
    happens("unarchived", "1.2")
    assert closed() == []


@pytest.mark.parametrize("is_new", [True, False])
def test_a_group_that_takes_a_channel_finds_it_open(people: Cast, is_new: bool) -> None:
    with unit_of_work() as session:
        group(session, "Courier", chair=people.ann, channel_id="CCOUR")
    happens("archived", "1.1")
    discharge(people)
    assert closed() == [("CMETA", "is_archived")]
    with unit_of_work() as session:
        ann, dag = (session.get_one(Person, row.id) for row in (people.ann, people.dag))
        name = "Norms" if is_new else "Courier"
        facts = Charge(name, "working group", "Do it.", "CMETA", False)
        if is_new:
            groups.start(session, facts, chair=ann, by=dag, now=NOW)
        else:
            courier = session.exec(select(Group).where(Group.name == "Courier")).one()
            groups.change(session, courier, facts, by=dag, now=NOW)
    assert closed() == []


def test_a_group_that_keeps_its_channel_leaves_it_closed(people: Cast) -> None:
    happens("archived", "1.1")
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        facts = Charge("Metadata", "working group", "Something else.", "CMETA", False)
        dag = session.get_one(Person, people.dag.id)
        groups.change(session, metadata, facts, by=dag, now=NOW)
    assert closed() == [("CMETA", "is_archived")]
