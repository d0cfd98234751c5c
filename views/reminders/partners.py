"""To a chair, on the day of a meeting: whom no message reaches, and what to tell them."""

from models import Person, RsvpAnswer, reach
from models.payloads import Element, Message
from models.reminders import PartnersReminder
from views import meetings as meeting_views
from views import partner_links
from views.elements import actions, button, context, message, section
from views.texts import bold, bold_title, brief, esc, joined, lacks, plural, short
from views.times import dated, late_note, moment, plain_moment

NAMED = 15
"""How many of them are named one by one."""


def partners_today(facts: PartnersReminder) -> Message:
    """One message: who they are, what each has answered, and a text to pass on."""
    text = joined((late_note(facts), *partners_lines(facts)), "\n")
    small = context("Pass it on by mail or by telephone. What they say you can record here.")
    return message(text, [section(text), actions(*partners_buttons(facts)), small])


def partners_lines(facts: PartnersReminder) -> tuple[str, ...]:
    coming = facts.meeting
    title, when = bold_title(coming.title), moment(coming.starts_at, facts.person.zone)
    count = len(facts.partners)
    lacking = lacks([person for person, _answer in facts.partners])
    whom = f"{'this member' if count == 1 else 'these members'} {lacking}"
    return (
        f"{title} of {bold(facts.group.name)}, {when}: {whom}. Please tell them.",
        *(f"• {_partner(person, answer)}" for person, answer in facts.partners[:NAMED]),
        *_others(count - NAMED),
        "A text to pass on:",
        f"> {to_pass_on(facts)}",
    )


def partners_buttons(facts: PartnersReminder) -> list[Element]:
    about = dated(facts.meeting.title, facts.meeting.starts_at, facts.person.zone)
    return [
        button("Answer for a partner", meeting_views.ANSWER_FOR, facts.meeting.id, about=about),
        button("Show", meeting_views.SHOW, facts.meeting.id, about=about),
        *([partner_links.list_button(facts.group)] if reach.current().public_url else []),
    ]


def to_pass_on(facts: PartnersReminder) -> str:
    """In one line, so that it can be copied; the moment is that of the meeting's own zone."""
    coming = facts.meeting
    title = esc(short(" ".join(coming.title.split()), 200))
    place = f" Where: {esc(brief(coming.place, 300))}." if coming.place else ""
    when = plain_moment(coming.starts_at, coming.zone)
    return (
        f"{title} of {esc(short(facts.group.name, 200))} is on {when},"
        f" for {meeting_views.length(coming)}.{place} Will you come? Please let me know."
    )


def _partner(person: Person, answer: RsvpAnswer | None) -> str:
    answered = f"said {answer}" if answer else "has not answered yet"
    return f"{esc(short(person.name, 80))}: {answered}"


def _others(count: int) -> list[str]:
    return [f"• and {plural(count, 'other')}"] if count > 0 else []
