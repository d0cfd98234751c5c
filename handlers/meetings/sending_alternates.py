"""Sending somebody in one's place to a meeting."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.forms import Form
from handlers.meetings import cards
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting, Person, RsvpAnswer
from models.database import unit_of_work
from models.messages import ALTERNATE, Key, Recipient
from models.payloads import Message
from models.presence import SentAlternate
from models.subjects import Subject
from services import access, meetings, outbox, presence
from services.errors import Invalid, NotAllowed
from views import presence as views


def open_form(ask: Ask) -> Answer:
    with unit_of_work() as session:
        meeting, group = _own_meeting(session, ask.number(), ask)
        offered = presence.alternates_offered(session, meeting, ask.person)
        if not offered:
            raise Invalid("Nobody else of your library is in this Slack. Answer No instead.")
        return Open(views.alternate_form(meeting, group, offered))


def send(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        meeting, group = _own_meeting(session, form.carried("meeting"), ask)
        former = presence.alternate_of(session, meeting, ask.person)
        meetings.record_rsvp(session, meeting, RsvpAnswer.NO, by=ask.who, now=ask.now)
        alternate = presence.send_alternate(
            session, meeting, ask.person, form.id("alternate"), now=ask.now
        )
        if alternate.id != former:
            words = views.in_your_place(meeting, group, alternate, by=ask.person)
            _tell(session, meeting, alternate, "sent", words, ask)
        if former and former != alternate.id:
            _tell_former(session, meeting, group, former, ask)
        cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
        return Reply(views.alternate_sent(meeting, alternate))


def tell_ended(
    session: Session, meeting: Meeting, ended: Sequence[SentAlternate], ask: Ask
) -> None:
    """Promise word to the other of whom an answer has made void that somebody is sent."""
    group = session.get_one(Group, meeting.group_id)
    for pair in ended:
        if pair.person_id == ask.person.id:
            _tell_former(session, meeting, group, pair.alternate_id, ask)
            continue
        person = session.get_one(Person, pair.person_id)
        words = views.alternate_cannot(meeting, group, by=ask.person)
        _tell(session, meeting, person, "cannot", words, ask)


def _own_meeting(session: Session, meeting_id: int, ask: Ask) -> tuple[Meeting, Group]:
    meeting = access.meeting_to_answer(session, meeting_id, by=ask.who)
    meetings.check_changeable(meeting, now=ask.now)
    group = session.get_one(Group, meeting.group_id)
    if not access.may_answer(meeting, by=ask.who):
        raise NotAllowed(f"Only members of {group.name} send somebody in their place.")
    presence.refuse_private(group)
    return meeting, group


def _tell_former(
    session: Session, meeting: Meeting, group: Group, alternate_id: int, ask: Ask
) -> None:
    alternate = session.get_one(Person, alternate_id)
    words = views.comes_after_all(meeting, group, by=ask.person)
    _tell(session, meeting, alternate, "ended", words, ask)


def _tell(
    session: Session, meeting: Meeting, person: Person, what: str, words: Message, ask: Ask
) -> None:
    if person.is_active and (person.slack_id or person.email):
        key = Key(
            ALTERNATE,
            Subject.of(meeting),
            (what, f"{ask.now:%Y%m%dT%H%M%S}"),
            Subject.of(person),
        )
        outbox.post(session, words, to=Recipient.person(person), key=key, now=ask.now)
