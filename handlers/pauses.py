"""`/wg pause`: days on which a group does not meet."""

from datetime import date
from zoneinfo import ZoneInfo

from handlers import grammar
from handlers.forms import Form
from handlers.meetings import changing
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group
from models.database import reading, unit_of_work
from services import access, pauses
from services.access import Needs
from services.errors import Invalid
from views import pauses as views


def pause(ask: Ask) -> Answer:
    """`/wg pause July` opens the form with these days; alone it shows the pauses that are set."""
    line = grammar.sentence(ask)
    with reading() as session:
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        rows = pauses.ahead(session, group, ask.now)
        if not text and rows:
            return Reply(views.listed(group, rows, today=_today(group, ask)))
        if not text:
            return Open(views.form(group))
        try:
            first_on, last_on = pauses.read(session, group, text, ask.now)
        except Invalid as refusal:
            return Open(views.form(group, unread=refusal.message))
        return Open(views.form(group, first_on=first_on, last_on=last_on))


def open_form(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.form(access.group_to_edit(session, ask.number(), by=ask.who)))


def save(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        row = pauses.pause(
            session,
            group,
            first_on=form.day("first_on"),
            last_on=form.day("last_on"),
            reason=form.text("reason"),
            by=ask.person,
            now=ask.now,
        )
        within = pauses.meetings_within(session, row, group, ask.now)
        return Reply(views.paused(group, row, within, today=_today(group, ask)))


def end(ask: Ask) -> Answer:
    with unit_of_work() as session:
        row, group = access.pause_to_end(session, ask.number(), by=ask.who)
        pauses.end(session, row, group, by=ask.person, now=ask.now)
        return Reply(views.ended(group))


def cancel_meetings(ask: Ask) -> Answer:
    """All are cancelled with a single notice, and calendars follow."""
    with unit_of_work() as session:
        row, group = access.pause_to_end(session, ask.number(), by=ask.who)
        within = pauses.meetings_within(session, row, group, ask.now)
        found = [access.meeting_to_edit(session, meeting.id, by=ask.who) for meeting in within]
        if found:
            changing.cancel_several_and_tell(session, found, ask, reason=views.reason_of(row))
        return Reply(views.meetings_cancelled(group, len(within)))


def _today(group: Group, ask: Ask) -> date:
    return ask.now.astimezone(ZoneInfo(group.zone)).date()


ROUTES = (
    Command(
        "wg pause",
        pause,
        help="Say when your group does not meet, such as July, or end that.",
        needs=Needs.CHAIR,
        example="/wg pause July",
        aliases=("break", "recess"),
    ),
    Button(views.OPEN, open_form, needs=Needs.CHAIR),
    Button(views.END, end, needs=Needs.CHAIR),
    Button(views.CANCEL_WITHIN, cancel_meetings, needs=Needs.CHAIR),
    Modal(views.OPEN_SEND, save, needs=Needs.CHAIR),
)
