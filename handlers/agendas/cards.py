"""What a door does after an agenda has changed: everything that shows it is drawn anew."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Meeting
from models.agenda_messages import AgendaWords
from services import agenda_postings, agendas
from views import agendas as views
from views import meetings as meeting_views

WORDS = AgendaWords(meeting_views.card, views.posted)


def redraw(session: Session, group: Group, ask: Ask, *, also: Sequence[Meeting] = ()) -> None:
    """Let the cards and posted agendas of the next meeting, and of those ``also``, show it."""
    agenda_postings.redraw(session, group, WORDS, also=also, now=ask.now)


def follow(session: Session, group: Group, changed: Sequence[Meeting], ask: Ask) -> None:
    """After meetings were moved, renamed or cancelled: their posted agendas show it, and what they
    leave to the next meeting stands there.
    """
    agenda_postings.redraw_posted(session, group, changed, WORDS, now=ask.now)
    if agendas.open_items(session, group):
        ids = {meeting.id for meeting in changed}
        following = agendas.next_meeting(session, group, ask.now)
        if following is not None and following.id not in ids:
            redraw(session, group, ask)
