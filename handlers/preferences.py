"""Reminders as people, chairs and the program manager want them, and putting one off."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups import place
from handlers.organizations.lists import meant
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Organization, ReminderDelivery, Task, Weekday
from models.database import reading, unit_of_work
from models.messages import DECLINABLE_IN_SLACK
from models.preferences import TaskDay
from models.reminders import TaskReminder
from models.subjects import Subject
from services import access, people, preferences, redrawn_tasks, reminders, stale_forms
from services.access import Needs
from services.errors import Invalid
from views import preferences as views
from views import reminders as reminder_views
from views.reminders import TASK_WORDS
from views.values import HolidaysOf, whole_number


def open_mine(ask: Ask) -> Answer:
    with reading() as session:
        chosen = preferences.of_person(session, ask.person)
        return Open(views.mine(chosen, DECLINABLE_IN_SLACK, zone=ask.person.zone, today=ask.today))


def change_mine(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        chosen = preferences.change(
            session,
            ask.person,
            delivery=form.choice("delivery", ReminderDelivery),
            digest_time=form.time("digest_time"),
            muted=_muted(form, preferences.of_person(session, ask.person).muted),
            quiet_from=form.time("quiet_from"),
            quiet_until=form.time("quiet_until"),
            days_off=form.choices("days_off", _weekday),
            pause_until=form.day("pause_until"),
            now=ask.now,
            keeps_quiet=form.checked("keeps_quiet", views.QUIET),
            wants_story_prompts=(
                form.checked("story_prompts", views.STORY_PROMPTS)
                if form.shows("story_prompts")
                else None
            ),
        )
        return Reply(views.changed(chosen, DECLINABLE_IN_SLACK))


def _muted(form: Form, before: Sequence[str]) -> list[str]:
    """What is declined now; of kinds that a form from before an upgrade did not show, what was."""
    offered = [kind.key for kind in DECLINABLE_IN_SLACK]
    shown = {kind.key: form.shows(views.field_of(kind)) for kind in DECLINABLE_IN_SLACK}
    fields = {views.field_of(kind) for kind in DECLINABLE_IN_SLACK}
    wanted = {key for name in fields for key in form.some_of(name, offered)}
    return [key for key in offered if (key not in wanted if shown[key] else key in before)]


def open_group(ask: Ask) -> Answer:
    with reading() as session:
        group = place.to_edit(session, ask)
        chosen = preferences.of_group(session, group)
        seen = stale_forms.digests(preferences.recorded(session, group))
        return Open(views.group(group, chosen, preferences.LEADS, seen=seen))


def change_group(ask: Ask) -> Answer:
    form = Form(ask)
    days = form.choices("task_days", TaskDay)
    typed = {
        "lead_hours": sorted(set(form.choices("lead_hours", whole_number)), reverse=True),
        "nudges": form.number("nudges"),
        "task_days": [day.value for day in TaskDay if day in days],
        "tells_chairs": form.one_of("tells_chairs", ("yes", "no")) == "yes",
    }
    with unit_of_work() as session:
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        saved = stale_forms.merged(
            session,
            typed,
            preferences.recorded(session, group),
            form.carried_text("seen"),
            about=Subject.of(group),
            title=f"The reminders of {group.name}",
            words=preferences.GROUP_WORDS,
            by=ask.person,
            command="/wg reminders",
        )
        task_days = [TaskDay(day) for day in saved.pop("task_days")]
        chosen = preferences.change_group(
            session, group, **saved, task_days=task_days, by=ask.person, now=ask.now
        )
        return Reply(views.group_changed(group, chosen))


def open_holidays(ask: Ask) -> Answer:
    """`/convene holidays` shows those of all; with a library's name, its own."""
    name = grammar.plain(ask.text)
    with reading() as session:
        known = people.organizations(session)
        return _holidays(session, known, meant(session, name) if name else None, ask)


def open_holidays_of(ask: Ask) -> Answer:
    """Another choice in the form brings another list."""
    organization_id = ask.read(HolidaysOf).organization_id
    with reading() as session:
        known = people.organizations(session)
        if organization_id is None:
            return _holidays(session, known, None, ask)
        return _holidays(session, known, _known(known, organization_id), ask)


def change_holidays(ask: Ask) -> Answer:
    form = Form(ask)
    whose, through = form.value("whose", HolidaysOf), form.carried_day("through")
    if form.carried_text("whose") != whose.text:
        # What is saved replaces a whole list, so it must be the one that was seen.
        raise Invalid("Choose again: the list below is not the one of your choice.", field="whose")
    organization_id = whose.organization_id
    with unit_of_work() as session:
        rows, passed = preferences.set_holidays(
            session,
            form.text("holidays"),
            organization_id,
            by=ask.person,
            today=ask.today,
            now=ask.now,
            through=through,
        )
        organization = session.get(Organization, organization_id) if organization_id else None
        return Reply(views.holidays_changed(rows, organization, passed=passed))


