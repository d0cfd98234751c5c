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
    group, rest = grammar.group_of(session, ask, line)
    if rest:
        raise Invalid(
            f"I have no use for {quoted(rest)} here. Name people, and at the end a group, such as"
            " “in Metadata”."
        )
    return group


def shown(session: Session, ask: Ask, text: str) -> Group:
    """The group of this name, also where it is misspelt: nothing but a look follows."""
    name = text.strip()
    found = (
        groups.named(session, name, by=ask.who)
        or groups.discharged(session, name, by=ask.who)
        or groups.nearest(session, name, by=ask.who)
    )
    if found is None:
        raise unknown(session, ask, name)
    return found


def to_show(session: Session, ask: Ask) -> Group:
    """The group of a line that is shown, discharged or not, else the channel's."""
    line = grammar.read(ask.text)
    grammar.refuse_mentions(ask, line)
    if line.text and not line.channel_ids:
        return shown(session, ask, line.text)
    return named_or_here(session, ask, line)


def unknown(session: Session, ask: Ask, text: str) -> Invalid:
    """The refusal of a name of no group, with the one that was probably meant."""
    near = groups.nearest(session, text, by=ask.who)
    hint = f"Did you mean “{near.name}”?" if near else "Type `/wg list` to see them all."
    return Invalid(f"I know no group called {quoted(text)}. {hint}")


def to_edit(session: Session, ask: Ask) -> Group:
    """The group of the button, else the one that the command is meant for."""
    if ask.value:
        return access.group_to_edit(session, ask.number(), by=ask.who)
    group = named_or_here(session, ask, grammar.read(ask.text))
    return access.group_to_edit(session, group.id, by=ask.who)
