"""Members of groups without Slack: links that chairs pass on to whom no message reaches, and
addresses that take no mail.
"""

from datetime import datetime

from sqlmodel import Session

from models import Group, Person, reach
from models.partner_links import PassedLink
from models.subjects import Subject
from services import access, bounces, history, links, terms
from services.access import Standing
from services.errors import Conflict, Invalid, NotAllowed


def partners_of(session: Session, group: Group, now: datetime) -> list[Person]:
    """The members of a group who have no Slack account and have not left, by name."""
    found = {line.person.id: line.person for line in terms.roster(session, group, now)}
    partners = [person for person in found.values() if person.slack_id is None and person.is_active]
    return sorted(partners, key=lambda person: (person.name.casefold(), person.id))


def give(
    session: Session, group: Group, person_id: int, *, by: Standing, now: datetime
) -> PassedLink:
    """A fresh link of a member of a group from ``access.group_to_edit``, to be passed on.

    Raises ``Conflict`` where there are no pages, for somebody whom mail reaches, since her links
    are for her mailbox alone, and where her pages show more than ``by`` may see.
    """
    person = _partner(session, group, person_id, now)
    if not reach.current().public_url:
        raise Conflict("No address for pages is set up here, so there is no link to pass on.")
    if reach.medium_of(person) is not None:
        raise Conflict(
            f"I write to {person.name} by mail, and each mail has a link. Nobody else gets one."
        )
    if not access.may_pass_on(session, person, by=by):
        raise Conflict(
            f"The pages of {person.name} show more than you may see, so the link is not yours to"
            " pass on. Ask the program manager."
        )
    token = links.mint(session, person, now=now, given_by=by.person)
    after = {"group": group.id}
    history.record(session, "links.given", Subject.of(person), by=by.person, now=now, after=after)
    return PassedLink(person, group, links.address(token), now + links.PASSED_ON_VALID)


def end(
    session: Session, group: Group, person_id: int, *, by: Person, now: datetime
) -> tuple[Person, int]:
    """End every link of a member of a group from ``access.group_to_edit``; whose, and how many."""
    person = _partner(session, group, person_id, now)
    return person, links.revoke_all(session, person, by=by, now=now)


def mark_address(
    session: Session,
    group: Group,
    person_id: int,
    *,
    is_bad: bool,
    by: Standing,
    now: datetime,
) -> tuple[Person, bool]:
    """Note by hand that no mail arrives at a member of a group from ``access.group_to_edit``, or
    that it does again; whose address, and whether that is new.

    Raises ``NotAllowed`` for who may not, and ``Conflict`` where no address is known.
    """
    if not access.may_mark_addresses(by):
        raise NotAllowed("Only the program manager can say whether an address takes mail.")
    person = _partner(session, group, person_id, now)
    if person.email is None:
        raise Conflict(f"No mail address of {person.name} is known.")
    change = bounces.note if is_bad else bounces.forget
    return person, change(session, person, by=by.person, now=now)


def own_address(session: Session, person: Person, *, now: datetime) -> str:
    """A fresh link to somebody's own pages, for herself; those that others have, too, end by it.
    Raises ``Conflict`` where there are none.

    It proves no more than that she is who asks, so she may ask as often as she likes.
    """
    if not reach.current().public_url:
        raise Conflict("There are no pages in the browser here.")
    links.end_passed_on(session, person, now=now)
    return links.address(links.mint(session, person, now=now))


def _partner(session: Session, group: Group, person_id: int, now: datetime) -> Person:
    for person in partners_of(session, group, now):
        if person.id == person_id:
            return person
    raise Invalid("They are no member of this group without a Slack account any more.")
