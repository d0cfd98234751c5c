"""The weekly digest as its channel gets it, as a preview, and what its chair hears of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from models import Group, QuietWeek
from models.calendar_days import day_words
from models.digests import DIGEST_LATE_AFTER, DigestFacts
from models.payloads import Block, Element, Message
from models.stories import story_block
from views import groups as group_views
from views import pauses as pause_views
from views import stories as story_views
from views.digests import sections
from views.elements import (
    SECTION_LIMIT,
    TEXT_LIMIT,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    section,
)
from views.texts import bold, channel, esc, isolate, joined, plural, short
from views.times import moment, plain_moment

DIGEST_ROOM = 11_500
"""Slack refuses a message whose blocks are longer than about 13,200 characters, with notes and
buttons of a preview, which shows just as much as the digest itself.
"""
STORY_ROOM = 300
"""Characters of what changed by the story of the week; the button beside it shows all of it."""
LINES = (10, 6, 3, 2, 1)
"""How many lines a list has, and has where that is too long."""
LINES_IN_WORDS = (100, 50, 30, 20, 15, 10, 8, 6, 4, 3, 2, 1, 0)
"""The same for the words that screen readers read out, of which all fit in most weeks."""
FOOT = "`/task list` shows all tasks, `/meet` all meetings ahead, `/wg decisions` all decisions."


def weekly(
    group: Group, facts: DigestFacts, *, planned_for: datetime | None = None
) -> Message | None:
    """The digest for the group's channel; None in a quiet week of a group that wants none then."""
    if facts.nothing_changed and group.quiet_week is QuietWeek.NOTHING:
        return None
    if facts.nothing_changed:
        notes = (_paused(facts), _late(group, facts, planned_for))
        return message(joined((quiet_line(group, facts), *notes), " "))
    return _in_full(group, facts, [_paused(facts), _late(group, facts, planned_for)])


def preview(
    group: Group, facts: DigestFacts, *, next_at: datetime | None, may_send: bool
) -> Message:
    """What the channel would get now, for the reader alone, and the buttons to send it or to
    set it.

    ``may_send`` says whether this week's is still to come.
    """
    comes = (
        f"The next one comes {moment(next_at, group.zone)}."
        if next_at
        else "No digest is set to come."
    )
    note = f"This is a preview that only you see. {comes}"
    is_silent = facts.nothing_changed and group.quiet_week is QuietWeek.NOTHING
    foot = [actions(*_buttons(group, may_send=may_send and not is_silent))]
    if not facts.nothing_changed:
        return _in_full(group, facts, [note, _paused(facts)], foot)
    channel_gets = (
        "nothing in such a week, as the group has chosen" if is_silent else "this one line"
    )
    line = joined((quiet_line(group, facts), _paused(facts)), " ")
    quiet = f"{line}\nThe channel gets {channel_gets}."
    return message(f"{note}\n{quiet}", [context(note), section(quiet), *foot])


def _paused(facts: DigestFacts) -> str:
    """That the group does not meet now, and from when on it does."""
    return f"{pause_views.in_words(facts.pause, facts.today)}." if facts.pause else ""


def sent(group: Group) -> Message:
    """To the chair who sent the digest at once."""
    return message(
        f"The digest of {bold(group.name)} is on its way to {channel(group.channel_id)}. "
        "It takes the place of this week's; the next one comes next week."
    )


def nothing_to_send(group: Group) -> Message:
    """To the chair, in a week of which there is nothing to tell."""
    return message(
        f"Nothing changed in {bold(group.name)} since the last digest, and it is set to post"
        " nothing then. So nothing was sent."
    )


def _buttons(group: Group, *, may_send: bool) -> list[Element]:
    sure = confirm(
        "Send the digest now?",
        "The channel gets it at once, in place of this week's. The next one comes next week.",
        "Send it",
    )
    now = button(
        "Send it now", group_views.DIGEST_NOW, group.id or 0, about=group.name, confirm=sure
    )
    change = button("Change when it comes", group_views.DIGEST, group.id or 0, about=group.name)
    return [now, change] if may_send else [change]


def _in_full(
    group: Group, facts: DigestFacts, notes: Sequence[str], foot: Sequence[Block] = ()
) -> Message:
    small = [context(note) for note in (window(group, facts), *notes) if note]
    title = header(f"The week in {group.name}")
    return message(
        _words(group, facts, notes),
        [title, *small, *_blocks(group, facts), *_story(facts), context(FOOT), *foot],
    )


def _story(facts: DigestFacts) -> list[Block]:
    """The story of the week, in blocks by which it is found where it is to be taken out again; no
    word of it is in the text of the message.
    """
    if facts.story is None:
        return []
    title_block, words_block = story_block(facts.story.id)
    words = f"{isolate(facts.story.title)}\n{isolate(short(facts.story.what_changed, STORY_ROOM))}"
    read = button("Read the story", story_views.SHOW, facts.story.id)
    return [
        header("Story of the week") | {"block_id": title_block},
        sections.plain_section(words, accessory=read) | {"block_id": words_block},
    ]


def _blocks(group: Group, facts: DigestFacts) -> list[Block]:
    """The longest of the lengths that Slack accepts."""
    lengths = (sections.blocks(group, facts, most) for most in LINES)
    shortest = sections.blocks(group, facts, LINES[-1])
    return next((blocks for blocks in lengths if _fits(blocks)), shortest)


def _fits(blocks: Sequence[Block]) -> bool:
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    length = len(json.dumps([*blocks, context(FOOT)], ensure_ascii=False))
    return length <= DIGEST_ROOM and all(len(text) < SECTION_LIMIT for text in texts)


def _words(group: Group, facts: DigestFacts, notes: Sequence[str]) -> str:
    """The digest for screen readers and notifications, most pressing first."""
    opening = (f"The week in {esc(group.name)}, {window(group, facts)}.", *notes)
    lengths = (
        joined((*opening, *texts), "\n") for texts in sections.words(group, facts, LINES_IN_WORDS)
    )
    return next(text for text in lengths if len(text) <= TEXT_LIMIT)


def window(group: Group, facts: DigestFacts) -> str:
    first_day = facts.since.astimezone(ZoneInfo(group.zone)).date()
    return f"{day_words(first_day, facts.today)} to {day_words(facts.today, facts.today)}"


def _late(group: Group, facts: DigestFacts, planned_for: datetime | None) -> str:
    if planned_for is None or facts.at - planned_for <= DIGEST_LATE_AFTER:
        return ""
    return f"This digest is late: it was due on {plain_moment(planned_for, group.zone)}."


def quiet_line(group: Group, facts: DigestFacts) -> str:
    starts = [moment(ahead.meeting.starts_at, group.zone) for ahead in facts.ahead[:1]]
    overdue = f"{plural(len(facts.overdue), 'task is', 'tasks are')} still overdue."
    questions = f"{plural(len(facts.questions), 'question is', 'questions are')} still open."
    parts = (
        f"A quiet week in {bold(group.name)}: nothing changed.",
        *(f"Next meeting: {start}." for start in starts),
        overdue if facts.overdue else "",
        questions if facts.questions else "",
    )
    return joined(parts, " ")
