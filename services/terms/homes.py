"""Where somebody works, and worked: one home at a time, changed here and nowhere else."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Home, Organization, Person, Role, RoleKind
from models.rosters import HomeTerm
from models.subjects import Subject
from services import history
from services.terms.conditions import Moment, holding
from services.terms.leaves import Id
from services.terms.overlaps import cut_home_overlaps
from services.terms.representations import end_representations, join_representations
from services.terms.service_changes import dismiss
from services.terms.who_serves import roles


def change_home(
    session: Session,
    person: Person,
    organization_id: int | None,
    *,
    by: Person | None,
    now: datetime,
) -> bool:
    """Let somebody belong to an organization, or to none, from now on; False where she does.

    Who heads a library and moves to another heads neither, nor does who chooses hers herself, also
    where none was known; whoever spoke for one does no more. The caller writes the history of the
    move itself. What she did before stays with the home of that day.
    """
    former_id = person.organization_id
    session.flush()
    present = _open(session, person)
    if former_id == organization_id and (organization_id is None) == (present is None):
        return False
    is_own_choice = by is not None and by.id == person.id
    if former_id != organization_id and (former_id is not None or is_own_choice):
        _end_directorship(session, person, former_id, by=by, now=now)
    if former_id not in (None, organization_id):
        end_representations(session, {person.id: organization_id}, by=by, now=now)
    if present is not None:
        present.until = max(now, present.since)
        session.add(present)
        session.flush()
    person.organization_id = organization_id
    session.add(person)
    if organization_id is not None:
        begins = max([now, *_last_end(session, person)])
        session.add(Home(person_id=person.id, organization_id=organization_id, since=begins))
    session.flush()
    return former_id != organization_id


def change_homes(
    session: Session, moving: Sequence[tuple[Person, int]], *, by: Person | None, now: datetime
) -> None:
    """Let each of many belong to another organization than now, as ``change_home`` does, in the
    same number of queries however many there are, but for those who head one.
    """
    ids = [person.id for person, _home_id in moving]
    session.flush()
    _end_directorships(session, [person for person, _home_id in moving], by=by, now=now)
    homes = {person.id: home_id for person, home_id in moving}
    end_representations(session, homes, by=by, now=now)
    present = col(Home.until).is_(None)
    for home in session.exec(select(Home).where(col(Home.person_id).in_(ids), present)):
        home.until = max(now, home.since)
    session.flush()
    ends = select(Home.person_id, sa.func.max(Home.until)).where(col(Home.person_id).in_(ids))
    found = session.exec(ends.group_by(col(Home.person_id)))
    last_ends = {person_id: last for person_id, last in found if last}
    for person, home_id in moving:
        person.organization_id = home_id
    session.flush()
    begun = [
        {
            "person_id": person.id,
            "organization_id": home_id,
            "since": max(now, last_ends.get(person.id, now)),
        }
        for person, home_id in moving
    ]
    if begun:
        session.execute(sa.insert(Home), begun)


def _end_directorships(
    session: Session, moving: Sequence[Person], *, by: Person | None, now: datetime
) -> None:
    ids = [person.id for person in moving]
    heads = select(Role.person_id).where(Role.kind == RoleKind.DIRECTOR, holding(now))
    heading = set(session.exec(heads.where(col(Role.person_id).in_(ids))))
    for person in moving:
        if person.id in heading and person.organization_id is not None:
            end_directorship(session, person, person.organization_id, by=by, now=now)


def homes_of(session: Session, person: Person) -> list[HomeTerm]:
    """Where somebody worked, the newest first; homes of no length are left out."""
    statement = (
        select(Home, Organization)
        .join(Organization, col(Organization.id) == Home.organization_id)
        .where(Home.person_id == person.id, _lasted())
        .order_by(col(Home.since).desc(), col(Home.id).desc())
    )
    found = session.exec(statement)
    return [HomeTerm(organization, home.since, home.until) for home, organization in found]


def all_homes(session: Session) -> Iterator[tuple[Home, datetime, datetime | None]]:
    """Everybody's homes, with their moments: by person, in their order."""
    ordered = select(Home).where(_lasted())
    ordered = ordered.order_by(col(Home.person_id), col(Home.since), col(Home.id))
    return ((row, row.since, row.until) for row in session.exec(ordered))


def home_at(session: Session, person_id: int, at: datetime) -> int | None:
    """The id of the organization to which somebody belonged at a moment, as far as is known."""
    return session.exec(select(home_then(person_id, at))).one()


