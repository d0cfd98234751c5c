"""What did not arrive: who is told of it, and how it is sent again or given up;
and how the queue stands.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import (
    Group,
    Lane,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
)
from models.deliveries import LastDigest, MediumQueue, Queue, Retried, Trouble, Undelivered
from models.messages import Medium, Recipient, kind_of
from models.outbox import DEAD, HOLDS, WAITING, hold_of
from models.subjects import LANE, Subject
from services import access, bounces, digests, history, outbox, terms
from services.access import Standing
from services.errors import Conflict

ONCE_IN = timedelta(hours=24)
"""Nobody hears of the same channel or person more often than that."""


def queue(session: Session, now: datetime) -> Queue:
    """How the outbox stands: a constant number of queries."""
    counts = _counts(session)
    closed = _closed_lanes()
    ready = (sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    held = (
        select(sa.func.count())
        .select_from(OutboxMessage)
        .where(*ready, col(OutboxMessage.lane).in_(closed))
    )
    held_now = session.exec(held).one()
    return Queue(
        waiting=counts.get(OutboxState.READY, 0) - held_now,
        held=held_now,
        on_the_way=counts.get(OutboxState.SENDING, 0),
        in_doubt=counts.get(OutboxState.UNSURE, 0),
        media=tuple(_media(session, now)),
        troubles=tuple(troubles(session)),
        digests=tuple(last_digests(session, now)),
    )


def refusals(session: Session) -> dict[Medium, str]:
    """By medium that takes nothing at all, its word for why."""
    wrong = select(Lane.name, Lane.trouble).where(col(Lane.name).in_(HOLDS), Lane.trouble != "")
    found = dict(session.exec(wrong).all())
    return {medium: found[hold_of(medium)] for medium in Medium if hold_of(medium) in found}


def troubles(session: Session, lanes: Collection[str] | None = None) -> list[Trouble]:
    """Every channel and person that something did not reach, or those of ``lanes``:
    four queries.
    """
    closed = _closed(session)
    dead = _dead(session)
    names = [name for name in dict.fromkeys([*closed, *dead]) if lanes is None or name in lanes]
    groups, people = _groups(session, names), _people(session, names)
    held = _held(session, names)
    return [
        Trouble(
            lane=name,
            reason=closed.get(name, ""),
            group=groups.get(name),
            person=people.get(name),
            undelivered=tuple(dead.get(name, [])),
            held=held.get(name, 0) if name in closed else 0,
        )
        for name in names
    ]


def to_alert(session: Session, now: datetime) -> list[Trouble]:
    """Where something did not arrive of which nobody who can mend it was alerted,
    nor of others there lately.
    """
    lately = select(Lane.name).where(col(Lane.alerted_at) > now - ONCE_IN)
    new = select(OutboxMessage.lane).where(
        sa.text(DEAD),
        col(OutboxMessage.alerted_at).is_(None),
        col(OutboxMessage.lane).not_in(lately),
    )
    names = set(session.exec(new.distinct()))
    return troubles(session, names) if names else []


def note_alert(session: Session, trouble: Trouble, *, now: datetime) -> None:
    """Note that those who can mend it were alerted of all that has not arrived there so far."""
    outbox.note_alert(session, trouble.lane, now=now)
    dead = sa.update(OutboxMessage).where(sa.text(DEAD), col(OutboxMessage.lane) == trouble.lane)
    session.exec(dead.where(col(OutboxMessage.alerted_at).is_(None)).values(alerted_at=now))


def who_can_mend(session: Session, trouble: Trouble, now: datetime) -> list[Person]:
    """The chairs of the channel's group, and the program manager,
    as far as anything reaches them.
    """
    closed = select(Lane.name).where(Lane.trouble != "")
    reached = (
        select(Person)
        .where(
            access.menders(trouble.group, now),
            col(Person.slack_id).is_not(None),
            col(Person.slack_id).not_in(closed),
            col(Person.slack_id) != trouble.lane,
        )
        .order_by(col(Person.id))
    )
    return list(session.exec(reached))


def try_again(session: Session, lane: str, *, by: Standing, now: datetime) -> Retried:
    """Send again what did not arrive in a lane from ``access.lane_to_mend``, and what was held.

    What may have arrived is sent again too: whoever asks has looked. Raises ``Conflict`` where
    nothing is left to send, because somebody else was faster.
    """
    messages = outbox.undelivered(session, lane)
    was_closed = outbox.reopen(session, lane)
    retried = outbox.send_again(session, messages, now=now)
    _forget_bounce(session, lane, by=by, now=now)
    if not messages and not was_closed:
        raise Conflict("Nothing is left to send there: somebody has dealt with it already.")
    after = {"sent": retried.sent, "too_late": retried.too_late}
    _note(session, "delivery.tried_again", lane, after, by=by, now=now)
    return retried


def _forget_bounce(session: Session, lane: str, *, by: Standing, now: datetime) -> None:
    """Whoever sends again to somebody by mail says that the address takes mail again."""
    recipient = Recipient.parse(lane)
    person = session.get(Person, int(recipient.address)) if _is_mail(recipient) else None
    if person is not None:
        bounces.forget(session, person, by=by.person, now=now)


def _is_mail(recipient: Recipient) -> bool:
    return recipient.medium is Medium.MAIL


def drop(session: Session, lane: str, *, by: Standing, now: datetime) -> int:
    """Give up what did not arrive in a lane from ``access.lane_to_mend``;
    how many messages that were.
    """
    messages = outbox.undelivered(session, lane)
    if not messages:
        raise Conflict("Nothing is left to drop there: somebody has dealt with it already.")
    for message in messages:
        message.state, message.error = OutboxState.DROPPED, f"given up: {message.error}"[:500]
        session.add(message)
    session.flush()
    after = {"dropped": [message.key for message in messages]}
    _note(session, "delivery.dropped", lane, after, by=by, now=now)
    return len(messages)


def _note(
    session: Session, action: str, lane: str, after: dict[str, Any], *, by: Standing, now: datetime
) -> None:
    group_id = session.exec(select(Group.id).where(Group.channel_id == lane)).first()
    about = Subject(LANE, lane)
    history.record(session, action, about, by=by.person, now=now, after=after, group_id=group_id)


def _closed_lanes() -> SelectOfScalar[str]:
    return select(Lane.name).where(col(Lane.name).not_in(HOLDS), Lane.trouble != "")


def _media(session: Session, now: datetime) -> list[MediumQueue]:
    """How each medium stands: two queries."""
    lane, due_at = col(OutboxMessage.lane), col(OutboxMessage.due_at)
    medium = sa.case(
        *((lane.startswith(medium.prefix), str(medium)) for medium in Medium if medium.prefix),
        else_="".join(medium for medium in Medium if not medium.prefix),
    ).label("medium")
    statement = (
        sa.select(
            medium,
            sa.func.count(sa.case((col(OutboxMessage.state) == OutboxState.READY, 1))),
            sa.func.min(sa.case((due_at <= now, due_at))),
        )
        .where(sa.text(WAITING), lane.not_in(_closed_lanes()))
        .group_by("medium")
    )
    found = {Medium(name): rest for name, *rest in session.execute(statement)}
    trouble = refusals(session)
    return [
        MediumQueue(medium, trouble.get(medium, ""), *found.get(medium, (0, None)))
        for medium in Medium
    ]


def _counts(session: Session) -> dict[OutboxState, int]:
    statement = (
        select(OutboxMessage.state, sa.func.count())
        .where(sa.text(WAITING))
        .group_by(OutboxMessage.state)
    )
    return {OutboxState(state): count for state, count in session.exec(statement)}


def _closed(session: Session) -> dict[str, str]:
    wrong = select(Lane.name, Lane.trouble).where(col(Lane.name).not_in(HOLDS), Lane.trouble != "")
    return dict(session.exec(wrong.order_by(col(Lane.name))).all())


def _dead(session: Session) -> dict[str, list[Undelivered]]:
    statement = (
        select(OutboxMessage.lane, OutboxMessage.key, OutboxMessage.created_at, OutboxMessage.error)
        .where(sa.text(DEAD))
        .order_by(col(OutboxMessage.lane), col(OutboxMessage.id))
    )
    found: dict[str, list[Undelivered]] = {}
    for lane, key, promised_at, error in session.exec(statement):
        may_have_arrived = error.startswith(outbox.MAY_HAVE_ARRIVED)
        found.setdefault(lane, []).append(
            Undelivered(kind_of(key), promised_at, error, may_have_arrived)
        )
    return found


def _held(session: Session, names: Sequence[str]) -> dict[str, int]:
    statement = (
        select(OutboxMessage.lane, sa.func.count())
        .where(
            sa.text(WAITING),
            col(OutboxMessage.state) == OutboxState.READY,
            col(OutboxMessage.lane).in_(names),
        )
        .group_by(OutboxMessage.lane)
    )
    return dict(session.exec(statement).all()) if names else {}


def _groups(session: Session, names: Sequence[str]) -> dict[str, Group]:
    statement = select(Group).where(col(Group.channel_id).in_(names))
    return {group.channel_id or "": group for group in session.exec(statement)} if names else {}


def _people(session: Session, names: Sequence[str]) -> dict[str, Person]:
    """By lane, those who are reached in Slack and those who are reached by mail."""
    mail = {
        int(Recipient.parse(name).address): name
        for name in names
        if name.startswith(Medium.MAIL.prefix)
    }
    is_one = sa.or_(col(Person.slack_id).in_(names), col(Person.id).in_(mail))
    found = session.exec(select(Person).where(is_one)).all() if names else []
    in_slack = {person.slack_id: person for person in found if person.slack_id}
    return in_slack | {mail[person.id]: person for person in found if person.id in mail}


def last_digests(session: Session, now: datetime) -> list[LastDigest]:
    """By group name; a week in which a group wanted to hear nothing counts."""
    statement = (
        select(Group)
        .where(
            terms.active(now),
            col(Group.channel_id).is_not(None),
            col(Group.digest_weekday).is_not(None),
        )
        .order_by(col(Group.name))
    )
    groups = session.exec(statement).all()
    rows = digests.newest(session, groups, col(OutboxMessage.op) == OutboxOp.POST)
    last = {row.subject: (row.due_at, row.state) for row in rows}
    return [
        LastDigest(group, *last.get(str(digests.subject(group)), (None, None))) for group in groups
    ]
