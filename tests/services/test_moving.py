"""Who leaves her library by an import, with what she is for it, while nobody is written to."""

from typing import Any

import pytest
from sqlmodel import Session, select

from models import OutboxMessage, RoleKind
from models.representatives import RepresentationKind, RepresentedSubject
from models.seats import SeatFacts
from services import handovers, import_export, representatives, seats, terms
from tests.factories import NOW, Cast, cast, person

HEAD = "email,name,organization\n"
TUNXIS = "cleo@tunxis.example.edu,Cleo Costa,"


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def plan(session: Session, rows: str) -> import_export.ImportPlan:
    made = import_export.plan(session, {"people.csv": (HEAD + rows).encode()}, now=NOW)
    assert made.problems == []
    return made


def seated(session: Session, people: Cast, *, asks: bool) -> None:
    """Let Cleo sit in a seat that asks for Tunxis, or for nobody."""
    facts = SeatFacts(label="new", organization_id=people.tunxis.id if asks else None)
    seat = seats.add(session, people.metadata, facts, by=people.ann, now=NOW)
    facts_of_term: dict[str, Any] = {"first": NOW.date(), "by": people.ann, "now": NOW}
    seats.appoint(session, seat, people.metadata, people.cleo, **facts_of_term)


def speaking(session: Session, people: Cast) -> None:
    topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
    subject = RepresentedSubject(topic.name, topic_id=topic.id)
    kind = RepresentationKind.REPRESENTATIVE
    representatives.appoint(
        session, people.tunxis, subject, kind, people.cleo, by=people.dag, now=NOW
    )


def test_who_moves_is_named_with_all_that_is_the_former_librarys(
    session: Session, people: Cast
) -> None:
    seated(session, people, asks=True)
    speaking(session, people)
    terms.appoint(session, people.cleo.id, RoleKind.DIRECTOR, now=NOW)
    session.flush()
    made = plan(session, TUNXIS + "central\n")
    [(name, held)] = import_export.moving(session, made, NOW)
    assert (name, held.former, held.directed_it) == ("Cleo Costa", people.tunxis, True)
    assert held.spoke_on == ("Licensing",)
    assert [item.title for item in held.items[: held.asking]] == ["member new"]
    import_export.apply(session, made, now=NOW)
    assert people.cleo.organization_id == people.central.id
    assert session.exec(select(OutboxMessage)).all() == []
    assert import_export.moving(session, plan(session, TUNXIS + "central\n"), NOW) == []


@pytest.mark.parametrize("organization", ["central", "none"])
@pytest.mark.parametrize("what", ["seat", "topic", "library", "nothing", "free seat"])
def test_each_of_these_alone_is_enough(
    session: Session, people: Cast, what: str, organization: str
) -> None:
    if what in ("seat", "free seat"):
        seated(session, people, asks=what == "seat")
    if what == "topic":
        speaking(session, people)
    if what == "library":
        terms.appoint(session, people.cleo.id, RoleKind.DIRECTOR, now=NOW)
    session.flush()
    found = import_export.moving(session, plan(session, TUNXIS + f"{organization}\n"), NOW)
    is_named = what in ("seat", "topic", "library")
    assert [name for name, _held in found] == ["Cleo Costa"] * is_named


def test_who_stays_or_is_new_is_not_named(session: Session, people: Cast) -> None:
    speaking(session, people)
    rows = TUNXIS.replace("Costa", "C. Costa") + "tunxis\nnew@x.example.edu,New Nolan,central\n"
    assert import_export.moving(session, plan(session, rows), NOW) == []
    assert handovers.before_move(session, person(session, "Nora Noon"), NOW) is None
