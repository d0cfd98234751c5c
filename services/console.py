"""What in the whole consortium wants the program manager's eye, private groups included."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
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
    ProposalStatus,
    Series,
    Task,
    reach,
)
from models.console import FindingKind, FindingLine, FindingRules, FoundLines, LeftWork
from models.messages import MONTH, Key, is_of_use
from models.subjects import Subject
from services import (
    access,
    confirmations,
    consortium,
    deliveries,
    digests,
    groups,
    leaders,
    organizations,
    outbox,
    people,
    preferences,
    tasks,
    terms,
)
from services.access import CHAIR_ROLES, Standing
from services.dates import instant
from services.errors import NotAllowed
from services.people import duplicates
from services.preferences import ReminderHours

NINE = time(9)


@dataclass(frozen=True)
class FindingQuery:
    """What each question is asked with."""

    now: datetime
    today: date
    rules: FindingRules


@dataclass(frozen=True)
class MonthlyList:
    """The list of one month for one program manager, whose hour has come."""

    person: Person
    key: Key
    slot: datetime
    """When it was to come."""
    is_declined: bool


@dataclass(frozen=True)
class FindingRow:
    """A row: what views know its words by, and the question that finds its lines."""

    key: FindingKind
    question: Callable[[Session, FindingQuery], list[FindingLine]]


def rules(session: Session) -> FindingRules:
    """From where on something is a finding, as the program manager has chosen."""
    chosen = consortium.settings(session)
    return FindingRules(
        days_without_meeting=chosen.days_without_meeting,
        seats=chosen.many_seats,
        hidden=chosen.hidden_findings,
    )


def found(session: Session, who: Standing) -> list[FoundLines]:
    """Every finding that has a line, in the order of the table: a constant number of queries."""
    query = _query(session, who)
    shown = (row for row in FINDINGS if row.key not in query.rules.hidden)
    all_found = (_lines(session, row, query) for row in shown)
    return [lines for lines in all_found if lines.lines]


def found_of(session: Session, who: Standing, finding: FindingKind) -> FoundLines:
    """One finding, though it had no line, or is not shown on Home any more."""
    row = next(row for row in FINDINGS if row.key is finding)
    return _lines(session, row, _query(session, who))


def left_by(session: Session, who: Standing, person: Person) -> LeftWork:
    """The open tasks of somebody, and the groups that she chairs, in groups that go on."""
    query = _query(session, who)
    open_tasks = (
        *(terms.is_named_owner(person.id), col(Task.group_id).is_not(None)),
        *(col(Task.done_at).is_(None), terms.active(query.now)),
    )
    chaired = (
        select(Group)
        .join(Membership, col(Membership.group_id) == Group.id)
        .where(Membership.person_id == person.id, col(Membership.role).in_(CHAIR_ROLES))
        .where(terms.serving(query.now), terms.active(query.now))
        .order_by(col(Group.name), col(Group.id))
    )
    lines = tuple(tasks.lines_of(session, open_tasks, query.now))
    return LeftWork(person, lines, tuple(session.exec(chaired)))


def monthly_due(session: Session, now: datetime) -> list[MonthlyList]:
    """The lists of this month whose hour has come and of which nothing is decided: four queries,
    and two when all are decided.

    It comes at nine in her zone on the first day of the month that is neither a holiday nor one of
    her days off, or when her quiet hours or her pause end after that.
    """
    managers = leaders.managers_in_slack(session, now)
    keys = {person.id: _month(person, now) for person in managers}
    decided = outbox.known(session, keys.values())
    waiting = [person for person in managers if keys[person.id] not in decided]
    if not waiting:
        return []
    everybody = preferences.reminder_hours(session, now)
    lists = (_monthly(everybody.of(person), person, keys[person.id], now) for person in waiting)
    return [monthly for monthly in lists if monthly is not None]


def _month(person: Person, now: datetime) -> Key:
    month = f"{now.astimezone(ZoneInfo(person.zone)):%Y-%m}"
    return Key(MONTH, occurrence=month, recipient=Subject.of(person))


def _monthly(hours: ReminderHours, person: Person, key: Key, now: datetime) -> MonthlyList | None:
    slot = hours.opens(instant(_first_working_day(hours, now), NINE, person.zone))
    if slot is None or now < slot or not is_of_use(MONTH, slot, now):
        return None
    return MonthlyList(person, key, slot, is_declined=not hours.wants(MONTH))


def _first_working_day(hours: ReminderHours, now: datetime) -> date:
    first = hours.today(now).replace(day=1)
    days = (first + timedelta(days=ahead) for ahead in range(31))
    return next((day for day in days if not hours.is_free(day)), first)


def _query(session: Session, who: Standing) -> FindingQuery:
    if not access.may_see_consortium(who):
        raise NotAllowed("Only the program manager sees the whole consortium at once.")
    today = who.at.astimezone(ZoneInfo(who.person.zone)).date()
    return FindingQuery(who.at, today, rules(session))


def _lines(session: Session, row: FindingRow, query: FindingQuery) -> FoundLines:
    return FoundLines(row.key, _by_name(row.question(session, query)))


def _by_name(lines: list[FindingLine]) -> tuple[FindingLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.id)))


def _without_chair(session: Session, query: FindingQuery) -> list[FindingLine]:
    chaired = (
        select(Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(terms.serving(query.now), col(Membership.role).in_(CHAIR_ROLES))
        .where(col(Person.is_active).is_(True))
    )
    unchaired = select(Group.id, Group.name).where(
        terms.active(query.now), col(Group.id).not_in(chaired)
    )
    return [FindingLine(*row) for row in session.exec(unchaired)]


def _not_met(session: Session, query: FindingQuery) -> list[FindingLine]:
    since = query.now - timedelta(days=query.rules.days_without_meeting)
    held = (Meeting.status == MeetingStatus.ON, col(Meeting.starts_at) <= query.now)
    met = select(Meeting.group_id).where(*held, col(Meeting.starts_at) > since)
    repeating = select(Series.group_id).where(col(Series.ended_at).is_(None))
    last = (
        select(sa.func.max(Meeting.starts_at))
        .where(*held, Meeting.group_id == Group.id)
        .scalar_subquery()
    )
    idle = select(Group.id, Group.name, last).where(
        terms.active(query.now),
        col(Group.created_at) <= since,
        col(Group.id).not_in(met),
        sa.or_(col(Group.charge) != "", col(Group.id).in_(repeating)),
    )
    return [
        FindingLine(group_id, name, since=at.date() if at else None)
        for group_id, name, at in session.exec(idle)
    ]


def _overdue(session: Session, query: FindingQuery) -> list[FindingLine]:
    late = (
        select(Group.id, Group.name, sa.func.count(), sa.func.min(Task.due_on))
        .join(Task, col(Task.group_id) == Group.id)
        .where(terms.active(query.now), col(Task.done_at).is_(None))
        .where(col(Task.due_on) < query.today)
        .group_by(col(Group.id), col(Group.name))
    )
    return [FindingLine(*row) for row in session.exec(late)]


def _gone(session: Session, query: FindingQuery) -> list[FindingLine]:
    owners = terms.named_owners()
    work = (
        select(sa.func.count(col(Task.id)))
        .join(Group, col(Group.id) == Task.group_id)
        .join(owners, owners.c.task_id == col(Task.id))
        .where(
            owners.c.person_id == Person.id, col(Task.done_at).is_(None), terms.active(query.now)
        )
        .scalar_subquery()
    )
    chairs = (
        select(sa.func.count(col(Membership.id)))
        .join(Group, col(Group.id) == Membership.group_id)
        .where(Membership.person_id == Person.id, terms.serving(query.now))
        .where(terms.active(query.now), col(Membership.role).in_(CHAIR_ROLES))
        .scalar_subquery()
    )
    left = select(Person.id, Person.name, work, chairs).where(
        col(Person.is_active).is_(False), sa.or_(work > 0, chairs > 0)
    )
    return [
        FindingLine(person_id, name, count, is_chair=chaired > 0)
        for person_id, name, count, chaired in session.exec(left)
    ]


def _libraries_in_no_group(session: Session, query: FindingQuery) -> list[FindingLine]:
    served = (
        select(Person.organization_id)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(terms.serving(query.now), terms.active(query.now))
        .where(col(Person.is_active).is_(True), col(Person.organization_id).is_not(None))
    )
    absent = select(Organization).where(
        Organization.kind == OrganizationKind.LIBRARY, col(Organization.id).not_in(served)
    )
    return [
        FindingLine(row.id, row.short_name)
        for row in session.exec(absent)
        if people.has_standing(row, query.today)
    ]


def _many_seats(session: Session, query: FindingQuery) -> list[FindingLine]:
    seats = sa.func.count()
    busy = (
        select(Person.id, Person.name, seats)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(terms.serving(query.now), terms.active(query.now), col(Person.is_active).is_(True))
        .group_by(col(Person.id), col(Person.name))
        .having(seats >= query.rules.seats)
    )
    return [FindingLine(*row) for row in session.exec(busy)]


def _not_placed(session: Session, _query: FindingQuery) -> list[FindingLine]:
    new = select(Person.id, Person.name).where(
        col(Person.organization_id).is_(None),
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
    )
    return [FindingLine(*row) for row in session.exec(new)]


def _may_be_one(session: Session, _query: FindingQuery) -> list[FindingLine]:
    return [
        FindingLine(pair.kept.id, pair.kept.name, duplicate=pair)
        for pair in duplicates.possible(session)
    ]


def _undelivered(session: Session, _query: FindingQuery) -> list[FindingLine]:
    return [
        FindingLine(number, _place(trouble.group, trouble.person), len(trouble.undelivered))
        for number, trouble in enumerate(deliveries.troubles(session), start=1)
    ]


def _place(group: Group | None, person: Person | None) -> str:
    return group.name if group else person.name if person else "a channel of no group"


def _digests_not_sent(session: Session, query: FindingQuery) -> list[FindingLine]:
    return [
        FindingLine(
            digest.group.id,
            digest.group.name,
            since=digest.slot.astimezone(ZoneInfo(digest.group.zone)).date(),
        )
        for digest in digests.not_sent(session, query.now)
    ]


def _proposed(session: Session, _query: FindingQuery) -> list[FindingLine]:
    waiting = (
        select(GroupProposal, Person.zone)
        .join(Person, col(Person.id) == GroupProposal.proposed_by)
        .where(GroupProposal.status == ProposalStatus.PROPOSED)
    )
    return [
        FindingLine(row.id, row.name, since=row.proposed_at.astimezone(ZoneInfo(zone)).date())
        for row, zone in session.exec(waiting)
    ]


def _lapsed(session: Session, query: FindingQuery) -> list[FindingLine]:
    ended = select(Group).where(terms.active(query.now), col(Group.sunset_on) <= query.now.date())
    return [
        FindingLine(group.id, group.name, since=group.sunset_on)
        for group in session.exec(ended)
        if groups.has_lapsed(group, query.now)
    ]


def _not_confirmed(session: Session, query: FindingQuery) -> list[FindingLine]:
    """Since the last term began: libraries of which no director can be asked, and a month later all
    others.
    """
    round_on = confirmations.last_round(session, query.today)
    if round_on is None:
        return []
    known = confirmations.freshness(session, query.now)
    directors = organizations.every_director(session, query.now)
    found = []
    for row in people.offered_organizations(session, query.now):
        fresh = known.of(row)
        has_director = any(map(organizations.can_be_asked, directors[row.id]))
        is_open = fresh.confirmed_on is None or fresh.confirmed_on < round_on
        is_asked = row.kind is OrganizationKind.LIBRARY and row.is_active_on(round_on)
        if is_asked and is_open and (fresh.is_stale or not has_director):
            found.append(
                FindingLine(row.id, row.short_name, freshness=fresh, has_director=has_director)
            )
    return found


def _unreached(session: Session, query: FindingQuery) -> list[FindingLine]:
    """Nobody where no mail is sent at all: then chairs tell everybody without Slack."""
    if not reach.current().sends_mail:
        return []
    serving = (
        sa.exists()
        .where(col(Membership.person_id) == Person.id, col(Group.id) == Membership.group_id)
        .where(terms.serving(query.now), terms.active(query.now))
    )
    apart = select(Person).where(serving, ~reach.is_reachable(), col(Person.is_active))
    return [
        FindingLine(person.id, person.name, obstacle=reach.obstacle_of(person))
        for person in session.exec(apart)
    ]


FINDINGS = (
    FindingRow(FindingKind.CHAIR, _without_chair),
    FindingRow(FindingKind.MET, _not_met),
    FindingRow(FindingKind.OVERDUE, _overdue),
    FindingRow(FindingKind.GONE, _gone),
    FindingRow(FindingKind.LIBRARIES, _libraries_in_no_group),
    FindingRow(FindingKind.SEATS, _many_seats),
    FindingRow(FindingKind.PLACED, _not_placed),
    FindingRow(FindingKind.SAME, _may_be_one),
    FindingRow(FindingKind.DELIVERIES, _undelivered),
    FindingRow(FindingKind.DIGESTS, _digests_not_sent),
    FindingRow(FindingKind.PROPOSALS, _proposed),
    FindingRow(FindingKind.SUNSETS, _lapsed),
    FindingRow(FindingKind.CONFIRMED, _not_confirmed),
    FindingRow(FindingKind.UNREACHED, _unreached),
)
"""Every finding, in the order in which Home shows them."""
