"""Who hears of a proposed group, and what is withdrawn once somebody has decided."""

from typing import Any

import pytest
from sqlmodel import col, select

from handlers import proposals
from models import GroupProposal, OutboxMessage, OutboxState, Person, Preferences, Role, RoleKind
from models.database import reading, unit_of_work
from models.messages import CHAIRING, PROPOSED, Key
from tests.factories import BEFORE, Cast, person
from tests.handlers.asks import sent, text_of

FIELDS: dict[str, Any] = {
    "name": "Discovery",
    "kind": "task force",
    "problem": "Searches differ.",
    "beneficiaries": "Students",
    "measure": "One search",
    "participants": "Systems",
}
GROUP: dict[str, Any] = {
    "name": "Discovery",
    "kind": "task force",
    "charge": "One search.",
    "chair": "UBEN",
}


def second_manager() -> Person:
    with unit_of_work() as session:
        row = person(session, "Una Ueda", slack_id="UUNA")
        session.add(Role(person_id=row.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
        return row


def states() -> dict[str, OutboxState]:
    """What has become of the word of the proposal, by lane."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage)).all()
        return {row.lane: row.state for row in rows if Key.parse(row.key).kind is PROPOSED}


@pytest.mark.parametrize("decision", ["activate", "decline", "withdraw"])
def test_word_of_a_proposal_is_dropped_with_every_decision(people: Cast, decision: str) -> None:
    second_manager()
    text = text_of(proposals.propose(sent(people.ben, FIELDS)))
    assert "The program manager hears of it now, and you hear what becomes of it." in text
    assert states() == {"UDAG": OutboxState.READY, "UUNA": OutboxState.READY}
    with reading() as session:
        proposal_id = session.exec(select(GroupProposal.id)).one()
    if decision == "activate":
        form = sent(people.dag, GROUP, proposal=proposal_id, others=(people.ben,))
        text_of(proposals.activate(form))
    elif decision == "decline":
        text_of(proposals.decline(sent(people.dag, {"reason": "Not now"}, proposal=proposal_id)))
    else:
        text_of(proposals.withdraw(sent(people.ben, {"reason": ""}, proposal=proposal_id)))
    assert states() == {"UDAG": OutboxState.DROPPED, "UUNA": OutboxState.DROPPED}


def test_a_program_manager_who_proposes_decides_and_only_the_others_hear(people: Cast) -> None:
    text = text_of(proposals.propose(sent(people.dag, FIELDS)))
    assert "You can decide about it yourself. `/wg proposals` shows it." in text
    assert states() == {}
    second_manager()
    text = text_of(proposals.propose(sent(people.dag, FIELDS | {"name": "Other"})))
    assert "yourself. The other program managers hear of it now." in text
    assert states() == {"UUNA": OutboxState.READY}


def test_without_a_program_manager_nobody_is_said_to_hear(people: Cast) -> None:
    with unit_of_work() as session:
        session.delete(session.exec(select(Role)).one())
    text = text_of(proposals.propose(sent(people.ben, FIELDS)))
    assert "There is nobody yet who decides about it" in text


@pytest.mark.parametrize(
    ("chair", "declined", "heard"),
    [
        ("UBEN", False, ["chairing"]),
        ("UBEN", True, ["decided"]),
        ("UCLEO", False, ["chairing", "decided"]),
    ],
)
def test_a_proposer_who_becomes_chair_hears_of_it_once(
    people: Cast, chair: str, declined: bool, heard: list[str]
) -> None:
    text_of(proposals.propose(sent(people.ben, FIELDS)))
    with unit_of_work() as session:
        proposal_id = session.exec(select(GroupProposal.id)).one()
        if declined:
            session.add(Preferences(person_id=people.ben.id, muted=(CHAIRING.key,)))
    request = sent(
        people.dag, GROUP | {"chair": chair}, proposal=proposal_id, others=(people.ben, people.cleo)
    )
    text_of(proposals.activate(request))
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.key))).all()
    kinds = {Key.parse(row.key).kind.key: row for row in rows if row.lane in ("UBEN", chair)}
    assert sorted(kinds) == heard
    if heard == ["chairing"]:
        words = "made a group of your proposal, and you its chair: *Discovery*."
        assert words in str(kinds["chairing"].payload["text"])
    elif heard == ["decided"]:
        words = "made a group of your proposal: *Discovery*. You are its chair."
        assert words in str(kinds["decided"].payload["text"])
