"""Calls on people's own pages: what is shown there, and answers with the same power as in Slack."""

import html
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import col, select

from models import (
    CallAnswer,
    CallUnit,
    OutboxMessage,
    Person,
    Representation,
    RepresentationKind,
)
from models.calls import AnswerDoor, CallKind, Capacity, IfSilent, UnitKind, VoteMethod
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import calls, seats
from services.calls import announcements
from tests.factories import NOW, Cast, organization, person, standing
from tests.open_calls import answer, unit_of
from tests.opened_calls import QUESTION, OpenedCall, opened, speaks
from tests.stories.test_costs import counted
from tests.web.conftest import Visitor, token_of
from views.calls.cards import WORDS
from views.calls.shown import unit_state

TUNXIS, CENTRAL = "Tunxis", "Central"


@pytest.fixture
def lea(people: Cast, client: FlaskClient) -> Visitor:
    """Somebody of Tunxis without Slack, who speaks for it beside Cleo."""
    with unit_of_work() as session:
        lea = person(session, "Lea Lind", at=people.tunxis)
        speaks(session, people.tunxis, people.cleo, people.metadata)
        speaks(session, people.tunxis, lea, people.metadata, RepresentationKind.ALTERNATE)
        speaks(session, people.central, people.ben, people.metadata)
    return Visitor(client, token_of(lea))


def begin(people: Cast, **facts: Any) -> OpenedCall:
    with unit_of_work() as session:
        return opened(session, people, **facts)


def unit(found: OpenedCall, name: str = TUNXIS) -> str:
    return str(found.units[name].id)


def answers() -> list[CallAnswer]:
    with reading() as session:
        return list(session.exec(select(CallAnswer).order_by(col(CallAnswer.id))))


def at(found: OpenedCall) -> str:
    return f"/calls/{found.call.id}"


def test_the_page_says_all_that_is_declared(people: Cast, lea: Visitor) -> None:
    found = begin(people, details="About <norms>.", papers="https://example.org/norms.pdf")
    page = lea.see(at(found))
    for words in (
        QUESTION,
        "About &lt;norms&gt;.",
        '<a href="https://example.org/norms.pdf"',
        "If a library does not answer, that counts neither for nor against.",
        "What each answered is shown when it closes.",
        "It carries with more than half of",
        "Tue, Dec 1, 2026, 9:30 AM EST",
        "0 of 2 libraries answered",
        "Cleo Costa (representative), Lea Lind (alternate)",
        "There is no answer yet.",
    ):
        assert words in page, words
    assert "Your answer for <bdi>Central" not in page
    assert "Take it back" not in page


def test_an_answer_by_link_is_the_same_record_as_one_in_slack(people: Cast, lea: Visitor) -> None:
    found = begin(people, is_hidden=False)
    place = lea.path(f"{at(found)}?done=call_answered#unit-{unit(found)}")
    for _ in range(2):
        sent = lea.send(at(found), unit=unit(found), act="answer", choice="0", comment="Gladly")
        assert sent == (303, place)
    [row] = answers()
    assert (row.choices, row.comment, row.is_comment_private) == (("yes",), "Gladly", False)
    assert (row.door, row.capacity) == (AnswerDoor.PAGE, Capacity.ALTERNATE)
    page = lea.see(f"{at(found)}?done=call_answered")
    assert "Your answer is recorded. Thank you." in page
    assert "yes – “Gladly” (Lea Lind, alternate, by link)" in page
    assert "If it closed now: Carried: 1 yes, 0 no" in page
    with reading() as session:
        who = standing(session, people.ann)
        [line] = [
            line for line in calls.lines(session, found.call, who) if line.unit.name == TUNXIS
        ]
        assert "by link" in unit_state(found.call, line)
        card = announcements.card(session, found.call, found.group, NOW)
        assert "1 of 2 libraries answered" in WORDS.card(card)["text"]


def test_a_later_answer_stands_and_whoever_gave_the_first_hears_of_it(
    people: Cast, lea: Visitor
) -> None:
    found = begin(people)
    with unit_of_work() as session:
        answer(session, found.call, unit_of(session, found.call, TUNXIS), people.cleo)
    assert "yes (Cleo Costa, representative)" in lea.see(at(found))
    assert lea.send(at(found), unit=unit(found), act="answer", choice="1")[0] == 303
    assert [row.choices for row in answers()] == [("yes",), ("no",)]
    assert any("Lea Lind answered for Tunxis" in text for text in texts_to(people.cleo))


