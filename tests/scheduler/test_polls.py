"""Polls and the clock: they close once, end with their group, and say so to whom it concerns."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Availability, Holiday, OutboxMessage, Person, Poll, PollState
from models.database import reading, unit_of_work
from models.messages import POLL_HEARD, Key, Recipient
from models.polls import SlotTime
from models.reach import Reach, set_up
from models.subjects import Subject
from scheduler import polls as job
from services import already_told, groups, outbox
from services.outbox import Drop, Send
from services.polls import news
from services.reminders.polls import polls_unanswered
from tests import factories
from tests.factories import BEFORE, NOW, Cast, cast
from tests.handlers.doors import everything
from tests.open_polls import DAY, opened_poll, say
from views.polls.cards import WORDS

CLOSES = NOW + 3 * DAY
LATER = (SlotTime(NOW + 9 * DAY), SlotTime(NOW + 10 * DAY))


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def sends_mail() -> Iterator[None]:
    set_up(Reach(sends_mail=True))
    yield
    set_up(Reach())


def begin(people: Cast) -> Poll:
    with unit_of_work() as session:
        poll = opened_poll(session, people)
        news.opened(session, poll, people.metadata, WORDS, by=people.ann, now=NOW)
        return poll


def texts(prefix: str, lane: str = "") -> list[str]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        return [
            row.payload["text"]
            for row in rows
            if row.key.startswith(prefix) and lane in ("", row.lane)
        ]


def test_a_poll_whose_time_is_up_closes_once_and_its_chair_hears(people: Cast) -> None:
    poll = begin(people)
    assert job.run_due(CLOSES - timedelta(seconds=1)) == 0
    assert job.run_due(CLOSES) == 1
    after = everything()
    assert job.run_due(CLOSES + DAY) == 0
    assert everything() == after
    with reading() as session:
        assert session.get_one(Poll, poll.id).state is PollState.CLOSED
    assert texts("pollended|", "UANN") != []
    assert texts("pollended|", "UBEN") == []
    assert texts("pollended|", "CMETA") == []


def test_a_poll_of_a_group_that_ended_is_cancelled(people: Cast) -> None:
    poll = begin(people)
    with unit_of_work() as session:
        groups.discharge(session, session.merge(people.metadata), by=people.dag, now=NOW + DAY)
    assert job.run_due(NOW + DAY) == 1
    assert job.run_due(CLOSES) == 0
    with reading() as session:
        assert session.get_one(Poll, poll.id).state is PollState.CANCELLED
    [text] = texts("pollended|", "CMETA")
    assert "Why: The group was discharged." in text


def test_partners_get_the_poll_by_mail_and_hear_when_it_is_cancelled(
    sends_mail: None, people: Cast
) -> None:
    begin(people)
    lane = Recipient.person(people.pia).lane
    [text] = texts("poll|", lane)
    assert "When can we meet for Norms review?" in text
    assert texts("poll|", "UBEN") == []
    with unit_of_work() as session:
        groups.discharge(session, session.merge(people.metadata), by=people.dag, now=NOW + DAY)
    job.run_due(NOW + DAY)
    assert len(texts("pollended|", lane)) == 1


def test_a_group_without_a_channel_is_asked_person_by_person(people: Cast) -> None:
    with unit_of_work() as session:
        metadata = session.merge(people.metadata)
        metadata.channel_id = None
        session.add(metadata)
        poll = opened_poll(session, people, group=metadata)
        news.opened(session, poll, metadata, WORDS, by=people.ann, now=NOW)
    lanes = {lane for lane in ("UANN", "UBEN", "UGIL") if texts("poll|", lane)}
    assert lanes == {"UBEN", "UGIL"}


def test_what_was_heard_goes_only_to_who_leads_the_group_still(people: Cast) -> None:
    poll = begin(people)
    with unit_of_work() as session:
        subject = Subject.of(poll)
        for who in (people.ann, people.ben):
            key = Key(POLL_HEARD, subject, "complete", Subject.of(who))
            to = Recipient.person(who)
            outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW)
    with reading() as session:
        rows = {
            row.lane: job.recheck(session, row, NOW)
            for row in session.exec(select(OutboxMessage))
            if row.key.startswith("pollheard|")
        }
        cards = [
            job.recheck(session, row, NOW)
            for row in session.exec(select(OutboxMessage))
            if row.key.startswith("poll|")
        ]
    assert rows["UANN"] == Send()
    assert isinstance(rows["UBEN"], Drop)
    assert cards == [Send()]


def nudged(session: Session, poll: Poll, now: datetime) -> dict[str, datetime]:
    about = frozenset([Subject.of(poll)])
    found = polls_unanswered(session, now, about)
    return {due.person.name.split()[0]: due.at for due in found if not due.is_passed(now)}


def test_nudges_come_at_nine_to_the_silent_and_on_no_holiday_of_their_library(
    people: Cast,
) -> None:
    with unit_of_work() as session:
        poll = opened_poll(session, people, closes_at=NOW + 8 * DAY, slots=LATER)
        say(session, poll, people.gil, Availability.YES, Availability.NO)
        monday = datetime(2026, 11, 30, 14, tzinfo=NOW.tzinfo)
        assert nudged(session, poll, NOW) == {"Ann": monday, "Ben": monday}
        lou = factories.person(session, "Lou Lo", at=people.tunxis, slack_id="ULOU")
        groups.add(session, session.merge(people.metadata), [lou], by=people.ann, now=BEFORE)
        other = opened_poll(session, people, title="Other", closes_at=NOW + 8 * DAY, slots=LATER)
        session.add(Holiday(day=monday.date(), name="Closed", organization_id=people.tunxis.id))
        session.flush()
        found = nudged(session, other, NOW)
        assert found["Ben"] == monday
        assert "Lou" not in found or found["Lou"] > monday


def test_who_was_just_asked_or_has_left_is_not_nudged(people: Cast) -> None:
    with unit_of_work() as session:
        poll = opened_poll(session, people, closes_at=NOW + 2 * DAY)
        assert nudged(session, poll, NOW) == {}
        later = opened_poll(session, people, title="Later", closes_at=NOW + 8 * DAY, slots=LATER)
        groups.leave(session, session.merge(people.metadata), people.ben, now=NOW)
        assert set(nudged(session, later, NOW)) == {"Ann", "Gil"}


def test_after_a_restore_what_came_of_a_poll_is_not_told_again(people: Cast) -> None:
    poll = begin(people)
    with unit_of_work() as session:
        already_told.decide(session, {}, CLOSES)
    assert job.run_due(CLOSES) == 1
    with reading() as session:
        assert session.get_one(Poll, poll.id).state is PollState.CLOSED
        rows = [row for row in session.exec(select(OutboxMessage)) if "pollended" in row.key]
        assert {row.state.value for row in rows} == {"dropped"}


def _leave(people: Cast, *gone: Person) -> None:
    with unit_of_work() as session:
        for person in gone:
            groups.leave(session, session.merge(people.metadata), session.merge(person), now=NOW)


def _answered(people: Cast, *who: Person) -> Poll:
    """A poll that these of Ann, Ben, Gil and Pia have answered."""
    poll = begin(people)
    with unit_of_work() as session:
        for person in who:
            say(session, poll, session.merge(person), Availability.YES, Availability.NO)
    return poll


@pytest.mark.parametrize("is_inactive", [False, True])
def test_the_chair_hears_when_the_last_silent_person_is_gone(
    people: Cast, is_inactive: bool
) -> None:
    poll = _answered(people, people.ann, people.ben, people.gil)
    assert job.run_due(NOW) == 0
    if is_inactive:
        with unit_of_work() as session:
            session.get_one(Person, people.pia.id).is_active = False
    else:
        _leave(people, people.pia)
    assert job.run_due(NOW + DAY) == 1
    [text] = texts("pollheard|", "UANN")
    assert "Everybody has answered" in text
    with reading() as session:
        assert session.get_one(Poll, poll.id).complete_at == NOW + DAY
    after = everything()
    assert job.run_due(NOW + DAY + timedelta(minutes=1)) == 0
    assert everything() == after


def test_of_a_poll_that_nobody_answered_who_is_left_nothing_is_told(people: Cast) -> None:
    begin(people)
    _leave(people, people.ben, people.gil, people.pia)
    assert job.run_due(NOW + DAY) == 0
    with unit_of_work() as session:
        session.get_one(Person, people.ann.id).is_active = False
    assert job.run_due(NOW + DAY) == 0


def test_of_a_poll_that_only_those_answered_who_are_gone_nothing_is_told(people: Cast) -> None:
    _answered(people, people.ben)
    _leave(people, people.ben)
    assert job.run_due(NOW + DAY) == 0
    assert texts("pollheard|") == []


def test_a_poll_whose_time_is_up_is_closed_and_not_complete(people: Cast) -> None:
    _answered(people, people.ann, people.ben, people.gil)
    _leave(people, people.pia)
    assert job.run_due(CLOSES) == 1
    assert texts("pollheard|") == []
    assert len(texts("pollended|", "UANN")) == 1


def test_what_was_told_with_the_last_answer_is_not_told_again(people: Cast) -> None:
    poll = _answered(people, people.ann, people.ben, people.gil, people.pia)
    with unit_of_work() as session:
        row = session.get_one(Poll, poll.id)
        news.answered(session, row, people.metadata, WORDS, by=people.ann, now=NOW)
    assert texts("pollheard|") == []
    assert job.run_due(NOW + DAY) == 0
    with reading() as session:
        assert session.get_one(Poll, poll.id).complete_at == NOW


def test_a_second_process_that_looks_late_tells_nothing(people: Cast) -> None:
    poll = _answered(people, people.ann, people.ben, people.gil)
    _leave(people, people.pia)
    with unit_of_work() as session:
        row = session.get_one(Poll, poll.id)
        assert news.completed(session, row, people.metadata, WORDS, NOW)
        assert not news.completed(session, row, people.metadata, WORDS, NOW)


def test_after_a_restore_that_all_have_answered_is_not_told_again(people: Cast) -> None:
    _answered(people, people.ann, people.ben, people.gil)
    _leave(people, people.pia)
    with unit_of_work() as session:
        already_told.decide(session, {}, NOW + DAY)
    assert job.run_due(NOW + DAY) == 1
    with reading() as session:
        rows = [row for row in session.exec(select(OutboxMessage)) if "pollheard" in row.key]
        assert {row.state.value for row in rows} == {"dropped"}
