"""Thanks to those who are in a group no longer by what somebody else has done."""

from collections.abc import Collection

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Person
from models.messages import SERVED
from models.subjects import Subject
from services import groups, outbox
from services.chairing import ChairsAt
from views import groups as views


def present(session: Session, group: Group, ask: Ask) -> list[Person]:
    """Who is in a group now, before something changes."""
    return [line.person for line in groups.roster(session, group, ask.now)]


def tell_left(
    session: Session, before: Collection[Person], chairs: ChairsAt, ask: Ask
) -> tuple[list[Person], list[Person]]:
    """Promise thanks to those who were in a group ``before`` and are no longer: who hears it, and
    whom no message reaches. Whoever chaired it hears it with word of that.
    """
    group = chairs.group
    session.flush()
    staying = {person.id for person in present(session, group, ask)}
    left = [
        person
        for person in before
        if person.id not in staying and person.id not in chairs.own and person.id != ask.person.id
    ]
    words, subject = views.thanked(group, by=ask.person), Subject.of(group)
    heard = outbox.tell(session, left, words, kind=SERVED, subject=subject, now=ask.now)
    heard_ids = {person.id for person in heard}
    return heard, [row for row in left if row.is_active and row.id not in heard_ids]
