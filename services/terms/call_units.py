"""Who may answer for the units of calls at a moment: for a library or a voting unit whoever speaks
for one of its libraries, of a data call its data contacts before, else whoever directs it; for a
seat whoever sits there, or acts for her. Of a private group nobody does who does not serve in it.
"""

import functools
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Call,
    CallKind,
    CallUnit,
    CallUnitLibrary,
    Group,
    Leave,
    Membership,
    Person,
    Representation,
    RepresentationKind,
    Role,
    RoleKind,
    Topic,
)
from models.calls import Capacity, Respondent
from services.terms.conditions import Moment, holding, serving
from services.terms.leaves import Id, on_leave
from services.terms.representations import acts_for_library

_ORDER = list(Capacity)


def answered_for(
    person_id: int, directed_library: int | None, at: datetime
) -> sa.ColumnElement[bool]:
    """The condition that somebody who directs a library, or none, may answer at a moment for a
    ``CallUnit``, joined to its ``Call``.
    """
    libraries = sa.select(col(CallUnitLibrary.unit_id)).where(
        sa.or_(
            col(CallUnitLibrary.organization_id) == directed_library,
            _represented(person_id, at),
        )
    )
    of_library = col(CallUnit.id).in_(libraries.correlate(Call))
    seats = _sitting(at).where(col(Membership.person_id) == person_id, ~_away(at))
    acting = _acting(at).where(col(Leave.acting_person_id) == person_id)
    return sa.or_(
        sa.and_(of_library, _is_admitted(sa.literal(person_id), at)),
        col(CallUnit.seat_id).in_(seats.with_only_columns(col(Membership.seat_id))),
        col(CallUnit.seat_id).in_(acting.with_only_columns(col(Membership.seat_id))),
    )


def respondents(
    session: Session, unit_ids: Collection[int], at: datetime
) -> dict[int, tuple[Respondent, ...]]:
    """Who may answer for each of these units at a moment, the representative first: four queries.
    Each is named once, as the first of what she is there.
    """
    found: dict[int, dict[int, Respondent]] = defaultdict(dict)
    if not unit_ids:
        return {}
    parameters = {"unit_ids": list(unit_ids), "at": at}
    rows = [
        (unit_id, Respondent(person, Capacity(word)))
        for statement in _responding()
        for unit_id, word, person in session.execute(statement, parameters)
    ]
    for unit_id, respondent in sorted(rows, key=lambda row: _ORDER.index(row[1].capacity)):
        found[unit_id].setdefault(respondent.person.id, respondent)
    return {unit_id: tuple(people.values()) for unit_id, people in found.items()}


@functools.cache
def _responding() -> tuple[sa.Select[Any], ...]:
    """The four statements, built once: every card of a call asks them."""
    at: sa.BindParameter[datetime] = sa.bindparam("at")
    units: sa.BindParameter[Any] = sa.bindparam("unit_ids", expanding=True)
    return tuple(
        statement.where(col(CallUnit.id).in_(units)).order_by(col(Person.id))
        for statement in (_representing(at), _directing(at), _holding(at), _standing_in(at))
    )


def seats_on_leave(session: Session, seat_ids: Collection[int], at: datetime) -> set[int]:
    """Those of some seats whose holder is on leave at a moment."""
    away = _sitting(at).where(col(Membership.seat_id).in_(seat_ids), _away(at))
    return set(session.execute(away.with_only_columns(col(Membership.seat_id))).scalars())


def seats_held(session: Session, seat_ids: Collection[int], at: datetime) -> set[int]:
    """Those of some seats in which somebody sits at a moment."""
    held = _sitting(at).where(col(Membership.seat_id).in_(seat_ids))
    return set(session.execute(held.with_only_columns(col(Membership.seat_id))).scalars())


