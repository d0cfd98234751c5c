"""How far Slack was asked what everybody, and each group's channel, is by now.

It is asked at each start and once a day, as soon as Slack has told which workspace is ours: events
tell of changes while Convene runs, and nothing tells of those that it missed.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import BotAccount, Group, Person, ScanStage, SlackScan
from models.accounts import THE_BOT
from models.subjects import Subject
from services import history, people, requests, stories, terms
from services.people import Profile

log = logging.getLogger(__name__)

SCANNED_EVERY = timedelta(days=1)
CLAIMED_FOR = timedelta(minutes=2)
"""How long one step may take, before another process takes it for lost."""
SCANNED_AT_ONCE = 5
"""How many people or channels are asked about in one step, each by a call of its own."""


@dataclass(frozen=True)
class Step:
    """What is to be asked now."""

    stage: ScanStage
    cursor: str
    began_at: datetime


def begin(session: Session, now: datetime) -> None:
    """Ask everything anew from now on."""
    session.merge(
        SlackScan(id=THE_BOT, stage=ScanStage.PEOPLE, cursor="", began_at=now, next_at=now)
    )


def is_due(session: Session, now: datetime) -> bool:
    return session.exec(_due(now)).first() is not None


def claim(session: Session, now: datetime) -> Step | None:
    """What is to be asked now, by this process alone; None where nothing is."""
    scan = session.exec(_due(now).with_for_update(skip_locked=True)).first()
    if scan is None:
        return None
    if scan.stage is ScanStage.PEOPLE and not scan.cursor:
        scan.began_at = now
    scan.next_at = now + CLAIMED_FOR
    session.add(scan)
    return Step(scan.stage, scan.cursor, scan.began_at)


def go_on(session: Session, step: Step, cursor: str, *, now: datetime) -> None:
    """The step is done: on to its next page, or where there is none, to what comes next."""
    scan = session.get_one(SlackScan, THE_BOT)
    if (scan.stage, scan.began_at) != (step.stage, step.began_at):
        # Another start has begun anew meanwhile.
        return
    scan.cursor, scan.next_at = cursor, now
    if not cursor:
        stages = list(ScanStage)
        position = (stages.index(step.stage) + 1) % len(stages)
        scan.stage = stages[position]
        scan.next_at = now if position else step.began_at + SCANNED_EVERY
    session.add(scan)


def put_off(session: Session, *, until: datetime) -> None:
    """Slack does not answer: ask the same again then."""
    scan = session.get_one(SlackScan, THE_BOT)
    scan.next_at = until
    session.add(scan)


def refresh(session: Session, profiles: Sequence[Profile], *, now: datetime) -> int:
    """Bring those up to date whom Convene has met; how many those are."""
    by_id = {profile.slack_id: profile for profile in profiles if not profile.is_bot}
    met = select(Person.slack_id).where(col(Person.slack_id).in_(by_id)).order_by(col(Person.id))
    known = session.exec(met).all()
    return sum(_is_refreshed(session, by_id[str(slack_id)], now) for slack_id in known)


def _is_refreshed(session: Session, profile: Profile, now: datetime) -> bool:
    """What goes wrong with one of a page stands in the way of no other."""
    try:
        with session.begin_nested():
            people.meet(session, profile, now=now)
    except OperationalError:
        raise
    except Exception:
        log.exception("%s could not be brought up to date", profile.slack_id)
        return False
    return True


def missing(session: Session, step: Step) -> list[Person]:
    """Some of those whom no page has told of, such as people of other workspaces."""
    after = int(step.cursor or 0)
    not_asked = sa.or_(
        col(Person.asked_slack_at).is_(None), col(Person.asked_slack_at) < step.began_at
    )
    found = select(Person).where(
        col(Person.slack_id).is_not(None), col(Person.id) > after, not_asked
    )
    return list(session.exec(found.order_by(col(Person.id)).limit(SCANNED_AT_ONCE)))


def channels(session: Session, step: Step, now: datetime) -> list[Group]:
    """Some of the groups whose channel is to be looked at."""
    after = int(step.cursor or 0)
    found = select(Group).where(
        col(Group.channel_id).is_not(None), col(Group.id) > after, terms.active(now)
    )
    return list(session.exec(found.order_by(col(Group.id)).limit(SCANNED_AT_ONCE)))


def note_channel(session: Session, group_id: int, *, is_private: bool, now: datetime) -> bool:
    """Make a group private whose channel has become so; whether that was new.

    The other way round nothing is shown to more people than before: a private group stays one
    until its chair sends its form.
    """
    group = session.get_one(Group, group_id)
    session.refresh(group, with_for_update=True)
    if group.is_private or not is_private:
        return False
    group.is_private = True
    session.add(group)
    stories.take_out_of_group(session, group, now=now)
    history.record(
        session,
        "group.changed",
        Subject.of(group),
        by=None,
        now=now,
        before={"is_private": False},
        after={"is_private": True},
    )
    return True


def tidy(session: Session, now: datetime) -> None:
    """What else is done once a day."""
    requests.forget(session, now)


def _due(now: datetime) -> SelectOfScalar[SlackScan]:
    # Further off than a day it was written while the clock was ahead.
    is_due = sa.or_(col(SlackScan.next_at) <= now, col(SlackScan.next_at) > now + SCANNED_EVERY)
    # Whom Slack describes is told apart by the workspace that Convene serves.
    is_known = sa.exists(select(BotAccount.id))
    return select(SlackScan).where(SlackScan.id == THE_BOT, is_due, is_known)
