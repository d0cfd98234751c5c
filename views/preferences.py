"""The forms in which people, chairs and the program manager say when reminders are welcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import accumulate

from models import (
    Group,
    GroupReminders,
    Holiday,
    Organization,
    Preferences,
    ReminderDelivery,
    Weekday,
)
from models.messages import MessageKind
from models.payloads import Block, Element, Message, View
from models.preferences import TaskDay
from views import values
from views.elements import message, section
from views.inputs import (
    clock_picker,
    day_picker,
    field,
    modal,
    multi_select,
    option,
    select,
    text_input,
)
from views.texts import bold, esc, joined, plural, short

OPEN = "reminders.open"
SEND = "reminders.send"
GROUP_SEND = "reminders.group.send"
HOLIDAYS_SEND = "reminders.holidays.send"
HOLIDAYS_OF = "reminders.holidays.of"
QUIET = "quiet"
HOLIDAYS_ROOM = 3000
_TASK_DAYS = {
    TaskDay.BEFORE: "The working day before",
    TaskDay.ON: "On the day",
    TaskDay.OVERDUE: "Weekly while overdue",
}
LONGEST_SPAN = timedelta(days=60)
"""Longer closures are not read in one line."""


def mine(chosen: Preferences, kinds: Sequence[MessageKind], *, zone: str, today: date) -> View:
    """One person's own form. What no longer holds, such as a pause that is over, is not shown."""
    keeps_quiet = chosen.quiet_from != chosen.quiet_until
    quiet = chosen if keeps_quiet else Preferences(person_id=chosen.person_id)
    is_paused = chosen.pause_until is not None and chosen.pause_until > today
    blocks = [
        section(
            "This is about the messages that I send to you alone. What happens in channels stays"
            f" as it is. Hours are local time in {esc(zone)}, also when the clocks change."
        ),
        field("kinds", "Remind me of", _kinds(kinds, chosen.muted), optional=True),
        field("delivery", "How", _delivery(chosen)),
        field(
            "digest_time",
            "Hour of the digest",
            clock_picker("reminders.hour", initial=chosen.digest_time),
            hint="For the personal digest only.",
        ),
        field(
            "keeps_quiet",
            "Quiet hours",
            _quiet(keeps_quiet=keeps_quiet),
            hint="For single messages only: a digest comes at its own hour.",
            optional=True,
        ),
        field(
            "quiet_from",
            "Quiet from",
            clock_picker("reminders.quiet_from", initial=quiet.quiet_from),
        ),
        field(
            "quiet_until",
            "Quiet until",
            clock_picker("reminders.quiet_until", initial=quiet.quiet_until),
            hint="What falls into quiet hours comes when they end, unless it is of no use by then.",
        ),
        field(
            "days_off",
            "Days off",
            _days(chosen),
            hint="Holidays of your library and of the consortium are days off without this.",
            optional=True,
        ),
        field(
            "pause_until",
            "Pause everything until",
            day_picker("reminders.pause", initial=chosen.pause_until if is_paused else None),
            hint="On that day I begin again. Leave it empty for no pause.",
            optional=True,
        ),
    ]
    return modal(SEND, "Your reminders", blocks, submit="Save", close="Cancel")


def changed(chosen: Preferences, kinds: Sequence[MessageKind]) -> Message:
    """To the person, after a change."""
    wanted = [kind.title.lower() for kind in kinds if kind.key not in chosen.muted]
    if not wanted:
        return message(
            "Saved. I send you no reminders from now on. `/convene reminders` brings them back."
        )
    how = (
        f"in one digest at {_hour(chosen.digest_time)}"
        if chosen.delivery is ReminderDelivery.DIGEST
        else "in single messages"
    )
    has_quiet = chosen.quiet_from != chosen.quiet_until
    hours = f"Quiet hours are from {_hour(chosen.quiet_from)} to {_hour(chosen.quiet_until)}."
    quiet = hours if has_quiet else "No quiet hours."
    off = [day.name.capitalize() for day in chosen.days_off]
    parts = (
        f"Saved. I remind you of {_and(wanted)}, {how}.",
        quiet if chosen.delivery is ReminderDelivery.SINGLE else "",
        f"Days off: {_and(off)}, and holidays." if off else "No days off but holidays.",
        (
            f"I am silent until {_day(chosen.pause_until)} and begin again on that day."
            if chosen.pause_until
            else ""
        ),
    )
    return message(joined(parts, " "))