def _holidays(
    session: Session, known: list[Organization], whose: Organization | None, ask: Ask
) -> Answer:
    rows = preferences.holidays_of(session, whose.id if whose else None, since=ask.today)
    return Open(views.holidays(rows, known, whose))


def show_reminder(ask: Ask) -> Answer:
    """A task from the list of a reminder, with everything that can be done about it."""
    with reading() as session:
        task = _task(session, ask.number(), ask)
        facts = TaskReminder.of(access.task_line(session, task, ask.now), ask.person, ask.today)
        is_hers = facts.line.is_owned_by(ask.person)
        return Reply(reminder_views.task(facts) if is_hers else reminder_views.to_chair(facts))


def snooze_tomorrow(ask: Ask) -> Answer:
    return _snooze(ask, ask.number(), ask.today + timedelta(days=1))


def snooze_monday(ask: Ask) -> Answer:
    return _snooze(ask, ask.number(), ask.today + timedelta(days=7 - ask.today.weekday()))


def open_snooze(ask: Ask) -> Answer:
    with reading() as session:
        task = _task(session, ask.number(), ask)
        preferences.check_snooze(session, task, by=ask.person, now=ask.now)
        return Open(reminder_views.snooze(task, ask.today))


def snooze_picked(ask: Ask) -> Answer:
    form = Form(ask)
    until = form.day("until")
    if until is None:
        raise Invalid("Choose a day after today.", field="until")
    return _snooze(ask, form.carried("task"), until)


def _snooze(ask: Ask, task_id: int, until: date) -> Answer:
    with unit_of_work() as session:
        task = _task(session, task_id, ask)
        preferences.snooze(session, task, until, by=ask.person, today=ask.today, now=ask.now)
        redrawn_tasks.redraw_reminders(session, task, TASK_WORDS, now=ask.now)
        hours = preferences.reminder_hours(session, ask.now).of(ask.person)
        heard_on = reminders.put_off_to(until, hours)
        return Reply(reminder_views.snoozed(task, until, heard_on=heard_on, today=ask.today))


def _task(session: Session, task_id: int, ask: Ask) -> Task:
    return access.task_to_edit(session, task_id, by=ask.who)


def _known(known: list[Organization], organization_id: int) -> Organization:
    for row in known:
        if row.id == organization_id:
            return row
    raise Invalid("That library is not on the list any more. Choose another one.", field="whose")


def _weekday(text: str) -> Weekday:
    return Weekday(whole_number(text))


ROUTES = (
    Command(
        "convene reminders",
        open_mine,
        help="Choose how I remind you: kinds, single messages or a digest, quiet hours, a pause.",
        stands_alone=True,
        needs=Needs.ANYONE,
        example="/convene reminders",
        aliases=("reminder", "preferences", "notifications", "pause", "mute"),
    ),
    Command(
        "convene holidays",
        open_holidays,
        help="Say on which days nobody is reminded, in the consortium or in one library.",
        needs=Needs.PROGRAM_MANAGER,
        example="/convene holidays Tunxis",
        aliases=("holiday", "closures"),
    ),
    Command(
        "wg reminders",
        open_group,
        help=(
            "Choose when your group is reminded of meetings and tasks, and if the silent are asked"
            " again."
        ),
        needs=Needs.CHAIR,
        example="/wg reminders",
        aliases=("reminder", "nudges"),
    ),
    Button(views.OPEN, open_mine, needs=Needs.ANYONE),
    Button(views.HOLIDAYS_OF, open_holidays_of, needs=Needs.PROGRAM_MANAGER),
    Button(reminder_views.REMINDED_OF, show_reminder, needs=Needs.ANYONE),
    Button(reminder_views.SNOOZE_TOMORROW, snooze_tomorrow, needs=Needs.ANYONE),
    Button(reminder_views.SNOOZE_MONDAY, snooze_monday, needs=Needs.ANYONE),
    Button(reminder_views.SNOOZE_PICK, open_snooze, needs=Needs.ANYONE),
    Modal(views.SEND, change_mine, needs=Needs.ANYONE),
    Modal(views.GROUP_SEND, change_group, needs=Needs.CHAIR),
    Modal(views.HOLIDAYS_SEND, change_holidays, needs=Needs.PROGRAM_MANAGER),
    Modal(reminder_views.SNOOZE_SEND, snooze_picked, needs=Needs.ANYONE),
)
