"""Keys, recipients and subjects by their texts, as tests name them."""

import sqlalchemy as sa
from sqlmodel import Session

from models.messages import HELLO, Key, Recipient
from models.subjects import Subject
from services.reminders.scanning import REMINDED


def key(text: str) -> Key:
    """The key that reads ``text``; for a plain word, that of some message of no subject."""
    try:
        return Key.parse(text)
    except ValueError:
        return Key(HELLO, occurrence=tuple(text.split("|")))


def word(text: str) -> str:
    """What ``key`` was given, by the text of the key that it made."""
    return text.removeprefix("hello|")


def to(lane: str) -> Recipient:
    return Recipient.parse(lane)


def about(text: str) -> Subject:
    return Subject.parse(text)


def everything(session: Session) -> frozenset[Subject]:
    """Everything of which people can be reminded."""
    session.flush()
    return frozenset(
        Subject(row.noun, number)
        for row in REMINDED
        for number in session.scalars(sa.select(row.table.id))
    )
