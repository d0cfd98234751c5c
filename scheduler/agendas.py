"""Posts agendas some hours before their meetings, and carries on what a meeting did not close."""

from datetime import datetime

from models import Group
from models.agenda_messages import AgendaWords
from models.database import reading, unit_of_work
from services import agenda_postings, agendas
from views import agendas as views
from views import meetings as meeting_views

WORDS = AgendaWords(meeting_views.card, views.posted)


def run_due(now: datetime) -> int:
    """Carry on, then post, what is due; how many meetings that were."""
    return carry_due(now) + post_due(now)


def carry_due(now: datetime) -> int:
    """Carry on what is open of meetings that passed and closed nothing; how many those are. What
    was due at a later meeting, too, is carried on from there at the next beat.
    """
    with reading() as session:
        if not agendas.to_carry(session, now):
            return 0
    with unit_of_work() as session:
        ended = agendas.to_carry(session, now)
        for meeting in ended:
            agendas.carry_over(session, meeting, now=now)
            group = session.get_one(Group, meeting.group_id)
            agenda_postings.redraw(session, group, WORDS, now=now)
    return len(ended)


def post_due(now: datetime) -> int:
    """Post each agenda whose hour has come; how many those are."""
    with reading() as session:
        if not agenda_postings.to_post(session, now):
            return 0
    with unit_of_work() as session:
        due = agenda_postings.to_post(session, now)
        return sum(agenda_postings.post(session, meeting, WORDS, now=now) for meeting in due)