def group(group: Group, chosen: GroupReminders, leads: Sequence[int]) -> View:
    """The form for a group's chair."""
    offered = sorted({*leads, *chosen.lead_hours}, reverse=True)
    options = [option(_lead(hours), hours) for hours in offered]
    initial = [str(hours) for hours in chosen.lead_hours]
    nudges = [
        option("Twice: a week and three days before", 2),
        option("Once: three days before", 1),
        option("Never", 0),
    ]
    chairs = [option("Yes, once, when it is two weeks overdue", "yes"), option("No", "no")]
    blocks = [
        section(
            f"This is for all members of {bold(group.name)}. Each may choose quiet hours, days off,"
            " a digest, or fewer reminders, with `/convene reminders`."
        ),
        field(
            "lead_hours",
            "Remind of meetings, before they begin",
            multi_select("reminders.leads", options, initial=initial, type_="checkboxes"),
            hint="To those who did not decline.",
            optional=True,
        ),
        field(
            "nudges",
            "Ask members who have not answered",
            select("reminders.nudges", nudges, initial=str(chosen.nudges), type_="radio_buttons"),
            hint="An answer ends it.",
        ),
        _task_days(chosen),
        field(
            "tells_chairs",
            "Tell the chairs of a task that is long overdue",
            select(
                "reminders.chairs",
                chairs,
                initial="yes" if chosen.tells_chairs else "no",
                type_="radio_buttons",
            ),
        ),
    ]
    private = values.private(group=group.id)
    return modal(GROUP_SEND, "Reminders", blocks, submit="Save", close="Cancel", private=private)


def _task_days(chosen: GroupReminders) -> Block:
    days = [option(words, day) for day, words in _TASK_DAYS.items()]
    return field(
        "task_days",
        "Remind owners of their open tasks",
        multi_select("reminders.tasks", days, initial=chosen.task_days, type_="checkboxes"),
        hint="At nine in the morning where the owner is. The owner may put each off.",
        optional=True,
    )


def group_changed(group: Group, chosen: GroupReminders) -> Message:
    """To the chair, after a change."""
    leads = [_lead(hours) for hours in chosen.lead_hours]
    parts = (
        f"Saved for {bold(group.name)}.",
        f"Meetings: {_and(leads)} before." if leads else "No reminders of meetings.",
        f"Silent members are asked {('never', 'once', 'twice')[chosen.nudges]}.",
        _owners_hear(chosen),
        "Chairs hear once of a task that is two weeks overdue." if chosen.tells_chairs else "",
    )
    return message(joined(parts, " "))


def _owners_hear(chosen: GroupReminders) -> str:
    days = [_TASK_DAYS[day] for day in chosen.task_days]
    if not days:
        return "Owners are not reminded of tasks."
    return f"Owners are reminded of tasks {_and([day[0].lower() + day[1:] for day in days])}."


def holidays(
    rows: Sequence[Holiday], organizations: Sequence[Organization], chosen: Organization | None
) -> View:
    """The program manager's form: the holidays of the whole consortium, or of one organization.

    It carries along whose they are, and the last day where there are more than fit into the field.
    """
    everybody = option("The whole consortium", values.HolidaysOf().text)
    choices = [
        everybody,
        *(option(organization.short_name, organization.id) for organization in organizations[:99]),
    ]
    whose = values.HolidaysOf(chosen.id if chosen else None).text
    spans = _spans(rows)
    shown = _fitting(spans)
    lines = "\n".join(_holiday(span) for span in shown)
    element = select(HOLIDAYS_OF, choices, initial=whose)
    through = shown[-1].last if len(shown) < len(spans) else None
    later = f" It ends on {_day(through)}; later ones stay as they are." if through else ""
    blocks = [
        section(
            "On a holiday nobody is reminded of anything; what falls on it comes on the next"
            " working day. On one of the whole consortium the weekly digests wait, too."
        ),
        field("whose", "Whose holidays", element, hint="Another choice here shows another list.")
        | {"dispatch_action": True},
        field(
            "holidays",
            "Holidays from today on",
            text_input(
                "reminders.holidays",
                initial=lines,
                placeholder="2026-12-25 Christmas Day",
                multiline=True,
                limit=HOLIDAYS_ROOM,
            ),
            hint=(
                "One a line, such as 2026-12-25 Christmas Day, or 2026-12-24 to 2027-01-01 Winter"
                " closure. Rows of a CSV file are read, too. What you save replaces this"
                f" list.{later}"
            ),
            optional=True,
            content=whose,
        ),
    ]
    private = values.private(whose=whose, through=through.isoformat() if through else "")
    return modal(HOLIDAYS_SEND, "Holidays", blocks, submit="Save", close="Cancel", private=private)


