"""The personal digest, which gathers the reminders of one person."""

from collections.abc import Sequence
from datetime import datetime

from models.messages import Key
from models.payloads import Block, Message
from models.reminders import Due
from models.subjects import Subject
from views import preferences as preference_views
from views.elements import TEXT_LIMIT, actions, button, context, header, message, section
from views.reminders.kinds import OTHERS_ROOM, WORDS, fits, line
from views.texts import fitting, joined, plural
from views.times import plain_moment

WITH_BUTTONS = range(10, -1, -1)
"""How many reminders of a personal digest have buttons, and have where that is too long;
others are lines.
"""


def personal(items: Sequence[Due], *, late_from: datetime | None = None) -> Message:
    """One person's digest, of at least one reminder:
    meetings first, then her tasks, then those of others.
    """
    listed = _each_once(items)
    late = (
        "This digest is late: it was due on"
        f" {plain_moment(late_from, listed[0].facts.person.zone)}."
        if late_from
        else ""
    )
    first = joined((f"Your day in Convene: {plural(len(listed), 'reminder')}.", late), " ")
    lines = fitting([f"• {line(item)}" for item in listed], TEXT_LIMIT - len(first) - 1)
    text = "\n".join([first, *lines])
    sizes = (_blocks(listed, most, late) for most in WITH_BUTTONS)
    return message(text, next(blocks for blocks in sizes if fits(blocks)))


def _each_once(items: Sequence[Due]) -> list[Due]:
    """A meeting of which two reminders are due before the next digest is told of once."""
    first: dict[Key | Subject, Due] = {}
    for item in items:
        is_told_once = WORDS[item.key.kind].is_told_once
        first.setdefault(item.facts.subject if is_told_once else item.key, item)
    return list(first.values())


def _blocks(items: Sequence[Due], most: int, late: str) -> list[Block]:
    blocks: list[Block] = [header("Your day in Convene"), *([context(late)] if late else [])]
    for item in items[:most]:
        blocks += _item(item)
    if rest := [f"• {line(item)}" for item in items[most:]]:
        blocks.append(section("\n".join(fitting(rest, OTHERS_ROOM))))
        blocks.append(context("`/meet` and `/task mine` show these with buttons."))
    change = button("Change how I remind you", preference_views.OPEN)
    return [
        *blocks,
        context("This is your personal digest, across all your groups."),
        actions(change),
    ]


def _item(item: Due) -> list[Block]:
    words = WORDS[item.key.kind]
    return [section(line(item, "\n")), actions(*words.buttons(item.facts))]
