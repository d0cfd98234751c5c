"""Opens calls that were to open by themselves, closes those whose time is up, and ends those of
groups that were discharged.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from models import Call, Group, OutboxMessage, Person
from models.database import reading, unit_of_work
from models.messages import CALL_NOT_OPENED, Key
from models.subjects import Subject
from services import access, calls, leaders, outbox
from services.calls import announcements, call_readers
from services.errors import Refusal
from services.outbox import Drop, Send, Verdict
from views.calls import cards
from views.calls.cards import WORDS

log = logging.getLogger(__name__)


def run_due(now: datetime) -> int:
    """End, close and open what is due; how many groups and calls."""
    with reading() as session:
        ended = calls.left_by_groups(session, now)
    done = sum(
        _is_done(_end_with_group, group_id, now, noun="calls of group") for group_id in ended
    )
    with reading() as session:
        to_close, to_open = calls.due_to_close(session, now), calls.due_to_open(session, now)
    done += sum(_is_done(_close, call_id, now) for call_id in to_close)
    return done + sum(_is_done(_open, call_id, now) for call_id in to_open)


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether word of a call may go to whom it was promised, as things are when it would go out."""
    subject = Key.parse(message.key).subject
    call = session.get(Call, subject.id) if subject else None
    if call is None or not call_readers.is_wanted(session, message, call, now):
        return Drop(outbox.NO_LONGER_DUE)
    return Send()


def _is_done(
    act: Callable[[int, datetime], bool], number: int, now: datetime, *, noun: str = "call"
) -> bool:
    try:
        return act(number, now)
    except Exception:
        # What goes wrong with one call must not stand in the way of the others.
        log.exception("the %s %s could not be opened or closed", noun, number)
        return False


def _end_with_group(group_id: int, now: datetime) -> bool:
    """What a group left open that ended on a day that was set ahead, or by an import."""
    with unit_of_work() as session:
        group = session.get_one(Group, group_id)
        for call in calls.end_with_group(session, group, by=None, now=now):
            announcements.ended(session, call, group, WORDS, by=None, now=now)
        return True


def _close(call_id: int, now: datetime) -> bool:
    with unit_of_work() as session:
        found = calls.close_due(session, call_id, now)
        if found is None:
            return False
        call, group = found
        announcements.ended(session, call, group, WORDS, by=None, now=now)
        return True


def _open(call_id: int, now: datetime) -> bool:
    """A draft that cannot open stays as it is, and whoever wrote or changed it hears why."""
    try:
        with unit_of_work() as session:
            opener = calls.opener_of(session, session.get_one(Call, call_id))
            who = access.standing(session, opener, now)
            call, group = access.draft_to_open(session, call_id, by=who)
            units = calls.open_call(session, call, group, by=opener, now=now)
            announcements.opened(session, call, group, units, WORDS, by=None, now=now)
            return True
    except Refusal as refusal:
        with unit_of_work() as session:
            _let_wait(session, call_id, refusal.message, now)
        return False


def _let_wait(session: Session, call_id: int, reason: str, now: datetime) -> None:
    """Tell who wrote a draft and who changed it last; the program managers where neither can be
    told.
    """
    call = calls.let_wait(session, call_id, now)
    if call is None:
        return
    group = session.get_one(Group, call.group_id)
    words, subject = cards.not_opened(call, reason), Subject.of(call)
    writers = [session.get_one(Person, call.drafted_by), calls.opener_of(session, call)]
    for people in (
        call_readers.may_hear(session, call, group, writers, now),
        leaders.managers_in_slack(session, now),
    ):
        if outbox.tell(session, people, words, kind=CALL_NOT_OPENED, subject=subject, now=now):
            return