def holidays_changed(
    rows: Sequence[Holiday], whose: Organization | None, *, passed: int = 0
) -> Message:
    """To the program manager, after a change. ``passed`` counts the days that were left out."""
    who = esc(short(whose.short_name, 80)) if whose else "the whole consortium"
    spans = _spans(rows)
    days = joined((f"{_days_of(span)} ({esc(short(span.name, 60))})" for span in spans[:20]), ", ")
    more = f", and {len(spans) - 20} more" if len(spans) > 20 else ""
    left_out = f"{plural(passed, 'day that has', 'days that have')} passed already: left out."
    said = f"Saved {plural(len(rows), 'holiday')} of {who}" + (f": {days}{more}." if rows else ".")
    return message(joined([said, left_out if passed else ""], " "))


@dataclass(frozen=True)
class _Span:
    """Days in a row that have one name."""

    first: date
    last: date
    name: str


def _spans(rows: Sequence[Holiday]) -> list[_Span]:
    spans: list[_Span] = []
    for holiday in rows:
        before = spans[-1] if spans else None
        if before and _goes_on(before, holiday):
            spans[-1] = replace(before, last=holiday.day)
        else:
            spans.append(_Span(holiday.day, holiday.day, holiday.name))
    return spans


def _goes_on(span: _Span, holiday: Holiday) -> bool:
    follows = holiday.day == span.last + timedelta(days=1) and holiday.name == span.name
    return follows and holiday.day - span.first <= LONGEST_SPAN


def _fitting(spans: Sequence[_Span]) -> Sequence[_Span]:
    """As many as fit into the field; the last one is shown in full or not at all."""
    ends = accumulate(len(_holiday(span)) + 1 for span in spans)
    return spans[: sum(end <= HOLIDAYS_ROOM for end in ends)]


def _holiday(span: _Span) -> str:
    """As it is typed."""
    last = f" to {span.last.isoformat()}" if span.last > span.first else ""
    return f"{span.first.isoformat()}{last} {span.name}"


def _days_of(span: _Span) -> str:
    return _day(span.first) + (f" to {_day(span.last)}" if span.last > span.first else "")


def _quiet(*, keeps_quiet: bool) -> Element:
    options = [option("Keep quiet hours", QUIET)]
    return multi_select(
        "reminders.quiet", options, initial=[QUIET] if keeps_quiet else [], type_="checkboxes"
    )


def _kinds(kinds: Sequence[MessageKind], muted: Sequence[str]) -> Element:
    options = [option(kind.title, kind.key, kind.description) for kind in kinds]
    wanted = [kind.key for kind in kinds if kind.key not in muted]
    return multi_select("reminders.kinds", options, initial=wanted, type_="checkboxes")


def _delivery(chosen: Preferences) -> Element:
    options = [
        option("Single messages", ReminderDelivery.SINGLE, "Each at its own moment."),
        option(
            "One personal digest",
            ReminderDelivery.DIGEST,
            "All your groups in one message a day, if any.",
        ),
    ]
    return select("reminders.delivery", options, initial=chosen.delivery, type_="radio_buttons")


def _days(chosen: Preferences) -> Element:
    options = [option(day.name.capitalize(), day.value) for day in Weekday]
    initial = [str(day.value) for day in chosen.days_off]
    return multi_select("reminders.days", options, initial=initial, type_="checkboxes")


def _lead(hours: int) -> str:
    return plural(hours // 24, "day") if hours % 24 == 0 else plural(hours, "hour")


def _hour(at: time) -> str:
    return f"{at:%I:%M %p}".lstrip("0")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
