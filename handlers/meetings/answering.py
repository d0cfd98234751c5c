"""Saying whether one comes, and who came."""

from contextlib import AbstractContextManager

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.meetings import attending_partly, cards, listing
from handlers.routes import Answer, Ask, Open, Replace, Reply
from models import Group, Meeting, RsvpAnswer
from models.database import reading, unit_of_work
from models.meetings import Summary
from models.payloads import Message
from services import access, meetings, presence, voting_rights
from services.dates.words import quoted
from services.errors import Invalid, Refusal
from views import meetings as views
from views.presence import answer_news
from views.values import ON_OWN_PAGE, MeetingButton, MeetingListAt, MeetingPlace
from views.voting_rights import vote_news


def yes(ask: Ask) -> Answer:
    return _answer(ask, RsvpAnswer.YES)


def no(ask: Ask) -> Answer:
    return _answer(ask, RsvpAnswer.NO)


def maybe(ask: Ask) -> Answer:
    return _answer(ask, RsvpAnswer.MAYBE)


def came(ask: Ask) -> Answer:
    """`I was there`."""
    button = ask.read(MeetingButton)
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, button.meeting_id, by=ask.who)
        with _telling_of_votes(session, meeting, ask):
            meetings.record_own_attendance(session, meeting, by=ask.who, now=ask.now)
        summary = meetings.summary(session, meeting, now=ask.now)
        return _redrawn(session, ask, summary, button.place, views.claimed(summary))


def last_checklist(ask: Ask) -> Answer:
    """`/meet came` opens the list of the meeting that started last, or the last of these words."""
    line = grammar.sentence(ask)
    with reading() as session:
        group, title = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        meeting = meetings.latest_held(session, group, now=ask.now, title=title)
        if meeting is None and title:
            raise Invalid(
                f"{group.name} has held no meeting called {quoted(title)}. Type `/meet came` for"
                " its last one."
            )
        if meeting is None:
            return Reply(views.nothing_held(group))
        return Open(views.checklist(meetings.checklist(session, meeting, now=ask.now)))


def open_checklist(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_edit(session, ask.number(), by=ask.who)
        return Open(views.checklist(meetings.checklist(session, meeting, now=ask.now)))


def save_checklist(ask: Ask) -> Answer:
    form = Form(ask)
    person_ids = form.ids_of_all(views.CAME_FIELD)
    # A form that has been open since before an upgrade does not carry it.
    opened_at = form.carried_moment("opened_at")
    visitors = form.people(views.VISITORS_FIELD)
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
        before = presence.attendance_list(session, meeting)
        with _telling_of_votes(session, meeting, ask):
            present = meetings.record_attendance(
                session,
                meeting,
                person_ids,
                visitors=visitors,
                opened_at=opened_at,
                by=ask.person,
                now=ask.now,
            )
        attending_partly.tell_corrected(session, meeting, before, ask)
        summary = meetings.summary(session, meeting, now=ask.now)
        cards.redraw(session, summary, ask)
        return Reply(views.recorded(summary, present))


def open_answer_for(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_edit(session, ask.number(), by=ask.who)
        meetings.check_changeable(meeting, now=ask.now)
        summary = meetings.summary(session, meeting, now=ask.now)
        if not summary.without_slack:
            raise Invalid("Everybody in this group has Slack, and answers there.")
        return Open(views.answer_for(summary))


def answer_for(ask: Ask) -> Answer:
    """A chair answers for a partner whom nobody can ask in Slack."""
    form = Form(ask)
    answer = form.choice("answer", RsvpAnswer)
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
        partner = meetings.record_rsvp_for(
            session,
            meeting,
            form.id("partner"),
            answer,
            by=ask.person,
            now=ask.now,
            words=answer_news,
        )
        summary = meetings.summary(session, meeting, now=ask.now)
        cards.redraw(session, summary, ask)
        return Reply(views.answered_for(summary, partner, answer))


def _answer(ask: Ask, answer: RsvpAnswer) -> Answer:
    button = ask.read(MeetingButton)
    try:
        with unit_of_work() as session:
            meeting = access.meeting_to_answer(session, button.meeting_id, by=ask.who)
            meetings.record_rsvp(
                session, meeting, answer, by=ask.who, now=ask.now, words=answer_news
            )
            summary = meetings.summary(session, meeting, now=ask.now)
            return _redrawn(session, ask, summary, button.place, views.answered(summary, answer))
    except Refusal:
        if cards.is_pressed(ask):
            _bring_up_to_date(ask, button.meeting_id)
        raise


def _telling_of_votes(session: Session, meeting: Meeting, ask: Ask) -> AbstractContextManager[None]:
    """News to whoever loses a vote, or regains it, by what a list says of who came."""
    group = session.get_one(Group, meeting.group_id)
    return voting_rights.telling(session, group, vote_news, now=ask.now, ends_at=meeting.ends_at)


def _bring_up_to_date(ask: Ask, meeting_id: int) -> None:
    """A card that still asks who comes after the start is redrawn, in a unit of work of its own:
    the refusal has undone the other.
    """
    with reading() as session:
        meeting = access.meeting_to_see(session, meeting_id, by=ask.who)
        if meeting.takes_answers(ask.now):
            return
    with unit_of_work() as session:
        meeting = access.meeting_to_see(session, meeting_id, by=ask.who)
        summary = meetings.summary(session, meeting, now=ask.now)
        if not summary.takes_answers:
            cards.redraw(session, summary, ask)


def _redrawn(
    session: Session, ask: Ask, summary: Summary, place: MeetingPlace, message: Message
) -> Answer:
    """What holds the button shows the new state; the card does, too, wherever the button was."""
    # The card is also redrawn after a click on it: two clicks at once may show in the wrong order,
    # and an older redrawing may still be on its way. The outbox sends only the newest.
    cards.redraw(session, summary, ask)
    if cards.is_pressed(ask):
        return Replace(views.card(summary))
    if isinstance(place, MeetingListAt):
        return Replace(listing.page_at(session, ask, place))
    if place == ON_OWN_PAGE:
        return Replace(listing.shown(session, ask, summary))
    return Replace(message) if ask.may_redraw("meeting") else Reply(message)
