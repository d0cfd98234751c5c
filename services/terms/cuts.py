"""Services that make room for others: in one seat, and of one person in a group, none overlap.

Whoever is appointed ends what would go on, and nothing is lost by that: the end that a service
would have had is kept beside the one that it has, and is its end again once the appointment is
called off.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Membership
from models.columns import NEVER
from services.terms.conditions import not_over
from services.terms.deputies import shorten_deputies


def place(session: Session, row: Membership, until: datetime | None) -> Sequence[Membership]:
    """Write a new service that is to hold until a moment, among the others that it meets: those
    before it end where it begins, and it ends where the next one does. Those that it cut.
    """
    cut = _beside(session, row, col(Membership.since) < row.since, not_over(row.since))
    for earlier in cut:
        earlier.uncut_until = earlier.uncut_until or earlier.until or NEVER
        earlier.until = row.since
        session.add(earlier)
    session.flush()
    fit(session, row, until)
    for earlier in cut:
        shorten_deputies(session, earlier)
    return cut


def end_at(session: Session, row: Membership, at: datetime) -> None:
    """End a service at a moment, or call it off where it has not begun by then: it then holds at
    no moment, and what it cut goes on. One that ends sooner stays as it is.
    """
    at = min(at, row.until or at)
    is_void = row.since >= at
    row.until, row.uncut_until = max(at, row.since), None
    session.add(row)
    session.flush()
    if is_void:
        for earlier in _cut_by(session, row):
            kept = earlier.uncut_until
            fit(session, earlier, None if kept == NEVER else kept)
    shorten_deputies(session, row)


def fit(session: Session, row: Membership, until: datetime | None) -> None:
    """Let a service end where it is to, or where the next one begins, if that is sooner."""
    later = _beside(session, row, col(Membership.since) >= row.since)
    next_at = min((other.since for other in later), default=None)
    row.until, row.uncut_until = until, None
    if next_at is not None and (until is None or next_at < until):
        row.until, row.uncut_until = next_at, until or NEVER
    session.add(row)
    session.flush()
    shorten_deputies(session, row)


def change_usual_end(
    session: Session, row: Membership, before: datetime | None, until: datetime | None
) -> None:
    """Let a service end at another moment that was to end at one by itself; where it was ended
    sooner, that stays.
    """
    kept = row.until if row.uncut_until is None else row.uncut_until
    if (None if kept == NEVER else kept) == before:
        fit(session, row, until)


def followed(services: Iterable[Membership]) -> list[tuple[Membership, list[Membership]]]:
    """Each service that ends, with those in its seat, or of its person, that begin after it; all of
    one group.
    """
    beside = defaultdict[tuple[str, int], list[Membership]](list)
    for row in services:
        beside["person", row.person_id].append(row)
        if row.seat_id is not None:
            beside["seat", row.seat_id].append(row)
    return [
        (row, [other for other in rows if other is not row and other.since >= row.until])
        for rows in beside.values()
        for row in rows
        if row.until is not None
    ]


def cut_anew(session: Session, before: Iterable[tuple[Membership, Iterable[Membership]]]) -> None:
    """Let services that were ``followed`` by others, and have moved, not go on beyond those."""
    for row, later in before:
        next_at = min((other.since for other in later if other.until != other.since), default=NEVER)
        if row.until is not None and row.since < row.until and next_at < row.until:
            row.uncut_until = row.uncut_until or row.until
            row.until = max(row.since, next_at)
            session.add(row)
            session.flush()
            shorten_deputies(session, row)


def _cut_by(session: Session, row: Membership) -> Sequence[Membership]:
    """The services that end where this one was to begin, to make room for it."""
    return _beside(
        session, row, col(Membership.until) == row.since, col(Membership.uncut_until).is_not(None)
    )


def _beside(
    session: Session, row: Membership, *conditions: sa.ColumnElement[bool]
) -> Sequence[Membership]:
    """The services that may not overlap this one: in its seat, and of its person in the group."""
    is_hers = sa.and_(
        col(Membership.group_id) == row.group_id, col(Membership.person_id) == row.person_id
    )
    concerned = (
        is_hers if row.seat_id is None else sa.or_(is_hers, col(Membership.seat_id) == row.seat_id)
    )
    statement = select(Membership).where(concerned, not_over(col(Membership.since)), *conditions)
    if row.id is not None:
        statement = statement.where(Membership.id != row.id)
    return session.exec(statement.order_by(col(Membership.since), col(Membership.id))).all()