def texts_to(who: Person) -> list[str]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
        return [row.payload["text"] for row in rows if row.lane.endswith(str(who.slack_id))]


def test_it_is_taken_back_once(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    lea.send(at(found), unit=unit(found), act="answer", choice="2")
    assert "Take it back" in lea.see(at(found))
    assert lea.send(at(found), unit=unit(found), act="take_back")[0] == 303
    status, page = lea.send(at(found), unit=unit(found), act="take_back")
    assert (status, [row.choices for row in answers()]) == (409, [("abstain",), ()])
    assert "Tunxis has no answer that could be taken back." in page


def test_choices_are_ranked(people: Cast, lea: Visitor) -> None:
    found = begin(people, method=VoteMethod.RANKED, choices=("Red", "Green", "Blue"))
    page = lea.see(at(found))
    assert "Place 3" in page
    assert '<li dir="auto">Blue</li>' in page
    status, page = lea.send(
        at(found), unit=unit(found), act="answer", choice="1", choice_2="1", comment="Typed"
    )
    assert (status, answers()) == (422, [])
    assert "You chose something twice. Choose each only once." in page
    assert ">Typed</textarea>" in page
    lea.send(at(found), unit=unit(found), act="answer", choice="1", choice_2="", choice_3="0")
    assert [row.choices for row in answers()] == [("Green", "Red")]
    assert "Green, then Red" in lea.see(at(found))


def test_who_abstains_ranks_nothing(people: Cast, lea: Visitor) -> None:
    found = begin(people, method=VoteMethod.RANKED, choices=("Red", "Green"))
    status, page = lea.send(at(found), unit=unit(found), act="answer", choice="2", choice_2="0")
    assert (status, answers()) == (422, [])
    assert "Who abstains ranks nothing." in page
    assert lea.send(at(found), unit=unit(found), act="answer", choice="2")[0] == 303


def test_a_plain_answer_in_words(people: Cast, lea: Visitor) -> None:
    found = begin(people, kind=CallKind.PLAIN, is_hidden=False)
    assert '<textarea id="words-' in lea.see(at(found))
    assert lea.send(at(found), unit=unit(found), act="answer", words=" ")[0] == 422
    lea.send(at(found), unit=unit(found), act="answer", words="More <evenings>")
    assert [row.words for row in answers()] == ["More <evenings>"]
    assert "More &lt;evenings&gt;" in lea.see(at(found))


def test_a_long_answer_and_its_comment_stand_on_the_page_in_full(
    people: Cast, lea: Visitor, pia: Visitor
) -> None:
    found = begin(people, kind=CallKind.PLAIN, is_hidden=False)
    words, comment = "a&b " * 749 + "last", "c<d " * 124 + "last"
    lea.send(at(found), unit=unit(found), act="answer", words=words, comment=comment)
    assert [row.words for row in answers()] == [words]
    for visitor in (lea, pia):
        page = html.unescape(visitor.see(at(found)))
        assert f"{words} – “{comment}” (" in page


def test_a_secret_ballot_is_cast_once_and_nothing_tells_it(people: Cast, lea: Visitor) -> None:
    found = begin(people, is_secret=True)
    page = lea.see(at(found))
    assert "A secret ballot cannot be changed or taken back." in page
    assert "The vote is secret. Who has answered is kept; what each answered is not." in page
    assert "Comment" not in page
    assert lea.send(at(found), unit=unit(found), act="answer", choice="1") == (
        303,
        lea.path(f"{at(found)}?done=ballot#unit-{unit(found)}"),
    )
    page = lea.see(at(found))
    assert "The ballot is cast (<bdi>Lea Lind</bdi>)." in page
    assert "It cannot be changed or taken back, since nothing keeps which it was." in page
    assert "<form" not in page
    for act in ("answer", "take_back"):
        assert lea.send(at(found), unit=unit(found), act=act, choice="0")[0] == 409
    assert [row.choices for row in answers()] == [None]


def test_a_private_comment_is_for_her_own_unit(people: Cast, lea: Visitor, pia: Visitor) -> None:
    found = begin(people, is_hidden=False)
    lea.send(
        at(found), unit=unit(found), act="answer", choice="0", comment="Psst", comment_private="yes"
    )
    assert "Psst" in lea.see(at(found))
    assert "Psst" not in pia.see(at(found))
    assert "Tunxis</bdi>: <bdi>yes (Lea Lind" in pia.see(at(found))


def test_hidden_answers_show_to_the_unit_alone(people: Cast, lea: Visitor, pia: Visitor) -> None:
    found = begin(people)
    lea.send(at(found), unit=unit(found), act="answer", choice="0")
    assert "yes (Lea Lind" in lea.see(at(found))
    page = pia.see(at(found))
    assert "Tunxis</bdi>: <bdi>answered</bdi>" in page
    assert "yes (Lea Lind" not in page
    assert "<form" not in page


def test_nobody_answers_for_another_unit(people: Cast, lea: Visitor, pia: Visitor) -> None:
    found = begin(people)
    for visitor, name in ((lea, CENTRAL), (pia, CENTRAL), (pia, TUNXIS)):
        for act in ("answer", "take_back"):
            status, page = visitor.send(at(found), unit=unit(found, name), act=act, choice="0")
            assert (status, answers()) == (403, []), act
        assert f"You do not answer for {name}." in page
    assert "These do: Cleo Costa (representative), Lea Lind (alternate)." in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"act": "answer"}, 422),
        ({"act": "excuse"}, 422),
        ({"act": "answer", "choice": "9"}, 422),
        ({"act": "answer", "choice": "yes"}, 422),
        ({"act": "answer", "choice": "-1"}, 422),
        ({"act": "answer", "choice": "0", "comment": "x" * 501}, 422),
        ({"act": "answer", "choice": "0", "unit": ""}, 422),
        ({"act": "answer", "choice": "0", "unit": "²"}, 422),
        ({"act": "answer", "choice": "0", "unit": "9" * 30}, 422),
        ({"act": "answer", "choice": "0", "unit": "999"}, 404),
    ],
)
def test_forged_values_change_nothing(
    people: Cast, lea: Visitor, fields: dict[str, str], status: int
) -> None:
    found = begin(people)
    sent = lea.send(at(found), **({"unit": unit(found)} | fields))
    assert (sent[0], answers()) == (status, [])


