"""Who may see what of an organization, and change it."""

from sqlmodel import Session

from models import Organization, OrganizationKind
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import NotAllowed, NotFound

_NO_LIBRARY = "I know no such library any more. Type `/library list` to see them all."


def may_edit_organizations(by: Standing) -> bool:
    """Whether ``by`` may add and change organizations, and say who heads them."""
    return by.is_program_manager


def may_see_library_facts(by: Standing) -> bool:
    """Whether ``by`` may see more of organizations than their names."""
    return by.allows(Needs.LIBRARIAN)


def may_see_library_record(organization_id: int, *, by: Standing) -> bool:
    """Whether ``by`` may see what an organization owes and what it gave: its director may, and the
    program manager.
    """
    return by.is_program_manager or by.directed_library == organization_id


def may_see_library_work(organization: Organization, *, by: Standing) -> bool:
    """Whether ``by`` may see what waits for a member library, whose terms end and which statements
    there are of it, as far as she may know of each: its own people may, without its guests, its
    director and the program manager.
    """
    own = not by.person.is_guest and by.person.organization_id == organization.id
    is_library = organization.kind is OrganizationKind.LIBRARY
    return is_library and (own or may_see_library_record(organization.id, by=by))


def library_to_read(session: Session, organization_id: int, *, by: Standing) -> Organization:
    """A member library whose page ``by`` may read. Another one is not there."""
    organization = organization_to_see(session, organization_id)
    if not may_see_library_work(organization, by=by):
        raise NotFound(_NO_LIBRARY)
    return organization


def library_with_record(session: Session, organization_id: int, *, by: Standing) -> Organization:
    """A member library of which ``by`` may see what it gave."""
    organization = organization_to_see(session, organization_id)
    if organization.kind is not OrganizationKind.LIBRARY:
        raise NotAllowed(f"{organization.name} is no member library: there are no figures of it.")
    if not may_see_library_record(organization.id, by=by):
        raise NotAllowed(
            f"Only a director of {organization.short_name} and the program manager see its figures."
        )
    return organization


def library_to_balance(*, by: Standing) -> int | None:
    """The id of the one library whose share of the work ``by`` may see, which she directs; None for
    all of them. Raises ``NotAllowed`` for who may see none.
    """
    if by.is_program_manager:
        return None
    if by.directed_library is None:
        raise NotAllowed(
            "Only the program manager sees what libraries carry, and a director that of her own."
        )
    return by.directed_library


def may_confirm(organization_id: int, *, by: Standing) -> bool:
    """Whether ``by`` may say that what is known of a library is right: its director may, and the
    program manager.
    """
    return by.is_program_manager or by.directed_library == organization_id


def library_to_confirm(session: Session, organization_id: int, *, by: Standing) -> Organization:
    """A library that ``by`` may confirm; locked until the commit."""
    organization = locked(session, organization_to_see(session, organization_id), gone=_NO_LIBRARY)
    if not may_confirm(organization.id, by=by):
        raise NotAllowed(
            f"Only a director of {organization.short_name} or the program manager confirms its"
            " people and contacts. Ask one of them."
        )
    return organization


def organization_to_see(session: Session, organization_id: int) -> Organization:
    """An organization, of which anybody may know the name."""
    organization = session.get(Organization, organization_id)
    if organization is None:
        raise NotFound(_NO_LIBRARY)
    return organization


def organization_to_edit(session: Session, organization_id: int, *, by: Standing) -> Organization:
    """An organization that ``by`` may change; locked until the commit."""
    organization = locked(session, organization_to_see(session, organization_id), gone=_NO_LIBRARY)
    if not may_edit_organizations(by):
        raise NotAllowed("Only the program manager changes libraries. Ask them to do it.")
    return organization


def organizations_to_merge(
    session: Session, merged_id: int, heir_id: int, *, by: Standing
) -> tuple[Organization, Organization]:
    """Two organizations that ``by`` may merge; locked in one order, whichever is which."""
    found = {
        organization_id: organization_to_edit(session, organization_id, by=by)
        for organization_id in sorted({merged_id, heir_id})
    }
    return found[merged_id], found[heir_id]
