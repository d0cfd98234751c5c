"""Somebody of another workspace, who comes by a shared channel: a guest at most, and never taken
for somebody of ours.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import BotAccount, Person, Role, RoleKind
from models.accounts import THE_BOT
from services import access, bot_account, groups, people
from services.access import Needs
from services.people import Profile, merging
from tests.factories import BEFORE, NOW, cast, person, standing
from views import groups as group_views
from views import merges as merge_views

LATER = NOW + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("our_workspace")


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


class TestBeforeSlackHasToldWhichWorkspaceIsOurs:
    """Nobody is let in for more than a guest, and it heals by itself."""

    @pytest.fixture(autouse=True)
    def unknown_workspace(self, session: Session, our_workspace: None) -> None:
        session.delete(session.get_one(BotAccount, THE_BOT))
        session.flush()

    def learn(self, session: Session) -> None:
        bot_account.learn(session, {"team_id": "TOURS"}, token="xoxb-1", now=LATER)

    @pytest.mark.parametrize("team", ["TOURS", "TOTHER"])
    def test_who_is_new_is_a_guest_and_is_asked_about_again(
        self, session: Session, team: str
    ) -> None:
        cast(session)
        for _ in range(2):
            noor = people.meet(session, profile(teams=(team,)), now=NOW)
            assert (noor.is_guest, noor.is_external, noor.asked_slack_at) == (True, False, None)
            assert (noor.email, noor.organization_id) == (None, None)
            assert not access.may_run(Needs.LIBRARIAN, by=standing(session, noor))

    def test_a_stranger_is_one_whoever_we_are(self, session: Session) -> None:
        stranger = people.meet(session, profile(is_stranger=True), now=NOW)
        assert (stranger.is_external, stranger.asked_slack_at) == (True, NOW)

    @pytest.mark.parametrize(("team", "is_external"), [("TOURS", False), ("TOTHER", True)])
    def test_once_it_is_told_she_is_what_she_is(
        self, session: Session, team: str, is_external: bool
    ) -> None:
        central = cast(session).central
        noor = people.meet(session, profile(teams=(team,)), now=NOW)
        self.learn(session)
        again = people.meet(session, profile(teams=(team,)), now=LATER)
        assert (again.id, again.asked_slack_at) == (noor.id, LATER)
        assert (again.is_guest, again.is_external) == (is_external, is_external)
        placed = (None, None) if is_external else ("noor@central.example.edu", central.id)
        assert (again.email, again.organization_id) == placed

    def test_she_becomes_one_with_the_imported_person_of_her_address(
        self, session: Session
    ) -> None:
        everybody = cast(session)
        mara = person(session, "Mara Mann", at=everybody.central)
        session.add(Role(person_id=mara.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
        hers = profile("UMARA", email=str(mara.email), teams=("TOURS",))
        met = people.meet(session, hers, now=NOW)
        assert met.id != mara.id
        assert not standing(session, met).is_program_manager
        self.learn(session)
        kept = people.meet(session, hers, now=LATER)
        assert (kept.id, kept.email) == (met.id, "mara@central.example.edu")
        assert kept.organization_id == everybody.central.id
        assert standing(session, kept, LATER).is_program_manager
        assert mara.merged_into_id == kept.id
        assert [line.merged.id for line in merging.merges(session)] == [mara.id]
        # A mistake of the file can be mended as any other merge.
        merging.undo(session, merging.merges(session)[0].merge.id, by=everybody.dag, now=LATER)
        assert not standing(session, kept, LATER).is_program_manager

    def test_another_workspace_takes_no_imported_person_then_either(self, session: Session) -> None:
        cast(session)
        mara = person(session, "Mara Mann")
        theirs = profile("UMARA", email=str(mara.email), teams=("TOTHER",))
        people.meet(session, theirs, now=NOW)
        self.learn(session)
        assert people.meet(session, theirs, now=LATER).is_external
        assert (mara.merged_into_id, mara.slack_id) == (None, None)

    def test_who_was_known_before_keeps_what_she_is(self, session: Session) -> None:
        """A first start of this version while Slack is unwell demotes nobody."""
        everybody = cast(session)
        for who, is_guest in ((everybody.dag, False), (everybody.gil, True)):
            who.asked_slack_at = None
            session.add(who)
            seen = profile(str(who.slack_id), str(who.email), teams=("TOURS",))
            met = people.meet(session, seen, now=NOW)
            assert (met.id, met.is_guest, met.asked_slack_at) == (who.id, is_guest, None)
        assert standing(session, everybody.dag).is_program_manager
        demoted = Profile("UDAG", "Dag Dahl", None, "UTC", is_guest=True)
        assert people.meet(session, demoted, now=NOW).is_guest
