"""`/meet note`, `decide`, `action`, `park`, `announce` and `undo`: one line each."""

from functools import partial

from sqlmodel import Session

from handlers import grammar
from handlers.minutes import typed_actions, which_meeting
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from models import Group, Meeting, MinuteLine, MinuteLineKind
from models.database import reading, unit_of_work
from models.payloads import Message
from models.subjects import Subject
from services import access, minutes, outbox
from services.errors import Invalid
from views import minutes as views
from views import tasks as task_views
from views.texts import esc

_KIND = MinuteLineKind
_EXAMPLES = {
    _KIND.NOTE: "/meet note The courier is late on Fridays",
    _KIND.DECISION: "/meet decide We share one norms file",
    _KIND.ANNOUNCEMENT: "/meet announce Tunxis is closed on Friday",
    _KIND.PARKED: "/meet park Who pays the courier",
}


def _write(ask: Ask, kind: MinuteLineKind) -> Answer:
    """Write one line of a kind into the minutes of the meeting that goes on."""
    text = grammar.wording(ask, ask.text)
    if not text:
        raise Invalid(f"Type the words behind it, such as `{_EXAMPLES[kind]}`.")
    with making(ask) as made:
        session = made.session
        meeting, words = which_meeting.of_line(session, ask, text)
        meeting = access.meeting_to_write_in(session, meeting.id, by=ask.who)
        lines = minutes.write(
            session,
            meeting,
            kind,
            [words],
            by=ask.person,
            now=ask.now,
            is_runner=is_runner(session, meeting, ask),
        )
        warning = minutes.below_quorum(session, meeting, ask.now) if kind is _KIND.DECISION else ""
        news = [warning] if warning and lines else []
        return made.keep(Reply(views.written(meeting, lines, news=news)), made=len(lines))


note = partial(_write, kind=_KIND.NOTE)
decide = partial(_write, kind=_KIND.DECISION)
announce = partial(_write, kind=_KIND.ANNOUNCEMENT)
park = partial(_write, kind=_KIND.PARKED)


def action(ask: Ask) -> Answer:
    """`/meet action Ben: send norms by Friday` makes the task, and a line in the minutes."""
    if not ask.text.strip():
        raise Invalid(
            "Type what is to be done behind it, such as `/meet action Ben: send norms by Friday`."
        )
    with reading() as session:
        meeting, text = which_meeting.of_line(session, ask, ask.text.strip())
        group = access.group_to_work_in(session, meeting.group_id, by=ask.who)
    try:
        typed = typed_actions.read(ask, text, group)
    except Invalid as refusal:
        return _open_unread(ask, meeting, grammar.wording(ask, text), refusal.message)
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_write_in(session, meeting.id, by=ask.who)
        runs = is_runner(session, meeting, ask)
        line, task = typed_actions.add(session, ask, meeting, typed, is_runner=runs)
        news = [task_views.in_words(task, today=ask.today, zone=ask.person.zone), esc(typed.note)]
        return made.keep(
            Reply(views.written(meeting, [line], news=[text for text in news if text]))
        )


def _open_unread(ask: Ask, meeting: Meeting, text: str, unread: str) -> Answer:
    """The form with the task as it was typed, and what of it could not be read."""
    with reading() as session:
        meeting = access.meeting_to_write_in(session, meeting.id, by=ask.who)
        lines = minutes.lines(session, meeting, ask.now)
        return Open(views.write(meeting, lines, action=text, unread=unread))


def undo(ask: Ask) -> Answer:
    """`/meet undo` undoes her last line in the meeting that goes on."""
    with unit_of_work() as session:
        meeting, _words = which_meeting.of_line(session, ask, "")
        meeting = access.meeting_to_write_in(session, meeting.id, by=ask.who)
        line = minutes.last_own(session, meeting, ask.person)
        if line is None:
            return Reply(views.nothing_to_undo(meeting))
        return Reply(undone(session, meeting, line, ask))


def undo_line(ask: Ask) -> Answer:
    """The button below a line that was just written."""
    with unit_of_work() as session:
        meeting, line = access.line_to_undo(session, ask.number(), by=ask.who)
        return Reply(undone(session, meeting, line, ask))


def undone(session: Session, meeting: Meeting, line: MinuteLine, ask: Ask) -> Message:
    """Undo a line; what people have of its task says so."""
    task_id, wording = line.task_id, line.wording
    rest = minutes.undo(
        session,
        meeting,
        line,
        by=ask.person,
        now=ask.now,
        is_runner=is_runner(session, meeting, ask),
    )
    if task_id is not None and not rest:
        about, card = Subject("task", task_id), views.task_taken_back()
        outbox.update_cards(session, about, card, revision=("taken back",), now=ask.now)
    return views.undone(meeting, wording, rest)


def is_runner(session: Session, meeting: Meeting, ask: Ask) -> bool:
    """Whether the asker runs a meeting, and so still writes in its draft."""
    group = session.get_one(Group, meeting.group_id)
    return access.may_run_minutes(session, meeting, group, by=ask.who)
