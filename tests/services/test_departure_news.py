"""Who left Slack: what is left, who hears of which groups, and that it is told once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from models import Group, MemberRole, Person, RoleKind
from models.departures import Departure
from models.people import Role
from services import departures, groups, people
from services.errors import Conflict
from services.people import Profile
from tests.factories import BEFORE, NOW, Cast, cast, group
from tests.happenings import serve, task

LATER = NOW + timedelta(days=1)


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def leave(session: Session, person: Person) -> None:
    person.is_active = False
    session.add(person)
    session.flush()


def groups_by_recipient(session: Session, person: Person) -> dict[str, list[str]]:
    """Who hears of which groups."""
    found = departures.departures(session, person, NOW)
    return {
        departure.recipient.name.split()[0]: [left.group.name for left in departure.groups]
        for departure in found
    }


def secret_group(session: Session, everybody: Cast) -> Group:
    secret = group(session, "Hush", chair=everybody.cleo, channel_id="CHUSH", private=True)
    serve(session, secret, everybody.ben)
    return secret


def test_each_chair_hears_of_her_groups_and_the_program_manager_of_all(
    session: Session, everybody: Cast
) -> None:
    secret = secret_group(session, everybody)
    task(session, everybody.ben, group_id=secret.id)
    task(session, everybody.ben, group_id=everybody.metadata.id)
    task(session, everybody.ben)
    leave(session, everybody.ben)
    assert groups_by_recipient(session, everybody.ben) == {
        "Ann": ["Metadata"],
        "Cleo": ["Hush"],
        "Dag": ["Hush", "Metadata"],
    }


def test_who_has_nothing_open_is_told_to_nobody(session: Session, everybody: Cast) -> None:
    task(session, everybody.ben, group_id=everybody.metadata.id, done_at=BEFORE)
    task(session, everybody.ben)
    leave(session, everybody.ben)
    assert groups_by_recipient(session, everybody.ben) == {}


def test_many_open_tasks_cost_as_many_queries_as_one(
    database: Engine, session: Session, everybody: Cast
) -> None:
    leave(session, everybody.ben)
    counted: list[str] = []
    sa.event.listen(database, "before_cursor_execute", lambda *facts: counted.append(str(facts[2])))

    def queries(more: int) -> tuple[int, int]:
        for number in range(more):
            task(session, everybody.ben, title=f"Task {number}", group_id=everybody.metadata.id)
        session.flush()
        counted.clear()
        [departure, *_] = departures.departures(session, everybody.ben, NOW)
        return len(departure.groups[0].tasks), len(counted)

    assert queries(1)[1] == queries(9)[1] == 7
    assert queries(0)[0] == 10


def test_a_chair_without_slack_is_a_chair_who_hears_nothing(
    session: Session, everybody: Cast
) -> None:
    everybody.ann.slack_id = None
    serve(session, everybody.metadata, everybody.cleo, role=MemberRole.CO_CHAIR)
    leave(session, everybody.cleo)
    found = departures.departures(session, everybody.cleo, NOW)
    assert [departure.recipient.name for departure in found] == ["Dag Dahl"]
    assert found[0].groups[0].has_chair


def test_without_another_chair_the_program_manager_hears_alone(
    session: Session, everybody: Cast
) -> None:
    leave(session, everybody.ann)
    assert groups_by_recipient(session, everybody.ann) == {"Dag": ["Metadata"]}
    [departure] = departures.departures(session, everybody.ann, NOW)
    [left] = departure.groups
    assert (left.was_chair, left.has_chair, left.tasks) == (True, False, ())


def test_a_co_chair_hears_that_a_chair_is_left(session: Session, everybody: Cast) -> None:
    groups.set_role(
        session,
        everybody.metadata,
        everybody.ben.id,
        MemberRole.CO_CHAIR,
        by=everybody.ann,
        now=NOW,
    )
    leave(session, everybody.ann)
    found: list[Departure] = departures.departures(session, everybody.ann, NOW)
    assert {departure.recipient.name for departure in found} == {"Ben Brook", "Dag Dahl"}
    assert all(departure.groups[0].has_chair for departure in found)


@pytest.mark.parametrize("fact", ["guest", "gone", "without Slack", "not yet"])
def test_who_cannot_act_does_not_hear(session: Session, everybody: Cast, fact: str) -> None:
    chair = everybody.cleo
    since = LATER if fact == "not yet" else BEFORE
    serve(session, everybody.metadata, chair, since, role=MemberRole.CO_CHAIR)
    chair.is_guest, chair.is_active = fact == "guest", fact != "gone"
    chair.slack_id = None if fact == "without Slack" else chair.slack_id
    leave(session, everybody.ann)
    assert groups_by_recipient(session, everybody.ann) == {"Dag": ["Metadata"]}


def test_a_program_manager_who_chairs_hears_of_all_in_one(
    session: Session, everybody: Cast
) -> None:
    session.add(Role(person_id=everybody.ann.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
    secret = secret_group(session, everybody)
    task(session, everybody.ben, group_id=secret.id)
    task(session, everybody.ben, group_id=everybody.metadata.id)
    leave(session, everybody.ben)
    assert groups_by_recipient(session, everybody.ben)["Ann"] == ["Hush", "Metadata"]


def test_discharged_groups_are_left_out(session: Session, everybody: Cast) -> None:
    everybody.metadata.discharged_at = NOW
    task(session, everybody.ben, group_id=everybody.metadata.id)
    leave(session, everybody.ann)
    assert (
        groups_by_recipient(session, everybody.ann)
        == groups_by_recipient(session, everybody.ben)
        == {}
    )


def test_it_is_claimed_once_and_again_after_she_came_back(
    session: Session, everybody: Cast
) -> None:
    ben = everybody.ben
    assert departures.not_announced(session) == []
    assert departures.claim(session, ben.id, NOW) is None
    leave(session, ben)
    assert departures.not_announced(session) == [ben.id]
    assert departures.claim(session, ben.id, NOW) is ben
    session.flush()
    assert departures.not_announced(session) == []
    assert departures.claim(session, ben.id, LATER) is None
    back = Profile("UBEN", ben.name, ben.email, ben.zone, is_guest=False)
    people.meet(session, back, now=LATER)
    assert ben.departure_told_at is None
    leave(session, ben)
    assert departures.not_announced(session) == [ben.id]


def test_a_merged_record_left_nothing(session: Session, everybody: Cast) -> None:
    leave(session, everybody.pia)
    everybody.pia.merged_into_id = everybody.ben.id
    session.flush()
    assert departures.not_announced(session) == []


def test_a_chair_who_left_does_not_count_as_one(session: Session, everybody: Cast) -> None:
    metadata, ann, ben = everybody.metadata, everybody.ann, everybody.ben
    groups.set_role(session, metadata, ben.id, MemberRole.CO_CHAIR, by=ann, now=NOW)
    leave(session, ben)
    with pytest.raises(Conflict, match="left without a chair"):
        groups.set_role(session, metadata, ann.id, MemberRole.MEMBER, by=ann, now=NOW)
    with pytest.raises(Conflict, match="left without a chair"):
        groups.remove(session, metadata, ann.id, by=everybody.dag, now=NOW)
    groups.remove(session, metadata, ben.id, by=ann, now=NOW)
