"""The nudge to somebody of a unit that has not answered a call."""

from models import CallKind
from models.payloads import Element, Message
from models.reminders import CallReminder
from views.calls import declared_rules, ids
from views.elements import actions, button, context, message, section
from views.texts import bold, bold_title, brief, in_a_row, joined
from views.times import late_note
from views.values import CallAt, CallUnitButton

UNIT_ROOM = 80
"""Characters of the name of a unit."""
UNITS_NAMED = 5


def unanswered(facts: CallReminder) -> Message:
    """To one person who may answer for units."""
    text = joined((late_note(facts), *unanswered_lines(facts)), "\n")
    small = context(f"I stop as soon as somebody has {declared_rules.have_answered(facts.call)}.")
    return message(text, [section(text), actions(*unanswered_buttons(facts)), small])


def unanswered_lines(facts: CallReminder) -> tuple[str, ...]:
    call = facts.call
    names = [bold(brief(unit.name, UNIT_ROOM)) for unit in facts.units[:UNITS_NAMED]]
    more = len(facts.units) - len(names)
    has = "has" if len(facts.units) == 1 else "have"
    listed = in_a_row([*names, *([f"{more} more"] if more > 0 else [])])
    return (
        f"{listed} {has} not {declared_rules.have_answered(call)}: {bold_title(call.question)}",
        f"{declared_rules.closing(call, facts.person.zone)}. {declared_rules.silence(call)}",
    )


def unanswered_buttons(facts: CallReminder) -> list[Element]:
    """Of several units, the one to answer for is chosen in the form."""
    about, answer, value = facts.call.question, ids.RESPOND, str(facts.call.id)
    if len(facts.units) == 1:
        [unit] = facts.units
        about = f"{about}, {unit.name}"
        answer, value = ids.ANSWER, CallUnitButton(unit.id).text
    return [
        button(_label(facts), answer, value, style="primary", about=about),
        button("Show", ids.SHOW, CallAt(facts.call.id).text, about=about),
    ]


def _label(facts: CallReminder) -> str:
    return "Fill in" if facts.call.kind is CallKind.DATA else "Answer"
