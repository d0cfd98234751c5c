"""Word to those concerned where somebody is in a group no longer: thanks to who was let go, and who
is left without anybody to act, or with a seat to fill.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, MemberRole, Person
from models.ends_by_leaving import EndsByLeaving
from models.messages import LEFT, ON_LEAVE, SERVED
from models.subjects import Subject
from services import groups, outbox, terms
from services.chairing import ChairsAt
from views import groups as views


@dataclass(frozen=True)
class Present:
    """Who is in a group, and who acts there for whom on leave, before something changes."""

    people: Sequence[Person]
    acting: Sequence[tuple[Person, Person]]


def present(session: Session, group: Group, ask: Ask) -> Present:
    """Who is there now."""
    people = [line.person for line in groups.roster(session, group, ask.now)]
    return Present(people, terms.acting_for(session, group.id, list(MemberRole), ask.now))


def tell_left(
    session: Session, before: Present, chairs: ChairsAt, ask: Ask
) -> tuple[list[Person], list[Person]]:
    """Promise thanks to those who were in a group ``before`` and are no longer, and word to those
    on leave for whom they acted: who is thanked, and whom no message reaches. Whoever chaired it
    hears it with word of that.
    """
    group = chairs.group
    session.flush()
    staying = {line.person.id for line in groups.roster(session, group, ask.now)}
    gone = {person.id: person for person in before.people if person.id not in staying}
    _tell_holders(session, before, group, gone.keys(), ask)
    left = [
        person
        for person in gone.values()
        if person.id not in chairs.own and person.id != ask.person.id
    ]
    words, subject = views.thanked(group, by=ask.person), Subject.of(group)
    heard = outbox.tell(session, left, words, kind=SERVED, subject=subject, now=ask.now)
    heard_ids = {person.id for person in heard}
    return heard, [row for row in left if row.is_active and row.id not in heard_ids]


def _tell_holders(
    session: Session, before: Present, group: Group, gone: Collection[int], ask: Ask
) -> None:
    for acting, away in before.acting:
        if acting.id in gone and away.id not in gone:
            words, subject = views.nobody_acts(group, acting), Subject.of(group)
            outbox.tell(
                session, [away], words, kind=ON_LEAVE, subject=subject, now=ask.now, by=ask.person
            )


def tell_chairs(session: Session, ends: EndsByLeaving, chairs: ChairsAt, ask: Ask) -> None:
    """Promise word to those who chair a group that somebody has left by herself."""
    group = chairs.group
    words, subject = views.left_seat(ends, group, ask.person), Subject.of(group)
    outbox.tell(
        session,
        chairs.own.values(),
        words,
        kind=LEFT,
        subject=subject,
        now=ask.now,
        by=ask.person,
    )
