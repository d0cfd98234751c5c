"""Reminders of meetings: one that comes, one without an answer, and who came."""

from models import RsvpAnswer
from models.payloads import Element, Message
from models.reminders import MeetingReminder
from views import meetings as meeting_views
from views import minutes as minutes_views
from views.elements import actions, button, context, message, section
from views.texts import bold, bold_title, esc, joined
from views.times import dated, late_note, moment

_ANSWERED = {
    RsvpAnswer.YES: "You said that you will come.",
    RsvpAnswer.MAYBE: "You said that you might come.",
    RsvpAnswer.NO: "You said that you cannot come.",
    None: "You have not answered yet. Will you come?",
}


def meeting(facts: MeetingReminder) -> Message:
    """To one member, some hours before a meeting."""
    coming = facts.meeting
    text = joined(
        (
            late_note(facts),
            f"Reminder: {_meeting_line(facts)}, for {meeting_views.length(coming)}.",
            _where(facts),
            _ANSWERED[facts.answer],
        ),
        "\n",
    )
    return message(text, [section(text), actions(*answer_buttons(facts))])


def nudge(facts: MeetingReminder) -> Message:
    """To one member who has not answered."""
    text = joined(
        (late_note(facts), f"{_meeting_line(facts)}. You have not answered yet: will you come?"),
        "\n",
    )
    small = context("I ask those who have not answered, at most twice. Any answer will do.")
    return message(text, [section(text), actions(*answer_buttons(facts)), small])


def who_came(facts: MeetingReminder) -> Message:
    """To a chair, once, when a meeting has ended that has no list of who came."""
    text = joined((late_note(facts), _record_line(facts)), "\n")
    small = context("Without a list I cannot tell who was there from who was absent. I ask once.")
    return message(text, [section(text), actions(*record_buttons(facts)), small])


def _meeting_line(facts: MeetingReminder) -> str:
    coming = facts.meeting
    when = moment(coming.starts_at, facts.person.zone)
    return f"{bold_title(coming.title)} of {bold(facts.group.name)}, {when}"


def _where(facts: MeetingReminder) -> str:
    return f"Where: {esc(facts.meeting.place)}" if facts.meeting.place else ""


def answer_buttons(facts: MeetingReminder) -> list[Element]:
    """The three answers; the one she gave says that it is hers. Before them Begin, for whoever
    leads through the meeting.
    """
    about = dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone)
    answers = meeting_views.answer_buttons(facts.meeting, given=facts.answer, about=about)
    begin = [minutes_views.begin_button(facts.meeting, about)] if facts.may_begin else []
    return [*begin, *answers]


def meeting_lines(facts: MeetingReminder) -> tuple[str, ...]:
    return f"{_meeting_line(facts)}.", _where(facts), _ANSWERED[facts.answer]


def _record_line(facts: MeetingReminder) -> str:
    held = facts.meeting
    when = moment(held.starts_at, facts.person.zone)
    return f"Who came to {bold_title(held.title)} of {bold(facts.group.name)}, {when}?"


def draft_lies(facts: MeetingReminder) -> Message:
    """To a chair, once, when minutes have been a draft for three days."""
    text = joined((late_note(facts), *draft_lines(facts)), "\n")
    return message(text, [section(text), actions(*draft_buttons(facts))])


def draft_lines(facts: MeetingReminder) -> tuple[str, ...]:
    held, name = bold_title(facts.meeting.title), bold(facts.group.name)
    return (f"The minutes of {held} of {name} are still a draft. Members wait for them.",)


def draft_buttons(facts: MeetingReminder) -> list[Element]:
    return minutes_views.draft_buttons(facts.meeting)


def record_lines(facts: MeetingReminder) -> tuple[str, ...]:
    return (_record_line(facts),)


def record_buttons(facts: MeetingReminder) -> list[Element]:
    about = dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone)
    return [
        button("Who came", meeting_views.CHECKLIST, facts.meeting.id, style="primary", about=about)
    ]
