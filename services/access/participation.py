"""Who may ask for figures of participation."""

import sqlalchemy as sa
from sqlmodel import col

from models import Group, Person
from services.access.groups import may_lead
from services.access.standing import Needs, Standing


def may_ask_for_reports(by: Standing) -> bool:
    """Whether ``by`` may ask for figures of others at all."""
    return by.allows(Needs.CHAIR)


def may_ask_about_everybody(by: Standing) -> bool:
    """Whether ``by`` may ask without naming a group."""
    return by.is_program_manager


def may_ask_about(group: Group | None, person: Person | None, *, by: Standing) -> bool:
    """Whether ``by`` may see the figures of a group, of a person, or of a person in a group: the
    program manager, a chair of the group, or whoever asks about herself.
    """
    if may_ask_about_everybody(by) or (group is not None and may_lead(group.id, by=by)):
        return True
    # The title says the group's name, which may be that of a private one.
    is_known = group is None or by.belongs_to(group.id)
    return person is not None and person.id == by.person.id and is_known


def reported_groups(by: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``by`` may ask about a group as a whole."""
    return sa.true() if may_ask_about_everybody(by) else col(Group.id).in_(by.chaired)
