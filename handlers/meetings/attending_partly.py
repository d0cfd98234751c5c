"""The second step of the checklist: who was remote, came late or left early."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.forms import Form
from handlers.meetings import cards
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting
from models.database import reading, unit_of_work
from models.meetings import PartialAttendance
from models.messages import PUT_RIGHT, Key, Recipient
from models.subjects import Subject
from services import access, meetings, outbox, presence
from services.dates.clocks import read_clock
from services.dates.words import UnreadableDate
from services.errors import Invalid
from services.presence import AttendanceList
from views import presence as views

_END_OF_DAY = 24 * 60


def open_part(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_edit(session, ask.number(), by=ask.who)
        came = presence.partial_attendance(session, meeting)
        if not came:
            raise Invalid("Nobody is on the list of who came yet. Record that first.")
        return Open(views.part_form(meeting, came))


def save_part(ask: Ask) -> Answer:
    form = Form(ask)
    chosen = set(form.ids("remote")) if form.shows("remote") else None
    with unit_of_work() as session:
        meeting = access.meeting_to_edit(session, form.carried("meeting"), by=ask.who)
        came = presence.partial_attendance(session, meeting)
        presence.record_partial_attendance(
            session,
            meeting,
            remote=chosen if views.has_room_and_link(meeting.place) else None,
            arrived=_times(form, "arrived", meeting, came),
            left=_times(form, "left", meeting, came),
            by=ask.person,
            now=ask.now,
        )
        summary = meetings.summary(session, meeting, now=ask.now)
        cards.redraw(session, summary, ask)
        return Reply(views.part_recorded(summary))


def tell_corrected(session: Session, meeting: Meeting, before: AttendanceList, ask: Ask) -> None:
    """Promise word to whom a change of the list concerns: once for each change."""
    group = session.get_one(Group, meeting.group_id)
    for person, is_on in presence.corrected(session, meeting, before, by=ask.person, now=ask.now):
        key = Key(
            PUT_RIGHT,
            Subject.of(meeting),
            (str(int(ask.now.timestamp())), "on" if is_on else "off"),
            Subject.of(person),
        )
        words = views.put_right(meeting, group, ask.person, is_on=is_on)
        outbox.post(session, words, to=Recipient.person(person), key=key, now=ask.now)


def _times(
    form: Form, field: str, meeting: Meeting, came: Sequence[PartialAttendance]
) -> dict[int, datetime]:
    """The moment behind each name of a field, by the id of the person."""
    known = views.written_starts(came)
    written = {views.written_name(line.person, known).casefold(): line.person.id for line in came}
    found: dict[int, datetime] = {}
    for line in form.lines(field):
        person_id, at = _time(" ".join(line.split()), field, meeting, written)
        found[person_id] = at
    return found


def _time(line: str, field: str, meeting: Meeting, written: dict[str, int]) -> tuple[int, datetime]:
    """Whom a line names, by the whole name or where only she begins so, and the time behind it."""
    words = line.split(" ")
    for count in (1, 2):
        typed = " ".join(words[:-count]).casefold().rstrip(",:")
        people = (
            {written[typed]}
            if typed in written
            else {number for name, number in written.items() if typed and name.startswith(typed)}
        )
        try:
            minutes = read_clock("".join(words[-count:]).casefold()).minutes
        except UnreadableDate:
            continue
        if len(people) == 1:
            return people.pop(), _moment(meeting, minutes)
    raise Invalid(
        f"I cannot read “{line[:80]}”. Write the name of somebody who came, and a time such as"
        " 2:20pm.",
        field=field,
    )


def _moment(meeting: Meeting, minutes: int) -> datetime:
    """The time of day in the zone of a meeting: that within it, where there is any."""
    zone = ZoneInfo(meeting.zone)
    start = meeting.starts_at.astimezone(zone)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    possible = [
        (midnight + timedelta(minutes=minutes + more)).replace(tzinfo=zone)
        for more in (0, _END_OF_DAY // 2, _END_OF_DAY)
    ]
    within = [at for at in possible if meeting.starts_at < at < meeting.ends_at]
    return (within or possible)[0].astimezone(meeting.starts_at.tzinfo)
