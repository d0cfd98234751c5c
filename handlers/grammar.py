"""Reading one typed line: mentions, channels and groups in it, and the text that is left."""

import html
import re
from dataclasses import dataclass, field

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Person
from models.database import reading
from services import groups, people
from services.dates.words import quoted
from services.errors import Invalid
from services.groups import Listed

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^>|]+)(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!subteam\^[^<>|]*\|([^<>]+)>")
_SPECIAL = re.compile(r"<![^<>|]*\|?([^<>]*)>")
_NAME = re.compile(r"(?<!\S)@([^\s@<>]*[^\s@<>,;:!?])(?P<mark>[,;:!?]*)(?=\s|$)")
"""A name, and the marks behind it, which are no part of it."""
_IN_GROUP = re.compile(r"\s+(?P<link>in|for)\s+(?=(?P<name>[^<>]{2,200})$)", re.IGNORECASE)
_MOST_ENDINGS = 4
_SHORTEST_BEGINNING = 4
_MARKS = " -–—.,:;!?"
"""What may stand behind a name without being of it."""
_SHORTEST_MISSPELT = 5
_MOST_NAMED = 5


@dataclass(frozen=True)
class Line:
    """A typed line taken apart. ``text`` is what is left, as plain text."""

    text: str
    slack_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Names typed with an at sign that Slack did not turn into a mention."""
    channel_ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = field(default=(), compare=False)
    """What Slack calls these channels, empty where it does not tell."""
    marked: str = field(default="", compare=False)
    """The text with each mention in its place, as it was typed."""


def read(text: str) -> Line:
    """Take mentions, names and channels out of a line, and undo Slack's escapes."""
    slack_ids = tuple(dict.fromkeys(_PERSON.findall(text)))
    channels = dict(_CHANNEL.findall(text))
    rest = _CHANNEL.sub(" ", _PERSON.sub(" ", text))
    names = tuple(dict.fromkeys(name for name, _mark in _NAME.findall(rest)))
    marked = plain(_CHANNEL.sub(" ", _PERSON.sub(r"<@\1>", text)))
    text = plain(_NAME.sub(" ", rest))
    return Line(text, slack_ids, names, tuple(channels), tuple(channels.values()), marked)


def plain(text: str) -> str:
    """What a person typed, without Slack's escapes and link brackets, on one line."""
    unlinked = _LINK.sub(_unlinked, text)
    unlinked = _GROUP.sub(r"\1", unlinked)
    return " ".join(html.unescape(unlinked).split())


def _unlinked(link: re.Match[str]) -> str:
    """What was typed of a link: its words, and its address where the words do not say it."""
    address, words = link[1].removeprefix("mailto:"), link[2]
    if not words:
        return address
    return words if words.casefold() in address.casefold() else f"{words} {address}"


def sentence(ask: Ask) -> Line:
    """A line that is written down as it stands: whoever it mentions is named in it.

    It may ask Slack, so it must be called outside a unit of work.
    """
    slack_ids = list(dict.fromkeys(_PERSON.findall(ask.text)))
    known = {person.slack_id: person.name for person in ask.people(slack_ids)} if slack_ids else {}
    named = _PERSON.sub(lambda found: known.get(found[1], ""), ask.text)
    channels = dict(_CHANNEL.findall(ask.text))
    return Line(prose(named), channel_ids=tuple(channels), channels=tuple(channels.values()))


def wording(ask: Ask, text: str) -> str:
    """A line that is written into a record: people and channels are named in it.

    It may ask Slack, so it must be called outside a unit of work.
    """
    called = _CHANNEL.sub(lambda found: f"#{found[2]}" if found[2] else " ", text)
    slack_ids = list(dict.fromkeys(_PERSON.findall(called)))
    known = {person.slack_id: person.name for person in ask.people(slack_ids)} if slack_ids else {}
    named = _PERSON.sub(lambda found: known.get(found[1], ""), called)
    return plain(_SPECIAL.sub(r"\1", named))


def spoken(ask: Ask, text: str) -> str:
    """A typed line as people read it: whoever it mentions is named in it.

    It may ask Slack, so it must be called outside a unit of work.
    """
    slack_ids = list(dict.fromkeys(_PERSON.findall(text)))
    known = {person.slack_id: person.name for person in ask.people(slack_ids)} if slack_ids else {}
    return plain(_PERSON.sub(lambda found: f"@{known.get(found[1], 'somebody')}", text))


def refuse_mentions(ask: Ask, line: Line) -> None:
    """Raises ``Invalid`` for a line with a mention, of which the command makes nothing.

    It may ask Slack, so it must be called outside a unit of work.
    """
    if line.slack_ids or line.names:
        raise Invalid(
            f"`/{ask.words}` is about a group, and I have no use for a person in"
            f" {quoted(spoken(ask, ask.text))}. Name a group, or nothing."
        )


def prose(text: str) -> str:
    """The words of a whole message, on one line and without its mentions."""
    return plain(_CHANNEL.sub(" ", _PERSON.sub(" ", _SPECIAL.sub(r"\1", text))))


def mentions(ask: Ask, line: Line) -> dict[str, Person]:
    """Whom each mention of a line means, as it stands in ``marked``. Raises ``Invalid`` for a name
    of nobody, or of several.

    It may ask Slack, so it must be called outside a unit of work.
    """
    found = ask.people(list(line.slack_ids)) if line.slack_ids else []
    known = {f"<@{person.slack_id}>": person for person in found}
    with reading() as session:
        return known | {f"@{name}": people.by_typed_name(session, name) for name in line.names}


def mentioned(ask: Ask, line: Line) -> list[Person]:
    """The people that a line speaks of, each once. Raises ``Invalid`` for a name of nobody, or of
    several.

    It may ask Slack, so it must be called outside a unit of work.
    """
    return list({person.id: person for person in mentions(ask, line).values()}.values())


def group_of(session: Session, ask: Ask, line: Line) -> tuple[Group, str]:
    """The group that a line is meant for, and the line's text without it.

    A channel in the line wins, then ``in <group>`` at its end, then the channel it was typed in.
    Raises ``GroupNeeded`` where none of them tells.
    """
    for channel_id in line.channel_ids:
        group = groups.named(session, channel_id, by=ask.who)
        if group is None:
            raise Invalid(
                f"{_called(line, 0)} is the channel of no group that you can see. Type `/wg list`."
            )
        if len(line.channel_ids) > 1:
            raise Invalid(
                f"{_called(line, 1)} is one channel too many: name the channel of one group."
            )
        return group, line.text
    # "2pm for 45 min in Metadata" has two such endings, and a group may be called "Council for
    # Equity".
    endings = list(_IN_GROUP.finditer(line.text))[-_MOST_ENDINGS:]
    for ending in endings:
        if group := _ending_in(session, ending["name"], ask):
            return group, line.text[: ending.start()]
    if endings:
        refuse_misspelt(session, ask, endings[-1]["link"], endings[-1]["name"])
    # It was read before this unit of work, and has to be part of it to be locked or changed.
    return session.merge(ask.group_or_ask(), load=False), line.text


def refuse_misspelt(session: Session, ask: Ask, link: str, name: str) -> None:
    """Raise ``Invalid`` where the end of a line is probably ``in`` a group whose name is misspelt:
    it is asked about, never taken. ``for`` it, and a short word, may be anything.
    """
    if link.casefold() != "in" or len(name) < _SHORTEST_MISSPELT:
        return
    words = name.strip(_MARKS)
    near = groups.nearest(session, words, by=ask.who, which=(Listed.ACTIVE,), is_whole=True)
    if near is not None and near.name_key != groups.name_key(words):
        raise Invalid(
            f"I know no group called {quoted(name)}. Did you mean “in {near.name}”? Where those"
            " words belong to what you write, name the group behind them."
        )


def hint(session: Session, ask: Ask, text: str, *, noun: str = "") -> str:
    """Which groups were probably meant by words that name none, for a refusal."""
    rows = groups.found(session, text, by=ask.who)
    if len(rows) > 1:
        names = ", ".join(f"“{row.name}”" for row in rows[:_MOST_NAMED])
        more = ", or another one" if len(rows) > _MOST_NAMED else ""
        return f"It could be {names}{more}: type more of the name."
    near = rows[0] if rows else groups.nearest(session, text, by=ask.who)
    return f"Did you mean {noun}“{near.name}”?" if near else "Type `/wg list` to see them all."


def _called(line: Line, at: int) -> str:
    """What to call a channel of a line."""
    name = line.channels[at] if at < len(line.channels) else ""
    return f"#{name}" if name else "That channel"


def _ending_in(session: Session, name: str, ask: Ask) -> Group | None:
    """The group of this name. A word as short as the "me" of "for me" is no beginning of one."""
    group = groups.named(session, name, by=ask.who)
    is_whole = group is not None and group.name_key == groups.name_key(name)
    return group if is_whole or len(name) >= _SHORTEST_BEGINNING else None
