"""Posts agendas some hours before their meetings, and carries on what a meeting did not close."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models import Group, Meeting
from models.agenda_messages import AgendaWords
from models.database import reading, unit_of_work
from services import agenda_postings, agendas
from views import agendas as views
from views import meetings as meeting_views

log = logging.getLogger(__name__)

WORDS = AgendaWords(meeting_views.card, views.posted)


def run_due(now: datetime) -> int:
    """Carry on, then post, what is due; how many meetings that were."""
    return carry_due(now) + post_due(now)


def carry_due(now: datetime) -> int:
    """Carry on what is open of meetings that passed and closed nothing; how many those are. What
    was due at a later meeting, too, is carried on from there at the next beat.
    """
    return _each_group(agendas.to_carry, _carry, now)


def post_due(now: datetime) -> int:
    """Post each agenda whose hour has come; how many those are."""
    return _each_group(agenda_postings.to_post, _post, now)


def _post(session: Session, meeting: Meeting, now: datetime) -> bool:
    return agenda_postings.post(session, meeting, WORDS, now=now)


def _carry(session: Session, meeting: Meeting, now: datetime) -> bool:
    agendas.carry_over(session, meeting, now=now)
    group = session.get_one(Group, meeting.group_id)
    agenda_postings.redraw(session, group, WORDS, now=now)
    return True


def _each_group(
    due: Callable[[Session, datetime], list[Meeting]],
    act: Callable[[Session, Meeting, datetime], bool],
    now: datetime,
) -> int:
    """Do what is due about meetings, each group in a unit of work of its own; how much was done."""
    with reading() as session:
        group_ids = dict.fromkeys(meeting.group_id for meeting in due(session, now))
    done = 0
    for group_id in group_ids:
        try:
            with unit_of_work() as session:
                rows = [meeting for meeting in due(session, now) if meeting.group_id == group_id]
                done += sum(act(session, meeting, now) for meeting in rows)
        except Exception:
            # What goes wrong in one group must not stand in the way of the others.
            log.exception("agendas: %s failed in group %s", act.__name__, group_id)
    return done
