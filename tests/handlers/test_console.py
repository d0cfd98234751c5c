"""The console's buttons: all of one finding, and saying where somebody works."""

from handlers import console, home, merges
from models import Person
from models.database import reading, unit_of_work
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import task
from views.values import FindingAt, MergePair


def test_home_shows_it_to_the_program_manager_alone(people: Cast) -> None:
    hers, anns = (str(home.view_for(ask(who))) for who in (people.dag, people.ann))
    assert "Libraries with nobody in any group" in hers
    assert "Across the consortium" not in anns


def test_all_of_one_finding(people: Cast) -> None:
    value = FindingAt("libraries").text
    assert "Tunxis" in text_of(console.show_all(pressed(people.dag, value)))
    assert "nothing any more" in text_of(console.show_all(pressed(people.dag, "gone|0")))
    assert "no such list" in refused(console.show_all, pressed(people.dag, "other|0"))[0]
    assert refused(console.show_all, pressed(people.ann, value))[0].startswith("Only the program")


def test_what_somebody_left_is_handed_on(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, group_id=people.metadata.id, title="Compare the drafts")
        session.get_one(Person, people.ben.id).is_active = False
        session.get_one(Person, people.ann.id).is_active = False
    assert "Show what is left" in str(home.view_for(ask(people.dag)))
    for who, words in ((people.ben, "Compare the drafts"), (people.ann, "chairs 1 group")):
        assert words in text_of(console.show_left(pressed(people.dag, who.id)))
    assert "Cleo Costa: 0 open tasks, chairs 0 groups." in text_of(
        console.show_left(pressed(people.dag, people.cleo.id))
    )
    assert "nobody like that" in refused(console.show_left, pressed(people.dag, 99999))[0]


def test_somebody_is_placed(people: Cast) -> None:
    assert "Works at" in str(shown(console.open_place(pressed(people.dag, people.ben.id))))
    form = sent(people.dag, {"organization": str(people.tunxis.id)}, person=people.ben.id)
    assert text_of(console.place(form)).startswith("Ben Brook works at Tunxis Library")
    with reading() as session:
        assert session.get_one(Person, people.ben.id).organization_id == people.tunxis.id
    assert refused(console.place, sent(people.dag, {}, person=people.ben.id))[1] == "organization"
    gone = sent(people.dag, {"organization": str(people.tunxis.id)}, person=99999)
    assert "nobody like that" in refused(console.place, gone)[0]


def known_twice(people: Cast) -> MergePair:
    with unit_of_work() as session:
        record = Person(name="Ben Brook", organization_id=people.central.id, created_at=NOW)
        session.add(record)
        session.flush()
        return MergePair(people.ben.id, record.id)


def test_who_is_known_twice_is_merged_and_parted_again(people: Cast) -> None:
    pair = known_twice(people)
    shown_on_home = str(home.view_for(ask(people.dag)))
    assert "People who may be known twice" in shown_on_home
    assert shown_on_home.count(pair.text) == 2
    answer = console.merge_duplicate(pressed(people.dag, pair.text))
    assert text_of(answer) == "Merged. Everything of Ben Brook is now that of *Ben Brook*."
    assert pair.text not in str(home.view_for(ask(people.dag)))
    for press in (console.merge_duplicate, console.distinguish):
        assert "already" in refused(press, pressed(people.dag, pair.text))[0]
    assert "Undone." in text_of(merges.undo(pressed(people.dag, 1)))
    assert pair.text in str(home.view_for(ask(people.dag)))


def test_two_people_of_one_name_are_not_asked_about_again(people: Cast) -> None:
    pair = known_twice(people)
    for _ in range(2):
        answer = console.distinguish(pressed(people.dag, pair.text))
        assert text_of(answer).startswith(
            "The two records of the name *Ben Brook* are of two people"
        )
        assert pair.text not in str(home.view_for(ask(people.dag)))
    gone = MergePair(people.ben.id, 99999).text
    for press in (console.merge_duplicate, console.distinguish):
        assert "nobody like that" in refused(press, pressed(people.dag, gone))[0]
    assert "Merged." in text_of(console.merge_duplicate(pressed(people.dag, pair.text)))
