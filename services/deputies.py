"""A chair names a deputy for a while, who has her rights in the group meanwhile."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Membership, Person
from models.calendar_days import day_words
from models.deputies import DeputyLine
from models.subjects import Subject
from services import access, groups, history, terms
from services.access import CHAIR_ROLES, Standing
from services.errors import Conflict, Invalid, NotAllowed

LONGEST_DEPUTY = timedelta(days=366)
_DAY = timedelta(days=1)


def of_group(session: Session, group: Group, now: datetime) -> list[DeputyLine]:
    """Who is a deputy in a group at a moment."""
    return terms.deputies_in(session, group, now)


def name(session: Session, group: Group, person: Person, *, last: date, by: Standing) -> date:
    """Let a member be the deputy of who chairs a group from ``access.group_to_edit``, through a
    last day in its zone, at most as long as that chair serves; the last day as it is.

    A deputy of hers is named anew with another last day. Raises ``NotAllowed`` for who does not
    chair it herself, as a deputy, and ``Conflict`` where nothing would change.
    """
    now, chair = by.at, _own(session, group, by)
    if chair is None:
        raise NotAllowed(f"Only a chair of {group.name} names a deputy there, for themselves.")
    _check(session, group, person, by.person, now)
    _check_day(group, last, now)
    for line in of_group(session, group, now):
        if line.membership_id == chair.id and line.deputy.id != person.id:
            raise Conflict(
                f"{line.deputy.name} is your deputy until {day_words(line.ends_on)}. Type"
                " `/wg deputy nobody` first."
            )
        if line.membership_id != chair.id and line.deputy.id == person.id:
            raise Conflict(f"{person.name} is the deputy of {line.chair.name} there already.")
    until = terms.first_moment(last + _DAY, group.zone)
    _check_new(session, chair, person, until, group, now)
    terms.end_deputies(session, now, of=chair.id)
    row = terms.begin_deputy(session, chair, person, until=until, now=now)
    ends_on = terms.deputy_last_day(row, group)
    history.record(
        session,
        "membership.deputy_named",
        Subject.of(chair),
        by=by.person,
        now=now,
        after={"deputy": person.id, "ends_on": ends_on.isoformat()},
    )
    return ends_on


def may_name(session: Session, group: Group, *, by: Standing) -> bool:
    """Whether somebody chairs a group herself, not as a deputy."""
    return _own(session, group, by) is not None


def endable(session: Session, group: Group, *, by: Standing) -> list[DeputyLine]:
    """The deputies in a group that somebody may end: a chair her own, a deputy herself, the program
    manager all of them.
    """
    chair = _own(session, group, by)
    return [
        line
        for line in of_group(session, group, by.at)
        if (chair is not None and line.membership_id == chair.id)
        or line.deputy.id == by.person.id
        or access.may_work_everywhere(by)
    ]


def end(
    session: Session, group: Group, *, by: Standing, person_id: int | None = None
) -> list[DeputyLine]:
    """End the deputies in a group from ``access.group_to_edit`` that somebody may end, or this
    person alone. Those that ended. Raises ``Conflict`` where there is none.
    """
    now = by.at
    lines = [
        line
        for line in endable(session, group, by=by)
        if person_id is None or line.deputy.id == person_id
    ]
    if not lines:
        raise Conflict(f"There is no deputy in {group.name} that you could end.")
    for line in lines:
        terms.end_deputies(session, now, of=line.membership_id, person_id=line.deputy.id)
        history.record(
            session,
            "membership.deputy_ended",
            Subject("membership", line.membership_id),
            by=by.person,
            now=now,
            before={"deputy": line.deputy.id},
        )
    return lines


def _own(session: Session, group: Group, by: Standing) -> Membership | None:
    """The service by which somebody chairs a group herself."""
    found = terms.current(session, group, by.person.id, by.at)
    is_chair = found is not None and found.role in CHAIR_ROLES and not by.person.is_guest
    return found if is_chair else None


def _check(session: Session, group: Group, person: Person, by: Person, now: datetime) -> None:
    if person.id == by.id:
        raise Invalid("You cannot be your own deputy. Choose somebody else.", field="person")
    if not person.is_active:
        words = f"{person.name} is no longer active here. Choose somebody else."
        raise Invalid(words, field="person")
    groups.refuse_guest(person, field="person")
    served = terms.current(session, group, person.id, now)
    if served is None:
        raise Invalid(
            f"{person.name} is not in {group.name}. Add them first, with `/wg add`.", field="person"
        )
    if served.role in CHAIR_ROLES:
        raise Conflict(f"{person.name} chairs {group.name} already.")


def _check_new(
    session: Session,
    chair: Membership,
    person: Person,
    until: datetime,
    group: Group,
    now: datetime,
) -> None:
    ends = terms.deputy_end_agreed(session, chair, person, until=until, now=now)
    row = terms.deputy_ending_at(session, chair.id, person.id, ends)
    if row is not None:
        last = terms.deputy_last_day(row, group)
        raise Conflict(
            f"{person.name} is your deputy until {day_words(last)} already. Nothing was changed."
        )


def _check_day(group: Group, last: date, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(group.zone)).date()
    if last < today:
        raise Invalid("That day has passed. Choose today or a later one.", field="last")
    if last > today + LONGEST_DEPUTY:
        raise Invalid("A deputy is named for a year at most. Choose an earlier day.", field="last")
