"""Running a poll: picking a time, changing and cancelling it."""

from zoneinfo import ZoneInfo

from handlers.forms import Form
from handlers.meetings import cards as meeting_cards
from handlers.once import making
from handlers.polls.shown_polls import page_of
from handlers.routes import Answer, Ask, Button, Modal, Open, Reply
from models.database import reading, unit_of_work
from services import access, dates, meetings, polls
from services.access import Needs
from services.errors import Invalid
from services.polls import news
from views import meetings as meeting_views
from views import polls as views
from views.polls.cards import WORDS
from views.values import PollSlotButton


def open_pick(ask: Ask) -> Answer:
    """Those who cannot come are named before anything is scheduled."""
    at = ask.read(PollSlotButton)
    with reading() as session:
        poll, group = access.poll_to_run(session, at.poll_id, by=ask.who)
        slot = polls.slot_at(session, poll, at.position)
        found = polls.result(session, poll, group, by=ask.who, now=ask.now)
        shown = next(each for each in found.card.slots if each.slot_id == slot.id)
        cannot = polls.cannot_come(found.lines, slot)
        return Open(views.pick(found, shown, cannot, zone=ask.person.zone))


def pick(ask: Ask) -> Answer:
    """The meeting is scheduled and announced as any other, and the poll closes."""
    form = Form(ask)
    place, repeats = form.text("place"), form.text("repeats")
    with making(ask) as made:
        session = made.session
        poll, group = access.poll_to_run(session, form.carried("poll"), by=ask.who)
        slot = polls.slot_at(session, poll, form.carried("position"))
        plan = polls.meeting_plan(session, poll, slot, place, repeats, now=ask.now)
        meeting = meetings.schedule(session, group, plan, by=ask.person, now=ask.now)
        lines = polls.lines(session, poll, ask.now)
        polls.pick(session, poll, slot, meeting, by=ask.person, now=ask.now)
        polls.carry_over(session, poll, slot, meeting, lines)
        news.closed(session, poll, group, WORDS, ask.now)
        summary = meetings.summary(session, meeting, now=ask.now)
        meeting_cards.announce(session, summary, ask)
        return made.keep(Reply(meeting_views.scheduled(summary)))


def open_edit(ask: Ask) -> Answer:
    with reading() as session:
        poll, _group = access.poll_to_change(session, ask.number(), by=ask.who)
        local = poll.closes_at.astimezone(ZoneInfo(poll.zone))
        closes = (local.date(), local.time().replace(second=0, microsecond=0))
        return Open(views.edit(poll, closes, polls.lines(session, poll, ask.now)))


def edit(ask: Ask) -> Answer:
    form = Form(ask)
    required = set(form.ids("required"))
    nudges = views.NUDGE_CHOICES[form.one_of("nudges", views.NUDGE_CHOICES)]
    day, hour = form.day("closes"), form.time("closes_time")
    if day is None:
        raise Invalid("Choose the day on which it closes.", field="closes")
    with unit_of_work() as session:
        poll, group = access.poll_to_change(session, form.carried("poll"), by=ask.who)
        closes_at = dates.instant(day, hour, poll.zone)
        polls.change(session, poll, closes_at, required, nudges, by=ask.person, now=ask.now)
        news.changed(session, poll, group, WORDS, ask.now)
        return Reply(page_of(session, poll, group, ask, news="Saved."))


def open_cancel(ask: Ask) -> Answer:
    with reading() as session:
        poll, group = access.poll_to_run(session, ask.number(), by=ask.who)
        return Open(views.cancel(poll, polls.card(session, poll, group).answered))


def cancel(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        poll, group = access.poll_to_run(session, form.carried("poll"), by=ask.who)
        polls.cancel(session, poll, form.text("reason"), by=ask.person, now=ask.now)
        news.cancelled(session, poll, group, WORDS, by=ask.person, now=ask.now)
        page = page_of(session, poll, group, ask, news="It is cancelled.")
        return made.keep(Reply(page), made=0)


ROUTES = (
    Button(views.PICK, open_pick, needs=Needs.CHAIR),
    Button(views.EDIT, open_edit, needs=Needs.CHAIR),
    Button(views.CANCEL, open_cancel, needs=Needs.CHAIR),
    Modal(views.PICK_SEND, pick, needs=Needs.CHAIR),
    Modal(views.EDIT_SEND, edit, needs=Needs.CHAIR),
    Modal(views.CANCEL_SEND, cancel, needs=Needs.CHAIR),
)