def home_then(person_id: int | Id, at: Moment) -> sa.ScalarSelect[int | None]:
    """The same as part of another question."""
    held = sa.select(col(Home.organization_id)).where(
        col(Home.person_id) == person_id,
        col(Home.since) <= at,
        sa.or_(col(Home.until).is_(None), col(Home.until) > at),
    )
    return held.order_by(col(Home.id)).limit(1).scalar_subquery()


def home_ids_at(session: Session, person_ids: Collection[int], at: datetime) -> dict[int, int]:
    """The id of the organization to which each of some people belonged at a moment, by their ids,
    as far as is known: one query.
    """
    held = (
        select(Home.person_id, Home.organization_id)
        .where(col(Home.person_id).in_(person_ids), col(Home.since) <= at)
        .where(sa.or_(col(Home.until).is_(None), col(Home.until) > at))
    )
    # As in ``home_then``, the first row counts.
    return dict(session.exec(held.order_by(col(Home.id).desc())).all())


def homes_at(session: Session, person_ids: Collection[int], at: datetime) -> dict[int, str]:
    """The short name of the organization to which each of some people belonged at a moment, by
    their ids, as far as is known: one query.
    """
    held = (
        select(Home.person_id, Organization.short_name)
        .join(Organization, col(Organization.id) == Home.organization_id)
        .where(col(Home.person_id).in_(person_ids), col(Home.since) <= at)
        .where(sa.or_(col(Home.until).is_(None), col(Home.until) > at))
    )
    return dict(session.exec(held).all())


def misplaced(session: Session) -> list[int]:
    """The ids of people whose present home is not the last of their homes; none where all is well.

    A record that became part of another one has no home of its own.
    """
    here = select(Home.organization_id).where(
        Home.person_id == Person.id, col(Home.until).is_(None)
    )
    differs = sa.func.coalesce(here.scalar_subquery(), 0) != sa.func.coalesce(
        Person.organization_id, 0
    )
    found = select(Person.id).where(differs, col(Person.merged_into_id).is_(None))
    return list(session.exec(found.order_by(col(Person.id))))


def join_homes(
    session: Session, kept: Person, merged: Person, *, by: Person, now: datetime
) -> None:
    """Let the homes of two records be those of one person: where both have one, that of ``kept``
    stands, and who headed the library of the other record, or spoke for it, does no longer.
    """
    both = {kept.organization_id, merged.organization_id} - {None}
    if merged.organization_id is not None and len(both) > 1:
        _end_directorship(session, merged, merged.organization_id, by=by, now=now)
    cut_home_overlaps(session, kept.id, merged.id)
    kept.organization_id = kept.organization_id or merged.organization_id
    session.add(kept)
    session.flush()
    join_representations(session, kept, merged, by=by, now=now)


def begin_unknown_home(session: Session, person: Person) -> None:
    """Let somebody of whose library nothing but its name is known have worked there ever since."""
    session.flush()
    known = session.exec(select(Home.id).where(Home.person_id == person.id)).first()
    if known is None and person.organization_id is not None:
        home_id, since = person.organization_id, person.created_at
        session.add(Home(person_id=person.id, organization_id=home_id, since=since))
        session.flush()


def _end_directorship(
    session: Session,
    person: Person,
    organization_id: int | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    if RoleKind.DIRECTOR in roles(session, person, now):
        end_directorship(session, person, organization_id, by=by, now=now)


def end_directorship(
    session: Session,
    person: Person,
    organization_id: int | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Let somebody head her library no longer; it may be that nobody knows which that is."""
    dismiss(session, person.id, [RoleKind.DIRECTOR], now=now)
    of_hers = None if organization_id is None else Subject("organization", organization_id)
    subject = of_hers or Subject.of(person)
    before = {"director": person.id}
    history.record(session, "organization.director_left", subject, by=by, now=now, before=before)


def _open(session: Session, person: Person) -> Home | None:
    return session.exec(
        select(Home).where(Home.person_id == person.id, col(Home.until).is_(None))
    ).first()


def _last_end(session: Session, person: Person) -> list[datetime]:
    """A clock that was put back makes no two homes at once."""
    last = session.exec(select(sa.func.max(Home.until)).where(Home.person_id == person.id)).one()
    return [last] if last else []


def _lasted() -> sa.ColumnElement[bool]:
    return sa.or_(col(Home.until).is_(None), col(Home.until) > col(Home.since))
