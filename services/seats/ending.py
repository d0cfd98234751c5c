"""Terms that end soon with nobody to follow: who hears of which, once.

Each term is told of under a key of its own, so that who is told of several at once gets one
message, and nobody hears twice of the same end.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Membership, OutboxMessage, Person, Seat, reach
from models.messages import TERM_ENDS, Key, Recipient, readable
from models.seats import Gap, SeatLine
from models.subjects import Subject
from models.term_notices import EndingTerm, TermNotice
from services import leaders, outbox, preferences, terms
from services.seats.lists import ENDING_SOON, lines_of

TOGETHER = "told in one message with others"


def notices(session: Session, now: datetime) -> list[TermNotice]:
    """Who is to hear of which terms, and was not told: one query where no term ends soon, else a
    constant number.

    Whoever sits there, the chairs of the group and the program manager hear of it from 60 days
    before its end. Who declined such messages is told of none.
    """
    ids = [seat_id for (seat_id,) in session.execute(_ending(now))]
    lines = [line for line in lines_of(session, ids, now) if line.gap is Gap.ENDING]
    if not lines:
        return []
    people, found = _told_of(session, lines, now)
    known = outbox.known(session, [key for keys in found.values() for key in keys])
    new = {
        person_id: {key: term for key, term in keys.items() if key not in known}
        for person_id, keys in found.items()
    }
    return _wanted(session, people, new, now)


def still_wanted(session: Session, message: OutboxMessage, now: datetime) -> TermNotice | None:
    """What of a notice that waits is true at the moment at which it would go out: the terms that
    still end then with nobody to follow, and of which its recipient is still to hear. None where
    there are none.
    """
    together = select(OutboxMessage.key).where(
        OutboxMessage.lane == message.lane,
        OutboxMessage.created_at == message.created_at,
        outbox.keyed(TERM_ENDS),
    )
    keys = set(readable(session.exec(together)))
    held = select(Membership.seat_id).where(col(Membership.id).in_([_term_id(key) for key in keys]))
    seat_ids = [seat_id for seat_id in session.exec(held) if seat_id is not None]
    lines = [line for line in lines_of(session, seat_ids, now) if line.gap is Gap.ENDING]
    people, found = _told_of(session, lines, now)
    kept = {
        person_id: {key: term for key, term in terms_of.items() if key in keys}
        for person_id, terms_of in found.items()
    }
    return next(iter(_wanted(session, people, kept, now)), None)


def note(session: Session, notice: TermNotice, now: datetime) -> None:
    """Count all terms of a notice as told but the first, under whose key it is promised."""
    for key in notice.keys[1:]:
        to = Recipient.person(notice.person)
        outbox.note_told(session, to=to, key=key, now=now, reason=TOGETHER)


def _told_of(
    session: Session, lines: Sequence[SeatLine], now: datetime
) -> tuple[dict[int, Person], dict[int, dict[Key, EndingTerm]]]:
    """Who hears of these terms, and of which each, told before or not."""
    managers = leaders.managers_in_slack(session, now)
    chairs = leaders.chairs_in_slack(session, {line.group.id for line in lines}, now)
    found: defaultdict[int, dict[Key, EndingTerm]] = defaultdict(dict)
    people: dict[int, Person] = {}
    for line in lines:
        acting = {person.id for person in (*chairs[line.group.id], *managers)}
        for person in _recipients(line, chairs[line.group.id], managers):
            people[person.id] = person
            term = EndingTerm(line, may_act=person.id in acting)
            found[person.id][_key(line, person)] = term
    return people, found


def _wanted(
    session: Session,
    people: Mapping[int, Person],
    found: Mapping[int, Mapping[Key, EndingTerm]],
    now: datetime,
) -> list[TermNotice]:
    if not any(found.values()):
        return []
    everybody = preferences.reminder_hours(session, now)
    return [
        TermNotice(people[person_id], tuple(terms_of.values()), tuple(terms_of), opens_at)
        for person_id, terms_of in sorted(found.items())
        if terms_of
        and (hours := everybody.of(people[person_id])).wants(TERM_ENDS)
        and (opens_at := hours.opens(now)) is not None
    ]


def _ending(now: datetime) -> sa.Select[int]:
    """The seats whose present term ends soon, whoever follows."""
    return (
        sa.select(col(Seat.id))
        .join(Membership, col(Membership.seat_id) == Seat.id)
        .where(terms.serving(now), terms.ends_between(now, now + ENDING_SOON))
        .order_by(col(Seat.id))
    )


def _recipients(
    line: SeatLine, chairs: Sequence[Person], managers: Sequence[Person]
) -> list[Person]:
    sitting = line.incumbent.person if line.incumbent else None
    own = [sitting] if sitting and sitting.is_active and reach.medium_of(sitting) else []
    return list({person.id: person for person in (*own, *chairs, *managers)}.values())


def _key(line: SeatLine, person: Person) -> Key:
    assert line.incumbent is not None, "somebody sits where a term ends"
    ends_on = line.incumbent.ends_on or line.incumbent.term_ends_on
    about = Subject("membership", line.incumbent.membership_id)
    return Key(TERM_ENDS, about, f"{ends_on:%Y%m%d}", Subject.of(person))


def _term_id(key: Key) -> int:
    assert key.subject is not None, "keys of this kind have one"
    return int(key.subject.id)
