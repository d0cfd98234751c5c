"""Taking messages to send: one at a time from each lane, never faster than the lane's pace."""

import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Lane, OutboxMessage, OutboxOp, OutboxState
from models.messages import Medium, Recipient
from models.outbox import HOLDS, IN_FLIGHT, SLACK_HOLD, TO_DEDUPLICATE, WAITING, hold_of
from services.outbox.keys import redraws_of
from services.outbox.lanes import CLOCKS_DIFFER, LONGEST_PAUSE, PACE, holds, keep_pace, travels_by
from services.outbox.verdicts import Drop, Recheck, Send, Verdict, Wait, send_all

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long a worker may take over one message."""
FIRST_SEARCH = timedelta(seconds=30)
"""How long after the last byte a message in doubt is first searched for."""

TOO_LATE = "too late"
NO_LONGER_DUE = "no longer due"
NEVER_ARRIVED = "the message to redraw never arrived"
WITHOUT_WORDS = "too late: its words are not kept any more"
STAYS_AS_SENT = "what went out by mail stays as it is"
CHECK_AGAIN = timedelta(seconds=30)
MOST_CHECKS = 5
"""How often a message is claimed that cannot be held against what is true, until it is given up."""


def is_anything_due(session: Session, *, now: datetime, medium: Medium | None = None) -> bool:
    """Whether some message needs attention, of one medium or of any; cheap enough to ask twice a
    second.
    """
    any_row = select(sa.literal(1)).select_from(OutboxMessage).limit(1)
    if medium:
        any_row = any_row.where(travels_by(medium))
    due = any_row.where(sa.text(WAITING), col(OutboxMessage.wake_at) <= now)
    # Held rows stay due for as long as nobody mends their channel; what is in doubt is searched for
    # there, too.
    in_trouble = select(Lane.name).where(col(Lane.name).not_in(HOLDS), Lane.trouble != "")
    is_held = sa.and_(
        col(OutboxMessage.state) == OutboxState.READY, col(OutboxMessage.lane).in_(in_trouble)
    )
    due = due.where(~is_held)
    doubled = any_row.where(sa.text(TO_DEDUPLICATE), col(OutboxMessage.deduplicate_at) <= now)
    return any(session.exec(question).first() is not None for question in (due, doubled))


def sweep(session: Session, *, now: datetime) -> None:
    """Take up what nobody finished in time.

    A post whose lease ended may have arrived, so it is not sent again: it is ``unsure``, and
    searched for. Redrawing twice does no harm, so an update starts over. What is too late in a held
    channel is dropped.
    """
    lapsed = sa.update(OutboxMessage).where(sa.text(WAITING), col(OutboxMessage.wake_at) <= now)
    sending = lapsed.where(col(OutboxMessage.state) == OutboxState.SENDING)
    is_update = col(OutboxMessage.op) == OutboxOp.UPDATE
    session.exec(sending.where(is_update).values(state=OutboxState.READY, wake_at=now))
    session.exec(
        sending.where(~is_update).values(
            state=OutboxState.UNSURE,
            wake_at=now + FIRST_SEARCH,
            searches=0,
            error="the sender never said how it ended",
        )
    )
    too_late = lapsed.where(
        col(OutboxMessage.state) == OutboxState.READY, col(OutboxMessage.expires_at) <= now
    )
    session.exec(too_late.values(state=OutboxState.DROPPED, error=TOO_LATE))


def claim(
    session: Session,
    *,
    now: datetime,
    worker: str,
    recheck: Recheck = send_all,
    medium: Medium | None = None,
) -> OutboxMessage | None:
    """Take the first message of an idle lane, of one medium or of any, for ``worker``, or None when
    nothing can be sent now.

    What came too late, was overtaken or is not wanted any more by ``recheck`` is dropped on the
    way, and what is not wanted yet waits. Commit before sending: the row then says that somebody
    may have sent it, whatever happens next. What cannot be checked waits behind the others, and is
    given up in the end.
    """
    while message := _first_of_a_lane(session, now, medium):
        try:
            verdict = _verdict(session, message, now, recheck)
        except SQLAlchemyError:
            raise
        except Exception as error:
            _set_aside(message, error, now)
            session.flush()
            continue
        match verdict:
            case Wait(until):
                message.due_at = message.wake_at = until
                session.flush()
            case Drop(reason):
                message.state, message.error = OutboxState.DROPPED, reason
                session.flush()
            case Send():
                _take(session, message, now=now, worker=worker)
                return message
    return None


def _take(session: Session, message: OutboxMessage, *, now: datetime, worker: str) -> None:
    message.state, message.owner, message.tries = OutboxState.SENDING, worker, message.tries + 1
    message.first_try, message.last_try = message.first_try or now, now
    message.wake_at, message.searches = now + LEASE, 0
    session.flush()
    keep_pace(session, message, now=now)


def _set_aside(message: OutboxMessage, error: Exception, now: datetime) -> None:
    """One message about which nothing can be found out must not stand in the way of all others."""
    log.error("outbox %s cannot be checked", message.key, exc_info=error)
    message.tries += 1
    message.error = f"{type(error).__name__}: {error}"[:500]
    message.due_at = message.wake_at = now + CHECK_AGAIN
    if message.tries >= MOST_CHECKS:
        message.state = OutboxState.DEAD


def _first_of_a_lane(
    session: Session, now: datetime, medium: Medium | None
) -> OutboxMessage | None:
    moments = {
        "now": now,
        "lane_latest": now + PACE + CLOCKS_DIFFER,
        "latest": now + LONGEST_PAUSE + CLOCKS_DIFFER,
    }
    return session.exec(_FIRST_OF_A_LANE[medium], params=moments).first()


def _statement(wanted: Medium | None) -> SelectOfScalar[OutboxMessage]:
    """The oldest waiting message that is first in its lane, in a lane that is idle and not held.

    The states are spelled out, not bound, so that both databases see that the partial indexes
    apply. Scalar subqueries, not anti-joins: PostgreSQL plans those badly on a table that it has
    not analysed yet.
    """
    now, lane_latest, latest = (_moment(name) for name in ("now", "lane_latest", "latest"))
    other = aliased(OutboxMessage)
    in_lane = (
        sa.select(col(other.id))
        .where(col(other.lane) == OutboxMessage.lane)
        .correlate(OutboxMessage)
    )
    first = in_lane.where(sa.text(WAITING), col(other.due_at) <= now).order_by(
        col(other.due_at), col(other.id)
    )
    in_flight = in_lane.where(sa.text(IN_FLIGHT)).limit(1).scalar_subquery()
    is_closed = sa.and_(col(Lane.name) == OutboxMessage.lane, col(Lane.trouble) != "")
    own: Any = col(OutboxMessage.lane)
    medium = _hold()
    held = sa.select(col(Lane.name)).where(
        col(Lane.name).in_((own, medium.concat(col(OutboxMessage.op)), medium)),
        sa.or_(holds(own, now, lane_latest, latest), is_closed),
    )
    return (
        select(OutboxMessage)
        .where(sa.text(f"outbox.{WAITING}"), col(OutboxMessage.state) == OutboxState.READY)
        .where(*([travels_by(wanted)] if wanted else []))
        .where(col(OutboxMessage.wake_at) <= now, col(OutboxMessage.due_at) <= now)
        .where(col(OutboxMessage.id) == first.limit(1).scalar_subquery(), in_flight.is_(None))
        .where(~held.correlate(OutboxMessage).exists())
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(1)
        .with_for_update(of=OutboxMessage, skip_locked=True)
    )


def _moment(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=OutboxMessage.__table__.c.wake_at.type)  # type: ignore[attr-defined]


def _hold() -> sa.ColumnElement[str]:
    """The hold of the medium in which a row travels: all but Slack's lanes have a prefix."""
    lane: Any = col(OutboxMessage.lane)
    others = [
        (lane.like(f"{medium.prefix}%"), sa.literal(hold_of(medium)))
        for medium in Medium
        if medium.prefix
    ]
    return sa.case(*others, else_=sa.literal(SLACK_HOLD))


