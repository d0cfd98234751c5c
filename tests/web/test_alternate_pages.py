"""Who comes to a meeting in the place of a member, on the pages of the two."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Attendance, Meeting, MeetingAlternate, OutboxMessage, Person
from models.database import reading, unit_of_work
from models.messages import ALTERNATE, Key
from tests.factories import NOW, Cast
from tests.happenings import meeting
from tests.web.conftest import Visitor, token_of


def sent(people: Cast, person: Person, alternate: Person, *, in_hours: float = 48) -> Meeting:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW + timedelta(hours=in_hours))
        session.add(
            MeetingAlternate(
                meeting_id=row.id,
                person_id=person.id,
                alternate_id=alternate.id,
                sent_by=person.id,
                sent_at=NOW,
            )
        )
        return row


def words_to() -> list[tuple[str, str]]:
    """Whose lane each word of an alternate waits in, and what it says."""
    with reading() as session:
        return [
            (row.lane, str(row.payload))
            for row in session.exec(select(OutboxMessage))
            if Key.parse(row.key).kind is ALTERNATE
        ]


@pytest.mark.parametrize("answer", ["yes", "maybe"])
def test_the_alternate_hears_of_a_yes_on_the_page_of_the_member(
    people: Cast, pia: Visitor, answer: str
) -> None:
    row = sent(people, people.pia, people.cleo)
    for _ in range(2):
        pia.send(f"/meetings/{row.id}", act=answer)
    [(lane, text)] = words_to()
    assert lane == "UCLEO"
    assert "You need not come to" in text
    assert "Pia Pons" in text


def test_the_member_hears_that_her_alternate_says_no_on_her_page(
    people: Cast, client: object, pia: Visitor
) -> None:
    row = sent(people, people.ben, people.cleo)
    cleo = Visitor(pia.client, token_of(people.cleo))
    cleo.send(f"/meetings/{row.id}", act="yes")
    assert words_to() == []
    cleo.send(f"/meetings/{row.id}", act="no")
    [(lane, text)] = words_to()
    assert lane == "UBEN"
    assert "Cleo Costa cannot come" in text
    assert cleo.send(f"/meetings/{row.id}", act="yes")[0] == 403


def test_nothing_is_promised_to_whom_no_message_reaches(people: Cast, pia: Visitor) -> None:
    row = sent(people, people.pia, people.cleo)
    with unit_of_work() as session:
        cleo = session.get_one(Person, people.cleo.id)
        cleo.slack_id = None
        session.add(cleo)
    pia.send(f"/meetings/{row.id}", act="yes")
    assert words_to() == []


def test_an_alternate_is_asked_on_her_page_and_nobody_else_outside_the_group(
    people: Cast, pia: Visitor
) -> None:
    row = sent(people, people.ben, people.cleo)
    cleo, dag = (Visitor(pia.client, token_of(who)) for who in (people.cleo, people.dag))
    assert "Do you come?" in cleo.see(f"/meetings/{row.id}")
    assert "Do you come?" not in dag.see(f"/meetings/{row.id}")
    assert cleo.send(f"/meetings/{row.id}", act="yes")[0] == 303


def test_an_alternate_says_on_her_page_that_she_was_there(people: Cast, pia: Visitor) -> None:
    row = sent(people, people.ben, people.cleo, in_hours=-2)
    cleo = Visitor(pia.client, token_of(people.cleo))
    assert "Were you there?" in cleo.see(f"/meetings/{row.id}")
    cleo.send(f"/meetings/{row.id}", act="came")
    with reading() as session:
        assert session.exec(select(Attendance.person_id)).all() == [people.cleo.id]
