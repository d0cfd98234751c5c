"""Reviews of a group: what a chair proposes, and what the program manager records."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import (
    Group,
    MemberRole,
    Person,
    SunsetOutcome,
    SunsetReview,
    SunsetSuccessor,
    Task,
)
from models.columns import TEXT_LENGTH
from models.subjects import Subject
from models.sunsets import ReviewFacts
from services import groups, history, obligations, tasks, terms
from services.errors import Conflict, Invalid
from services.groups import Charge

MOST_PARTS = 5
"""Into how many groups one is split at once."""


@dataclass(frozen=True)
class Reviewed:
    """What came of a review that was recorded."""

    review: SunsetReview
    successors: tuple[Group, ...]
    added: dict[int, list[Person]]
    """Who came into each successor by it, by the id of the group."""
    tasks: tuple[Task, ...] = ()
    """The open tasks that the first successor has by it."""


def proposed_review(session: Session, group: Group) -> SunsetReview | None:
    """What a chair has proposed, and nobody has recorded."""
    waiting = col(SunsetReview.recorded_at).is_(None)
    return session.exec(
        select(SunsetReview).where(SunsetReview.group_id == group.id, waiting)
    ).first()


def reviews_digest(session: Session, group: Group) -> str:
    """A short text that differs where what is proposed for a group does, or what was recorded last;
    empty where there is neither.
    """
    newest = select(SunsetReview).where(SunsetReview.group_id == group.id)
    review = session.exec(newest.order_by(col(SunsetReview.id).desc())).first()
    if review is None:
        return ""
    facts = (
        review.id,
        review.outcome,
        review.reason,
        review.sunset_on,
        review.proposed_by,
        review.recorded_by,
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def propose(
    session: Session,
    group: Group,
    facts: ReviewFacts,
    *,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> SunsetReview:
    """Let a chair say what is to come of a group from ``access.group_to_edit``, in place of what
    was proposed before.

    ``seen`` is the ``reviews_digest`` of what whoever proposes has read. Raises ``Conflict`` where
    there is another by now, and ``Invalid`` with the field at fault.
    """
    _check_reason(facts)
    _refuse_changed(session, group, seen, "proposed")
    if facts.outcome is SunsetOutcome.CONTINUE:
        _check_day(group, facts.sunset_on, now)
    row = proposed_review(session, group) or SunsetReview(
        group_id=group.id, outcome=facts.outcome, reason=""
    )
    _fill(row, facts)
    row.proposed_by, row.proposed_at = by.id, now
    _save(session, row, "review.proposed", by=by, now=now)
    return row


def proposer(session: Session, review: SunsetReview | None) -> Person | None:
    """Who proposed a review, where there is one and that is known."""
    return session.get(Person, review.proposed_by) if review and review.proposed_by else None


def record(
    session: Session,
    group: Group,
    facts: ReviewFacts,
    *,
    report: str = "",
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> Reviewed:
    """Record what comes of a group from ``access.group_to_discharge``: it continues with a new
    sunset, or other groups go on with its work; where it ends, it is discharged with its final
    report.

    ``seen`` is the ``reviews_digest`` of what whoever records has read. Raises ``Conflict`` where
    there is another by now, and ``Invalid`` with the field at fault.
    """
    _check_reason(facts)
    _check_outcome(group, facts, now)
    _refuse_changed(session, group, seen, "recorded")
    row = proposed_review(session, group) or SunsetReview(
        group_id=group.id, outcome=facts.outcome, reason=""
    )
    _fill(row, facts)
    row.recorded_by, row.recorded_at = by.id, now
    _save(session, row, "review.recorded", by=by, now=now)
    successors, added = _go_on(session, group, facts, by=by, now=now)
    session.add_all(SunsetSuccessor(review_id=row.id, group_id=heir.id) for heir in successors)
    moved: Sequence[Task] = ()
    if facts.ends and facts.carries_tasks and successors:
        moved = tasks.pass_on(session, group, successors[0], by=by, now=now)
        obligations.pass_on(session, group, successors[0], by=by, now=now)
    if facts.ends:
        groups.discharge(session, group, reason=row.reason, report=report, by=by, now=now)
    return Reviewed(row, tuple(successors), added, tuple(moved))


def _refuse_changed(session: Session, group: Group, seen: str | None, what: str) -> None:
    if seen is not None and seen != reviews_digest(session, group):
        raise Conflict(
            f"A review of {group.name} was proposed or recorded since you opened this form. Nothing"
            f" of yours was {what}: open the form again."
        )


def _fill(row: SunsetReview, facts: ReviewFacts) -> None:
    row.outcome, row.reason = facts.outcome, facts.reason.strip()
    row.sunset_on = facts.sunset_on if facts.outcome is SunsetOutcome.CONTINUE else None


def _save(session: Session, row: SunsetReview, action: str, *, by: Person, now: datetime) -> None:
    session.add(row)
    session.flush()
    after = {
        "outcome": row.outcome,
        "reason": row.reason,
        "sunset_on": row.sunset_on.isoformat() if row.sunset_on else None,
    }
    history.record(session, action, Subject.of(row), by=by, now=now, after=after)


def _check_reason(facts: ReviewFacts) -> None:
    if not facts.reason.strip():
        raise Invalid("Say why: the reason stays on the group's page.", field="reason")
    if len(facts.reason) > TEXT_LENGTH:
        raise Invalid(f"That is too long: {TEXT_LENGTH:,} characters at most.", field="reason")


def _check_day(group: Group, sunset_on: date | None, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(group.zone)).date()
    if sunset_on is None or sunset_on <= today:
        raise Invalid("Choose the new last day, after today.", field="sunset_on")


def _check_outcome(group: Group, facts: ReviewFacts, now: datetime) -> None:
    match facts.outcome:
        case SunsetOutcome.CONTINUE:
            _check_day(group, facts.sunset_on, now)
        case SunsetOutcome.COMBINE if facts.into is None or facts.into.id == group.id:
            raise Invalid("Choose the other group that goes on with its work.", field="into")
        case SunsetOutcome.SPLIT if not 1 <= len(_names(facts)) <= MOST_PARTS:
            raise Invalid(
                f"Write the name of each new group on a line of its own, {MOST_PARTS} at most.",
                field="names",
            )


def _names(facts: ReviewFacts) -> list[str]:
    names = (" ".join(name.split()) for name in facts.names)
    return list(dict.fromkeys(name for name in names if name))


def _go_on(
    session: Session, group: Group, facts: ReviewFacts, *, by: Person, now: datetime
) -> tuple[list[Group], dict[int, list[Person]]]:
    """The groups that go on with the work, and who came into each."""
    match facts.outcome:
        case SunsetOutcome.CONTINUE:
            assert facts.sunset_on is not None, "that was checked"
            groups.set_sunset(session, group, facts.sunset_on, by=by, now=now)
            return [], {}
        case SunsetOutcome.CEASE:
            return [], {}
        case SunsetOutcome.COMBINE:
            assert facts.into is not None, "that was checked"
            successors = [facts.into]
        case SunsetOutcome.SPLIT:
            successors = _parts(session, group, facts, by=by, now=now)
    if not facts.carries_members:
        return successors, {}
    people = _carried(session, group, now)
    return successors, {
        heir.id: groups.add(session, heir, people, by=by, now=now).new for heir in successors
    }


def _parts(
    session: Session, group: Group, facts: ReviewFacts, *, by: Person, now: datetime
) -> list[Group]:
    """The groups into which it is split, of the same kind, charge and chair, and without a
    channel.
    """
    roster = terms.roster(session, group, now)
    chair = next((line.person for line in roster if line.role is MemberRole.CHAIR), None)
    if chair is None or chair.is_guest or not chair.is_active:
        raise Conflict(
            f"{group.name} has no chair, who is to chair the new groups, too. Name one first."
        )
    directions = [direction.id for direction in groups.directions_of(session, group)]
    parts = []
    for name in _names(facts):
        charge = Charge(name, group.kind, group.charge or name, "", group.is_private, directions)
        try:
            part = groups.start(session, charge, chair=chair, by=by, now=now, needs_channel=False)
        except Invalid as refusal:
            raise Invalid(f"{name}: {refusal.message}", field="names") from None
        parts.append(part)
    return parts


def _carried(session: Session, group: Group, now: datetime) -> list[Person]:
    """Who goes along: who is there, and is not merely an observer."""
    return [
        line.person
        for line in terms.roster(session, group, now)
        if line.person.is_active and line.role is not MemberRole.OBSERVER
    ]
