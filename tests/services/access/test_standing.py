"""What somebody is at a moment, and which routes are open to her."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from models import MemberRole, Role, RoleKind
from services import access
from services.access import Needs
from tests.factories import BEFORE, NOW, cast, standing
from tests.happenings import serve
from tests.services.access.everybody import ALL, LEADS, MEMBERS, everybody

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def test_who_serves_and_who_leads_now(session: Session) -> None:
    here = everybody(session)
    group_id = here.group.id
    assert set(here.standings) == ALL
    assert here.who(lambda by: by.belongs_to(group_id)) == MEMBERS
    assert here.who(lambda by: by.chairs(group_id)) == LEADS - {"manager"}
    assert here.who(lambda by: by.chaired == [group_id]) == LEADS - {"manager"}
    assert here.who(lambda by: by.is_program_manager) == {"manager"}
    assert here.who(lambda by: by.is_director) == {"director"}


@pytest.mark.parametrize(
    ("needs", "who"),
    [
        (Needs.ANYONE, ALL),
        (Needs.LIBRARIAN, ALL - {"guest"}),
        (Needs.CHAIR, LEADS),
        (Needs.REPORTS, LEADS),  # This director heads no library yet.
        (Needs.PROGRAM_MANAGER, {"manager"}),
    ],
)
def test_which_routes_are_open_to_whom(session: Session, needs: Needs, who: set[str]) -> None:
    assert everybody(session).who(lambda by: by.allows(needs)) == who


@pytest.mark.parametrize(
    ("at", "serves"),
    [
        (NOW - MOMENT, False),
        (NOW, True),
        (NOW + DAY - MOMENT, True),
        (NOW + DAY, False),
    ],
)
def test_power_comes_and_goes_with_the_moment(session: Session, at: datetime, serves: bool) -> None:
    people = cast(session)
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY, MemberRole.CHAIR)
    kind = RoleKind.PROGRAM_MANAGER
    session.add(Role(person_id=people.cleo.id, kind=kind, since=NOW, until=NOW + DAY))
    session.flush()
    who = standing(session, people.cleo, at)
    assert (who.at, who.chairs(people.metadata.id), who.is_program_manager) == (at, serves, serves)


def test_a_guest_and_a_deactivated_account_hold_no_consortium_role(session: Session) -> None:
    people = cast(session)
    for someone in (people.gil, people.cleo):
        for kind in RoleKind:
            session.add(Role(person_id=someone.id, kind=kind, since=BEFORE))
    people.cleo.is_active = False
    session.flush()
    for someone, groups in (
        (people.gil, {people.metadata.id: MemberRole.MEMBER}),
        (people.cleo, {}),
    ):
        who = standing(session, someone)
        assert (who.is_program_manager, who.is_director) == (False, False)
        assert who.groups == groups


def test_a_discharged_group_gives_no_power_from_that_moment_on(session: Session) -> None:
    people = cast(session)
    people.metadata.discharged_at = NOW
    session.flush()
    assert standing(session, people.ann, NOW - MOMENT).chairs(people.metadata.id)
    assert standing(session, people.ann, NOW).groups == {}


@pytest.mark.parametrize(
    ("ends_at", "until", "stays"),
    [
        (None, NOW + 400 * DAY, True),
        (NOW + DAY, NOW + DAY - MOMENT, True),
        (NOW + DAY, NOW + DAY, False),
        (NOW + DAY, NOW + 2 * DAY, False),
    ],
)
def test_how_long_she_stays_is_known_as_far_as_it_is_agreed(
    session: Session, ends_at: datetime | None, until: datetime, stays: bool
) -> None:
    people = cast(session)
    serve(session, people.metadata, people.cleo, until=ends_at)
    assert standing(session, people.cleo).stays_in(people.metadata.id, until) is stays
    assert standing(session, people.dag).stays_in(people.metadata.id, until) is False


def test_what_is_in_everybodys_hands_and_what_in_the_program_managers(session: Session) -> None:
    here = everybody(session)
    group = here.group
    assert here.who(access.may_see_consortium) == {"manager"}
    assert here.who(access.may_work_everywhere) == {"manager"}
    assert here.who(lambda by: access.chaired_groups(by) == [group.id]) == LEADS - {"manager"}
    assert here.who(lambda by: access.own_groups(by) == [group.id]) == MEMBERS
    assert here.who(lambda by: access.role_in(group, by) is not None) == MEMBERS
    assert here.who(lambda by: access.may_leave(group, by=by)) == MEMBERS
    assert here.who(access.may_add_tasks) == ALL - {"guest"}
    assert here.who(access.may_ask_for_reports) == LEADS
    assert here.who(lambda by: access.may_run(Needs.CHAIR, by=by)) == LEADS


def test_what_many_are_is_read_as_for_each(session: Session) -> None:
    here = everybody(session)
    found = access.standings(session, here.people.values(), NOW)
    assert found == {who.person.id: who for who in here.standings.values()}
    assert access.standings(session, [], NOW) == {}
