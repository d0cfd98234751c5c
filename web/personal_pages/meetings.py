"""One meeting: what it is about, who comes, and saying whether one comes oneself."""

from sqlmodel import Session

from models import Group, Meeting, Minutes, Person, RsvpAnswer
from models.database import reading, unit_of_work
from models.meetings import Summary
from services import access, calendar, meetings, presence, voting_rights
from views import meetings as views
from views.presence import answer_news, in_your_place
from views.voting_rights import vote_news
from web.personal_pages.visits import Done, Download, Shown, Visit

_ANSWERS = {answer.value: answer for answer in RsvpAnswer}
CAME = "came"
SEND = "send"
FILE_NAME = "meeting.ics"
FILE_TYPE = "text/calendar; charset=utf-8"


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        meeting = access.meeting_to_see(session, number, by=visit.who)
        summary = meetings.summary(session, meeting, now=visit.now)
        minutes = session.get(Minutes, meeting.id)
        may_write = access.may_write_minutes(summary.group, by=visit.who)
        may_read = access.may_read_minutes(minutes, summary.group, by=visit.who)
        is_invited = meetings.is_invited(session, meeting, by=visit.who)
        sends = summary.takes_answers and access.may_answer(meeting, by=visit.who)
        has_begun = meeting.starts_at <= visit.now
        facts = {
            "summary": summary,
            "has_minutes": may_read and (minutes is not None or (may_write and has_begun)),
            "may_write_minutes": may_write,
            "meeting": meeting,
            "own": summary.answers.get(visit.person.id),
            "may_answer": summary.takes_answers and is_invited,
            "may_see_group": access.may_see_group(summary.group, by=visit.who),
            "colleagues": presence.alternates_offered(session, meeting, visit.person)
            if sends
            else [],
            "own_alternate": _own_alternate(summary, visit),
            "may_claim": summary.takes_claims and is_invited,
            "is_file_of_series": calendar.is_series(session, meeting),
            "came": any(person.id == visit.person.id for person in summary.came),
        }
    return Shown("meeting.html", facts)


def _own_alternate(summary: Summary, visit: Visit) -> Person | None:
    """Who comes in the place of whoever visits."""
    sent = (alternate for alternate, member in summary.alternates if member.id == visit.person.id)
    return next(sent, None)


def act(visit: Visit, number: int) -> Done:
    """Yes, No, Maybe, “I was there”, or “Send my alternate”: what the buttons in Slack do, too."""
    chosen = visit.choice("act", {**_ANSWERS, CAME: None, SEND: None})
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, number, by=visit.who)
        if visit.text("act") == SEND:
            _send_alternate(session, meeting, visit)
        elif chosen is None:
            group, ends_at = session.get_one(Group, meeting.group_id), meeting.ends_at
            with voting_rights.telling(session, group, vote_news, now=visit.now, ends_at=ends_at):
                meetings.record_own_attendance(session, meeting, by=visit.who, now=visit.now)
        else:
            meetings.record_rsvp(
                session,
                meeting,
                chosen,
                by=visit.who,
                now=visit.now,
                words=answer_news,
                by_link=True,
            )
        summary = meetings.summary(session, meeting, now=visit.now)
        meetings.redraw(session, summary, views.card(summary), now=visit.now)
    if visit.text("back") == "home":
        return Done(visit.text("act"), visit.path(), f"meeting-{number}")
    return Done(visit.text("act"), visit.path("meetings", number))


def _send_alternate(session: Session, meeting: Meeting, visit: Visit) -> None:
    typed = visit.text("alternate")
    meetings.send_alternate(
        session,
        meeting,
        int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None,
        by=visit.who,
        now=visit.now,
        words=answer_news,
        place_words=in_your_place,
        by_link=True,
    )


def file(visit: Visit, number: int) -> Download:
    """What “Add to my calendar” sends in Slack. The first file of all names this deployment, so it
    is made by a form.
    """
    with unit_of_work() as session:
        meeting = access.meeting_to_see(session, number, by=visit.who)
        meetings.check_changeable(meeting, now=visit.now)
        content = calendar.file_of(session, meeting, now=visit.now)
    return Download(FILE_NAME, content, FILE_TYPE)
