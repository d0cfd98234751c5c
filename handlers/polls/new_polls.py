"""Opening a poll: read what was asked for, say the times back in private, open it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers import grammar
from handlers.forms import OLD_FORM, Form
from handlers.meetings.carried import with_group
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Replace, Reply, unreadable
from models import Group
from models.database import reading
from models.payloads import Message, View
from models.polls import PollReading
from services import access, consortium, dates, meetings, polls, terms
from services.access import Needs
from services.errors import Invalid
from services.meetings.plans import USUAL_MINUTES
from services.polls import news
from views import polls as views
from views.polls.cards import WORDS
from views.polls.forms import PollForm
from views.values import NewPoll, OddValue


def ask_group(ask: Ask) -> Answer:
    """`/meet poll Norms review next week mornings 45 min` says back what it read, to the asker
    alone; with less than that, or with words that I cannot read, the form opens.
    """
    line = grammar.sentence(ask)
    with reading() as session:
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
        days = consortium.settings(session).term_days
        typed = polls.read_line(text, now=ask.now, zone=ask.person.zone, term_days=days)
        if typed.wish is None or not typed.title:
            length = f"{typed.minutes} min" if typed.minutes else ""
            shown = PollForm(typed.title, typed.when, length=length)
            return Open(_form(session, group, shown, ask, unread=typed.unread))
        found = polls.proposal(
            session,
            group,
            typed.title,
            typed.wish,
            typed.minutes or USUAL_MINUTES,
            zone=ask.person.zone,
            now=ask.now,
        )
        if len(found.slots) == 1:
            return Reply(_single(group, found, ask))
        polls.check_plan(found.plan, now=ask.now)
        carried = _carried(group, found)
        return Reply(views.echoed(group, found, carried=carried, zone=ask.person.zone))


def open_new(ask: Ask) -> Answer:
    """`New poll` in the list."""
    with reading() as session:
        group = access.group_to_edit(session, ask.number(), by=ask.who)
        return Open(_form(session, group, PollForm(), ask))


def say_back(ask: Ask) -> Answer:
    """The form was sent: it becomes the page that says back what was read."""
    form = Form(ask)
    with reading() as session:
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        found = _read(session, group, form, ask)
        if len(found.slots) == 1:
            return Reply(_single(group, found, ask))
        polls.check_plan(found.plan, now=ask.now)
        carried = _carried(group, found)
        return Open(views.confirm(group, found, carried=carried, zone=ask.person.zone))


def change(ask: Ask) -> Answer:
    """The reading was not right: the form opens with the times, each on its line."""
    new = _new(ask)
    with reading() as session:
        group = access.group_to_edit(session, new.group_id, by=ask.who)
        plan = new.plan
        closes = plan.closes_at.astimezone(ZoneInfo(ask.person.zone))
        when = ""
        if plan.first_on and plan.last_on:
            when = f"{plan.first_on.isoformat()} to {plan.last_on.isoformat()}"
        shown = PollForm(
            plan.title,
            when,
            "\n".join(polls.as_lines(plan)),
            f"{plan.minutes} min",
            new.required,
            (closes.date(), closes.time().replace(second=0, microsecond=0)),
            plan.nudge_days,
        )
        return Open(_form(session, group, shown, ask))


def open_poll(ask: Ask) -> Answer:
    """What opens is the very poll that was said back."""
    new = _new(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, new.group_id, by=ask.who)
        poll = polls.open_poll(
            session, group, new.plan, set(new.required), by=ask.person, now=ask.now
        )
        news.opened(session, poll, group, WORDS, by=ask.person, now=ask.now)
        return made.keep(Replace(views.opened(polls.card(session, poll, group))))


def _new(ask: Ask) -> NewPoll:
    """What a button or a form carried. Raises ``Invalid`` for anything that is not of this making,
    and for a zone that is none.
    """
    if ask.value:
        new = ask.read(NewPoll)
    else:
        try:
            new = NewPoll.of(ask.private)
        except OddValue:
            raise Invalid(OLD_FORM) from None
    if not dates.is_zone(new.plan.zone):
        raise unreadable(NewPoll)
    return new


def _read(session: Session, group: Group, form: Form, ask: Ask) -> PollReading:
    """The times of a form: those that it lists, or those that its words ask for."""
    title, zone = " ".join(form.text("title").split()), ask.person.zone
    when, lines = form.text("when"), form.lines("slots")
    if not when.strip() and not lines:
        raise Invalid("Say in which days and hours, or list the times below.", field="when")
    minutes, days = _minutes(form), consortium.settings(session).term_days
    if lines:
        typed = polls.read_slots(lines, now=ask.now, zone=zone)
        span = None
        if when.strip():
            span = polls.read_span(when, now=ask.now, zone=zone, term_days=days)
        found = polls.of_typed(
            session, group, title, typed, minutes or USUAL_MINUTES, span, zone=zone, now=ask.now
        )
    else:
        wish, with_it = polls.read_wish(when, now=ask.now, zone=zone, term_days=days)
        if minutes and with_it and minutes != with_it:
            raise Invalid("The words above have another length. Clear one.", field="length")
        minutes = minutes or with_it or USUAL_MINUTES
        found = polls.proposal(session, group, title, wish, minutes, zone=zone, now=ask.now)
    return _with_choices(session, group, found, form, ask)


def _with_choices(
    session: Session, group: Group, found: PollReading, form: Form, ask: Ask
) -> PollReading:
    """With who is required, when it closes, and nudges that can still come, as the form says."""
    plan, wanted = found.plan, set(form.ids("required"))
    roster = [line.person for line in terms.roster(session, group, ask.now)]
    required = tuple(person for person in roster if person.id in wanted)
    if len(wanted) > polls.MOST_REQUIRED:
        raise Invalid(f"Require {polls.MOST_REQUIRED} people at most.", field="required")
    if len(required) < len(wanted):
        raise Invalid("Choose required people among the members of the group.", field="required")
    if day := form.day("closes"):
        closes_at = dates.instant(day, form.time("closes_time"), ask.person.zone)
        plan = replace(plan, closes_at=closes_at)
    nudges = views.NUDGE_CHOICES[form.one_of("nudges", views.NUDGE_CHOICES)]
    ahead = polls.nudges_ahead(nudges, plan.closes_at, plan.zone, ask.now)
    return replace(found, plan=replace(plan, nudge_days=ahead), required=required)


def _minutes(form: Form) -> int | None:
    typed = form.text("length")
    if not typed.strip():
        return None
    try:
        return dates.read_length(typed)
    except Invalid as invalid:
        raise Invalid(invalid.message, field="length") from None


def _form(session: Session, group: Group, shown: PollForm, ask: Ask, *, unread: str = "") -> View:
    roster = terms.roster(session, group, ask.now)
    if not shown.required:
        chairs = tuple(person.id for person in polls.usually_required(roster))
        shown = replace(shown, required=chairs)
    return views.new(group, shown, roster, unread=unread)


def _single(group: Group, found: PollReading, ask: Ask) -> Message:
    """What was read leaves a single time: it may become a meeting, or the poll may ask for more."""
    plan = polls.planned(found.plan, now=ask.now)
    meetings.check(plan, now=ask.now)
    return views.single(
        group,
        found,
        carried=_carried(group, found),
        meeting=with_group(group, plan),
    )


def _carried(group: Group, found: PollReading) -> str:
    required = tuple(person.id for person in found.required)
    return NewPoll(group.id, found.plan, required).text


ROUTES = (
    Command(
        "meet poll",
        ask_group,
        help="Ask the group when it can meet; you see the times before anybody else does.",
        needs=Needs.CHAIR,
        example="/meet poll Norms review next week mornings 45 min",
        aliases=("doodle", "availability", "find"),
    ),
    Button(views.NEW, open_new, needs=Needs.CHAIR),
    Button(views.OPEN, open_poll, needs=Needs.CHAIR),
    Button(views.CHANGE, change, needs=Needs.CHAIR),
    Modal(views.NEW_SEND, say_back, needs=Needs.CHAIR),
    Modal(views.OPEN_SEND, open_poll, needs=Needs.CHAIR),
)
