"""Which meeting a typed line belongs to."""

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Ask
from models import Group, Meeting
from services import access, minutes
from services.errors import Conflict


def of_line(session: Session, ask: Ask, text: str) -> tuple[Meeting, str]:
    """The meeting into whose minutes a line goes, and its words.

    It is that of the channel's group which goes on, or ended within a day; in a channel of no group
    the only one of hers that goes on, else that of the group whose name ends the line. Raises
    ``Conflict`` where none does.
    """
    group, words = _group_and_words(session, ask, text)
    if isinstance(group, Meeting):
        return group, words
    meeting = minutes.meant(session, group, ask.now)
    if meeting is None:
        raise Conflict(
            f"No meeting of {group.name} goes on. `/meet begin` begins the next one within the hour"
            " before it; `/meet minutes` writes lines of earlier ones."
        )
    return meeting, words


def to_begin(session: Session, ask: Ask) -> Meeting:
    """The meeting that `/meet begin` means: the one that goes on, or is about to begin."""
    if ask.value:
        return access.meeting_to_run(session, ask.number(), by=ask.who)
    group = place.named_or_here(session, ask, grammar.read(ask.text))
    meeting = minutes.to_begin(session, group, ask.now)
    if meeting is None:
        raise Conflict(
            f"No meeting of {group.name} goes on or begins within the next hour. `/meet next` shows"
            " those ahead, `/meet minutes` writes lines of earlier ones."
        )
    return access.meeting_to_run(session, meeting.id, by=ask.who)


def _group_and_words(session: Session, ask: Ask, text: str) -> tuple[Group | Meeting, str]:
    if ask.group is not None:
        return session.merge(ask.group, load=False), text
    running = minutes.running(session, ask.who, ask.now)
    if len(running) == 1:
        return running[0], text
    return grammar.group_of(session, ask, grammar.Line(text))
