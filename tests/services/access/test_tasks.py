"""Who may know of a task, and change it."""

import pytest
from sqlmodel import Session

from models import Group, Person, Task
from models.tasks import TaskLine
from services import access
from services.access import Standing
from services.errors import NotAllowed, NotFound
from tests.happenings import task
from tests.services.access.everybody import ALL, LEADS, MEMBERS, everybody


def line(row: Task, group: Group | None, owner: Person | None = None) -> TaskLine:
    return TaskLine(row, owner, group)


def test_a_task_that_somebody_owns_is_changed_by_her_its_setter_and_the_chairs(
    session: Session,
) -> None:
    here = everybody(session)
    owner, setter = here.people["guest"], here.people["observer"]
    owned = task(session, owner, group_id=here.group.id, created_by=setter.id)
    allowed = LEADS | {"guest", "observer"}
    assert (
        here.who(lambda by: access.may_edit_task(line(owned, here.group, owner), by=by)) == allowed
    )

    def is_given(by: Standing) -> bool:
        try:
            return access.task_to_edit(session, owned.id, by=by) is owned
        except NotAllowed:
            return False

    assert here.who(is_given) == allowed


def test_a_task_without_an_owner_is_free_to_those_who_serve_now_but_guests(
    session: Session,
) -> None:
    here = everybody(session)
    free = task(session, group_id=here.group.id)
    allowed = (MEMBERS - {"guest"}) | {"manager"}
    assert here.who(lambda by: access.may_edit_task(line(free, here.group), by=by)) == allowed


def test_a_task_of_ones_own_outside_any_group_is_changed_by_oneself(session: Session) -> None:
    here = everybody(session)
    own = task(session, here.people["former"])
    hers = line(own, None, here.people["former"])
    assert here.who(lambda by: access.may_edit_task(hers, by=by)) == {"former", "manager"}
    assert access.task_to_see(session, own.id, by=here.standings["former"]) is own
    for name in ALL - {"former"}:
        with pytest.raises(NotFound):
            access.task_to_see(session, own.id, by=here.standings[name])


def test_a_task_of_a_private_group_is_known_to_its_members_whoever_owns_it(
    session: Session,
) -> None:
    """However her service ended, its owner is a stranger to the group."""
    here = everybody(session)
    former = here.people["former"]
    hers = task(session, former, group_id=here.group.id)
    here.group.is_private = True
    session.flush()

    def is_seen(by: Standing) -> bool:
        try:
            return access.task_to_see(session, hers.id, by=by) is hers
        except NotFound:
            return False

    assert here.who(is_seen) == MEMBERS | {"manager"}
    in_group, alone = line(hers, here.group, former), line(hers, None, former)
    assert here.who(lambda by: access.may_see_task(in_group, by=by)) == here.who(is_seen)
    assert here.who(lambda by: access.may_see_task(alone, by=by)) == {"former"}
