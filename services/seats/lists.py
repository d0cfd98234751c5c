"""Seats to show: of one group, where somebody is missing, and who served on a day."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Organization, Person, Seat
from models.seats import DatedRoster, Gap, Incumbent, SeatLine, VacantSeats, VotingSeats
from services import access, terms, voting_rights
from services.access import Standing
from services.terms import SeatTerm

ENDING_SOON = timedelta(days=60)
"""How long before somebody goes a successor is looked for."""
Found = tuple[Seat, Group, str | None]


def of_group(session: Session, group: Group, at: datetime) -> list[SeatLine]:
    """The open seats of a group at a moment, the greater roles first: three queries."""
    rows = session.exec(_SEATS.where(Seat.group_id == group.id, _open(at))).all()
    return _with_votes(session, group, _lines(session, rows, at), at)


def line_of(session: Session, seat: Seat, at: datetime) -> SeatLine:
    """One seat, also a closed one."""
    rows = session.exec(_SEATS.where(Seat.id == seat.id)).all()
    lines = _lines(session, rows, at)
    return _with_votes(session, lines[0].group, lines, at)[0]


def lines_of(session: Session, seat_ids: Collection[int], at: datetime) -> list[SeatLine]:
    """These seats, as far as they are open and of groups that go on: three queries."""
    if not seat_ids:
        return []
    known = _SEATS.where(col(Seat.id).in_(seat_ids), _open(at), terms.active(at))
    return _lines(session, session.exec(known).all(), at)


def vacancies(session: Session, who: Standing, *, group: Group | None = None) -> list[SeatLine]:
    """The seats of one group, or of all that somebody may know of, for which a person has to be
    found now: three queries.
    """
    statement = _SEATS.where(access.visible_groups(who), terms.active(who.at), _open(who.at))
    if group is not None:
        statement = statement.where(Seat.group_id == group.id)
    lines = _lines(session, session.exec(statement).all(), who.at)
    return sorted(
        (line for line in lines if line.gap), key=lambda line: (line.group.name_key, line.group.id)
    )


def vacant(session: Session, who: Standing) -> VacantSeats | None:
    """How many seats nobody holds: for the program manager in the consortium, for a chair in her
    groups, in one query; None for others.
    """
    chaired = access.chaired_groups(who)
    if not access.may_work_everywhere(who) and not chaired:
        return None
    statement = (
        sa.select(sa.func.count(col(Seat.id)), sa.func.count(sa.distinct(col(Seat.group_id))))
        .join(Group, col(Group.id) == Seat.group_id)
        .where(terms.active(who.at), is_vacant(who.at))
    )
    if not access.may_work_everywhere(who):
        statement = statement.where(col(Seat.group_id).in_(chaired))
    return VacantSeats(*session.execute(statement).one())


def roster_on(session: Session, group: Group, day: date, *, now: datetime) -> DatedRoster:
    """Who served in a group on a day in its zone, as it ended, and where they worked
    then: four queries, and two more for a day that has passed.
    """
    at = terms.moment_of_day(day, group.zone, now)
    served = select(Membership.seat_id).where(terms.serving(at), Membership.group_id == group.id)
    known = sa.or_(_open(at), col(Seat.id).in_(served))
    rows = session.exec(_SEATS.where(Seat.group_id == group.id, known)).all()
    others = terms.seatless(session, group, at)
    roster = DatedRoster(
        group,
        day,
        seats=tuple(_with_votes(session, group, _lines(session, rows, at), at)),
        others=tuple(terms.incumbent(term, group.zone, at) for term in others),
        is_ahead=day > now.astimezone(ZoneInfo(group.zone)).date(),
    )
    if at >= now:
        return roster
    first = terms.first_day(session, group)
    begins_on = first if first is not None and day < first else None
    return replace(_at_homes_of(session, roster, at), begins_on=begins_on)


def _at_homes_of(session: Session, roster: DatedRoster, at: datetime) -> DatedRoster:
    """A roster of the past with the organizations to which people belonged then."""
    held = [line.incumbent for line in roster.seats if line.incumbent]
    known = terms.homes_at(session, [who.person.id for who in (*held, *roster.others)], at)

    def placed(who: Incumbent) -> Incumbent:
        return replace(who, organization=known.get(who.person.id) or terms.unplaced(who.person))

    seats = [
        replace(line, incumbent=placed(line.incumbent)) if line.incumbent else line
        for line in roster.seats
    ]
    return replace(roster, seats=tuple(seats), others=tuple(map(placed, roster.others)))


def voting_seats(session: Session, group: Group, at: datetime) -> VotingSeats:
    """What the voting seats of a group are for its quorum at a moment. The base are those that
    somebody holds: a vacant one counts as little as one whose holder is on leave, though an
    alternate may vote there, or has lost the vote.
    """
    lines = [line for line in of_group(session, group, at) if line.seat.votes]
    held = [line for line in lines if line.incumbent]
    there = [line for line in held if not _is_away(line)]
    lost = sum(line.has_lost_vote for line in there)
    return VotingSeats(
        filled=len(there) - lost,
        vacant=len(lines) - len(held),
        on_leave=len(held) - len(there),
        without_vote=lost,
    )


def _is_away(line: SeatLine) -> bool:
    leave = line.incumbent.leave if line.incumbent else None
    return leave is not None and leave.is_current


def current_term(session: Session, seat: Seat, at: datetime) -> SeatTerm | None:
    """Who sits in a seat at a moment."""
    held = terms.seat_terms(session, [seat.id], at).get(seat.id, [])
    return next((term for term in held if term.holds(at)), None)


def holder(session: Session, membership: Membership) -> Person:
    """Whose term it is, also where her account is deactivated."""
    return session.exec(select(Person).where(Person.id == membership.person_id)).one()


def asked_for(session: Session, seat: Seat) -> Organization | None:
    """The library that a seat asks for."""
    return session.get(Organization, seat.organization_id) if seat.organization_id else None


def named(seat: Seat) -> str:
    """What a seat is called: its role, and what tells it from others."""
    return f"{seat.role} {seat.label}".strip()


def is_vacant(at: datetime) -> sa.ColumnElement[bool]:
    """The condition that a ``Seat`` is open at a moment and that nobody holds it."""
    held = sa.exists().where(col(Membership.seat_id) == Seat.id, terms.serving(at))
    return sa.and_(_open(at), ~held)


def _open(at: datetime) -> sa.ColumnElement[bool]:
    begun = col(Seat.created_at) <= at
    return sa.and_(begun, sa.or_(col(Seat.closed_at).is_(None), col(Seat.closed_at) > at))


_SEATS = (
    select(Seat, Group, Organization.short_name)
    .join(Group, col(Group.id) == Seat.group_id)
    .join(Organization, col(Organization.id) == Seat.organization_id, isouter=True)
    .order_by(col(Seat.id))
)


def _lines(session: Session, rows: Sequence[Found], at: datetime) -> list[SeatLine]:
    held = terms.seat_terms(session, [seat.id for seat, _, _ in rows], at)
    lines = [_line(row, held.get(row[0].id, []), at) for row in rows]
    return sorted(lines, key=_place)


def _with_votes(
    session: Session, group: Group, lines: Sequence[SeatLine], at: datetime
) -> list[SeatLine]:
    """The seats of a group with who of them has lost the vote: no query where its charge lets
    nobody lose it, else three.
    """
    lost = voting_rights.lost_votes(session, group, at)
    return [
        replace(
            line, has_lost_vote=line.incumbent is not None and line.incumbent.membership_id in lost
        )
        for line in lines
    ]


def _place(line: SeatLine) -> tuple[int, str, int]:
    return terms.STRENGTH.index(line.seat.role), line.seat.label.casefold(), line.seat.id


def _line(row: Found, held: Sequence[SeatTerm], at: datetime) -> SeatLine:
    seat, group, organization = row
    term = next((term for term in held if term.holds(at)), None)
    later = next((term for term in held if not term.holds(at)), None)
    return SeatLine(
        seat,
        group,
        asks_for=organization or "",
        incumbent=terms.incumbent(term, group.zone, at) if term else None,
        successor=terms.incumbent(later, group.zone, at) if later else None,
        gap=_gap(term, later, at),
    )


def _gap(term: SeatTerm | None, later: SeatTerm | None, at: datetime) -> Gap | None:
    if term is None:
        return Gap.VACANT
    ends_at = term.ends_at()
    if later is not None or ends_at is None or ends_at > at + ENDING_SOON:
        return None
    return Gap.HELD_OVER if term.is_held_over(at) else Gap.ENDING
