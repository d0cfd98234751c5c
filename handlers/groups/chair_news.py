"""Word to those who chair a group from now on, do so no longer, or stand in for whoever does."""

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Person, reach
from models.messages import CHAIRING, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import chairing, onboarding, outbox, preferences
from services.chairing import ChairsAt
from views import chairs as views


def tell_chairs(
    session: Session, group: Group, chairs: list[Person], ask: Ask, *, is_proposer: bool = False
) -> list[Person]:
    """Promise word that they chair a group to those whom somebody else has named; who does not get
    it, having declined it or because no message reaches her. ``is_proposer`` is for a group that
    was made of the proposal of its chair.
    """
    others = [person for person in chairs if person.id != ask.person.id]
    wanting = [person for person in others if _wants_word(session, person)]
    for person in wanting:
        key = Key(CHAIRING, Subject.of(group), f"{ask.now:%Y%m%dT%H%M%S}", Subject.of(person))
        words = _chairing(session, group, person, ask, is_proposer=is_proposer)
        outbox.post(session, words, to=Recipient.person(person), key=key, now=ask.now)
    return [person for person in others if person not in wanting]


def _wants_word(session: Session, person: Person) -> bool:
    muted = preferences.of_person(session, person).muted
    return reach.medium_of(person) is not None and CHAIRING.key not in muted


def _chairing(
    session: Session, group: Group, person: Person, ask: Ask, *, is_proposer: bool
) -> Message:
    packet = onboarding.chairing(session, group, now=ask.now)
    return views.chairing(packet, person, by=ask.person, is_proposer=is_proposer)


def tell_changes(session: Session, before: ChairsAt, ask: Ask) -> list[Person]:
    """Promise word to those who chair a group no longer, who stand in there or do so no longer, by
    what somebody else has changed since ``before``; who does not get it, as with a new chair.
    """
    session.flush()
    left = dict[int, Person]()
    for number, change in enumerate(chairing.changes_since(session, before, ask.now)):
        if change.person.id == ask.person.id:
            continue
        if not _wants_word(session, change.person):
            left[change.person.id] = change.person
            continue
        words, subject = views.chair_changed(change, by=ask.person), Subject.of(change.group)
        # Several may be for the same person.
        occurrence = f"{ask.now:%Y%m%dT%H%M%S%f}-{number}"
        outbox.tell(
            session,
            [change.person],
            words,
            kind=CHAIRING,
            subject=subject,
            now=ask.now,
            occurrence=occurrence,
        )
    return list(left.values())
