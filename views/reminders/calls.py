"""The nudge to somebody of a unit that has not answered a call."""

from models.payloads import Element, Message
from models.reminders import CallReminder
from views.calls import declared_rules, ids
from views.elements import actions, button, context, message, section
from views.texts import bold, bold_title, brief, joined
from views.times import late_note
from views.values import CallAt, CallUnitButton

UNIT_ROOM = 80
"""Characters of the name of a unit."""


def unanswered(facts: CallReminder) -> Message:
    """To one person who may answer for a unit."""
    text = joined((late_note(facts), *unanswered_lines(facts)), "\n")
    small = context("I stop as soon as somebody has answered.")
    return message(text, [section(text), actions(*unanswered_buttons(facts)), small])


def unanswered_lines(facts: CallReminder) -> tuple[str, ...]:
    call = facts.call
    return (
        f"{bold(brief(facts.unit.name, UNIT_ROOM))} has not answered: {bold_title(call.question)}",
        f"{declared_rules.closing(call, facts.person.zone)}. {declared_rules.silence(call)}",
    )


def unanswered_buttons(facts: CallReminder) -> list[Element]:
    about = f"{facts.call.question}, {facts.unit.name}"
    value = CallUnitButton(facts.unit.id).text
    return [
        button("Answer", ids.ANSWER, value, style="primary", about=about),
        button("Show", ids.SHOW, CallAt(facts.call.id).text, about=about),
    ]
