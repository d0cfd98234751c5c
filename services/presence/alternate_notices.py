"""Word of who comes to a meeting in somebody's place, and who does so no more."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from models import Group, Meeting, Person, reach
from models.answer_news import AlternateNews, AnswerWords
from models.messages import ALTERNATE, Key, Recipient
from models.payloads import Message
from models.presence import SentAlternate
from models.subjects import Subject
from services import outbox


def tell_ended(
    session: Session,
    meeting: Meeting,
    ended: Collection[SentAlternate],
    words: AnswerWords,
    *,
    person: Person,
    now: datetime,
) -> None:
    """Promise word to the other of each pair that an answer of ``person`` has made void."""
    group = session.get_one(Group, meeting.group_id)
    for pair in ended:
        is_sender = pair.person_id == person.id
        reader = session.get_one(Person, pair.alternate_id if is_sender else pair.person_id)
        news = AlternateNews(meeting, group, person, is_sender)
        what = "ended" if is_sender else "cannot"
        tell_of_alternate(session, meeting, reader, what, words(news), now=now)


def tell_of_alternate(
    session: Session, meeting: Meeting, reader: Person, what: str, text: Message, *, now: datetime
) -> None:
    """Promise ``text`` to somebody whom messages reach; ``what`` it is about, for its key."""
    if reader.is_active and reach.medium_of(reader):
        occurrence = what, f"{now:%Y%m%dT%H%M%S%f}"
        key = Key(ALTERNATE, Subject.of(meeting), occurrence, Subject.of(reader))
        outbox.post(session, text, to=Recipient.person(reader), key=key, now=now)
