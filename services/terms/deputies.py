"""Deputies of chairs at a moment: naming one, and ending it."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Deputy, Group, MemberRole, Membership, Person
from models.deputies import DeputyLine
from models.subjects import Subject
from services import history
from services.terms.conditions import Moment, not_called_off, not_over, serving
from services.terms.leaves import last_day

_CHAIRS = (MemberRole.CHAIR, MemberRole.CO_CHAIR)
_OF_CHAIR = aliased(Membership)
_OWN = aliased(Membership)
_NAMED_BY = aliased(Membership)


def deputizing(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Deputy`` holds at a moment, as long as the chair serves: she is in the
    group herself then, and no guest.
    """
    is_in_group = (
        sa.select(col(_OWN.id))
        .join(_NAMED_BY, col(_NAMED_BY.group_id) == _OWN.group_id)
        .join(Person, col(Person.id) == _OWN.person_id)
        .where(col(_NAMED_BY.id) == Deputy.membership_id, col(_OWN.person_id) == Deputy.person_id)
        .where(col(_OWN.since) <= at, sa.or_(col(_OWN.until).is_(None), col(_OWN.until) > at))
        .where(col(Person.is_guest).is_(False), col(Person.is_active).is_(True))
        .correlate(Deputy)
        .exists()
    )
    return sa.and_(col(Deputy.since) <= at, col(Deputy.until) > at, is_in_group)


def deputy_ends() -> sa.SQLColumnExpression[datetime]:
    """When a ``Deputy`` ends, for statements that show it."""
    return col(Deputy.until)


def deputy_until(at: Moment) -> sa.ScalarSelect[datetime]:
    """Until when somebody whose ``Membership`` a statement reads is a deputy in that group."""
    chair_serves = sa.and_(
        col(_OF_CHAIR.since) <= at,
        sa.or_(col(_OF_CHAIR.until).is_(None), col(_OF_CHAIR.until) > at),
        col(_OF_CHAIR.role).in_(_CHAIRS),
    )
    return (
        sa.select(sa.func.max(col(Deputy.until)))
        .join(_OF_CHAIR, col(_OF_CHAIR.id) == Deputy.membership_id)
        .where(col(Deputy.person_id) == col(Membership.person_id), deputizing(at), chair_serves)
        .where(col(_OF_CHAIR.group_id) == col(Membership.group_id))
        .correlate(Membership)
        .scalar_subquery()
    )


def deputies_in(session: Session, group: Group, at: datetime) -> list[DeputyLine]:
    """Who is a deputy in a group at a moment."""
    chair = aliased(Person)
    statement = (
        select(Person, chair, Membership.id, Deputy.until)
        .join(Deputy, col(Deputy.person_id) == Person.id)
        .join(Membership, col(Membership.id) == Deputy.membership_id)
        .join(chair, col(chair.id) == Membership.person_id)
        .where(Membership.group_id == group.id, col(Membership.role).in_(_CHAIRS))
        .where(serving(at), deputizing(at))
        .order_by(col(Deputy.id))
    )
    return [
        DeputyLine(deputy, of_chair, membership_id, _day(until, group))
        for deputy, of_chair, membership_id, until in session.exec(statement)
    ]


def begin_deputy(
    session: Session, membership: Membership, person: Person, *, until: datetime, now: datetime
) -> Deputy:
    """Let somebody be the deputy of who serves so, from now until a moment, at most until that
    service or her own in the group ends as far as is known.
    """
    ends = deputy_end_agreed(session, membership, person, until=until, now=now)
    row = Deputy(membership_id=membership.id, person_id=person.id, since=now, until=ends)
    session.add(row)
    session.flush()
    return row


def deputy_end_agreed(
    session: Session, membership: Membership, person: Person, *, until: datetime, now: datetime
) -> datetime:
    """When somebody named now until a moment ends as the deputy of who serves so."""
    own = _serves_until(session, membership.group_id, person.id, now)
    return min(moment for moment in (until, membership.until, own) if moment is not None)


def deputy_last_day(row: Deputy, group: Group) -> date:
    """The last day of a deputy in the zone of the group."""
    return _day(row.until, group)


def deputy_ending_at(
    session: Session, membership_id: int, person_id: int, until: datetime
) -> Deputy | None:
    """Somebody as the deputy of who serves so, until just that moment."""
    statement = select(Deputy).where(
        Deputy.membership_id == membership_id, Deputy.person_id == person_id, Deputy.until == until
    )
    return session.exec(statement).first()


def end_deputies(
    session: Session, now: datetime, *, of: int | None = None, person_id: int | None = None
) -> Sequence[Deputy]:
    """End now those deputies of one service, and of one person where either is given, that hold or
    are to hold; those that ended by it.
    """
    statement = select(Deputy).where(col(Deputy.until) > now)
    if of is not None:
        statement = statement.where(Deputy.membership_id == of)
    if person_id is not None:
        statement = statement.where(Deputy.person_id == person_id)
    rows = session.exec(statement.order_by(col(Deputy.id))).all()
    for row in rows:
        row.until = max(now, row.since)
        session.add(row)
    session.flush()
    return rows


def stop_deputizing(session: Session, person_id: int, *, by: Person | None, now: datetime) -> None:
    """Let somebody be nobody's deputy any more."""
    for deputy in end_deputies(session, now, person_id=person_id):
        history.record(
            session,
            "membership.deputy_ended",
            Subject("membership", deputy.membership_id),
            by=by,
            now=now,
            before={"deputy": person_id},
        )


def shorten_deputies(session: Session, service: Membership) -> None:
    """Let no deputy go on beyond a service that ends now or later: neither those whom its holder
    named, nor its holder as the deputy of somebody else in the group.
    """
    if service.until is None:
        return
    of_holder = sa.and_(
        col(Deputy.person_id) == service.person_id, col(_OF_CHAIR.group_id) == service.group_id
    )
    statement = (
        select(Deputy)
        .join(_OF_CHAIR, col(_OF_CHAIR.id) == Deputy.membership_id)
        .where(sa.or_(col(Deputy.membership_id) == service.id, of_holder))
        .where(col(Deputy.until) > service.until)
    )
    for row in session.exec(statement).all():
        ends: datetime | None = service.until
        if row.membership_id != service.id:
            ends = _serves_until(session, service.group_id, service.person_id, row.since)
        if ends is not None and ends < row.until:
            row.until = max(ends, row.since)
            session.add(row)
    session.flush()


def _serves_until(
    session: Session, group_id: int, person_id: int, since: datetime
) -> datetime | None:
    """When somebody who serves in a group at a moment is there no more, one term after another;
    None where no end is known, and the moment where she does not serve.
    """
    statement = select(Membership).where(
        Membership.group_id == group_id,
        Membership.person_id == person_id,
        not_over(since),
        not_called_off(),
    )
    ends: datetime | None = since
    for service in session.exec(statement.order_by(col(Membership.since))):
        if ends is not None and service.since <= ends:
            ends = service.until
    return ends


def _day(until: datetime, group: Group) -> date:
    found = last_day(until, group.zone)
    assert found is not None, "a deputy has an end"
    return found
