"""The console's buttons: all of one finding, and saying where somebody works."""

from handlers import console, home
from models import Person
from models.database import reading, unit_of_work
from tests.factories import Cast
from tests.handlers.asks import ask, pressed, refused, said, sent, shown
from tests.happenings import task
from views.values import FindingAt


def test_home_shows_it_to_the_program_manager_alone(people: Cast) -> None:
    hers, anns = (str(home.view_for(ask(who))) for who in (people.dag, people.ann))
    assert "Libraries with nobody in any group" in hers
    assert "Across the consortium" not in anns


def test_all_of_one_finding(people: Cast) -> None:
    value = FindingAt("libraries").text
    assert "Tunxis" in said(console.show_all(pressed(people.dag, value)))
    assert "nothing any more" in said(console.show_all(pressed(people.dag, "gone|0")))
    assert "no such list" in refused(console.show_all, pressed(people.dag, "other|0"))[0]
    assert refused(console.show_all, pressed(people.ann, value))[0].startswith("Only the program")


def test_what_somebody_left_is_handed_on(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, group_id=people.metadata.id, title="Compare the drafts")
        session.get_one(Person, people.ben.id).is_active = False
        session.get_one(Person, people.ann.id).is_active = False
    assert "Show what is left" in str(home.view_for(ask(people.dag)))
    for who, words in ((people.ben, "Compare the drafts"), (people.ann, "chairs 1 group")):
        assert words in said(console.show_left(pressed(people.dag, who.id)))
    assert "Cleo Costa: 0 open tasks, chairs 0 groups." in said(
        console.show_left(pressed(people.dag, people.cleo.id))
    )
    assert "nobody like that" in refused(console.show_left, pressed(people.dag, 99999))[0]


def test_somebody_is_placed(people: Cast) -> None:
    assert "Works at" in str(shown(console.open_place(pressed(people.dag, people.ben.id))))
    form = sent(people.dag, {"organization": str(people.tunxis.id)}, person=people.ben.id)
    assert said(console.place(form)).startswith("Ben Brook works at Tunxis Library")
    with reading() as session:
        assert session.get_one(Person, people.ben.id).organization_id == people.tunxis.id
    assert refused(console.place, sent(people.dag, {}, person=people.ben.id))[1] == "organization"
    gone = sent(people.dag, {"organization": str(people.tunxis.id)}, person=99999)
    assert "nobody like that" in refused(console.place, gone)[0]