def test_a_unit_of_another_call_is_refused(people: Cast, lea: Visitor) -> None:
    first, second = begin(people), begin(people, question="And a second one?")
    status, _ = lea.send(at(first), unit=unit(second), act="answer", choice="0")
    assert (status, answers()) == (422, [])


def end(found: OpenedCall, how: str, now: datetime = NOW) -> None:
    with unit_of_work() as session:
        call = session.merge(found.call)
        dag = session.get_one(Person, found.call.drafted_by)
        if how == "cancelled":
            calls.cancel(session, call, "The vendor <left>", by=dag, now=now)
        else:
            calls.close_early(session, call, found.group, "All answered", by=dag, now=now)


def test_what_closed_in_between_takes_no_answer(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    lea.send(at(found), unit=unit(found), act="answer", choice="0")
    end(found, "closed")
    status, page = lea.send(at(found), unit=unit(found), act="answer", choice="1")
    assert (status, [row.choices for row in answers()]) == (409, [("yes",)])
    assert "This call is closed." in page
    assert "Carried: 1 yes, 0 no" in page
    assert "Closed early: All answered" in page
    assert "yes (Lea Lind, alternate, by link)" in page
    assert "<form" not in page


def test_what_was_cancelled_in_between_takes_no_answer(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    end(found, "cancelled")
    status, page = lea.send(at(found), unit=unit(found), act="answer", choice="1")
    assert (status, answers()) == (409, [])
    assert "This call was cancelled. Nobody needs to answer it any more." in page
    assert "Cancelled: The vendor &lt;left&gt;" in page


def test_at_the_instant_of_closing_the_form_is_gone(people: Cast, lea: Visitor) -> None:
    found = begin(people, now=NOW - timedelta(days=1), closes_at=NOW)
    assert "<form" not in lea.see(at(found))
    status, page = lea.send(at(found), unit=unit(found), act="answer", choice="0")
    assert (status, answers()) == (409, [])
    assert "This call is closed." in page


def test_drafts_and_calls_of_private_groups_are_nowhere(people: Cast, lea: Visitor) -> None:
    with unit_of_work() as session:
        facts = calls.facts_of(opened(session, people).call)
        draft = calls.draft(session, people.metadata, facts, by=people.dag, now=NOW)
    ann = Visitor(lea.client, token_of(people.ann))
    for visitor in (lea, ann):
        assert "Shall we" not in visitor.see(f"/calls/{draft.id}", status=404)
    lea.see("/calls/999", status=404)
    found = begin(people)
    with unit_of_work() as session:
        session.merge(people.metadata).is_private = True
    assert QUESTION not in lea.see(at(found), status=404)
    status, page = lea.send(at(found), unit=unit(found), act="answer", choice="0")
    assert (status, QUESTION in page, answers()) == (404, False, [])
    assert QUESTION not in lea.see()


def test_who_no_longer_speaks_for_it_sees_and_answers_nothing(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    with unit_of_work() as session:
        for row in session.exec(select(Representation)):
            row.until = NOW
    lea.see(at(found), status=404)
    assert lea.send(at(found), unit=unit(found), act="answer", choice="0")[0] == 404
    assert answers() == []


def test_her_first_page_lists_what_waits(people: Cast, lea: Visitor, pia: Visitor) -> None:
    found = begin(people, if_silent=IfSilent.NO)
    page = lea.see()
    assert "Your library has not answered" in page
    assert f'href="{lea.path(at(found))}#unit-{unit(found)}"' in page
    assert "If a library does not answer, that counts as a no." in page
    assert QUESTION not in pia.see()
    lea.send(at(found), unit=unit(found), act="answer", choice="0")
    assert "Your library has not answered" not in lea.see()


def test_the_card_is_drawn_anew(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    lea.send(at(found), unit=unit(found), act="answer", choice="0")
    with reading() as session:
        row = session.get_one(CallUnit, found.units[TUNXIS].id)
        assert row.answered_at == NOW
    assert any("1 of 2 libraries answered" in text for text in channel())


def channel() -> list[str]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
        return [row.payload["text"] for row in rows if row.lane == "CMETA"]


def test_one_person_answers_for_each_of_her_units(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        metadata, ann = session.merge(people.metadata), session.merge(people.ann)
        own, other = (
            seats.add(session, metadata, SeatFacts(label=name, term_months=12), by=ann, now=NOW)
            for name in ("Chair", "Recorder")
        )
        _, away = (
            seats.appoint(session, seat, metadata, who, first=NOW.date(), by=ann, now=NOW)
            for seat, who in ((own, people.pia), (other, people.gil))
        )
        acting = session.merge(people.pia)
        absent = partial(seats.set_leave, session, metadata, away, acting=acting, by=ann)
        absent(first=NOW.date(), last=None, now=NOW)
        found = opened(session, people, unit_kind=UnitKind.SEAT, by=ann)
    page = pia.see(at(found))
    assert page.count("Your answer for") == 2
    assert "Pia Pons (acting for the holder)" in page
    for name, choice in (("member Recorder", "1"), ("member Chair", "0")):
        pia.send(at(found), unit=unit(found, name), act="answer", choice=choice)
    names = {row.id: name for name, row in found.units.items()}
    assert [(names[row.unit_id], row.capacity, row.choices) for row in answers()] == [
        ("member Recorder", Capacity.ACTING, ("no",)),
        ("member Chair", Capacity.HOLDER, ("yes",)),
    ]
    assert "Your seat has not answered" not in pia.see()


def test_the_page_takes_as_many_queries_for_many_units(
    people: Cast, lea: Visitor, database: Engine
) -> None:
    few = begin(people, is_hidden=False)
    with unit_of_work() as session:
        for number in range(40):
            organization(session, f"library{number}")
    many = begin(people, is_hidden=False)
    taken = []
    for found in (few, many):
        lea.send(at(found), unit=unit(found), act="answer", choice="0")
        with counted(database) as statements:
            lea.see(at(found))
        taken.append(len(statements))
    assert len(many.units) == 42
    assert taken[0] == taken[1]
