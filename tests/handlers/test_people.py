"""Where somebody works, asked and answered."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

import services.people
from handlers import console
from handlers import people as door
from handlers.routes import Ask, Replace
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
from models.handovers import HeldAtFormer, HeldItem, HeldKind
from models.messages import HANDED, Key
from models.representatives import RepresentedSubject
from models.subjects import Subject
from scheduler import departures
from services import organizations, representatives, seats
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import task
from views import console as views


def place_of(person: Person) -> int | None:
    with reading() as session:
        return session.get_one(Person, person.id).organization_id


def test_the_question_offers_every_organization(people: Cast) -> None:
    answer = door.ask_for_library(ask(people.ben))
    text_of(answer)
    assert "Tunxis Library" in str(answer)


def test_the_program_manager_says_where_somebody_works_and_nobody_else_does(people: Cast) -> None:
    def typed(by: Person, text: str, *others: Person) -> Ask:
        return ask(by, text, others=others)

    form = str(shown(door.ask_for_library(typed(people.dag, "<@UBEN>", people.ben))))
    assert views.PLACE_SEND in form
    assert "Ben Brook" in form
    for by in (people.ann, people.cleo):
        words = refused(door.ask_for_library, typed(by, "<@UBEN>", people.ben))[0]
        assert words == "Only Ben Brook and the program manager can say where Ben Brook works."
    several = typed(people.dag, "<@UBEN> <@UCLEO>", people.ben, people.cleo)
    assert "Name one person at a time" in refused(door.ask_for_library, several)[0]
    for by in (people.ben, people.dag):
        own = text_of(door.ask_for_library(typed(by, f"<@{by.slack_id}>", by)))
        assert "work" in own
        assert place_of(by) == by.organization_id


def test_an_answer_moves_her_work_and_a_second_one_again(people: Cast) -> None:
    assert "Tunxis Library" in text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert place_of(people.ben) == people.tunxis.id
    text_of(door.place(pressed(people.ben, people.central.id)))
    assert place_of(people.ben) == people.central.id


@pytest.mark.parametrize("value", ["", "0", "x", "999", "-1", "1|2", "٣", "9" * 30])
def test_an_odd_answer_moves_nobody(people: Cast, value: str) -> None:
    before = place_of(people.ben)
    assert refused(door.place, pressed(people.ben, value))
    assert refused(door.move, pressed(people.ben, value))
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


def speaks_and_sits_for_central(people: Cast) -> None:
    """Ben is the alternate of Central on a topic, and sits in a seat that asks for it."""
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        seat = Seat(group_id=group.id, organization_id=people.central.id, created_at=NOW)
        session.add(seat)
        session.flush()
        seats.appoint(session, seat, group, people.ben, first=NOW.date(), by=people.ann, now=NOW)
        task(session, people.ben, title="Old labels", group_id=group.id)
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        subject = RepresentedSubject(topic.name, topic_id=topic.id)
        kind = RepresentationKind.ALTERNATE
        central = session.get_one(Organization, people.central.id)
        representatives.appoint(session, central, subject, kind, people.ben, by=people.dag, now=NOW)


def move_button(people: Cast) -> str:
    """What the button below the question to Ben carries."""
    answer = door.place(pressed(people.ben, people.tunxis.id))
    assert isinstance(answer, Replace)
    [row] = [block for block in answer.message["blocks"] if block["type"] == "actions"]
    return str(row["elements"][0]["value"])


def direct_central(people: Cast) -> None:
    with unit_of_work() as session:
        central = session.get_one(Organization, people.central.id)
        ben = session.get_one(Person, people.ben.id)
        organizations.set_directors(session, central, [ben], by=people.dag, now=NOW)


@pytest.mark.parametrize("has_seen", [True, False])
def test_a_move_that_ends_more_than_was_shown_is_asked_about_again(
    people: Cast, *, has_seen: bool
) -> None:
    speaks_and_sits_for_central(people)
    shown = move_button(people) if has_seen else str(people.tunxis.id)
    direct_central(people)
    answer = door.move(pressed(people.ben, shown))
    text = text_of(answer)
    assert "You direct Central Library." in text
    assert ("has changed since I asked you" in text) is has_seen
    assert place_of(people.ben) == people.central.id
    assert shown != move_button(people)
    assert "and no longer at" in text_of(door.move(pressed(people.ben, move_button(people))))
    assert place_of(people.ben) == people.tunxis.id


@pytest.mark.parametrize("what", ["directing", "speaking", "seats", "home"])
def test_each_thing_that_was_listed_counts_as_shown(people: Cast, what: str) -> None:
    former, seat = people.central, Subject("membership", 1)
    item = HeldItem(HeldKind.SEAT, seat, people.metadata, "member")
    held = HeldAtFormer(former, True, ("Licensing", "Metadata"), (item,), asking=1)
    changed = {
        "directing": replace(held, directed_it=False),
        "speaking": replace(held, spoke_on=("Licensing",)),
        "seats": replace(held, asking=0),
        "home": replace(held, former=people.tunxis),
    }
    assert changed[what].digest != held.digest
    assert replace(held, spoke_on=("Metadata", "Licensing")).digest == held.digest


def test_a_move_of_which_nothing_ends_any_more_is_made(people: Cast) -> None:
    direct_central(people)
    shown = move_button(people)
    with unit_of_work() as session:
        central = session.get_one(Organization, people.central.id)
        organizations.set_directors(session, central, [], by=people.dag, now=NOW)
    text_of(door.move(pressed(people.ben, shown)))
    assert place_of(people.ben) == people.tunxis.id


@pytest.mark.parametrize("seen", ["x", "g" * 10, "0" * 9, "0" * 11, "0123456789|0"])
def test_an_odd_digest_moves_nobody(people: Cast, seen: str) -> None:
    before = place_of(people.ben)
    assert refused(door.move, pressed(people.ben, f"{people.tunxis.id}|{seen}"))
    assert place_of(people.ben) == before


def test_who_moves_reads_once_what_she_holds_for_the_former_library(people: Cast) -> None:
    speaks_and_sits_for_central(people)
    shown = move_button(people)
    text = text_of(door.move(pressed(people.ben, shown)))
    assert "You work at *Tunxis* now, and no longer at *Central*." in text
    assert "You spoke for it on *Licensing*: that has ended" in text
    assert "Seat: *member*, which asks for Central, in Metadata" in text
    assert "Task: *Old labels*" in text
    assert "choose Central Library; what has ended comes back only when you are named" in text
    again = text_of(door.move(pressed(people.ben, shown)))
    assert ("no longer at" in again, "To go back" in again) == (False, False)


def test_a_move_that_ends_something_is_asked_about_first(people: Cast) -> None:
    speaks_and_sits_for_central(people)
    answer = door.place(pressed(people.ben, people.tunxis.id))
    text = text_of(answer)
    assert "You speak for Central Library on *Licensing*." in text
    assert "You direct" not in text
    assert "Seats that ask for Central Library stay yours until you hand them over" in text
    assert "in *Metadata*" in text
    assert isinstance(answer, Replace)
    assert "I work at Tunxis now" in str(answer.message["blocks"])
    assert place_of(people.ben) == people.central.id


def test_a_director_is_asked_before_a_move(people: Cast) -> None:
    direct_central(people)
    text = text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert "You direct Central Library." in text
    assert ("You speak" in text, "Seats" in text) == (False, False)
    assert place_of(people.ben) == people.central.id


def test_who_chooses_where_she_works_already_reads_so(people: Cast) -> None:
    speaks_and_sits_for_central(people)
    text = text_of(door.place(pressed(people.ben, people.central.id)))
    assert text == "You work at Central Library, as before. Nothing was changed."


def test_who_is_known_is_not_greeted_as_new(people: Cast) -> None:
    with unit_of_work() as session:
        ben = session.get_one(Person, people.ben.id)
        services.people.place(session, ben, people.tunxis.id, by=people.dag, now=NOW)
    text = text_of(door.ask_for_library(ask(people.ben)))
    assert text.startswith("You have worked at Tunxis Library since Tue, Nov 24, 2026, as I know")
    assert ("good to meet you" in text, "Have you moved?" in text) == (False, True)


def test_a_move_without_an_end_is_made_at_once(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, title="Old labels", group_id=people.metadata.id)
    text = text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert text.splitlines()[0].endswith("type `/convene library` and choose Central Library.")
    assert place_of(people.ben) == people.tunxis.id


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


def heard_of_ben() -> list[tuple[str, str]]:
    with reading() as session:
        rows = select(OutboxMessage).order_by(col(OutboxMessage.lane))
        rows = rows.where(col(OutboxMessage.key).startswith("unspoken|"))
        return [(row.lane, row.payload["text"]) for row in session.exec(rows)]


def direct(people: Cast, person: Person) -> None:
    with unit_of_work() as session:
        central = session.get_one(Organization, people.central.id)
        head = session.get_one(Person, person.id)
        organizations.set_directors(session, central, [head], by=people.dag, now=NOW)


MOVED = (
    "Ben Brook works at *Tunxis* now, and speaks for *Central* no longer on *Licensing*."
    " `/library appoint` names who follows."
)


@pytest.mark.parametrize("by_another", [True, False])
def test_the_director_hears_once_that_somebody_speaks_for_the_library_no_longer(
    people: Cast, *, by_another: bool
) -> None:
    speaks_and_sits_for_central(people)
    direct(people, people.ann)
    if by_another:
        form = sent(people.dag, {"organization": str(people.tunxis.id)}, person=people.ben.id)
        text_of(console.place(form))
    else:
        seen_button = move_button(people)
        door.move(pressed(people.ben, seen_button))
        door.move(pressed(people.ben, seen_button))
    assert heard_of_ben() == [("UANN", MOVED)]


def test_without_a_director_the_program_manager_hears_it(people: Cast) -> None:
    speaks_and_sits_for_central(people)
    direct(people, people.ben)
    door.move(pressed(people.ben, move_button(people)))
    assert heard_of_ben() == [("UDAG", MOVED)]


def test_nobody_hears_of_a_move_of_who_spoke_for_nobody(people: Cast) -> None:
    direct(people, people.ann)
    door.move(pressed(people.ben, people.tunxis.id))
    assert heard_of_ben() == []


def test_the_director_hears_of_a_departure_too(people: Cast) -> None:
    speaks_and_sits_for_central(people)
    direct(people, people.ann)
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
    departures.queue_due(NOW)
    departures.queue_due(NOW)
    [(lane, text)] = heard_of_ben()
    assert lane == "UANN"
    assert text.startswith("Ben Brook is gone, and speaks for *Central* no longer on *Licensing*.")
