"""The question whether a decision worked."""

from models.payloads import Element, Message
from models.reminders import DecisionReminder
from views.decisions import REVIEW, SHOW
from views.elements import actions, button, context, message, section
from views.texts import bold, brief, esc, joined
from views.times import late_note

_DECISION_ROOM = 300
_GROUP_NAME_ROOM = 80


def did_it_work(facts: DecisionReminder) -> Message:
    """To a chair, on the review date."""
    text = joined((late_note(facts), *did_it_work_lines(facts)), "\n")
    small = context("One answer of any chair is enough; it stands in the register.")
    return message(text, [section(text), actions(*did_it_work_buttons(facts)), small])


def did_it_work_lines(facts: DecisionReminder) -> tuple[str, ...]:
    wording = esc(brief(facts.decision.wording, _DECISION_ROOM))
    group = bold(brief(facts.group.name, _GROUP_NAME_ROOM))
    return (f"Did it work? {group} decided: {wording}",)


def did_it_work_buttons(facts: DecisionReminder) -> list[Element]:
    about = facts.decision.wording
    return [
        button("Say whether it worked", REVIEW, facts.decision.id, about=about),
        button("Open", SHOW, facts.decision.id, about=about),
    ]
