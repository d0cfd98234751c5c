"""Corrections that are asked for by a reply to the letter with circulated minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, Meeting, OutboxMessage, Person
from models.messages import CORRECTION_REPLY, MINUTES_CIRCULATED, Key, kind_of
from models.minutes_messages import MinutesWords
from models.payloads import Message
from models.subjects import Subject
from services import access, bounces, outbox, people
from services.errors import NotFound, Refusal
from services.minutes.corrections import propose
from services.minutes.telling import tell_correction


@dataclass(frozen=True)
class CorrectionReply:
    """A reply that came by mail, from a sender whose server vouches for her."""

    marks: Sequence[str]
    """Those of the letters that it answers."""
    sender: str
    """Her address."""
    wording: str
    """Her own words, without what she quotes."""
    name: str
    """The same each time the message is read."""


def take_reply(
    session: Session, reply: CorrectionReply, words: MinutesWords, *, now: datetime
) -> bool:
    """Ask for a correction as the form does, once for each message, and promise the sender word of
    what came of it. False where the letter was none with minutes, went to somebody else, or she may
    not know of the minutes any more.
    """
    person = people.by_address(session, people.readable_address(reply.sender))
    if person is None or not person.is_active:
        return False
    meeting = _meeting(session, reply.marks, person)
    answer = _answer(session, meeting, person, reply.wording, words, now) if meeting else None
    if meeting is None or answer is None:
        return False
    outbox.tell(
        session,
        [person],
        answer,
        kind=CORRECTION_REPLY,
        subject=Subject.of(meeting),
        now=now,
        occurrence=reply.name,
    )
    return True


def _meeting(session: Session, marks: Sequence[str], person: Person) -> Meeting | None:
    """The meeting whose minutes went to somebody by one of these letters; that she has it is plain
    from her answer, also where Convene was stopped before it knew so.
    """
    to = select(OutboxMessage).where(
        col(OutboxMessage.mark).in_(marks),
        OutboxMessage.lane == bounces.lane(person),
    )
    for message in session.exec(to.order_by(col(OutboxMessage.id).desc())):
        subject = Key.parse(message.key).subject
        if kind_of(message.key) is MINUTES_CIRCULATED and subject is not None:
            return session.get(Meeting, subject.id)
    return None


def _answer(
    session: Session,
    meeting: Meeting,
    person: Person,
    wording: str,
    words: MinutesWords,
    now: datetime,
) -> Message | None:
    """Ask for the correction; what the sender hears of it, or nothing where she may not know of the
    minutes any more.
    """
    who = access.standing(session, person, now)
    try:
        meeting = access.meeting_to_correct(session, meeting.id, by=who)
        correction, is_new = propose(session, meeting, wording, by=person, now=now)
    except NotFound:
        return None
    except Refusal as refusal:
        return words.correction_refused(meeting, refusal.message)
    if is_new:
        group = session.get_one(Group, meeting.group_id)
        tell_correction(session, meeting, group, correction, words, by=person, now=now)
    return words.correction_sent(meeting, is_new)
