"""Corrections of circulated minutes: asking for one, accepting and declining."""

from typing import Any

from sqlmodel import Session

from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting, MinuteLine, MinutesCorrection
from models.database import reading, unit_of_work
from models.payloads import Element
from services import access, minutes
from services.errors import Invalid, NotFound
from views import minutes as views
from views.inputs import found


def open_correct(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_correct(session, ask.number(), by=ask.who)
        return Open(views.correct(meeting, minutes.lines(session, meeting, ask.now)))


def lines_to_correct(ask: Ask) -> list[Element]:
    """The lines of the minutes that a form is about, for a menu that searches."""
    with reading() as session:
        meeting = access.meeting_to_correct(session, Form(ask).carried("meeting"), by=ask.who)
        return found(views.line_choices(minutes.lines(session, meeting, ask.now)), ask.value)


def correct(ask: Ask) -> Answer:
    """Ask for a correction of the minutes that the form carries, or in which a message is put."""
    form = Form(ask)
    line_id, wording = form.id("line"), form.text("wording")
    meeting_id = form.carried("meeting") if form.carries("meeting") else form.id("meeting")
    if meeting_id is None:
        raise Invalid("Choose a meeting.", field="meeting")
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_correct(session, meeting_id, by=ask.who)
        line = session.get(MinuteLine, line_id) if line_id else None
        if line_id and line is None:
            raise NotFound("That line is not in these minutes any more.")
        by: dict[str, Any] = {"by": ask.person, "now": ask.now}
        correction, is_new = minutes.propose(session, meeting, wording, line=line, **by)
        if is_new:
            group = session.get_one(Group, meeting.group_id)
            words = views.MINUTES_WORDS
            minutes.tell_correction(session, meeting, group, correction, words, **by)
        return made.keep(Reply(views.correction_sent(meeting, is_new)))


def open_accept(ask: Ask) -> Answer:
    """The form with the line, or at once where the correction is about none."""
    with unit_of_work() as session:
        correction = access.correction_to_settle(session, ask.number(), by=ask.who)
        line = session.get(MinuteLine, correction.line_id) if correction.line_id else None
        if line is not None and correction.is_accepted is None:
            return Open(views.accept(correction, line))
        return _accepted(session, correction, "", ask)


def accept(ask: Ask) -> Answer:
    form = Form(ask)
    wording = form.text("wording")
    with unit_of_work() as session:
        correction = access.correction_to_settle(session, form.carried("correction"), by=ask.who)
        return _accepted(session, correction, wording, ask)


def decline(ask: Ask) -> Answer:
    with unit_of_work() as session:
        correction = access.correction_to_settle(session, ask.number(), by=ask.who)
        meeting = session.get_one(Meeting, correction.meeting_id)
        minutes.decline(session, meeting, correction, by=ask.person, now=ask.now)
        return _settled(session, meeting, correction, ask)


def _accepted(session: Session, correction: MinutesCorrection, wording: str, ask: Ask) -> Answer:
    meeting = session.get_one(Meeting, correction.meeting_id)
    minutes.accept(session, meeting, correction, wording=wording, by=ask.person, now=ask.now)
    return _settled(session, meeting, correction, ask)


def _settled(session: Session, meeting: Meeting, correction: MinutesCorrection, ask: Ask) -> Answer:
    """Whoever asked for it hears of it."""
    group = session.get_one(Group, meeting.group_id)
    words = views.MINUTES_WORDS
    minutes.tell_settled(session, meeting, group, correction, words, by=ask.person, now=ask.now)
    return Reply(views.settled(correction))
