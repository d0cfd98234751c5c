"""Whether a group represents the member libraries, by kind, size and place; whose hours bear its
meetings; and who is in it for campus partners. Nothing is counted or inferred about persons.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    Group,
    GroupProposal,
    Meeting,
    MeetingStatus,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from models.group_equity import GroupEquity, LibraryShare, ZoneHours
from services import consortium, people, terms
from services.polls.working_days import WorkingDay

SMALL, MIDDLE = 10, 30
"""The most staff of a small library, and of one of middle size."""
_SIZES = (f"up to {SMALL} staff", f"{SMALL + 1} to {MIDDLE} staff", f"more than {MIDDLE} staff")


def group_equity(session: Session, group: Group, now: datetime) -> GroupEquity:
    """What is counted of a group from ``access.group_to_edit``: a constant number of queries."""
    settings = consortium.settings(session)
    libraries = people.member_libraries(session, now)
    serving = _serving(session, group, now)
    present = {row.id for _person, row in serving if row}
    since = consortium.fiscal_year_begins(session, consortium.today(session, now))
    held = _held(session, group, terms.first_moment(since, settings.zone), now)
    partners = [row for _person, row in serving if row and row.kind is OrganizationKind.PARTNER]

    def shares(label_of: Callable[[Organization], str]) -> tuple[LibraryShare, ...]:
        return tuple(_shares(libraries, present, label_of))

    return GroupEquity(
        group,
        libraries=sum(row.id in present for row in libraries),
        all_libraries=len(libraries),
        kinds=shares(lambda row: row.category or ""),
        sizes=tuple(sorted(shares(_size), key=_by_size)),
        places=shares(lambda row: row.zone or settings.zone),
        since=since,
        meetings=len(held),
        hours=tuple(_hours([person for person, _row in serving], held)),
        partners=len(partners),
        partner_units=tuple(sorted({row.short_name for row in partners}, key=str.casefold)),
        proposal=formation_of(session, group),
    )


def _serving(
    session: Session, group: Group, now: datetime
) -> Sequence[tuple[Person, Organization | None]]:
    statement = (
        select(Person, Organization)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(Membership.group_id == group.id, terms.serving(now))
        .where(col(Person.is_active).is_(True))
    )
    return [(person, row) for person, row in session.exec(statement)]


def _shares(
    libraries: Sequence[Organization],
    present: Collection[int],
    label_of: Callable[[Organization], str],
) -> Iterator[LibraryShare]:
    """By label, what is not declared last."""
    every = Counter(label_of(row) for row in libraries)
    there = Counter(label_of(row) for row in libraries if row.id in present)
    for label in sorted(every, key=lambda label: (not label, label.casefold())):
        yield LibraryShare(label, there[label], every[label])


def _size(row: Organization) -> str:
    if row.staff_size is None:
        return ""
    small, middle, large = _SIZES
    return small if row.staff_size <= SMALL else middle if row.staff_size <= MIDDLE else large


def _by_size(share: LibraryShare) -> int:
    return _SIZES.index(share.label) if share.label else len(_SIZES)


def _held(
    session: Session, group: Group, begins: datetime, now: datetime
) -> Sequence[tuple[datetime, int]]:
    """When each meeting began that was held from a moment on, and its minutes."""
    statement = (
        select(Meeting.starts_at, Meeting.minutes)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.starts_at) >= begins, col(Meeting.starts_at) <= now)
    )
    return [(starts_at, minutes) for starts_at, minutes in session.exec(statement)]


def _hours(members: Sequence[Person], held: Sequence[tuple[datetime, int]]) -> Iterator[ZoneHours]:
    """Each zone of which there is somebody, by name. What hours people chose for themselves is
    nobody else's affair.
    """
    for zone, count in sorted(Counter(person.zone for person in members).items()):
        day = WorkingDay(zone)
        yield ZoneHours(zone, count, sum(not day.holds(*meeting) for meeting in held))


def formation_of(session: Session, group: Group) -> GroupProposal | None:
    """The proposal of which a group came, with the answers of its formation."""
    return session.exec(select(GroupProposal).where(GroupProposal.group_id == group.id)).first()
