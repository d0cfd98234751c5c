"""What waits in the outbox: found, rewritten, moved to another channel, and withdrawn."""

import functools
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Lane, OutboxMessage, OutboxOp, OutboxState
from models.database import run_plain
from models.messages import KINDS, Key, MessageKind, Recipient, Withdrawn, readable
from models.outbox import DEAD, WAITING
from models.payloads import Message
from models.subjects import Subject
from services.outbox.keys import key_parameters, keyed, keyed_by_parameters


def drop(session: Session, *, subject: Subject, kind: MessageKind, reason: str) -> int:
    """Withdraw what is still waiting of one kind about ``subject``; how many rows that were."""
    return _drop(session, subject, [kind], reason)


def withdraw(session: Session, subject: Subject, *, reason: str, has_ended: bool = False) -> int:
    """Withdraw what still waits of all kinds that do not outlive a change of ``subject``, or its
    end; how many rows that were.
    """
    fitting = {Withdrawn.WITH_EACH_CHANGE, *([Withdrawn.AT_THE_END] if has_ended else [])}
    return _drop(session, subject, [kind for kind in KINDS if kind.withdrawn in fitting], reason)


def forget(session: Session, *, subject: Subject, kind: MessageKind) -> int:
    """Take away what waits of one kind about ``subject`` and was never tried, so that it can be
    promised anew with other words; how many rows that were.
    """
    statement = sa.delete(OutboxMessage).where(
        sa.text(WAITING),
        col(OutboxMessage.state) == OutboxState.READY,
        col(OutboxMessage.tries) == 0,
        keyed(kind, subject=subject),
    )
    return session.exec(statement).rowcount


def forget_dropped(session: Session, keys: Collection[Key], *, reason: str) -> int:
    """Take away what was dropped under these keys for a reason that holds no more, so that it can
    be promised anew; how many rows that were.
    """
    statement = sa.delete(OutboxMessage).where(
        col(OutboxMessage.key).in_(_texts(keys)),
        col(OutboxMessage.state) == OutboxState.DROPPED,
        col(OutboxMessage.error) == reason,
    )
    return session.exec(statement).rowcount


def _drop(session: Session, subject: Subject, kinds: Iterable[MessageKind], reason: str) -> int:
    kinds = tuple(kinds)
    parameters = {"card": str(subject), "reason": reason}
    for kind in kinds:
        parameters |= key_parameters(kind, subject)
    return run_plain(session, _drop_of(kinds), parameters).rowcount


@functools.cache
def _drop_of(kinds: tuple[MessageKind, ...]) -> sa.Update:
    """Built once for each set of kinds: a reminder is about a meeting without being a card of it,
    so its key tells and its subject does not.
    """
    is_card = col(OutboxMessage.subject) == sa.bindparam("card", type_=sa.String())
    about = [sa.or_(keyed_by_parameters(kind), sa.and_(is_card, keyed(kind))) for kind in kinds]
    return (
        sa.update(OutboxMessage)
        .where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
        .where(sa.or_(*about))
        .values(state=OutboxState.DROPPED, error=sa.bindparam("reason", type_=sa.String()))
    )


def drop_files(session: Session, kind: MessageKind, *, endings: Iterable[str], reason: str) -> int:
    """Withdraw the files of a kind, with one of some endings, that wait or could not be sent, with
    all that they hold; how many rows that were.
    """
    name = col(OutboxMessage.payload)["filename"].as_string()
    statement = sa.update(OutboxMessage).where(
        keyed(kind),
        col(OutboxMessage.op) == OutboxOp.FILE,
        col(OutboxMessage.state).in_((OutboxState.READY, OutboxState.DEAD)),
        sa.or_(*(name.endswith(f".{ending}") for ending in endings)),
    )
    gone = statement.values(state=OutboxState.DROPPED, payload={}, error=reason)
    return session.exec(gone).rowcount


def drop_except(session: Session, *, kind: MessageKind, keep: Collection[Key], reason: str) -> int:
    """Withdraw what still waits of one kind, save under the keys in ``keep``;
    how many rows that were.
    """
    stale = waiting(session, kind) - set(keep)
    if not stale:
        return 0
    statement = sa.update(OutboxMessage).where(
        col(OutboxMessage.key).in_(_texts(stale)), col(OutboxMessage.state) == OutboxState.READY
    )
    return session.exec(statement.values(state=OutboxState.DROPPED, error=reason)).rowcount


def move(
    session: Session,
    *,
    source: Recipient,
    target: Recipient,
    now: datetime,
    for_calendars: bool | None = None,
) -> None:
    """Send what a channel has not got yet to another, also what it refused to take; only what is
    ``for_calendars``, or only the rest, where that is given.

    Cards that stand in the old channel stay there; where nobody can change them any more, nothing
    tries to.
    """
    there = sa.update(OutboxMessage).where(col(OutboxMessage.lane) == source.lane)
    if for_calendars is not None:
        has_entry = col(OutboxMessage.payload)["entry"].as_string().is_not(None)
        there = there.where(has_entry if for_calendars else ~has_entry)
    ready = there.where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    is_update = col(OutboxMessage.op) == OutboxOp.UPDATE
    session.exec(ready.where(~is_update).values(lane=target.lane))
    if trouble := session.exec(
        select(Lane.trouble).where(Lane.name == source.lane, Lane.trouble != "")
    ).first():
        refused = there.where(sa.text(DEAD), col(OutboxMessage.error) == trouble, ~is_update)
        again = {"state": OutboxState.READY, "wake_at": now, "searches": 0}
        session.exec(refused.values(lane=target.lane, **again))
        over = {"state": OutboxState.DROPPED, "error": "the group works in another channel now"}
        session.exec(there.where(sa.text(WAITING), is_update).values(**over))


def waiting(session: Session, kind: MessageKind) -> set[Key]:
    """The keys of one kind under which something waits and is not on its way."""
    return set(readable(run_plain(session, _waiting_of(kind)).scalars()))


@functools.cache
def _waiting_of(kind: MessageKind) -> Any:
    return sa.select(col(OutboxMessage.key)).where(
        sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY, keyed(kind)
    )


def texts(session: Session, keys: Collection[Key]) -> dict[Key, str]:
    """What the messages with these keys say that wait and are not on their way."""
    if not keys:
        return {}
    return {Key.parse(row.key): row.payload["text"] for row in session.exec(_ready(keys))}


def rewrite(session: Session, messages: Mapping[Key, Message]) -> set[Key]:
    """Let messages that wait say something else, by key; one that Slack wants plain stays plain.

    The keys of those that still waited.
    """
    if not messages:
        return set()
    by_text = {str(key): message for key, message in messages.items()}
    rows = session.exec(_ready(messages).with_for_update()).all()
    for row in rows:
        message = by_text[row.key]
        row.payload = message if "blocks" in row.payload else {"text": message["text"]}
        session.add(row)
    session.flush()
    return {Key.parse(row.key) for row in rows}


def _ready(keys: Iterable[Key]) -> SelectOfScalar[OutboxMessage]:
    ready = (sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    return select(OutboxMessage).where(*ready, col(OutboxMessage.key).in_(_texts(keys)))


def _texts(keys: Iterable[Key]) -> list[str]:
    return [str(key) for key in keys]
