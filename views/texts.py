"""The words of every view, and the one place where typed text is made safe to show."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from models import Group, Person, reach
from models.people import Obstacle

HOW_TO_DECLINE = "`/convene reminders` declines this kind of message."
_NOT_REACHED_NAMED = 5
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TO_ESCAPED = str.maketrans(_ESCAPED)
_MARKS = re.compile(r"[*_~`]")
_BROKEN = re.compile(r"(&\w{0,4}|<[^>]*)$")


def esc(text: str) -> str:
    """Typed text for mrkdwn: it cannot mention, link or ping,
    and right-to-left names keep to themselves.
    """
    return isolate(text.translate(_TO_ESCAPED))


def isolate(text: str) -> str:
    """Typed text for plain text: right-to-left words do not turn around what stands beside them.

    The mark before them keeps a line that begins with them from being laid out from the right as a
    whole.
    """
    return f"\u200e\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def bold(text: str) -> str:
    """Typed text in bold; left plain where its own marks would break the bold open."""
    return esc(text) if _MARKS.search(text) or not text.strip() else f"*{esc(text)}*"


def bold_title(title: str) -> str:
    """A title on one line, in bold."""
    return bold(short(" ".join(title.split()), 200))


def short(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def brief(text: str, limit: int) -> str:
    """Typed text of at most ``limit`` characters, and of half as many more once it is escaped.

    For lists, in which long titles full of ``&`` would otherwise be more than a message holds.
    """
    start = text[:limit]
    if 2 * len(start.translate(_TO_ESCAPED)) <= 3 * limit:
        return short(text, limit)
    ends = accumulate(len(_ESCAPED.get(character, character)) for character in start)
    fitting = next(count for count, end in enumerate(ends) if 2 * end > 3 * limit)
    return short(text, max(1, fitting))


def names(people: Sequence[Person]) -> str:
    """Names without pings, cut to the first twenty."""
    listed = ", ".join(esc(short(person.name, 80)) for person in people[:20])
    more = len(people) - 20
    return f"{listed} and {plural(more, 'other')}" if more > 0 else listed


def lacks(people: Sequence[Person], *, they: bool = False) -> str:
    """What keeps messages from people, as this process is set up; of one person with the verb that
    fits “they”, where that is wanted.
    """
    is_single = len(people) == 1 and not they
    verb, want = ("has", "wants") if is_single else ("have", "want")
    if not reach.current().sends_mail:
        return f"{verb} no Slack account"
    stopped = [person for person in people if reach.obstacle_of(person) is Obstacle.STOPPED]
    lacking = f"{verb} neither Slack nor mail"
    if not stopped:
        return lacking
    return f"{want} no mail" if len(stopped) == len(people) else f"{want} no mail, or {lacking}"


def please_tell(person: Person) -> str:
    """To whoever did something that concerns her; nothing where messages reach her."""
    return (
        "" if reach.medium_of(person) else f"They {lacks([person], they=True)}: please tell them."
    )


def please_tell_those(people: Sequence[Person]) -> str:
    """To whoever did something of which these people get no word; nothing where there are none."""
    shown = [esc(short(person.name, 80)) for person in people[:_NOT_REACHED_NAMED]]
    more = len(people) - len(shown)
    listed = in_a_row([*shown, *([plural(more, "other")] if more else [])])
    return f"I do not tell {listed} about this: please do." if people else ""


def cut(text: str, limit: int) -> str:
    """mrkdwn of at most ``limit`` characters,
    cut neither within an escaped character nor within a link.
    """
    if len(text) <= limit:
        return text
    return _BROKEN.sub("", text[: limit - 1]).rstrip() + "…"


def mention(slack_id: str | None, name: str) -> str:
    """A Slack mention, or the name of a person without an account.

    Use it only where a ping is meant.
    """
    return f"<@{slack_id}>" if slack_id else esc(name)


def channel(channel_id: str | None) -> str:
    """A link to a channel, or words for none."""
    return f"<#{channel_id}>" if channel_id else "no channel"


def plural(count: int, single: str, several: str | None = None) -> str:
    """``1 task``, ``2 tasks``."""
    return f"{count:,} {single if count == 1 else several or single + 's'}"


def fitting(lines: Sequence[str], room: int) -> list[str]:
    """As many whole lines as fit into ``room`` characters, and how many more there are."""
    if sum(len(line) + 1 for line in lines) <= room:
        return list(lines)
    ends = accumulate(len(line) + 1 for line in lines)
    shown = lines[: sum(end <= room - len("and 10,000 more") for end in ends)]
    return [*shown, f"and {len(lines) - len(shown):,} more"]


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """The parts that say something, on one line."""
    return between.join(part for part in parts if part)


def in_a_row(words: Sequence[str]) -> str:
    """Words as a sentence lists them: ``a, b and c``."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def who_is_told(group: Group, *, heard: int = 0, unreached: Sequence[Person] = ()) -> str:
    """Who hears that a group was discharged: its channel, or else so many members in private."""
    if group.channel_id:
        return f"I tell {channel(group.channel_id)}."
    members = f"I tell {plural(heard, 'member')} in private." if heard else ""
    return joined(["It has no channel.", members, please_tell_those(unreached)], " ")
