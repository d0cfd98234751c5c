"""Which libraries, voting units or seats a call goes to; frozen when it opens."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    Call,
    CallUnit,
    CallUnitLibrary,
    Group,
    Organization,
    OrganizationKind,
    VotingUnit,
)
from models.calls import UnitKind
from services import consortium, seats


@dataclass(frozen=True)
class UnitAsked:
    """A library, voting unit or seat that a call would go to."""

    name: str
    organization_id: int | None = None
    voting_unit_id: int | None = None
    seat_id: int | None = None
    libraries: tuple[int, ...] = ()
    """The ids of the libraries whose people answer for it."""
    has_vote: bool = True
    """Whether it is called: of a seat, that who sits there has not lost the vote."""

    @property
    def number(self) -> int:
        """The id of the library, voting unit or seat."""
        return self.organization_id or self.voting_unit_id or self.seat_id or 0

    @property
    def key(self) -> str:
        """What tells it from every other: among voting units a library may stand by itself, whose
        number one of them has, too.
        """
        if self.voting_unit_id is not None:
            return f"{UnitKind.VOTING_UNIT}:{self.voting_unit_id}"
        return f"{UnitKind.LIBRARY if self.organization_id else UnitKind.SEAT}:{self.number}"


def key_of(unit: CallUnit) -> str:
    """The key of a unit that was frozen: that of ``UnitAsked``."""
    called = UnitAsked(unit.name, unit.organization_id, unit.voting_unit_id, unit.seat_id)
    return called.key


def units_to_ask(
    session: Session, group: Group, kind: UnitKind, at: datetime
) -> tuple[UnitAsked, ...]:
    """Those of ``possible_units`` that have a vote at a moment."""
    return tuple(unit for unit in possible_units(session, group, kind, at) if unit.has_vote)


def possible_units(
    session: Session, group: Group, kind: UnitKind, at: datetime
) -> tuple[UnitAsked, ...]:
    """The units of this kind at a moment, by name: active member libraries; the voting units that
    these form, each library without one by itself; or the seats of the group that vote, those, too,
    where the vote is lost now.
    """
    if kind is UnitKind.SEAT:
        return _seats(session, group, at)
    libraries = _libraries(session, at)
    if kind is UnitKind.LIBRARY:
        return tuple(map(_alone, libraries))
    return _voting_units(session, libraries)


def freeze(session: Session, call: Call, group: Group, at: datetime) -> list[CallUnit]:
    """Write down the units of a call with their weights, and how many seats have no vote."""
    possible = possible_units(session, group, call.unit_kind, at)
    called = [unit for unit in possible if unit.has_vote]
    call.seats_without_vote = len(possible) - len(called)
    rows = [
        CallUnit(
            call_id=call.id,
            organization_id=unit.organization_id,
            voting_unit_id=unit.voting_unit_id,
            seat_id=unit.seat_id,
            name=unit.name,
            weight=call.weights.get(unit.key, 1),
        )
        for unit in called
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        CallUnitLibrary(unit_id=row.id, organization_id=library)
        for row, unit in zip(rows, called, strict=True)
        for library in unit.libraries
    )
    session.flush()
    return rows


def _libraries(session: Session, at: datetime) -> list[Organization]:
    day = consortium.today(session, at)
    rows = session.exec(
        select(Organization)
        .where(Organization.kind == OrganizationKind.LIBRARY)
        .order_by(col(Organization.short_name), col(Organization.id))
    )
    return [row for row in rows if row.is_active_on(day)]


def _alone(library: Organization) -> UnitAsked:
    return UnitAsked(library.short_name, organization_id=library.id, libraries=(library.id,))


def _voting_units(session: Session, libraries: Iterable[Organization]) -> tuple[UnitAsked, ...]:
    names = {unit.id: unit.name for unit in session.exec(select(VotingUnit))}
    members: dict[int, list[int]] = defaultdict(list)
    units = []
    for library in libraries:
        if library.voting_unit_id in names:
            members[library.voting_unit_id].append(library.id)
        else:
            units.append(_alone(library))
    units += [
        UnitAsked(names[number], voting_unit_id=number, libraries=tuple(ids))
        for number, ids in members.items()
    ]
    return tuple(sorted(units, key=lambda unit: (unit.name.casefold(), unit.number)))


def _seats(session: Session, group: Group, at: datetime) -> tuple[UnitAsked, ...]:
    """Seats that are called the same are told apart by a number."""
    voting = [line for line in seats.of_group(session, group, at) if line.seat.votes]
    names = [seats.named(line.seat) for line in voting]
    seen: Counter[str] = Counter()
    units = []
    for line, name in zip(voting, names, strict=True):
        seen[name] += 1
        shown = f"{name} {seen[name]}" if names.count(name) > 1 else name
        units.append(UnitAsked(shown, seat_id=line.seat.id, has_vote=not line.has_lost_vote))
    return tuple(units)
