"""Who may take up the offer of somebody who is interested in a group."""

from sqlmodel import Session, select

from models import Group, Interest, Person
from services.access.groups import group_to_edit
from services.access.standing import Standing
from services.errors import NotFound


def candidate_to_take(
    session: Session, group_id: int, person_id: int, *, by: Standing
) -> tuple[Group, Person]:
    """A group that ``by`` may change, which is locked, and somebody who is interested in it."""
    group = group_to_edit(session, group_id, by=by)
    interested = (
        select(Person)
        .join(Interest)
        .where(Interest.group_id == group.id, Interest.person_id == person_id)
    )
    person = session.exec(interested).first()
    if person is None:
        raise NotFound("They are not on the list any more. Type `/wg volunteers` to see who is.")
    return group, person
