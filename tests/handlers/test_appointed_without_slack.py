"""Somebody without Slack is appointed to speak for a library: by name, address or in the form."""

import pytest
from sqlmodel import select

from handlers.representatives import changing, typed_appointments
from models import OutboxMessage, Person, Representation
from models.database import reading, unit_of_work
from services import organizations, representatives
from services.errors import Invalid
from tests import factories
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, sent, shown, text_of

TOPIC = "E-resources licensing"


@pytest.fixture
def rita(people: Cast) -> Person:
    """She works at Tunxis; Ann directs Central, and there is one topic."""
    with unit_of_work() as session:
        central = session.merge(people.central)
        organizations.set_directors(
            session, central, [session.merge(people.ann)], by=people.dag, now=NOW
        )
        representatives.add_topic(session, TOPIC, by=people.dag, now=NOW)
        return factories.person(session, "Rita Moss", at=session.merge(people.tunxis))


def appointed() -> list[tuple[int, str]]:
    with reading() as session:
        rows = session.exec(select(Representation))
        return [(row.person_id, row.kind.value) for row in rows]


@pytest.mark.parametrize(
    "name", ["Rita Moss", "rita moss", "rita@tunxis.example.edu", "@Rita@tunxis.example.edu"]
)
def test_a_name_or_an_address_says_who_it_is(people: Cast, rita: Person, name: str) -> None:
    text = f"{name} alternate {TOPIC}"
    answer = text_of(typed_appointments.appoint(ask(people.dag, text)))
    assert f"Rita Moss is alternate of *Tunxis* for *{TOPIC}* from today." in answer
    assert appointed() == [(rita.id, "alternate")]
    with reading() as session:
        lanes = [row.lane for row in session.exec(select(OutboxMessage))]
    assert not [lane for lane in lanes if lane.startswith("U")]


@pytest.mark.parametrize("name", ["Rita Mossy", "Rita", "rita@tunxis.example.education"])
def test_what_is_no_whole_name_fills_the_form_with_the_rest(
    people: Cast, rita: Person, name: str
) -> None:
    form = shown(typed_appointments.appoint(ask(people.dag, f"{name} alternate {TOPIC}")))
    assert "I did not understand whom you mean" in str(form)
    assert appointed() == []


def test_of_two_of_one_name_the_form_lets_choose(people: Cast, rita: Person) -> None:
    with unit_of_work() as session:
        factories.person(session, "Rita Moss", at=session.merge(people.central))
    text = f"Rita Moss representative {TOPIC}"
    form = shown(typed_appointments.appoint(ask(people.dag, text)))
    [menu] = [block for block in form["blocks"] if block.get("block_id") == "partner"]
    assert len(menu["element"]["options"]) == 2
    assert appointed() == []


def test_a_director_is_offered_nobody_of_another_library(people: Cast, rita: Person) -> None:
    text = f"Rita Moss representative {TOPIC}"
    form = shown(typed_appointments.appoint(ask(people.ann, text)))
    assert not [block for block in form["blocks"] if block.get("block_id") == "partner"]
    fields = form_of(people.tunxis.id, partner=rita.id) | {"library": str(people.central.id)}
    with pytest.raises(Invalid, match="those that are offered"):
        changing.appoint(sent(people.ann, fields))
    assert appointed() == []


def form_of(library_id: int, **chosen: int) -> dict[str, object]:
    with reading() as session:
        [topic] = representatives.topics(session)
    return {
        "library": str(library_id),
        "subject": f"topic|{topic.id}",
        "kind": "representative",
        **{name: str(value) for name, value in chosen.items()},
    }


def test_the_form_appoints_her_too_and_wants_one_person(people: Cast, rita: Person) -> None:
    fields = form_of(people.tunxis.id, partner=rita.id)
    with pytest.raises(Invalid, match="Choose one person"):
        changing.appoint(sent(people.dag, fields | {"person": "UBEN"}, others=(people.ben,)))
    with pytest.raises(Invalid, match="Choose one person"):
        changing.appoint(sent(people.dag, form_of(people.tunxis.id)))
    assert appointed() == []
    text_of(changing.appoint(sent(people.dag, fields)))
    assert appointed() == [(rita.id, "representative")]


def test_who_directs_nothing_is_offered_nobody(people: Cast, rita: Person) -> None:
    with reading() as session:
        who = factories.standing(session, people.ben)
        assert representatives.candidates_without_slack(session, who) == []
