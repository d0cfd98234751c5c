"""Reading minutes, their files, circulating, approving and amending them."""

from sqlmodel import Session

from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from models import Group
from models.database import reading, unit_of_work
from models.messages import MINUTES_FILE, Key, Recipient
from models.minutes import MinutesRecord
from models.payloads import Message
from models.subjects import Subject
from services import access, minutes, outbox, word_documents
from services.errors import Conflict, Invalid
from views import minutes as views
from views.values import MinutesAt


def show(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(_page(session, ask, ask.number()))


def next_page(ask: Ask) -> Answer:
    at = ask.read(MinutesAt)
    with reading() as session:
        return Reply(_page(session, ask, at.meeting_id, offset=at.offset))


def send_files(ask: Ask) -> Answer:
    """Both files go to the asker alone, by direct message, as the minutes are at this moment."""
    with reading() as session:
        record = record_to_see(session, ask, ask.number())
    title, rows = record.meeting.title, views.rows(record)
    files = word_documents.files(views.file_name(record), title, rows, now=ask.now)
    with making(ask) as made:
        session = made.session
        for name, content in files:
            ending = name.rpartition(".")[2]
            occurrence = f"{ask.now:%Y%m%dT%H%M%S}{ending}"
            about = Subject.of(record.meeting)
            outbox.send_file(
                session,
                filename=name,
                content=content,
                text=views.beside_file(record.meeting),
                to=Recipient.person(ask.person),
                key=Key(MINUTES_FILE, about, occurrence, Subject.of(ask.person)),
                now=ask.now,
            )
        return made.keep(Reply(views.files_on_their_way(record.meeting)))


def open_circulate(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.circulate(access.meeting_to_settle(session, ask.number(), by=ask.who)))


def circulate(ask: Ask) -> Answer:
    form = Form(ask)
    is_public = form.one_of("readers", (views.FOR_MEMBERS, views.FOR_ALL)) == views.FOR_ALL
    with unit_of_work() as session:
        meeting = access.meeting_to_settle(session, form.carried("meeting"), by=ask.who)
        group = session.get_one(Group, meeting.group_id)
        minutes.circulate(session, meeting, is_public=is_public, by=ask.person, now=ask.now)
        reached, unreached = minutes.tell_circulated(
            session, meeting, group, views.MINUTES_WORDS, now=ask.now
        )
        return Reply(
            views.circulated_for_asker(meeting, group, heard=len(reached), unreached=unreached)
        )


def open_approve_at(ask: Ask) -> Answer:
    """The form, with the later meetings of the group that have begun."""
    with reading() as session:
        meeting = access.meeting_to_settle(session, ask.number(), by=ask.who)
        offered = minutes.approving_meetings(session, meeting, ask.now)
        if not offered:
            raise Conflict(
                "No later meeting of the group has begun yet. Minutes are approved at the next"
                " meeting: `/meet begin` shows the button then."
            )
        return Open(views.approve_at(meeting, offered))


def approve_at(ask: Ask) -> Answer:
    form = Form(ask)
    approving_id = form.id("approved_in")
    if approving_id is None:
        raise Invalid("Choose a meeting.", field="approved_in")
    with unit_of_work() as session:
        meeting = access.meeting_to_settle(session, form.carried("meeting"), by=ask.who)
        approving = access.meeting_to_run(session, approving_id, by=ask.who)
        minutes.approve(session, meeting, approving, by=ask.person, now=ask.now)
        return Reply(views.approved(meeting, approving))


def open_amend(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.amend(access.meeting_to_settle(session, ask.number(), by=ask.who)))


def amend(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_settle(session, form.carried("meeting"), by=ask.who)
        minutes.amend(session, meeting, form.text("wording"), by=ask.person, now=ask.now)
        return made.keep(Reply(views.amended(meeting)))


def record_to_see(session: Session, ask: Ask, meeting_id: int) -> MinutesRecord:
    """The minutes that the asker may read. Raises ``Conflict`` where nobody has begun any."""
    meeting, group, present = access.minutes_to_see(session, meeting_id, by=ask.who)
    present = present or minutes.existing(session, meeting)
    return minutes.record(session, meeting, group, present, ask.now)


def _page(session: Session, ask: Ask, meeting_id: int, *, offset: int = 0) -> Message:
    record = record_to_see(session, ask, meeting_id)
    meeting, group = record.meeting, record.group
    return views.shown(
        record,
        offset=offset,
        may_run=access.may_run_minutes(session, meeting, group, by=ask.who),
        may_settle=access.may_settle_minutes(group, by=ask.who),
        may_correct=access.may_work_in(group, by=ask.who),
        may_write=access.may_write_minutes(group, by=ask.who),
    )
