"""Sending somebody to a meeting in one's own place."""

from datetime import datetime

from sqlmodel import Session

from models import Group, Meeting, Person, RsvpAnswer
from models.answer_news import AnswerWords, PlaceWords
from models.presence import SentAlternate
from services import access, presence
from services.access import Standing
from services.errors import NotAllowed
from services.meetings.changes import check_changeable
from services.meetings.rsvps import record_rsvp


def sendable(
    session: Session, meeting: Meeting, *, by: Standing, now: datetime
) -> tuple[Group, list[Person]]:
    """The group of a meeting, and whom ``by`` may send there in her place, at least one.

    Raises ``NotAllowed`` for whoever is no member then, ``Conflict`` where it has begun or is
    cancelled, and what ``presence.refuse_nobody`` raises.
    """
    group = _group_of_own(session, meeting, by=by, now=now)
    offered = presence.alternates_offered(session, meeting, by.person)
    if not offered:
        presence.refuse_nobody(group)
    return group, offered


def send_alternate(
    session: Session,
    meeting: Meeting,
    alternate_id: int | None,
    *,
    by: Standing,
    now: datetime,
    words: AnswerWords,
    place_words: PlaceWords,
    by_link: bool = False,
) -> Person:
    """Answer No to a meeting from ``access.meeting_to_answer``, locked, and let somebody come in
    the place of ``by``; who that is. She is told in ``place_words``, and whoever was to come before
    her in ``words``; the same again tells nobody.
    """
    group, person = _group_of_own(session, meeting, by=by, now=now), by.person
    former = presence.alternate_of(session, meeting, person)
    record_rsvp(session, meeting, RsvpAnswer.NO, by=by, now=now, words=words, by_link=by_link)
    alternate = presence.send_alternate(session, meeting, person, alternate_id, now=now)
    if alternate.id == former:
        return alternate
    text = place_words(meeting, group, alternate, by=person)
    presence.tell_of_alternate(session, meeting, alternate, "sent", text, now=now)
    if former:
        ended = [SentAlternate(person.id, former)]
        presence.tell_ended(session, meeting, ended, words, person=person, now=now)
    return alternate


def _group_of_own(session: Session, meeting: Meeting, *, by: Standing, now: datetime) -> Group:
    check_changeable(meeting, now=now)
    group = session.get_one(Group, meeting.group_id)
    if not access.may_answer(meeting, by=by):
        raise NotAllowed(f"Only members of {group.name} send somebody in their place.")
    return group
