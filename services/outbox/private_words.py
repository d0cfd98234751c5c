"""Telling people something in private, once for each of them."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from models import Person, reach
from models.messages import Key, MessageKind, Recipient
from models.payloads import Message
from models.subjects import Subject
from services.outbox.promises import post


def tell(
    session: Session,
    people: Iterable[Person],
    words: Message,
    *,
    kind: MessageKind,
    subject: Subject,
    now: datetime,
    by: Person | None = None,
    occurrence: str = "",
    card_of: Subject | None = None,
) -> list[Person]:
    """Promise word of a subject to those of these people whom messages reach and who are active,
    but to whoever did it herself; to whom.

    Two events of one kind in one second are two, unless the ``occurrence`` names them. With
    ``card_of`` it is a card of that.
    """
    occurrence = occurrence or f"{now:%Y%m%dT%H%M%S%f}"
    recipients = {
        person.id: person
        for person in people
        if reach.medium_of(person) and person.is_active and (by is None or person.id != by.id)
    }
    for person in recipients.values():
        key = Key(kind, subject, occurrence, Subject.of(person))
        to = Recipient.person(person)
        post(session, words, to=to, key=key, now=now, subject=card_of)
    return list(recipients.values())
