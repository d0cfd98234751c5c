"""Who may ask for figures of participation."""

import sqlalchemy as sa
from sqlmodel import col

from models import Group, Organization, Person
from services.access.groups import may_lead, may_see_group
from services.access.standing import Needs, Standing


def may_ask_for_reports(by: Standing) -> bool:
    """Whether ``by`` may ask for figures of others at all."""
    return by.allows(Needs.REPORTS)


def directed_library(by: Standing) -> int | None:
    """The id of the library about which ``by`` may ask, since she heads it."""
    return by.directed_library


def may_ask_about_everybody(by: Standing) -> bool:
    """Whether ``by`` may ask without naming a group."""
    return by.is_program_manager


def may_ask_about(
    group: Group | None,
    person: Person | None,
    *,
    by: Standing,
    library: Organization | None = None,
) -> bool:
    """Whether ``by`` may see the figures of a group, of a person, or of a person in a group: the
    program manager, a chair of the group, the director of the library to which all of it is
    narrowed, or whoever asks about herself.
    """
    if may_ask_about_everybody(by) or (group is not None and may_lead(group.id, by=by)):
        return True
    if library is not None and library.id == by.directed_library:
        return group is None or may_see_group(group, by=by)
    # The title says the group's name, which may be that of a private one.
    is_known = group is None or by.belongs_to(group.id)
    return person is not None and person.id == by.person.id and is_known


def reported_groups(by: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``by`` may ask about a group as a whole."""
    return sa.true() if may_ask_about_everybody(by) else col(Group.id).in_(by.chaired)
