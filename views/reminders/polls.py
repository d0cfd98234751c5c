"""The nudge to somebody who has not said when she can meet."""

from models.payloads import Element, Message
from models.reminders import PollReminder
from views.elements import actions, context, message, section
from views.polls.cards import answer_button, closing, show_button
from views.texts import HOW_TO_DECLINE, bold_title, brief, esc, joined
from views.times import late_note


def poll_unanswered(facts: PollReminder) -> Message:
    text = joined((late_note(facts), *poll_lines(facts)), "\n")
    small = context(f"I stop as soon as you have answered. {HOW_TO_DECLINE}")
    return message(text, [section(text), actions(*poll_buttons(facts)), small])


def poll_lines(facts: PollReminder) -> tuple[str, ...]:
    poll = facts.poll
    group = esc(brief(facts.group.name, 80))
    return (
        f"{group} waits for you to say when you can meet: {bold_title(poll.title)}",
        f"{closing(poll)}.",
    )


def poll_buttons(facts: PollReminder) -> list[Element]:
    return [answer_button(facts.poll), show_button(facts.poll)]
