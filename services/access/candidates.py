"""Who may take up the offer of somebody who is interested in a group."""

from sqlmodel import Session, col, select

from models import Group, Interest, Person
from services import terms
from services.access.groups import group_to_edit
from services.access.standing import Standing
from services.errors import NotFound


def candidate_to_take(
    session: Session, group_id: int, person_id: int, *, by: Standing
) -> tuple[Group, Person]:
    """A group that ``by`` may change, which is locked, and somebody who is a candidate there."""
    group = group_to_edit(session, group_id, by=by)
    interested = (
        select(Person)
        .join(Interest, col(Interest.person_id) == Person.id)
        .join(Group, col(Group.id) == Interest.group_id)
        .where(Interest.group_id == group.id, Interest.person_id == person_id)
        .where(*terms.candidacy(session, by.at))
    )
    person = session.exec(interested).first()
    if person is None:
        raise NotFound("They are not on the list any more. Type `/wg volunteers` to see who is.")
    return group, person
