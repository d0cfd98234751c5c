"""Messages about calls, with the change that causes them."""

from collections.abc import Collection

from sqlmodel import Session

from handlers.routes import Ask
from models import Call, CallUnit, Group
from models.call_messages import UnitQuestion
from services.calls import Answered, announcements
from views.calls.cards import WORDS


def opened(
    session: Session, call: Call, group: Group, units: Collection[CallUnit], ask: Ask
) -> None:
    """Promise the card to the group's channel, and the question to whoever is first to answer for
    each unit.
    """
    announcements.opened(session, call, group, units, WORDS, by=ask.person, now=ask.now)


def changed(session: Session, call: Call, group: Group, ask: Ask) -> None:
    """Draw anew what shows a call, and promise the channel news of an extension."""
    announcements.changed(session, call, group, WORDS, now=ask.now)


def ended(session: Session, call: Call, group: Group, ask: Ask) -> None:
    """Draw anew what shows a call that was closed or cancelled, and promise word of it."""
    announcements.ended(session, call, group, WORDS, by=ask.person, now=ask.now)


def recorded(
    session: Session,
    call: Call,
    group: Group,
    unit: CallUnit,
    answered: Answered,
    ask: Ask,
) -> UnitQuestion:
    """Draw anew what shows the answer of a unit, and promise word to whom another answer stood for;
    what the unit's people see now.
    """
    return announcements.recorded(
        session, call, group, unit, answered, WORDS, by=ask.person, now=ask.now
    )
