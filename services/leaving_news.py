"""Word to those concerned where somebody is in a group no longer: thanks to who was let go, and who
is left without anybody to act, or with a seat to fill.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Group, MemberRole, Person
from models.ends_by_leaving import EndsByLeaving
from models.leaving_messages import LeavingWords
from models.messages import LEFT, ON_LEAVE, SERVED
from models.subjects import Subject
from services import groups, outbox, terms
from services.chairing import ChairsAt


@dataclass(frozen=True)
class Present:
    """Who is in a group, and who acts there for whom on leave, before something changes."""

    people: Sequence[Person]
    acting: Sequence[tuple[Person, Person]]


def present(session: Session, group: Group, now: datetime) -> Present:
    """Who is there now."""
    people = [line.person for line in groups.roster(session, group, now)]
    return Present(people, terms.acting_for(session, group.id, list(MemberRole), now))


def tell_left(
    session: Session,
    before: Present,
    chairs: ChairsAt,
    words: LeavingWords,
    *,
    by: Person,
    now: datetime,
) -> tuple[list[Person], list[Person]]:
    """Promise thanks to those who were in a group ``before`` and are no longer, and word to those
    on leave for whom they acted: who is thanked, and whom no message reaches. Whoever chaired it
    hears it with word of that.
    """
    group = chairs.group
    session.flush()
    staying = {line.person.id for line in groups.roster(session, group, now)}
    gone = {person.id: person for person in before.people if person.id not in staying}
    _tell_holders(session, before, group, gone.keys(), words, by=by, now=now)
    left = [
        person for person in gone.values() if person.id not in chairs.own and person.id != by.id
    ]
    thanks, subject = words.thanked(group, by=by), Subject.of(group)
    heard = outbox.tell(session, left, thanks, kind=SERVED, subject=subject, now=now)
    heard_ids = {person.id for person in heard}
    return heard, [row for row in left if row.is_active and row.id not in heard_ids]


def _tell_holders(
    session: Session,
    before: Present,
    group: Group,
    gone: Collection[int],
    words: LeavingWords,
    *,
    by: Person,
    now: datetime,
) -> None:
    subject = Subject.of(group)
    for acting, away in before.acting:
        if acting.id in gone and away.id not in gone:
            news = words.nobody_acts(group, acting)
            outbox.tell(session, [away], news, kind=ON_LEAVE, subject=subject, now=now, by=by)


def tell_chairs(
    session: Session,
    ends: EndsByLeaving,
    chairs: ChairsAt,
    words: LeavingWords,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise word to those who chair a group that somebody has left by herself, where a seat is
    vacant by it or nobody acts any more for who is on leave.
    """
    if not (ends.seat or ends.acting_for):
        return
    group = chairs.group
    news, subject = words.left_seat(ends, group, by), Subject.of(group)
    outbox.tell(session, chairs.own.values(), news, kind=LEFT, subject=subject, now=now, by=by)
