"""Scheduling a meeting or a series: read it, say it back, save it."""

from dataclasses import replace

from handlers import grammar
from handlers.forms import Form
from handlers.meetings import cards, carried
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Replace, Reply
from models.database import reading
from models.meetings import ONCE, MeetingForm
from services import access, meetings
from services.errors import Invalid
from views import meetings as views


def new(ask: Ask) -> Answer:
    """`/meet new Norms review tomorrow 2pm` says back what it read;
    with less than that, or with words of time that I cannot read, the form opens.
    """
    line = grammar.sentence(ask)
    with reading() as session:
        group, text = grammar.group_of(session, ask, line)
        group = access.group_to_edit(session, group.id, by=ask.who)
    zone = ask.person.zone
    words, skips = meetings.split_holidays(text)
    typed = meetings.read_line(words, now=ask.now, zone=zone)
    if skips and typed.plan and not typed.plan.pattern:
        # A single meeting leaves nothing out: the words are the title's.
        typed, skips = meetings.read_line(text, now=ask.now, zone=zone), False
    plan = typed.plan
    if plan is None and skips:
        form = replace(typed.form, when=f"{typed.form.when}, except holidays")
        return Open(views.new(group, form, unread=typed.unread))
    if plan is None:
        return Open(views.new(group, typed.form, unread=typed.unread))
    whole = plan
    if skips:
        with reading() as session:
            plan = carried.without_holidays(session, plan, ask)
    if not typed.title:
        return Open(views.new(group, meetings.as_typed(plan)))
    meetings.check(plan, now=ask.now)
    text = carried.with_group(group, plan)
    with reading() as session:
        said_back = carried.said_back(
            session, plan, group, ask, skips_nothing=skips and plan == whole
        )
    return Reply(views.echoed(group, said_back, carried=text, note=typed.note))


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        return Open(
            views.new(access.group_to_edit(session, ask.number(), by=ask.who), MeetingForm())
        )


def say_back(ask: Ask) -> Answer:
    """The form was sent: it becomes the page that says back what was read."""
    typed = _typed(ask)
    when, skips = meetings.split_holidays(typed.when)
    plan = meetings.read_form(replace(typed, when=when), now=ask.now, zone=ask.person.zone)
    if skips and plan.pattern is None:
        raise Invalid("This is one meeting, which skips no holidays.", field="when")
    meetings.check(plan, now=ask.now)
    with reading() as session:
        whole = plan
        plan = carried.without_holidays(session, plan, ask) if skips else plan
        group = access.group_to_edit(session, Form(ask).carried("group"), by=ask.who)
        said_back = carried.said_back(
            session, plan, group, ask, skips_nothing=skips and plan == whole
        )
    text = carried.with_group(group, plan)
    return Open(views.confirm(group, said_back, carried=text))


def skip_holidays(ask: Ask) -> Answer:
    """The same series without the days that fall on a holiday, said back again."""
    group_id, plan = carried.read_plan(ask)
    with reading() as session:
        group = access.group_to_edit(session, group_id, by=ask.who)
        plan = carried.without_holidays(session, plan, ask)
        said_back = carried.said_back(session, plan, group, ask)
    text = carried.with_group(group, plan)
    if ask.value:
        return Replace(views.echoed(group, said_back, carried=text))
    return Open(views.confirm(group, said_back, carried=text))


def schedule(ask: Ask) -> Answer:
    """The reading was right: what is saved is the very plan that was said back."""
    group_id, plan = carried.read_plan(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, group_id, by=ask.who)
        meeting = meetings.schedule(session, group, plan, by=ask.person, now=ask.now)
        summary = meetings.summary(session, meeting, now=ask.now)
        cards.announce(session, summary, ask)
        return made.keep(Replace(views.scheduled(summary)))


def change(ask: Ask) -> Answer:
    """The reading was not right: the form opens with it."""
    group_id, plan = carried.read_plan(ask)
    with reading() as session:
        group = access.group_to_edit(session, group_id, by=ask.who)
    return Open(views.new(group, meetings.as_typed(plan)))


def _typed(ask: Ask) -> MeetingForm:
    form = Form(ask)
    return MeetingForm(
        title=form.text("title"),
        when=form.text("when"),
        length=form.text("length"),
        place=form.text("place"),
        repeats=form.text("repeats") or ONCE,
        until=form.day("until"),
    )
