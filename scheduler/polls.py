"""Closes polls whose time is up, ends those of groups that were discharged, and tells of those that
nobody is left to answer.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models import Group, OutboxMessage, Poll
from models.database import reading, unit_of_work
from models.messages import Key
from services import outbox, polls, unanswered_polls
from services.outbox import Drop, Send, Verdict
from services.polls import news
from views.polls.cards import WORDS

log = logging.getLogger(__name__)


def run_due(now: datetime) -> int:
    """End, close and tell of what is due; how many groups and polls."""
    with reading() as session:
        ended, due = polls.left_by_groups(session, now), polls.due_to_close(session, now)
        complete = unanswered_polls.complete(session, now)
    done = sum(_is_done(_end_with_group, group_id, now) for group_id in ended)
    done += sum(_is_done(_close, poll_id, now) for poll_id in due)
    return done + sum(_is_done(_tell_complete, poll_id, now) for poll_id in complete)


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether word of a poll may go to whom it was promised, as things are when it would go out."""
    subject = Key.parse(message.key).subject
    poll = session.get(Poll, subject.id) if subject else None
    if poll is None or not news.is_wanted(session, message, poll, now):
        return Drop(outbox.NO_LONGER_DUE)
    return Send()


def _is_done(act: Callable[[int, datetime], bool], number: int, now: datetime) -> bool:
    try:
        return act(number, now)
    except Exception:
        # What goes wrong with one poll must not stand in the way of the others.
        log.exception("polls: %s %s could not be ended", act.__name__, number)
        return False


def _end_with_group(group_id: int, now: datetime) -> bool:
    """What a group left open that ended on a day that was set ahead, or by an import."""
    with unit_of_work() as session:
        group = session.get_one(Group, group_id)
        for poll in polls.end_with_group(session, group, by=None, now=now):
            news.cancelled(session, poll, group, WORDS, by=None, now=now)
        return True


def _close(poll_id: int, now: datetime) -> bool:
    with unit_of_work() as session:
        found = polls.close_due(session, poll_id, now)
        if found is None:
            return False
        news.closed(session, *found, WORDS, now)
        return True


def _tell_complete(poll_id: int, now: datetime) -> bool:
    with unit_of_work() as session:
        poll = session.get_one(Poll, poll_id)
        group = session.get_one(Group, poll.group_id)
        return news.completed(session, poll, group, WORDS, now)
