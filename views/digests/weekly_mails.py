"""The week in several groups as one mail."""

import json
from collections.abc import Sequence

from models import Group, QuietWeek
from models.digests import DigestFacts
from models.payloads import Block, Message
from views.digests import sections
from views.digests.news import (
    DIGEST_ROOM,
    LINES,
    LINES_IN_WORDS,
    quiet_line,
    window,
)
from views.elements import TEXT_LIMIT, context, header, message, section
from views.texts import cut, esc, joined, plural, short

BLOCKS_OF_A_MAIL = 45
GROUPS_TOLD = 20
"""How many groups one mail tells of."""

LONGEST_NAME_IN_LINE = 60
"""Letters of a group's name where each group has a line alone."""

GroupWeek = tuple[Group, DigestFacts]


def week_by_mail(weeks: Sequence[GroupWeek]) -> Message | None:
    """What happened in the groups of one person; None where there is nothing to tell of any."""
    weeks_to_tell = [(group, facts) for group, facts in weeks if not _is_silent(group, facts)]
    if not weeks_to_tell:
        return None
    shown, left = weeks_to_tell[:GROUPS_TOLD], len(weeks_to_tell) - GROUPS_TOLD
    rest = [context(f"and {plural(left, 'more group')}")] if left > 0 else []
    blocks = [*_blocks(shown), *rest]
    return message(_words(shown), blocks)


def _is_silent(group: Group, facts: DigestFacts) -> bool:
    return facts.nothing_changed and group.quiet_week is QuietWeek.NOTHING


def _blocks(weeks: Sequence[GroupWeek]) -> list[Block]:
    """As much of each as fits, and of many groups no more than a line."""
    lengths = (
        [block for group, facts in weeks for block in _of_group(group, facts, most)]
        for most in LINES
    )
    briefly = [section(_briefly(group, facts)) for group, facts in weeks]
    return next((blocks for blocks in lengths if _fits(blocks)), briefly)


def _of_group(group: Group, facts: DigestFacts, most: int) -> list[Block]:
    title = header(short(f"The week in {group.name}", 140))
    if facts.nothing_changed:
        return [title, section(quiet_line(group, facts))]
    small = context(window(group, facts))
    return [title, small, *sections.blocks(group, facts, most)]


def _fits(blocks: Sequence[Block]) -> bool:
    length = len(json.dumps(blocks, ensure_ascii=False))
    return len(blocks) <= BLOCKS_OF_A_MAIL and length <= DIGEST_ROOM


def _briefly(group: Group, facts: DigestFacts) -> str:
    name = esc(short(group.name, LONGEST_NAME_IN_LINE))
    if facts.nothing_changed:
        return f"{name}: nothing has changed."
    parts = (
        plural(len(facts.decided), "decision") if facts.decided else "",
        plural(len(facts.open_calls), "open call") if facts.open_calls else "",
        plural(len(facts.open_polls), "open poll") if facts.open_polls else "",
        f"{plural(len(facts.done), 'task')} done" if facts.done else "",
        f"{plural(len(facts.overdue), 'task')} overdue" if facts.overdue else "",
        plural(len(facts.ahead), "meeting") + " ahead" if facts.ahead else "",
    )
    return f"{name}: {joined(parts, ', ') or 'news on its page'}."


def _words(weeks: Sequence[GroupWeek]) -> str:
    """The same in plain text, as much of it as a text holds."""
    by_length = zip(*(_words_of(week) for week in weeks), strict=True)
    texts = ("\n\n".join(of_weeks) for of_weeks in by_length)
    briefly = "\n\n".join(_briefly(group, facts) for group, facts in weeks)
    return next((text for text in texts if len(text) <= TEXT_LIMIT), cut(briefly, TEXT_LIMIT))


def _words_of(week: GroupWeek) -> list[str]:
    """One group's, of each of the lengths."""
    group, facts = week
    if facts.nothing_changed:
        return [quiet_line(group, facts)] * len(LINES_IN_WORDS)
    opening = f"The week in {esc(group.name)}, {window(group, facts)}."
    return [
        joined((opening, *texts), "\n") for texts in sections.words(group, facts, LINES_IN_WORDS)
    ]
