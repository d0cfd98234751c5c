"""Somebody of another workspace, who comes by a shared channel: a guest at most, and never taken
for somebody of ours.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import Person, Role, RoleKind
from services import access, bot_account, groups, people
from services.access import Needs
from services.people import Profile, merging
from tests.factories import BEFORE, NOW, cast, person, standing
from views import groups as group_views
from views import merges as merge_views

LATER = NOW + timedelta(days=1)
OURS = {"team_id": "TOURS", "user_id": "UBOT"}


@pytest.fixture(autouse=True)
def account(session: Session) -> None:
    bot_account.learn(session, OURS, token="xoxb-1", now=NOW)


def profile(
    slack_id: str = "UNEW", email: str = "noor@central.example.edu", **facts: object
) -> Profile:
    return Profile(slack_id, "Noor Nour", email, "UTC", is_guest=False, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "is_external"),
    [
        ({}, False),
        ({"teams": ("TOURS",)}, False),
        ({"teams": ("TOTHER", "TOURS")}, False),
        ({"teams": ("TOTHER",)}, True),
        ({"is_stranger": True}, True),
        ({"is_stranger": True, "teams": ("TOURS",)}, True),
    ],
)
def test_who_is_of_another_workspace(
    session: Session, facts: dict[str, Any], is_external: bool
) -> None:
    central = cast(session).central
    noor = people.meet(session, profile(**facts), now=NOW)
    assert (noor.is_external, noor.is_guest) == (is_external, is_external)
    assert noor.asked_slack_at == NOW
    assert access.may_run(Needs.LIBRARIAN, by=standing(session, noor)) is not is_external
    placed = (None, None) if is_external else ("noor@central.example.edu", central.id)
    assert (noor.email, noor.organization_id) == placed


def test_she_does_not_become_an_imported_person_of_the_same_address(session: Session) -> None:
    cast(session)
    manager = person(session, "Mara Mann")
    session.add(Role(person_id=manager.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
    stranger = people.meet(session, profile(email=str(manager.email), teams=("TOTHER",)), now=NOW)
    assert stranger.id != manager.id
    assert manager.slack_id is None
    assert not standing(session, stranger).is_program_manager
    ours = people.meet(
        session, profile("UMARA", email=str(manager.email), teams=("TOURS",)), now=NOW
    )
    assert ours.id == manager.id
    assert standing(session, ours).is_program_manager


def test_a_program_manager_who_turns_out_to_be_of_another_workspace_is_none(
    session: Session,
) -> None:
    dag = cast(session).dag
    assert standing(session, dag).is_program_manager
    people.meet(session, profile("UDAG", str(dag.email), teams=("TOTHER",)), now=NOW)
    assert not standing(session, dag).is_program_manager
    people.meet(session, profile("UDAG", str(dag.email), teams=("TOURS",)), now=LATER)
    assert standing(session, dag).is_program_manager


def test_she_is_placed_by_no_domain_that_is_imported_later(session: Session) -> None:
    cast(session)
    stranger = people.meet(session, profile(teams=("TOTHER",)), now=NOW)
    stranger.email = "noor@central.example.edu"
    session.add(stranger)
    assert people.place_by_domain(session, besides=(), now=LATER) == []


def test_she_is_shown_as_what_she_is(session: Session) -> None:
    everybody = cast(session)
    stranger = people.meet(session, profile(teams=("TOTHER",)), now=NOW)
    groups.add(session, everybody.metadata, [stranger], by=everybody.ann, now=NOW)
    added = group_views.added(everybody.metadata, [stranger], [])
    assert "From another workspace, and so a guest here: Noor Nour." in added["text"]
    overview = groups.overview(session, everybody.metadata, now=NOW)
    page = str(group_views.shown(overview, is_member=True, may_edit=False, zone="UTC"))
    assert "Noor Nour (from another workspace)" in page
    assert f"{everybody.gil.name} (guest)" in page
    assert f"{everybody.ben.name} (" not in page
    assert "in Slack, from another workspace" in merge_views._described(stranger)


def test_what_she_is_goes_with_her_account_when_records_are_merged(session: Session) -> None:
    everybody = cast(session)
    stranger = people.meet(session, profile(teams=("TOTHER",)), now=NOW)
    merging.merge(session, everybody.pia, stranger, by=everybody.dag, now=NOW)
    kept = session.exec(select(Person).where(Person.slack_id == "UNEW")).one()
    assert (kept.id, kept.is_external, kept.is_guest) == (everybody.pia.id, True, True)