_FIRST_OF_A_LANE = {medium: _statement(medium) for medium in (None, *Medium)}


def _verdict(session: Session, message: OutboxMessage, now: datetime, recheck: Recheck) -> Verdict:
    """What is to become of ``message``. An update learns here which message it redraws.

    Raises ``ValueError`` where its lane is that of no recipient.
    """
    medium = Recipient.parse(message.lane).medium
    if message.expires_at is not None and message.expires_at <= now:
        return Drop(TOO_LATE)
    if not message.payload:
        return Drop(WITHOUT_WORDS)
    if message.op is not OutboxOp.UPDATE:
        return recheck(session, message, now)
    if medium is Medium.MAIL:
        return Drop(STAYS_AS_SENT)
    if _is_overtaken(session, message, now):
        return Drop("a newer version follows")
    card = session.get(OutboxMessage, message.payload["card"])
    # Of what only counts as sent, nobody knows where it stands.
    if card is None or card.state is not OutboxState.SENT or not card.receipt:
        return Drop(NEVER_ARRIVED)
    message.payload = message.payload | card.receipt
    return recheck(session, message, now)


def _is_overtaken(session: Session, update: OutboxMessage, now: datetime) -> bool:
    """A newer state that is still to wait overtakes nothing, or a card that changes again and again
    would never be drawn.
    """
    is_to_wait = sa.and_(
        col(OutboxMessage.state) == OutboxState.READY, col(OutboxMessage.due_at) > now
    )
    return session.exec(newer(update).where(~is_to_wait).limit(1)).first() is not None


def newer(update: OutboxMessage) -> SelectOfScalar[int]:
    """Newer states of the same card that wait or were sent already:
    clocks do not agree on the order.
    """
    shown = col(OutboxMessage.state).not_in((OutboxState.DROPPED, OutboxState.DEAD))
    return select(OutboxMessage.id).where(
        OutboxMessage.subject == update.subject,
        redraws_of(update.payload["card"]),
        shown,
        col(OutboxMessage.id) > update.id,
    )
