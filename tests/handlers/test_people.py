"""Where somebody works, asked and answered."""

import pytest
from sqlmodel import select

from handlers import console
from handlers import people as door
from models import (
    Group,
    Home,
    MailDomain,
    Organization,
    OutboxMessage,
    Person,
    RepresentationKind,
    Seat,
)
from models.database import reading, unit_of_work
from models.messages import HANDED, Key
from models.representatives import RepresentedSubject
from services import representatives, seats
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, sent, text_of
from tests.happenings import task


def place_of(person: Person) -> int | None:
    with reading() as session:
        return session.get_one(Person, person.id).organization_id


def test_the_question_offers_every_organization(people: Cast) -> None:
    answer = door.ask_for_library(ask(people.ben))
    text_of(answer)
    assert "Tunxis Library" in str(answer)


def test_an_answer_moves_her_work_and_a_second_one_again(people: Cast) -> None:
    assert "Tunxis Library" in text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert place_of(people.ben) == people.tunxis.id
    text_of(door.place(pressed(people.ben, people.central.id)))
    assert place_of(people.ben) == people.central.id


@pytest.mark.parametrize("value", ["", "0", "x", "999", "-1", "1|2", "٣", "9" * 30])
def test_an_odd_answer_moves_nobody(people: Cast, value: str) -> None:
    before = place_of(people.ben)
    assert refused(door.place, pressed(people.ben, value))
    assert place_of(people.ben) == before


def test_the_question_says_so_where_no_organization_is_known(people: Cast) -> None:
    with unit_of_work() as session:
        for person in session.exec(select(Person)):
            person.organization_id = None
            session.add(person)
        for table in (Home, MailDomain, Organization):
            for row in session.exec(select(table)):
                session.delete(row)
            session.flush()
    assert "program manager" in refused(door.ask_for_library, ask(people.ben, now=NOW))[0]


def test_who_moves_reads_once_what_she_holds_for_the_former_library(people: Cast) -> None:
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        seat = Seat(group_id=group.id, organization_id=people.central.id, created_at=NOW)
        session.add(seat)
        session.flush()
        seats.appoint(session, seat, group, people.ben, first=NOW.date(), by=people.ann, now=NOW)
        row = task(session, people.ben, title="Old labels", group_id=group.id)
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        subject = RepresentedSubject(topic.name, topic_id=topic.id)
        kind = RepresentationKind.ALTERNATE
        central = session.get_one(Organization, people.central.id)
        representatives.appoint(session, central, subject, kind, people.ben, by=people.dag, now=NOW)
    text = text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert "You work at *Tunxis* now, and no longer at *Central*." in text
    assert "You spoke for it on *Licensing*: that has ended" in text
    assert "Seat: *member*, which asks for Central, in Metadata" in text
    assert f"Task: *{row.title}*" in text
    assert "no longer at" not in text_of(door.place(pressed(people.ben, people.tunxis.id)))


def test_who_is_moved_by_somebody_else_is_told(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, title="Old labels", group_id=people.metadata.id)
    form = sent(people.dag, {"organization": str(people.tunxis.id)}, person=people.ben.id)
    text_of(console.place(form))
    with reading() as session:
        [message] = session.exec(select(OutboxMessage)).all()
    assert (message.lane, Key.parse(message.key).kind) == ("UBEN", HANDED)
    assert "You work at *Tunxis* now" in message.payload["text"]
    text_of(console.place(form))
    with reading() as session:
        assert len(session.exec(select(OutboxMessage)).all()) == 1


def test_who_held_nothing_reads_only_that_she_moved(people: Cast) -> None:
    text = text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert "You still hold" not in text
    assert "no longer at" not in text
