"""To a chair: that nothing is on the agenda of a meeting, a day before it is posted."""

from models.payloads import Element, Message
from models.reminders import MeetingReminder
from views import agendas as agenda_views
from views.elements import actions, button, message, section
from views.texts import bold, bold_title, joined, plural, short
from views.times import dated, late_note, moment
from views.values import AgendaAt


def agenda_empty(facts: MeetingReminder) -> Message:
    """One message: which meeting, and what can be done."""
    text = joined((late_note(facts), *agenda_lines(facts)), "\n")
    return message(text, [section(text), actions(*agenda_buttons(facts))])


def agenda_lines(facts: MeetingReminder) -> tuple[str, ...]:
    coming = facts.meeting
    when = moment(coming.starts_at, facts.person.zone)
    hours = plural(facts.group.agenda_hours or 0, "hour")
    return (
        f"Nothing is on the agenda of {bold_title(coming.title)} of {bold(facts.group.name)} yet,"
        f" {when}. It is posted {hours} before, once something is on it.",
    )


def agenda_buttons(facts: MeetingReminder) -> list[Element]:
    about = short(dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone), 50)
    value = AgendaAt(facts.group.id, facts.meeting.id).text
    return [button("Add an item", agenda_views.ADD, value, about=about)]
