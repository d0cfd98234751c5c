"""The life of a poll: it opens, is changed, closes, is cancelled, or a time is picked."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, Person, Poll, PollPerson, PollSlot, PollState
from models.calls import REASON_LENGTH
from models.polls import MOST_SLOTS, PollKind, PollPlan, SlotTime
from models.subjects import Subject
from services import history, terms
from services.access.locks import locked
from services.errors import Conflict, Invalid
from services.meetings.plans import check_length, check_title
from services.polls.proposed_slots import in_order

SHORTEST_POLL = timedelta(hours=1)
POLL_OPEN_AT_MOST = timedelta(days=90)
SLOTS_WITHIN = timedelta(days=366)
LEAST_SLOTS = 2
MOST_POLL_NUDGES = 2
MOST_REQUIRED = 60
LONGEST_NUDGE_LEAD = 30
"""Days before closing that a nudge comes at most."""


def check_plan(plan: PollPlan, *, now: datetime) -> None:
    """Raises ``Invalid``, with the field at fault, for a poll that cannot be opened."""
    check_title(plan.title)
    check_length(plan.minutes)
    if not LEAST_SLOTS <= len(plan.slots) <= MOST_SLOTS:
        raise Invalid(f"Offer from {LEAST_SLOTS} to {MOST_SLOTS} times.", field="slots")
    if len(set(plan.slots)) < len(plan.slots):
        raise Invalid("One of these times stands there twice.", field="slots")
    moments = [slot.starts_at for slot in plan.slots if slot.starts_at]
    if any(moment <= now for moment in moments):
        raise Invalid("One of these times has passed. Leave it out.", field="slots")
    if any(moment > now + SLOTS_WITHIN for moment in moments):
        raise Invalid("Offer times within a year.", field="slots")
    _check_closing(plan.closes_at, moments, now)
    _check_nudges(plan.nudge_days)


def open_poll(
    session: Session,
    group: Group,
    plan: PollPlan,
    required: Collection[int],
    *,
    by: Person,
    now: datetime,
) -> Poll:
    """Ask a group from ``access.group_to_edit`` when it can meet: everybody who serves in it now
    is expected to answer, and ``required`` are the ids of those without whom it cannot meet.
    """
    check_plan(plan, now=now)
    _refuse_same(session, group, plan)
    people = [line.person for line in terms.roster(session, group, now)]
    _check_required(required, people)
    facts = {name: value for name, value in vars(plan).items() if name != "slots"}
    poll = Poll(group_id=group.id, **facts, opened_by=by.id, opened_at=now)
    session.add(poll)
    session.flush()
    slots = [
        PollSlot(poll_id=poll.id, position=place, **vars(slot))
        for place, slot in enumerate(sorted(plan.slots, key=in_order))
    ]
    rows = [
        PollPerson(poll_id=poll.id, person_id=person.id, is_required=person.id in required)
        for person in people
    ]
    session.add_all([*slots, *rows])
    session.flush()
    after = {"title": poll.title, "slots": len(slots), "closes_at": poll.closes_at.isoformat()}
    history.record(session, "poll.opened", Subject.of(poll), by=by, now=now, after=after)
    return poll


def change(
    session: Session,
    poll: Poll,
    closes_at: datetime,
    required: Collection[int],
    nudge_days: tuple[int, ...],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Let a poll from ``access.poll_to_change`` close at another moment, and say anew who is
    required and when the silent are nudged.
    """
    slots = slots_of(session, poll)
    _check_closing(closes_at, [slot.starts_at for slot in slots if slot.starts_at], now)
    _check_nudges(nudge_days)
    rows = session.exec(select(PollPerson).where(PollPerson.poll_id == poll.id)).all()
    listed = {row.person_id for row in rows}
    if not listed.issuperset(required):
        raise Invalid("Choose among those who are on the list.", field="required")
    before = _facts(poll, [row.person_id for row in rows if row.is_required])
    for row in rows:
        row.is_required = row.person_id in required
    poll.closes_at, poll.nudge_days = closes_at, nudge_days
    session.add_all([poll, *rows])
    session.flush()
    after = _facts(poll, [row.person_id for row in rows if row.is_required])
    if after != before:
        changed = {name for name in after if after[name] != before[name]}
        history.record(
            session,
            "poll.changed",
            Subject.of(poll),
            by=by,
            now=now,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )


def pick(
    session: Session, poll: Poll, slot: PollSlot, meeting: Meeting, *, by: Person, now: datetime
) -> None:
    """Close a poll from ``access.poll_to_run`` with the slot that was picked, for which a meeting
    was scheduled.
    """
    poll.picked, poll.meeting_id = slot.position, meeting.id
    poll.state, poll.closed_at, poll.closed_by = PollState.CLOSED, now, by.id
    session.add(poll)
    session.flush()
    after = {"meeting": meeting.id, "position": slot.position}
    history.record(session, "poll.picked", Subject.of(poll), by=by, now=now, after=after)


def cancel(session: Session, poll: Poll, reason: str, *, by: Person | None, now: datetime) -> None:
    """Let a poll from ``access.poll_to_run`` come to nothing, with the reason."""
    tidy = " ".join(reason.split())
    if not tidy:
        raise Invalid("Say why: it is shown to everybody who was asked.", field="reason")
    if len(tidy) > REASON_LENGTH:
        raise Invalid(f"That is too long: {REASON_LENGTH} characters at most.", field="reason")
    poll.state, poll.reason = PollState.CANCELLED, tidy
    poll.closed_at, poll.closed_by = now, by.id if by else None
    session.add(poll)
    session.flush()
    after = {"reason": tidy}
    history.record(session, "poll.cancelled", Subject.of(poll), by=by, now=now, after=after)


