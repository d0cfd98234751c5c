"""The doors to organizations: what is typed, what forms carry, and who is let in."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers.once import Repeated
from handlers.organizations import changing, lists
from handlers.routes import Ask
from models import (
    FormerName,
    Group,
    MailDomain,
    Organization,
    OutboxMessage,
    Person,
    RepresentationKind,
    Seat,
)
from models.database import reading, unit_of_work
from models.representatives import RepresentedSubject
from services import organizations, representatives, seats, stale_forms
from services.organizations import facts_of
from tests.factories import NOW, Cast, group, organization, person
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of

FIELDS: dict[str, Any] = {
    "name": "CT State Farmington",
    "short_name": "Farmington",
    "kind": "library",
    "old_name": "renamed",
    "mail_domains": "tunxis.example.edu, f.example.edu\ng.example.edu",
    "former_names": "",
}


TUNXIS_DOMAIN = "tunxis.example.edu"


def edited(people: Cast, *left_out: str, seen: str = "", **changed: Any) -> Any:
    fields = {name: value for name, value in (FIELDS | changed).items() if name not in left_out}
    facts = {"organization": people.tunxis.id, "seen": seen or as_it_is(people)}
    return sent(people.dag, fields, **facts)


def as_it_is(people: Cast) -> str:
    """What a form carries that is opened now."""
    with reading() as session:
        facts = facts_of(session, session.get_one(Organization, people.tunxis.id))
        return stale_forms.digests(vars(facts))


def former() -> list[tuple[str, date | None]]:
    with reading() as session:
        rows = session.exec(select(FormerName).order_by(FormerName.id)).all()  # type: ignore[arg-type]
        return [(row.name, row.used_until) for row in rows]


def domains(people: Cast) -> set[str]:
    with reading() as session:
        theirs = MailDomain.organization_id == people.tunxis.id
        return set(session.exec(select(MailDomain.domain).where(theirs)))


def test_the_form_renames_and_keeps_the_old_name(people: Cast) -> None:
    assert "Saved: *CT State Farmington*" in text_of(changing.edit(edited(people)))
    assert former() == [("Tunxis Library", date(2026, 11, 24))]
    assert domains(people) == {"tunxis.example.edu", "f.example.edu", "g.example.edu"}


def test_a_form_that_was_opened_before_a_change_of_the_same_field_is_refused(
    people: Cast,
) -> None:
    seen = as_it_is(people)
    text_of(changing.edit(edited(people)))
    after = as_it_is(people)
    words = refused(changing.edit, edited(people, name="Third", short_name="3rd", seen=seen))[0]
    assert "CT State Farmington: the name has changed since you opened this form: you did" in words
    assert "open it again with `/library edit tunxis`." in words
    assert as_it_is(people) == after != seen


@pytest.mark.parametrize(
    ("field", "value"), [("category", "college"), ("mail_domains", "f.example.edu")]
)
def test_a_form_that_was_opened_before_a_change_of_another_field_keeps_that(
    people: Cast, field: str, value: str
) -> None:
    shown = {"name": "Tunxis Library", "short_name": "Tunxis", "mail_domains": TUNXIS_DOMAIN}
    seen = as_it_is(people)
    text_of(changing.edit(edited(people, **(shown | {field: value}))))
    text_of(changing.edit(edited(people, **(shown | {"name": "Third"}), seen=seen)))
    with reading() as session:
        facts = facts_of(session, session.get_one(Organization, people.tunxis.id))
    kept = {"category": facts.category, "mail_domains": " ".join(facts.mail_domains)}
    assert (facts.name, kept[field]) == ("Third", value)


def test_what_did_not_fit_into_the_form_is_kept(people: Cast) -> None:
    text_of(changing.edit(edited(people, "mail_domains", "former_names")))
    assert domains(people) == {"tunxis.example.edu"}
    assert len(former()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mail_domains", "tunxis"),
        ("mail_domains", "central.example.edu"),
        ("former_names", "|"),
        ("former_names", "A | B | C | D"),
        ("former_names", "A | B | 2023-02-30"),
        ("kind", "museum"),
        ("old_name", "x"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused_beside_it(
    people: Cast, field: str, value: str
) -> None:
    assert refused(changing.edit, edited(people, **{field: value}))[1] == field
    assert former() == []


@pytest.mark.parametrize("is_turned", [False, True])
def test_the_same_press_merges_once_and_answers_the_same(people: Cast, is_turned: bool) -> None:
    pair = (people.tunxis, people.central)
    merged, heir = reversed(pair) if is_turned else pair
    asks = [
        replace(sent(people.dag, {"heir": heir.key}, organization=merged.id), request="press")
        for _ in range(2)
    ]
    first = text_of(changing.merge(asks[0]))
    assert f"{merged.name}* became part of *{heir.name}*" in first
    with pytest.raises(Repeated) as repeated:
        changing.merge(asks[1])
    assert text_of(repeated.value.answer) == first
    again = sent(people.dag, {"heir": heir.key}, organization=merged.id)
    assert "became part of another one already" in refused(changing.merge, again)[0]


def test_a_library_does_not_become_part_of_itself(people: Cast) -> None:
    itself = sent(people.dag, {"heir": "tunxis"}, organization=people.tunxis.id)
    assert "one library already" in refused(changing.merge, itself)[0]
    by_another = sent(people.ann, {"heir": "central"}, organization=people.tunxis.id)
    assert "Only the program manager" in refused(changing.merge, by_another)[0]


def test_a_line_may_name_one_library_or_one_person(people: Cast) -> None:
    assert "Tunxis Library" in text_of(
        lists.show(ask(people.ben, "<@UCLEO>", others=(people.cleo,)))
    )
    several = ask(people.ben, "<@UCLEO> Central", others=(people.cleo,))
    assert "Name one library" in refused(lists.show, several)[0]


def test_who_has_no_library_is_told_how_to_say_which(people: Cast) -> None:
    with unit_of_work() as session:
        ben = session.merge(people.ben)
        ben.organization_id = None
    assert "`/convene library`" in text_of(lists.show(ask(ben)))
    other = ask(people.ann, "<@UBEN>", others=(ben,))
    assert "at which library Ben Brook works" in refused(lists.show, other)[0]


def test_a_guest_is_not_told_where_somebody_works(people: Cast) -> None:
    for other in (people.ben, people.dag):
        named = ask(people.gil, f"<@{other.slack_id}>", others=(other,))
        assert "Guests do not see" in refused(lists.show, named)[0]
    own = ask(people.gil, "<@UGIL>", others=(people.gil,))
    assert text_of(lists.show(own)) == text_of(lists.show(ask(people.gil)))


def test_nobody_is_said_to_be_in_no_group_who_may_be_in_a_private_one(people: Cast) -> None:
    with unit_of_work() as session:
        hal = person(session, "Hal Hale", at=session.merge(people.central), slack_id="UHAL")
        group(session, "Hidden", chair=hal, channel_id="CHID", private=True)
    page = str(lists.show(ask(people.cleo, "central")))
    assert "*In no group that you can see*\\nHal Hale" in page
    assert "in no group that you can see" in str(lists.listed(ask(people.cleo)))


def test_names_that_begin_alike_are_asked_about(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(12):
            organization(session, f"norwalk{number}")
    answer = text_of(lists.show(ask(people.ben, "Norwalk")))
    assert "could be 12 libraries" in answer
    assert "These are the first ten" in str(lists.show(ask(people.ben, "Norwalk")))
    words = refused(changing.open_edit, ask(people.dag, "Norwalk", words="library edit"))
    assert "Type more of the name" in words[0]
    words = refused(changing.open_edit, ask(people.dag, "Norwlk1", words="library edit"))
    assert "Did you mean “Norwalk1”?" in words[0]


def test_the_list_goes_on_by_pages(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(10, 20):
            organization(session, f"lib{number}")
    assert "Show 4 more" in str(lists.listed(ask(people.ben)))
    second = lists.next_page(pressed(people.ben, 1))
    assert "Writing" in text_of(second)
    assert "library.list" not in str(second)
    assert "no more" in text_of(lists.next_page(pressed(people.ben, 99)))


def test_what_was_merged_is_still_shown_from_the_list(people: Cast) -> None:
    with unit_of_work() as session:
        tunxis = session.get_one(Organization, people.tunxis.id)
        tunxis.merged_into_id, tunxis.active_until = people.central.id, date(2026, 11, 2)
    answer = text_of(lists.show_by_id(pressed(people.ben, people.tunxis.id)))
    assert "Became part of *Central Library* on Mon, Nov 2, 2026." in answer
    for odd in ("", "x", "999"):
        assert refused(lists.show_by_id, pressed(people.ben, odd))


def merge_tunxis(people: Cast) -> str:
    form = sent(people.dag, {"heir": "central"}, organization=people.tunxis.id)
    return text_of(changing.merge(form))


def heard() -> dict[str, list[str]]:
    """What was promised, by lane."""
    with reading() as session:
        found: dict[str, list[str]] = {}
        for row in session.exec(select(OutboxMessage)):
            found.setdefault(row.lane, []).append(row.payload["text"])
        return found


@pytest.fixture
def in_its_name(people: Cast) -> Cast:
    """Cleo directs Tunxis and speaks for it on a topic; Lou, whom no message reaches, has a seat
    that asks for it.
    """
    with unit_of_work() as session:
        tunxis = session.get_one(Organization, people.tunxis.id)
        cleo = session.get_one(Person, people.cleo.id)
        organizations.set_directors(session, tunxis, [cleo], by=people.dag, now=NOW)
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        subject, kind = RepresentedSubject(topic.name, topic_id=topic.id), RepresentationKind
        representatives.appoint(
            session, tunxis, subject, kind.REPRESENTATIVE, cleo, by=people.dag, now=NOW
        )
        lou = person(session, "Lou Lane", at=tunxis)
        group = session.get_one(Group, people.metadata.id)
        seat = Seat(group_id=group.id, organization_id=tunxis.id, created_at=NOW)
        session.add(seat)
        session.flush()
        seats.appoint(session, seat, group, lou, first=NOW.date(), by=people.dag, now=NOW)
        person(session, "Max Moss", at=tunxis, slack_id="UMAX")
    return people


LINES = (
    "• Cleo Costa: director (ends); speaks for it on *Licensing* (ends)",
    "• Lou Lane: seat *member* in Metadata (stays)",
)


def test_the_form_that_merges_says_what_ends_and_what_stays(in_its_name: Cast) -> None:
    form = str(shown(changing.open_merge(pressed(in_its_name.dag, in_its_name.tunxis.id))))
    for line in LINES:
        assert line in form
    assert "Max Moss" not in form
    other = shown(changing.open_merge(pressed(in_its_name.dag, in_its_name.central.id)))
    assert "in its name" not in str(other)


def test_who_held_something_in_the_name_of_a_merged_library_hears_once(in_its_name: Cast) -> None:
    text = merge_tunxis(in_its_name)
    for line in LINES:
        assert line in text
    assert "I do not tell Lou Lane about this: please do." in text
    assert heard().keys() == {"UCLEO"}
    [message] = heard()["UCLEO"]
    assert message.startswith("*Tunxis* became part of *Central*, so you work at *Central* now.")
    assert "You direct it no longer." in message
    assert "You spoke for it on *Licensing*: that has ended" in message


def test_who_heard_of_a_merge_hears_that_it_was_undone(in_its_name: Cast) -> None:
    merge_tunxis(in_its_name)
    assert "who speaks for *Central* speaks for you, too." in heard()["UCLEO"][0]
    undoing = pressed(in_its_name.dag, in_its_name.tunxis.id)
    changing.undo_merge(replace(undoing, now=NOW + timedelta(minutes=1)))
    assert heard().keys() == {"UCLEO"}
    assert heard()["UCLEO"][1:] == [
        "*Tunxis* is no part of *Central* after all: that was undone, and you work at *Tunxis* as"
        " before. You direct it again. You speak for it again on *Licensing*."
    ]


def test_a_merge_asks_which_library_and_names_what_one_is_part_of(people: Cast) -> None:
    def typed(text: str) -> Ask:
        return replace(ask(people.dag, text), words="library merge")

    assert "Say which library" in refused(changing.open_merge, typed(""))[0]
    assert "Undo, in the answer" in str(shown(changing.open_merge(typed("Tunxis"))))
    merge_tunxis(people)
    part = "Tunxis is part of Central since Tue, Nov 24, 2026."
    undo = " `/library Central` has the button that undoes it."
    for opening in (typed("Tunxis"), typed("tunxis"), pressed(people.dag, people.tunxis.id)):
        assert refused(changing.open_merge, opening)[0] == part + undo
    late = replace(typed("Tunxis"), now=NOW + timedelta(days=31))
    assert refused(changing.open_merge, late)[0] == part
    assert "*Central Library* becomes part" in str(shown(changing.open_merge(typed("Central"))))


def test_a_merge_of_a_library_for_which_nobody_holds_anything_names_nobody(people: Cast) -> None:
    text = merge_tunxis(people)
    assert ("Cleo" in text, "I tell" in text) == (False, False)
    assert heard() == {}
