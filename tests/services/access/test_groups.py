"""Who may know of a group, work in it, change it and join it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import Group, Person, Task
from services import access, groups
from services.access import Standing
from services.errors import NotAllowed, NotFound, Refusal
from tests.factories import NOW, group, person
from tests.happenings import serve, task
from tests.services.access.everybody import ALL, LEADS, MEMBERS, Everybody, everybody

MOMENT = timedelta(microseconds=1)


def let_in(
    here: Everybody, fetch: Callable[..., Any], session: Session, refusal: type[Refusal]
) -> set[str]:
    """Those to whom a guarded fetch gives the group; the others get just this refusal."""

    def is_given(by: Standing) -> bool:
        try:
            return bool(fetch(session, here.group.id, by=by) is here.group)
        except refusal:
            return False

    return here.who(is_given)


def group_of_channel(session: Session, by: Standing) -> Group | None:
    """The group of the channel that ``by`` asks in, if she may know of it."""
    asker = access.asker(session, str(by.person.slack_id), "CMETA", NOW)
    assert asker is not None
    return asker.group


def test_an_open_group_is_known_to_all_but_guests_of_others(session: Session) -> None:
    here = everybody(session)
    other = group(session, "Reserves", chair=here.people["outsider"], channel_id="CRES")
    assert let_in(here, access.group_to_see, session, NotFound) == ALL
    assert here.who(lambda by: access.may_see_group(other, by=by)) == ALL - {"guest"}
    for name in ALL - {"guest"}:
        assert access.group_to_see(session, other.id, by=here.standings[name]) is other
    with pytest.raises(NotFound):
        access.group_to_see(session, other.id, by=here.standings["guest"])


def test_a_private_group_is_known_to_those_who_serve_now_and_to_the_program_manager(
    session: Session,
) -> None:
    here = everybody(session)
    here.group.is_private = True
    session.flush()
    assert let_in(here, access.group_to_see, session, NotFound) == MEMBERS | {"manager"}
    assert here.who(lambda by: group_of_channel(session, by) is here.group) == MEMBERS | {"manager"}


def test_who_has_no_slack_account_knows_of_her_own_groups_as_a_guest_does(
    session: Session,
) -> None:
    here = everybody(session)
    partner = person(session, "Olu Ojo")
    assert not knows_of(session, here.group, partner)
    membership = serve(session, here.group, partner, NOW + MOMENT)
    assert knows_of(session, here.group, partner)
    assert not access.may_work_in(here.group, by=access.standing(session, partner, NOW))
    for name in ("is_private", "discharged_at", "until"):
        row, value = (membership, membership.since) if name == "until" else (here.group, NOW)
        before = getattr(row, name)
        setattr(row, name, True if name == "is_private" else value)
        session.flush()
        assert not knows_of(session, here.group, partner), name
        setattr(row, name, before)
        session.flush()
    assert knows_of(session, here.group, partner)
    partner.is_active = False
    assert not knows_of(session, here.group, partner)


def test_one_who_serves_already_knows_of_her_private_group_without_slack(session: Session) -> None:
    here = everybody(session)
    partner = person(session, "Olu Ojo")
    serve(session, here.group, partner, NOW)
    here.group.is_private = True
    session.flush()
    assert knows_of(session, here.group, partner)


def knows_of(session: Session, group: Group, partner: Person) -> bool:
    """Whether she may know of it; her standing read alone and with others agree, and so do the
    condition and the rule.
    """
    by = access.standing(session, partner, NOW)
    assert access.standings(session, [partner], NOW)[partner.id] == by
    listed = select(Group).where(access.visible_groups(by), col(Group.id) == group.id)
    may = access.may_see_group(group, by=by)
    assert (session.exec(listed).first() is not None) is may
    return may


def test_those_who_serve_now_work_in_a_group(session: Session) -> None:
    here = everybody(session)
    works = MEMBERS | {"manager"}
    assert here.who(lambda by: access.may_work_in(here.group, by=by)) == works
    assert let_in(here, access.group_to_work_in, session, NotAllowed) == works


def test_its_chairs_of_now_and_the_program_manager_edit_a_group(session: Session) -> None:
    here = everybody(session)
    assert here.who(lambda by: access.may_edit_group(here.group, by=by)) == LEADS
    assert here.who(lambda by: access.may_lead(here.group.id, by=by)) == LEADS
    assert here.who(lambda by: access.may_lead(None, by=by)) == {"manager"}
    assert let_in(here, access.group_to_edit, session, NotAllowed) == LEADS


def test_a_chair_of_another_group_is_none_here(session: Session) -> None:
    here = everybody(session)
    other = group(session, "Reserves", chair=here.people["member"], channel_id="CRES")
    ben = access.standing(session, here.people["member"], NOW)
    assert access.may_edit_group(other, by=ben)
    assert not access.may_edit_group(here.group, by=ben)


def test_the_program_manager_alone_starts_groups(session: Session) -> None:
    assert everybody(session).who(access.may_start_groups) == {"manager"}


def test_the_program_manager_alone_discharges_a_group_and_once(session: Session) -> None:
    here = everybody(session)
    manager = here.standings["manager"]
    assert here.who(lambda by: access.may_discharge(here.group, by=by)) == {"manager"}
    assert let_in(here, access.group_to_discharge, session, NotAllowed) == {"manager"}
    groups.discharge(session, here.group, by=manager.person, now=NOW)
    assert here.group.discharged_at == NOW
    assert not access.may_discharge(here.group, by=manager)
    with pytest.raises(NotAllowed, match="Metadata was discharged"):
        access.group_to_discharge(session, here.group.id, by=manager)


def test_nothing_changes_in_a_group_from_its_discharge_on(session: Session) -> None:
    here = everybody(session)
    here.group.discharged_at = NOW
    session.flush()
    assert let_in(here, access.group_to_see, session, NotFound) == ALL
    assert here.who(lambda by: access.may_edit_group(here.group, by=by)) == set()
    assert here.who(lambda by: access.may_work_in(here.group, by=by)) == set()
    assert here.who(lambda by: access.may_join(here.group, by=by)) == set()
    for fetch in (access.group_to_edit, access.group_to_work_in):
        with pytest.raises(NotAllowed, match="Metadata was discharged"):
            fetch(session, here.group.id, by=here.standings["manager"])
    assert group_of_channel(session, here.standings["chair"]) is None


def test_a_discharge_ahead_changes_nothing_yet(session: Session) -> None:
    here = everybody(session)
    here.group.discharged_at = NOW + MOMENT
    session.flush()
    assert let_in(here, access.group_to_edit, session, NotAllowed) == LEADS
    assert group_of_channel(session, here.standings["chair"]) is here.group


def test_librarians_join_groups_that_are_not_private(session: Session) -> None:
    here = everybody(session)
    assert here.who(lambda by: access.may_join(here.group, by=by)) == ALL - {"guest"}
    here.group.is_private = True
    assert here.who(lambda by: access.may_join(here.group, by=by)) == set()


def test_the_groups_in_which_somebody_works(session: Session) -> None:
    here = everybody(session)
    other = group(session, "Reserves", chair=here.people["outsider"], channel_id="CRES")
    for group_id in (here.group.id, other.id, None):
        task(session, here.people["chair"], group_id=group_id)
    works: dict[str, list[str]] = {}
    tasks: dict[str, int] = {}
    for name in ("member", "manager", "former", "future"):
        by = here.standings[name]
        hers = select(Group.name).where(access.workable_groups(by)).order_by(col(Group.name))
        works[name] = list(session.exec(hers))
        rule = access.workable_groups(by, col(Task.group_id))
        tasks[name] = len(session.exec(select(Task.id).where(rule)).all())
    assert works == {
        "member": ["Metadata"],
        "manager": ["Metadata", "Reserves"],
        "former": [],
        "future": [],
    }
    assert tasks == {"member": 1, "manager": 2, "former": 0, "future": 0}
