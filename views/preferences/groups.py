"""The form in which chairs choose what a group's members are reminded of."""

from collections.abc import Sequence

from models import (
    Group,
    GroupReminders,
)
from models.payloads import Block, Message, View
from models.preferences import TaskDay
from views import values
from views.elements import message, section
from views.inputs import (
    field,
    modal,
    multi_select,
    option,
    select,
)
from views.texts import bold, in_a_row, joined, plural

GROUP_SEND = "reminders.group.send"
_TASK_DAYS = {
    TaskDay.BEFORE: "The working day before",
    TaskDay.ON: "On the day",
    TaskDay.OVERDUE: "Weekly while overdue",
}


def group(group: Group, chosen: GroupReminders, leads: Sequence[int], *, seen: str = "") -> View:
    """The form for a group's chair. ``seen`` tells apart what it shows of each field."""
    blocks = [
        section(
            f"This is for all members of {bold(group.name)}. Each may choose quiet hours, days off,"
            " a digest, or fewer reminders, with `/convene reminders`."
        ),
        _lead_hours(chosen, leads),
        _nudges(chosen),
        _task_days(chosen),
        _tells_chairs(chosen),
    ]
    private = values.private(group=group.id, seen=seen)
    return modal(GROUP_SEND, "Reminders", blocks, submit="Save", close="Cancel", private=private)


def _lead_hours(chosen: GroupReminders, leads: Sequence[int]) -> Block:
    offered = sorted({*leads, *chosen.lead_hours}, reverse=True)
    options = [option(_lead(hours), hours) for hours in offered]
    initial = [str(hours) for hours in chosen.lead_hours]
    return field(
        "lead_hours",
        "Remind of meetings, before they begin",
        multi_select("reminders.leads", options, initial=initial, type_="checkboxes"),
        hint="To those who did not decline.",
        optional=True,
    )


def _nudges(chosen: GroupReminders) -> Block:
    nudges = [
        option("Twice: a week and three days before", 2),
        option("Once: three days before", 1),
        option("Never", 0),
    ]
    return field(
        "nudges",
        "Ask members who have not answered",
        select("reminders.nudges", nudges, initial=str(chosen.nudges), type_="radio_buttons"),
        hint="An answer ends it.",
    )


def _tells_chairs(chosen: GroupReminders) -> Block:
    chairs = [option("Yes, once, when it is two weeks overdue", "yes"), option("No", "no")]
    initial = "yes" if chosen.tells_chairs else "no"
    return field(
        "tells_chairs",
        "Tell the chairs of a task that is long overdue",
        select("reminders.chairs", chairs, initial=initial, type_="radio_buttons"),
    )


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
        f"Meetings: {in_a_row(leads)} before." if leads else "No reminders of meetings.",
        f"Silent members are asked {('never', 'once', 'twice')[chosen.nudges]}.",
        _owners_hear(chosen),
        "Chairs hear once of a task that is two weeks overdue." if chosen.tells_chairs else "",
    )
    return message(joined(parts, " "))


def _owners_hear(chosen: GroupReminders) -> str:
    days = [_TASK_DAYS[day] for day in chosen.task_days]
    if not days:
        return "Owners are not reminded of tasks."
    return f"Owners are reminded of tasks {in_a_row([day[0].lower() + day[1:] for day in days])}."


def _lead(hours: int) -> str:
    return plural(hours // 24, "day") if hours % 24 == 0 else plural(hours, "hour")
