"""What was answered to a poll, who is still to answer, and which of its slots suits best."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Availability,
    Group,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Poll,
    PollAnswer,
    PollPerson,
    PollSlot,
)
from models.polls import (
    Attendee,
    PollCard,
    PollLine,
    PollResult,
    SlotRank,
    SlotShown,
    SlotTime,
)
from services import access, consortium, terms
from services.access import Standing
from services.dates import instant
from services.polls.changes import slots_of, time_of
from services.polls.fair_turns import turns
from services.polls.ranking import ranked
from services.polls.working_days import outside, working_days


def first_moment(slot: SlotTime, zone: str, first_on: date | None) -> datetime:
    """When a slot is; of a weekly pattern when it is first, from its first day on."""
    if slot.starts_at is not None:
        return slot.starts_at
    if slot.weekday is None or slot.at is None or first_on is None:
        raise ValueError(f"no slot: {slot}")
    day = first_on + timedelta(days=(slot.weekday - first_on.weekday()) % 7)
    return instant(day, slot.at, zone)


def shown_slots(session: Session, poll: Poll) -> tuple[SlotShown, ...]:
    """The slots of a poll, soonest first: one query."""
    return tuple(
        SlotShown(
            slot.id,
            slot.position,
            first_moment(time_of(slot), poll.zone, poll.first_on),
            poll.minutes,
            is_weekly=slot.starts_at is None,
        )
        for slot in slots_of(session, poll)
    )


def card(session: Session, poll: Poll, group: Group) -> PollCard:
    """A poll as everybody sees it who may know of its group: four queries."""
    people = sa.select(sa.func.count()).where(col(PollPerson.poll_id) == poll.id)
    answered = (
        sa.select(sa.func.count(sa.distinct(col(PollAnswer.person_id))))
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(col(PollSlot.poll_id) == poll.id)
    )
    return PollCard(
        poll,
        group,
        shown_slots(session, poll),
        session.execute(people.select_from(PollPerson)).scalar_one(),
        session.execute(answered).scalar_one(),
        session.get(Person, poll.opened_by),
    )


def lines(session: Session, poll: Poll, now: datetime) -> tuple[PollLine, ...]:
    """Everybody on the list with what she answered, by library and name: two queries."""
    serves = (
        sa.select(col(Membership.id))
        .where(col(Membership.person_id) == Person.id, col(Membership.group_id) == poll.group_id)
        .where(terms.serving(now))
        .exists()
    )
    statement = (
        sa.select(Person, col(PollPerson.is_required), col(Organization.short_name), serves)
        .join(PollPerson, col(PollPerson.person_id) == Person.id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(col(PollPerson.poll_id) == poll.id)
        .order_by(
            col(Organization.short_name).is_(None),
            col(Organization.short_name),
            col(Person.name),
            col(Person.id),
        )
    )
    given = _answers(session, poll)
    return tuple(
        PollLine(
            person,
            is_required=is_required,
            organization=organization or "",
            answers={row.slot_id: row.answer for row in given.get(person.id, ())},
            by_link=any(row.by_link for row in given.get(person.id, ())),
            is_there=bool(is_there) and person.is_active,
        )
        for person, is_required, organization, is_there in session.execute(statement)
    )


def result(
    session: Session, poll: Poll, group: Group, *, by: Standing, now: datetime
) -> PollResult:
    """A poll from ``access.poll_answers_to_see`` with its slots, the best first: ten queries."""
    shown, people = card(session, poll, group), lines(session, poll, now)
    since = consortium.fiscal_year_begins(session, consortium.today(session, now))
    there = [line.person for line in people if line.is_there]
    shown_people = [person for person in there if access.may_see_turn(person, group, by=by)]
    return PollResult(
        shown,
        tuple(ranks(session, shown.slots, people)),
        people,
        turns=tuple(turns(session, shown_people, since, by=by, now=now)),
        turns_since=since,
    )


def ranks(
    session: Session, slots: Sequence[SlotShown], people: Sequence[PollLine]
) -> list[SlotRank]:
    """The slots, the best first, by what those say who are in the group still: two queries."""
    counted = [line for line in people if line.is_there]
    libraries = _libraries(session)
    attendees = [
        Attendee(
            line.person.id,
            line.is_required,
            line.person.organization_id if line.person.organization_id in libraries else None,
        )
        for line in counted
    ]
    answers = {
        (slot_id, line.person.id): chosen
        for line in counted
        for slot_id, chosen in line.answers.items()
    }
    days = working_days(session, [line.person for line in counted])
    away = outside(slots, days, [line.person.id for line in counted])
    return ranked([slot.slot_id for slot in slots], attendees, answers, away)


def not_answered(people: Sequence[PollLine]) -> list[PollLine]:
    """Those who are there and have not answered."""
    return [line for line in people if line.is_there and not line.answers]


def refuses_all(line: PollLine) -> bool:
    """Whether somebody is required and can come to none of the slots."""
    chosen = set(line.answers.values())
    return line.is_required and line.is_there and chosen == {Availability.NO}


def _answers(session: Session, poll: Poll) -> Mapping[int, list[PollAnswer]]:
    statement = (
        select(PollAnswer)
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(PollSlot.poll_id == poll.id)
    )
    found: dict[int, list[PollAnswer]] = {}
    for row in session.exec(statement):
        found.setdefault(row.person_id, []).append(row)
    return found


def _libraries(session: Session) -> set[int]:
    statement = select(Organization.id).where(Organization.kind == OrganizationKind.LIBRARY)
    return set(session.exec(statement))
