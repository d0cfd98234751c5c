"""`/meet recorder`: who takes the minutes."""

from sqlmodel import Session

from handlers import grammar
from handlers.meetings import cards
from handlers.routes import Answer, Ask, Replace, Reply
from models import Group, Meeting, Person
from models.database import reading, unit_of_work
from models.messages import RECORDER_SUGGESTED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import access, groups, meetings, outbox, presence
from services.dates.words import quoted
from services.errors import Invalid
from views import presence as views


def recorder(ask: Ask) -> Answer:
    """`/meet recorder` shows the turns, `/meet recorder Ben` names somebody for the next one."""
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if not named and not line.text:
        with reading() as session:
            group, _ = grammar.group_of(session, ask, line)
            group = access.group_to_edit(session, group.id, by=ask.who)
            return Reply(_turns(session, group, ask))
    with unit_of_work() as session:
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        if not named and not text:
            return Reply(_turns(session, group, ask))
        meeting = meetings.next_ahead(session, group, now=ask.now)
        if meeting is None:
            raise Invalid(f"{group.name} has no meeting ahead. Type `/meet new` to schedule one.")
        if len(named) > 1:
            raise Invalid("One person takes the minutes. Name one.")
        person = named[0] if named else _member(session, group, text, ask)
        return Reply(_named(session, meeting, group, person, ask))


def agree(ask: Ask) -> Answer:
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, ask.number(), by=ask.who)
        presence.agree(session, meeting, ask.person, now=ask.now)
        cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
        return _answered(ask, views.minutes_agreed(meeting))


def decline(ask: Ask) -> Answer:
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, ask.number(), by=ask.who)
        if presence.decline(session, meeting, ask.person, now=ask.now):
            words = views.answer_news
            presence.tell_regrets(session, meeting, ask.person, words, now=ask.now)
        cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
        return _answered(ask, views.minutes_declined(meeting))


def suggest(ask: Ask) -> Answer:
    return _suggesting(ask, suggests=True)


def suggest_nobody(ask: Ask) -> Answer:
    return _suggesting(ask, suggests=False)


def _suggesting(ask: Ask, *, suggests: bool) -> Answer:
    with unit_of_work() as session:
        group = access.group_to_edit(session, ask.number(), by=ask.who)
        presence.set_suggesting(session, group, suggests=suggests, by=ask.person, now=ask.now)
        session.flush()
        return _answered(ask, _turns(session, group, ask))


def _answered(ask: Ask, shown: Message) -> Answer:
    return Replace(shown) if ask.may_redraw("recorder") else Reply(shown)


def _turns(session: Session, group: Group, ask: Ask) -> Message:
    meeting = meetings.next_ahead(session, group, now=ask.now)
    found = presence.recorder_of(session, meeting) if meeting else None
    turns = presence.turns_taken(session, group, ask.now)
    return views.recorder_turns(group, turns, meeting, found)


def _named(session: Session, meeting: Meeting, group: Group, person: Person, ask: Ask) -> Message:
    meeting = access.meeting_to_edit(session, meeting.id, by=ask.who)
    is_new = presence.name_recorder(session, meeting, person, by=ask.person, now=ask.now)
    if is_new and person.id != ask.person.id and person.slack_id:
        key = Key(
            RECORDER_SUGGESTED,
            Subject.of(meeting),
            ("named", f"{ask.now:%Y%m%dT%H%M%S}"),
            Subject.of(person),
        )
        words = views.minutes_named(meeting, group, person, by=ask.person)
        to = Recipient.person(person)
        outbox.post(session, words, to=to, key=key, now=ask.now, expires_at=meeting.starts_at)
    cards.redraw(session, meetings.summary(session, meeting, now=ask.now), ask)
    return views.recorder_named(meeting, person, is_new=is_new)


def _member(session: Session, group: Group, text: str, ask: Ask) -> Person:
    """The member whose name is what was typed, or alone begins so."""
    typed = " ".join(text.split()).casefold()
    people = [line.person for line in groups.roster(session, group, ask.now)]
    found = [person for person in people if person.name.casefold() == typed] or [
        person for person in people if person.name.casefold().startswith(typed)
    ]
    if len(found) != 1:
        several = "Several members are" if found else "No member is"
        raise Invalid(f"{several} called {quoted(text)}. Type the whole name, or @name.")
    return found[0]
