"""The reminder of commitments before their notice date or their end."""

from models.calendar_days import day_words
from models.money import in_dollars
from models.payloads import Element, Message
from models.reminders import CommitmentReminder
from views import commitments
from views import help as help_views
from views.elements import actions, button, message, section
from views.texts import bold_title, brief, esc, joined, plural
from views.times import late_note

_NAMED_UNITS = 10
_NAME_ROOM = 60


def ending(facts: CommitmentReminder) -> Message:
    """To somebody who speaks for a unit, or to a program manager."""
    text = joined((late_note(facts), *ending_lines(facts)), "\n")
    return message(text, [section(text), actions(*ending_buttons(facts))])


def ending_lines(facts: CommitmentReminder) -> tuple[str, ...]:
    line, day = facts.lines[0], day_words(facts.deadline.day)
    what = bold_title(line.call.question)
    vendor = esc(brief(line.offer.vendor, _NAME_ROOM))
    if facts.deadline.is_notice:
        begins = f"By {day} it must be decided whether this goes on: {what} ({vendor})."
    else:
        begins = f"This ends on {day}: {what} ({vendor})."
    return (begins, f"{_who(facts)}{_renewal(facts)}")


def ending_buttons(facts: CommitmentReminder) -> list[Element]:
    if len(facts.lines) == 1:
        line = facts.lines[0]
        about = f"{line.unit.name}, {line.call.question}"
        return [button("Show", commitments.SHOW, line.commitment.id, about=about)]
    name = facts.lines[0].call.id
    return [help_views.run_button("Commitments", "/call commitments", name=name)]


def _who(facts: CommitmentReminder) -> str:
    named = [
        f"{esc(brief(line.unit.name, _NAME_ROOM))} {in_dollars(line.commitment.cents)}"
        for line in facts.lines[:_NAMED_UNITS]
    ]
    more = len(facts.lines) - len(named)
    rest = f" and {plural(more, 'other')}" if more else ""
    return f"{', '.join(named)}{rest}."


def _renewal(facts: CommitmentReminder) -> str:
    renewal = facts.lines[0].commitment.renewal
    return f" After that: {esc(brief(renewal, 300)).rstrip('.')}." if renewal else ""
