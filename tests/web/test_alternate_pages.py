"""Who comes to a meeting in the place of a member, on the pages of the two."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import (
    Attendance,
    Group,
    Meeting,
    MeetingAlternate,
    MemberRole,
    OutboxMessage,
    Person,
    Rsvp,
    reach,
)
from models.database import reading, unit_of_work
from models.messages import ALTERNATE, Key
from models.reach import Reach
from tests.factories import NOW, Cast, person
from tests.happenings import meeting, serve
from tests.web.conftest import Visitor, token_of


def sent(people: Cast, member: Person, alternate: Person, *, in_hours: float = 48) -> Meeting:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW + timedelta(hours=in_hours))
        session.add(
            MeetingAlternate(
                meeting_id=row.id,
                person_id=member.id,
                alternate_id=alternate.id,
                sent_by=member.id,
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


def test_the_page_of_a_meeting_says_who_comes_for_whom(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        other = meeting(session, people.metadata, NOW).id
    assert "Alternates" not in pia.see(f"/meetings/{other}")
    row = sent(people, people.ben, people.cleo)
    page = pia.see(f"/meetings/{row.id}")
    assert "<h3>Alternates (1)</h3>" in page
    assert "<li><bdi>Cleo Costa</bdi> for <bdi>Ben Brook</bdi></li>" in page


def test_an_alternate_sees_no_more_of_a_group_that_she_may_not_know_of(
    people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        kim = person(session, "Kim Koch", at=people.writing_center)
    row = sent(people, people.pia, kim)
    hers = Visitor(pia.client, token_of(kim))
    assert "Do you come?" in hers.see(f"/meetings/{row.id}")
    for path in (f"/agendas/{row.id}", f"/meetings/{row.id}/minutes"):
        assert path not in hers.see(f"/meetings/{row.id}")
        hers.see(path, status=404)


def test_an_alternate_says_on_her_page_that_she_was_there(people: Cast, pia: Visitor) -> None:
    row = sent(people, people.ben, people.cleo, in_hours=-2)
    cleo = Visitor(pia.client, token_of(people.cleo))
    assert "Were you there?" in cleo.see(f"/meetings/{row.id}")
    cleo.send(f"/meetings/{row.id}", act="came")
    with reading() as session:
        assert session.exec(select(Attendance.person_id)).all() == [people.cleo.id]


@pytest.fixture
def by_mail(reach_of_the_process: None) -> None:
    reach.set_up(Reach(sends_mail=True, public_url="https://convene.example.edu"))


def place_of(meeting_id: int, who: Person) -> int | None:
    with reading() as session:
        row = session.get(MeetingAlternate, (meeting_id, who.id))
        return row.alternate_id if row else None


@pytest.mark.usefixtures("by_mail")
def test_a_partner_sends_a_colleague_on_her_page_who_answers_on_her_own(
    people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW + timedelta(days=2))
        kim = person(session, "Kim Koch", at=people.writing_center)
    path = f"/meetings/{row.id}"
    assert "Send my alternate" in pia.see(path)
    for _ in range(2):
        assert pia.send(path, act="send", alternate=str(kim.id))[0] == 303
    assert place_of(row.id, people.pia) == kim.id
    [(lane, text)] = words_to()
    assert lane == f"mail:{kim.id}"
    assert "Pia Pons cannot come to" in text
    page = pia.see(path)
    assert "You said no." in page
    assert "Kim Koch</span> comes in your place" in page
    hers = Visitor(pia.client, token_of(kim))
    first = hers.see("")
    assert "Norms review" in first
    assert "Send my alternate" not in hers.see(path)
    assert hers.send(path, act="yes")[0] == 303
    assert "You said yes." in hers.see("")
    pia.send(path, act="yes")
    assert place_of(row.id, people.pia) is None
    assert "Norms review" not in hers.see("")
    assert hers.send(path, act="yes")[0] == 404


@pytest.mark.usefixtures("by_mail")
@pytest.mark.parametrize("typed", ["", "x", "999999999999", "٣"])
def test_what_was_not_offered_sends_nobody(people: Cast, pia: Visitor, typed: str) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW + timedelta(days=2))
        person(session, "Kim Koch", at=people.writing_center)
    for chosen in (typed, str(people.cleo.id), str(people.pia.id)):
        assert pia.send(f"/meetings/{row.id}", act="send", alternate=chosen)[0] == 422
    assert words_to() == []
    with reading() as session:
        assert session.exec(select(Rsvp)).all() == []


def test_to_a_private_group_the_page_sends_who_serves_there_alone(
    people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW + timedelta(days=2))
        eve = person(session, "Eve Ely", at=people.central, slack_id="UEVE")
        zoe = person(session, "Zoe Zane", at=people.central, slack_id="UZOE")
        serve(session, people.metadata, zoe, role=MemberRole.OBSERVER)
        session.get_one(Group, people.metadata.id).is_private = True
    ben = Visitor(pia.client, token_of(people.ben))
    page = ben.see(f"/meetings/{row.id}")
    assert "Zoe Zane</option>" in page
    assert "Eve Ely</option>" not in page
    status, text = ben.send(f"/meetings/{row.id}", act="send", alternate=str(eve.id))
    assert status == 409
    assert "is private" in text
    assert ben.send(f"/meetings/{row.id}", act="send", alternate=str(zoe.id))[0] == 303
