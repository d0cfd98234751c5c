"""One meeting: what it is about, who comes, and saying whether one comes oneself."""

from models import Group, Minutes, RsvpAnswer
from models.database import reading, unit_of_work
from services import access, calendar, meetings, voting_rights
from views import meetings as views
from views.presence import alternate_news
from views.voting_rights import vote_news
from web.personal_pages.visits import Done, Download, Shown, Visit

_ANSWERS = {answer.value: answer for answer in RsvpAnswer}
CAME = "came"
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
        has_begun = meeting.starts_at <= visit.now
        facts = {
            "summary": summary,
            "has_minutes": may_read and (minutes is not None or (may_write and has_begun)),
            "may_write_minutes": may_write,
            "meeting": meeting,
            "own": summary.answers.get(visit.person.id),
            "may_answer": summary.takes_answers and is_invited,
            "may_claim": summary.takes_claims and is_invited,
            "is_file_of_series": calendar.is_series(session, meeting),
            "came": any(person.id == visit.person.id for person in summary.came),
        }
    return Shown("meeting.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Yes, No, Maybe, or “I was there”: what the button of the card does, too."""
    chosen = visit.choice("act", {**_ANSWERS, CAME: None})
    with unit_of_work() as session:
        meeting = access.meeting_to_answer(session, number, by=visit.who)
        if chosen is None:
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
                words=alternate_news,
                by_link=True,
            )
        summary = meetings.summary(session, meeting, now=visit.now)
        meetings.redraw(session, summary, views.card(summary), now=visit.now)
    if visit.text("back") == "home":
        return Done(visit.text("act"), visit.path(), f"meeting-{number}")
    return Done(visit.text("act"), visit.path("meetings", number))


def file(visit: Visit, number: int) -> Download:
    """What “Add to my calendar” sends in Slack. The first file of all names this deployment, so it
    is made by a form.
    """
    with unit_of_work() as session:
        meeting = access.meeting_to_see(session, number, by=visit.who)
        meetings.check_changeable(meeting, now=visit.now)
        content = calendar.file_of(session, meeting, now=visit.now)
    return Download(FILE_NAME, content, FILE_TYPE)
