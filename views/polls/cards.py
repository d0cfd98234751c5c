"""The messages about a poll: its card in the channel, and word of what became of it."""

from models import Poll, PollState
from models.payloads import Block, Element, Message
from models.polls import PollCard, PollWords, SlotRank, SlotShown
from views.elements import actions, button, context, header, message, section
from views.polls import ids
from views.polls.slot_words import slot_moment, slot_words
from views.texts import bold, brief, esc, joined, plural
from views.times import moment
from views.values import PollAt

POLL_NAME_ROOM = 80
SEEN_BY = "Members of the group see who answered what, by name."


def card(facts: PollCard) -> Message:
    """To the group's channel and to whoever reads none, drawn anew as answers come and when it
    ends.
    """
    poll = facts.poll
    blocks: list[Block] = [header(f"When can we meet? {poll.title}"), section(_state(facts))]
    if poll.state is PollState.OPEN:
        blocks.append(section(_times(facts)))
        blocks.append(actions(answer_button(poll), show_button(poll)))
    else:
        blocks.append(actions(show_button(poll)))
    blocks.append(context(_about(facts)))
    return message(in_words(facts), blocks)


def in_words(facts: PollCard) -> str:
    """The whole card for notifications and screen readers."""
    poll = facts.poll
    opening = f"When can we meet for {esc(brief(poll.title, 200))}?"
    times = ""
    if poll.state is PollState.OPEN:
        listed = "; ".join(slot_words(slot, poll.zone) for slot in facts.slots)
        times = f"{plural(len(facts.slots), 'time')}: {listed}."
    return joined((opening, _state(facts), times), "\n")


def picked_slot(facts: PollCard) -> SlotShown | None:
    """The slot that was picked, where one was."""
    return next((slot for slot in facts.slots if slot.position == facts.poll.picked), None)


def state_words(facts: PollCard) -> str:
    """Whether it is open, and what became of it, in few words."""
    poll = facts.poll
    if poll.state is PollState.CANCELLED:
        return "cancelled"
    if picked := picked_slot(facts):
        return f"picked: {slot_words(picked, poll.zone)}"
    return "open" if poll.state is PollState.OPEN else "closed, and nothing is picked yet"


def cancelled(facts: PollCard) -> Message:
    """News to the channel, and to those who were asked in private."""
    poll = facts.poll
    text = (
        f"The poll for {bold(brief(poll.title, 200))} is cancelled; nobody needs to answer it."
        f" Why: {esc(poll.reason)}"
    )
    return message(text, [section(text), actions(show_button(poll))])


def closed(facts: PollCard, best: SlotRank | None) -> Message:
    """To who leads the group when its time is up: what suits best, and that a time is to be
    picked.
    """
    poll = facts.poll
    text = joined(
        (
            f"The poll for {bold(brief(poll.title, 200))} is closed: {_count(facts)}.",
            _best(facts, best),
            "Pick a time, and I schedule the meeting.",
        ),
        "\n",
    )
    return message(text, [section(text), actions(_results_button(poll))])


def complete(facts: PollCard, best: SlotRank | None) -> Message:
    """To who leads the group, once, when everybody has answered."""
    poll = facts.poll
    text = joined(
        (
            f"Everybody has answered when they can meet for {bold(brief(poll.title, 200))}.",
            _best(facts, best),
        ),
        "\n",
    )
    return message(text, [section(text), actions(_results_button(poll))])


def refused(facts: PollCard, name: str) -> Message:
    """To who leads the group, once, when somebody who is required can come to no time."""
    poll = facts.poll
    text = (
        f"{esc(brief(name, POLL_NAME_ROOM))} is required for {bold(brief(poll.title, 200))}, and"
        " can come to none of the times of its poll. Ask for other times, or go on without them."
    )
    return message(text, [section(text), actions(_results_button(poll))])


def answer_button(poll: Poll, label: str = "Answer") -> Element:
    return button(label, ids.ANSWER, poll.id, style="primary", about=poll.title)


def show_button(poll: Poll) -> Element:
    return button("Show", ids.SHOW, PollAt(poll.id).text, about=poll.title)


def closing(poll: Poll) -> str:
    return f"Closes {moment(poll.closes_at, poll.zone)}"


def _results_button(poll: Poll) -> Element:
    label = "See what suits best"
    return button(label, ids.SHOW, PollAt(poll.id).text, style="primary", about=poll.title)


def _best(facts: PollCard, best: SlotRank | None) -> str:
    slot = next((each for each in facts.slots if best and each.slot_id == best.slot_id), None)
    if best is None or slot is None:
        return ""
    return f"Best: *{slot_moment(slot, facts.poll.zone)}*. {best.reason}."


def _state(facts: PollCard) -> str:
    poll = facts.poll
    if poll.state is PollState.CANCELLED:
        return f"*Cancelled.* Why: {esc(poll.reason)}"
    if picked := picked_slot(facts):
        return f"*Picked: {slot_moment(picked, poll.zone)}*, for {poll.minutes} min."
    if poll.state is PollState.CLOSED:
        return f"*Closed.* {_count(facts)}. A chair picks one of the times."
    return f"*{_count(facts)}.* {closing(poll)}. Each time is {poll.minutes} min."


def _count(facts: PollCard) -> str:
    people = plural(facts.people, "person", "people")
    return f"{facts.answered:,} of {people} answered"


def _times(facts: PollCard) -> str:
    poll = facts.poll
    lines = [f"• {slot_moment(slot, poll.zone)}" for slot in facts.slots]
    pattern = f"A weekly pattern, at the clock of {poll.zone}:" if facts.slots[0].is_weekly else ""
    return joined((pattern, *lines), "\n")


def _about(facts: PollCard) -> str:
    by = facts.opened_by
    opened = f"Opened by {esc(brief(by.name, POLL_NAME_ROOM))}" if by else ""
    return joined((esc(brief(facts.group.name, POLL_NAME_ROOM)), opened, SEEN_BY))


WORDS = PollWords(card, cancelled, closed, complete, refused)
