"""Who speaks for a library in a group or on a topic, at a moment; appointed and ended here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Home,
    Membership,
    Organization,
    Person,
    Representation,
    RepresentationKind,
)
from models.columns import NEVER
from models.representatives import RepresentedSubject
from models.subjects import Subject
from services import history
from services.terms.conditions import Moment, active, serving
from services.terms.leaves import last_day


def representing(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` holds at a moment by its days alone."""
    return sa.and_(col(Representation.since) <= at, representing_ahead(at))


def representing_ahead(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` is not over at a moment, begun or not."""
    return sa.or_(col(Representation.until).is_(None), col(Representation.until) > at)


def _has_hours() -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` was not called off before it began."""
    return representing_ahead(col(Representation.since))


def is_about(subject: RepresentedSubject | None) -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` is for a group or topic; none is for no subject."""
    if subject is not None and subject.group_id is not None:
        return col(Representation.group_id) == subject.group_id
    if subject is not None and subject.topic_id is not None:
        return col(Representation.topic_id) == subject.topic_id
    return sa.false()


def at_home_there(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that the person of a ``Representation`` belongs to its library at a moment."""
    return sa.exists().where(
        col(Home.person_id) == Representation.person_id,
        col(Home.organization_id) == Representation.organization_id,
        col(Home.since) <= at,
        sa.or_(col(Home.until).is_(None), col(Home.until) > at),
    )


def may_be_there(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that the subject of a ``Representation`` is one that its person may know of:
    a topic, or an active group that is not private or in which she serves at a moment.
    """
    serves = sa.exists().where(
        col(Membership.group_id) == Group.id,
        col(Membership.person_id) == Representation.person_id,
        serving(at),
    )
    # By itself it would only know of the tables right around it.
    serves = serves.correlate(Group, Representation)
    is_open = sa.or_(col(Group.is_private).is_(False), serves)
    group = sa.exists().where(col(Group.id) == Representation.group_id, active(at), is_open)
    return sa.or_(col(Representation.topic_id).is_not(None), group)


def acts_for_library(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that the ``Person`` of a ``Representation``, joined to it, acts at a moment.

    It fails where anything speaks against her: she has left Slack, is a guest or from another
    workspace, has her home elsewhere, or may not know of the group.
    """
    return sa.and_(
        representing(at),
        at_home_there(at),
        may_be_there(at),
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
        col(Person.is_external).is_(False),
        col(Person.merged_into_id).is_(None),
    )


@dataclass(frozen=True)
class HeldRepresentation:
    """One that is not over at a moment, with its person, and what speaks against her acting."""

    row: Representation
    person: Person
    has_begun: bool
    is_at_home: bool
    is_admitted: bool
    """Whether she may know of its subject."""


def held_representations(
    session: Session, at: datetime, *conditions: sa.ColumnElement[bool]
) -> list[HeldRepresentation]:
    """Those that are not over at a moment nor called off, in their order: one query."""
    statement = (
        sa.select(Representation, Person, representing(at), at_home_there(at), may_be_there(at))
        .join(Person, col(Person.id) == Representation.person_id)
        .where(representing_ahead(at), _has_hours(), *conditions)
        .order_by(col(Representation.since), col(Representation.id))
    )
    return [HeldRepresentation(*row) for row in session.execute(statement)]


def representation_days(row: Representation, zone: str) -> tuple[date, date | None]:
    """The first and the last day in a zone."""
    first, last = row.since.astimezone(ZoneInfo(zone)).date(), last_day(row.until, zone)
    return first, max(first, last) if last else None


def representation_days_in_files(row: Representation, zone: str) -> dict[str, date | None]:
    """The first and the last day in a zone, as the columns of files are called."""
    first, last = representation_days(row, zone)
    return {"since": first, "until": last}


def new_representation(
    organization: Organization,
    subject: RepresentedSubject,
    kind: RepresentationKind,
    person: Person,
    since: datetime,
) -> Representation:
    """A representation that is to begin at a moment, not written yet."""
    return Representation(
        organization_id=organization.id,
        group_id=subject.group_id,
        topic_id=subject.topic_id,
        person_id=person.id,
        kind=kind,
        since=since,
    )


def represent(
    session: Session, row: Representation, *, until: datetime | None
) -> list[Representation]:
    """Begin a new representation: who holds it then ends, and so does what its person is there in
    the other kind; what was ended. The library is locked.

    It ends where one that is agreed upon already begins.
    """
    since = row.since
    ended = [earlier for earlier in _beside(session, row) if _holds(earlier, since)]
    for earlier in ended:
        earlier.uncut_until = earlier.uncut_until or earlier.until or NEVER
        earlier.until = since
        session.add(earlier)
    session.flush()
    _fit(session, row, until)
    return ended


def begins_with(session: Session, row: Representation) -> Representation | None:
    """What is appointed in the place of a new one from just the same moment on."""
    return next((other for other in _beside(session, row) if other.since == row.since), None)


def end_representation(session: Session, row: Representation, at: datetime) -> list[Representation]:
    """End a representation at a moment, or call it off where it has not begun by then: what it
    ended goes on, and is returned. One that ends sooner stays as it is.
    """
    at = min(at, row.until or at)
    is_void = row.since >= at
    row.until, row.uncut_until = max(at, row.since), None
    session.add(row)
    session.flush()
    cut = _cut_by(session, row) if is_void else []
    for earlier in cut:
        kept = earlier.uncut_until
        _fit(session, earlier, None if kept == NEVER else kept)
    return [earlier for earlier in cut if earlier.until != row.since]


def is_representing(row: Representation, at: datetime) -> bool:
    """Whether a representation has begun by a moment and is not over."""
    return _holds(row, at)


def is_represented_out(row: Representation, at: datetime) -> bool:
    """Whether a representation is over at a moment, or was called off."""
    return row.until is not None and row.until <= max(at, row.since)


def end_representations(
    session: Session,
    homes: Mapping[int, int | None],
    *,
    by: Person | None,
    now: datetime,
) -> list[Representation]:
    """End, and call off, what these people are for any library but the home of each: two queries,
    or one where there is nothing.
    """
    session.flush()
    hers = col(Representation.person_id).in_(homes)
    found = select(Representation).where(hers, representing_ahead(now), _has_hours())
    ending = [
        row
        for row in session.exec(found.order_by(col(Representation.id)))
        if row.organization_id != homes[row.person_id]
    ]
    for row in ending:
        end_representation(session, row, now)
    record_representations_ended(session, ending, by=by, now=now)
    return ending


def record_representations_ended(
    session: Session, rows: Sequence[Representation], *, by: Person | None, now: datetime
) -> None:
    """Write into the history that these have ended, or are to."""
    for row in rows:
        after = {"organization_id": row.organization_id, "person": row.person_id, "kind": row.kind}
        after["ends_at"] = row.until.isoformat() if row.until else None
        action, subject = "representation.ended", Subject.of(row)
        history.record(session, action, subject, by=by, now=now, after=after)


def join_representations(
    session: Session, kept: Person, merged: Person, *, by: Person, now: datetime
) -> None:
    """Let what two records are for libraries be that of one person, whose home is that of ``kept``:
    for another library she acts no more, and nobody is representative and alternate at once.
    """
    home_id = kept.organization_id
    end_representations(session, {kept.id: home_id, merged.id: home_id}, by=by, now=now)
    both = col(Representation.person_id).in_((kept.id, merged.id))
    found = select(Representation).where(both, representing_ahead(now), _has_hours())
    rows = session.exec(found.order_by(col(Representation.id))).all()
    ending = [row for row in rows if any(_yields_to(row, other) for other in rows)]
    for row in ending:
        end_representation(session, row, now)
    record_representations_ended(session, ending, by=by, now=now)


def all_representations(
    session: Session,
) -> Iterator[tuple[Representation, datetime, datetime | None]]:
    """Every one with its moments, in the order in which they were written."""
    ordered = select(Representation).where(_has_hours()).order_by(col(Representation.id))
    return ((row, row.since, row.until) for row in session.exec(ordered))


def unfinished_representations(session: Session, at: datetime) -> Sequence[Representation]:
    """Those that are not over at a moment nor called off, in the order of the table."""
    found = select(Representation).where(representing_ahead(at), _has_hours())
    return session.exec(found.order_by(col(Representation.id))).all()


def agree_on_representation_end(
    session: Session, row: Representation, until: datetime | None
) -> None:
    """Let one end at another moment, or at none; where the next begins, if that is sooner."""
    _fit(session, row, until)


def represented_since(session: Session, row: Representation, since: datetime) -> bool:
    """Whether anybody held the place of a new one at any moment from one on."""
    return any(not is_represented_out(other, since) for other in _beside(session, row))


def _yields_to(row: Representation, other: Representation) -> bool:
    """Whether an alternate is representative for the same library and subject meanwhile."""
    is_same = (row.organization_id, row.group_id, row.topic_id) == (
        *(other.organization_id, other.group_id),
        other.topic_id,
    )
    meets = (row.until is None or row.until > other.since) and (
        other.until is None or other.until > row.since
    )
    return (
        is_same
        and meets
        and (
            row.kind is RepresentationKind.ALTERNATE
            and other.kind is RepresentationKind.REPRESENTATIVE
        )
    )


def _holds(row: Representation, at: datetime) -> bool:
    return row.since <= at and (row.until is None or row.until > at)


def _fit(session: Session, row: Representation, until: datetime | None) -> None:
    """Let one end where it is to, or where the next one begins, if that is sooner."""
    later = [other.since for other in _beside(session, row) if other.since >= row.since]
    next_at = min(later, default=None)
    row.until, row.uncut_until = until, None
    if next_at is not None and (until is None or next_at < until):
        row.until, row.uncut_until = next_at, until or NEVER
    session.add(row)
    session.flush()


def _cut_by(session: Session, row: Representation) -> list[Representation]:
    return [
        other
        for other in _beside(session, row)
        if other.until == row.since and other.uncut_until is not None
    ]


def _beside(session: Session, row: Representation) -> Collection[Representation]:
    """What may not overlap this one: of its kind for the library and subject, and of its person
    there in the other kind.
    """
    same = (
        col(Representation.organization_id) == row.organization_id,
        col(Representation.group_id).is_not_distinct_from(row.group_id),
        col(Representation.topic_id).is_not_distinct_from(row.topic_id),
        sa.or_(
            col(Representation.kind) == row.kind, col(Representation.person_id) == row.person_id
        ),
        _has_hours(),
    )
    statement = select(Representation).where(*same).order_by(col(Representation.since))
    if row.id is not None:
        statement = statement.where(Representation.id != row.id)
    return session.exec(statement).all()
