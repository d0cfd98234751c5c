"""Who may say who speaks for a library, and who may answer for it."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models import Organization, OrganizationKind, Person, Representation, Topic
from models.representatives import RepresentedSubject
from services import consortium, terms
from services.access.groups import group_to_see
from services.access.locks import locked
from services.access.organizations import organization_to_see
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_LIBRARY = "I know no such library any more. Type `/library list` to see them all."
_NO_TOPIC = "I know no such topic any more. Type `/library representatives` to see them."
_NOBODY_THERE_NOW = "Nobody is named there any more. Type `/library representatives` to see who is."


def may_appoint_for(organization_id: int, *, by: Standing) -> bool:
    """Whether ``by`` may say who speaks for a library: its director, or the program manager."""
    return by.is_program_manager or by.directed_library == organization_id


def may_add_topics(by: Standing) -> bool:
    """Whether ``by`` keeps the topics for which libraries name somebody."""
    return by.is_program_manager


def topic_to_change(session: Session, topic_id: int, *, by: Standing) -> Topic:
    """An open topic that ``by`` may rename or close; locked until the commit."""
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound(_NO_TOPIC)
    if not may_add_topics(by):
        raise NotAllowed("Only the program manager renames and closes topics.")
    topic = locked(session, topic, gone=_NO_TOPIC)
    if topic.closed_at is not None:
        raise Conflict(f"The topic {topic.name} was closed already.")
    return topic


def library_to_appoint_for(session: Session, organization_id: int, *, by: Standing) -> Organization:
    """A library for which ``by`` may say who speaks; locked until the commit."""
    organization = locked(session, organization_to_see(session, organization_id), gone=_NO_LIBRARY)
    if not may_appoint_for(organization.id, by=by):
        raise NotAllowed(
            f"Only a director of {organization.short_name} or the program manager says who speaks"
            " for it. Ask one of them."
        )
    return organization


def appointable_library_of(
    session: Session, person: Person, *, by: Standing
) -> Organization | None:
    """The member library where somebody works, where ``by`` may say who speaks for it."""
    home = session.get(Organization, person.organization_id or 0)
    if home is None or home.kind is not OrganizationKind.LIBRARY:
        return None
    return home if may_appoint_for(home.id, by=by) else None


def representation_to_end(
    session: Session, representation_id: int, *, by: Standing
) -> tuple[Representation, Organization]:
    """What somebody is for a library for which ``by`` may say who speaks, with the library, which
    is locked.
    """
    row = session.get(Representation, representation_id)
    if row is None:
        raise NotFound(_NOBODY_THERE_NOW)
    # Of a group that she may not know of, nobody speaks there either.
    if row.group_id is not None:
        try:
            group_to_see(session, row.group_id, by=by)
        except NotFound:
            raise NotFound(_NOBODY_THERE_NOW) from None
    organization = library_to_appoint_for(session, row.organization_id, by=by)
    session.refresh(row)
    return row, organization


def may_answer_for(
    session: Session,
    organization: Organization,
    subject: RepresentedSubject | None = None,
    *,
    by: Standing,
) -> bool:
    """Whether ``by`` may answer for a library in a group or on a topic: its director,
    representative or alternate at her moment, and nobody else, the program manager included; of
    what has no subject, its director. No query for a director, else one.
    """
    if not _is_asked(session, organization, by):
        return False
    if by.directed_library == organization.id:
        return True
    return bool(answerable_libraries(session, (organization,), subject, by=by))


def answerable_libraries(
    session: Session,
    organizations: Iterable[Organization],
    subject: RepresentedSubject | None = None,
    *,
    by: Standing,
) -> list[Organization]:
    """Those of some libraries for which ``by`` may answer in a group or on a topic: one query."""
    held = (
        select(Representation.organization_id)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(
            Representation.person_id == by.person.id,
            terms.is_about(subject),
            terms.acts_for_library(by.at),
        )
    )
    represented = {*session.exec(held), by.directed_library}
    return [row for row in organizations if row.id in represented and _is_asked(session, row, by)]


def _is_asked(session: Session, organization: Organization, by: Standing) -> bool:
    """Whether it is a member library that answers at all."""
    is_library = organization.kind is OrganizationKind.LIBRARY
    return is_library and organization.is_active_on(consortium.today(session, by.at))
