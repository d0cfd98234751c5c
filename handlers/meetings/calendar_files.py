"""A meeting as a file for one's own calendar."""

from handlers.once import making
from handlers.routes import Answer, Ask, Reply
from models.messages import CALENDAR_FILE, Key, Recipient
from models.subjects import Subject
from services import access, calendar, meetings, outbox
from services.errors import Conflict
from views import feeds as views

FILENAME = "meeting.ics"


def add_to_calendar(ask: Ask) -> Answer:
    """The file goes to the asker alone, by direct message."""
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_see(session, ask.number(), by=ask.who)
        meetings.check_changeable(meeting, now=ask.now)
        repeats = meetings.summary(session, meeting, now=ask.now).repeats
        is_new = outbox.send_file(
            session,
            content=calendar.file_of(session, meeting, now=ask.now),
            filename=FILENAME,
            text=views.beside_file(meeting.title, repeats=bool(repeats)),
            to=Recipient.person(ask.person),
            key=Key(
                CALENDAR_FILE,
                Subject.of(meeting),
                (str(meeting.sequence), f"{ask.now:%Y%m%dT%H%M%S}"),
                Subject.of(ask.person),
            ),
            now=ask.now,
        )
        if not is_new:
            raise Conflict("That file is on its way already.")
        return made.keep(Reply(views.file_comes(meeting.title)))
