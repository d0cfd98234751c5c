"""Polls on people's own pages: answering there with the same power as in Slack."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import Availability, OutboxMessage, Poll, PollAnswer
from models.database import reading, unit_of_work
from services import groups, polls
from services.polls import news
from tests.factories import NOW, Cast
from tests.open_polls import opened_poll, say
from tests.stories.test_costs import counted
from tests.web.conftest import Visitor
from views.polls.cards import WORDS

YES, IF_NEEDED, NO = Availability.YES, Availability.IF_NEEDED, Availability.NO
FIRST = "Tue, Dec 1, 2026, 9:30 AM EST, until 10:15 AM"


@pytest.fixture
def poll(people: Cast) -> Poll:
    with unit_of_work() as session:
        found = opened_poll(session, people)
        news.opened(session, found, people.metadata, WORDS, by=people.ann, now=NOW)
        return found


def answers() -> list[tuple[Availability, bool]]:
    with reading() as session:
        rows = session.exec(select(PollAnswer).order_by(col(PollAnswer.slot_id))).all()
        return [(row.answer, row.by_link) for row in rows]


def test_a_partner_answers_all_times_in_one_form_and_may_change_it(
    pia: Visitor, poll: Poll
) -> None:
    page = pia.see(f"/polls/{poll.id}")
    assert FIRST in page
    assert "You have not answered yet." in page
    pia.send(f"/polls/{poll.id}", remaining="no", slot0="yes")
    assert answers() == [(YES, True), (NO, True)]
    page = pia.see(f"/polls/{poll.id}")
    assert "You have answered" in page
    assert 'name="slot0" value="yes" checked' in page
    pia.send(f"/polls/{poll.id}", slot0="if needed", slot1="yes")
    assert answers() == [(IF_NEEDED, True), (YES, True)]


def test_the_overview_and_the_letter_lead_to_the_poll(pia: Visitor, poll: Poll) -> None:
    assert f"/polls/{poll.id}" in pia.see("")
    pia.send(f"/polls/{poll.id}", remaining="yes")
    assert f"/polls/{poll.id}" not in pia.see("")


def test_an_answer_on_the_page_redraws_the_card(people: Cast, pia: Visitor, poll: Poll) -> None:
    pia.send(f"/polls/{poll.id}", remaining="yes")
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
        cards = [row.payload["text"] for row in rows if row.lane == "CMETA"]
    assert any("1 of 4 people answered" in text for text in cards)


def test_a_time_that_is_left_open_is_refused_and_what_was_chosen_stays(
    pia: Visitor, poll: Poll
) -> None:
    _status, page = pia.send(f"/polls/{poll.id}", slot0="yes")
    assert "Answer for this time, too" in page
    assert 'name="slot0" value="yes" checked' in page
    assert answers() == []
    assert (
        "none of the choices" in pia.send(f"/polls/{poll.id}", slot0="perhaps", remaining="no")[1]
    )
    assert answers() == []


def test_everybody_in_the_group_sees_who_can_come_when(
    people: Cast, pia: Visitor, poll: Poll
) -> None:
    with unit_of_work() as session:
        found = session.get_one(Poll, poll.id)
        say(session, found, people.ben, YES, NO)
        say(session, found, people.ann, YES, YES)
    page = pia.see(f"/polls/{poll.id}")
    assert "The required person can come; 1 of 1 library; 2 of 4 people." in page
    assert "<bdi>Ann Abara</bdi>, <bdi>Ben Brook</bdi>" in page
    assert "No answer: <bdi>Gil Grau</bdi>, <bdi>Pia Pons</bdi>." in page


def test_a_poll_that_is_over_is_shown_and_not_answered(
    people: Cast, pia: Visitor, poll: Poll
) -> None:
    with unit_of_work() as session:
        found = session.get_one(Poll, poll.id)
        polls.cancel(session, found, "We write <instead>", by=people.ann, now=NOW)
    page = pia.see(f"/polls/{poll.id}")
    assert "This poll was cancelled." in page
    assert "We write &lt;instead&gt;" in page
    assert "was cancelled" in pia.send(f"/polls/{poll.id}", remaining="yes")[1]
    assert answers() == []


def test_who_is_not_in_the_group_sees_nothing_of_it(people: Cast, pia: Visitor, poll: Poll) -> None:
    with unit_of_work() as session:
        groups.leave(session, session.merge(people.metadata), people.pia, now=NOW)
    page = pia.see(f"/polls/{poll.id}", status=404)
    assert "Norms review" not in page


def test_a_page_takes_as_many_queries_for_many_answers(
    database: Engine, people: Cast, pia: Visitor, poll: Poll
) -> None:
    pia.see(f"/polls/{poll.id}")
    with counted(database) as few:
        pia.see(f"/polls/{poll.id}")
    with unit_of_work() as session:
        found = session.get_one(Poll, poll.id)
        for who in (people.ann, people.ben, people.gil, people.pia):
            say(session, found, who, YES, NO, now=NOW + timedelta(minutes=1))
    with counted(database) as many:
        pia.see(f"/polls/{poll.id}")
    assert len(many) == len(few)
