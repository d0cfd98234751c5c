"""Coming to and leaving a group where services begin or end on a day ahead."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import Group, MemberRole, Membership
from models.database import unit_of_work
from services import groups, tasks, terms
from services.errors import Conflict, Invalid, NotFound
from tests.factories import NOW, Cast, cast, standing
from tests.happenings import serve
from tests.services.test_groups import both_at_once

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
JULY = NOW + 200 * DAY

Come = Callable[[Session, Cast], object]


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def join(session: Session, people: Cast) -> object:
    return groups.join(session, people.metadata, people.cleo, now=NOW)


def add(session: Session, people: Cast) -> object:
    return groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW)


def services_of(session: Session, people: Cast) -> list[tuple[MemberRole, object, object]]:
    mine = select(Membership).where(Membership.person_id == people.cleo.id)
    rows = sorted(session.exec(mine), key=lambda row: row.since)
    return [(row.role, row.since, row.until) for row in rows]


def overlaps(session: Session, group: Group) -> bool:
    rows = session.exec(select(Membership).where(Membership.group_id == group.id)).all()
    return any(
        row is not other
        and row.person_id == other.person_id
        and row.since < (other.until or JULY + 999 * DAY)
        and other.since < (row.until or JULY + 999 * DAY)
        for row in rows
        for other in rows
    )


@pytest.mark.parametrize("come", [join, add])
def test_whoever_is_to_begin_later_may_come_now_and_is_what_was_agreed_from_then_on(
    session: Session, people: Cast, come: Come
) -> None:
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)
    come(session, people)
    assert services_of(session, people) == [
        (MemberRole.MEMBER, NOW, JULY),
        (MemberRole.CHAIR, JULY, None),
    ]
    roles = [
        standing(session, people.cleo, at).groups[people.metadata.id]
        for at in (NOW, JULY - MOMENT, JULY)
    ]
    assert roles == [MemberRole.MEMBER, MemberRole.MEMBER, MemberRole.CHAIR]
    assert not overlaps(session, people.metadata)


def test_whoever_ends_later_is_a_member_already(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, until=NOW + MOMENT)
    with pytest.raises(Conflict, match="You are a member of Metadata already"):
        join(session, people)
    added = groups.add(session, people.metadata, [people.cleo], by=people.ann, now=NOW)
    assert (added.new, added.already) == ([], [people.cleo])


@pytest.mark.parametrize("come", [join, add])
def test_whoever_ended_a_moment_ago_may_come_again(
    session: Session, people: Cast, come: Come
) -> None:
    serve(session, people.metadata, people.cleo, until=NOW)
    come(session, people)
    assert services_of(session, people)[-1] == (MemberRole.MEMBER, NOW, None)
    assert not overlaps(session, people.metadata)


@pytest.mark.parametrize("by_herself", [True, False])
def test_leaving_ends_the_present_service_and_calls_off_the_next(
    session: Session, people: Cast, by_herself: bool
) -> None:
    serve(session, people.metadata, people.cleo, until=JULY)
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)
    if by_herself:
        groups.leave(session, people.metadata, people.cleo, now=NOW)
    else:
        groups.remove(session, people.metadata, people.cleo.id, by=people.ann, now=NOW)
    assert [until for *_, until in services_of(session, people)] == [NOW, JULY]
    for at in (NOW, JULY, JULY + DAY):
        assert standing(session, people.cleo, at).groups == {}
    with pytest.raises(Conflict):
        groups.leave(session, people.metadata, people.cleo, now=NOW)
    with pytest.raises(NotFound):
        groups.remove(session, people.metadata, people.cleo.id, by=people.ann, now=NOW)


def test_what_has_not_begun_is_called_off_by_removing(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, JULY)
    groups.remove(session, people.metadata, people.cleo.id, by=people.ann, now=NOW)
    assert standing(session, people.cleo, JULY).groups == {}


def test_a_chair_who_is_to_come_does_not_let_the_only_one_go(
    session: Session, people: Cast
) -> None:
    serve(session, people.metadata, people.cleo, NOW + MOMENT, role=MemberRole.CHAIR)
    with pytest.raises(Conflict, match="without a chair"):
        groups.leave(session, people.metadata, people.ann, now=NOW)
    groups.leave(session, people.metadata, people.ann, now=NOW + MOMENT)


def test_a_chair_whose_time_is_over_does_not_either(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, until=NOW, role=MemberRole.CHAIR)
    with pytest.raises(Conflict, match="without a chair"):
        groups.leave(session, people.metadata, people.ann, now=NOW)


def test_a_chair_who_is_to_come_may_be_called_off(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.CHAIR)
    groups.leave(session, people.metadata, people.cleo, now=NOW)
    assert standing(session, people.cleo, JULY).groups == {}


def test_a_role_is_changed_in_the_present_service_alone(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, until=JULY)
    serve(session, people.metadata, people.cleo, JULY, role=MemberRole.OBSERVER)
    groups.set_role(
        session, people.metadata, people.cleo.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
    )
    roles = [role for role, *_ in services_of(session, people)]
    assert roles == [MemberRole.CO_CHAIR, MemberRole.OBSERVER]


def test_nobody_gets_a_role_who_does_not_serve_now(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, JULY)
    with pytest.raises(NotFound, match="Add them first"):
        groups.set_role(
            session, people.metadata, people.cleo.id, MemberRole.CHAIR, by=people.ann, now=NOW
        )
    with pytest.raises(Invalid, match="needs a chair"):
        groups.set_chairs(session, people.metadata, [people.cleo.id], by=people.ann, now=NOW)


def test_a_discharge_ahead_lets_people_join_until_then(session: Session, people: Cast) -> None:
    people.metadata.discharged_at = NOW + MOMENT
    session.flush()
    join(session, people)
    assert "Cleo Costa" in [
        line.person.name for line in terms.roster(session, people.metadata, NOW)
    ]


def test_lists_and_sizes_are_those_of_the_moment(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, JULY, JULY + DAY)
    people.metadata.discharged_at = JULY + 2 * DAY
    session.flush()
    found = []
    for at in (NOW, JULY - MOMENT, JULY, JULY + DAY, JULY + 2 * DAY):
        who = standing(session, people.cleo, at)
        lines = groups.listed(session, who)
        found.append([(line.members, line.libraries, line.my_role) for line in lines])
    others = (4, 1, None)
    assert found == [[others], [others], [(5, 2, MemberRole.MEMBER)], [others], []]
    who = standing(session, people.cleo, JULY + 2 * DAY)
    [line] = groups.listed(session, who, which=groups.Listed.DISCHARGED)
    assert not line.is_active
    assert not groups.overview(session, people.metadata, now=JULY + 2 * DAY).is_active
    assert len(groups.overview(session, people.metadata, now=JULY).roster) == 5


def test_a_task_is_given_to_those_who_serve_now(session: Session, people: Cast) -> None:
    serve(session, people.metadata, people.cleo, NOW, NOW + DAY)
    draft = tasks.TaskDraft("Labels", people.cleo, None, people.metadata)
    for at in (NOW - MOMENT, NOW + DAY):
        with pytest.raises(Invalid, match="is not in Metadata"):
            tasks.add(session, draft, by=people.ann, now=at)
    tasks.add(session, draft, by=people.ann, now=NOW)


def test_partners_are_near_while_they_serve(session: Session, people: Cast) -> None:
    mine = select(Membership).where(Membership.person_id == people.pia.id)
    session.exec(mine).one().until = NOW + DAY
    session.flush()
    near = [
        [
            person.name
            for person in tasks.assignable_partners(session, standing(session, people.ben, at))
        ]
        for at in (NOW, NOW + DAY - MOMENT, NOW + DAY)
    ]
    assert near == [["Pia Pons"], ["Pia Pons"], []]


def test_who_joins_twice_at_once_is_in_it_once_also_before_a_later_service(
    database: Engine,
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        serve(session, people.metadata, people.cleo, JULY)

    def come(session: Session, person: object) -> None:
        groups.join(session, session.get_one(Group, people.metadata.id), people.cleo, now=NOW)

    assert both_at_once(come, people.cleo, people.cleo) == ["Conflict"]
    with unit_of_work() as session:
        assert not overlaps(session, session.get_one(Group, people.metadata.id))
        assert len(services_of(session, people)) == 2