def due_to_close(session: Session, now: datetime) -> list[int]:
    """The ids of open polls whose time is up, the oldest first: one query."""
    statement = select(Poll.id).where(Poll.state == PollState.OPEN, col(Poll.closes_at) <= now)
    return list(session.exec(statement.order_by(col(Poll.closes_at), col(Poll.id))))


def close_due(session: Session, poll_id: int, now: datetime) -> tuple[Poll, Group] | None:
    """Close a poll if it is open and its time is up once it is locked; with its group, or None. It
    counts as closed at the moment that was declared, however late that is noticed.
    """
    poll = locked(session, session.get_one(Poll, poll_id))
    if poll.state is not PollState.OPEN or poll.closes_at > now:
        return None
    poll.state, poll.closed_at = PollState.CLOSED, poll.closes_at
    session.add(poll)
    session.flush()
    history.record(session, "poll.closed", Subject.of(poll), by=None, now=now)
    return poll, session.get_one(Group, poll.group_id)


def due_to_end(session: Session, now: datetime) -> list[tuple[Poll, Group, PollState]]:
    """The open polls that end by the clock now, since their time is up or their group has ended,
    each with what it becomes: one query.
    """
    statement = (
        sa.select(Poll, Group, terms.active(now))
        .join(Group, col(Group.id) == Poll.group_id)
        .where(col(Poll.state) == PollState.OPEN)
        .where(sa.or_(col(Poll.closes_at) <= now, ~terms.active(now)))
        .order_by(col(Poll.id))
    )
    return [
        (poll, group, PollState.CLOSED if is_active else PollState.CANCELLED)
        for poll, group, is_active in session.execute(statement)
    ]


def left_by_groups(session: Session, now: datetime) -> list[int]:
    """The ids of discharged groups that have open polls: one query."""
    statement = (
        select(Group.id)
        .join(Poll, col(Poll.group_id) == Group.id)
        .where(col(Poll.state) == PollState.OPEN, ~terms.active(now))
    )
    return sorted(set(session.exec(statement)))


def end_with_group(
    session: Session, group: Group, *, by: Person | None, now: datetime
) -> list[Poll]:
    """Cancel the open polls of a group that was discharged; which they were."""
    statement = select(Poll).where(Poll.group_id == group.id, Poll.state == PollState.OPEN)
    ended = []
    for found in session.exec(statement.order_by(col(Poll.id))).all():
        poll = locked(session, found)
        if poll.state is PollState.OPEN:
            cancel(session, poll, "The group was discharged.", by=by, now=now)
            ended.append(poll)
    return ended


def slots_of(session: Session, poll: Poll) -> Sequence[PollSlot]:
    """The slots of a poll, soonest first: one query."""
    statement = select(PollSlot).where(PollSlot.poll_id == poll.id)
    return session.exec(statement.order_by(col(PollSlot.position))).all()


def slot_at(session: Session, poll: Poll, position: int) -> PollSlot:
    """The slot of a poll at a position. Raises ``Invalid`` where there is none."""
    statement = select(PollSlot).where(PollSlot.poll_id == poll.id, PollSlot.position == position)
    slot = session.exec(statement).first()
    if slot is None:
        raise Invalid("That is none of the times of this poll. Choose again.")
    return slot


def time_of(slot: PollSlot) -> SlotTime:
    """A saved slot as it was planned."""
    return SlotTime(slot.starts_at, slot.weekday, slot.at)


def _facts(poll: Poll, required: Sequence[int]) -> dict[str, object]:
    return {
        "closes_at": poll.closes_at.isoformat(),
        "nudge_days": list(poll.nudge_days),
        "required": sorted(required),
    }


def _refuse_same(session: Session, group: Group, plan: PollPlan) -> None:
    """So that a second click opens nothing."""
    same = select(Poll.id).where(
        Poll.group_id == group.id, Poll.title == plan.title, Poll.state == PollState.OPEN
    )
    if session.exec(same).first():
        raise Conflict(
            f"A poll for {plan.title} is open in {group.name} already. `/meet polls` shows it."
        )


def _check_required(required: Collection[int], people: Sequence[Person]) -> None:
    if len(required) > MOST_REQUIRED:
        raise Invalid(f"Require {MOST_REQUIRED} people at most.", field="required")
    if not {person.id for person in people}.issuperset(required):
        raise Invalid("Choose required people among the members of the group.", field="required")


def _check_closing(closes_at: datetime, moments: Sequence[datetime], now: datetime) -> None:
    if closes_at < now + SHORTEST_POLL:
        raise Invalid("Leave at least an hour to answer.", field="closes")
    if closes_at > now + POLL_OPEN_AT_MOST:
        raise Invalid("A poll is open for 90 days at most.", field="closes")
    if any(closes_at > moment for moment in moments):
        raise Invalid("Close it before the first of its times.", field="closes")


def _check_nudges(days: tuple[int, ...]) -> None:
    is_ordered = list(days) == sorted(set(days), reverse=True)
    if len(days) > MOST_POLL_NUDGES or not is_ordered:
        raise Invalid("Nudge who has not answered twice at most.", field="nudges")
    if any(not 1 <= day <= LONGEST_NUDGE_LEAD for day in days):
        raise Invalid("Nudge from 1 to 30 days before it closes.", field="nudges")


def takes_answers(poll: Poll, now: datetime) -> bool:
    """Whether a poll can be answered now."""
    return poll.state is PollState.OPEN and poll.closes_at > now


def is_weekly(poll: Poll) -> bool:
    """Whether its slots are weekdays and hours, without a date."""
    return poll.kind is PollKind.WEEKDAYS
