"""`/convene merge` and `/convene merges`: what they read of a line, and what they refuse."""

import pytest

from handlers import merges
from handlers.routes import Open
from models import Person
from models.database import unit_of_work
from tests.factories import BEFORE, Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from views.values import MergePair


def record(name: str, email: str | None = None, **facts: object) -> Person:
    with unit_of_work() as session:
        person = Person.model_validate({"name": name, "email": email, "created_at": BEFORE} | facts)
        session.add(person)
    return person


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("<@UBEN> Benjamin Brook", "Ben Brook"),
        ("<@UBEN> and Benjamin Brook", "Ben Brook"),
        ("Benjamin Brook and <@UBEN>", "Benjamin Brook"),
        ("Benjamin Brook into <@UBEN>", "Ben Brook"),
        ("Ben Brook, Benjamin Brook", "Ben Brook"),
        ("@Ben Brook with Benjamin", "Ben Brook"),
        ("bb@old.example.edu INTO Ben Brook", "Ben Brook"),
        ("<mailto:bb@old.example.edu|bb@old.example.edu> &amp; ben brook", "Benjamin Brook"),
    ],
)
def test_a_line_names_two_records_and_the_first_stays(people: Cast, text: str, stays: str) -> None:
    record("Benjamin Brook", "bb@old.example.edu")
    words = text_of(merges.merge(ask(people.dag, text, others=(people.ben,))))
    assert words.startswith(f"Are *{stays}* and ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Benno and <@UBEN>", "I know nobody called “Benno”."),
        ("Rosa into <@UBEN>", "“Rosa” could be 2 records."),
        ("Rosa Delgado into <@UBEN>", "“Rosa Delgado” could be 2 records."),
        ("<@UBEN>", "I need two records, and read 1 in “@Ben Brook”."),
        ("<@UBEN> and <@UCLEO> and Pia", "I need two records, and read 3 in"),
    ],
)
def test_what_does_not_name_two_is_quoted_above_the_form(
    people: Cast, text: str, words: str
) -> None:
    record("Rosa Delgado")
    record("Rosa Delgado", "rosa@old.example.edu", slack_id="UOLD", is_active=False)
    answer = merges.merge(ask(people.dag, text, others=(people.ben, people.cleo)))
    assert isinstance(answer, Open)
    note, stays = shown(answer)["blocks"][:2]
    assert words in note["text"]["text"]
    assert stays["element"]["initial_user"] == "UBEN"


def test_without_words_the_form_offers_who_has_no_active_account(people: Cast) -> None:
    record("Rosa Delgado", "rosa@old.example.edu", slack_id="UOLD", is_active=False)
    gone = record("Moved Away")
    with unit_of_work() as session:
        gone.merged_into_id = people.ben.id
        session.add(session.merge(gone))
    stays, _apart, merged = shown(merges.merge(ask(people.dag)))["blocks"]
    assert "initial_user" not in stays["element"]
    offered = [
        (choice["text"]["text"], choice["description"]["text"])
        for choice in merged["element"]["options"]
    ]
    assert offered == [
        ("Pia Pons", "no Slack account · pia@writing.example.edu"),
        ("Rosa Delgado", "left Slack · rosa@old.example.edu"),
    ]


def test_nobody_to_merge_is_said(people: Cast) -> None:
    with unit_of_work() as session:
        session.merge(people.pia).slack_id = "UPIA"
    assert "active Slack account" in refused(merges.merge, ask(people.dag))[0]


def test_the_form_needs_one_who_stays_and_one_who_is_merged(people: Cast) -> None:
    rosa, pia = str(record("Rosa Delgado").id), str(people.pia.id)
    others = (people.ben,)
    both = {"stays": "UBEN", "stays_apart": rosa, "merged": pia}
    assert refused(merges.choose, sent(people.dag, both, others=others))[1] == "stays_apart"
    assert refused(merges.choose, sent(people.dag, {"merged": pia}))[1] == "stays_apart"
    assert refused(merges.choose, sent(people.dag, {"stays_apart": rosa}))[1] == "merged"
    same = {"stays_apart": rosa, "merged": rosa}
    assert "That is one record already." in refused(merges.choose, sent(people.dag, same))[0]
    fine = {"stays_apart": rosa, "merged": pia}
    assert text_of(merges.choose(sent(people.dag, fine))).startswith("Are *Rosa Delgado* and")


def test_her_own_record_stays_whichever_she_names_first(people: Cast) -> None:
    record("Dagmar Dahl")
    answer = merges.merge(ask(people.dag, "Dagmar Dahl and <@UDAG>"))
    assert text_of(answer).startswith("Are *Dag Dahl* and")
    assert "Keep the other record" not in str(answer)
    assert "Keep the other record" in str(merges.merge(ask(people.dag, "Dagmar Dahl and Pia")))


def test_two_who_both_have_an_account_are_refused(people: Cast) -> None:
    pressed_pair = pressed(people.dag, MergePair(people.ben.id, people.cleo.id).text)
    for door in (merges.confirm, merges.swap):
        assert "both have an active Slack account" in refused(door, pressed_pair)[0]


def test_a_second_press_and_records_that_are_gone_are_refused(people: Cast) -> None:
    pair = pressed(people.dag, MergePair(people.ben.id, people.pia.id).text)
    text_of(merges.confirm(pair))
    assert "merged already" in refused(merges.confirm, pair)[0]
    nobody = pressed(people.dag, MergePair(people.ben.id, 999_999).text)
    assert "I know nobody like that any more." in refused(merges.confirm, nobody)[0]
    assert "Type `/convene merge`" in refused(merges.swap, pressed(people.dag, "odd"))[0]


def test_a_merge_is_undone_once_and_only_while_nothing_of_it_changed(people: Cast) -> None:
    pair = pressed(people.dag, MergePair(people.ben.id, people.pia.id).text)
    text_of(merges.confirm(pair))
    assert "Pia Pons" in str(merges.listed(ask(people.dag)))
    text_of(merges.undo(pressed(people.dag, 1)))
    assert "undone already" in refused(merges.undo, pressed(people.dag, 1))[0]
    assert "I know no such merge." in refused(merges.undo, pressed(people.dag, "odd"))[0]
    text_of(merges.confirm(pair))
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).email = "pia@new.example.edu"
    assert "cannot be undone any more" in refused(merges.undo, pressed(people.dag, 2))[0]
