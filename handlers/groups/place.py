"""Which group is meant."""

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Ask
from models import Group
from services import access, groups
from services.errors import Invalid


def named_or_here(session: Session, ask: Ask, line: grammar.Line) -> Group:
    """The group that the line names, or the channel's.

    Raises ``GroupNeeded`` where neither tells.
    """
    if not line.text:
        return grammar.group_of(session, ask, line)[0]
    group = groups.named(session, line.text, by=ask.who)
    if group is None:
        raise Invalid(
            f"I know no group called “{line.text[:60]}”. Type `/wg list` to see them all."
        )
    return group


def to_edit(session: Session, ask: Ask) -> Group:
    """The group of the button, else the one that the command is meant for."""
    if ask.value:
        return access.group_to_edit(session, ask.number(), by=ask.who)
    group = named_or_here(session, ask, grammar.read(ask.text))
    return access.group_to_edit(session, group.id, by=ask.who)
