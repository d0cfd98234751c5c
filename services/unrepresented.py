"""Who is to hear that somebody speaks for a library no longer, having moved or left."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models import Organization, Person
from services import access, leaders, organizations, representatives


def to_tell(
    session: Session,
    organization: Organization,
    person: Person,
    spoke_on: Collection[str],
    now: datetime,
) -> list[tuple[Person, list[str]]]:
    """The directors of a library who can be written to, else the program managers, each with the
    names of the groups and topics on which ``person`` spoke for it, as far as they may know of
    them.
    """
    if not spoke_on:
        return []
    directors = organizations.directors_of(session, organization, now)
    recipients = [row for row in directors if row.id != person.id and row.slack_id is not None]
    found = []
    for recipient in recipients or leaders.managers_to_tell(session, person, now):
        who = access.standing(session, recipient, now)
        visible = {subject.name for subject in representatives.offered(session, who)}
        if names := [name for name in spoke_on if name in visible]:
            found.append((recipient, names))
    return found
