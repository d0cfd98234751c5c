"""Writing several lines at once, changing one, and putting a message into the minutes."""

from typing import Any

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.minutes import typed_actions
from handlers.minutes.correcting import correct
from handlers.minutes.line_commands import is_runner, undone
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from handlers.tasks.typed_tasks import TypedTask
from models import Group, Meeting, MinuteLine, MinuteLineKind
from models.database import reading, unit_of_work
from models.payloads import Message
from services import access, minutes
from services.errors import Conflict, Invalid
from views import minutes as views
from views.elements import PAGE
from views.values import MinutesAt

MOST_OFFERED = 25
"""How many meetings the form of a message offers."""


def open_write(ask: Ask) -> Answer:
    with reading() as session:
        meeting = access.meeting_to_write_in(session, ask.number(), by=ask.who)
        return Open(views.write(meeting, minutes.lines(session, meeting, ask.now)))


def write(ask: Ask) -> Answer:
    """Write all lines of the form, each kind in the order in which the form shows them."""
    form = Form(ask)
    wordings = {kind: form.lines(kind.value) for kind in MinuteLineKind}
    if not any(wordings.values()):
        raise Invalid("Write at least one line.", field=MinuteLineKind.NOTE.value)
    with reading() as session:
        meeting = access.meeting_to_write_in(session, form.carried("meeting"), by=ask.who)
        group = access.group_to_see(session, meeting.group_id, by=ask.who)
    typed = typed_of(ask, wordings[MinuteLineKind.ACTION], group)
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_write_in(session, meeting.id, by=ask.who)
        seen = form.carried("seen")
        before = minutes.lines(session, meeting, ask.now)
        others = [row for row in before if row.line.id > seen]
        runs = is_runner(session, meeting, ask)
        lines: list[MinuteLine] = []
        for kind, _label, _hint in views.FIELDS:
            if kind is MinuteLineKind.ACTION:
                lines += [
                    typed_actions.add(session, ask, meeting, each, is_runner=runs)[0]
                    for each in typed
                ]
            elif wordings[kind]:
                lines += minutes.write(
                    session,
                    meeting,
                    kind,
                    wordings[kind],
                    by=ask.person,
                    now=ask.now,
                    is_runner=runs,
                )
        news = warning(session, meeting, lines, ask)
        recorded = minutes.lines(session, meeting, ask.now) if typed else ()
        answer = views.written(meeting, lines, news=news, others=others, recorded=recorded)
        return made.keep(Reply(answer), made=len(lines))


def warning(session: Session, meeting: Meeting, lines: list[MinuteLine], ask: Ask) -> list[str]:
    """That a decision among some lines is below the quorum; nothing where none is."""
    if not any(line.kind is MinuteLineKind.DECISION for line in lines):
        return []
    words = minutes.below_quorum(session, meeting, ask.now)
    return [words] if words else []


def typed_of(ask: Ask, lines: list[str], group: Group) -> list[TypedTask]:
    """The actions of a form. Raises ``Invalid`` with the line that cannot be read."""
    if len(lines) > minutes.MOST_ACTIONS:
        raise Invalid(
            f"These are {len(lines)} tasks. Send {minutes.MOST_ACTIONS} at a time.", field="action"
        )
    found = []
    for line in lines:
        try:
            found.append(typed_actions.read(ask, line.strip(), group))
        except Invalid as refusal:
            raise Invalid(f"“{line.strip()[:60]}”: {refusal.message}", field="action") from None
    return found


def open_from_message(ask: Ask) -> Answer:
    """The form with the words of a message, and the meetings of the channel's group, or of hers
    that go on; beside them those whose circulated minutes take corrections.
    """
    words = grammar.prose(str(ask.message.get("text", "")))
    source = {"channel": ask.channel_id or "", "ts": str(ask.message.get("ts", ""))}
    with reading() as session:
        offered = _offered(session, ask)
        circulated = minutes.corrections_meant(session, ask.group, who=ask.who, now=ask.now)
        if not offered and not circulated:
            raise Conflict(
                "I cannot tell into whose minutes this goes: no meeting of the group of this"
                " channel, or of a group of yours, has begun whose minutes are open, or circulated"
                " and not approved."
            )
        return Open(views.from_message(offered, words, source, circulated=circulated))


def write_from_message(ask: Ask) -> Answer:
    form = Form(ask)
    if form.one_of("kind", (*MinuteLineKind, views.CORRECTION)) == views.CORRECTION:
        return correct(ask)
    kind = form.choice("kind", MinuteLineKind)
    words, meeting_id = " ".join(form.text("wording").split()), form.id("meeting")
    if not words:
        raise Invalid("Write what goes into the minutes.", field="wording")
    if meeting_id is None:
        raise Invalid("Choose a meeting.", field="meeting")
    with reading() as session:
        meeting = access.meeting_to_write_in(session, meeting_id, by=ask.who)
        group = access.group_to_see(session, meeting.group_id, by=ask.who)
    typed = typed_of(ask, [words], group) if kind is MinuteLineKind.ACTION else []
    source = form.carried_texts("source")
    channel_id, ts = source.get("channel", ""), source.get("ts", "")
    link = ask.channels.link(channel_id, ts) if typed and channel_id and ts else ""
    with making(ask) as made:
        session = made.session
        meeting = access.meeting_to_write_in(session, meeting_id, by=ask.who)
        runs = is_runner(session, meeting, ask)
        by: dict[str, Any] = {"is_runner": runs}
        lines = [
            typed_actions.add(session, ask, meeting, each, source_link=link, **by)[0]
            for each in typed
        ] or minutes.write(session, meeting, kind, [words], by=ask.person, now=ask.now, **by)
        news = warning(session, meeting, lines, ask)
        recorded = minutes.lines(session, meeting, ask.now) if typed else ()
        answer = views.written(meeting, lines, news=news, recorded=recorded)
        return made.keep(Reply(answer), made=len(lines))


def _offered(session: Session, ask: Ask) -> list[Meeting]:
    found = [*minutes.running(session, ask.who, ask.now)]
    if ask.group is not None and access.may_write_minutes(ask.group, by=ask.who):
        found += minutes.lines_meant(session, ask.group, ask.now)
    return list({meeting.id: meeting for meeting in found}.values())[:MOST_OFFERED]


def lines(ask: Ask) -> Answer:
    """The lines of a draft, ten at a time, each with its button."""
    at = ask.read(MinutesAt)
    with reading() as session:
        meeting = access.meeting_to_run(session, at.meeting_id, by=ask.who)
        return Reply(_lines(session, meeting, ask, offset=at.offset))


def _lines(
    session: Session, meeting: Meeting, ask: Ask, *, offset: int = 0, news: str = ""
) -> Message:
    every = minutes.lines(session, meeting, ask.now)
    offset = offset if offset < len(every) else 0
    shown = every[offset : offset + PAGE]
    left = max(len(every) - offset - PAGE, 0)
    return views.lines_to_change(meeting, shown, offset=offset, left=left, news=news)


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        _meeting, line = access.line_to_edit(session, ask.number(), by=ask.who)
        return Open(views.edit(line))


def edit(ask: Ask) -> Answer:
    """Save how a line reads; left empty it is undone."""
    form = Form(ask)
    wording, shown = form.text("wording"), form.carried_text("shown")
    with unit_of_work() as session:
        meeting, line = access.line_to_edit(session, form.carried("line"), by=ask.who)
        if not wording.strip():
            return Reply(undone(session, meeting, line, ask))
        minutes.reword(session, meeting, line, wording, shown=shown, by=ask.person, now=ask.now)
        return Reply(_lines(session, meeting, ask, news="The line is changed."))