def _is_its_subject() -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` is for the topic of a ``Call``, or for its group
    where it has none; or, of a data call, that it makes somebody a data contact.
    """
    return sa.or_(
        sa.and_(col(Call.topic_id).is_(None), col(Representation.group_id) == col(Call.group_id)),
        col(Representation.topic_id) == col(Call.topic_id),
        sa.and_(col(Call.kind) == CallKind.DATA, _is_of_contact()),
    )


def _is_of_contact() -> sa.ColumnElement[bool]:
    """The condition that a ``Representation`` makes somebody a data contact."""
    for_data = sa.select(col(Topic.id)).where(col(Topic.is_for_data).is_(True))
    return col(Representation.topic_id).in_(for_data)


def _spoken_as() -> sa.ColumnElement[str]:
    """As what somebody with a ``Representation`` answers a ``Call``."""
    is_contact = sa.and_(col(Call.kind) == CallKind.DATA, _is_of_contact())
    is_first = col(Representation.kind) == RepresentationKind.REPRESENTATIVE
    return sa.case(
        (sa.and_(is_contact, is_first), Capacity.DATA_CONTACT.value),
        (is_contact, Capacity.SECOND_CONTACT.value),
        else_=sa.cast(col(Representation.kind), sa.String),
    )


def _is_admitted(person_id: Id, at: Moment) -> sa.ColumnElement[bool]:
    """The condition that somebody may know of the group of a ``Call``: it is not private, or she
    serves in it.
    """
    is_open = sa.exists().where(col(Group.id) == Call.group_id, col(Group.is_private).is_(False))
    serves = sa.exists().where(
        col(Membership.group_id) == Call.group_id,
        col(Membership.person_id) == person_id,
        serving(at),
    )
    return sa.or_(is_open.correlate(Call), serves.correlate(Call, Person))


def _represented(person_id: int, at: datetime) -> sa.ColumnElement[bool]:
    held = sa.select(col(Representation.organization_id)).join(
        Person, col(Person.id) == Representation.person_id
    )
    mine = held.where(col(Representation.person_id) == person_id, acts_for_library(at))
    return col(CallUnitLibrary.organization_id).in_(mine.where(_is_its_subject()).correlate(Call))


def _representing(at: Moment) -> sa.Select[Any]:
    return (
        _of_units(_spoken_as())
        .join(CallUnitLibrary, col(CallUnitLibrary.unit_id) == CallUnit.id)
        .join(
            Representation,
            col(Representation.organization_id) == CallUnitLibrary.organization_id,
        )
        .join(Person, col(Person.id) == Representation.person_id)
        .where(_is_its_subject(), acts_for_library(at), _is_admitted(col(Person.id), at))
    )


def _directing(at: Moment) -> sa.Select[Any]:
    return (
        _of_units(sa.literal(Capacity.DIRECTOR.value))
        .join(CallUnitLibrary, col(CallUnitLibrary.unit_id) == CallUnit.id)
        .join(Person, col(Person.organization_id) == CallUnitLibrary.organization_id)
        .join(Role, col(Role.person_id) == Person.id)
        .where(col(Role.kind) == RoleKind.DIRECTOR, holding(at), *_is_trusted())
        .where(_is_admitted(col(Person.id), at))
    )


def _holding(at: Moment) -> sa.Select[Any]:
    return (
        _of_units(sa.literal(Capacity.HOLDER.value))
        .join(Membership, col(Membership.seat_id) == CallUnit.seat_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(serving(at), ~_away(at), col(Person.is_active).is_(True))
    )


def _standing_in(at: Moment) -> sa.Select[Any]:
    return (
        _of_units(sa.literal(Capacity.ACTING.value))
        .join(Membership, col(Membership.seat_id) == CallUnit.seat_id)
        .join(Leave, col(Leave.membership_id) == Membership.id)
        .join(Person, col(Person.id) == Leave.acting_person_id)
        .where(serving(at), on_leave(at), col(Person.is_active).is_(True))
    )


def _of_units(capacity: sa.ColumnElement[str]) -> sa.Select[Any]:
    chosen: Any = sa.select(col(CallUnit.id), capacity, Person).select_from(CallUnit)
    return chosen.join(Call, col(Call.id) == CallUnit.call_id)  # type: ignore[no-any-return]


def _is_trusted() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
        col(Person.merged_into_id).is_(None),
    )


def _sitting(at: datetime) -> sa.Select[Any]:
    return sa.select(col(Membership.id)).where(col(Membership.seat_id).is_not(None), serving(at))


def _acting(at: datetime) -> sa.Select[Any]:
    joined = sa.select(col(Membership.id)).join(
        Leave, col(Leave.membership_id) == col(Membership.id)
    )
    return joined.where(col(Membership.seat_id).is_not(None), serving(at), on_leave(at))


def _away(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that the person of a ``Membership`` is on leave from it at a moment."""
    return sa.exists().where(col(Leave.membership_id) == Membership.id, on_leave(at))
