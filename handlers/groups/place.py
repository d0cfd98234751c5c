"""Which group is meant."""

import re
from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Ask
from models import Group
from services import access, groups
from services.dates.words import quoted
from services.errors import Invalid
from views.texts import in_a_row

_BETWEEN_PEOPLE = re.compile(r"^(?:[\s,;:&]+|and(?!\S))+", re.IGNORECASE)
"""What is left of ``@ben, @cleo and @dag`` without the people."""
_TO_GROUP = re.compile(r"^(?:to|from|in|for)\s+", re.IGNORECASE)


def named_or_here(session: Session, ask: Ask, line: grammar.Line) -> Group:
    """The group that the line names, or the channel's.

    Raises ``GroupNeeded`` where neither tells.
    """
    if line.slack_ids or line.names:
        raise Invalid(
            f"`/{ask.words}` is about a group, and I have no use for a person in it. Name a group,"
            " or nothing."
        )
    if not line.text:
        return grammar.group_of(session, ask, line)[0]
    group = groups.named(session, line.text, by=ask.who)
    if group is None:
        raise unknown(session, ask, line.text)
    return group


def for_people(session: Session, ask: Ask, line: grammar.Line) -> Group:
    """The group beside the people of a line: ``@ben, @cleo to Metadata``, or the channel's.

    Raises ``Invalid`` for words that name no group.
    """
    line = replace(line, text=_BETWEEN_PEOPLE.sub("", line.text))
    name = _TO_GROUP.sub("", line.text)
    if name and (group := groups.named(session, name, by=ask.who)):
        return group
    if name and not line.channel_ids and groups.nearest(session, name, by=ask.who):
        raise unknown(session, ask, name)
    group, rest = grammar.group_of(session, ask, line)
    if rest:
        raise Invalid(
            f"I have no use for {quoted(rest)} here. Name people, and at the end a group, such as"
            " “in Metadata”."
        )
    return group


def shown(session: Session, ask: Ask, text: str) -> Group:
    """The group of this name, discharged or not, also where it is misspelt or only a part: nothing
    but a look follows.
    """
    name = text.strip()
    rows = groups.found(session, name, by=ask.who)
    group = rows[0] if len(rows) == 1 else None
    group = group or groups.named(session, name, by=ask.who)
    if group is None and not rows:
        group = groups.nearest(session, name, by=ask.who)
    if group is None:
        raise unknown(session, ask, name)
    return group


def to_show(session: Session, ask: Ask) -> Group:
    """The group of a line that is shown, discharged or not, else the channel's."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    if line.text and not line.channel_ids:
        return shown(session, ask, line.text)
    return named_or_here(session, ask, line)


def unknown(session: Session, ask: Ask, text: str) -> Invalid:
    """The refusal of a name of no group that goes on: what became of the one that was discharged,
    else those that were probably meant.
    """
    if ended := groups.discharged(session, text, by=ask.who):
        return Invalid(_ended(session, ask, ended))
    return Invalid(f"I know no group called {quoted(text)}. {grammar.hint(session, ask, text)}")


def _ended(session: Session, ask: Ask, group: Group) -> str:
    """That a group was discharged, and who goes on with its work."""
    heirs = [heir.name for heir in groups.successors(session, group, by=ask.who)]
    goes_on = f" Its work goes on in {in_a_row(heirs)}." if heirs else ""
    return (
        f"{group.name} was discharged, so nothing in it can change any more.{goes_on}"
        f" `/wg show {group.name}` shows it."
    )


def to_edit(session: Session, ask: Ask) -> Group:
    """The group of the button, else the one that the command is meant for."""
    if ask.value:
        return access.group_to_edit(session, ask.number(), by=ask.who)
    group = named_or_here(session, ask, grammar.read(ask.text))
    return access.group_to_edit(session, group.id, by=ask.who)
