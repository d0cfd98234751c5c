"""Who asks, found in one query, is what the single queries say of her."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import MemberRole, Role, RoleKind
from models.database import reading, unit_of_work
from services import access
from tests.factories import BEFORE, NOW, cast, group, standing
from tests.happenings import serve
from tests.services.access.everybody import everybody
from tests.stories.test_costs import counted

MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("ahead", [-MOMENT, timedelta(0), MOMENT, 2 * MOMENT])
def test_one_query_finds_what_the_single_ones_find(session: Session, ahead: timedelta) -> None:
    now = NOW + ahead
    for person in everybody(session).people.values():
        asker = access.asker(session, str(person.slack_id), "CMETA", now)
        assert asker is not None
        assert asker.who == standing(session, person, now)


def test_several_roles_and_groups_do_not_multiply(session: Session) -> None:
    people = cast(session)
    other = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    serve(session, people.metadata, people.cleo, role=MemberRole.OBSERVER)
    for kind in RoleKind:
        session.add(Role(person_id=people.cleo.id, kind=kind, since=BEFORE))
    session.flush()
    asker = access.asker(session, "UCLEO", "CRES", NOW)
    assert asker is not None
    assert asker.who == standing(session, people.cleo)
    assert asker.who.groups == {
        other.id: MemberRole.CHAIR,
        people.metadata.id: MemberRole.OBSERVER,
    }
    assert (asker.who.is_director, asker.who.is_program_manager, asker.group) == (True, True, other)


def test_a_service_in_a_discharged_group_is_none(session: Session) -> None:
    people = cast(session)
    people.metadata.discharged_at = NOW
    session.flush()
    asker = access.asker(session, "UANN", "CMETA", NOW)
    assert asker is not None
    assert (asker.who.groups, asker.group) == ({}, None)
    before = access.asker(session, "UANN", "CMETA", NOW - MOMENT)
    assert before is not None
    assert (set(before.who.groups), before.group) == ({people.metadata.id}, people.metadata)


@pytest.mark.parametrize("channel_id", [None, "CELSEWHERE"])
def test_outside_the_channels_of_groups_there_is_no_group(
    session: Session, channel_id: str | None
) -> None:
    # A group without a channel is nobody's place, also where a request names no channel.
    people = cast(session)
    people.metadata.channel_id = None
    session.flush()
    asker = access.asker(session, "UANN", channel_id, NOW)
    assert asker is not None
    assert asker.group is None
    assert asker.who == standing(session, people.ann)


def test_nobody_is_found_by_an_unknown_id(session: Session) -> None:
    cast(session)
    assert access.asker(session, "UNOBODY", "CMETA", NOW) is None


def test_it_is_one_query_and_a_role_that_ends_counts_no_more_at_the_next(database: Engine) -> None:
    with unit_of_work() as session:
        ann = cast(session).ann
        session.add(Role(person_id=ann.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
    with counted(database) as statements, reading() as session:
        asker = access.asker(session, "UANN", "CMETA", NOW)
    assert asker is not None
    assert asker.who.is_program_manager
    assert len(statements) == 1
    with unit_of_work() as session:
        role = session.exec(select(Role).where(Role.person_id == ann.id)).one()
        role.until = NOW
        session.add(role)
    with reading() as session:
        again = access.asker(session, "UANN", "CMETA", NOW)
    assert again is not None
    assert not again.who.is_program_manager
