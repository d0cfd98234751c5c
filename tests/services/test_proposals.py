"""Groups that are proposed: who may know of them, and what becomes of them."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from models import GroupKind, GroupProposal, HistoryEntry, ProposalStatus
from models.proposals import ProposalFacts
from services import access, console, groups, proposals
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.groups import Charge
from tests.factories import NOW, Cast, cast, standing

FACTS = ProposalFacts(
    "Discovery", GroupKind.TASK_FORCE, "Searches differ.", "Students", "One search", "Systems"
)
CHARGE = Charge("Discovery", "task force", "One search.", "", channel_is_private=False)


def proposed(session: Session, people: Cast, **changes: object) -> GroupProposal:
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]
    return proposals.propose(session, facts, by=people.ben, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"problem": " "}, "problem"),
        ({"beneficiaries": ""}, "beneficiaries"),
        ({"measure": ""}, "measure"),
        ({"participants": ""}, "participants"),
        ({"representation": "x" * 1501}, "representation"),
    ],
)
def test_what_is_missing_is_refused(
    session: Session, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        proposed(session, cast(session), **changes)
    assert refusal.value.field == field


def test_who_proposed_it_and_the_program_manager_know_of_it_until_it_is_a_group(
    session: Session,
) -> None:
    people = cast(session)
    row = proposed(session, people, name=" One  name ")
    assert row.name == "One name"
    for who, knows in (
        *((people.ben, True), (people.dag, True)),
        *((people.ann, False), (people.cleo, False), (people.gil, False)),
    ):
        by = standing(session, who)
        assert [line.proposal for line in proposals.listed(session, by)] == ([row] if knows else [])
        if not knows:
            with pytest.raises(NotFound, match="I know no such proposal"):
                access.proposal_to_see(session, row.id, by=by)
    by = standing(session, people.dag)
    group = proposals.activate(session, row, CHARGE, chair=people.ben, by=people.dag, now=NOW)
    assert (row.status, row.group_id, group.channel_id) == ("activated", group.id, None)
    assert access.proposal_to_see(session, row.id, by=standing(session, people.cleo)) is row
    later = proposed(session, people, name="Later")
    assert [line.proposal for line in proposals.listed(session, by)] == [later, row]
    assert proposals.listed(session, standing(session, people.cleo)) == []
    proposals.withdraw(session, later, "", by=people.ben, now=NOW)
    [line, _later] = proposals.listed(session, standing(session, people.ben))
    assert line.group == group
    record = groups.record(session, group, standing(session, people.cleo))
    assert record.proposal is not None
    assert record.proposal.proposer == people.ben
    group.is_private = True
    with pytest.raises(NotFound):
        access.proposal_to_see(session, row.id, by=standing(session, people.cleo))


def test_only_the_program_manager_decides_and_only_who_proposed_withdraws(
    session: Session,
) -> None:
    people = cast(session)
    row = proposed(session, people)
    ben, dag = standing(session, people.ben), standing(session, people.dag)
    with pytest.raises(NotAllowed, match="Only the program manager decides"):
        access.proposal_to_decide(session, row.id, by=ben)
    with pytest.raises(NotAllowed, match="You can decline it"):
        access.proposal_to_withdraw(session, row.id, by=dag)
    proposals.activate(session, row, CHARGE, chair=people.ben, by=people.dag, now=NOW)
    with pytest.raises(NotAllowed) as refusal:
        access.proposal_to_withdraw(session, row.id, by=standing(session, people.cleo))
    assert refusal.value.message == "Only who proposed it can withdraw it."
    row = proposed(session, people, name="Another")
    with pytest.raises(Invalid, match="Say why"):
        proposals.decline(session, row, " ", by=people.dag, now=NOW)
    proposals.decline(session, row, " Not  now ", by=people.dag, now=NOW)
    assert (row.reason, row.decided_by, row.decided_at) == ("Not now", people.dag.id, NOW)
    for find, by in ((access.proposal_to_decide, dag), (access.proposal_to_withdraw, ben)):
        with pytest.raises(Conflict, match="was declined already"):
            find(session, row.id, by=by)
    actions = select(HistoryEntry.action).where(HistoryEntry.subject == f"proposal:{row.id}")
    assert session.exec(actions).all() == ["proposal.made", "proposal.declined"]


def test_who_withdraws_need_not_say_why(session: Session) -> None:
    people = cast(session)
    row = proposed(session, people)
    proposals.withdraw(session, row, "", by=people.ben, now=NOW)
    assert row.status is ProposalStatus.WITHDRAWN
    with pytest.raises(Invalid, match="too long"):
        proposals.decline(session, row, "x" * 301, by=people.dag, now=NOW)


def test_a_name_that_is_taken_is_told_when_a_group_is_made_of_it(session: Session) -> None:
    people = cast(session)
    people.metadata.is_private = True
    row = proposed(session, people, name="Metadata")
    charge = replace(CHARGE, name="Metadata")
    with pytest.raises(Invalid, match="This name cannot be had"):
        proposals.activate(session, row, charge, chair=people.ben, by=people.dag, now=NOW)


def test_the_console_shows_what_is_to_be_decided(session: Session) -> None:
    people = cast(session)
    row = proposed(session, people)
    dag = standing(session, people.dag)
    [lines] = [found for found in console.found(session, dag) if found.key == "proposals"]
    assert [(line.id, line.name, line.since) for line in lines.lines] == [
        (row.id, "Discovery", NOW.date())
    ]
    proposals.withdraw(session, row, "", by=people.ben, now=NOW)
    assert all(found.key != "proposals" for found in console.found(session, dag))
